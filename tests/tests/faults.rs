//! What goes wrong: races, lost answers, a process that is killed.

use std::collections::{BTreeMap, BTreeSet};

use installation::{DIRECTOR, Installation, OTHER_WORKER, WORKER, at_once, databases, filing};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_accept_at_once_one_wins_and_the_others_learn_who_did() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let name = installation.file().await;
        installation.done(DIRECTOR, &format!("/v1/{name}:assign"), &json!({"worker": WORKER})).await;
        let path = format!("/v1/{name}:accept");
        let tries = (0..64).map(|number| {
            let body = json!({"requestId": format!("try-{number}")});
            installation.request(WORKER, Method::POST, &path).json(&body)
        });
        let answers = at_once(tries.collect()).await;
        let won = answers.iter().filter(|(status, _)| *status == StatusCode::OK).count();
        assert_eq!(won, 1);
        for (_, problem) in answers.iter().filter(|(status, _)| *status != StatusCode::OK) {
            assert_eq!(problem["reason"], "TASK_STATE_CONFLICT", "{problem}");
            assert!(problem["detail"].as_str().unwrap().contains('（'), "it does not say who: {problem}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_assignments_at_once_a_task_has_one_worker() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let name = installation.file().await;
        let (_, task) = installation.get(DIRECTOR, &format!("/v1/{name}")).await;
        let tries = (0..32).map(|number| {
            let worker = if number % 2 == 0 { WORKER } else { OTHER_WORKER };
            let body = json!({"worker": worker, "etag": task["etag"]});
            installation.request(DIRECTOR, Method::POST, &format!("/v1/{name}:assign")).json(&body)
        });
        let answers = at_once(tries.collect()).await;
        let won: Vec<_> = answers.iter().filter(|(status, _)| *status == StatusCode::OK).collect();
        assert_eq!(won.len(), 1);
        assert!(
            answers
                .iter()
                .filter(|(s, _)| *s != StatusCode::OK)
                .all(|(s, p)| { *s == StatusCode::PRECONDITION_FAILED && p["reason"] == "ETAG_MISMATCH" })
        );
        let (_, task) = installation.get(DIRECTOR, &format!("/v1/{name}")).await;
        assert_eq!(task["worker"], won[0].1["worker"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_call_many_times_is_one_task() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let body = filing(installation::ADDRESS);
        let tries =
            (0..32).map(|_| installation.request("people/officer", Method::POST, "/v1/tasks").json(&body));
        let answers = at_once(tries.collect()).await;
        let names: BTreeSet<_> =
            answers.iter().map(|(_, task)| task["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(names.len(), 1);
        let mut other = body.clone();
        other["task"]["instructions"] = json!("别的内容");
        let (status, problem) = installation.post("people/officer", "/v1/tasks", &other).await;
        assert_eq!((status, &problem["reason"]), (StatusCode::CONFLICT, &json!("REQUEST_ID_REUSED")));
        let (_, list) = installation.get("people/officer", "/v1/tasks").await;
        assert_eq!(list["tasks"].as_array().unwrap().len(), 1);
    }
}

/// Writers work on while the process is killed; what was acknowledged is there afterwards, and what was not is done by the same
/// call again, once.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_loses_nothing_that_was_acknowledged() {
    for database in databases().await {
        let mut installation = Installation::demo(database).await;
        let mut acknowledged: BTreeMap<String, String> = BTreeMap::new();
        let mut sent: Vec<Value> = Vec::new();
        for round in 0..3u64 {
            let bodies: Vec<_> = (0..200).map(|_| filing(installation::ADDRESS)).collect();
            sent.extend(bodies.iter().cloned());
            let requests: Vec<_> = bodies
                .iter()
                .map(|body| installation.request("people/officer", Method::POST, "/v1/tasks").json(body))
                .collect();
            let writing = tokio::spawn(async move {
                let tries = requests.into_iter().zip(bodies).map(|(request, body)| async move {
                    let answer = request.send().await.ok()?;
                    let status = answer.status();
                    let task: Value = answer.json().await.ok()?;
                    (status == StatusCode::OK).then(|| {
                        (
                            body["requestId"].as_str().unwrap().to_owned(),
                            task["name"].as_str().unwrap().to_owned(),
                        )
                    })
                });
                futures::future::join_all(tries).await
            });
            tokio::time::sleep(std::time::Duration::from_millis(40 + 90 * round)).await;
            installation.kill().await;
            acknowledged.extend(writing.await.unwrap().into_iter().flatten());
            installation.again().await;
        }
        for name in acknowledged.values() {
            assert_eq!(
                installation.get("people/officer", &format!("/v1/{name}")).await.0,
                StatusCode::OK,
                "{name} is lost"
            );
        }
        let mut names = BTreeSet::new();
        for body in &sent {
            let task = installation.done("people/officer", "/v1/tasks", body).await;
            let name = task["name"].as_str().unwrap().to_owned();
            if let Some(before) = acknowledged.get(body["requestId"].as_str().unwrap()) {
                assert_eq!(*before, name, "the same call got another answer");
            }
            names.insert(name);
        }
        assert_eq!(names.len(), sent.len());
        let (_, list) = installation.get("people/officer", "/v1/tasks?pageSize=1000").await;
        assert_eq!(list["tasks"].as_array().unwrap().len(), sent.len(), "something was filed twice");
        let verified = installation.run(&["verify", "log"]).await;
        let said = String::from_utf8(verified.stdout).unwrap();
        assert!(verified.status.success() && said.contains("任务 600 项 (tasks)，事件 1200 条"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_that_has_to_stop_stops_in_order() {
    let mut installation = Installation::demo(installation::Database::Sqlite).await;
    installation.file().await;
    assert!(installation.stop().await.success());
    installation.again().await;
    let (_, list) = installation.get("people/officer", "/v1/tasks").await;
    assert_eq!(list["tasks"].as_array().unwrap().len(), 1);
}

/// A full disk: what can't be kept is refused in words, nothing is half-kept, and with room the same calls work.
#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_nothing_is_half_kept_and_all_goes_on_when_there_is_room() {
    let mut installation = Installation::demo(installation::Database::Sqlite).await;
    let mut kept = vec![installation.file().await];
    let files = std::fs::read_dir(installation.folder()).unwrap().map(|entry| entry.unwrap());
    let sizes = files.filter(|file| file.file_name().to_string_lossy().starts_with("dispatch.db"));
    let largest = sizes.map(|file| file.metadata().unwrap().len()).max().unwrap();
    // The database gives space of its journal back now and then, so that calls work again between two that don't.
    installation.limit_files(Some(largest + 64 * 1024)).await;
    let mut refused = Vec::new();
    for _ in 0..400 {
        if refused.len() == 20 {
            break;
        }
        let body = filing(installation::ADDRESS);
        let (status, answer) = installation.post("people/officer", "/v1/tasks", &body).await;
        if status == StatusCode::OK {
            kept.push(answer["name"].as_str().unwrap().to_owned());
        } else {
            assert_eq!((status.as_u16(), &answer["reason"]), (507, &json!("DISK_FULL")), "{answer}");
            refused.push(body);
        }
    }
    assert!(!refused.is_empty(), "the disk was never full");
    assert_eq!(
        installation.get("people/officer", &format!("/v1/{}", kept[0])).await.0,
        StatusCode::OK,
        "reading goes on"
    );
    installation.limit_files(None).await;
    for body in &refused {
        kept.push(
            installation.done("people/officer", "/v1/tasks", body).await["name"].as_str().unwrap().to_owned(),
        );
    }
    let (_, list) = installation.get("people/officer", "/v1/tasks?pageSize=1000").await;
    assert_eq!(list["tasks"].as_array().unwrap().len(), kept.len());
    let verified = installation.run(&["verify", "log"]).await;
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}
