//! A method that is added to a contract and to its service is reachable by every way in, without a line of the gateway.

use http::uri::PathAndQuery;
use prost::Message as _;
use reqwest::Method;
use serde_json::{Value, json};
use tonic::client::Grpc;

use crate::{
    trial::{ByDescriptor, Files, made, message, text},
    world::World,
};

async fn world() -> World {
    World::trial(&Files::default(), gateway::Settings::default()).await
}

async fn body(response: reqwest::Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn by_rest() {
    let world = world().await;
    let list = body(world.call(Method::GET, "/v1/files?pageSize=3").send().await.unwrap()).await;
    assert_eq!(
        (&list["files"][0]["name"], &list["files"][0]["kind"]),
        (&json!("files/1"), &json!("FILE_KIND_PICTURE"))
    );
    let patched =
        world.call(Method::PATCH, "/v1/files/%E4%B8%80").json(&json!({"kind": "PICTURE", "note": "x"}));
    let patched = body(patched.send().await.unwrap()).await;
    assert_eq!((&patched["name"], &patched["note"]), (&json!("files/一"), &json!("x")));
    let unknown = world.call(Method::GET, "/v1/files?colour=red").send().await.unwrap();
    assert_eq!(unknown.status(), 400);
    let mut events = world.call(Method::GET, "/v1/files:watch").send().await.unwrap();
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    assert!(events.chunk().await.unwrap().unwrap().starts_with(b"id: 1\ndata: "));
}

#[tokio::test]
async fn by_grpc() {
    let world = world().await;
    let mut client = Grpc::new(world.channel().await);
    client.ready().await.unwrap();
    let list = client.unary(
        world.signed(made("ListFilesRequest", json!({}))),
        PathAndQuery::from_static("/trial.v1.FileService/ListFiles"),
        ByDescriptor(message("ListFilesResponse")),
    );
    let list = list.await.unwrap().into_inner();
    assert_eq!(list.get_field_by_name("files").unwrap().as_list().unwrap().len(), 1);

    client.ready().await.unwrap();
    let sent = [json!({"name": "files/7"}), json!({"content": {"data": "AAEC"}})]
        .map(|json| made("WriteFileRequest", json));
    let mut request = world.signed(tokio_stream::iter(sent));
    request.set_timeout(std::time::Duration::from_secs(5));
    let answer = client.client_streaming(
        request,
        PathAndQuery::from_static("/trial.v1.FileService/WriteFile"),
        ByDescriptor(message("WriteFileResponse")),
    );
    assert_eq!(answer.await.unwrap().into_inner().get_field_by_name("offset").unwrap().as_i64(), Some(3));

    client.ready().await.unwrap();
    let events = client.server_streaming(
        world.signed(made("WatchFilesRequest", json!({}))),
        PathAndQuery::from_static("/trial.v1.FileService/WatchFiles"),
        ByDescriptor(message("FileEvent")),
    );
    let first = events.await.unwrap().into_inner().message().await.unwrap().unwrap();
    assert_eq!(text(&first, "cursor"), "1");
}

#[tokio::test]
async fn by_grpc_web() {
    let world = world().await;
    let asked = made("PreviewRequest", json!({"name": "files/1"})).encode_to_vec();
    let mut frame = vec![0];
    frame.extend(u32::try_from(asked.len()).unwrap().to_be_bytes());
    frame.extend(asked);
    let call = world
        .call(Method::POST, "/trial.v1.FileService/Preview")
        .header("content-type", "application/grpc-web+proto");
    let response = call.body(frame).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let answer = response.bytes().await.unwrap();
    assert!(answer.windows(9).any(|part| part == b"image/png"));
    assert!(String::from_utf8_lossy(&answer).contains("grpc-status:0"));
}
