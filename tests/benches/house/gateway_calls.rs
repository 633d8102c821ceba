//! Calls over a socket: through the gateway, and beside it a bare service. The client runs in the same process on the same two
//! cores, alike for all.

use std::{convert::Infallible, sync::Arc};

use axum::serve::ListenerExt as _;
use axum::{
    Json, Router,
    body::Body,
    extract::{Request, State},
    routing::get,
};
use gateway::{Gateway, Settings, Upstreams};
use house::{ADDRESS, Database};
use kit::{moment::Moment, token};
use proto::dispatch::v1::{self as wire, task_service_client::TaskServiceClient};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tonic::{
    metadata::MetadataValue,
    service::Routes,
    transport::{Channel, Server, server::TcpIncoming},
};
use tower::{ServiceExt as _, service_fn};

use crate::{rate, tell, world::World};

/// Calls under way at once.
const LINES: u64 = 32;

pub(crate) async fn run() {
    let world = Arc::new(World::new(&Database::Sqlite).await);
    let officer = world.principal("people/officer").await;
    let task = wire::Task {
        kind: wire::TaskKind::LocatePerson.into(),
        addressee: Some(wire::Addressee { display_name: "张三丰".into(), ..Default::default() }),
        address: ADDRESS.into(),
        ..Default::default()
    };
    let create =
        wire::CreateTaskRequest { request_id: String::new(), task: Some(task), validate_only: false };
    let name =
        TaskServiceClient::new(world.line(&officer)).create_task(create).await.unwrap().into_inner().name;

    let through = serve_gateway(&world).await;
    let bare = serve_bare(&world).await;
    let bare_json = serve_bare_json(&world, &name).await;
    let bearer = format!("Bearer {}", token::issue(&world.keys, "people/officer", Moment::now()).unwrap());

    // The same service without the gateway: a caller is stated, not found out.
    let statement: MetadataValue<_> = world.statement(&officer).parse().unwrap();
    let limit = grpc(&bare, &name, (kit::access::HEADER, statement)).await;
    tell("gRPC GetTask, bare service", limit, None);
    let authorization: MetadataValue<_> = bearer.parse().unwrap();
    let rate = grpc(&through, &name, ("authorization", authorization)).await;
    tell("gRPC GetTask, through the gateway", rate, Some(limit));

    let limit = json_calls(&format!("{bare_json}/v1/{name}"), &bearer).await;
    tell("JSON GetTask, bare typed handler over the same service", limit, None);
    let rate = json_calls(&format!("{through}/v1/{name}"), &bearer).await;
    tell("JSON GetTask, through the gateway", rate, Some(limit));
}

async fn grpc(url: &str, name: &str, header: (&'static str, MetadataValue<tonic::metadata::Ascii>)) -> f64 {
    let channel = Channel::from_shared(url.to_owned()).unwrap().connect().await.unwrap();
    rate(LINES, |_| async {
        let mut request = tonic::Request::new(wire::GetTaskRequest { name: name.to_owned() });
        request.metadata_mut().insert(header.0, header.1.clone());
        TaskServiceClient::new(channel.clone()).get_task(request).await.unwrap();
    })
    .await
}

async fn json_calls(url: &str, bearer: &str) -> f64 {
    let client = reqwest::Client::new();
    rate(LINES, |_| async {
        let answer = client.get(url).header("authorization", bearer).send().await.unwrap();
        let task: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        assert!(task["name"].is_string(), "{task}");
    })
    .await
}

async fn serve_gateway(world: &World) -> String {
    let upstreams = Upstreams::new()
        .with("sharedcourt.access.v1", world.courts.peer.clone())
        .with("sharedcourt.courts.v1", world.courts.peer.clone())
        .with("sharedcourt.dispatch.v1", world.dispatch.peer.clone());
    let gateway = Gateway::new(upstreams, &world.keys, Settings::default()).await.unwrap();
    let (listener, url) = listen().await;
    tokio::spawn(async move { gateway.serve(listener, std::future::pending()).await });
    url
}

async fn serve_bare(world: &World) -> String {
    let (listener, url) = listen().await;
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let peer = world.dispatch.peer.clone();
    let answer = move |request: Request<Body>| {
        let peer = peer.clone();
        async move {
            let answer = peer.oneshot(request.map(tonic::body::Body::new)).await;
            Ok::<_, Infallible>(answer.unwrap().map(Body::new))
        }
    };
    let routes = Routes::from(Router::new().fallback_service(service_fn(answer)));
    tokio::spawn(Server::builder().add_routes(routes).serve_with_incoming(incoming));
    url
}

/// What a program of this one method would do: call the service in this process and write its answer by serde.
async fn serve_bare_json(world: &Arc<World>, name: &str) -> String {
    async fn handler(
        State((world, officer, name)): State<(Arc<World>, proto::access::v1::Principal, String)>,
    ) -> Json<Value> {
        let mut client = TaskServiceClient::new(world.line(&officer));
        let task = client.get_task(wire::GetTaskRequest { name }).await.unwrap().into_inner();
        let addressee = task.addressee.unwrap_or_default();
        Json(json!({
            "name": task.name, "kind": task.kind, "state": task.state, "court": task.court, "worker": task.worker,
            "addressee": {"displayName": addressee.display_name, "kind": addressee.kind},
            "address": task.address, "regionCode": task.region_code, "creator": task.creator, "etag": task.etag,
            "steps": task.steps.iter().map(|s| json!({"kind": s.kind, "actor": s.actor, "court": s.court})).collect::<Vec<_>>(),
        }))
    }
    let officer = world.principal("people/officer").await;
    let state = (Arc::clone(world), officer, name.to_owned());
    let (listener, url) = listen().await;
    let router = Router::new().route("/v1/tasks/{id}", get(handler)).with_state(state);
    tokio::spawn(async move {
        axum::serve(listener.tap_io(|socket| drop(socket.set_nodelay(true))), router).await
    });
    url
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}
