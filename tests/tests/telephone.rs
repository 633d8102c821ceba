//! A telephone that sends the papers of one request, by the real program on every database: opened by the code on an officer's desk, by a cookie
//! that no script reads, for this purpose alone; and what the audit says of it.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::time::Duration;

use installation::{Database, Installation, browser::Browser, databases};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const OFFICER: &str = "people/officer";
const REDEEM: &str = "/sign-in/upload";
const CURRENT: &str = "/v1/uploadSessions/current";

async fn made(installation: &Installation) -> Value {
    let session = json!({"case": "cases/1", "caseNumber": "（2023）浙0783执77号"});
    installation.done(OFFICER, "/v1/uploadSessions", &json!({"uploadSession": session})).await
}

async fn opened(installation: &Installation) -> (Browser, Value) {
    let session = made(installation).await;
    let mut phone = Browser::new(installation);
    let (status, said) = phone.script(REDEEM, "", &json!({"code": session["code"]})).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
    (phone, session)
}

fn paper(text: &str) -> (Vec<u8>, String) {
    let bytes = format!("%PDF-1.4\n{text}").into_bytes();
    let digest = hex::encode(Sha256::digest(&bytes));
    (bytes, digest)
}

fn declaration(bytes: &[u8], digest: &str) -> Value {
    json!({"evidence": {"sha256": digest, "sizeBytes": bytes.len().to_string(), "mediaType": "application/pdf"}})
}

async fn send(phone: &Browser, word: &str, digest: &str, bytes: &[u8], offset: usize, complete: bool) -> u16 {
    let request = phone.request(Method::PATCH, &format!("/v1/evidence/{digest}/content"));
    let request = request.header("sec-fetch-site", "same-origin").header("x-csrf-token", word);
    let request = request.header("content-type", "application/octet-stream");
    let request = request.header("upload-offset", offset.to_string());
    let request = request.header("upload-complete", if complete { "?1" } else { "?0" }).body(bytes.to_vec());
    request.send().await.unwrap().status().as_u16()
}

async fn read(phone: &Browser, word: &str, path: &str) -> (StatusCode, Value) {
    installation::answer(phone.request(Method::GET, path).header("x-csrf-token", word)).await
}

fn reason((status, problem): (StatusCode, Value)) -> (u16, String) {
    (status.as_u16(), problem["reason"].as_str().unwrap_or_default().to_owned())
}

fn is(status: u16, reason: &str) -> (u16, String) {
    (status, reason.to_owned())
}

#[tokio::test]
async fn a_telephone_sends_a_paper_in_pieces_and_the_audit_names_officer_and_session() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (mut phone, session) = opened(&installation).await;
        let name = session["name"].as_str().unwrap();
        assert_eq!(phone.cookies.len(), 2);
        let word = phone.upload_word().to_owned();
        let (status, own) = read(&phone, &word, CURRENT).await;
        assert_eq!((status, &own["state"]), (StatusCode::OK, &json!("UPLOAD_SESSION_STATE_OPEN")), "{own}");

        let (bytes, digest) = paper("ruling");
        let (status, declared) = phone.script("/v1/evidence", &word, &declaration(&bytes, &digest)).await;
        assert_eq!(status, StatusCode::OK, "{declared}");
        assert_eq!(send(&phone, &word, &digest, &bytes[..5], 0, false).await, 204);
        // What is sent twice is not taken twice: the court says where to resume.
        assert_eq!(send(&phone, &word, &digest, &bytes[..5], 0, false).await, 409);
        let list = format!("/v1/{name}/evidence");
        let (_, seen) = installation.get(OFFICER, &list).await;
        assert_eq!(seen["evidence"][0]["uploadOffset"], "5", "{seen}");
        assert_eq!(send(&phone, &word, &digest, &bytes[5..], 5, true).await, 204);
        let (_, seen) = installation.get(OFFICER, &list).await;
        assert_eq!(seen["evidence"][0]["state"], "EVIDENCE_STATE_STORED", "{seen}");
        assert_eq!(installation.get("people/chief", &list).await.1, json!({"evidence": []}));
        assert_eq!(installation.get(OFFICER, &format!("/v1/evidence/{digest}")).await.0, StatusCode::OK);

        // The officer ends it; what was sent stays, and the next call says that it is over.
        installation.done(OFFICER, &format!("/v1/{name}:end"), &json!({})).await;
        assert_eq!(reason(read(&phone, &word, CURRENT).await), is(401, "UPLOAD_SESSION_ENDED"));
        let (more, other) = paper("notice");
        let refused = phone.script("/v1/evidence", &word, &declaration(&more, &other)).await;
        assert_eq!(reason(refused), is(401, "UPLOAD_SESSION_ENDED"));
        assert_eq!(installation.get(OFFICER, &format!("/v1/evidence/{digest}")).await.0, StatusCode::OK);

        let filter = format!("/v1/auditRecords?filter=resource%3D{}", name.replace('/', "%2F"));
        let methods = ["CreateEvidence", "UploadEvidence", "GetUploadSession", "EndUploadSession"];
        let mut found = Vec::new();
        for _ in 0..100 {
            let (_, records) = installation.get("people/command", &filter).await;
            found = records["auditRecords"].as_array().cloned().unwrap_or_default();
            let has = |method: &&str| {
                found.iter().any(|one| one["method"].as_str().unwrap_or_default().ends_with(*method))
            };
            if methods.iter().all(has) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        for method in methods {
            let record = found.iter().find(|one| one["method"].as_str().unwrap().ends_with(method));
            assert_eq!(record.unwrap_or_else(|| panic!("{method}: {found:?}"))["person"], OFFICER);
        }
    }
}

