//! Bytes through REST: uploads that go on where they broke off, downloads and parts of them, and neither of them in memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::{StreamExt as _, stream};
use gateway::Settings;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::Semaphore,
};

use crate::{
    file_service::{Files, SIZE, is_pattern, patterned},
    world::World,
};

const CONTENT: &str = "/v1/files/7/content";
const MIB: u64 = 1024 * 1024;

/// What systems keep of a connection in their buffers, generously, on both sides.
const BUFFERS: u64 = 24 * MIB;

async fn world() -> (Files, World) {
    let files = Files::default();
    let world = World::with_file_service(&files, Settings::default()).await;
    (files, world)
}

fn patch(world: &World, from: u64, length: u64, complete: &str) -> reqwest::RequestBuilder {
    let call =
        world.call(Method::PATCH, CONTENT).header("upload-offset", from).header("upload-complete", complete);
    call.header("content-type", "application/partial-upload").body(patterned(from, length))
}

async fn problem(response: reqwest::Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..500 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what}");
}

#[tokio::test]
async fn an_upload_goes_on_where_it_was_left_off() {
    let (files, world) = world().await;
    let answer = patch(&world, 0, 700_000, "?0").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(
        (&answer.headers()["upload-offset"], &answer.headers()["upload-complete"]),
        (&"700000".parse().unwrap(), &"?0".parse().unwrap())
    );
    assert!(files.largest.load(Ordering::Relaxed) <= 256 * 1024);

    let wrong = patch(&world, 5, 10, "?1").send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::CONFLICT);
    assert_eq!(wrong.headers()["upload-offset"], "700000", "the response says where to continue");
    assert_eq!(problem(wrong).await["reason"], "UPLOAD_OFFSET_MISMATCH");

    let head = world.call(Method::HEAD, CONTENT).send().await.unwrap();
    assert_eq!((head.status().as_u16(), &head.headers()["upload-offset"]), (204, &"700000".parse().unwrap()));
    let answer = patch(&world, 700_000, 1, "?1").send().await.unwrap();
    assert_eq!(answer.headers()["upload-complete"], "?1");
    let empty = patch(&world, 700_001, 0, "?1").send().await.unwrap();
    assert_eq!(
        (empty.status().as_u16(), &empty.headers()["upload-offset"]),
        (204, &"700001".parse().unwrap())
    );
}

#[tokio::test]
async fn a_header_that_is_wrong_is_named() {
    let (files, world) = world().await;
    for (offset, complete, field) in
        [("x", "?1", "offset"), ("0", "true", "complete"), ("0", "1", "complete")]
    {
        let call = world
            .call(Method::PATCH, CONTENT)
            .header("upload-offset", offset)
            .header("upload-complete", complete);
        let answer = call.body("abc").send().await.unwrap();
        assert_eq!(answer.status(), 400);
        assert_eq!(problem(answer).await["errors"][0]["field"], field, "{offset} {complete}");
    }
    let in_query = world.call(Method::PATCH, "/v1/files/7/content?offset=0").send().await.unwrap();
    assert_eq!(problem(in_query).await["errors"][0]["reason"], "UNKNOWN_FIELD");
    let twice = patch(&world, 0, 1, "?1").header("upload-offset", "0").send().await.unwrap();
    assert_eq!(problem(twice).await["errors"][0]["reason"], "DUPLICATE_FIELD");
    assert_eq!(files.ends.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn an_upload_is_refused_before_its_bytes_are_read_and_the_reason_is_heard() {
    let (files, world) = world().await;
    for token in [None, Some("a.b.c")] {
        let call = world.http.patch(world.url(CONTENT)).body(vec![0; 8 << 20]);
        let call = match token {
            None => call,
            Some(token) => call.bearer_auth(token),
        };
        assert_eq!(call.send().await.unwrap().status(), 401);
    }
    let pieces = stream::iter((0..128).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 256 * 1024])));
    let call =
        world.call(Method::PATCH, CONTENT).header("upload-offset", "9").header("upload-complete", "?1");
    let answer = call.body(reqwest::Body::wrap_stream(pieces)).send().await.unwrap();
    assert_eq!(problem(answer).await["reason"], "UPLOAD_OFFSET_MISMATCH");
    assert_eq!(files.largest.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn an_upload_of_any_size_waits_for_its_reader() {
    let (files, world) = world().await;
    files.gate.forget_permits(usize::MAX);
    let sent = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&sent);
    let pieces = stream::iter(0..SIZE / (256 * 1024)).map(move |piece| {
        count.fetch_add(256 * 1024, Ordering::Relaxed);
        Ok::<_, std::io::Error>(patterned(piece * 256 * 1024, 256 * 1024))
    });
    let call =
        world.call(Method::PATCH, CONTENT).header("upload-offset", "0").header("upload-complete", "?1");
    let uploading = tokio::spawn(call.body(reqwest::Body::wrap_stream(pieces)).send());
    let mut before = u64::MAX;
    until("the sender goes on although nobody reads", || {
        let now = sent.load(Ordering::Relaxed);
        now > 0 && now == std::mem::replace(&mut before, now)
    })
    .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(sent.load(Ordering::Relaxed) < BUFFERS, "{}", sent.load(Ordering::Relaxed));
    files.gate.add_permits(Semaphore::MAX_PERMITS / 2);
    let answer = uploading.await.unwrap().unwrap();
    assert_eq!((answer.status().as_u16(), files.offset("files/7")), (204, SIZE));
    assert!(files.largest.load(Ordering::Relaxed) <= 256 * 1024);
}

