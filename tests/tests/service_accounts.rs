//! Other systems with accounts of their own: what they may call, from where, and what the audit says of them.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use installation::{Database, Installation, answer, databases, part_with, ready};
use kit::domain::Timestamp;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

const RECEIPT: &str = "sharedcourt.enforcement.v1.MoneyService.CreateReceipt";
const TASK: &str = "sharedcourt.dispatch.v1.TaskService.CreateTask";

fn account(role: &str, methods: &[&str], addresses: &[&str]) -> Value {
    json!({"displayName": "银行对账系统", "role": role, "regionCode": "330783", "methods": methods, "addresses": addresses,
        "expireTime": Timestamp::now().plus_hours(24 * 90).to_timestamp().to_string()})
}

async fn made(installation: &Installation, id: &str, account: Value) -> (String, Value) {
    let body =
        json!({"requestId": format!("create-{id}"), "serviceAccountId": id, "serviceAccount": account});
    let answer = installation.done("people/admin", "/v1/serviceAccounts", &body).await;
    (answer["secret"].as_str().unwrap().to_owned(), answer)
}

async fn call(
    installation: &Installation,
    secret: &str,
    method: Method,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    answer(
        Client::new().request(method, format!("{}{path}", installation.url)).bearer_auth(secret).json(&body),
    )
    .await
}

