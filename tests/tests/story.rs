//! A demonstration with a story, by the public surface: everybody finds something to do on the day when it is opened.

use std::{collections::BTreeMap, process::Stdio, time::Duration};

use installation::{COURT, DIRECTOR, Database, Installation, WORKER, part, program};
use serde_json::Value;
use tokio::{
    process::Command,
    time::{sleep, timeout},
};

const STORY: &[&str] = &["--demo=story"];

const TASK_STATES: [&str; 12] = [
    "CREATED",
    "DISPATCHED",
    "ASSIGNED",
    "ACCEPTED",
    "IN_FIELD",
    "REPORTED",
    "DONE",
    "RETURNED",
    "DECLINED",
    "TRANSFERRED",
    "REVOKED",
    "EXPIRED",
];

/// Lists that hold something: who reads them, what of, and which rows.
const WORK: &[(&str, &str, &str)] = &[
    (WORKER, "tasks", "state=ASSIGNED"),
    (WORKER, "tasks", "state=ACCEPTED"),
    (WORKER, "tasks", "state=IN_FIELD"),
    (DIRECTOR, "tasks", "state=DISPATCHED"),
    (DIRECTOR, "tasks", "state=DECLINED"),
    (DIRECTOR, "tasks", "state=TRANSFERRED"),
    ("people/officer", "tasks", "state=REPORTED"),
    ("people/officer", "tasks", "state=CREATED"),
    ("people/officer", "leads", "state=OPEN"),
    ("people/officer", "requests", "state=DONE"),
    ("people/officer", "requests", "state=RETURNED_FOR_FIX"),
    ("people/officer", "sanctions", "state=APPROVED"),
    ("people/officer", "supervisions", "state=ISSUED AND owner=people/officer"),
    ("people/officer", "cases", "state=SUSPENDED"),
    ("people/chief", "distributions", "state=PROPOSED"),
    ("people/chief", "payouts", "state=AWAITING_APPROVAL"),
    ("people/chief", "requests", "state=DRAFT"),
    ("people/chief", "watches", "state=DRAFT"),
    ("people/chief", "sanctions", "state=PROPOSED AND kind=DISHONEST_LIST"),
    ("people/chief", "supervisions", "state=ISSUED AND owner=people/chief"),
    ("people/president", "sanctions", "state=PROPOSED AND kind=DETENTION"),
    ("people/command", "supervisions", "state=REPLIED"),
    ("people/command", "watches", "state=APPROVED"),
    ("people/cashier", "receipts", "state=UNIDENTIFIED"),
    ("people/cashier", "payouts", "state=PAYABLE"),
    ("people/clerk-u01", "requests", "state=SUBMITTED"),
    ("people/clerk-u01", "requests", "state=RECEIVED"),
    ("people/clerk-u03", "watches", "state=HIT"),
    ("people/judge-6", "tasks", "court=courts/330783201203 AND state=DISPATCHED"),
    ("people/admin", "serviceAccounts", ""),
    ("people/officer", "seizures", "state=WAITING"),
    ("people/officer", "requests", "state=REFUSED"),
    ("people/cashier", "payouts", "state=FAILED"),
    ("people/cashier", "payouts", "state=PAID"),
    ("people/officer", "batches", ""),
];

/// The rows of a list.
async fn rows(installation: &Installation, person: &str, list: &str, filter: &str) -> Vec<Value> {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("pageSize", "200"), ("filter", filter)].iter().filter(|(_, value)| !value.is_empty()))
        .finish();
    let (status, answer) = installation.get(person, &format!("/v1/{list}?{query}")).await;
    assert_eq!(status, reqwest::StatusCode::OK, "{person} {list} {filter}: {answer}");
    answer[list].as_array().cloned().unwrap_or_default()
}

/// How many rows there are of what people bring about.
async fn counts(installation: &Installation) -> Vec<usize> {
    let mut counts = Vec::new();
    for list in
        ["cases", "tasks", "receipts", "distributions", "requests", "seizures", "watches", "sanctions"]
    {
        counts.push(rows(installation, "people/chief", list, "").await.len());
    }
    counts.push(rows(installation, "people/command", "supervisions", "rule=BY_HAND").await.len());
    counts
}

/// Counts of which everybody has some: who asks, what of, which rows, by which field.
const COUNTED: &[(&str, &str, &str, &str)] = &[
    ("people/command", "tasks", "", "state"),
    ("people/chief", "tasks", "kind!=WITNESS", "kind"),
    ("people/officer", "tasks", "creator=people/officer", "state"),
    ("people/officer", "tasks", "court=courts/330783201203", "worker"),
    (DIRECTOR, "tasks", "", "worker"),
    (WORKER, "tasks", "", "state"),
    ("people/officer", "cases", "", "state"),
    ("people/chief", "cases", "", "handler"),
    ("people/officer", "cases", "handler=people/officer", "ending"),
    ("people/cashier", "receipts", "", "state"),
    ("people/command", "supervisions", "", "owner"),
    ("people/officer", "supervisions", "owner=people/officer", "state"),
    ("people/officer", "requests", "proposer=people/officer", "state"),
    ("people/clerk-u01", "requests", "", "state"),
    ("people/chief", "requests", "unit=units/u01", "matter"),
];

