//! What an answer says beside its rows: what those are called whom it names, and what its reader can do.

use serde_json::{Value, json};

use crate::world::World;

const OFFICER: &str = "people/officer";
const DIRECTOR: &str = "people/director-330783201203";
const WORKER: &str = "people/worker-330783201203-1";
const OTHER_WORKER: &str = "people/worker-330783201203-2";
const COURT: &str = "courts/330783201203";
const REGION: &str = "regions/330783201203";

/// How a task comes to each state, from the one before.
const WAY: [&str; 6] = ["DISPATCHED", "ASSIGNED", "ACCEPTED", "IN_FIELD", "REPORTED", "DONE"];

async fn filed(world: &World) -> String {
    let task =
        json!({"kind": "LOCATE_PERSON", "addressee": {"displayName": "张三"}, "regionCode": "330783201203"});
    let filed = world.post(OFFICER, "/v1/tasks", &json!({"task": task})).await;
    filed["name"].as_str().unwrap().to_owned()
}

/// A new task that has come to a state.
async fn in_state(world: &World, state: &str) -> String {
    let name = filed(world).await;
    let place = WAY.iter().position(|known| *known == state).unwrap();
    for next in &WAY[1..=place] {
        let (person, method) = match *next {
            "ASSIGNED" => (DIRECTOR, "AssignTask"),
            "ACCEPTED" => (WORKER, "AcceptTask"),
            "IN_FIELD" => (WORKER, "CreateAttempt"),
            "REPORTED" => (WORKER, "ReportTask"),
            _ => (OFFICER, "ReviewTask"),
        };
        let (status, answer) = call(world, person, &name, method).await;
        assert!(status.is_success(), "{method} on the way to {state}: {answer}");
    }
    name
}

/// Calls a method on a task with what it needs to be in order.
async fn call(world: &World, person: &str, name: &str, method: &str) -> (http::StatusCode, Value) {
    let (path, body) = match method {
        "AssignTask" => {
            // Anyone who does not have it.
            let now = world.get(OFFICER, &format!("/v1/{name}"), "zh").await;
            let other = if now["worker"] == WORKER { OTHER_WORKER } else { WORKER };
            (":assign", json!({"worker": other}))
        }
        "AcceptTask" => (":accept", json!({})),
        "DeclineTask" => (":decline", json!({"reason": "生病"})),
        "TransferTask" => (":transfer", json!({"court": "courts/330783201", "reason": "已搬走"})),
        "CreateAttempt" => {
            let now = kit::domain::Timestamp::now().to_string();
            ("/attempts", json!({"attempt": {"outcome": "NOT_FOUND", "note": "无人", "deviceTime": now}}))
        }
        "ReportTask" => (":report", json!({"summary": "未见到人"})),
        "ReviewTask" => (":review", json!({"decision": "APPROVE"})),
        "RecordPrint" => (":recordPrint", json!({"print": {"kind": "RETURN_FORM"}})),
        "RevokeTask" => (":revoke", json!({"reason": "撤案"})),
        other => panic!("{other} is no act on a task"),
    };
    world.try_post(person, &format!("/v1/{name}{path}"), &body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_office_reads_what_those_are_called_whom_an_answer_names() {
    let world = World::demo().await;
    let name = in_state(&world, "REPORTED").await;
    let offices =
        ["officer", "chief", "president", "command", "director-330783201203", "worker-330783201203-1"];
    for person in offices.map(|id| format!("people/{id}")) {
        for path in [format!("/v1/{name}"), "/v1/tasks".to_owned()] {
            let answer = world.get(&person, &path, "zh-CN").await;
            let labels = answer["labels"].as_object().unwrap();
            for named in [OFFICER, WORKER, DIRECTOR, COURT, REGION] {
                assert!(labels.contains_key(named), "{person} {path}: {named} is not in {labels:?}");
            }
            assert!(
                !labels.contains_key(OTHER_WORKER),
                "nobody is called by a name who is not in the answer"
            );
            let worker = &labels[WORKER];
            assert_eq!(labels[OFFICER]["title"], "执行干警 · 东阳市人民法院");
            assert!(worker["title"].as_str().unwrap().starts_with("网格员 · 前田"), "{worker}");
            assert_eq!(labels[REGION]["text"], "前田村");
            let said = answer["labels"].to_string();
            assert!(!said.contains("1380000"), "no telephone number stands in a label: {said}");
        }
    }
    let answer = world.get(WORKER, &format!("/v1/{name}"), "en").await;
    let title = answer["labels"][WORKER]["title"].as_str().unwrap();
    assert!(title.starts_with("grid worker · "), "{title}");

    // A list has one map for all its rows, and the rows have none.
    let list = world.get(DIRECTOR, "/v1/tasks", "zh-CN").await;
    assert_eq!(list["tasks"][0]["labels"], json!({}));
    // Of people, a court names its director and its contact judge.
    let court = world.get(WORKER, &format!("/v1/{COURT}"), "zh-CN").await;
    assert!(court["labels"][DIRECTOR]["text"].as_str().is_some_and(|text| !text.is_empty()), "{court}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_answer_says_can_be_done_is_what_works() {
    let world = World::demo().await;
    let methods = [
        "AssignTask",
        "AcceptTask",
        "DeclineTask",
        "TransferTask",
        "CreateAttempt",
        "ReportTask",
        "ReviewTask",
        "RecordPrint",
        "RevokeTask",
    ];
    let people = [OFFICER, "people/officer2", "people/command", "people/president", DIRECTOR, WORKER];
    let mut worked = 0;
    for state in WAY {
        for person in people {
            if person == WORKER && state == "DISPATCHED" {
                // Nobody's yet, and nothing to be read by a worker.
                continue;
            }
            let mut name = in_state(&world, state).await;
            let answer = world.get(person, &format!("/v1/{name}"), "zh").await;
            let can: Vec<&str> =
                answer["can"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
            for method in methods {
                let (status, response) = call(&world, person, &name, method).await;
                assert_eq!(
                    status.is_success(),
                    can.contains(&method),
                    "{state} {person} {method}: {can:?} {response}"
                );
                if status.is_success() {
                    worked += 1;
                    name = in_state(&world, state).await;
                }
            }
        }
    }
    assert!(worked > 25, "{worked}");
    // An act says itself what can be done next, and a row of a list what can be done with it.
    let name = in_state(&world, "DISPATCHED").await;
    let (_, assigned) = call(&world, DIRECTOR, &name, "AssignTask").await;
    assert_eq!(assigned["can"], json!(["AssignTask", "TransferTask"]));
    let list = world.get(WORKER, "/v1/tasks?filter=state%3DASSIGNED", "zh").await;
    assert_eq!(list["tasks"][0]["can"], json!(["AcceptTask", "DeclineTask"]));
}
