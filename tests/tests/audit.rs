//! The record of every call, through the public surface and across the death of the process.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use installation::{COURT, Database, Installation, databases, filing};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn records(installation: &Installation, filter: &str) -> Vec<Value> {
    let filter = filter.replace(' ', "%20").replace('=', "%3D");
    let (status, answer) =
        installation.get("people/admin", &format!("/v1/auditRecords?filter={filter}")).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["auditRecords"].as_array().cloned().unwrap_or_default()
}

/// A record that is written after its answer was sent.
async fn soon(installation: &Installation, filter: &str) -> Value {
    for _ in 0..200 {
        if let Some(record) = records(installation, filter).await.pop() {
            return record;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("no record with {filter}");
}

async fn verify(installation: &Installation) -> (bool, String) {
    let said = installation.run(&["verify", "audit"]).await;
    (said.status.success(), String::from_utf8_lossy(&said.stdout).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_leaves_its_record() {
    for database in databases().await {
        let mut installation = Installation::demo(database).await;
        let filed = installation
            .request("people/officer", Method::POST, "/v1/tasks")
            .header("x-request-id", "call-1")
            .header("x-terminal", "terminals/t-7")
            .header("x-access-reason", "%E6%A0%B8%E5%AF%B9%E5%9C%B0%E5%9D%80")
            .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
            .json(&filing(installation::ADDRESS));
        let (status, task) = installation::answer(filed).await;
        assert_eq!(status, StatusCode::OK, "{task}");
        // A mutation has its record before its answer.
        let record = records(&installation, "request_id=call-1").await.pop().unwrap();
        assert_eq!(record["person"], "people/officer");
        assert_eq!(record["method"], "sharedcourt.dispatch.v1.TaskService.CreateTask");
        assert_eq!(record["code"], "OK");
        assert_eq!(record["roles"], json!(["ROLE_OFFICER"]));
        assert_eq!(record["resources"], json!([task["name"]]));
        assert_eq!(record["terminal"], "terminals/t-7");
        assert_eq!(record["accessReason"], "核对地址");
        assert_eq!(record["traceId"], "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(record["address"], "127.0.0.1");

        // A refusal of a service, of the gateway, and of a word that can't be read.
        let path = format!("/v1/{}:assign", task["name"].as_str().unwrap());
        let refused =
            installation.request("people/cashier", Method::POST, &path).header("x-request-id", "call-2");
        assert_eq!(
            installation::answer(refused.json(&json!({"worker": "people/x"}))).await.0,
            StatusCode::FORBIDDEN
        );
        let record = soon(&installation, "request_id=call-2").await;
        assert_eq!(
            (record["code"].as_str(), record["reason"].as_str()),
            (Some("PERMISSION_DENIED"), Some("ROLE_REQUIRED"))
        );
        assert!(record["resources"].as_array().unwrap().contains(&task["name"]));
        let client = reqwest::Client::new();
        let stranger = client.get(format!("{}/v1/tasks", installation.url)).header("x-request-id", "call-3");
        assert_eq!(stranger.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        let record = soon(&installation, "request_id=call-3").await;
        assert_eq!(
            (record["code"].as_str(), record["reason"].as_str()),
            (Some("UNAUTHENTICATED"), Some("TOKEN_MISSING"))
        );
        assert_eq!(record["method"], "GET /v1/tasks");
        let unread = installation
            .request("people/officer", Method::POST, "/v1/tasks")
            .header("x-request-id", "call-4");
        assert_eq!(installation::answer(unread.body("{")).await.0, StatusCode::BAD_REQUEST);
        assert_eq!(soon(&installation, "request_id=call-4").await["code"], "INVALID_ARGUMENT");
        // A stream leaves one when it opens.
        installation.watch("people/officer", "", 1).await;
        let watched = soon(&installation, "method=sharedcourt.dispatch.v1.TaskService.WatchTasks").await;
        assert_eq!(
            (watched["person"].as_str(), watched["code"].as_str()),
            (Some("people/officer"), Some("OK"))
        );

        // What nobody may see without saying why: refused, and with a reason answered when that is on record.
        let debtor = json!({"debtor": {"identity": {
            "displayName": "张三", "kind": "PERSON", "identityNumber": "11010519491231002X"}}});
        let debtor = installation.done("people/officer", "/v1/debtors", &debtor).await;
        let path = format!("/v1/{}:identity", debtor["name"].as_str().unwrap());
        let (status, problem) = installation.get("people/officer", &path).await;
        assert_eq!(
            (status, &problem["reason"]),
            (StatusCode::BAD_REQUEST, &json!("ACCESS_REASON_REQUIRED")),
            "{problem}"
        );
        let look =
            installation.request("people/officer", Method::GET, &path).header("x-request-id", "call-5");
        let look = look.header("x-access-reason", "填写不动产登记查询表").send().await.unwrap();
        assert_eq!(look.headers()["cache-control"], "no-store");
        let identity: Value = look.json().await.unwrap();
        assert_eq!(identity["identityNumber"], "11010519491231002X");
        let record = records(&installation, "request_id=call-5").await.pop().unwrap();
        assert_eq!(record["accessReason"], "填写不动产登记查询表");
        assert_eq!(record["resources"], json!([debtor["name"]]));

        // Found by what it was about; page by page; and by nobody else.
        let about = format!("resource={}", task["name"].as_str().unwrap());
        let found = records(&installation, &about).await;
        assert_eq!(found.len(), 2, "{found:?}");
        let (_, page) = installation.get("people/command", "/v1/auditRecords?pageSize=2").await;
        assert_eq!(page["auditRecords"].as_array().unwrap().len(), 2);
        let token = page["nextPageToken"].as_str().unwrap();
        let (_, next) = installation
            .get("people/command", &format!("/v1/auditRecords?pageSize=2&pageToken={token}"))
            .await;
        assert_ne!(page["auditRecords"][1]["name"], next["auditRecords"][0]["name"]);
        assert_eq!(installation.get("people/officer", "/v1/auditRecords").await.0, StatusCode::FORBIDDEN);
        let court = COURT.trim_start_matches("courts/");
        let director = format!("people/director-{court}");
        assert_eq!(installation.get(&director, "/v1/auditRecords").await.0, StatusCode::FORBIDDEN);

        let (right, said) = verify(&installation).await;
        assert!(right, "{said}");
        installation.stop().await;
        let (right, said) = verify(&installation).await;
        assert!(right, "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_mutation_is_without_its_record_whenever_the_process_dies() {
    for database in databases().await {
        let mut installation = Installation::demo(database).await;
        let mut acknowledged = Vec::new();
        for round in 0..3_usize {
            let heard = Arc::new(AtomicUsize::new(0));
            let filings = (0..40).map(|_| installation.request("people/officer", Method::POST, "/v1/tasks"));
            let calls: Vec<_> = filings
                .map(|request| {
                    let heard = Arc::clone(&heard);
                    tokio::spawn(async move {
                        let response = request.json(&filing(installation::ADDRESS)).send().await.ok()?;
                        let right = response.status() == StatusCode::OK;
                        let task = response.json::<Value>().await.ok().filter(|_| right)?;
                        heard.fetch_add(1, Ordering::SeqCst);
                        Some(task["name"].as_str()?.to_owned())
                    })
                })
                .collect();
            // In the midst of it, whatever the machine is doing besides.
            while heard.load(Ordering::SeqCst) < 1 + 6 * round {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            installation.kill().await;
            for call in calls {
                acknowledged.extend(call.await.unwrap());
            }
            let (right, said) = verify(&installation).await;
            assert!(right, "{said}");
            installation.again().await;
        }
        assert!(!acknowledged.is_empty(), "nothing was acknowledged before the process died");
        for name in &acknowledged {
            let found = records(&installation, &format!("resource={name} AND code=OK")).await;
            assert_eq!(found.len(), 1, "{name}");
        }
        installation.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_byte_in_the_file_is_located() {
    let mut installation = Installation::demo(Database::Sqlite).await;
    installation.file().await;
    installation.stop().await;
    let file = installation.folder().join("audit.db");
    let bytes = std::fs::read(&file).unwrap();
    let place = bytes.windows(22).position(|some| some == b"TaskService.CreateTask").unwrap();
    let mut touched = bytes.clone();
    touched[place] ^= 0x20;
    std::fs::write(&file, touched).unwrap();
    let (right, said) = verify(&installation).await;
    assert!(!right && said.contains("was changed"), "{said}");
    std::fs::write(&file, bytes).unwrap();
    let (right, said) = verify(&installation).await;
    assert!(right, "{said}");
}
