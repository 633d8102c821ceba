//! What is wrong is refused, and nothing of it can be read.

use installation::{DIRECTOR, Installation, OTHER_WORKER, WORKER, databases, fields};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::sender::{Sender, declare, heard, png, read, video};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_with_what_to_do() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (status, response) = declare(&installation, WORKER, b"", "text/html").await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(fields(&response), ["evidence.mediaType", "evidence.sizeBytes"], "{response}");

        let bytes = video(2_000_000);
        let sender = Sender::of(&installation, WORKER, &bytes, "video/mp4").await;
        // From elsewhere than where it stands: the answer says where, in its head too.
        assert_eq!(sender.patch(0, false, &bytes[..700_000]).await.0, StatusCode::NO_CONTENT);
        let request = installation.request(WORKER, Method::PATCH, &sender.content());
        let request = request.header("upload-offset", "5").header("upload-complete", "?1");
        let refused = request.body(bytes[5..].to_vec()).send().await.unwrap();
        assert_eq!(
            (refused.status(), &refused.headers()["upload-offset"]),
            (StatusCode::CONFLICT, &"700000".parse().unwrap())
        );
        let response: serde_json::Value = refused.json().await.unwrap();
        assert_eq!(response["reason"], "UPLOAD_OFFSET_MISMATCH");
        // Too little, and then too much: what was good of it stays.
        let (status, response) = sender.patch(700_000, true, &bytes[700_000..800_000]).await;
        assert_eq!(
            (status, &response["reason"]),
            (StatusCode::BAD_REQUEST, &json!("UPLOAD_SHORT")),
            "{response}"
        );
        assert_eq!(sender.arrived().await, (800_000, false));
        let more = [&bytes[800_000..], b"more"].concat();
        let (_, response) = sender.patch(800_000, true, &more).await;
        assert_eq!(response["reason"], "UPLOAD_TOO_LONG", "{response}");
        sender.is_not_there().await;
        sender.rest(&bytes).await;
        let (_, response) = sender.patch(bytes.len(), true, b"").await;
        assert_eq!(response["reason"], "UPLOAD_COMPLETED");

        // Other bytes than were declared: all of it is forgotten, and the right ones may come.
        let (good, mut bad) = (video(2_500_000), Vec::new());
        bad.clone_from(&good);
        bad[1_300_000] ^= 1;
        let sender = Sender::of(&installation, WORKER, &good, "video/mp4").await;
        let (_, response) = sender.patch(0, true, &bad).await;
        assert_eq!(response["reason"], "DIGEST_MISMATCH", "{response}");
        assert_eq!(sender.arrived().await, (0, false));
        sender.is_not_there().await;
        sender.rest(&good).await;

        // An archive called photo.jpg.
        let zip = b"PK\x03\x04\x14\0\0\0\x08\0and what it holds".to_vec();
        let sender = Sender::of(&installation, WORKER, &zip, "image/jpeg").await;
        let (_, response) = sender.patch(0, true, &zip).await;
        assert_eq!(response["reason"], "TYPE_MISMATCH", "{response}");
        sender.is_not_there().await;
        // A type that was never declared is no way round, and headers that can't be read are named.
        let odd =
            installation.request(WORKER, Method::PATCH, &sender.content()).header("upload-offset", "-1x");
        assert_eq!(odd.body("x").send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    }
}

/// A client that says how much comes and closes before: it gets an answer, if it still listens, and the part is not the whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_ends_early_is_not_the_end_of_the_file() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let bytes = video(300_000);
    let sender = Sender::of(&installation, WORKER, &bytes, "video/mp4").await;
    let mut line = sender.begin((0, true), &bytes, 299_999).await;
    tokio::io::AsyncWriteExt::shutdown(&mut line).await.unwrap();
    let read = heard(line).await;
    assert!(read.is_empty() || read.starts_with("HTTP/1.1 400"), "{read}");
    assert_eq!(sender.until(299_999).await, 299_999);
    sender.is_not_there().await;
    sender.rest(&bytes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_outside_finds_nothing_and_a_citation_opens_it_to_those_it_concerns() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let task = installation.accepted().await;
        let bytes = png(700);
        let sender = Sender::of(&installation, WORKER, &bytes, "image/png").await;
        sender.rest(&bytes).await;
        let (content, name) = (sender.content(), sender.name.clone());
        let unknown = format!("/v1/evidence/{}", "0".repeat(64));
        let elsewhere = "people/director-330783123";
        for person in [OTHER_WORKER, elsewhere, "people/officer", DIRECTOR] {
            for path in ["", "/content", ":thumbnail", ":proof"] {
                let (there, response) = installation.get(person, &format!("/v1/{name}{path}")).await;
                let (nowhere, same) = installation.get(person, &format!("{unknown}{path}")).await;
                let hidden = there == StatusCode::NOT_FOUND && nowhere == StatusCode::NOT_FOUND;
                assert!(hidden && response["reason"] == same["reason"], "{person} {path}: {response} {same}");
            }
            let head = installation.request(person, Method::HEAD, &content).send().await.unwrap();
            assert_eq!(head.status(), StatusCode::NOT_FOUND);
        }

        // Somebody else who knows the digest declares it, and cites it: it opens nothing.
        let response = declare(&installation, OTHER_WORKER, &bytes, "image/png").await.1;
        assert_eq!(
            (&response["state"], response["uploadOffset"].as_str()),
            (&json!("EVIDENCE_STATE_DECLARED"), Some("0")),
            "{response}"
        );
        assert_eq!(read(&installation, OTHER_WORKER, &content, None).await.0, StatusCode::NOT_FOUND);

        // Anyone who carries the task out cites what they sent, and the court's officer sees it.
        let attempt = json!({"attempt": {"outcome": "DELIVERED", "evidence": [name]}});
        installation.done(WORKER, &format!("/v1/{task}/attempts"), &attempt).await;
        let mut seen = StatusCode::NOT_FOUND;
        for _ in 0..200 {
            seen = read(&installation, "people/officer", &content, None).await.0;
            if seen == StatusCode::OK {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert_eq!(seen, StatusCode::OK, "the officer whose task it is");
        assert_eq!(read(&installation, elsewhere, &content, None).await.0, StatusCode::NOT_FOUND);
    }
}
