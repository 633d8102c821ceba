//! Those who ask too much, too slowly or in bad faith, by raw sockets; and everybody else, who must not notice.

use std::{num::NonZeroU32, time::Duration};

use gateway::{Budgets, Rate, RateSettings, Settings};
use prost::Message as _;
use proto::dispatch::v1::{GetTaskRequest, task_service_client::TaskServiceClient};
use reqwest::Method;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use tonic::Code;

use crate::{file_service::Files, world::World};

const SOON: Duration = Duration::from_secs(10);

fn rate(per_second: u32, burst: u32) -> Rate {
    Rate { per_second: NonZeroU32::new(per_second).unwrap(), burst: NonZeroU32::new(burst).unwrap() }
}

async fn rated(rates: RateSettings) -> World {
    World::with(Settings { rates, ..Settings::default() }).await
}

#[tokio::test]
async fn a_person_who_calls_too_often_is_asked_to_wait() {
    let world = rated(RateSettings { person: Some(rate(1, 2)), ..RateSettings::default() }).await;
    let get = || world.call(Method::GET, "/v1/tasks/9").send();
    let first = get().await.unwrap();
    let header = |name: &str| first.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (header("ratelimit-limit"), header("ratelimit-remaining"), header("ratelimit-reset")),
        ("2".into(), "1".into(), "1".into())
    );
    assert_eq!(get().await.unwrap().status(), 200);
    let over = get().await.unwrap();
    assert_eq!((over.status().as_u16(), &over.headers()["retry-after"]), (429, &"1".parse().unwrap()));
    let over: serde_json::Value = serde_json::from_str(&over.text().await.unwrap()).unwrap();
    assert_eq!((&over["code"], &over["reason"]), (&"RESOURCE_EXHAUSTED".into(), &"RATE_LIMITED".into()));
    let mut client = TaskServiceClient::new(world.channel().await);
    let status = client.get_task(world.signed(GetTaskRequest { name: "tasks/1".into() })).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let details = proto::google::rpc::Status::decode(status.details()).unwrap().details;
    assert!(details.iter().any(|detail| detail.type_url.ends_with("google.rpc.RetryInfo")));
    assert_eq!(
        world.http.get(world.url("/healthz")).send().await.unwrap().status(),
        200,
        "health is not counted"
    );
}

#[tokio::test]
async fn an_address_that_calls_too_often_is_asked_to_wait_before_anybody_looks_who_it_is() {
    let world = rated(RateSettings { address: Some(rate(1, 1)), ..RateSettings::default() }).await;
    let get = || world.http.get(world.url("/v1/tasks")).send();
    assert_eq!(get().await.unwrap().status(), 401);
    assert_eq!(get().await.unwrap().status(), 429);
}

#[tokio::test]
async fn a_redis_that_is_away_is_no_reason_to_refuse_or_to_wait() {
    let nowhere = Some("redis://127.0.0.1:1".to_owned());
    let world =
        rated(RateSettings { person: Some(rate(1, 2)), redis: nowhere, ..RateSettings::default() }).await;
    for expected in [200, 200, 429] {
        assert_eq!(world.call(Method::GET, "/v1/tasks/9").send().await.unwrap().status(), expected);
    }
}

/// Reads until the other side is done; what it said.
async fn end_of(socket: &mut TcpStream) -> Vec<u8> {
    let mut said = Vec::new();
    // An end may be a reset.
    let _ = timeout(SOON, socket.read_to_end(&mut said)).await.expect("the connection is not ended");
    said
}

async fn budgeted(budgets: Budgets) -> World {
    World::with(Settings { budgets, ..Settings::default() }).await
}

/// A connection from another address of this machine.
async fn from(address: &str, world: &World) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{address}:0").parse().unwrap()).unwrap();
    socket.connect(world.address).await.unwrap()
}

const HEALTH: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn one_address_holds_its_share_of_connections_and_others_get_in() {
    let world = budgeted(Budgets { connections_of_one: 3, ..Budgets::default() }).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(from("127.0.0.2", &world).await);
    }
    let mut over = from("127.0.0.2", &world).await;
    let _ = over.write_all(HEALTH).await;
    assert_eq!(end_of(&mut over).await, b"", "a connection on top is closed");
    let mut other = from("127.0.0.3", &world).await;
    other.write_all(HEALTH).await.unwrap();
    assert!(end_of(&mut other).await.starts_with(b"HTTP/1.1 200 OK"));
    drop(held);
    for _ in 0..100 {
        let mut again = from("127.0.0.2", &world).await;
        if again.write_all(HEALTH).await.is_ok() && end_of(&mut again).await.starts_with(b"HTTP/1.1 200 OK") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the places of connections that are gone are not free again");
}

