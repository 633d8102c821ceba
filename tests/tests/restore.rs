//! One database comes back from a backup: anyone who reads its log hears of it, and nothing that happens afterwards is missed.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::time::Duration;

use installation::{Database, Installation};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const OFFICER: &str = "people/officer";
const NUMBER: &str = "（2023）浙0783执123号";

/// Which tasks the story of a case names.
async fn tasks_in_story(installation: &Installation, case: &str) -> Vec<String> {
    let (_, story) = installation.get(OFFICER, &format!("/v1/{case}/timeline?pageSize=200")).await;
    let entries = story["entries"].as_array().cloned().unwrap_or_default();
    let subjects = entries.iter().filter_map(|entry| entry["subject"].as_str());
    subjects.filter(|name| name.starts_with("tasks/")).map(str::to_owned).collect()
}

async fn wait_for_timeline_entry(installation: &Installation, case: &str, task: &str) {
    for _ in 0..600 {
        if tasks_in_story(installation, case).await.iter().any(|name| name == task) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the timeline of the case never had {task}");
}

async fn verified(installation: &Installation) -> (bool, String) {
    let verified = installation.run(&["verify", "log"]).await;
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
    let mut installation = Installation::demo(Database::Sqlite).await;
    let filed = installation.done(OFFICER, "/v1/cases", &case()).await;
    let case = filed["name"].as_str().unwrap().to_owned();
    let first = installation.job().await;
    wait_for_timeline_entry(&installation, &case, &first).await;
    assert!(installation.stop().await.success());
    let (file, copy) =
        (installation.folder().join("dispatch.db"), installation.folder().join("dispatch.backup"));
    std::fs::copy(&file, &copy).unwrap();

    installation.again().await;
    let lost = installation.job().await;
    wait_for_timeline_entry(&installation, &case, &lost).await;
    let seen = installation.watch(OFFICER, "", 14).await;
    let (cursor, _) = seen.last().unwrap().clone();
    let before = tasks_in_story(&installation, &case).await.len();
    assert!(installation.stop().await.success());
    assert!(verified(&installation).await.0);

    std::fs::copy(&copy, &file).unwrap();
    let (right, said) = verified(&installation).await;
    assert!(!right && said.contains("enforcement: ") && said.contains("evidence: "), "{said}");

    installation.again().await;
    // As many events as were lost and more, so that the log is beyond the cursor again.
    let (second, third) = (installation.job().await, installation.job().await);
    wait_for_timeline_entry(&installation, &case, &second).await;
    wait_for_timeline_entry(&installation, &case, &third).await;
    let watch =
        installation.request(OFFICER, Method::GET, "/v1/tasks:watch").header("last-event-id", &cursor);
    let refused = watch.send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(refused.json::<Value>().await.unwrap()["reason"], "CURSOR_EXPIRED");
    // What was read twice is emitted once.
    let story = tasks_in_story(&installation, &case).await;
    let of_new = story.iter().filter(|name| **name == second || **name == third).count();
    assert_eq!(story.len(), before + of_new, "{story:?}");
    assert!(installation.stop().await.success());
    let (right, said) = verified(&installation).await;
    assert!(right, "{said}");
}
