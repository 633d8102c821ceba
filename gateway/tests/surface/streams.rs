//! Streams as server-sent events.

use std::time::Duration;

use proto::dispatch::v1::{WatchTasksRequest, task_service_client::TaskServiceClient};
use reqwest::Method;

use crate::world::World;

/// The next whole events of a stream.
async fn read(response: &mut reqwest::Response, events: usize) -> String {
    let mut text = String::new();
    while text.matches("\n\n").count() < events {
        match tokio::time::timeout(Duration::from_secs(5), response.chunk())
            .await
            .expect("no event comes")
            .unwrap()
        {
            Some(chunk) => text.push_str(std::str::from_utf8(&chunk).unwrap()),
            None => break,
        }
    }
    text
}

fn ids(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| line.strip_prefix("id: ")).collect()
}

#[tokio::test]
async fn an_event_carries_its_cursor_and_its_kind() {
    let world = World::new().await;
    let mut response = world.call(Method::GET, "/v1/tasks:watch").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = read(&mut response, 3).await;
    assert_eq!(ids(&text), ["1", "2", "3"]);
    assert!(text.contains("event: TASK_ASSIGNED\n"), "{text}");
    assert!(
        text.contains(
            r#"data: {"cursor":"1","kind":"TASK_EVENT_KIND_TASK_ASSIGNED","task":{"name":"tasks/1","#
        ),
        "{text}"
    );
}

#[tokio::test]
async fn the_last_event_id_wins_over_the_query() {
    let world = World::new().await;
    let call = world.call(Method::GET, "/v1/tasks:watch?cursor=2").header("last-event-id", "40");
    assert_eq!(ids(&read(&mut call.send().await.unwrap(), 3).await), ["41", "42", "43"]);
    let call = world.call(Method::GET, "/v1/tasks:watch?cursor=2");
    assert_eq!(ids(&read(&mut call.send().await.unwrap(), 3).await), ["3", "4", "5"]);
}

#[tokio::test]
async fn a_refusal_before_the_first_event_is_an_ordinary_problem() {
    let world = World::new().await;
    let response = world.call(Method::GET, "/v1/tasks:watch?cursor=old").send().await.unwrap();
    assert_eq!(response.status(), 400);
    assert!(response.text().await.unwrap().contains("CURSOR_EXPIRED"));
}

#[tokio::test]
async fn a_failure_on_the_way_is_the_last_event() {
    let world = World::new().await;
    let mut response = world.call(Method::GET, "/v1/tasks:watch?cursor=100").send().await.unwrap();
    let text = read(&mut response, 5).await;
    assert_eq!(ids(&text), ["101", "102", "103"]);
    assert!(text.contains("event: error\ndata: {\"type\":\"urn:sharedcourt:problem:INTERNAL\""), "{text}");
    assert!(!text.contains("the log is gone"));
}

#[tokio::test]
async fn a_stream_ends_soon_after_its_caller_s_term_and_not_before() {
    let settings = gateway::Settings { look: Duration::from_millis(50), ..gateway::Settings::default() };
    let world = World::with(settings).await;
    let mut events = world.call(Method::GET, "/v1/tasks:watch").send().await.unwrap();
    read(&mut events, 3).await;
    let channel = world.channel().await;
    let mut tasks = TaskServiceClient::new(channel);
    let watching = tasks.watch_tasks(world.signed(WatchTasksRequest::default())).await;
    let mut watching = watching.unwrap().into_inner();
    for _ in 0..3 {
        watching.message().await.unwrap().unwrap();
    }
    let quiet = tokio::time::timeout(Duration::from_millis(300), watching.message()).await;
    assert!(quiet.is_err(), "nothing has changed: {quiet:?}");
    world.seen.end_term();
    let ended = tokio::time::timeout(Duration::from_secs(5), watching.message()).await;
    let status = ended.expect("the stream goes on").unwrap_err();
    assert!(String::from_utf8_lossy(status.details()).contains("TERMS_CHANGED"), "{status:?}");
    let rest = async { while events.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(Duration::from_secs(5), rest).await.expect("the events go on");
}
