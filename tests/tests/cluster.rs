//! An installation of several processes: services behind sockets, two replicas of each on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::time::Duration;

use futures::StreamExt as _;
use installation::{
    COURT, Database, Installation, cluster::Cluster, databases, filing, part, ready, servers::Redis,
};
use reqwest::{Method, StatusCode};
use serde_json::json;

/// The database that several replicas can share; `None` where the test command has started none.
async fn shared() -> Option<Database> {
    databases().await.into_iter().find(|database| matches!(database, Database::Postgres(_)))
}

async fn proved(installation: &Installation, tasks: usize) {
    let verified = installation.run(&["verify", "log"]).await;
    let said = String::from_utf8(verified.stdout).unwrap();
    let expected = format!("任务 {tasks} 项 (tasks)，事件 {} 条", 7 * tasks);
    assert!(verified.status.success() && said.contains(&expected), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_of_many_processes_does_the_job_and_outlives_the_death_of_replicas() {
    for database in databases().await {
        let replicas = if matches!(database, Database::Sqlite) { 1 } else { 2 };
        let mut cluster = Cluster::start(database, replicas, &[]).await;
        let installation = cluster.installation();
        installation.job().await;
        let watch =
            installation.request("people/officer", Method::GET, "/v1/tasks:watch").send().await.unwrap();
        assert_eq!(watch.status(), StatusCode::OK);
        if replicas == 1 {
            proved(&installation, 1).await;
            stops_in_order(&mut cluster).await;
            continue;
        }
        cluster.courts[0].kill().await;
        cluster.dispatch[1].kill().await;
        for _ in 0..5 {
            installation.job().await;
        }
        proved(&installation, 6).await;
        stops_in_order(&mut cluster).await;
    }
}

/// Services that read each other's streams do not wait for each other, whichever is stopped first, also beside one that was killed.
async fn stops_in_order(cluster: &mut Cluster) {
    let killed = cluster.dispatch.len() > 1;
    let parts = cluster.investigation.iter_mut().chain(&mut cluster.enforcement).chain(&mut cluster.evidence);
    for part in parts {
        assert!(part.stop().await.success());
    }
    if !killed {
        assert!(cluster.dispatch[0].stop().await.success());
    }
    assert!(cluster.gateway.stop().await.success());
}

/// What happens at one replica reaches those who watch at the other: by Redis at once, without it at the next look.
#[tokio::test(flavor = "multi_thread")]
async fn redis_wakes_readers_and_nothing_is_lost_without_it() {
    let Some(database) = shared().await else { return };
    let mut redis = Redis::start().await;
    let mut cluster = Cluster::start(database, 2, &["--redis", &redis.url()]).await;
    let installation = cluster.installation();
    let client = redis::Client::open(redis.url()).unwrap();
    let mut channel = client.get_async_pubsub().await.unwrap();
    channel.subscribe("sharedcourt:dispatch:log").await.unwrap();
    installation.job().await;
    let rung = tokio::time::timeout(Duration::from_secs(10), channel.on_message().next()).await;
    assert!(rung.unwrap().is_some());

    redis.stop().await;
    installation.job().await;
    // Four watches: whichever replica they reach, they hear of all that happened.
    for _ in 0..4 {
        assert_eq!(installation.watch("people/officer", "", 14).await.len(), 14);
    }
    let (_, list) = installation.get("people/officer", "/v1/tasks").await;
    let cursor = list["watchCursor"].as_str().unwrap().to_owned();
    let watches = (0..4).map(|_| installation.watch("people/officer", &cursor, 7));
    let (histories, _) = tokio::join!(futures::future::join_all(watches), installation.job());
    assert!(histories.iter().all(|events| events.len() == 7), "{histories:?}");

    redis.again().await;
    let mut channel = client.get_async_pubsub().await.unwrap();
    channel.subscribe("sharedcourt:dispatch:log").await.unwrap();
    let mut rings = channel.on_message();
    let rung = async {
        while tokio::time::timeout(Duration::from_millis(500), rings.next()).await.is_err() {
            installation.file().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), rung).await.expect("it was not rung again");
}

/// Between two replicas of which one hangs: it keeps its connections and says nothing, which no refused connection shows.
#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_hangs_is_left_for_the_other() {
    let Some(database) = shared().await else { return };
    let mut cluster = Cluster::start(database, 2, &[]).await;
    let installation = cluster.installation();
    installation.job().await;
    cluster.dispatch[0].hang(true).await;
    for _ in 0..5 {
        installation.job().await;
    }
    // What changes nothing, and what says its request id, was asked again: nobody had to come back.
    for _ in 0..20 {
        let (status, answer) = installation.get("people/officer", "/v1/tasks").await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        installation.file().await;
    }
    cluster.dispatch[0].hang(false).await;
    cluster.courts[1].hang(true).await;
    for _ in 0..5 {
        installation.job().await;
    }
    cluster.courts[1].hang(false).await;
    let verified = installation.run(&["verify", "log"]).await;
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

/// Without the register a task is kept and waits; it finds its court when the register is back.
#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_could_not_be_routed_is_kept_and_routed_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let database = Database::Sqlite;
    let (register, to_courts) = part(&path, &database, true, "127.0.0.1:0", &["--roles", "courts"]).await;
    // Dispatch gets another address, where the register is not yet.
    let free = format!("127.0.0.1:{}", installation::servers::free_port());
    let elsewhere = format!("http://{free}");
    let more = ["--roles", "dispatch", "--courts", &elsewhere];
    let (_dispatch, to_dispatch) = part(&path, &database, false, "127.0.0.1:0", &more).await;
    let roles = "gateway,enforcement,investigation,evidence";
    let more = ["--roles", roles, "--courts", &to_courts, "--dispatch", &to_dispatch];
    let (_gateway, url) = part(&path, &database, false, "127.0.0.1:0", &more).await;
    ready(&url).await;
    let first = url.clone();
    let installation = Installation::through(folder, database.clone(), url);
    let task = installation.done("people/officer", "/v1/tasks", &filing(installation::ADDRESS)).await;
    assert_eq!(
        (&task["state"], task["routingProblem"].is_string()),
        (&json!("TASK_STATE_CREATED"), true),
        "{task}"
    );

    drop(register);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_register, _) = part(&path, &database, true, &free, &["--roles", "courts"]).await;
    let path = format!("/v1/{}", task["name"].as_str().unwrap());
    // The gateway asks the register that is gone who calls; a second gateway knows the one that is there.
    let more = [
        "--roles",
        "gateway",
        "--courts",
        &elsewhere,
        "--dispatch",
        &to_dispatch,
        "--enforcement",
        &first,
        "--investigation",
        &first,
        "--evidence",
        &first,
    ];
    let (_second, url) = part(installation.folder(), &database, false, "127.0.0.1:0", &more).await;
    ready(&url).await;
    let there = reqwest::Client::new();
    for _ in 0..100 {
        let request = there.get(format!("{url}{path}")).bearer_auth(installation.token("people/officer"));
        let (status, task) = installation::answer(request).await;
        assert_eq!(status, StatusCode::OK, "{task}");
        if task["state"] == "TASK_STATE_DISPATCHED" {
            assert_eq!(task["court"], COURT);
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("it was not routed");
}
