//! The main job by REST: an officer's task reaches the right village, is done by a grid worker and comes back reviewed.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use futures::StreamExt as _;
use installation::{ADDRESS, COURT, DIRECTOR, Installation, OTHER_WORKER, WORKER, databases, filing};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

#[tokio::test(flavor = "multi_thread")]
async fn an_officers_task_is_done_in_the_village_and_comes_back_reviewed() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (_, summary) = installation.get("people/officer", "/v1/network:summary").await;
        assert_eq!(summary["courts"], 355);
        assert_eq!(summary["byKind"], json!({"TOWN": 18, "VILLAGE": 328, "SPECIAL": 9}));
        assert_eq!((&summary["villages"], &summary["villagesCovered"]), (&json!(388), &json!(388)));

        let task = installation.done("people/officer", "/v1/tasks", &filing(ADDRESS)).await;
        assert_eq!(
            (task["state"].as_str(), task["court"].as_str()),
            (Some("TASK_STATE_DISPATCHED"), Some(COURT))
        );
        assert_eq!(task["addressee"]["identityNumber"], "110105********002X");
        let path = format!("/v1/{}", task["name"].as_str().unwrap());

        let task = installation.done(DIRECTOR, &format!("{path}:assign"), &json!({"worker": WORKER})).await;
        assert_eq!(
            (task["state"].as_str(), task["worker"].as_str()),
            (Some("TASK_STATE_ASSIGNED"), Some(WORKER))
        );
        assert!(task["addressee"].get("identityNumber").is_none(), "a director has no need of it");
        let task = installation.done(WORKER, &format!("{path}:accept"), &json!({})).await;
        assert_eq!(task["state"], "TASK_STATE_ACCEPTED");
        let attempt = json!({"attempt": {
            "outcome": "DELIVERED", "note": "本人签收", "deviceTime": "2026-01-02T03:04:05Z",
            "position": {"latitude": 29.2, "longitude": 120.4, "accuracyM": 12.5},
            "witness": {"displayName": "李会计", "organisation": "前田村村民委员会"},
        }});
        let attempt = installation.done(WORKER, &format!("{path}/attempts"), &attempt).await;
        assert_eq!(
            (attempt["deviceTime"].as_str(), attempt["worker"].as_str()),
            (Some("2026-01-02T03:04:05Z"), Some(WORKER))
        );
        let task = installation.done(WORKER, &format!("{path}:report"), &json!({"summary": "已送达"})).await;
        assert_eq!(task["state"], "TASK_STATE_REPORTED");
        let task = installation
            .done(
                "people/officer",
                &format!("{path}:review"),
                &json!({"decision": "RETURN", "comment": "缺照片"}),
            )
            .await;
        assert_eq!(task["state"], "TASK_STATE_RETURNED");
        installation.done(WORKER, &format!("{path}:report"), &json!({"summary": "已补照片"})).await;
        let task = installation
            .done("people/officer2", &format!("{path}:review"), &json!({"decision": "APPROVE"}))
            .await;
        assert_eq!(task["state"], "TASK_STATE_DONE");
        assert_eq!(task["attempts"].as_array().unwrap().len(), 1);

        let (_, list) = installation.get("people/officer", "/v1/tasks?filter=state%3DDONE").await;
        assert_eq!(list["tasks"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_director_goes_themselves_and_the_court_reviews_it() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let name = installation.file().await;
        let path = format!("/v1/{name}");
        let task = installation.done(DIRECTOR, &format!("{path}:assign"), &json!({"worker": DIRECTOR})).await;
        assert_eq!(
            (task["state"].as_str(), task["worker"].as_str()),
            (Some("TASK_STATE_ASSIGNED"), Some(DIRECTOR))
        );
        let can = task["can"].as_array().unwrap();
        for method in ["AcceptTask", "DeclineTask", "AssignTask", "TransferTask"] {
            assert!(can.contains(&json!(method)), "{method}: {task}");
        }
        installation.done(DIRECTOR, &format!("{path}:accept"), &json!({})).await;

        let packet =
            installation.done(DIRECTOR, "/v1/packets", &json!({"task": name, "device": "手机"})).await;
        assert_eq!(packet["content"]["addressee"], "张三丰");
        assert!(packet["content"]["guide"]["branches"].as_array().is_some_and(|all| !all.is_empty()));
        let packet = format!("/v1/{}", packet["name"].as_str().unwrap());
        let viewed = json!({"viewTimes": ["2026-01-02T03:04:05Z"]});
        installation.done(DIRECTOR, &format!("{packet}:recordViews"), &viewed).await;

        let file = b"\x89PNG\r\n\x1a\n and what a camera leaves".to_vec();
        let sha = hex::encode(Sha256::digest(&file));
        let declared = json!({"evidence": {
            "sha256": sha, "sizeBytes": file.len().to_string(), "mediaType": "image/png",
        }});
        installation.done(DIRECTOR, "/v1/evidence", &declared).await;
        let sent = installation
            .request(DIRECTOR, Method::PATCH, &format!("/v1/evidence/{sha}/content"))
            .header("upload-offset", 0)
            .header("upload-complete", "?1")
            .body(file.clone());
        assert_eq!(installation::answer(sent).await.0, StatusCode::NO_CONTENT);
        let attempt = json!({"attempt": {
            "outcome": "DELIVERED", "note": "本人签收", "evidence": [format!("evidence/{sha}")],
        }});
        let attempt = installation.done(DIRECTOR, &format!("{path}/attempts"), &attempt).await;
        assert_eq!(attempt["worker"], DIRECTOR);
        installation.done(DIRECTOR, &format!("{path}:report"), &json!({"summary": "已送达"})).await;
        let (status, problem) =
            installation.post(DIRECTOR, &format!("{path}:review"), &json!({"decision": "APPROVE"})).await;
        assert_eq!((status, &problem["reason"]), (StatusCode::FORBIDDEN, &json!("ROLE_REQUIRED")));
        let task = installation
            .done("people/officer", &format!("{path}:review"), &json!({"decision": "APPROVE"}))
            .await;
        assert_eq!(task["state"], "TASK_STATE_DONE");

        // What their device held of it is closed, and they owe the receipt as a grid worker does.
        let (_, list) = installation.get(DIRECTOR, "/v1/packets").await;
        assert_eq!(list["packets"].as_array().unwrap().len(), 1, "{list}");
        let purged = json!({"device": "手机", "purgeTime": "2026-01-02T03:04:05Z"});
        installation.done(DIRECTOR, &format!("{packet}:confirmPurge"), &purged).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_director_does_no_visits_of_others_and_is_sent_by_nobody() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let other = "people/director-330783123";
    let name = installation.file().await;
    let path = format!("/v1/{name}");
    let (status, problem) =
        installation.post(DIRECTOR, &format!("{path}:assign"), &json!({"worker": other})).await;
    assert_eq!((status, &problem["reason"]), (StatusCode::BAD_REQUEST, &json!("WORKER_UNKNOWN")));
    assert!(problem["detail"].as_str().unwrap().contains("庭务主任也可以由本人办理"), "{problem}");

    // The worker's own acts are not the director's, who hears whose they are.
    installation.done(DIRECTOR, &format!("{path}:assign"), &json!({"worker": WORKER})).await;
    let refused = async |person: &str, act: &str, body: Value| {
        let (status, problem) = installation.post(person, &format!("{path}{act}"), &body).await;
        (
            status,
            problem["reason"].as_str().unwrap().to_owned(),
            problem["detail"].as_str().unwrap().to_owned(),
        )
    };
    let visit = json!({"attempt": {"outcome": "DELIVERED", "note": "签收"}});
    let acts = [(":accept", json!({})), (":decline", json!({"reason": "忙"})), ("/attempts", visit.clone())];
    for (act, body) in acts {
        let (status, reason, detail) = refused(DIRECTOR, act, body.clone()).await;
        assert_eq!((status, reason.as_str()), (StatusCode::BAD_REQUEST, "TASK_STATE_CONFLICT"), "{act}");
        assert!(detail.contains("只能由其本人"), "{act}: {detail}");
        let (status, reason, _) = refused(other, act, body).await;
        assert_eq!((status, reason.as_str()), (StatusCode::NOT_FOUND, "TASK_UNKNOWN"), "{act}");
    }
    installation.done(WORKER, &format!("{path}:accept"), &json!({})).await;
    installation.done(WORKER, &format!("{path}/attempts"), &visit).await;
    let (_, reason, detail) = refused(DIRECTOR, ":report", json!({"summary": "好"})).await;
    assert!(reason == "TASK_STATE_CONFLICT" && detail.contains("只能由其本人报告"), "{detail}");
    let packet = json!({"task": name, "device": "手机"});
    let (_, problem) = installation.post(DIRECTOR, "/v1/packets", &packet).await;
    assert_eq!(problem["reason"], "PACKET_NOT_HOLDER");
    let (_, task) = installation.get(DIRECTOR, &path).await;
    for method in ["AcceptTask", "DeclineTask", "CreateAttempt", "ReportTask"] {
        assert!(!task["can"].as_array().unwrap().contains(&json!(method)), "{method}: {task}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_who_leaves_is_handed_over_in_one_act() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (_, taker) = installation.get("people/admin", &format!("/v1/{OTHER_WORKER}")).await;
        let (mut moving, mut staying) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            moving.push(installation.accepted().await);
        }
        // Of one the other worker is a party, another is reported already.
        let mut conflict = filing(ADDRESS);
        conflict["task"]["addressee"]["displayName"] = taker["displayName"].clone();
        let conflict = installation.done("people/officer", "/v1/tasks", &conflict).await;
        let conflict = conflict["name"].as_str().unwrap().to_owned();
        installation.done(DIRECTOR, &format!("/v1/{conflict}:assign"), &json!({"worker": WORKER})).await;
        let reported = installation.accepted().await;
        let visit = json!({"attempt": {"outcome": "DELIVERED", "note": "签收"}});
        installation.done(WORKER, &format!("/v1/{reported}/attempts"), &visit).await;
        installation.done(WORKER, &format!("/v1/{reported}:report"), &json!({"summary": "好"})).await;
        staying.extend([(conflict, "WORKER_IS_PARTY"), (reported, "TASK_STATE_CONFLICT")]);

        // The administrator counts what is open and sees no task.
        let counted = format!("/v1/tasks:count?filter=open%3Dtrue%20AND%20court%3D{COURT}&groupBy=worker");
        let open = async |person: &str| {
            let (_, answer) = installation.get("people/admin", &counted).await;
            let counts = answer["counts"].as_array().unwrap().clone();
            let found = counts.into_iter().find(|count| count["value"] == person);
            found.map_or(0, |count| count["number"].as_i64().unwrap())
        };
        assert_eq!((open(WORKER).await, open(OTHER_WORKER).await), (3, 0));
        let (status, _) = installation.get("people/admin", &format!("/v1/{}", moving[0])).await;
        assert_eq!(status, StatusCode::FORBIDDEN);

        let (_, list) = installation.get(OTHER_WORKER, "/v1/tasks").await;
        let cursor = list["watchCursor"].as_str().unwrap().to_owned();
        let over = json!({
            "requestId": uuid::Uuid::now_v7().to_string(), "worker": WORKER, "court": COURT, "to": OTHER_WORKER, "reason": "调离",
        });
        let mut dry = over.clone();
        (dry["requestId"], dry["validateOnly"]) = (json!(uuid::Uuid::now_v7().to_string()), json!(true));
        let dry = installation.done("people/admin", "/v1/tasks:handOver", &dry).await;
        assert_eq!(open(WORKER).await, 3, "nothing has moved");
        let answer = installation.done("people/admin", "/v1/tasks:handOver", &over).await;
        assert_eq!(dry["results"], answer["results"]);
        assert!(!answer.to_string().contains("张三丰"), "an administrator reads nothing of whom it concerns");
        let outcome = |name: &str| {
            let results = answer["results"].as_array().unwrap();
            let result = results.iter().find(|result| result["task"] == name).unwrap();
            (result["outcome"].clone(), result["reason"].clone())
        };
        for name in &moving {
            assert_eq!(outcome(name).0, "HAND_OVER_OUTCOME_MOVED");
        }
        for (name, reason) in &staying {
            assert_eq!(outcome(name), (json!("HAND_OVER_OUTCOME_LEFT"), json!(reason)));
        }
        assert!(answer["nextPageToken"].as_str().is_none_or(str::is_empty));
        assert_eq!((open(WORKER).await, open(OTHER_WORKER).await), (1, 2));
        // Sent again it is the same answer, and the list of who took over heard of each.
        assert_eq!(
            installation.done("people/admin", "/v1/tasks:handOver", &over).await["results"],
            answer["results"]
        );
        let heard = installation.watch(OTHER_WORKER, &cursor, 2).await;
        let mut heard: Vec<_> = heard.into_iter().map(|(_, event)| event["task"]["name"].clone()).collect();
        heard.sort_by_key(ToString::to_string);
        assert_eq!(heard, moving.iter().map(|name| json!(name)).collect::<Vec<_>>());

        // What was still on the phone is taken and marked.
        let late = installation.done(WORKER, &format!("/v1/{}/attempts", moving[0]), &visit).await;
        assert_eq!(late["lateness"], "LATENESS_AFTER_REASSIGNMENT");
        // The rest goes back to the director, who gives it to somebody else.
        let back = json!({"worker": WORKER, "court": COURT, "reason": "调离"});
        let answer = installation.done(DIRECTOR, "/v1/tasks:handOver", &back).await;
        assert_eq!(answer["results"][0]["state"], "TASK_STATE_DECLINED");
        assert_eq!(open(WORKER).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_handed_over_inside_ones_own_court_alone() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let task = installation.accepted().await;
    let refused = async |person: &str, over: Value| {
        let (_, problem) = installation.post(person, "/v1/tasks:handOver", &over).await;
        (problem["reason"].as_str().unwrap().to_owned(), installation::fields(&problem))
    };
    let right = json!({"worker": WORKER, "court": COURT, "to": OTHER_WORKER, "reason": "调离"});
    let with = |field: &str, value: &str| {
        let mut over = right.clone();
        over[field] = json!(value);
        over
    };
    let director = "people/director-330783123";
    assert_eq!(refused(director, right.clone()).await.0, "COURT_UNKNOWN");
    assert_eq!(refused("people/officer", right.clone()).await.0, "ROLE_REQUIRED");
    for (over, reason, field) in [
        (with("court", "courts/999999999999"), "COURT_UNKNOWN", "court"),
        (with("to", "people/worker-330783123-1"), "WORKER_UNKNOWN", "to"),
        (with("to", WORKER), "BAD_REQUEST", "to"),
        (with("reason", ""), "BAD_REQUEST", "reason"),
        (with("pageToken", "AAAA"), "PAGE_TOKEN_INVALID", "pageToken"),
    ] {
        assert_eq!(refused("people/admin", over).await, (reason.to_owned(), vec![field.to_owned()]));
    }
    let (_, task) = installation.get("people/officer", &format!("/v1/{task}")).await;
    assert_eq!(task["worker"], WORKER);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_what_is_not_theirs() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let name = installation.accepted().await;
    let path = format!("/v1/{name}");
    let strangers = ["people/director-330783123", OTHER_WORKER, "people/worker-330783123042-1"];
    for stranger in strangers {
        let (status, problem) = installation.get(stranger, &path).await;
        assert!(
            status == StatusCode::NOT_FOUND && problem["reason"] == "TASK_UNKNOWN"
                || status == StatusCode::UNAUTHORIZED && problem["reason"] == "PERSON_UNKNOWN",
            "{stranger}: {problem}"
        );
        let (_, list) = installation.get(stranger, "/v1/tasks").await;
        assert!(list["tasks"].as_array().is_none_or(Vec::is_empty), "{stranger}");
    }
    for person in ["people/cashier", "people/clerk-u01"] {
        let (status, problem) = installation.get(person, &path).await;
        assert_eq!((status, &problem["reason"]), (StatusCode::FORBIDDEN, &json!("ROLE_REQUIRED")));
    }
    for person in ["people/president", "people/command", "people/chief", DIRECTOR, WORKER] {
        assert_eq!(installation.get(person, &path).await.0, StatusCode::OK, "{person}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_shows_everything_once_whenever_it_begins() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (_, before) = installation.get(WORKER, "/v1/tasks").await;
        let cursor = before["watchCursor"].as_str().unwrap().to_owned();
        let live = tokio::spawn(events(
            installation.request(WORKER, Method::GET, &format!("/v1/tasks:watch?cursor={cursor}")),
            4,
        ));
        let name = installation.accepted().await;
        installation
            .done(WORKER, &format!("/v1/{name}/attempts"), &json!({"attempt": {"outcome": "NOT_FOUND"}}))
            .await;
        installation.done(DIRECTOR, &format!("/v1/{name}:assign"), &json!({"worker": OTHER_WORKER})).await;
        let live = live.await.unwrap();
        let kinds: Vec<_> = live.iter().map(|event| event["kind"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            ["TASK_ASSIGNED", "TASK_ACCEPTED", "TASK_ATTEMPTED", "TASK_ASSIGNED"]
                .map(|kind| format!("TASK_EVENT_KIND_{kind}"))
        );
        assert!(live[3]["task"].get("addressee").is_none(), "what left a worker shows nothing any more");

        let whole = events(installation.request("people/officer", Method::GET, "/v1/tasks:watch"), 6).await;
        let second = whole[1]["cursor"].as_str().unwrap();
        let request = installation
            .request("people/officer", Method::GET, "/v1/tasks:watch")
            .header("last-event-id", second);
        let rest = events(request, 4).await;
        assert_eq!(whole[2..], rest[..], "nothing is missing and nothing is twice");

        let (status, problem) = installation.get(WORKER, "/v1/tasks:watch?cursor=bm9ib2R5LjEuMg").await;
        assert_eq!((status, &problem["reason"]), (StatusCode::BAD_REQUEST, &json!("CURSOR_EXPIRED")));
    }
}

/// The first so many events of a watch.
async fn events(request: reqwest::RequestBuilder, count: usize) -> Vec<Value> {
    let reading = async {
        let mut bytes = request.send().await.unwrap().error_for_status().unwrap().bytes_stream();
        let (mut text, mut events) = (String::new(), Vec::new());
        while events.len() < count {
            text.push_str(std::str::from_utf8(&bytes.next().await.unwrap().unwrap()).unwrap());
            while let Some((event, rest)) = text.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: "));
                events.extend(data.map(|data| serde_json::from_str::<Value>(data).unwrap()));
                text = rest.to_owned();
            }
        }
        events
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("the events did not come")
}

/// Neither rows nor events, neither kept answers nor the log of the process show whom a task is about.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_people_lies_sealed_wherever_it_lies() {
    let mut installation = Installation::demo(installation::Database::Sqlite).await;
    let mut body = filing(ADDRESS);
    body["task"]["addressee"]["phone"] = json!("13912345678");
    let task = installation.done("people/officer", "/v1/tasks", &body).await;
    let path = format!("/v1/{}", task["name"].as_str().unwrap());
    installation
        .done(DIRECTOR, &format!("{path}:assign"), &json!({"requestId": "a", "worker": WORKER}))
        .await;
    installation.done(WORKER, &format!("{path}:accept"), &json!({"requestId": "b"})).await;
    let attempt = json!({"outcome": "REFUSED", "note": "妻子王小花拒收"});
    installation
        .done(WORKER, &format!("{path}/attempts"), &json!({"requestId": "c", "attempt": attempt}))
        .await;
    assert!(installation.stop().await.success());
    let mut looked_at = 0;
    for path in files_under(installation.folder()) {
        let bytes = std::fs::read(&path).unwrap();
        looked_at += usize::from(bytes.len() > 1000);
        for secret in ["张三丰", "11010519491231002X", "前田村12号", "13912345678", "王小花"] {
            let shown = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!shown, "{} shows {secret}", path.display());
        }
    }
    assert!(looked_at >= 2, "the files were not where they were looked for");
}

/// Every file in a folder and in the folders within.
fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| files_under(folder)));
    files
}