/// The counts of a list are its rows, by every office that has some.
async fn counts_are_the_rows(installation: &Installation) {
    for (person, list, filter, group_by) in COUNTED {
        let mut there: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for row in rows(installation, person, list, filter).await {
            let value = row["closing"]["ending"].as_str().filter(|_| *group_by == "ending");
            let value = value.or_else(|| row[group_by].as_str()).unwrap_or_default();
            let group = there.entry(value.to_owned()).or_default();
            group.0 += 1;
            group.1 += i64::from(row["overdue"] == true);
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("filter", *filter), ("groupBy", *group_by)])
            .finish();
        let (status, answer) = installation.get(person, &format!("/v1/{list}:count?{query}")).await;
        assert_eq!(status, reqwest::StatusCode::OK, "{person} {list} {filter}: {answer}");
        let number = |count: &Value, name: &str| count[name].as_i64().unwrap_or_default();
        let counts = answer["counts"].as_array().cloned().unwrap_or_default();
        let counted: BTreeMap<String, (i64, i64)> = counts
            .iter()
            .map(|count| {
                let value = count["value"].as_str().unwrap_or_default().to_owned();
                let is_late = ["supervisions", "requests"].contains(list);
                let late = if is_late { number(count, "overdue") } else { 0 };
                (value, (number(count, "number"), late))
            })
            .collect();
        assert!(!counted.is_empty(), "{person} {list} {filter}: nothing is counted");
        assert_eq!(counted, there, "{person} {list} {filter} by {group_by}");
    }
    let (status, refused) = installation.get("people/chief", "/v1/tasks:count?groupBy=worker").await;
    assert_eq!(status, reqwest::StatusCode::BAD_REQUEST, "{refused}");
    assert!(refused.to_string().contains("COUNT_NOT_LED"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_finds_something_to_do_and_it_is_played_once() {
    let mut installation = Installation::start_with(Database::Sqlite, false, STORY).await;
    for state in TASK_STATES {
        let tasks = rows(&installation, "people/command", "tasks", &format!("state={state}")).await;
        assert!(!tasks.is_empty(), "no task is in {state}");
    }
    for (person, list, filter) in WORK {
        assert!(
            !rows(&installation, person, list, filter).await.is_empty(),
            "{person} finds none of {list}: {filter}"
        );
    }
    counts_are_the_rows(&installation).await;
    // Late by the program's own rules.
    let waiting = rows(&installation, DIRECTOR, "tasks", "state=DISPATCHED").await;
    assert!(waiting.iter().any(|task| task["overdue"][0] == "DUTY_ACCEPT"), "{waiting:?}");
    let extensions = rows(&installation, "people/president", "cases", "state=OPEN").await;
    let waits = |case: &Value| case.to_string().contains("EXTENSION_STATE_PROPOSED");
    assert!(extensions.iter().any(waits), "no extension waits for the president");
    // The photo of a visit is there.
    let reported = rows(&installation, "people/officer", "tasks", "state=REPORTED").await;
    assert_eq!(reported[0]["files"][0]["state"], "TASK_FILE_STATE_STORED", "{}", reported[0]);
    // For the administrator, a line of a court that is down.
    let (_, court) = installation.get("people/admin", "/v1/courts/330783201206").await;
    assert!(court.to_string().contains("EQUIPMENT_CONDITION_FAULTY"), "{court}");
    for proof in [["verify", "money"], ["verify", "log"], ["verify", "evidence"], ["clock", "status"]] {
        let verified = installation.run(&proof).await;
        assert!(verified.status.success(), "{proof:?}: {}", String::from_utf8_lossy(&verified.stdout));
    }

    let before = counts(&installation).await;
    assert!(installation.stop().await.success());
    installation.again().await;
    assert_eq!(counts(&installation).await, before, "a second start played something again");
    assert_eq!(installation.get(WORKER, &format!("/v1/{COURT}")).await.0, reqwest::StatusCode::OK);
}

/// Killed in the middle of the story, it is played to its end by the next start, and every act stands once.
#[tokio::test(flavor = "multi_thread")]
async fn a_story_that_was_broken_off_is_played_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(program());
    command.args(["serve", "--demo=story", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    let mut process = command.spawn().unwrap();
    // Once a file has been sent, the story is well under way.
    let sent = folder.path().join("evidence");
    let under_way = async {
        while !holds_a_file(&sent) {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_mins(1), under_way).await.expect("it did not begin");
    process.kill().await.unwrap();

    // Half a story is no demonstration of the network.
    let mut command = Command::new(program());
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path());
    let refused = command.output().await.unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(2) && said.contains("--demo=story"), "{said}");

    let (_process, url) = part(folder.path(), &Database::Sqlite, false, "127.0.0.1:0", STORY).await;
    let installation = Installation::through(folder, Database::Sqlite, url);
    let whole = Installation::start_with(Database::Sqlite, false, STORY).await;
    assert_eq!(counts(&installation).await, counts(&whole).await);
}

/// A story is never played over what is there, nor is the clock moved for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_folder_in_use_takes_no_story() {
    let folder = tempfile::tempdir().unwrap();
    let (mut process, _) = part(folder.path(), &Database::Sqlite, false, "127.0.0.1:0", &["--demo"]).await;
    process.kill().await.unwrap();
    let (_process, url) = part(folder.path(), &Database::Sqlite, false, "127.0.0.1:0", STORY).await;
    let installation = Installation::through(folder, Database::Sqlite, url);
    assert_eq!(counts(&installation).await, [0; 9]);
}

fn holds_a_file(folder: &std::path::Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.path().is_file() || holds_a_file(&entry.path()))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_network_alone_has_no_case_and_real_data_takes_no_story() {
    let network = Installation::demo(Database::Sqlite).await;
    assert_eq!(counts(&network).await, [0; 9]);
    let mut real = Installation::start(Database::Sqlite, false).await;
    assert!(real.stop().await.success());
    let refused = real.run(&["serve", "--demo=story", "--listen", "127.0.0.1:0"]).await;
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.status.code() == Some(2) && said.contains("NOT_DEMONSTRATION"), "{said}");
}
