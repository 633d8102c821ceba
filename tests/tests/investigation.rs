//! Investigation through the public surface: what each unit sees, and a watch that ends with its case.

use installation::{Installation, databases};
use reqwest::StatusCode;
use serde_json::json;

const OFFICER: &str = "people/officer";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_looked_for_in_a_case_that_has_ended() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let case = json!({"case": {
            "caseNumber": "（2023）浙0783执1号", "filingDate": {"year": 2023, "month": 3, "day": 1}, "claimFen": "100",
            "parties": [
                {"side": "APPLICANT", "displayName": "张三", "identityNumber": "11010519491231002X"},
                {"side": "DEBTOR", "displayName": "李四", "identityNumber": "34052419800101001X"},
            ],
        }});
        let case = installation.done(OFFICER, "/v1/cases", &case).await;
        let paper = |number: u8| format!("evidence/{}", format!("{number:02x}").repeat(32));
        let watch = json!({"watch": {
            "case": case["name"], "ground": "DETENTION", "groundText": "拘留决定书", "papers": [paper(1), paper(2)],
            "person": {"displayName": "李四", "kind": "PERSON", "identityNumber": "34052419800101001X"},
        }});
        let watch = installation.done(OFFICER, "/v1/watches", &watch).await;
        let path = format!("/v1/{}", watch["name"].as_str().unwrap());
        let (status, problem) = installation.post(OFFICER, &format!("{path}:approve"), &json!({})).await;
        assert_ne!(status, StatusCode::OK, "who drew it up approved it: {problem}");
        installation.done("people/chief", &format!("{path}:approve"), &json!({})).await;
        installation.done("people/command", &format!("{path}:push"), &json!({})).await;
        let (status, _) = installation.get("people/clerk-u05", &path).await;
        assert_ne!(status, StatusCode::OK, "another unit saw it");

        let paid =
            json!({"kind": "DISCHARGE_KIND_PAID_DIRECTLY", "amountFen": "100", "evidence": [paper(3)]});
        let close = json!({"ending": "COMPLETED", "facts": {"performed": true, "discharges": [paid]}});
        installation.done(OFFICER, &format!("/v1/{}:close", case["name"].as_str().unwrap()), &close).await;
        let mut watch = json!({});
        for _ in 0..200 {
            watch = installation.get(OFFICER, &path).await.1;
            if watch["endReason"].is_string() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(watch["endReason"], "案件已结案", "{watch}");

        // The other way: the push stands in the case's story and counts.
        let story = format!("/v1/{}/timeline", case["name"].as_str().unwrap());
        let mut is_in_story = false;
        for _ in 0..200 {
            let (_, entries) = installation.get(OFFICER, &story).await;
            let entries = entries["entries"].as_array().unwrap().clone();
            is_in_story = entries
                .iter()
                .any(|entry| entry["source"] == "investigation" && entry["kind"] == "WATCH_PUSHED");
            if is_in_story {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert!(is_in_story, "the case's story knows nothing of the watch");
        let rate = "/v1/indicators/control-rate?from=2023-01-01&to=2039-12-31";
        assert_eq!(installation.get("people/command", rate).await.1["denominator"], "1");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_sees_what_their_own_unit_is_asked_and_no_more() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let (_, units) = installation.get(OFFICER, "/v1/units").await;
        assert_eq!(units["units"].as_array().unwrap().len(), 17);
        let (status, list) = installation.get("people/clerk-u01", "/v1/requests").await;
        assert_eq!((status, list["requests"].as_array().unwrap().len()), (StatusCode::OK, 0), "{list}");
        let (status, _) =
            installation.get("people/clerk-u01", "/v1/debtors/00000000-0000-0000-0000-000000000000").await;
        assert_ne!(status, StatusCode::OK);
    }
}
