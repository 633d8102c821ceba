//! One database comes back from a backup: whoever reads its log hears of it, and nothing that happens afterwards is missed.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::time::Duration;

use house::{Database, House};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const OFFICER: &str = "people/officer";
const NUMBER: &str = "（2023）浙0783执123号";

/// Which tasks the story of a case names.
async fn tasks_in_story(house: &House, case: &str) -> Vec<String> {
    let (_, story) = house.get(OFFICER, &format!("/v1/{case}/timeline?pageSize=200")).await;
    let entries = story["entries"].as_array().cloned().unwrap_or_default();
    let subjects = entries.iter().filter_map(|entry| entry["subject"].as_str());
    subjects.filter(|name| name.starts_with("tasks/")).map(str::to_owned).collect()
}

async fn told_in_story(house: &House, case: &str, task: &str) {
    for _ in 0..600 {
        if tasks_in_story(house, case).await.iter().any(|name| name == task) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the story of the case never told of {task}");
}

async fn verified(house: &House) -> (bool, String) {
    let verified = house.run(&["verify", "log"]).await;
    (verified.status.success(), String::from_utf8(verified.stdout).unwrap())
}

fn case() -> Value {
    json!({"case": {
        "caseNumber": NUMBER, "filingDate": {"year": 2023, "month": 3, "day": 1}, "claimFen": "100",
        "parties": [
            {"side": "APPLICANT", "displayName": "张三", "identityNumber": "11010519491231002X"},
            {"side": "DEBTOR", "displayName": "李四", "identityNumber": "34052419800101001X"},
        ],
    }})
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_after_a_restore_of_one_database_is_missed_by_nobody() {
    let mut house = House::demo(Database::Sqlite).await;
    let filed = house.done(OFFICER, "/v1/cases", &case()).await;
    let case = filed["name"].as_str().unwrap().to_owned();
    let first = house.job().await;
    told_in_story(&house, &case, &first).await;
    assert!(house.stop().await.success());
    let (file, copy) = (house.folder().join("dispatch.db"), house.folder().join("dispatch.backup"));
    std::fs::copy(&file, &copy).unwrap();

    house.again().await;
    let lost = house.job().await;
    told_in_story(&house, &case, &lost).await;
    let seen = house.watch(OFFICER, "", 14).await;
    let (cursor, _) = seen.last().unwrap().clone();
    let before = tasks_in_story(&house, &case).await.len();
    assert!(house.stop().await.success());
    assert!(verified(&house).await.0);

    std::fs::copy(&copy, &file).unwrap();
    let (right, said) = verified(&house).await;
    assert!(!right && said.contains("enforcement: ") && said.contains("evidence: "), "{said}");

    house.again().await;
    // As many events as were lost and more, so that the log is beyond the cursor again.
    let (second, third) = (house.job().await, house.job().await);
    told_in_story(&house, &case, &second).await;
    told_in_story(&house, &case, &third).await;
    let watch = house.request(OFFICER, Method::GET, "/v1/tasks:watch").header("last-event-id", &cursor);
    let refused = watch.send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(refused.json::<Value>().await.unwrap()["reason"], "CURSOR_EXPIRED");
    // What was read twice is told once.
    let story = tasks_in_story(&house, &case).await;
    let of_new = story.iter().filter(|name| **name == second || **name == third).count();
    assert_eq!(story.len(), before + of_new, "{story:?}");
    assert!(house.stop().await.success());
    let (right, said) = verified(&house).await;
    assert!(right, "{said}");
}
