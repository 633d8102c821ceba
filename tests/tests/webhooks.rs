//! A unit with a system of its own: notified of every request, signed, again until it answers, and known by its id.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use installation::{Installation, citizen, databases};
use reqwest::StatusCode;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use tokio::{net::TcpListener, time::sleep};

const UNIT: &str = "/v1/units/u03/webhook";

/// The unit's own system: what came in, in order, each with its id.
#[derive(Clone, Default)]
struct Unit {
    heard: Arc<Mutex<Vec<(String, Value)>>>,
    secret: Arc<Mutex<String>>,
    /// It takes a call and answers that something broke.
    stumbles: Arc<AtomicBool>,
}

async fn hear(State(unit): State<Unit>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let secret = unit.secret.lock().unwrap().clone();
    let id = headers["webhook-id"].to_str().unwrap().to_owned();
    if !secret.is_empty() {
        // Read by a library that we did not write.
        Webhook::new(&secret).unwrap().verify(&body, &headers).expect("the signature is in order");
    }
    let said = serde_json::from_slice(&body).unwrap();
    unit.heard.lock().unwrap().push((id, said));
    if unit.stumbles.load(Ordering::SeqCst) {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        StatusCode::NO_CONTENT
    }
}

impl Unit {
    async fn heard(&self, enough: impl Fn(&[(String, Value)]) -> bool) -> Vec<(String, Value)> {
        for _ in 0..2000 {
            let heard = self.heard.lock().unwrap().clone();
            if enough(&heard) {
                return heard;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("the unit heard only {:?}", self.heard.lock().unwrap());
    }
}

fn types(heard: &[(String, Value)]) -> Vec<String> {
    heard.iter().map(|(_, said)| said["type"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_hears_of_its_requests_until_it_says_that_it_has() {
    for database in databases().await {
        let mut installation = Installation::demo(database).await;
        let unit = Unit::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/calls", listener.local_addr().unwrap());
        let router = Router::new().route("/calls", post(hear)).with_state(unit.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

        for (person, body, status) in [
            ("people/officer", json!({"url": url}), StatusCode::FORBIDDEN),
            ("people/clerk-u03", json!({"url": url}), StatusCode::FORBIDDEN),
            ("people/admin", json!({"url": "http://unit.example/"}), StatusCode::BAD_REQUEST),
        ] {
            let (answer, problem) = installation.post(person, &format!("{UNIT}:set"), &body).await;
            assert_eq!(answer, status, "{person}: {problem}");
        }
        let set = installation
            .done("people/admin", &format!("{UNIT}:set"), &json!({"url": url, "requestId": "1"}))
            .await;
        *unit.secret.lock().unwrap() = set["secret"].as_str().unwrap().to_owned();
        unit.heard(|heard| types(heard).contains(&"WEBHOOK_SET".to_owned())).await;

        // The unit's system breaks over what it hears; the installation dies; both come back.
        unit.stumbles.store(true, Ordering::SeqCst);
        let case = json!({"case": {
            "caseNumber": "（2026）浙0783执1号", "filingDate": {"year": 2026, "month": 3, "day": 2}, "claimFen": "100000",
            "parties": [
                {"side": "APPLICANT", "displayName": "张三", "kind": "PERSON", "identityNumber": citizen(4)},
                {"side": "DEBTOR", "displayName": "李四", "kind": "PERSON", "identityNumber": citizen(5)},
            ],
        }});
        let case = installation.done("people/officer", "/v1/cases", &case).await;
        let request = json!({"request": {
            "matter": matter(&installation).await, "case": case["name"], "papers": [paper(1), paper(2), paper(3)],
            "subject": {"displayName": "李四", "identityNumber": citizen(5)}, "content": "请查询",
        }});
        let request = installation.done("people/officer", "/v1/requests", &request).await;
        let path = format!("/v1/{}", request["name"].as_str().unwrap());
        let (status, _) = installation.post("people/officer", &format!("{path}:submit"), &json!({})).await;
        if status != StatusCode::OK {
            installation.done("people/chief", &format!("{path}:submit"), &json!({})).await;
        }
        let submitted = |heard: &[(String, Value)]| types(heard).contains(&"REQUEST_SUBMITTED".to_owned());
        unit.heard(submitted).await;
        installation.kill().await;
        unit.stumbles.store(false, Ordering::SeqCst);
        installation.again().await;
        let twice = |heard: &[(String, Value)]| {
            types(heard).iter().filter(|kind| *kind == "REQUEST_SUBMITTED").count() > 1
        };
        // A process that dies during a call leaves it for a minute; what failed before is tried again after five seconds.
        let heard = unit.heard(twice).await;
        let calls: Vec<_> = heard.iter().filter(|(_, said)| said["type"] == "REQUEST_SUBMITTED").collect();
        let ids: HashSet<_> = calls.iter().map(|(id, _)| id).collect();
        assert_eq!(ids.len(), 1, "the same call has one id");
        assert_eq!(calls[0].1["data"]["name"], request["name"]);
        let text = serde_json::to_string(&heard).unwrap();
        assert!(!text.contains("李四") && !text.contains(&citizen(5)), "a person's data left: {text}");

        // It answers as its clerk, and is notified of that too; then it is removed.
        installation.done("people/clerk-u03", &format!("{path}:receive"), &json!({})).await;
        unit.heard(|heard| types(heard).contains(&"REQUEST_RECEIVED".to_owned())).await;
        let (_, shown) = installation.get("people/admin", UNIT).await;
        assert_eq!((&shown["url"], &shown["lastStatus"]), (&json!(url), &json!(204)), "{shown}");
        assert_eq!(shown["secret"], Value::Null);
        installation.done("people/admin", &format!("{UNIT}:remove"), &json!({})).await;
        serving.abort();
    }
}

fn paper(number: u8) -> String {
    format!("evidence/{}", format!("{number:02x}").repeat(32))
}

/// A query that the unit answers.
async fn matter(installation: &Installation) -> Value {
    let (_, list) = installation.get("people/officer", "/v1/matters").await;
    let all = list["matters"].as_array().unwrap();
    let ours = all.iter().find(|one| one["unit"] == "units/u03" && one["coercive"].as_bool() != Some(true));
    ours.expect("the unit answers queries")["name"].clone()
}
