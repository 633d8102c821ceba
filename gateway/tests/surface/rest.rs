//! REST, by hand and by mistake.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

async fn body(response: reqwest::Response) -> Value {
    serde_json::from_str(&response.text().await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_task_is_filed_with_an_enum_without_its_prefix() {
    let world = World::new().await;
    let task = json!({"requestId": "r-1", "task": {"kind": "SERVICE_OF_PROCESS", "documents": [{"title": "执行通知书", "copies": 1}]}});
    let response = world.call(Method::POST, "/v1/tasks").json(&task).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(response.headers()["etag"], "\"v1\"");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_eq!(
        body(response).await,
        json!({"name": "tasks/1", "kind": "TASK_KIND_SERVICE_OF_PROCESS", "creator": "people/officer", "etag": "\"v1\"",
               "documents": [{"title": "执行通知书", "copies": 1}], "attempts": [], "steps": [], "overdue": [], "files": [], "lateReports": [],
               "can": [], "labels": {}})
    );
}

#[tokio::test]
async fn an_idempotency_key_is_the_request_id_where_the_body_has_none() {
    let world = World::new().await;
    for (key, sent, arrives) in
        [("\"k-1\"", json!({}), "request_id=k-1"), ("k-2", json!({"requestId": "r"}), "request_id=r")]
    {
        let call = world.call(Method::POST, "/v1/tasks").header("idempotency-key", key).json(&sent);
        assert_eq!(call.send().await.unwrap().status(), 200);
        assert!(world.seen.all().contains(&arrives.to_owned()), "{:?}", world.seen.all());
    }
}

#[tokio::test]
async fn what_is_smuggled_in_is_taken_out() {
    let world = World::new().await;
    let call = world.call(Method::POST, "/v1/tasks").header(kit::access::HEADER, "forged").json(&json!({}));
    let answer = body(call.send().await.unwrap()).await;
    assert_eq!(answer["creator"], "people/officer");
    let seen = world.seen.all();
    assert!(seen.contains(&format!("{}=1", kit::access::HEADER)), "{seen:?}");
    assert!(seen.contains(&"authorization=0".to_owned()), "{seen:?}");
    assert!(seen.contains(&"x-request-id=1".to_owned()), "{seen:?}");
    let forged =
        kit::access::AssertionSigner::new(&world.keys, "thief").we_call(kit::domain::Timestamp::now());
    let bare =
        world.http.get(world.url("/v1/tasks")).header(kit::access::HEADER, forged).send().await.unwrap();
    assert_eq!(bare.status(), 401);
}

#[tokio::test]
async fn a_list_is_asked_by_its_query() {
    let world = World::new().await;
    let response = world.call(Method::GET, "/v1/tasks?filter=state%3DDONE&pageSize=5").send().await.unwrap();
    assert_eq!(body(response).await, json!({"tasks": [], "nextPageToken": "state=DONE/5", "labels": {}}));
    let wrong = world.call(Method::GET, "/v1/tasks?pageSize=five&colour=red").send().await.unwrap();
    assert_eq!(wrong.status(), 400);
    let wrong = body(wrong).await;
    let fields: Vec<_> =
        wrong["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["pageSize", "colour"]);
}

#[tokio::test]
async fn an_empty_answer_has_its_lists_and_numbers() {
    let world = World::new().await;
    let call = world.call(Method::POST, "/v1/courts:resolve").json(&json!({"regionCode": "330783"}));
    let text = call.send().await.unwrap().text().await.unwrap();
    assert_eq!(text, r#"{"confidence":0.0,"candidates":[],"labels":{}}"#);
}

#[tokio::test]
async fn a_refusal_is_worded_in_the_callers_language_and_always_in_both() {
    let world = World::new().await;
    for (language, detail) in [
        ("zh-CN", "找不到该地址。"),
        ("en-US,zh;q=0.3", "The address is not known."),
        ("fr", "找不到该地址。"),
    ] {
        let call = world
            .call(Method::POST, "/v1/tasks")
            .header("accept-language", language)
            .header("x-request-id", "mine-7");
        let response = call.json(&json!({"task": {"address": "nowhere"}})).send().await.unwrap();
        assert_eq!(response.status(), 400);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["x-request-id"], "mine-7");
        let problem = body(response).await;
        assert_eq!(problem["detail"], detail);
        assert_eq!(problem["type"], "urn:sharedcourt:problem:ADDRESS_UNKNOWN");
        assert_eq!(problem["code"], "INVALID_ARGUMENT");
        assert_eq!(problem["reason"], "ADDRESS_UNKNOWN");
        assert_eq!(problem["metadata"], json!({"candidates": "0"}));
        assert_eq!(problem["instance"], "/v1/tasks");
        assert_eq!(problem["requestId"], "mine-7");
        assert_eq!(
            problem["messages"],
            json!({"zh-CN": "找不到该地址。", "en": "The address is not known."})
        );
        assert_eq!(problem["errors"][0]["field"], "task.regionCode");
    }
}

#[tokio::test]
async fn a_service_that_is_away_is_not_described() {
    let world = World::new().await;
    let response = world.call(Method::GET, "/v1/courts").send().await.unwrap();
    assert_eq!(response.status(), 503);
    assert!(!response.text().await.unwrap().contains("10.1.2.3"));
}

#[tokio::test]
async fn bad_input_is_a_clear_problem() {
    let world = World::new().await;
    let send = |kind: &'static str, text: String| {
        world
            .call(Method::POST, "/v1/tasks")
            .header("content-type", kind)
            .header("accept-language", "en")
            .body(text)
    };
    let problem = body(send("application/json", "{\n \"task\": oops}".into()).send().await.unwrap()).await;
    assert_eq!(problem["status"], 400);
    assert_eq!(problem["detail"], "The body is not valid JSON: see line 2, column 10.");
    let problem =
        body(send("application/json", r#"{"task":{"finishBy":"x","kinde":1}}"#.into()).send().await.unwrap())
            .await;
    assert_eq!(problem["reason"], "BAD_REQUEST");
    let fields: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|e| &e["field"]).collect();
    assert_eq!(fields, ["task.finishBy", "task.kinde"]);
    assert_eq!(send("text/plain", "{}".into()).send().await.unwrap().status(), 415);
    let packed =
        send("application/json", "{}".into()).header("content-encoding", "gzip").send().await.unwrap();
    assert_eq!(packed.status(), 415);
    assert_eq!(packed.headers()["accept-encoding"], "identity");
    assert_eq!(body(packed).await["reason"], "CONTENT_ENCODING_NOT_SUPPORTED");
    assert_eq!(send("application/json; charset=gbk", "{}".into()).send().await.unwrap().status(), 415);
    let large = format!("{{\"requestId\":\"{}\"}}", "x".repeat(10 * 1024 * 1024));
    let response = send("application/json", large).send().await.unwrap();
    assert_eq!(response.status(), 413);
    assert_eq!(body(response).await["reason"], "BODY_TOO_LARGE");
    assert_eq!(world.seen.all(), Vec::<String>::new());
}

#[tokio::test]
async fn a_body_without_a_length_is_bounded_too() {
    let world = World::new().await;
    let chunks = futures::stream::iter((0..80).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 * 1024])));
    let call = world.call(Method::POST, "/v1/tasks").header("content-type", "application/json");
    let response = call.body(reqwest::Body::wrap_stream(chunks)).send().await.unwrap();
    assert_eq!(response.status(), 413);
}

