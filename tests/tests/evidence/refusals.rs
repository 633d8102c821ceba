//! What is wrong is refused, and nothing of it can be read.

use house::{DIRECTOR, House, OTHER_WORKER, WORKER, databases, fields};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::sender::{Sender, declare, heard, png, read, video};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_refused_with_what_to_do() {
    for database in databases().await {
        let house = House::demo(database).await;
        let (status, told) = declare(&house, WORKER, b"", "text/html").await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(fields(&told), ["evidence.mediaType", "evidence.sizeBytes"], "{told}");

        let bytes = video(2_000_000);
        let sender = Sender::of(&house, WORKER, &bytes, "video/mp4").await;
        // From elsewhere than where it stands: the answer says where, in its head too.
        assert_eq!(sender.patch(0, false, &bytes[..700_000]).await.0, StatusCode::NO_CONTENT);
        let request = house.request(WORKER, Method::PATCH, &sender.content());
        let request = request.header("upload-offset", "5").header("upload-complete", "?1");
        let refused = request.body(bytes[5..].to_vec()).send().await.unwrap();
        assert_eq!(
            (refused.status(), &refused.headers()["upload-offset"]),
            (StatusCode::CONFLICT, &"700000".parse().unwrap())
        );
        let told: serde_json::Value = refused.json().await.unwrap();
        assert_eq!(told["reason"], "UPLOAD_OFFSET_MISMATCH");
        // Too little, and then too much: what was good of it stays.
        let (status, told) = sender.patch(700_000, true, &bytes[700_000..800_000]).await;
        assert_eq!((status, &told["reason"]), (StatusCode::BAD_REQUEST, &json!("UPLOAD_SHORT")), "{told}");
        assert_eq!(sender.arrived().await, (800_000, false));
        let more = [&bytes[800_000..], b"more"].concat();
        let (_, told) = sender.patch(800_000, true, &more).await;
        assert_eq!(told["reason"], "UPLOAD_TOO_LONG", "{told}");
        sender.is_not_there().await;
        sender.rest(&bytes).await;
        let (_, told) = sender.patch(bytes.len(), true, b"").await;
        assert_eq!(told["reason"], "UPLOAD_COMPLETED");

        // Other bytes than were declared: all of it is forgotten, and the right ones may come.
        let (good, mut bad) = (video(2_500_000), Vec::new());
        bad.clone_from(&good);
        bad[1_300_000] ^= 1;
        let sender = Sender::of(&house, WORKER, &good, "video/mp4").await;
        let (_, told) = sender.patch(0, true, &bad).await;
        assert_eq!(told["reason"], "DIGEST_MISMATCH", "{told}");
        assert_eq!(sender.arrived().await, (0, false));
        sender.is_not_there().await;
        sender.rest(&good).await;

        // An archive called photo.jpg.
        let zip = b"PK\x03\x04\x14\0\0\0\x08\0and what it holds".to_vec();
        let sender = Sender::of(&house, WORKER, &zip, "image/jpeg").await;
        let (_, told) = sender.patch(0, true, &zip).await;
        assert_eq!(told["reason"], "TYPE_MISMATCH", "{told}");
        sender.is_not_there().await;
        // A type that was never declared is no way round, and headers that can't be read are named.
        let odd = house.request(WORKER, Method::PATCH, &sender.content()).header("upload-offset", "-1x");
        assert_eq!(odd.body("x").send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    }
}

/// A client that says how much comes and closes before: it is told, if it still listens, and the part is no whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_ends_early_is_not_the_end_of_the_file() {
    let house = House::demo(house::Database::Sqlite).await;
    let bytes = video(300_000);
    let sender = Sender::of(&house, WORKER, &bytes, "video/mp4").await;
    let mut line = sender.begin((0, true), &bytes, 299_999).await;
    tokio::io::AsyncWriteExt::shutdown(&mut line).await.unwrap();
    let told = heard(line).await;
    assert!(told.is_empty() || told.starts_with("HTTP/1.1 400"), "{told}");
    assert_eq!(sender.until(299_999).await, 299_999);
    sender.is_not_there().await;
    sender.rest(&bytes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_outside_finds_nothing_and_a_citation_opens_it_to_those_it_concerns() {
    for database in databases().await {
        let house = House::demo(database).await;
        let task = house.accepted().await;
        let bytes = png(700);
        let sender = Sender::of(&house, WORKER, &bytes, "image/png").await;
        sender.rest(&bytes).await;
        let (content, name) = (sender.content(), sender.name.clone());
        let unknown = format!("/v1/evidence/{}", "0".repeat(64));
        let elsewhere = "people/director-330783123";
        for person in [OTHER_WORKER, elsewhere, "people/officer", DIRECTOR] {
            for path in ["", "/content", ":thumbnail", ":proof"] {
                let (there, told) = house.get(person, &format!("/v1/{name}{path}")).await;
                let (nowhere, same) = house.get(person, &format!("{unknown}{path}")).await;
                let hidden = there == StatusCode::NOT_FOUND && nowhere == StatusCode::NOT_FOUND;
                assert!(hidden && told["reason"] == same["reason"], "{person} {path}: {told} {same}");
            }
            let head = house.request(person, Method::HEAD, &content).send().await.unwrap();
            assert_eq!(head.status(), StatusCode::NOT_FOUND);
        }

        // Somebody else who knows the digest declares it, and cites it: it opens nothing.
        let told = declare(&house, OTHER_WORKER, &bytes, "image/png").await.1;
        assert_eq!(
            (&told["state"], told["uploadOffset"].as_str()),
            (&json!("EVIDENCE_STATE_DECLARED"), Some("0")),
            "{told}"
        );
        assert_eq!(read(&house, OTHER_WORKER, &content, None).await.0, StatusCode::NOT_FOUND);

        // Whoever carries the task out cites what they sent, and the court's officer sees it.
        let attempt = json!({"attempt": {"outcome": "DELIVERED", "evidence": [name]}});
        house.done(WORKER, &format!("/v1/{task}/attempts"), &attempt).await;
        let mut seen = StatusCode::NOT_FOUND;
        for _ in 0..200 {
            seen = read(&house, "people/officer", &content, None).await.0;
            if seen == StatusCode::OK {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert_eq!(seen, StatusCode::OK, "the officer whose task it is");
        assert_eq!(read(&house, elsewhere, &content, None).await.0, StatusCode::NOT_FOUND);
    }
}
