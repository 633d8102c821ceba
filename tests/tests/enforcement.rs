//! Enforcement through the public surface: the wages of a building site, and a court's old records.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::fmt::Write as _;

use installation::{ADDRESS, COURT, DIRECTOR, Installation, WORKER, citizen, databases};
use jiff::ToSpan as _;
use reqwest::StatusCode;
use serde_json::{Value, json};

const OFFICER: &str = "people/officer";
const CASHIER: &str = "people/cashier";
const CHIEF: &str = "people/chief";
const WORKERS: usize = 85;

fn claim(number: usize) -> i64 {
    7_882_000 + 37 * i64::try_from(number).unwrap() + 1
}

/// 85 workers of one building site: filed, urged in the village, one transfer split, approved by another, paid, two of them at the
/// second try, closed; not a fen more or less.
#[tokio::test(flavor = "multi_thread")]
async fn eighty_five_workers_get_their_wages() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let members: Vec<Value> = (1..=WORKERS)
            .map(|number| {
                json!({
                    "payee": {"displayName": format!("工人{number}"), "identityNumber": citizen(number),
                              "account": format!("622202{number:010}"), "bank": "中国工商银行东阳支行"},
                    "claimFen": claim(number).to_string(),
                    "caseNumber": format!("（2023）浙0783执{}号", 2000 + number),
                })
            })
            .collect();
        let batch = json!({
            "displayName": "某工地八十五名工人工资", "cause": "追索劳动报酬纠纷", "members": members,
            "debtor": {"displayName": "某建设公司", "kind": "ORGANISATION", "identityNumber": "91350100M000100Y43"},
        });
        let body = json!({"requestId": "wages", "batch": batch});
        let batch = installation.done(OFFICER, "/v1/batches", &body).await;
        let path = format!("/v1/{}:run", batch["name"].as_str().unwrap());
        let owed = batch["totals"]["claimFen"].as_str().unwrap().to_owned();
        assert_eq!(owed, (1..=WORKERS).map(claim).sum::<i64>().to_string());
        let run = async |person: &str, body: Value| {
            let done = installation.done(person, &path, &body).await;
            let count = |name: &str| done[name].as_i64().unwrap_or_default();
            (count("doneCount"), count("skippedCount"), count("failedCount"), done)
        };
        let filed = run(OFFICER, json!({"step": "FILE_CASES"})).await;
        assert_eq!((filed.0, filed.2), (85, 0), "{}", filed.3);
        run(OFFICER, json!({"step": "URGE"})).await;

        let case = filed.3["batch"]["members"][0]["case"].as_str().unwrap().to_owned();
        a_village_helps(&installation, &case).await;

        let time = jiff::Timestamp::now().saturating_sub(1.hour()).unwrap().to_string();
        let receipt = json!({"receipt": {"bankReference": "WAGES-1", "amountFen": owed, "arriveTime": time, "noticeTime": time}});
        let receipt = installation.done(CASHIER, "/v1/receipts", &receipt).await;
        let twice = json!({"receipt": {"bankReference": "WAGES-1", "amountFen": "1", "arriveTime": time, "noticeTime": time}});
        let (status, problem) = installation.post(CASHIER, "/v1/receipts", &twice).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        let (status, problem) = installation
            .post(CASHIER, "/v1/receipts", &json!({"receipt": {"bankReference": "X", "amountFen": "0.5"}}))
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "a fraction of a fen: {problem}");

        let allocated = run(CASHIER, json!({"step": "ALLOCATE", "receipt": receipt["name"]})).await;
        assert_eq!((allocated.0, allocated.2), (85, 0), "{}", allocated.3);
        run(OFFICER, json!({"step": "PROPOSE"})).await;
        let (status, problem) = installation.post(OFFICER, &path, &json!({"step": "APPROVE"})).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "the proposer approved: {problem}");
        assert_eq!(run(CHIEF, json!({"step": "APPROVE"})).await.0, 85);

        let failing = [7, 60];
        let payment = |number: usize| {
            if failing.contains(&number) {
                json!({"member": number, "failure": "户名不符"})
            } else {
                json!({"member": number, "bankReference": format!("PAY-{number}")})
            }
        };
        let file: Vec<Value> = (1..=WORKERS).map(payment).collect();
        let paid = run(CASHIER, json!({"step": "PAY", "payments": file})).await;
        assert_eq!(paid.3["batch"]["totals"]["paidMembers"], 83, "{}", paid.3["batch"]["totals"]);
        let closed = run(OFFICER, json!({"step": "CLOSE"})).await;
        assert_eq!((closed.0, closed.2), (83, 2), "{}", closed.3);
        let retried: Vec<Value> = failing
            .iter()
            .map(|number| json!({"member": number, "bankReference": format!("AGAIN-{number}")}))
            .collect();
        for number in failing {
            let payout = paid.3["batch"]["members"][number - 1]["payouts"][0].as_str().unwrap();
            let account = json!({"account": format!("621700{number:010}")});
            installation.done(OFFICER, &format!("/v1/{payout}:retry"), &account).await;
            let (status, problem) = installation
                .post(CASHIER, &format!("/v1/{payout}:confirm"), &json!({"bankReference": "EARLY"}))
                .await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "nobody approved the new account: {problem}");
            installation.done(CHIEF, &format!("/v1/{payout}:decideAccount"), &json!({"approve": true})).await;
        }
        assert_eq!(run(CASHIER, json!({"step": "PAY", "payments": retried})).await.0, 2);
        assert_eq!(run(OFFICER, json!({"step": "CLOSE"})).await.0, 2);

        let (_, end) = installation.get(OFFICER, &format!("/v1/{}", batch["name"].as_str().unwrap())).await;
        assert_eq!((&end["totals"]["paidFen"], &end["totals"]["paidMembers"]), (&json!(owed), &json!(85)));
        let verified = installation.run(&["verify", "money"]).await;
        let said = String::from_utf8(verified.stdout).unwrap();
        assert!(verified.status.success() && said.contains(&format!("已付 {owed} 分")), "{said}");
        let figure = async |id: &str| {
            let window = "from=2023-01-01&to=2039-12-31";
            installation.get("people/command", &format!("/v1/indicators/{id}?{window}")).await.1
        };
        assert_eq!(figure("completion-rate").await["value"], "100.00");
        assert_eq!(figure("cases-through-shared-courts").await["numerator"], "1");
        assert_eq!(figure("unexplained-delays").await["numerator"], "0");
    }
}

