//! How the gateway stops.

use std::time::{Duration, Instant};

use proto::dispatch::v1::{WatchTasksRequest, task_service_client::TaskServiceClient};
use reqwest::Method;
use tonic::Code;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::world::World;

#[tokio::test]
async fn calls_finish_streams_end_and_nobody_new_comes_in() {
    let mut world = World::new().await;
    let channel = world.channel().await;
    let mut watching = TaskServiceClient::new(channel.clone())
        .watch_tasks(world.signed(WatchTasksRequest::default()))
        .await
        .unwrap()
        .into_inner();
    for _ in 0..3 {
        watching.message().await.unwrap().unwrap();
    }
    let mut health =
        HealthClient::new(channel).watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(health.message().await.unwrap().unwrap().status(), ServingStatus::Serving);
    let mut events = world.call(Method::GET, "/v1/tasks:watch").send().await.unwrap();
    let slow = tokio::spawn(world.call(Method::GET, "/v1/tasks/slow").send());
    tokio::time::sleep(Duration::from_millis(200)).await;

    let started = Instant::now();
    let stopped = world.stop();
    assert_eq!(health.message().await.unwrap().unwrap().status(), ServingStatus::NotServing);
    let status = watching.message().await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(String::from_utf8_lossy(status.details()).contains("SERVICE_DRAINING"));
    while events.chunk().await.unwrap().is_some() {}
    assert_eq!(
        slow.await.unwrap().unwrap().status(),
        200,
        "a call that ran when the drain began is answered"
    );
    stopped.await.unwrap();
    assert!(
        started.elapsed() < Duration::from_secs(2),
        "nothing was left to wait for: {:?}",
        started.elapsed()
    );
    assert!(tokio::net::TcpStream::connect(world.address).await.is_err());
}

#[tokio::test]
async fn a_call_that_does_not_end_is_cut_off() {
    let settings = gateway::Settings { drain: Duration::from_millis(100), ..gateway::Settings::default() };
    let mut world = World::with(settings).await;
    let slow = tokio::spawn(world.call(Method::GET, "/v1/tasks/slow").send());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    world.stop().await.unwrap();
    assert!(started.elapsed() < Duration::from_millis(500));
    assert!(slow.await.unwrap().is_err());
}

#[tokio::test]
async fn silent_connections_hold_nothing_up() {
    let mut world = World::new().await;
    let silent = tokio::net::TcpStream::connect(world.address).await.unwrap();
    let mut half = tokio::net::TcpStream::connect(world.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut half, b"GET /healthz HT").await.unwrap();
    world.http.get(world.url("/healthz")).send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let started = Instant::now();
    world.stop().await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    drop((silent, half));
}

#[tokio::test]
async fn a_draining_gateway_is_not_ready() {
    let world = World::new().await;
    world.gateway.drain().await;
    let ready = world.http.get(world.url("/readyz?verbose")).send().await.unwrap();
    assert_eq!(ready.status(), 503);
    assert!(ready.text().await.unwrap().starts_with("[-] gateway draining"));
    assert_eq!(world.http.get(world.url("/healthz")).send().await.unwrap().status(), 200);
}
