//! A visit by the guide of its packet, by REST: the officer gets the act drafted from it and enters it.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use installation::{Database, Installation, WORKER, databases, fields};
use kit::domain::Timestamp;
use reqwest::StatusCode;
use serde_json::{Value, json};

const OFFICER: &str = "people/officer";

/// The branch of a guide.
fn branch<'a>(guide: &'a Value, id: &str) -> &'a Value {
    let branches = guide["branches"].as_array().unwrap();
    branches.iter().find(|branch| branch["id"] == id).unwrap()
}

fn item<'a>(branch: &'a Value, id: &str) -> &'a Value {
    branch["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap()
}

fn today() -> Value {
    let day = Timestamp::now().legal_day();
    json!({"year": day.year(), "month": day.month(), "day": day.day()})
}

/// Left at the residence before a witness, in the words of the guide: names of values without their prefix.
fn left(witness: &Value) -> Value {
    json!({
        "recipient": {"displayName": "张三丰", "relation": "ADDRESSEE"}, "refused": true, "refusal": "WANTS_ADVICE",
        "place": "RESIDENCE", "left": true, "noted": true, "date": today(), "guideVersion": "2026.1",
        "witness": {"displayName": witness, "represents": "RESIDENCE_COMMITTEE"},
        "server": {"displayName": "王法官", "presence": "ON_SITE"}, "documentsLeft": ["执行通知书"],
    })
}

fn signature() -> Value {
    let name = format!("evidence/{}", "a".repeat(64));
    json!([{"evidence": name, "role": "SIGNATURE_WITNESS", "kind": "SIGNATURE"}])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_by_the_guide_becomes_an_act_of_service() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let case = json!({"case": {"caseNumber": "（2023）浙0783执123号", "filingDate": {"year": 2023, "month": 3, "day": 1},
            "claimFen": "100", "parties": [
                {"side": "APPLICANT", "displayName": "李四", "kind": "PERSON", "identityNumber": "34052419800101001X"},
                {"side": "DEBTOR", "displayName": "张三丰", "kind": "PERSON", "identityNumber": "11010519491231002X"}]}});
        let case = installation.done(OFFICER, "/v1/cases", &case).await["name"].clone();
        let task = installation.accepted().await;
        let packet = installation.done(WORKER, "/v1/packets", &json!({"task": task, "device": "手机"})).await;
        let guide = &packet["content"]["guide"];
        let witnessed = branch(guide, "LEFT_WITNESSED");
        assert_eq!(witnessed["light"], "GUIDE_LIGHT_GREEN");
        let witness = &item(witnessed, "WITNESS")["accepts"][0];
        let path = format!("/v1/{task}/attempts");
        let attempt = json!({"attempt": {"outcome": "REFUSED", "note": "拒收", "record": left(witness), "files": signature()}});
        let attempt = installation.done(WORKER, &path, &attempt).await;
        assert_eq!(attempt["record"]["server"]["presence"], "SERVER_PRESENCE_ON_SITE");
        assert_eq!(attempt["witness"]["displayName"], *witness, "who reads no records sees the witness too");
        assert_eq!(attempt["evidence"].as_array().unwrap().len(), 1);
        // The log of tasks reports it as it was taken in.
        let events = installation.watch(OFFICER, "", 100).await;
        let event = events
            .iter()
            .map(|(_, event)| event)
            .rfind(|event| event["kind"] == "TASK_EVENT_KIND_TASK_ATTEMPTED");
        assert_eq!(event.unwrap()["task"]["attempts"][0]["record"], attempt["record"]);

        let draft = format!("/v1/serviceActs:draft?attempt={}", attempt["name"].as_str().unwrap());
        let (status, drafted) = installation.get(OFFICER, &draft).await;
        assert_eq!(status, StatusCode::OK, "{drafted}");
        assert_eq!(
            (&drafted["check"]["valid"], &drafted["act"]["mode"]),
            (&json!(true), &json!("SERVICE_MODE_LEFT"))
        );
        assert_eq!(drafted["act"]["case"], case);
        // The signature has not arrived: the act is entered without citing it.
        let mut act = drafted["act"].clone();
        act["evidence"] = json!([]);
        let entered = format!("/v1/{}/serviceActs", case.as_str().unwrap());
        let entered = installation.done(OFFICER, &entered, &json!({"act": act})).await;
        assert_eq!(entered["deemedDate"], drafted["check"]["deemedDate"]);
        let (status, _) = installation.get(WORKER, &draft).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "a worker drafts nothing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_wrong_in_a_record_is_said_at_once_by_its_label() {
    let installation = Installation::demo(Database::Sqlite).await;
    let task = installation.accepted().await;
    let wrong = json!({"attempt": {
        "note": "", "evidence": ["evidence/x"],
        "record": {"unmet": ["DOOR"], "date": {"year": 2026, "month": 2, "day": 30}, "asked": "问".repeat(1001)},
        "files": [{"evidence": "evidence/y", "role": "PROCESS"}],
    }});
    let (status, problem) = installation.post(WORKER, &format!("/v1/{task}/attempts"), &wrong).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    let mut named = fields(&problem);
    named.sort();
    let expected = [
        "attempt.evidence[0]",
        "attempt.files[0].kind",
        "attempt.outcome",
        "attempt.record.asked",
        "attempt.record.date",
        "attempt.record.unmetReason",
    ];
    assert_eq!(named, expected, "{problem}");
    let errors = problem["errors"].as_array().unwrap();
    let said = |field: &str| errors.iter().find(|error| error["field"] == field).unwrap().to_string();
    assert!(said("attempt.record.unmetReason").contains("未完成的原因"), "{problem}");
    assert!(said("attempt.files[0].kind").contains("材料类型"), "{problem}");
    // Values that the contract does not have are refused before that, with the field.
    let unknown = json!({"attempt": {"outcome": "OTHER", "note": "其他", "record": {"place": "MOON"}}});
    let (status, problem) = installation.post(WORKER, &format!("/v1/{task}/attempts"), &unknown).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
    let (_, task) = installation.get(OFFICER, &format!("/v1/{task}")).await;
    assert!(task["attempts"].as_array().is_none_or(Vec::is_empty), "nothing was stored");
}