#[tokio::test]
async fn a_known_path_names_its_methods_and_an_unknown_one_is_not_found() {
    let world = World::new().await;
    let response = world.call(Method::DELETE, "/v1/tasks").send().await.unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "GET, POST, HEAD, OPTIONS");
    assert_eq!(body(response).await["reason"], "METHOD_NOT_ALLOWED");
    let response = world.call(Method::OPTIONS, "/v1/tasks").send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["allow"]),
        (204, &"GET, POST, HEAD, OPTIONS".parse().unwrap())
    );
    for path in [
        "/v1/nothing",
        "/v1/tasks/",
        "/v1/tasks:dance",
        "/v2/tasks",
        "/sharedcourt.dispatch.v1.TaskService/GetTask",
    ] {
        let response = world.call(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(body(response).await["reason"], "PATH_UNKNOWN");
    }
    for path in ["/", "/healthz", "/readyz"] {
        let response = world.http.post(world.url(path)).send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["allow"]),
            (405, &"GET, HEAD, OPTIONS".parse().unwrap())
        );
        assert_eq!(body(response).await["reason"], "METHOD_NOT_ALLOWED", "{path}");
        assert_eq!(world.http.request(Method::OPTIONS, world.url(path)).send().await.unwrap().status(), 204);
    }
    let head = world.call(Method::HEAD, "/v1/tasks/9").send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.headers()["etag"].to_str().unwrap()), (200, "\"v7\""));
}

#[tokio::test]
async fn a_stranger_is_asked_to_sign_in() {
    let world = World::new().await;
    let response = world.http.get(world.url("/v1/tasks")).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.headers()["www-authenticate"], "Bearer realm=\"sharedcourt\"");
    assert_eq!(body(response).await["reason"], "TOKEN_MISSING");
    let response = world.http.get(world.url("/v1/tasks")).bearer_auth("a.b.c").send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert!(response.headers()["www-authenticate"].to_str().unwrap().contains("invalid_token"));
    let gone = kit::access::token::issue(&world.keys, "people/gone", kit::domain::Timestamp::now()).unwrap();
    let response = world.http.get(world.url("/v1/tasks")).bearer_auth(gone).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(body(response).await["reason"], "PERSON_UNKNOWN");
}

