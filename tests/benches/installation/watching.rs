//! Watching: one event to many watchers, what an idle watch weighs, how long a task is under way to who waits for it, and how fast
//! a reader catches up.

use std::time::{Duration, Instant};

use futures::{StreamExt as _, future::join_all};
use installation::{ADDRESS, Database, Installation};
use kit::{
    access::Scope,
    domain::Timestamp,
    events::{Event, Log},
};
use proto::dispatch::v1::{self as wire, task_service_client::TaskServiceClient};
use sea_orm::ConnectionTrait as _;
use tonic::{Request, Streaming, metadata::MetadataValue, transport::Channel};

use crate::{by_hand::ByHand, print_one, print_rate, world::World};

/// Every terminal and every grid worker's phone of a county, and as many again.
const WATCHERS: usize = 19_000;
/// Streams on one connection, as between a gateway and a service; and the one of a terminal of its own.
const SHARED: usize = 100;
const EVENTS: usize = 100_000;
const TASKS: usize = 300;

pub(crate) async fn run() {
    many(WATCHERS, SHARED).await;
    // A connection of its own takes a file at both ends.
    many(1000, 1).await;
    for database in installation::databases().await {
        catch_up(&database).await;
    }
    for database in installation::databases().await {
        delivery(&database).await;
    }
}

/// The real program with so many idle watches, so many on one connection: their memory, and one event to all of them.
async fn many(watchers: usize, shared: usize) {
    let installation = Installation::demo(Database::Sqlite).await;
    installation.file().await;
    let before = installation.memory();
    let authorization: MetadataValue<_> =
        format!("Bearer {}", installation.token("people/officer")).parse().unwrap();
    let (_, list) = installation.get("people/officer", "/v1/tasks").await;
    let cursor = list["watchCursor"].as_str().unwrap().to_owned();
    let mut streams: Vec<Streaming<wire::TaskEvent>> = Vec::new();
    for _ in 0..watchers / shared {
        let channel = Channel::from_shared(installation.url.clone()).unwrap().connect().await.unwrap();
        let open = (0..shared).map(|_| {
            let mut request = Request::new(wire::WatchTasksRequest { cursor: cursor.clone() });
            request.metadata_mut().insert("authorization", authorization.clone());
            let mut client = TaskServiceClient::new(channel.clone());
            async move { client.watch_tasks(request).await.unwrap().into_inner() }
        });
        streams.extend(join_all(open).await);
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    let each = installation.memory().saturating_sub(before) as f64 / watchers as f64;
    let how = format!("{watchers} idle watches, {shared} on a connection");
    print_one(&format!("{how}: memory of each, KB (at most 12)"), each);

    let started = Instant::now();
    let hear = join_all(streams.iter_mut().map(|stream| stream.next()));
    let (heard, _) = tokio::join!(hear, installation.file());
    assert!(heard.iter().all(|event| event.as_ref().is_some_and(Result::is_ok)));
    let took = started.elapsed();
    print_one(&format!("{how}: a filing sent to all, ms"), took.as_secs_f64() * 1000.0);
}

/// A log of many events read from its beginning, beside the same rows read by a statement alone.
async fn catch_up(database: &Database) {
    let name = if matches!(database, Database::Sqlite) { "SQLite" } else { "PostgreSQL" };
    let by_hand = ByHand::new(database).await;
    let log = Log::open(&by_hand.store).await.unwrap();
    for batch in 0..EVENTS / 1000 {
        let facts: Vec<Event> = (0..1000)
            .map(|number| Event {
                kind: "TASK_ASSIGNED",
                subject: format!("tasks/{}", batch * 1000 + number),
                region_code: "330783201203".into(),
                audience: vec![installation::COURT.into(), installation::WORKER.into()],
                payload: vec![7; 600],
                ..Event::default()
            })
            .collect();
        let tx = by_hand.store.begin().await.unwrap();
        log.append(&tx, &facts, Timestamp::now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    log.notify();
    let started = Instant::now();
    let (mut read, mut from) = (0, 0);
    while read < EVENTS {
        let text = "SELECT xid, seq, kind, subject, region_code, audience, payload, at FROM events WHERE seq > $1 ORDER BY seq LIMIT 500";
        let store = by_hand.store.read();
        let rows = store.query_all_raw(kit::storage::sql(store, text, vec![from.into()])).await.unwrap();
        for row in &rows {
            from = row.try_get::<i64>("", "seq").unwrap();
            assert!(!row.try_get::<Vec<u8>>("", "payload").unwrap().is_empty());
        }
        read += rows.len();
    }
    let limit = per_second(EVENTS, started);
    print_rate(&format!("catch-up, {name}, rows by hand"), limit, None);
    while log.watch(Scope::everything(), &log.cursor()).is_err() {}
    let started = Instant::now();
    let events = log.watch(Scope::everything(), "").unwrap().take(EVENTS);
    assert_eq!(events.filter(|event| std::future::ready(event.is_ok())).count().await, EVENTS);
    print_rate(&format!("catch-up of {EVENTS} events, {name}"), per_second(EVENTS, started), Some(limit));
    by_hand.close().await;
}

/// From the moment at which a task is filed to the one at which the court that waits for it has it.
async fn delivery(database: &Database) {
    let name = if matches!(database, Database::Sqlite) { "SQLite" } else { "PostgreSQL" };
    let world = World::new(database).await;
    let (officer, director) =
        (world.principal("people/officer").await, world.principal(installation::DIRECTOR).await);
    let mut watch = TaskServiceClient::new(world.line(&director))
        .watch_tasks(wire::WatchTasksRequest::default())
        .await
        .unwrap()
        .into_inner();
    let mut took = Vec::with_capacity(TASKS);
    for _ in 0..TASKS {
        let task = wire::Task {
            kind: wire::TaskKind::LocatePerson.into(),
            addressee: Some(wire::Addressee { display_name: "张三丰".into(), ..Default::default() }),
            address: ADDRESS.into(),
            ..Default::default()
        };
        let request_id = uuid::Uuid::now_v7().to_string();
        let create = wire::CreateTaskRequest { request_id, task: Some(task), validate_only: false };
        let started = Instant::now();
        let mut client = TaskServiceClient::new(world.line(&officer));
        let (filed, delivered) = tokio::join!(client.create_task(create), watch.next());
        delivered.unwrap().unwrap();
        took.push(started.elapsed().as_secs_f64() * 1000.0);
        filed.unwrap();
        // Its dispatching is emitted too.
        watch.next().await.unwrap().unwrap();
    }
    took.sort_by(f64::total_cmp);
    print_one(&format!("from filing to delivery, {name}: p50, ms"), took[TASKS / 2]);
    print_one(&format!("from filing to delivery, {name}: p99, ms"), took[TASKS * 99 / 100]);
    world.dispatch.stop().await;
    world.courts.stop().await;
}

fn per_second(count: usize, started: Instant) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = count as f64 / started.elapsed().as_secs_f64();
    rate
}
