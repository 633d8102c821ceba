//! What the contract hides from a role, its holder gets by no way in, whatever the service answers.

use http::uri::PathAndQuery;
use reqwest::Method;
use serde_json::{Value, json};
use tonic::client::Grpc;

use crate::{
    file_service::{ByDescriptor, Files, made, message, text},
    world::World,
};

const NUMBERS: [&str; 3] = ["11010519491231002X", "6222000011112222", "34052419800101001X"];
const PHONE: &str = "13912345678";

async fn world() -> World {
    World::with_file_service(&Files::default(), gateway::Settings::default()).await
}

fn shown(said: &str) -> usize {
    assert!(said.contains(PHONE), "what is not hidden is there: {said}");
    NUMBERS.iter().filter(|number| said.contains(*number)).count()
}

#[tokio::test]
async fn by_rest_and_in_events() {
    let world = world().await;
    for (person, sees) in [("people/officer", 3), ("people/worker", 0), ("people/officer", 3)] {
        let get = |path: &str| {
            world.http.request(Method::GET, world.url(path)).bearer_auth(world.token_of(person)).send()
        };
        let list = get("/v1/files").await.unwrap().text().await.unwrap();
        assert_eq!(shown(&list), sees, "{person}: {list}");
        let list: Value = serde_json::from_str(&list).unwrap();
        assert_eq!(list["files"][0].get("identityNumber").is_some(), sees > 0);
        let mut events = get("/v1/files:watch").await.unwrap();
        let mut said = String::new();
        while let Some(chunk) = events.chunk().await.unwrap() {
            said.push_str(std::str::from_utf8(&chunk).unwrap());
        }
        assert_eq!((shown(&said), said.matches("id: ").count()), (sees, 3), "{person}");
    }
}

#[tokio::test]
async fn by_grpc() {
    let world = world().await;
    for (person, sees) in [("people/officer", 3), ("people/worker", 0)] {
        let mut client = Grpc::new(world.channel().await);
        client.ready().await.unwrap();
        let list = client.unary(
            world.signed_by(person, made("ListFilesRequest", json!({}))),
            PathAndQuery::from_static("/trial.v1.FileService/ListFiles"),
            ByDescriptor(message("ListFilesResponse")),
        );
        assert_eq!(shown(&format!("{:?}", list.await.unwrap().into_inner())), sees);
        client.ready().await.unwrap();
        let events = client.server_streaming(
            world.signed_by(person, made("WatchFilesRequest", json!({}))),
            PathAndQuery::from_static("/trial.v1.FileService/WatchFiles"),
            ByDescriptor(message("FileEvent")),
        );
        let mut events = events.await.unwrap().into_inner();
        let mut cursors = Vec::new();
        while let Some(event) = events.message().await.unwrap() {
            assert_eq!(shown(&format!("{event:?}")), sees);
            cursors.push(text(&event, "cursor"));
        }
        assert_eq!(cursors, ["1", "2", "3"]);
    }
}