/// In one of the cases a village helps: its task becomes part of the case's story.
async fn a_village_helps(installation: &Installation, case: &str) {
    let task = json!({"task": {
        "kind": "URGE_PERFORMANCE", "caseNumber": "（2023）浙0783执2001号",
        "addressee": {"displayName": "某建设公司", "kind": "ORGANISATION"}, "address": ADDRESS,
    }});
    let task = installation.done(OFFICER, "/v1/tasks", &task).await;
    assert_eq!(task["court"], COURT);
    let at = format!("/v1/{}", task["name"].as_str().unwrap());
    installation.done(DIRECTOR, &format!("{at}:assign"), &json!({"worker": WORKER})).await;
    installation.done(WORKER, &format!("{at}:accept"), &json!({})).await;
    let attempt = json!({"attempt": {"outcome": "OTHER", "note": "已当面督促"}});
    installation.done(WORKER, &format!("{at}/attempts"), &attempt).await;
    installation.done(WORKER, &format!("{at}:report"), &json!({"summary": "已督促"})).await;
    installation.done(OFFICER, &format!("{at}:review"), &json!({"decision": "APPROVE"})).await;
    until(installation, &format!("/v1/{case}/timeline"), |story| {
        let entries = story["entries"].as_array().unwrap();
        entries.iter().any(|entry| entry["kind"] == "TASK_APPROVED" && entry["source"] == "dispatch")
    })
    .await;
}

