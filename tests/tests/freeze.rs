//! A freeze of equity from upload to publication, each side with a client of its own; what follows from it; and both sides dying.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::time::Duration;

use installation::{ADDRESS, COURT, DIRECTOR, Database, Installation, WORKER, citizen, databases};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::sleep;

const OFFICER: &str = "people/officer";
const CHIEF: &str = "people/chief";

fn paper(number: u8) -> String {
    format!("evidence/{}", format!("{number:02x}").repeat(32))
}

/// A case with a debtor whose home is on record.
async fn case(installation: &Installation) -> Value {
    let debtor = citizen(77);
    let case = json!({"case": {
        "caseNumber": "（2023）浙0783执77号", "filingDate": {"year": 2023, "month": 3, "day": 1}, "claimFen": "100",
        "parties": [
            {"side": "APPLICANT", "displayName": "张三", "identityNumber": citizen(1)},
            {"side": "DEBTOR", "displayName": "李四", "identityNumber": debtor},
        ],
    }});
    let case = installation.done(OFFICER, "/v1/cases", &case).await;
    let debtor = json!({"debtor": {"identity": {"displayName": "李四", "identityNumber": debtor}}});
    let debtor = installation.done(OFFICER, "/v1/debtors", &debtor).await;
    let fact = json!({"fact": {
        "topic": "RESIDENCE", "text": ADDRESS, "source": "COURT", "factDate": {"year": 2023, "month": 3, "day": 2},
        "confidence": "HIGH", "audience": "COURT",
    }});
    installation.done(OFFICER, &format!("/v1/{}/facts", debtor["name"].as_str().unwrap()), &fact).await;
    case
}

fn draft(case: &Value) -> Value {
    json!({"request": {
        "unit": "units/u01", "matter": "matters/equity-freeze", "case": case["name"], "caseNumber": case["caseNumber"],
        "papers": [paper(1), paper(2)],
        "equityFreeze": {
            "companyUscc": "91350100M000100Y43", "companyName": "某有限公司", "holder": "李四",
            "holderIdentityNumber": citizen(77), "percent": "30", "termMonths": 36, "evidenceKind": "REGISTRATION",
        },
    }})
}

fn answer(text: &str) -> Value {
    json!({"feedback": {"outcome": "DONE", "text": text, "noticeNumber": "公示001"}})
}

/// Asks until an answer is as it should be.
async fn until(
    installation: &Installation,
    person: &str,
    path: &str,
    is_so: impl Fn(&Value) -> bool,
) -> Value {
    let mut last = json!({});
    for _ in 0..600 {
        if let Ok(response) = installation.request(person, Method::GET, path).send().await {
            last = response.json().await.unwrap_or_default();
            if is_so(&last) {
                return last;
            }
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} did not become what it should be: {last}");
}

/// What a person's watch of requests has emitted by the time a condition holds.
async fn watch_until(installation: &Installation, person: &str, is_so: impl Fn(&str) -> bool) -> String {
    let mut response = installation
        .request(person, Method::GET, "/v1/requests:watch")
        .send()
        .await
        .expect("the watch begins");
    assert_eq!(response.status(), StatusCode::OK);
    let mut text = String::new();
    let read = async {
        while !is_so(&text) {
            let piece = response.chunk().await.expect("the watch goes on").expect("and does not end");
            text.push_str(&String::from_utf8_lossy(&piece));
        }
    };
    tokio::time::timeout(Duration::from_secs(30), read).await.expect("the watch emitted nothing of it");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_freeze_goes_from_upload_to_publication_and_its_duties_are_done_in_the_village() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let case = case(&installation).await;
        let request = installation.done(OFFICER, "/v1/requests", &draft(&case)).await;
        let path = format!("/v1/{}", request["name"].as_str().unwrap());
        let (status, _) = installation.post(OFFICER, &format!("{path}:submit"), &json!({})).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "who drew it up sent it");
        for clerk in ["people/clerk-u01", "people/clerk-u02"] {
            assert_eq!(installation.get(clerk, &path).await.0, StatusCode::NOT_FOUND, "a draft went out");
        }

        // The clerk watches before anything is sent; it reaches them live, and the officer sees the answer live.
        let name = request["name"].as_str().unwrap().to_owned();
        let reaches_clerk = watch_until(&installation, "people/clerk-u01", |text| text.contains(&name));
        let reaches_officer = watch_until(&installation, OFFICER, |text| text.contains("REQUEST_ANSWERED"));
        let acts = async {
            sleep(Duration::from_millis(200)).await;
            installation.done(CHIEF, &format!("{path}:submit"), &json!({})).await;
            for other in ["people/clerk-u02", DIRECTOR, WORKER] {
                let (status, body) = installation.get(other, &path).await;
                assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&status), "{other}: {body}");
                let (status, body) =
                    installation.post(other, &format!("{path}:feedback"), &answer("冒名")).await;
                assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&status), "{other}: {body}");
            }
            installation.done("people/clerk-u01", &format!("{path}:receive"), &json!({})).await;
            let mut done = answer("已冻结并公示");
            done["requestId"] = json!("the-answer");
            let first = installation.done("people/clerk-u01", &format!("{path}:feedback"), &done).await;
            let again = installation.done("people/clerk-u01", &format!("{path}:feedback"), &done).await;
            assert_eq!(first, again, "the same answer twice is the same answer");
            let (status, problem) =
                installation.post("people/clerk-u01", &format!("{path}:feedback"), &answer("再来一次")).await;
            assert_eq!(status, StatusCode::CONFLICT, "{problem}");
            first
        };
        let (_, _, published) = tokio::join!(reaches_clerk, reaches_officer, acts);
        let freeze = &published["equityFreeze"];
        assert_eq!(freeze["state"], "FREEZE_STATE_PUBLISHED", "{published}");
        let seizure = format!("/v1/{}", freeze["seizure"].as_str().unwrap());
        assert_eq!(installation.get(OFFICER, &seizure).await.1["state"], "SEIZURE_STATE_IN_FORCE");
        assert_eq!(installation.get("people/clerk-u02", &seizure).await.0, StatusCode::FORBIDDEN);

        // What the law asks for afterwards is on its way without anybody filing it.
        let list = until(&installation, OFFICER, "/v1/tasks", |list| {
            list["tasks"].as_array().is_some_and(|tasks| {
                tasks.len() == 3 && tasks.iter().any(|task| task["state"] == "TASK_STATE_DISPATCHED")
            })
        })
        .await;
        let tasks = list["tasks"].as_array().unwrap();
        let debtors = tasks.iter().find(|task| task["addressee"]["displayName"] == "李四").unwrap();
        assert_eq!(
            (&debtors["court"], &debtors["kind"]),
            (&json!(COURT), &json!("TASK_KIND_SERVICE_OF_PROCESS"))
        );
        assert_eq!(tasks.iter().filter(|task| task["state"] == "TASK_STATE_CREATED").count(), 2, "{list}");
        let at = format!("/v1/{}", debtors["name"].as_str().unwrap());
        installation.done(DIRECTOR, &format!("{at}:assign"), &json!({"worker": WORKER})).await;
        installation.done(WORKER, &format!("{at}:accept"), &json!({})).await;
        installation
            .done(WORKER, &format!("{at}/attempts"), &json!({"attempt": {"outcome": "DELIVERED"}}))
            .await;
        installation.done(WORKER, &format!("{at}:report"), &json!({"summary": "已送达"})).await;
        installation.done(OFFICER, &format!("{at}:review"), &json!({"decision": "APPROVE"})).await;
        let duties = until(&installation, OFFICER, "/v1/duties?filter=state%3DDONE", |list| {
            list["duties"].as_array().is_some_and(|duties| duties.len() == 1)
        })
        .await;
        assert_eq!(duties["duties"][0]["outcome"], debtors["name"]);

        // The indicator knows it, in seconds.
        let minutes = "/v1/indicators/equity-freeze-minutes?from=2023-01-01&to=2039-12-31";
        until(&installation, "people/command", minutes, |figure| figure["denominator"] == "1").await;
    }
}

