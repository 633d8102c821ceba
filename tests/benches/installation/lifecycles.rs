//! Whole lives of tasks: filed, assigned, accepted, attempted, reported, approved.

use installation::{ADDRESS, DIRECTOR, Database, WORKER};
use proto::{
    access::v1::Principal,
    dispatch::v1::{self as wire, task_service_client::TaskServiceClient},
};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::{by_hand::ByHand, print_rate, rate, world::World};

/// Events that one life leaves in the log.
const EVENTS: i64 = 7;
/// Lives in a batch.
const AT_ONCE: usize = 50;

/// On a fresh database: another installation's key can't decrypt what a used one holds.
pub(crate) async fn run(database: &Database, lines: u64) {
    let name = if matches!(database, Database::Sqlite) { "SQLite" } else { "PostgreSQL" };
    let by_hand = ByHand::new(database).await;
    let limit = rate(lines, |_| by_hand.life()).await;
    by_hand.close().await;
    print_rate(&format!("lifecycles, {name}, {lines} at once, statements by hand"), limit, None);

    let world = World::new(database).await;
    let before = counted(&world, database).await;
    let people = People::of(&world).await;
    let lived = std::sync::atomic::AtomicI64::new(0);
    let rate = rate(lines, |_| async {
        life(&world, &people).await;
        lived.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    })
    .await;
    let after = counted(&world, database).await;
    let lived = lived.into_inner();
    assert_eq!((after.0 - before.0, after.1 - before.1), (lived, lived * EVENTS), "done tasks and events");
    print_rate(&format!("lifecycles, {name}, {lines} at once"), rate, Some(limit));
    world.dispatch.stop().await;
    world.courts.stop().await;
}

/// Lives in batches: filed by one call, the rest of each beside the others.
pub(crate) async fn batches(database: &Database) {
    let name = if matches!(database, Database::Sqlite) { "SQLite" } else { "PostgreSQL" };
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let batch = AT_ONCE as f64;
    let by_hand = ByHand::new(database).await;
    let limit = batch * rate(1, |_| by_hand.batch(AT_ONCE)).await;
    by_hand.close().await;
    print_rate(&format!("lifecycles, {name}, in batches of {AT_ONCE}, statements by hand"), limit, None);

    let world = World::new(database).await;
    let before = counted(&world, database).await;
    let people = People::of(&world).await;
    let lived = std::sync::atomic::AtomicI64::new(0);
    let rate = batch
        * rate(1, |_| async {
            let request_id = Uuid::now_v7().to_string();
            let create = || wire::CreateTaskRequest { task: Some(filing()), ..Default::default() };
            let requests = (0..AT_ONCE).map(|_| create()).collect();
            let mut officer = TaskServiceClient::new(world.line(&people.officer));
            let request = wire::BatchCreateTasksRequest { request_id, requests, ..Default::default() };
            let filed = officer.batch_create_tasks(request).await.unwrap().into_inner().tasks;
            let rest = filed.into_iter().map(|task| rest_of_life(&world, &people, task.name));
            let done = futures::future::join_all(rest).await.len();
            lived.fetch_add(i64::try_from(done).unwrap(), std::sync::atomic::Ordering::Relaxed);
        })
        .await;
    let after = counted(&world, database).await;
    let lived = lived.into_inner();
    assert_eq!((after.0 - before.0, after.1 - before.1), (lived, lived * EVENTS), "done tasks and events");
    print_rate(&format!("lifecycles, {name}, in batches of {AT_ONCE}"), rate, Some(limit));
    world.dispatch.stop().await;
    world.courts.stop().await;
}

struct People {
    officer: Principal,
    director: Principal,
    worker: Principal,
}

impl People {
    async fn of(world: &World) -> Self {
        Self {
            officer: world.principal("people/officer").await,
            director: world.principal(DIRECTOR).await,
            worker: world.principal(WORKER).await,
        }
    }
}

fn filing() -> wire::Task {
    wire::Task {
        kind: wire::TaskKind::ServiceOfProcess.into(),
        case_number: "（2023）浙0783执123号".into(),
        addressee: Some(wire::Addressee { display_name: "张三丰".into(), ..Default::default() }),
        address: ADDRESS.into(),
        documents: vec![wire::Document { title: "执行通知书".into(), copies: 1, ..Default::default() }],
        ..Default::default()
    }
}

async fn life(world: &World, people: &People) {
    let request_id = Uuid::now_v7().to_string();
    let create = wire::CreateTaskRequest { request_id, task: Some(filing()), validate_only: false };
    let mut officer = TaskServiceClient::new(world.line(&people.officer));
    let name = officer.create_task(create).await.unwrap().into_inner().name;
    rest_of_life(world, people, name).await;
}

/// From the assignment to the approval.
async fn rest_of_life(world: &World, people: &People, name: String) {
    let id = || Uuid::now_v7().to_string();
    let mut officer = TaskServiceClient::new(world.line(&people.officer));
    let mut director = TaskServiceClient::new(world.line(&people.director));
    let mut worker = TaskServiceClient::new(world.line(&people.worker));
    let assign = wire::AssignTaskRequest {
        request_id: id(),
        name: name.clone(),
        worker: WORKER.into(),
        etag: String::new(),
    };
    director.assign_task(assign).await.unwrap();
    let accept = wire::AcceptTaskRequest { request_id: id(), name: name.clone(), etag: String::new() };
    worker.accept_task(accept).await.unwrap();
    let attempt = wire::Attempt { outcome: wire::AttemptOutcome::Delivered.into(), ..Default::default() };
    let attempt = wire::CreateAttemptRequest {
        request_id: id(),
        parent: name.clone(),
        attempt: Some(attempt),
        sent_time: None,
    };
    worker.create_attempt(attempt).await.unwrap();
    let report = wire::ReportTaskRequest {
        request_id: id(),
        name: name.clone(),
        summary: "已送达".into(),
        etag: String::new(),
    };
    worker.report_task(report).await.unwrap();
    let decision = wire::ReviewDecision::Approve.into();
    let review = wire::ReviewTaskRequest { request_id: id(), name, decision, ..Default::default() };
    assert_eq!(officer.review_task(review).await.unwrap().into_inner().state(), wire::TaskState::Done);
}

/// Done tasks and events in the database, counted beside the program.
async fn counted(world: &World, database: &Database) -> (i64, i64) {
    let (url, schema) = match database {
        Database::Sqlite => (format!("sqlite://{}/dispatch.db", world.folder.path().display()), ""),
        Database::Postgres(url) => (url.clone(), "dispatch."),
    };
    let connection = sea_orm::Database::connect(kit::storage::pool_options(url)).await.unwrap();
    let count = async |from: &str| {
        let text = format!("SELECT COUNT(*) AS n FROM {schema}{from}");
        let assertion = Statement::from_string(connection.get_database_backend(), text);
        connection.query_one_raw(assertion).await.unwrap().unwrap().try_get::<i64>("", "n").unwrap()
    };
    (count("tasks WHERE state = 'DONE'").await, count("events").await)
}
