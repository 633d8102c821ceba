//! How long files are kept, through the whole installation; and acts and attempts, proved by what the installation says of them.

use std::time::Duration;

use installation::{Database, Installation, WORKER, citizen, databases};
use reqwest::{Method, StatusCode};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::sender::{Sender, png, sha256, video};

/// A process deletes nothing before it has heard the other services for a while.
const PATIENCE: Duration = Duration::from_mins(1);

/// Lets ninety-one days pass for everything that is kept.
async fn ninety_one_days(installation: &Installation) {
    let path = installation.folder().join("evidence.db");
    let database =
        sea_orm::Database::connect(kit::storage::pool_options(format!("sqlite://{}", path.display())))
            .await
            .unwrap();
    let micros = 91_i64 * 24 * 3600 * 1_000_000;
    let text = format!("UPDATE files SET store_time = store_time - {micros}, look_time = 0");
    database.execute_unprepared(&text).await.unwrap();
    database.close().await.unwrap();
}

async fn verified(installation: &Installation) -> (bool, String) {
    let done = installation.run(&["verify", "evidence"]).await;
    (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_nothing_cites_goes_and_what_is_left_says_so() {
    let mut installation = Installation::demo(Database::Sqlite).await;
    let (bytes, kept) = (png(300), video(400_000));
    let (name, held) = {
        let sender = Sender::of(&installation, "people/officer", &bytes, "image/png").await;
        sender.rest(&bytes).await;
        // What nothing cites is its sender's alone.
        let other = Sender::of(&installation, "people/command", &kept, "video/mp4").await;
        other.rest(&kept).await;
        (sender.name, other.name)
    };
    let why = json!({"requestId": "1", "reason": "另案需要"});
    let response = installation.done("people/command", &format!("/v1/{held}:hold"), &why).await;
    assert_eq!(response["hold"]["person"], "people/command", "{response}");
    let (status, response) = installation.post("people/officer", &format!("/v1/{held}:hold"), &why).await;
    assert_eq!((status, &response["reason"]), (StatusCode::FORBIDDEN, &json!("ROLE_REQUIRED")), "{response}");
    installation.kill().await;
    ninety_one_days(&installation).await;
    installation.again().await;
    let content = format!("/v1/{name}/content");
    let mut waited = Duration::ZERO;
    while installation.get("people/officer", &content).await.0 == StatusCode::OK && waited < PATIENCE {
        sleep(Duration::from_millis(250)).await;
        waited += Duration::from_millis(250);
    }
    // Everybody who could see it hears when and why, in their language.
    for (language, word) in [("zh-CN", "第十九条"), ("en", "within 90 days")] {
        let asked =
            installation.request("people/officer", Method::GET, &content).header("accept-language", language);
        let (status, response) = installation::answer(asked).await;
        assert_eq!(
            (status, &response["reason"]),
            (StatusCode::NOT_FOUND, &json!("EVIDENCE_DELETED")),
            "{response}"
        );
        assert!(response["detail"].as_str().unwrap().contains(word), "{language}: {response}");
    }
    let (_, response) = installation.get("people/officer", &format!("/v1/{name}")).await;
    assert_eq!(response["state"], "EVIDENCE_STATE_DELETED", "{response}");
    assert_eq!(response["deletion"]["rule"], "NEVER_CITED");
    assert_eq!(
        installation.get(WORKER, &content).await.1["reason"],
        "EVIDENCE_UNKNOWN",
        "to others it never was"
    );
    assert_eq!(
        installation
            .request("people/command", Method::GET, &format!("/v1/{held}/content"))
            .send()
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );

    // Its proof still holds for the one who kept the bytes, and the deletion has a leaf of its own.
    let apart = tempfile::tempdir().unwrap();
    let at = |name: &str| apart.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(at("photo.png"), &bytes).unwrap();
    let subject = response["deletion"]["leafSubject"].as_str().unwrap();
    for path in [format!("/v1/{name}:proof"), format!("/v1/log:prove?subject={subject}")] {
        let (status, proof) = installation.get("people/officer", &path).await;
        assert_eq!(status, StatusCode::OK, "{proof}");
        std::fs::write(at("proof.json"), proof.to_string()).unwrap();
        let checked = ["verify", "evidence", "--file", &at("photo.png"), "--proof", &at("proof.json")];
        let checked = installation.run(&checked).await;
        assert!(checked.status.success(), "{path}: {}", String::from_utf8_lossy(&checked.stdout));
    }

    let (good, said) = verified(&installation).await;
    assert!(good && said.contains("文件 1 份") && said.contains("按期删除 1 份"), "{said}");
    let lies = |bytes: &[u8]| {
        let digest = sha256(bytes);
        installation.folder().join("evidence/files").join(&digest[..2]).join(digest)
    };
    std::fs::write(lies(&bytes), &bytes).unwrap();
    let (good, said) = verified(&installation).await;
    assert!(!good && said.contains("still there") && said.contains("问题 1 处"), "{said}");
    std::fs::remove_file(lies(&bytes)).unwrap();
    std::fs::remove_file(lies(&kept)).unwrap();
    let (good, said) = verified(&installation).await;
    assert!(!good && said.contains("no rule deleted it") && said.contains("问题 1 处"), "{said}");
}

/// The proof of a leaf, when it is there.
async fn proof_of(installation: &Installation, subject: &str) -> Value {
    for _ in 0..400 {
        let (status, proof) =
            installation.get("people/officer", &format!("/v1/log:prove?subject={subject}")).await;
        if status == StatusCode::OK {
            return proof;
        }
        sleep(Duration::from_millis(25)).await;
    }
    panic!("{subject} is no leaf");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_and_an_attempt_are_proved_by_what_the_installation_says_of_them() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let task = installation.accepted().await;
        let attempt = json!({"attempt": {
            "outcome": "REFUSED", "note": "拒收", "deviceTime": "2026-01-02T03:04:05Z",
            "position": {"latitude": 29.267_301, "longitude": 120.0, "accuracyM": 12.0}}});
        let attempt = installation.done(WORKER, &format!("/v1/{task}/attempts"), &attempt).await;
        let case = json!({"requestId": "1", "case": {
            "caseNumber": "（2023）浙0783执123号", "filingDate": {"year": 2023, "month": 3, "day": 1}, "claimFen": "100000",
            "parties": [
                {"side": "APPLICANT", "displayName": "李四", "kind": "PERSON", "identityNumber": citizen(1)},
                {"side": "DEBTOR", "displayName": "张三丰", "kind": "PERSON", "identityNumber": citizen(2)}]}});
        let case = installation.done("people/officer", "/v1/cases", &case).await;
        let bytes = png(20);
        let sender = Sender::of(&installation, "people/officer", &bytes, "image/png").await;
        sender.rest(&bytes).await;
        let act = json!({"requestId": "2", "act": {
            "mode": "LEFT", "document": {"title": "执行通知书", "kind": "NOTICE", "copies": 2},
            "addressee": {"displayName": "张三丰", "kind": "PERSON"},
            "recipient": {"displayName": "张三丰", "relation": "ADDRESSEE"}, "refused": true, "place": "RESIDENCE",
            "server": {"displayName": "李强", "courtStaff": true, "person": "people/officer"},
            "recordedMedia": true, "servedDate": {"year": 2023, "month": 3, "day": 10},
            "task": task, "attempt": attempt["name"], "evidence": [sender.name]}});
        let path = format!("/v1/{}/serviceActs", case["name"].as_str().unwrap());
        let act = installation.done("people/officer", &path, &act).await;

        let (_, act) =
            installation.get("people/president", &format!("/v1/{}", act["name"].as_str().unwrap())).await;
        let (_, task) = installation.get("people/officer", &format!("/v1/{task}")).await;
        let apart = tempfile::tempdir().unwrap();
        let at = |name: &str| apart.path().join(name).to_str().unwrap().to_owned();
        for (record, word) in [(&act, "servedDate"), (&task["attempts"][0], "position")] {
            let proof = proof_of(&installation, record["name"].as_str().unwrap()).await;
            std::fs::write(at("proof.json"), proof.to_string()).unwrap();
            let mut forged = record.clone();
            assert!(!forged[word].is_null(), "{record}");
            forged.as_object_mut().unwrap().remove(word);
            for (record, holds) in [(record, true), (&forged, false)] {
                std::fs::write(at("record.json"), record.to_string()).unwrap();
                let checked =
                    ["verify", "evidence", "--record", &at("record.json"), "--proof", &at("proof.json")];
                let checked = installation.run(&checked).await;
                assert_eq!(checked.status.success(), holds, "{}", String::from_utf8_lossy(&checked.stdout));
            }
        }
    }
}
