//! Bad input: a clear refusal that names field and reason in both languages, nothing stored, nothing of ours shown.

use installation::{ADDRESS, DIRECTOR, Installation, WORKER, answer, fields, filing};
use reqwest::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::{Value, json};

/// A refusal in both languages with this reason.
fn check(what: &str, (status, problem): &(StatusCode, Value), expected: u16, reason: &str) {
    assert_eq!((status.as_u16(), problem["reason"].as_str()), (expected, Some(reason)), "{what}: {problem}");
    for language in ["zh-CN", "en"] {
        assert!(
            problem["messages"][language].as_str().is_some_and(|text| text.len() > 5),
            "{what}: {problem}"
        );
    }
    assert!(problem["requestId"].is_string(), "{what}: {problem}");
    let text = problem.to_string();
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let folder = std::fs::canonicalize(here).expect("the folder of the tests").display().to_string();
    for inner in ["sqlx", "SELECT", "panicked", ".rs:", "sea_orm", &folder] {
        assert!(!text.contains(inner), "{what} shows {inner}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_tasks_are_reported_with_every_field_and_nothing_is_stored() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let change = |changes: Value| {
        let mut body = filing(ADDRESS);
        for (field, value) in changes.as_object().unwrap() {
            body["task"][field] = value.clone();
        }
        body
    };
    let cases = [
        ("case number", json!({"caseNumber": "执123"}), 400, "BAD_REQUEST", "task.caseNumber"),
        (
            "id number",
            json!({"addressee": {"displayName": "张三", "identityNumber": "110105194912310021"}}),
            400,
            "BAD_REQUEST",
            "task.addressee.identityNumber",
        ),
        ("region code", json!({"regionCode": "33078320120"}), 400, "BAD_REQUEST", "task.regionCode"),
        (
            "unknown region",
            json!({"regionCode": "330799001", "address": ""}),
            400,
            "REGION_UNKNOWN",
            "task.regionCode",
        ),
        ("time", json!({"finishBy": "2026-02-30T00:00:00Z"}), 400, "BAD_REQUEST", "task.finishBy"),
        ("past", json!({"finishBy": "2020-01-01T00:00:00Z"}), 400, "BAD_REQUEST", "task.finishBy"),
        ("kind", json!({"kind": "DANCE"}), 400, "BAD_REQUEST", "task.kind"),
        ("unknown field", json!({"colour": "red"}), 400, "BAD_REQUEST", "task.colour"),
        ("unknown court", json!({"court": "courts/330783201999"}), 400, "COURT_UNKNOWN", "task.court"),
        ("ambiguous address", json!({"address": "横店镇前田村"}), 400, "ADDRESS_AMBIGUOUS", "task.address"),
        ("unknown address", json!({"address": "月球环形山一号"}), 400, "ADDRESS_UNKNOWN", "task.address"),
        ("address against code", json!({"regionCode": "330783123"}), 400, "PLACE_MISMATCH", "task.address"),
        ("no documents", json!({"documents": []}), 400, "BAD_REQUEST", "task.documents"),
    ];
    for (what, changes, status, reason, field) in cases {
        let answer = installation.post("people/officer", "/v1/tasks", &change(changes)).await;
        check(what, &answer, status, reason);
        assert!(fields(&answer.1).contains(&field.to_owned()), "{what}: {}", answer.1);
    }
    let several =
        change(json!({"kind": "DANCE", "documents": [{"title": "a", "copies": "many"}], "finishBy": "soon"}));
    let answer = installation.post("people/officer", "/v1/tasks", &several).await;
    assert_eq!(fields(&answer.1).len(), 3, "{}", answer.1);
    let (_, list) = installation.get("people/officer", "/v1/tasks").await;
    assert!(list["tasks"].as_array().is_none_or(Vec::is_empty), "something was stored: {list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_acts_are_refused_and_change_nothing() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let name = installation.file().await;
    let path = format!("/v1/{name}");
    let before = installation.get("people/officer", &path).await.1;
    let worker_there = "people/worker-330783123042-1";
    let cases = [
        (DIRECTOR, "assign", json!({"worker": "people/nobody"}), 400, "WORKER_UNKNOWN"),
        (DIRECTOR, "assign", json!({"worker": "people/officer"}), 400, "WORKER_UNKNOWN"),
        (DIRECTOR, "assign", json!({"worker": WORKER, "etag": "\"v7\""}), 412, "ETAG_MISMATCH"),
        (
            DIRECTOR,
            "transfer",
            json!({"court": "courts/330783201999", "reason": "搬了"}),
            400,
            "COURT_UNKNOWN",
        ),
        (DIRECTOR, "transfer", json!({"court": installation::COURT, "reason": "搬了"}), 400, "SAME_COURT"),
        (DIRECTOR, "transfer", json!({"court": "courts/330783123", "reason": " "}), 400, "BAD_REQUEST"),
        ("people/director-330783123", "assign", json!({"worker": WORKER}), 404, "TASK_UNKNOWN"),
        ("people/officer", "assign", json!({"worker": WORKER}), 400, "DIRECTOR_ASSIGNS"),
        ("people/cashier", "assign", json!({"worker": WORKER}), 403, "ROLE_REQUIRED"),
        ("people/officer", "review", json!({"decision": "APPROVE"}), 400, "TASK_STATE_CONFLICT"),
        ("people/officer", "review", json!({}), 400, "BAD_REQUEST"),
        (WORKER, "accept", json!({}), 404, "TASK_UNKNOWN"),
    ];
    for (person, act, body, status, reason) in cases {
        check(act, &installation.post(person, &format!("{path}:{act}"), &body).await, status, reason);
    }
    let (status, people) = installation.get("people/officer", &format!("/v1/{worker_there}")).await;
    if status == StatusCode::OK {
        let body = json!({"worker": people["name"]});
        check(
            "outside",
            &installation.post(DIRECTOR, &format!("{path}:assign"), &body).await,
            400,
            "WORKER_UNKNOWN",
        );
    }
    assert_eq!(installation.get("people/officer", &path).await.1, before);

    installation.done(DIRECTOR, &format!("{path}:assign"), &json!({"worker": WORKER})).await;
    check(
        "early",
        &installation
            .post(WORKER, &format!("{path}/attempts"), &json!({"attempt": {"outcome": "MOVED"}}))
            .await,
        400,
        "TASK_NOT_ACCEPTED",
    );
    installation.done(WORKER, &format!("{path}:accept"), &json!({})).await;
    check(
        "no attempt",
        &installation.post(WORKER, &format!("{path}:report"), &json!({"summary": "好"})).await,
        400,
        "NO_ATTEMPT",
    );
    let attempt = json!({"attempt": {"outcome": "REFUSED", "position": {"latitude": 91, "longitude": 0}, "deviceTime": "2999-01-01T00:00:00Z"}});
    let answer = installation.post(WORKER, &format!("{path}/attempts"), &attempt).await;
    check("attempt", &answer, 400, "BAD_REQUEST");
    // A wrong clock is corrected and marked, never refused.
    assert_eq!(fields(&answer.1), ["attempt.note", "attempt.position"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_of_another_court_or_without_a_term_today_is_not_given_a_task() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let path = format!("/v1/{}", installation.file().await);
    let (_, people) =
        installation.get("people/officer", "/v1/people?filter=role%3DGRID_WORKER&pageSize=1000").await;
    let other = people["people"]
        .as_array()
        .unwrap()
        .iter()
        .find(|person| person["terms"][0]["court"] != installation::COURT);
    let body = json!({"worker": other.unwrap()["name"]});
    check(
        "outside",
        &installation.post(DIRECTOR, &format!("{path}:assign"), &body).await,
        400,
        "WORKER_UNKNOWN",
    );

    let (_, worker) = installation.get("people/admin", &format!("/v1/{WORKER}")).await;
    let term = worker["terms"][0]["name"].as_str().unwrap();
    installation.done("people/admin", &format!("/v1/{term}:end"), &json!({})).await;
    let answer = installation.post(DIRECTOR, &format!("{path}:assign"), &json!({"worker": WORKER})).await;
    check("ended", &answer, 400, "WORKER_TERM_ENDED");
    check("ended", &installation.get(WORKER, "/v1/tasks").await, 403, "TERM_NOT_RUNNING");

    let court = json!({"name": "courts/330783123", "state": "CLOSED"});
    let request = installation
        .request("people/admin", Method::PATCH, "/v1/courts/330783123?updateMask=state")
        .json(&court);
    assert_eq!(answer_status(request).await, 200);
    let body = json!({"court": "courts/330783123", "reason": "搬了"});
    check(
        "closed",
        &installation.post(DIRECTOR, &format!("{path}:transfer"), &body).await,
        400,
        "COURT_CLOSED",
    );
}

async fn answer_status(request: reqwest::RequestBuilder) -> u16 {
    let (status, body) = answer(request).await;
    assert!(status.is_success(), "{body}");
    status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_refused_as_such() {
    let installation = Installation::demo(installation::Database::Sqlite).await;
    let post = || {
        installation
            .request("people/officer", Method::POST, "/v1/tasks")
            .header(CONTENT_TYPE, "application/json")
    };
    check("broken", &answer(post().body("{\"task\": {,}}")).await, 400, "BAD_REQUEST");
    check("large", &answer(post().body(vec![b' '; 10 * 1024 * 1024])).await, 413, "BODY_TOO_LARGE");
    let client = reqwest::Client::new();
    let request = client.get(format!("{}/v1/tasks", installation.url));
    check("nobody", &answer(request).await, 401, "TOKEN_MISSING");
    let request = client.get(format!("{}/v1/tasks", installation.url)).bearer_auth("x.y.z");
    check("forged", &answer(request).await, 401, "TOKEN_INVALID");
    check("stranger", &installation.get("people/nobody", "/v1/tasks").await, 401, "PERSON_UNKNOWN");
    check(
        "page",
        &installation.get("people/officer", "/v1/tasks?pageToken=AAAA").await,
        400,
        "PAGE_TOKEN_INVALID",
    );
    check(
        "filter",
        &installation.get("people/officer", "/v1/tasks?filter=colour%3Dred").await,
        400,
        "FILTER_FIELD_UNKNOWN",
    );
    check(
        "order",
        &installation.get("people/officer", "/v1/tasks?orderBy=colour").await,
        400,
        "ORDER_UNKNOWN",
    );
    check("no such path", &installation.get("people/officer", "/v1/nothing").await, 404, "PATH_UNKNOWN");
    check("no task", &installation.get("people/officer", "/v1/tasks/7").await, 404, "TASK_UNKNOWN");
}
