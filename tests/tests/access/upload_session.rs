//! A telephone's session opens the methods that its purpose needs, and no other method of the contract.

use std::collections::BTreeSet;

use serde_json::json;
use tonic::Code;

use crate::world::{World, methods};
use proto::access::v1::Door;

/// What a telephone may call: its files, and its own session.
const OPEN: [&str; 5] = [
    "sharedcourt.access.v1.UploadSessionService.EndUploadSession",
    "sharedcourt.access.v1.UploadSessionService.GetUploadSession",
    "sharedcourt.evidence.v1.EvidenceService.CreateEvidence",
    "sharedcourt.evidence.v1.EvidenceService.GetUpload",
    "sharedcourt.evidence.v1.EvidenceService.UploadEvidence",
];

#[tokio::test]
async fn a_telephone_s_session_opens_its_five_methods_and_no_other() {
    let world = World::demo().await;
    let asked = json!({"uploadSession": {"case": "cases/1", "caseNumber": "（2023）浙0783执77号"}});
    let made = world.post("people/officer", "/v1/uploadSessions", &asked).await;
    let code = json!({"code": made["code"]});
    let got = world.post("people/officer", "/v1/uploadSessions:redeem", &code).await;
    let token = got["token"].as_str().unwrap();
    let (mut open, mut faults, mut asked) = (BTreeSet::new(), Vec::new(), 0);
    for (method, access) in methods() {
        // What anybody may call asks nobody who they are.
        if access.door() == Door::Anyone {
            continue;
        }
        let answer = world.knock(&method, Some(token)).await;
        asked += 1;
        let refused =
            if access.door() == Door::Internal { "INTERNAL_METHOD" } else { "UPLOAD_SESSION_METHOD" };
        if (answer.code, answer.reason.as_str()) == (Code::PermissionDenied, refused) {
            continue;
        }
        if matches!(answer.code, Code::Unauthenticated | Code::PermissionDenied | Code::Internal) {
            faults.push(format!("{}: {answer:?}", method.full_name()));
        }
        open.insert(method.full_name().to_owned());
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(open, OPEN.map(str::to_owned).into());
    assert!(asked > 200, "{asked}");
}