#[tokio::test]
async fn a_connection_without_a_call_is_closed() {
    let world = budgeted(Budgets { idle: Duration::from_millis(300), ..Budgets::default() }).await;
    let mut silent = TcpStream::connect(world.address).await.unwrap();
    silent.write_all(PREFACE).await.unwrap();
    silent.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
    end_of(&mut silent).await;
}

#[tokio::test]
async fn a_person_opens_a_share_of_the_streams() {
    let world = budgeted(Budgets { streams_of_one: 2, ..Budgets::default() }).await;
    let mut open = Vec::new();
    for _ in 0..2 {
        open.push(world.call(Method::GET, "/v1/tasks:watch").send().await.unwrap());
    }
    assert!(open.iter().all(|stream| stream.status() == 200));
    let over = world.call(Method::GET, "/v1/tasks:watch").send().await.unwrap();
    assert_eq!((over.status().as_u16(), &over.headers()["retry-after"]), (429, &"5".parse().unwrap()));
    let over: serde_json::Value = serde_json::from_str(&over.text().await.unwrap()).unwrap();
    assert_eq!(over["reason"], "SHARE_USED_UP");
    assert_eq!(world.call(Method::GET, "/v1/tasks/9").send().await.unwrap().status(), 200, "calls go on");
}

#[tokio::test]
async fn a_head_that_can_be_read_in_two_ways_is_refused() {
    let world = World::new().await;
    for more in [
        "host: y\r\n",
        "transfer-encoding: chunked, chunked\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n",
    ] {
        let mut socket = TcpStream::connect(world.address).await.unwrap();
        let head =
            format!("POST /v1/sessions HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{more}\r\n0\r\n\r\n");
        socket.write_all(head.as_bytes()).await.unwrap();
        let said = String::from_utf8_lossy(&end_of(&mut socket).await).into_owned();
        assert!(said.starts_with("HTTP/1.1 400 "), "{more:?}: {said}");
        let mut page = TcpStream::connect(world.address).await.unwrap();
        let head = format!("GET /sign-in HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{more}\r\n0\r\n\r\n");
        page.write_all(head.as_bytes()).await.unwrap();
        assert!(end_of(&mut page).await.starts_with(b"HTTP/1.1 400 "), "a page too: {more:?}");
    }
}

async fn impatient() -> (Files, World) {
    let files = Files::default();
    let settings = Settings { patience: Duration::from_millis(300), ..Settings::default() };
    let world = World::with_file_service(&files, settings).await;
    (files, world)
}

#[tokio::test]
async fn those_who_never_finish_a_sentence_are_left() {
    let (_, world) = impatient().await;
    for begun in [&b""[..], b"G", b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: ", b"PRI * HTTP/2.0\r\n\r\nSM"] {
        let mut socket = TcpStream::connect(world.address).await.unwrap();
        socket.write_all(begun).await.unwrap();
        end_of(&mut socket).await;
    }
    let mut silent = TcpStream::connect(world.address).await.unwrap();
    silent.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    assert!(end_of(&mut silent).await.starts_with(b"HTTP/1.1 200 OK"));
}