#[tokio::test]
async fn etags_travel_as_http_means_them() {
    let world = World::new().await;
    let get = || world.call(Method::GET, "/v1/tasks/9");
    assert_eq!(get().send().await.unwrap().headers()["etag"], "\"v7\"");
    let same = get().header("if-none-match", "W/\"v7\"").send().await.unwrap();
    assert_eq!((same.status().as_u16(), same.text().await.unwrap()), (304, String::new()));
    assert_eq!(get().header("if-none-match", "\"v6\"").send().await.unwrap().status(), 200);
    let revoke = |tag: &str| {
        world.call(Method::POST, "/v1/tasks/9:revoke").header("if-match", tag).json(&json!({"reason": "x"}))
    };
    assert_eq!(revoke("\"v7\"").send().await.unwrap().status(), 200);
    for any in ["*", "W/\"v7\""] {
        assert_eq!(revoke(any).send().await.unwrap().status(), 200, "{any}");
    }
    let torn = world.call(Method::POST, "/v1/tasks/9:revoke").header("if-match", "\"v7\"");
    let torn = torn.json(&json!({"reason": "x", "etag": "\"v6\""})).send().await.unwrap();
    assert_eq!(torn.status(), 400);
    assert_eq!(body(torn).await["errors"][0]["reason"], "HEADER_MISMATCH");
    let stale = revoke("\"v6\"").send().await.unwrap();
    assert_eq!(stale.status(), 412);
    let stale = body(stale).await;
    assert_eq!((stale["code"].as_str(), stale["reason"].as_str()), (Some("ABORTED"), Some("ETAG_MISMATCH")));
}

#[tokio::test]
async fn a_patch_changes_what_its_body_names() {
    let world = World::new().await;
    let patch = |path: &str, court: Value| world.call(Method::PATCH, path).json(&court);
    let court = json!({"displayName": "新", "host": null, "state": "CLOSED", "createTime": "2026-01-01T00:00:00Z", "etag": "\"v2\""});
    let response = patch("/v1/courts/330783", court).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let answer = body(response).await;
    assert_eq!(
        (answer["name"].as_str(), answer["state"].as_str()),
        (Some("courts/330783"), Some("COURT_STATE_CLOSED"))
    );
    assert!(
        patch("/v1/courts/1?updateMask=host,displayName", json!({"host": "x"}))
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    let guarded = patch("/v1/courts/1", json!({"host": "x"})).header("if-match", "\"v3\"");
    assert!(guarded.send().await.unwrap().status().is_success());
    assert_eq!(
        world.seen.all(),
        ["mask=display_name,host,state etag=\"v2\"", "mask=host,display_name etag=", "mask=host etag=\"v3\""]
    );
    let other =
        body(patch("/v1/courts/1", json!({"name": "courts/2", "host": "x"})).send().await.unwrap()).await;
    assert_eq!(
        (other["status"].as_u64(), other["errors"][0]["field"].as_str()),
        (Some(400), Some("court.name"))
    );
    let bad = body(patch("/v1/courts/1", json!({"displayName": 5})).send().await.unwrap()).await;
    assert_eq!(bad["errors"][0]["field"], "court.displayName");
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_ended() {
    let world = World::new().await;
    let response =
        world.call(Method::GET, "/v1/tasks/slow").header("grpc-timeout", "100m").send().await.unwrap();
    assert_eq!(response.status(), 504);
    assert_eq!(body(response).await["reason"], "DEADLINE_EXCEEDED");
}

#[tokio::test]
async fn a_panic_is_a_fault_of_ours_and_no_more() {
    let world = World::new().await;
    let response = world.call(Method::GET, "/v1/tasks/broken").send().await.unwrap();
    assert_eq!(response.status(), 500);
    let problem = body(response).await;
    assert_eq!(problem["reason"], "INTERNAL");
    assert!(!problem.to_string().contains("a fault of the service"));
    assert_eq!(world.call(Method::GET, "/v1/tasks/9").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_request_id_is_taken_over_where_it_is_sane_and_made_where_it_is_not() {
    let world = World::new().await;
    let id = async |given: Option<String>| {
        let mut call = world.http.get(world.url("/healthz"));
        if let Some(given) = given {
            call = call.header("x-request-id", given);
        }
        call.send().await.unwrap().headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    assert_eq!(id(Some("abc-1".into())).await, "abc-1");
    for given in [None, Some("a b".to_owned()), Some("x".repeat(129))] {
        let made = id(given).await;
        assert_eq!(uuid::Uuid::parse_str(&made).unwrap().get_version_num(), 7);
    }
}