#[tokio::test]
async fn the_cookie_of_a_telephone_counts_for_its_own_page_and_purpose_alone() {
    let installation = Installation::demo(Database::Sqlite).await;
    let (mut phone, session) = opened(&installation).await;
    let word = phone.upload_word().to_owned();
    // By the cookie alone it is nobody; with its word it is known, and refused.
    for path in ["/v1/me", "/v1/tasks", "/v1/cases", "/v1/requests", CURRENT] {
        assert_eq!(reason(phone.read(path).await), is(401, "TOKEN_MISSING"), "{path}");
    }
    for path in ["/v1/me", "/v1/tasks", "/v1/cases", "/v1/requests", "/v1/sessions"] {
        assert_eq!(reason(read(&phone, &word, path).await), is(403, "UPLOAD_SESSION_METHOD"), "{path}");
    }
    let token = phone.cookies["sharedcourt-upload"].clone();
    let bearer = async |path: &str| {
        let request = Browser::new(&installation).request(Method::POST, path).bearer_auth(&token);
        reason(installation::answer(request.json(&json!({}))).await)
    };
    for path in ["/v1/requests", "/v1/uploadSessions", "/v1/sessions:createDeviceCredential", "/v1/tasks"] {
        assert_eq!(bearer(path).await, is(403, "UPLOAD_SESSION_METHOD"), "{path}");
    }
    // A page of another site has the cookie sent and gets nothing by it, whatever word it says.
    let (bytes, digest) = paper("ruling");
    for (site, said) in [("cross-site", word.as_str()), ("same-origin", "00")] {
        let request = phone.request(Method::POST, "/v1/evidence").header("sec-fetch-site", site);
        let request = request.header("x-csrf-token", said).json(&declaration(&bytes, &digest));
        assert_eq!(reason(installation::answer(request).await), is(401, "TOKEN_MISSING"), "{site}");
    }
    // Codes: wrong, used, of a session that was ended; and too many.
    for wrong in ["1", "00000 00000", session["code"].as_str().unwrap()] {
        let refused = Browser::new(&installation).script(REDEEM, "", &json!({"code": wrong})).await;
        assert_eq!(reason(refused), is(401, "UPLOAD_CODE_REFUSED"), "{wrong}");
    }
    let ended = made(&installation).await;
    installation.done(OFFICER, &format!("/v1/{}:end", ended["name"].as_str().unwrap()), &json!({})).await;
    for _ in 0..2 {
        let refused = phone.script(REDEEM, "", &json!({"code": ended["code"]})).await;
        assert_eq!(reason(refused), is(401, "UPLOAD_CODE_REFUSED"));
    }
    let right = made(&installation).await;
    let locked = phone.script(REDEEM, "", &json!({"code": right["code"]})).await;
    assert_eq!(reason(locked), is(429, "SIGN_IN_LOCKED"));
}
