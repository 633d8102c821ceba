//! Outages under load: whatever dies, nothing that was acknowledged is lost, and no event is skipped or repeated.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::future::join_all;
use installation::{
    Database, Installation,
    cluster::Cluster,
    databases, filing,
    servers::{Postgres, Redis},
};
use reqwest::Method;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// Jobs that are done side by side, and how many each does.
const AT_ONCE: usize = 4;
const EACH: usize = 6;
/// The events of a job.
const EVENTS: usize = 7;

/// Does jobs, all to their end, whatever goes down; their tasks.
async fn jobs(installation: &Installation) -> BTreeSet<String> {
    let worker = || async {
        let mut names = Vec::new();
        for _ in 0..EACH {
            names.push(installation.job().await);
        }
        names
    };
    join_all((0..AT_ONCE).map(|_| worker())).await.into_iter().flatten().collect()
}

/// Follows the log until everything has come, through every interruption.
async fn follow(installation: &Installation, all: usize, ended: &AtomicBool) -> Vec<(String, Value)> {
    let (mut seen, mut cursor, mut idle) = (Vec::new(), String::new(), 0);
    while seen.len() < all && idle < 20 {
        let more = installation.watch("people/officer", &cursor, all).await;
        if let Some((last, _)) = more.last() {
            cursor.clone_from(last);
        } else {
            idle += usize::from(ended.load(Ordering::Relaxed));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        seen.extend(more);
    }
    seen
}

/// Every event once, and every task's in its order.
fn complete(seen: &[(String, Value)], tasks: &BTreeSet<String>) {
    let cursors: BTreeSet<_> = seen.iter().map(|(cursor, _)| cursor).collect();
    assert_eq!(cursors.len(), seen.len(), "an event was emitted twice");
    let mut kinds_by_task: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, event) in seen {
        let name = event["task"]["name"].as_str().unwrap();
        kinds_by_task.entry(name).or_default().push(event["kind"].as_str().unwrap());
    }
    for task in tasks {
        let kinds = kinds_by_task.get(task.as_str()).unwrap_or_else(|| panic!("{task} was never emitted"));
        assert_eq!(kinds.len(), EVENTS, "{task}: {kinds:?}");
        assert_eq!(
            (kinds[0], kinds[EVENTS - 1]),
            ("TASK_EVENT_KIND_TASK_CREATED", "TASK_EVENT_KIND_TASK_APPROVED"),
            "{task}: {kinds:?}"
        );
    }
    assert_eq!(kinds_by_task.len(), tasks.len());
}

