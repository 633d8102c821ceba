//! The programs that people use: import, the officer's and the court's desks, the worker's phone.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{fmt::Write as _, path::Path, process::Stdio, time::Duration};

use installation::{ADDRESS, COURT, Database, Installation, WORKER, program};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

/// A desk that stays open, as somebody sits at it.
struct Desk {
    _process: Child,
    keyboard: ChildStdin,
    screen: Lines<BufReader<ChildStdout>>,
}

impl Desk {
    fn open(installation: &Installation, arguments: &[&str]) -> Self {
        let mut command = Command::new(program());
        command
            .args(arguments)
            .arg("--data")
            .arg(installation.folder())
            .args(["--server", &installation.url]);
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let keyboard = process.stdin.take().unwrap();
        let screen = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { _process: process, keyboard, screen }
    }

    async fn types(&mut self, line: &str) {
        self.keyboard.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    /// Reads until a line holds a text.
    async fn sees(&mut self, text: &str) -> String {
        let mut seen = Vec::new();
        let reading = async {
            while let Some(line) = self.screen.next_line().await.unwrap() {
                if line.contains(text) {
                    return line;
                }
                seen.push(line);
            }
            panic!("the desk closed");
        };
        let found = timeout(Duration::from_secs(20), reading).await.ok();
        found.unwrap_or_else(|| panic!("no “{text}” in {seen:#?}"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_play_the_whole_job_at_their_desks() {
    let installation = Installation::demo(Database::Sqlite).await;
    let mut officer = Desk::open(&installation, &["officer", "officer"]);
    let mut director = Desk::open(&installation, &["terminal", COURT]);
    let mut worker = Desk::open(&installation, &["worker", WORKER]);
    for desk in [&mut officer, &mut director, &mut worker] {
        desk.sees("quit").await;
    }
    let (_, summary) = installation.get("people/officer", "/v1/network:summary").await;
    assert_eq!(summary["terminalsOnline"], 1);

    officer.types(&format!("file service 张三丰 {ADDRESS} --document 执行通知书")).await;
    let filed = officer.sees("✓").await;
    let short = filed.split_whitespace().nth(1).unwrap().to_owned();
    director.sees("● 已分派").await;
    director.types("workers").await;
    director.sees("worker-330783201203-2").await;
    director.types(&format!("assign {short} worker-330783201203-1")).await;
    director.sees("✓").await;
    worker.sees("● 已指派").await;
    worker.types("list").await;
    worker.sees("待接收").await;
    worker.types("accept 1").await;
    worker.sees("✓").await;
    worker.types("report 1 太早了").await;
    assert!(worker.sees("✗").await.contains("还没有登记过上门"));
    worker
        .types("attempt 1 办成 '本人 签收' --lat 29.2 --lon 120.4 --witness 李会计 --witness-of 前田村委会")
        .await;
    worker.sees("✓ 已登记").await;
    worker.types("report 1 已送达").await;
    officer.sees("● 已报告").await;
    officer.types(&format!("approve {short} 辛苦了")).await;
    officer.sees("已办结").await;
    worker.sees("● 审核通过").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_reported_and_good_ones_are_kept_and_nothing_is_imported_twice() {
    let installation = Installation::demo(Database::Sqlite).await;
    let mut table = String::from("任务种类,案号,当事人,地址,文书,完成期限\n");
    for row in 1..=500 {
        let (number, address, finish) = match row {
            17 => ("执17".to_owned(), ADDRESS, "2027-01-31"),
            200 => (format!("（2023）浙0783执{row}号"), "月球环形山", "2027-01-31"),
            499 => (format!("（2023）浙0783执{row}号"), ADDRESS, "年底"),
            _ => (format!("（2023）浙0783执{row}号"), ADDRESS, "2027-01-31"),
        };
        writeln!(table, "送达协助,{number},张{row},{address},执行通知书×2,{finish}").unwrap();
    }
    let file = installation.folder().join("任务.csv");
    let (gb18030, _, _) = encoding_rs::GB18030.encode(&table);
    std::fs::write(&file, gb18030).unwrap();
    let path = file.to_str().unwrap();

    let dry = import(&installation, path, &["--dry-run"]).await;
    assert_eq!((dry.0, count(&installation).await), (1, 0), "{}", dry.1);
    let first = import(&installation, path, &[]).await;
    assert_eq!((first.0, count(&installation).await), (1, 497), "{}", first.1);
    for (line, column) in [(18, "案号"), (201, "地址"), (500, "完成期限")] {
        assert!(first.1.contains(&format!("第 {line} 行 {column}：")), "{}", first.1);
    }
    assert!(first.1.contains("共 500 行") && first.1.contains("新增 497"), "{}", first.1);
    let second = import(&installation, path, &[]).await;
    assert_eq!((second.0, count(&installation).await), (1, 497));
    assert!(second.1.contains("未变 497"), "{}", second.1);
}

async fn import(installation: &Installation, path: &str, more: &[&str]) -> (i32, String) {
    let output = installation.run(&[&["import", "tasks", path], more].concat()).await;
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said)
}

async fn count(installation: &Installation) -> usize {
    let (_, list) = installation.get("people/officer", "/v1/tasks?pageSize=1000").await;
    list["tasks"].as_array().map_or(0, Vec::len)
}

/// A court that starts for itself takes its register over from files, as the shipped ones are.
#[tokio::test(flavor = "multi_thread")]
async fn an_empty_installation_takes_over_a_register_from_files() {
    for database in installation::databases().await {
        let installation = Installation::start(database, false).await;
        installation.enrol_admin().await;
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
        for (what, rows) in [("regions", "新增 407"), ("courts", "新增 355"), ("people", "新增")] {
            let file = data.join(format!("{what}.csv"));
            let output = installation.run(&["import", what, file.to_str().unwrap()]).await;
            let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success() && said.contains(rows), "{what}: {said}");
            let output = installation.run(&["import", what, file.to_str().unwrap()]).await;
            let said = String::from_utf8(output.stdout).unwrap();
            assert!(said.contains("新增 0") && said.contains("更新 0"), "{what} again: {said}");
        }
        let (_, summary) = installation.get("people/officer", "/v1/network:summary").await;
        assert_eq!(
            (&summary["courts"], &summary["villagesCovered"]),
            (&355.into(), &388.into()),
            "{summary}"
        );
        assert_eq!(installation.file().await.split('/').next(), Some("tasks"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_installation_on_a_folder_and_a_demonstration_on_real_data_are_refused() {
    let mut installation = Installation::start(Database::Sqlite, false).await;
    let folder = installation.folder().to_str().unwrap().to_owned();
    let serve = async |more: &[&str]| {
        let mut command = Command::new(program());
        command.args(["serve", "--listen", "127.0.0.1:0", "--data", &folder]).args(more);
        timeout(Duration::from_secs(30), command.output()).await.expect("it went on").unwrap()
    };
    let second = serve(&[]).await;
    assert_eq!(second.status.code(), Some(2));
    assert!(String::from_utf8(second.stderr).unwrap().contains("已有一个服务在运行"));
    installation.kill().await;
    let demo = serve(&["--demo"]).await;
    assert_eq!(demo.status.code(), Some(2), "{}", String::from_utf8_lossy(&demo.stderr));
    assert!(String::from_utf8(demo.stderr).unwrap().contains('['));
    let health = installation.run(&["health"]).await;
    assert_eq!(health.status.code(), Some(2), "nobody is there");
}

/// A phone without a signal: what was done is handed in later, once, whatever became of the tasks meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_in_the_mountains_hands_in_what_was_done() {
    let installation = Installation::demo(Database::Sqlite).await;
    let assigned = async || {
        let name = installation.file().await;
        installation
            .done(installation::DIRECTOR, &format!("/v1/{name}:assign"), &json!({"worker": WORKER}))
            .await;
        name
    };
    let (open, revoked, moved) =
        (assigned().await, installation.accepted().await, installation.accepted().await);
    let worker = async |arguments: &[&str]| {
        let output = installation.run(&[&["worker", WORKER], arguments].concat()).await;
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), said)
    };
    let (code, said) = worker(&["sync"]).await;
    assert!(code == 0 && said.contains("手机上现有 3 项任务"), "{said}");

    for arguments in [
        vec!["accept", open.as_str()],
        vec!["attempt", open.as_str(), "delivered", "当面送达"],
        vec!["report", open.as_str(), "已送达"],
        vec!["attempt", revoked.as_str(), "not-found"],
        vec!["attempt", moved.as_str(), "moved"],
        vec!["report", moved.as_str(), "已搬走"],
    ] {
        let (code, said) = worker(&[&["--offline"], arguments.as_slice()].concat()).await;
        assert!(code == 0 && said.contains("已存入手机"), "{said}");
    }
    assert!(worker(&["--offline", "list"]).await.1.contains("6 项操作待提交"));
    // Nothing has reached the court yet, which goes on deciding.
    let (_, task) = installation.get("people/officer", &format!("/v1/{open}")).await;
    assert_eq!(task["state"], "TASK_STATE_ASSIGNED");
    installation.done("people/officer", &format!("/v1/{revoked}:revoke"), &json!({"reason": "撤案"})).await;
    let transfer = json!({"court": "courts/330783123", "reason": "人在横店"});
    installation.done(installation::DIRECTOR, &format!("/v1/{moved}:transfer"), &transfer).await;

    let (code, said) = worker(&["sync"]).await;
    assert!(code == 1 && said.contains("已提交 5 项，被退回 1 项，手机上现有 1 项任务"), "{said}");
    let lateness = async |name: &str| {
        let (_, task) = installation.get("people/officer", &format!("/v1/{name}")).await;
        (task["state"].as_str().unwrap().to_owned(), task["attempts"][0]["lateness"].clone())
    };
    assert_eq!(lateness(&open).await, ("TASK_STATE_REPORTED".into(), Value::Null));
    assert_eq!(lateness(&revoked).await, ("TASK_STATE_REVOKED".into(), "LATENESS_AFTER_REVOCATION".into()));
    assert_eq!(
        lateness(&moved).await,
        ("TASK_STATE_TRANSFERRED".into(), "LATENESS_AFTER_REASSIGNMENT".into())
    );
    let (code, said) = worker(&["sync"]).await;
    assert!(code == 0 && said.contains("已提交 0 项"), "{said}");

    // Of a term that has ended: a visit while it ran is taken in, and one after it is not.
    let (_, person) = installation.get("people/admin", &format!("/v1/{WORKER}")).await;
    let before = person["terms"][0]["startTime"].clone();
    installation
        .done(
            "people/admin",
            &format!("/v1/{}:end", person["terms"][0]["name"].as_str().unwrap()),
            &json!({}),
        )
        .await;
    let visit = |time: &Value| json!({"attempt": {"outcome": "NOT_FOUND", "deviceTime": time}});
    installation.done(WORKER, &format!("/v1/{revoked}/attempts"), &visit(&before)).await;
    let (status, problem) =
        installation.post(WORKER, &format!("/v1/{revoked}/attempts"), &visit(&Value::Null)).await;
    assert_eq!((status.as_u16(), &problem["reason"]), (403, &json!("TERM_NOT_RUNNING")));
}