#[tokio::test]
async fn an_upload_that_breaks_off_is_no_end() {
    let (files, world) = world().await;
    let mut socket = tokio::net::TcpStream::connect(world.address).await.unwrap();
    let head = format!(
        "PATCH {CONTENT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nupload-offset: 0\r\nupload-complete: ?1\r\ncontent-length: 1000000\r\n\r\n",
        world.token()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    socket.write_all(&patterned(0, 300_000)).await.unwrap();
    until("the first part did not arrive", || files.offset("files/7") == 300_000).await;
    drop(socket);
    until("the service was not notified", || !files.ends.lock().unwrap().is_empty()).await;
    assert_eq!(*files.ends.lock().unwrap(), ["Aborted"]);
    let answer = patch(&world, 300_000, 700_000, "?1").send().await.unwrap();
    assert_eq!(answer.headers()["upload-offset"], "1000000");
}

#[tokio::test]
async fn a_download_is_what_it_is_and_says_so() {
    let (_, world) = world().await;
    let answer = world.call(Method::GET, CONTENT).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    for (name, value) in [
        ("content-type", "video/mp4"),
        ("content-length", "67108864"),
        ("etag", "\"e1\""),
        ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ] {
        assert_eq!(answer.headers()[name], value, "{name}");
    }
    assert_eq!(is_pattern(answer, 0).await, Some(SIZE));
    let same = world.call(Method::GET, CONTENT).header("if-none-match", "\"e1\"").send().await.unwrap();
    assert_eq!((same.status().as_u16(), same.bytes().await.unwrap().len()), (304, 0));
}

#[tokio::test]
async fn a_part_is_a_part() {
    let (_, world) = world().await;
    let part = world.call(Method::GET, CONTENT).header("range", "bytes=100000-299999").send().await.unwrap();
    assert_eq!(
        (part.status().as_u16(), &part.headers()["content-range"]),
        (206, &"bytes 100000-299999/67108864".parse().unwrap())
    );
    assert_eq!(part.bytes().await.unwrap(), patterned(100_000, 200_000));
    let beyond = world.call(Method::GET, CONTENT).header("range", "bytes=99999999-").send().await.unwrap();
    assert_eq!(
        (beyond.status().as_u16(), &beyond.headers()["content-range"]),
        (416, &"bytes */67108864".parse().unwrap())
    );
}

#[tokio::test]
async fn a_download_that_breaks_off_is_no_whole() {
    let (_, world) = world().await;
    let answer = world.call(Method::GET, "/v1/files/breaking/content").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(is_pattern(answer, 0).await, None);
}

#[tokio::test]
async fn a_download_waits_for_its_reader_and_ends_with_them() {
    let (files, world) = world().await;
    let mut socket = tokio::net::TcpStream::connect(world.address).await.unwrap();
    let head =
        format!("GET {CONTENT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", world.token());
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut begun = [0; 1024];
    socket.read_exact(&mut begun).await.unwrap();
    let mut before = 0;
    until("it is read although nobody takes it", || {
        let now = files.made.load(Ordering::Relaxed);
        now > 0 && now == std::mem::replace(&mut before, now)
    })
    .await;
    assert!(before < BUFFERS, "{before}");
    drop(socket);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(files.made.load(Ordering::Relaxed) < BUFFERS);
}

#[tokio::test]
async fn bytes_that_are_one_message_go_both_ways() {
    let (_, world) = world().await;
    let picture = world.call(Method::GET, "/v1/files/7:preview").send().await.unwrap();
    assert_eq!(
        (picture.status().as_u16(), &picture.headers()["content-type"]),
        (203, &"image/png".parse().unwrap())
    );
    assert_eq!(picture.headers()["content-disposition"], "inline");
    assert_eq!(picture.bytes().await.unwrap().as_ref(), b"\x89PNG");
    let note = world.call(Method::PUT, "/v1/files/7/note").header("content-type", "text/plain").body("好");
    assert_eq!(problem(note.send().await.unwrap()).await["note"], "text/plain 3");
    let large = world.call(Method::PUT, "/v1/files/7/note").body(vec![0; 5 << 20]).send().await.unwrap();
    assert_eq!(large.status(), 413);
}