/// Money that lies too long and a task that ran out are spoken of without anybody asking, once each.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_late_is_put_on_the_supervision_list() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let ago = |days: i64| jiff::Timestamp::now().saturating_sub((24 * days).hours()).unwrap().to_string();
        let receipt = json!({"receipt": {
            "bankReference": "OLD-1", "amountFen": "100", "arriveTime": ago(60), "noticeTime": ago(60),
        }});
        let receipt = installation.done(CASHIER, "/v1/receipts", &receipt).await;
        let fresh = json!({"receipt": {
            "bankReference": "NEW-1", "amountFen": "100", "arriveTime": ago(1), "noticeTime": ago(1),
        }});
        installation.done(CASHIER, "/v1/receipts", &fresh).await;
        let mut task = installation::filing(ADDRESS);
        let soon = jiff::Timestamp::now().saturating_add(2.seconds()).unwrap();
        task["task"]["finishBy"] = json!(soon.to_string());
        let task = installation.done(OFFICER, "/v1/tasks", &task).await;
        let has = |list: &Value, rule: &str, subject: &Value| {
            let items = list["supervisions"].as_array().unwrap();
            items.iter().filter(|item| item["rule"] == rule && item["subject"] == *subject).count() == 1
        };
        until_as("people/command", &installation, "/v1/supervisions", |list| {
            has(list, "SUPERVISION_RULE_MONEY_AGING", &receipt["name"])
                && has(list, "SUPERVISION_RULE_TASK_OVERDUE", &task["name"])
        })
        .await;
        let network = "/v1/indicators/shared-courts?from=2023-01-01&to=2039-12-31";
        assert_eq!(installation.get("people/command", network).await.1["numerator"], "355");
        let delays = "/v1/indicators/unexplained-delays?from=2023-01-01&to=2039-12-31";
        assert_eq!(installation.get("people/command", delays).await.1["numerator"], "1");
        tokio::time::sleep(std::time::Duration::from_secs(6)).await;
        let (_, list) = installation.get("people/command", "/v1/supervisions").await;
        assert_eq!(list["supervisions"].as_array().unwrap().len(), 2, "{list}");
    }
}

/// Asks until an answer is as it should be.
async fn until(installation: &Installation, path: &str, is_so: impl Fn(&Value) -> bool) {
    until_as(OFFICER, installation, path, is_so).await;
}

async fn until_as(person: &str, installation: &Installation, path: &str, is_so: impl Fn(&Value) -> bool) {
    for _ in 0..600 {
        let (_, answer) = installation.get(person, path).await;
        if is_so(&answer) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{path} did not become what it should be");
}

/// Old records in the encoding of an office's spreadsheet, three rows bad; afterwards the indicators say what the rows say.
#[tokio::test(flavor = "multi_thread")]
async fn old_records_come_in_and_the_indicators_say_what_they_say() {
    const ROWS: usize = 4000;
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let mut text = String::from(
            "案号,立案日期,案由,标的金额,申请执行人,申请执行人证件号码,被执行人姓名,被执行人证件号码,结案方式,结案日期\n",
        );
        let (mut closed, mut completed) = (0, 0);
        for number in 1..=ROWS {
            let bad = [5, 777, 3000].contains(&number);
            let (ending, end) = match number % 10 {
                0..=5 => ("执行完毕", "2024-06-30"),
                6 | 7 => ("终本", "2024-12-31"),
                8 => ("终结执行", "2025-01-31"),
                _ => ("", ""),
            };
            closed += usize::from(!bad && !ending.is_empty());
            completed += usize::from(!bad && ending == "执行完毕");
            let debtor = if bad { "123".to_owned() } else { citizen(number) };
            writeln!(
                text,
                "（2024）浙0783执{number}号,2024-02-{:02},买卖合同纠纷,{}.5,甲{number},{},乙{number},{debtor},{ending},{end}",
                number % 28 + 1,
                number,
                citizen(number + 1)
            )
            .unwrap();
        }
        let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
        let file = installation.folder().join("cases.csv");
        std::fs::write(&file, bytes).unwrap();
        let import = async || {
            let output = installation.run(&["import", "cases", file.to_str().unwrap(), "-o", "json"]).await;
            assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
            serde_json::from_slice::<Value>(&output.stdout).unwrap()
        };
        let first = import().await;
        assert_eq!((&first["created"], &first["unchanged"]), (&json!(ROWS - 3), &json!(0)));
        let lines: Vec<_> = first["bad"].as_array().unwrap().iter().map(|bad| bad["line"].clone()).collect();
        assert_eq!(lines, [6, 778, 3001]);
        let again = import().await;
        assert_eq!((&again["created"], &again["unchanged"]), (&json!(0), &json!(ROWS - 3)));
        let path = "/v1/indicators/completion-rate?from=2024-01-01&to=2025-12-31";
        let (_, rate) = installation.get("people/command", path).await;
        assert_eq!(
            (rate["numerator"].as_str().unwrap(), rate["denominator"].as_str().unwrap()),
            (completed.to_string().as_str(), closed.to_string().as_str())
        );
    }
}

