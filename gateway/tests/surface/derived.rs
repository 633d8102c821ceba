//! A method that is added to a contract and to its service is reachable by every way in, without a line of the gateway.

use http::uri::PathAndQuery;
use prost::Message as _;
use reqwest::Method;
use serde_json::{Value, json};
use tonic::client::Grpc;

use crate::{
    file_service::{ByDescriptor, Files, made, message, text},
    world::World,
};

async fn world() -> World {
    World::with_file_service(&Files::default(), gateway::Settings::default()).await
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

#[tokio::test]
async fn by_its_document() {
    let world = world().await;
    let answer = world.http.get(world.url("/openapi.json")).send().await.unwrap();
    let etag = answer.headers()["etag"].clone();
    let document = body(answer).await;
    assert_eq!(document["openapi"], "3.1.0");
    let write = &document["paths"]["/v1/files/{fileId}/content"];
    let verbs: Vec<_> = write.as_object().unwrap().keys().collect();
    assert_eq!(verbs, ["get", "head", "patch"]);
    assert_eq!(write["patch"]["operationId"], "FileService_WriteFile");
    let parameters = |operation: &Value| -> Vec<String> {
        let parameters = operation["parameters"].as_array().unwrap().iter();
        parameters.map(|p| format!("{} {}", p["in"].as_str().unwrap(), p["name"].as_str().unwrap())).collect()
    };
    assert_eq!(
        parameters(&write["patch"]),
        ["path fileId", "header upload-offset", "header upload-complete"]
    );
    assert!(write["patch"]["responses"]["204"]["headers"]["upload-offset"].is_object());
    assert!(write["get"]["responses"]["2XX"]["content"]["*/*"].is_object());
    let list = &document["paths"]["/v1/files"]["get"];
    assert_eq!(parameters(list), ["query pageSize", "query filter"]);
    assert_eq!(list["summary"], "ListFiles lists");
    let update = &document["paths"]["/v1/files/{fileId}"]["patch"];
    assert_eq!(
        update["requestBody"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/trial.v1.File"
    );
    let kind = &document["components"]["schemas"]["trial.v1.FileKind"]["anyOf"][0]["enum"];
    assert_eq!(*kind, json!(["FILE_KIND_UNSPECIFIED", "FILE_KIND_PICTURE"]));
    let same = world.http.get(world.url("/openapi.json")).header("if-none-match", etag).send().await.unwrap();
    assert_eq!(same.status(), 304);
}

#[tokio::test]
async fn by_its_page() {
    let world = world().await;
    let answer = world.http.get(world.url("/docs")).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert!(
        answer.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'; style-src 'self'")
    );
    let page = answer.text().await.unwrap();
    for part in ["/v1/files/{fileId}/content", "WriteFile takes a part of a file", "trial.v1.File"] {
        assert!(page.contains(part), "{part}");
    }
    for elsewhere in ["http://", "https://", "<script"] {
        assert!(!page.contains(elsewhere), "{elsewhere}");
    }
    assert_eq!(world.http.get(world.url("/docs/style.css")).send().await.unwrap().status(), 200);
}
