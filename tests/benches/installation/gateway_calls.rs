//! Calls over a socket: through the gateway, before a service in its own process and before one behind another socket, and beside
//! it the bare service. What serves has threads of its own, so that its part of the two cores can be distinguished from the client's.

use std::{convert::Infallible, sync::Arc};

use audit::Auditor;
use axum::serve::ListenerExt as _;
use axum::{
    Json, Router,
    body::Body,
    extract::{Request, State},
    routing::get,
};
use gateway::{Gateway, Settings, Upstreams};
use installation::{ADDRESS, Database};
use kit::{
    access::token,
    domain::Timestamp,
    rpc::{Peer, audit::SharedSink, client, server},
    storage::Location,
};
use proto::dispatch::v1::{self as wire, task_service_client::TaskServiceClient};
use serde_json::{Value, json};
use tokio::{net::TcpListener, runtime::Runtime};
use tonic::{
    metadata::MetadataValue,
    service::Routes,
    transport::{Channel, Server, server::TcpIncoming},
};
use tower::{ServiceExt as _, service_fn};

use crate::{print_one, print_rate, rate, world::World};

/// Calls under way at once.
const LINES: u64 = 32;
/// What the threads are called that serve.
const SERVED: &str = "served";

/// Measures all of it. Needs a runtime of its own, and so is not to be called within one.
pub(crate) fn run(client: &Runtime) {
    let served =
        tokio::runtime::Builder::new_multi_thread().enable_all().thread_name(SERVED).build().unwrap();
    let doors = client.block_on(async { served.spawn(Doors::open()).await.unwrap() });
    client.block_on(doors.measure());
    drop(doors);
    served.shutdown_background();
}

/// Where each way of calling answers.
struct Doors {
    world: Arc<World>,
    name: String,
    bare: String,
    bare_json: String,
    /// One process.
    through: String,
    /// The service behind another socket.
    two_hops: String,
}

impl Doors {
    async fn open() -> Self {
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
        let created = TaskServiceClient::new(world.line(&officer)).create_task(create).await.unwrap();
        let name = created.into_inner().name;
        let location = Location::folder(world.folder.path());
        let auditor = Auditor::start(&location, world.folder.path(), &world.keys).await.unwrap();
        let sink: SharedSink = Arc::new(auditor);
        let (bare, bare_json) = (serve_bare(&world).await, serve_bare_json(&world, &name).await);
        let here = (world.courts.peer.clone(), world.dispatch.peer.clone());
        let through = serve_gateway(&world, &sink, here).await;
        let there = client::remote(&[serve_parts(&world).await.parse().unwrap()], None).unwrap();
        let two_hops = serve_gateway(&world, &sink, (there.clone(), there)).await;
        Self { world, name, bare, bare_json, through, two_hops }
    }

    async fn measure(&self) {
        let (world, name) = (&self.world, &self.name);
        let officer = world.principal("people/officer").await;
        let bearer = token::issue(&world.keys, "people/officer", Timestamp::now()).unwrap();
        let bearer = format!("Bearer {bearer}");

        // The same service without the gateway: a caller is stated, not found out.
        let assertion: MetadataValue<_> = world.assertion(&officer).parse().unwrap();
        let authorization: MetadataValue<_> = bearer.parse().unwrap();
        let stated = (kit::access::HEADER, assertion);
        let limit = report("gRPC GetTask, bare service", None, grpc(&self.bare, name, stated)).await;
        for (how, url) in [("one process", &self.through), ("two hops", &self.two_hops)] {
            let calls = grpc(url, name, ("authorization", authorization.clone()));
            report(&format!("gRPC GetTask, through the gateway, {how}"), Some(limit), calls).await;
        }
        let calls = json_calls(format!("{}/v1/{name}", self.bare_json), &bearer);
        let limit = report("JSON GetTask, bare typed handler over the same service", None, calls).await;
        for (how, url) in [("one process", &self.through), ("two hops", &self.two_hops)] {
            let calls = json_calls(format!("{url}/v1/{name}"), &bearer);
            report(&format!("JSON GetTask, through the gateway, {how}"), Some(limit), calls).await;
        }
    }
}

/// Tells a rate, and what a call cost the side that serves.
async fn report(figure: &str, limit: Option<f64>, calls: impl Future<Output = f64>) -> f64 {
    let before = cpu_micros();
    let rate = calls.await;
    let spent = cpu_micros() - before;
    print_rate(figure, rate, limit);
    print_one(
        "    processor time of a call where it is served, µs",
        spent / (rate * crate::LONG.as_secs_f64()),
    );
    rate
}

/// The processor time that all threads which serve have had, those of the database among them.
fn cpu_micros() -> f64 {
    // A tick of the kernel's clock, as /proc counts.
    const TICK_MICROS: f64 = 10_000.0;
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let ticks = threads.filter_map(|thread| {
        let stat = std::fs::read_to_string(thread.unwrap().path().join("stat")).ok()?;
        let (named, rest) = stat.split_once('(')?.1.rsplit_once(')')?;
        let ours = named == SERVED || named.starts_with("sqlx");
        let field = |number: usize| rest.split_whitespace().nth(number)?.parse::<u32>().ok();
        ours.then(|| Some(field(11)? + field(12)?))?
    });
    f64::from(ticks.sum::<u32>()) * TICK_MICROS
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

async fn json_calls(url: String, bearer: &str) -> f64 {
    let client = reqwest::Client::new();
    rate(LINES, |_| async {
        let answer = client.get(&url).header("authorization", bearer).send().await.unwrap();
        let task: Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
        assert!(task["name"].is_string(), "{task}");
    })
    .await
}

async fn serve_gateway(world: &World, sink: &SharedSink, (courts, dispatch): (Peer, Peer)) -> String {
    let upstreams = Upstreams::new()
        .with("sharedcourt.access.v1", courts.clone())
        .with("sharedcourt.courts.v1", courts)
        .with("sharedcourt.dispatch.v1", dispatch)
        .audited(sink, &world.keys);
    let gateway = Gateway::new(upstreams, &world.keys, Settings::default()).await.unwrap();
    let (listener, url) = listen().await;
    tokio::spawn(async move { gateway.serve(listener, std::future::pending()).await });
    url
}

/// The services as a process of theirs serves them.
async fn serve_parts(world: &World) -> String {
    let (listener, url) = listen().await;
    let parts = vec![
        ("sharedcourt.access.v1", world.courts.peer.clone()),
        ("sharedcourt.dispatch.v1", world.dispatch.peer.clone()),
    ];
    tokio::spawn(async move {
        server::serve(listener, parts, None, std::future::pending(), std::time::Duration::ZERO).await
    });
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