/// Open cases and money in hand of a stated day are a draft until somebody else has confirmed it; what is over is history of the command
/// centre.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_force_counts_when_a_second_person_has_confirmed_it() {
    for database in databases().await {
        let installation = Installation::demo(database).await;
        let write = |name: &str, text: &str| {
            let file = installation.folder().join(name);
            std::fs::write(&file, text).unwrap();
            file.to_str().unwrap().to_owned()
        };
        let (applicant, debtor) = (citizen(1), citizen(2));
        let cases = write(
            "open.csv",
            &format!(
                "案号,立案日期,申请执行人,申请执行人证件号码,被执行人姓名,被执行人证件号码,标的金额,已付金额,承办人\n\
                 （2025）浙0783执1号,2025-02-01,甲,{applicant},乙,{debtor},1000,400,people/officer\n\
                 （2025）浙0783执2号,2025-02-01,甲,{applicant},乙,{debtor},1000,,people/clerk-u01\n"
            ),
        );
        let run = async |args: &[&str]| {
            let output = installation.run(args).await;
            let code = output.status.code();
            assert!(code.is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
            serde_json::from_slice::<Value>(&output.stdout).unwrap()
        };
        let opening = ["import", "cases", &cases, "--kind", "opening", "--as-of", "2025-12-31", "-o", "json"];
        let report = run(&opening).await;
        assert_eq!((&report["created"], &report["bad"][0]["line"]), (&json!(2), &json!(3)), "{report}");
        assert_eq!(report["bad"][0]["reason"], "HANDLER_NOT_OF_COURT");
        let again = run(&opening).await;
        assert_eq!((&again["created"], &again["unchanged"]), (&json!(0), &json!(2)), "{again}");
        assert_eq!(again["opening"]["name"], report["opening"]["name"]);
        let draft = &again["opening"];
        assert_eq!(
            (&draft["cases"], &draft["claimFen"], &draft["paidFen"]),
            (&json!(1), &json!("100000"), &json!("40000"))
        );
        let path = format!("/v1/{}", draft["name"].as_str().unwrap());
        let etag = json!({"etag": draft["etag"]});
        let (status, problem) = installation.post(OFFICER, &format!("{path}:confirm"), &etag).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{problem}");
        assert_eq!(installation.get(OFFICER, "/v1/cases").await.1["cases"].as_array().map_or(0, Vec::len), 0);
        installation.done(CHIEF, &format!("{path}:confirm"), &etag).await;
        let mut found = json!({});
        for _ in 0..600 {
            found = installation.get(OFFICER, "/v1/cases").await.1;
            if found["cases"][0]["origin"]["line"] == 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        assert_eq!(found["cases"][0]["origin"]["file"], "open.csv", "{found}");

        let money = write(
            "in-hand.csv",
            "银行流水号,金额,到账时间,通知时间,案号\nB-1,300,2025-12-01,2025-12-01,（2025）浙0783执1号\n",
        );
        let report =
            run(&["import", "receipts", &money, "--kind", "opening", "--as-of", "2025-12-31", "-o", "json"])
                .await;
        assert_eq!(report["opening"]["moneyInHandFen"], "30000", "{report}");

        let closed = write(
            "closed.csv",
            &format!(
                "案号,立案日期,申请执行人,申请执行人证件号码,被执行人姓名,被执行人证件号码,结案方式,结案日期\n\
                 （2020）浙0783执1号,2020-02-01,甲,{applicant},乙,{debtor},执行完毕,2020-06-30\n"
            ),
        );
        let history = ["import", "cases", &closed, "--kind", "history", "-o", "json"];
        let refused = run(&[&history[..], &["--as", "people/officer"]].concat()).await;
        assert_eq!(refused["bad"][0]["reason"], "CLOSED_IS_HISTORY", "{refused}");
        assert_eq!(run(&history).await["created"], 1);
        let admin = installation.run(&["import", "cases", &closed, "--as", "people/admin"]).await;
        assert!(!admin.status.success(), "an administrator imports no case");
    }
}