/// After every step the installation is killed as by a power cut; who was cut off sends the same request again.
#[tokio::test(flavor = "multi_thread")]
async fn a_freeze_survives_the_installation_dying_at_every_step() {
    for database in databases().await {
        let mut installation = Installation::demo(database).await;
        let case = case(&installation).await;
        let mut body = draft(&case);
        body["requestId"] = json!("draft");
        let request = installation.insist(OFFICER, "/v1/requests", body.clone()).await;
        let path = format!("/v1/{}", request["name"].as_str().unwrap());
        die(&mut installation).await;
        assert_eq!(installation.insist(OFFICER, "/v1/requests", body).await["name"], request["name"]);
        let clerk = "people/clerk-u01";
        for (person, verb, mut body) in [
            (CHIEF, "submit", json!({})),
            (clerk, "receive", json!({})),
            (clerk, "feedback", answer("已冻结并公示")),
            (OFFICER, "confirm", json!({})),
        ] {
            body["requestId"] = json!(verb);
            let at = format!("{path}:{verb}");
            // Killed while the call is on its way: it was carried out or it was not, and asking again does the rest.
            let call = installation.request(person, Method::POST, &at).json(&body).send();
            let sent = tokio::spawn(call);
            sleep(Duration::from_millis(3)).await;
            die(&mut installation).await;
            let _ = sent.await;
            let first = installation.insist(person, &at, body.clone()).await;
            die(&mut installation).await;
            assert_eq!(installation.insist(person, &at, body).await, first, "{verb}");
        }
        let (_, end) = installation.get(OFFICER, &path).await;
        assert_eq!(end["state"], "REQUEST_STATE_CONFIRMED");
        assert_eq!(end["feedbacks"].as_array().unwrap().len(), 1);
        let (_, seizures) = installation.get(OFFICER, "/v1/seizures").await;
        assert_eq!(seizures["seizures"].as_array().unwrap().len(), 1, "one freeze, one entry");
        let (_, duties) = installation.get(OFFICER, "/v1/duties").await;
        assert_eq!(duties["duties"].as_array().unwrap().len(), 3);
        let tasks = until(&installation, OFFICER, "/v1/tasks", |list| {
            list["tasks"].as_array().is_some_and(|tasks| tasks.len() >= 3)
        })
        .await;
        assert_eq!(tasks["tasks"].as_array().unwrap().len(), 3, "each duty once");
        let output = installation.run(&["verify", "log"]).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

async fn die(installation: &mut Installation) {
    installation.kill().await;
    installation.again().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_drawn_up_in_a_case_that_is_not_there() {
    let installation = Installation::demo(Database::Sqlite).await;
    let case = "cases/01a22400-0000-7000-8000-000000000000";
    for (path, what) in [
        ("/v1/seizures", "seizure"),
        ("/v1/watches", "watch"),
        ("/v1/requests", "request"),
        ("/v1/disposals", "disposal"),
        ("/v1/assets", "asset"),
        ("/v1/leads", "lead"),
    ] {
        let (status, problem) = installation.post(OFFICER, path, &json!({what: {"case": case}})).await;
        assert_eq!(status, 400, "{path}: {problem}");
        assert!(problem.to_string().contains("CASE_UNKNOWN"), "{path}: {problem}");
    }
}
