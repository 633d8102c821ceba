//! A house of several processes: services behind sockets, two replicas of each on PostgreSQL, one of which dies.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::time::Duration;

use house::{COURT, DIRECTOR, Database, House, WORKER, databases, filing, part, ready};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

/// Calls as a client on a bad line does: the same call again where the house was not reached.
async fn call(house: &House, person: &str, path: &str, mut body: Value) -> Value {
    body["requestId"] = json!(uuid::Uuid::now_v7().to_string());
    for _ in 0..4 {
        let (status, answer) = house.post(person, path, &body).await;
        if status == StatusCode::OK {
            return answer;
        }
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{path}: {answer}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{path} was not answered");
}

async fn job(house: &House) -> String {
    let task = call(house, "people/officer", "/v1/tasks", filing(house::ADDRESS)).await;
    assert_eq!((&task["state"], &task["court"]), (&json!("DISPATCHED"), &json!(COURT)));
    let path = format!("/v1/{}", task["name"].as_str().unwrap());
    call(house, DIRECTOR, &format!("{path}:assign"), json!({"worker": WORKER})).await;
    call(house, WORKER, &format!("{path}:accept"), json!({})).await;
    call(house, WORKER, &format!("{path}/attempts"), json!({"attempt": {"outcome": "DELIVERED"}})).await;
    call(house, WORKER, &format!("{path}:report"), json!({"summary": "已送达"})).await;
    let task = call(house, "people/officer", &format!("{path}:review"), json!({"decision": "APPROVE"})).await;
    assert_eq!(task["state"], "DONE");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_house_of_many_processes_does_the_job_and_outlives_the_death_of_replicas() {
    for database in databases().await {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_owned();
        let replicas = if matches!(database, Database::Sqlite) { 1 } else { 2 };
        let listen = "127.0.0.1:0";
        let (mut courts, mut dispatch) = (Vec::new(), Vec::new());
        for _ in 0..replicas {
            courts.push(part(&path, &database, true, listen, &["--roles", "courts"]).await);
        }
        let urls = |parts: &[(tokio::process::Child, String)]| {
            parts.iter().map(|(_, url)| url.clone()).collect::<Vec<_>>().join(",")
        };
        let to_courts = urls(&courts);
        for _ in 0..replicas {
            let more = ["--roles", "dispatch", "--courts", &to_courts];
            dispatch.push(part(&path, &database, false, listen, &more).await);
        }
        let to_dispatch = urls(&dispatch);
        let more = ["--roles", "gateway", "--courts", &to_courts, "--dispatch", &to_dispatch];
        let (gateway, url) = part(&path, &database, false, listen, &more).await;
        ready(&url).await;
        let house = House::of_parts(gateway, folder, database, url);
        job(&house).await;

        let watch = house.request("people/officer", Method::GET, "/v1/tasks:watch").send().await.unwrap();
        assert_eq!(watch.status(), StatusCode::OK);
        if replicas == 2 {
            courts[0].0.kill().await.unwrap();
            dispatch[1].0.kill().await.unwrap();
            for _ in 0..5 {
                job(&house).await;
            }
        }
        let verified = house.run(&["verify", "log"]).await;
        let said = String::from_utf8(verified.stdout).unwrap();
        assert!(verified.status.success(), "{said}");
        assert!(
            said.contains(if replicas == 2 {
                "任务 6 项 (tasks)，事件 42 条"
            } else {
                "任务 1 项 (tasks)，事件 7 条"
            }),
            "{said}"
        );
    }
}

/// Without the register a task is kept and waits; it finds its court when the register is back.
#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_could_not_be_routed_is_kept_and_routed_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let database = Database::Sqlite;
    let (register, to_courts) = part(&path, &database, true, "127.0.0.1:0", &["--roles", "courts"]).await;
    // Dispatch is told of another address, where the register is not yet.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let elsewhere = format!("http://{free}");
    let more = ["--roles", "dispatch", "--courts", &elsewhere];
    let (_dispatch, to_dispatch) = part(&path, &database, false, "127.0.0.1:0", &more).await;
    let more = ["--roles", "gateway", "--courts", &to_courts, "--dispatch", &to_dispatch];
    let (gateway, url) = part(&path, &database, false, "127.0.0.1:0", &more).await;
    ready(&url).await;
    let house = House::of_parts(gateway, folder, database.clone(), url);
    let task = house.done("people/officer", "/v1/tasks", &filing(house::ADDRESS)).await;
    assert_eq!((&task["state"], task["routingProblem"].is_string()), (&json!("CREATED"), true), "{task}");

    drop(register);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (_register, _) = part(&path, &database, true, &free, &["--roles", "courts"]).await;
    let path = format!("/v1/{}", task["name"].as_str().unwrap());
    // The gateway asks the register that is gone who calls; a second gateway knows the one that is there.
    let more = ["--roles", "gateway", "--courts", &elsewhere, "--dispatch", &to_dispatch];
    let (gateway, url) = part(house.folder(), &database, false, "127.0.0.1:0", &more).await;
    ready(&url).await;
    let there = reqwest::Client::new();
    for _ in 0..100 {
        let request = there.get(format!("{url}{path}")).bearer_auth(house.token("people/officer"));
        let (status, task) = house::answer(request).await;
        assert_eq!(status, StatusCode::OK, "{task}");
        if task["state"] == "DISPATCHED" {
            assert_eq!(task["court"], COURT);
            drop(gateway);
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("it was not routed");
}