#[tokio::test]
async fn an_upload_that_falls_silent_is_refused_as_such() {
    let (files, world) = impatient().await;
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    let head = format!(
        "PATCH /v1/files/7/content HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nupload-offset: 0\r\nupload-complete: ?1\r\ncontent-length: 1000\r\n\r\n\0",
        world.token()
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let said = String::from_utf8(end_of(&mut socket).await).unwrap();
    assert!(said.starts_with("HTTP/1.1 408 ") && said.contains("BODY_TOO_SLOW"), "{said}");
    assert_eq!(files.offset("files/7"), 1, "what came is kept, to go on from");
}

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const CONTINUATION: u8 = 9;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let mut frame = u32::try_from(payload.len()).unwrap().to_be_bytes()[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// GET / of nobody.
const GET: &[u8] = b"\x82\x86\x84\x41\x01x";

/// Says all of it, as far as the other side lets, and hears nothing.
async fn flood(world: &World, frames: impl Iterator<Item = Vec<u8>>) -> (TcpStream, bool) {
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    socket.write_all(PREFACE).await.unwrap();
    socket.write_all(&frame(SETTINGS, 0, 0, &[])).await.unwrap();
    for frame in frames {
        match timeout(Duration::from_secs(2), socket.write_all(&frame)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return (socket, true),
        }
    }
    (socket, false)
}

async fn is_well(world: &World) {
    let mut socket = TcpStream::connect(world.address).await.unwrap();
    socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(end_of(&mut socket).await.starts_with(b"HTTP/1.1 200 OK"));
    let answer = timeout(SOON, world.call(Method::GET, "/v1/tasks/9").send()).await.unwrap().unwrap();
    assert_eq!(answer.status(), 200);
}

/// What the frames of an answer say, the last of them first: their kinds.
fn kinds(mut said: &[u8]) -> Vec<u8> {
    let mut kinds = Vec::new();
    while let [a, b, c, kind, rest @ ..] = said {
        let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
        kinds.push(*kind);
        said = rest.get(5 + length..).unwrap_or_default();
    }
    kinds
}

const GOAWAY: u8 = 7;

#[tokio::test]
async fn streams_that_are_opened_to_be_reset_end_their_connection() {
    let world = World::new().await;
    let resets = (0..50_000).map(|number| {
        let stream = 2 * number + 1;
        [frame(HEADERS, 5, stream, GET), frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes())].concat()
    });
    let (mut socket, stopped) = flood(&world, resets).await;
    let said = end_of(&mut socket).await;
    assert!(stopped || kinds(&said).contains(&GOAWAY), "{:?}", kinds(&said));
    is_well(&world).await;
}

#[tokio::test]
async fn a_head_without_an_end_ends_its_connection() {
    let world = World::new().await;
    // A header of 16 KiB without a name in the table, again and again.
    let mut header = vec![0x00, 0x01, b'a', 0x7f, 0x81, 0x7f];
    header.extend(vec![b'b'; 16_000 + 256]);
    header.truncate(16_384);
    let begin = std::iter::once(frame(HEADERS, 1, 1, GET));
    let (mut socket, stopped) =
        flood(&world, begin.chain((0..5000).map(|_| frame(CONTINUATION, 0, 1, &header)))).await;
    let said = end_of(&mut socket).await;
    assert!(stopped || kinds(&said).contains(&GOAWAY), "{:?}", kinds(&said));
    is_well(&world).await;
}

#[tokio::test]
async fn pings_and_settings_that_nobody_waits_for_are_not_kept() {
    let world = World::new().await;
    let before = memory();
    for (kind, payload) in [(PING, &[7; 8][..]), (SETTINGS, &[0, 3, 0, 0, 0, 100][..])] {
        let many = frame(kind, 0, 0, payload).repeat(1000);
        let (socket, _) = flood(&world, (0..2000).map(|_| many.clone())).await;
        is_well(&world).await;
        drop(socket);
    }
    let grown = memory().saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} KiB more than before");
}

/// What the process holds, in KiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[tokio::test]
async fn a_page_of_another_origin_calls_where_somebody_said_so() {
    let origins = vec!["https://desk.example".parse().unwrap()];
    let world = World::with(Settings { origins, ..Settings::default() }).await;
    let asked =
        world.http.request(Method::OPTIONS, world.url("/v1/tasks")).header("origin", "https://desk.example");
    let asked = asked
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization");
    let asked = asked.send().await.unwrap();
    assert_eq!(asked.headers()["access-control-allow-origin"], "https://desk.example");
    assert_eq!(asked.headers()["access-control-allow-headers"], "authorization");
    let get = |origin: &'static str| world.call(Method::GET, "/v1/tasks/9").header("origin", origin).send();
    assert_eq!(
        get("https://desk.example").await.unwrap().headers()["access-control-allow-origin"],
        "https://desk.example"
    );
    assert!(
        !get("https://else.example").await.unwrap().headers().contains_key("access-control-allow-origin")
    );
    let closed = World::new().await;
    let answer = closed
        .call(Method::GET, "/v1/tasks/9")
        .header("origin", "https://desk.example")
        .send()
        .await
        .unwrap();
    assert!(!answer.headers().contains_key("access-control-allow-origin"));
}