fn receipt(reference: &str) -> Value {
    let time = Timestamp::now().plus_hours(-1).to_timestamp().to_string();
    json!({"receipt": {"bankReference": reference, "amountFen": "5000", "arriveTime": time, "noticeTime": time}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_does_what_it_is_for_and_the_audit_names_it() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (secret, made) =
            made(&installation, "bank", account("CASHIER", &[RECEIPT], &["127.0.0.0/8"])).await;
        let (status, entered) =
            call(&installation, &secret, Method::POST, "/v1/receipts", receipt("B-1")).await;
        assert_eq!(status, StatusCode::OK, "{entered}");
        let (status, no) = call(&installation, &secret, Method::GET, "/v1/receipts", json!(null)).await;
        assert_eq!(
            (status, &no["reason"]),
            (StatusCode::FORBIDDEN, &json!("SERVICE_ACCOUNT_METHOD")),
            "{no}"
        );
        let (_, me) = call(&installation, &secret, Method::GET, "/v1/me", json!(null)).await;
        assert_eq!(me["reason"], "SERVICE_ACCOUNT_METHOD");

        let filter = "/v1/auditRecords?filter=person%3DserviceAccounts%2Fbank";
        let (_, records) = installation.get("people/admin", filter).await;
        let records = records["auditRecords"].as_array().unwrap();
        let record = records.iter().find(|record| record["method"] == RECEIPT).unwrap();
        assert_eq!((&record["code"], &record["roles"]), (&json!("OK"), &json!(["ROLE_CASHIER"])), "{record}");

        // A secret is changed for another without a gap, and then ended.
        let name = made["name"].as_str().unwrap();
        let second = installation
            .done("people/admin", &format!("/v1/{name}:rotate"), &json!({"requestId": "r"}))
            .await;
        for (number, secret) in [secret.as_str(), second["secret"].as_str().unwrap()].into_iter().enumerate()
        {
            let (status, entered) =
                call(&installation, secret, Method::POST, "/v1/receipts", receipt(&format!("C-{number}")))
                    .await;
            assert_eq!(status, StatusCode::OK, "{entered}");
        }
        installation.done("people/admin", &format!("/v1/{name}:disable"), &json!({"requestId": "d"})).await;
        let (status, no) = call(&installation, &secret, Method::POST, "/v1/receipts", receipt("B-2")).await;
        assert_eq!(
            (status, &no["reason"]),
            (StatusCode::UNAUTHORIZED, &json!("SERVICE_ACCOUNT_ENDED")),
            "{no}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_service_asks_another_on_the_way_is_done_for_the_same_call() {
    let installation = Installation::demo(Database::Sqlite).await;
    let (secret, _) = made(&installation, "dispatcher", account("OFFICER", &[TASK], &["127.0.0.1"])).await;
    // The task finds its court, which dispatch asks of the register.
    let (status, task) =
        call(&installation, &secret, Method::POST, "/v1/tasks", installation::filing(installation::ADDRESS))
            .await;
    assert_eq!((status, &task["state"]), (StatusCode::OK, &json!("TASK_STATE_DISPATCHED")), "{task}");
    assert_eq!(task["creator"], "serviceAccounts/dispatcher");
    // A cookie is never the secret of a program.
    let cookie = Client::new()
        .get(format!("{}/v1/tasks", installation.url))
        .header("cookie", format!("sharedcourt={secret}"));
    assert_eq!(answer(cookie).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_from_another_address_is_refused_and_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let more = ["--behind-proxy"];
    let (_process, url) = part_with(folder.path(), &Database::Sqlite, true, "127.0.0.1:0", &more, &[]).await;
    ready(&url).await;
    let installation = Installation::through(folder, Database::Sqlite, url);
    let (secret, _) = made(&installation, "bank", account("CASHIER", &[RECEIPT], &["10.2.0.0/16"])).await;
    let from = async |said: Option<&str>, number: u32| {
        let request = Client::new().post(format!("{}/v1/receipts", installation.url)).bearer_auth(&secret);
        let request = request.json(&receipt(&format!("B-{number}")));
        let request = said.into_iter().fold(request, |request, said| request.header("x-forwarded-for", said));
        let (status, answer) = answer(request).await;
        (status, answer["reason"].clone())
    };
    assert_eq!(from(Some("10.2.3.4"), 1).await.0, StatusCode::OK);
    // What a client says itself stands before what our proxy heard.
    for said in [None, Some("10.3.0.1"), Some("10.2.3.4, 10.3.0.1")] {
        let refused = (StatusCode::FORBIDDEN, json!("SERVICE_ACCOUNT_ADDRESS"));
        assert_eq!(from(said, 2).await, refused, "{said:?}");
    }
    let filter = "/v1/auditRecords?filter=reason%3DSERVICE_ACCOUNT_ADDRESS";
    // Nobody waits for the record of a refusal.
    let mut records = Vec::new();
    for _ in 0..200 {
        let (_, found) = installation.get("people/admin", filter).await;
        records.clone_from(found["auditRecords"].as_array().unwrap());
        if records.len() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(
        records.len() == 3 && records.iter().all(|record| record["person"] == "serviceAccounts/bank"),
        "{records:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_no_second_person_and_ends_with_the_right_of_its_maker() {
    let installation = Installation::demo(Database::Sqlite).await;
    // The first of two steps that two people take is not for programs, nor is the audit.
    for method in [
        "sharedcourt.enforcement.v1.MoneyService.CreateDistribution",
        "sharedcourt.investigation.v1.SeizureService.CreateSeizure",
        "sharedcourt.audit.v1.AuditService.ListAuditRecords",
    ] {
        let body =
            json!({"requestId": method, "serviceAccount": account("OFFICER", &[method], &["127.0.0.0/8"])});
        let (status, no) = installation.post("people/admin", "/v1/serviceAccounts", &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{no}");
        assert!(no.to_string().contains("METHOD_REFUSED"), "{no}");
    }
    // Nobody gives themselves an office.
    let term = json!({"requestId": "own", "term": {"role": "BUREAU_CHIEF", "regionCode": "330783"}});
    let (status, no) = installation.post("people/admin", "/v1/people/admin/terms", &term).await;
    assert_eq!((status, &no["reason"]), (StatusCode::FORBIDDEN, &json!("OWN_TERM")), "{no}");
    let other =
        json!({"requestId": "other", "personId": "admin2", "person": {"displayName": "另一位管理员"}});
    installation.done("people/admin", "/v1/people", &other).await;
    let term = json!({"requestId": "term", "term": {"role": "ADMIN", "regionCode": "330783"}});
    installation.done("people/admin", "/v1/people/admin2/terms", &term).await;
    let body = json!({"requestId": "made", "serviceAccountId": "funds",
        "serviceAccount": account("CASHIER", &[RECEIPT], &["127.0.0.0/8"])});
    let made = installation.done("people/admin2", "/v1/serviceAccounts", &body).await;
    let secret = made["secret"].as_str().unwrap();
    let (status, entered) = call(&installation, secret, Method::POST, "/v1/receipts", receipt("F-1")).await;
    assert_eq!(status, StatusCode::OK, "{entered}");
    installation
        .done("people/admin", "/v1/people/admin2:deactivate", &json!({"requestId": "gone", "reason": "离任"}))
        .await;
    let (status, no) = call(&installation, secret, Method::POST, "/v1/receipts", receipt("F-2")).await;
    assert_eq!((status, &no["reason"]), (StatusCode::UNAUTHORIZED, &json!("SERVICE_ACCOUNT_ENDED")), "{no}");
}