async fn proved(installation: &Installation, tasks: usize) {
    let verified = installation.run(&["verify", "log"]).await;
    let said = String::from_utf8(verified.stdout).unwrap();
    let expected = format!("任务 {tasks} 项 (tasks)，事件 {} 条", EVENTS * tasks);
    assert!(verified.status.success() && said.contains(&expected), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_process_is_killed_at_random_under_load() {
    let Some(database) = databases().await.into_iter().find(|d| matches!(d, Database::Postgres(_))) else {
        return;
    };
    let redis = Redis::start().await;
    let mut cluster = Cluster::start(database, 2, &["--redis", &redis.url()]).await;
    let installation = cluster.installation();
    let ended = Arc::new(AtomicBool::new(false));
    let killer = {
        let ended = Arc::clone(&ended);
        tokio::spawn(async move {
            let mut killed = 0;
            while !ended.load(Ordering::Relaxed) {
                let dice = uuid::Uuid::now_v7().as_u128();
                let part = cluster.part(usize::try_from(dice % 997).unwrap());
                tokio::time::sleep(Duration::from_millis(u64::try_from(dice % 300).unwrap())).await;
                part.kill().await;
                part.again().await;
                killed += 1;
            }
            (cluster, killed)
        })
    };
    let work = async {
        let tasks = jobs(&installation).await;
        ended.store(true, Ordering::Relaxed);
        tasks
    };
    let (tasks, seen) = tokio::join!(work, follow(&installation, AT_ONCE * EACH * EVENTS, &ended));
    let (_cluster, deaths) = killer.await.unwrap();
    assert!(deaths >= 3, "only {deaths} were killed while there was work");
    complete(&seen, &tasks);
    proved(&installation, AT_ONCE * EACH).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_crashes_comes_back_with_all_that_was_acknowledged() {
    let Some(mut server) = Postgres::start().await else { return };
    let installation = Installation::demo(Database::Postgres(server.url())).await;
    let ended = AtomicBool::new(false);
    let crashing = async {
        let mut crashed = 0;
        while !ended.load(Ordering::Relaxed) || crashed == 0 {
            tokio::time::sleep(Duration::from_millis(400)).await;
            server.crash_and_start(Duration::from_millis(200)).await;
            crashed += 1;
            if crashed == 3 {
                break;
            }
        }
    };
    let work = async {
        let tasks = jobs(&installation).await;
        ended.store(true, Ordering::Relaxed);
        tasks
    };
    let (tasks, seen, ()) =
        tokio::join!(work, follow(&installation, AT_ONCE * EACH * EVENTS, &ended), crashing);
    complete(&seen, &tasks);
    proved(&installation, AT_ONCE * EACH).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_disconnects_a_hundred_times_misses_nothing() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let work = jobs(&installation);
        let follow = async {
            let (mut seen, mut cursor) = (Vec::new(), String::new());
            for turn in 0..100 {
                // Leaves in the middle of what is coming, each time at another place.
                let more = installation.watch("people/officer", &cursor, turn % 2 + 1).await;
                if let Some((last, _)) = more.last() {
                    cursor.clone_from(last);
                }
                seen.extend(more);
            }
            seen.extend(installation.watch("people/officer", &cursor, usize::MAX).await);
            seen
        };
        let (tasks, seen) = tokio::join!(work, follow);
        complete(&seen, &tasks);
    }
}

/// The installation commits, and its response is lost on the way: the same call again gets the same answer and does nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_that_is_lost_is_given_again() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let gateway = installation.url.trim_start_matches("http://").to_owned();
        let between = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = between.local_addr().unwrap();
        // Passes the request on, waits for the answer, and throws it away.
        let thief = tokio::spawn(async move {
            for _ in 0..10 {
                let (mut client, _) = between.accept().await.unwrap();
                let mut server = TcpStream::connect(&gateway).await.unwrap();
                let (mut asked, mut answered) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
                let mut request = Vec::new();
                while !request.ends_with(b"}}") {
                    let length = client.read(&mut asked).await.unwrap();
                    request.extend_from_slice(&asked[..length]);
                }
                server.write_all(&request).await.unwrap();
                assert!(server.read(&mut answered).await.unwrap() > 0);
                assert!(answered.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answered));
            }
        });
        let bodies: Vec<_> = (0..10).map(|_| filing(installation::ADDRESS)).collect();
        for body in &bodies {
            // A client of its own each time: a connection that is used again would hide the loss.
            let lost = reqwest::Client::new()
                .request(Method::POST, format!("http://{at}/v1/tasks"))
                .bearer_auth(installation.token("people/officer"))
                .body(body.to_string())
                .header("content-type", "application/json");
            assert!(lost.send().await.is_err(), "the answer was not lost");
        }
        thief.await.unwrap();
        let (_, list) = installation.get("people/officer", "/v1/tasks").await;
        let there = list["tasks"].as_array().unwrap().clone();
        assert_eq!(there.len(), bodies.len());
        for body in &bodies {
            let task = installation.done("people/officer", "/v1/tasks", body).await;
            assert!(there.iter().any(|known| known["name"] == task["name"]));
        }
        let (_, list) = installation.get("people/officer", "/v1/tasks").await;
        assert_eq!(list["tasks"].as_array().unwrap().len(), bodies.len());
    }
}
