//! Files that are there: read in ranges, small, by gRPC; and proved by somebody who trusts nobody.

use installation::{Database, Installation, WORKER, databases};
use proto::{
    evidence::v1::{self as wire, evidence_service_client::EvidenceServiceClient},
    google::api::HttpBody,
};
use reqwest::{Method, StatusCode};
use tonic::{Request, transport::Channel};

use crate::sender::{Sender, png, read, sha256, video};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_in_ranges_and_small() {
    let installation = Installation::demo(Database::Sqlite).await;
    let bytes = png(900);
    let sender = Sender::of(&installation, WORKER, &bytes, "image/png").await;
    let third = bytes.len() / 3;
    assert_eq!(sender.patch(0, false, &bytes[..third]).await.0, StatusCode::NO_CONTENT);
    sender.is_not_there().await;
    sender.rest(&bytes).await;

    let whole = installation.request(WORKER, Method::GET, &sender.content()).send().await.unwrap();
    let header = |name: &str| whole.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        [header("content-type"), header("accept-ranges"), header("etag"), header("content-length")],
        ["image/png".into(), "bytes".into(), format!("\"{}\"", sha256(&bytes)), bytes.len().to_string()]
    );
    for (range, part) in [
        ("bytes=0-0", &bytes[..1]),
        ("bytes=1000-1999", &bytes[1000..2000]),
        ("bytes=-7", &bytes[bytes.len() - 7..]),
        ("bytes=5000-", &bytes[5000..]),
    ] {
        assert_eq!(sender.read(Some(range)).await, (StatusCode::PARTIAL_CONTENT, part.to_vec()), "{range}");
    }
    assert_eq!(sender.read(Some("bytes=99999999-")).await.0, StatusCode::RANGE_NOT_SATISFIABLE);
    let (status, small) = read(&installation, WORKER, &format!("/v1/{}:thumbnail", sender.name), None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(image::load_from_memory(&small).unwrap().width(), 320);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_through_the_front_door_by_grpc_too() {
    let installation = Installation::demo(Database::Sqlite).await;
    let bytes = video(5_000_000);
    let sender = Sender::of(&installation, WORKER, &bytes, "video/mp4").await;
    let channel = Channel::from_shared(installation.url.clone()).unwrap().connect().await.unwrap();
    let mut client = EvidenceServiceClient::new(channel);
    let token = format!("Bearer {}", installation.token(WORKER));
    let signed = |request| {
        let mut request = Request::new(request);
        request.metadata_mut().insert("authorization", token.parse().unwrap());
        request
    };
    let piece = |part: &[u8]| wire::UploadEvidenceRequest {
        content: Some(HttpBody { data: part.to_vec().into(), ..HttpBody::default() }),
        ..Default::default()
    };
    // The first half ends well; then the line breaks within the second, and the third sending brings the rest.
    let (half, name) = (2_500_000, sender.name.clone());
    let first = |offset, complete| wire::UploadEvidenceRequest {
        name: name.clone(),
        offset,
        complete,
        content: None,
    };
    let pieces = |from: usize, until: usize| bytes[from..until].chunks(60_000).map(piece).collect::<Vec<_>>();
    let one = [vec![first(0, false)], pieces(0, half)].concat();
    let mut metadata = signed(()).metadata().clone();
    let mut request = Request::new(tokio_stream::iter(one));
    std::mem::swap(request.metadata_mut(), &mut metadata);
    let response = client.upload_evidence(request).await.unwrap().into_inner();
    assert_eq!((response.offset, response.complete), (2_500_000, false));

    let (tell, coming) = tokio::sync::mpsc::channel(64);
    let mut request = Request::new(tokio_stream::wrappers::ReceiverStream::new(coming));
    *request.metadata_mut() = signed(()).metadata().clone();
    let sending = tokio::spawn({
        let mut client = client.clone();
        async move { client.upload_evidence(request).await }
    });
    tell.send(first(2_500_000, true)).await.unwrap();
    for message in pieces(half, half + 1_200_000) {
        tell.send(message).await.unwrap();
    }
    // Within two seconds what has come is kept, though a piece is not full.
    let arrived = sender.until(half + 1_200_000).await;
    // A client that goes away does not end its sending well.
    sending.abort();
    drop(tell);
    assert!(!sender.arrived().await.1, "a part was taken for the whole");
    sender.is_not_there().await;

    let offset = arrived;
    let rest = [vec![first(i64::try_from(offset).unwrap(), true)], pieces(offset, bytes.len())].concat();
    let mut request = Request::new(tokio_stream::iter(rest));
    *request.metadata_mut() = signed(()).metadata().clone();
    assert!(client.upload_evidence(request).await.unwrap().into_inner().complete);
    sender.is(&bytes).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_holds_without_the_installation_and_a_changed_byte_is_found() {
    for database in databases().await {
        let mut installation = Installation::demo(database).await;
        let (bytes, other) = (png(200), video(1_500_000));
        let name = {
            let sender = Sender::of(&installation, WORKER, &bytes, "image/png").await;
            sender.rest(&bytes).await;
            Sender::of(&installation, WORKER, &other, "video/mp4").await.rest(&other).await;
            sender.name
        };
        let (_, checkpoint) = installation.get(WORKER, "/v1/log:checkpoint").await;
        let (status, proof) = installation.get(WORKER, &format!("/v1/{name}:proof")).await;
        assert_eq!(status, StatusCode::OK, "{proof}");
        let verified = installation.run(&["verify", "evidence"]).await;
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
        installation.kill().await;

        let apart = tempfile::tempdir().unwrap();
        let at = |name: &str| apart.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(at("photo.png"), &bytes).unwrap();
        std::fs::write(at("other.mp4"), &other).unwrap();
        std::fs::write(at("proof.json"), proof.to_string()).unwrap();
        let mut forged = proof.clone();
        forged["leaf"] = proof["leaf"].as_str().unwrap().replace("size ", "size 1").into();
        std::fs::write(at("forged.json"), forged.to_string()).unwrap();
        let key = checkpoint["verifierKey"].as_str().unwrap();
        for (file, proof, holds) in [
            ("photo.png", "proof.json", true),
            ("other.mp4", "proof.json", false),
            ("photo.png", "forged.json", false),
        ] {
            let (file, proof) = (at(file), at(proof));
            let arguments = ["verify", "evidence", "--file", &file, "--proof", &proof, "--log-key", key];
            let checked = installation.run(&arguments).await;
            assert_eq!(checked.status.success(), holds, "{}", String::from_utf8_lossy(&checked.stdout));
        }

        // One bit of one file, on the disk.
        let digest = sha256(&other);
        let lying = installation.folder().join("evidence/files").join(&digest[..2]).join(&digest);
        let mut changed = std::fs::read(&lying).unwrap();
        changed[777_777] ^= 4;
        std::fs::write(&lying, changed).unwrap();
        let verified = installation.run(&["verify", "evidence"]).await;
        let said = String::from_utf8_lossy(&verified.stdout).into_owned();
        assert!(!verified.status.success() && said.contains(&digest) && said.contains("问题 1 处"), "{said}");
    }
}
