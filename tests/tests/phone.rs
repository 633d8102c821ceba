//! The phone's queue, by the real program: nothing that was acknowledged is lost, whatever dies, hangs or refuses.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{fs, path::PathBuf, process::Stdio, time::Duration};

use installation::{Database, Installation, WORKER, program};
use kit::domain::Timestamp;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    sync::oneshot,
    time::{sleep, timeout},
};

const PATIENCE: Duration = Duration::from_mins(1);

/// Runs the program on the worker's phone; its exit code and what it printed.
async fn phone(installation: &Installation, arguments: &[&str]) -> (i32, String) {
    let output = installation.run(&[&["worker", WORKER], arguments].concat()).await;
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text)
}

async fn visit(installation: &Installation, task: &str, note: &str) {
    let (code, text) = phone(installation, &["--offline", "attempt", task, "other", note]).await;
    assert!(code == 0 && text.contains("已存入手机"), "{text}");
}

fn file(installation: &Installation, name: &str) -> PathBuf {
    installation.folder().join("devices").join(WORKER.trim_start_matches("people/")).join(name)
}

/// The notes of the visits that the court has, sorted.
async fn notes(installation: &Installation, task: &str) -> Vec<String> {
    let (_, task) = installation.get("people/officer", &format!("/v1/{task}")).await;
    let attempts = task["attempts"].as_array().cloned().unwrap_or_default();
    let mut notes: Vec<_> = attempts.iter().map(|visit| visit["note"].as_str().unwrap().to_owned()).collect();
    notes.sort();
    notes
}

/// A task that the phone holds.
async fn held(installation: &Installation) -> String {
    let task = installation.accepted().await;
    let (code, text) = phone(installation, &["sync"]).await;
    assert_eq!(code, 0, "{text}");
    task
}

#[tokio::test(flavor = "multi_thread")]
async fn torn_and_foreign_records_are_reported_and_the_rest_arrives() {
    let installation = Installation::demo(Database::Sqlite).await;
    let task = held(&installation).await;
    // What an earlier version queued, the first of it by a version that is not known, and half a record of a battery that died.
    let old = |request: serde_json::Value| {
        json!({"method": "CreateAttempt", "request": request.to_string(), "done": "2026-11-20T01:02:03Z"})
            .to_string()
    };
    let visit_of = |id: &str, note: &str| json!({"requestId": id, "parent": task, "attempt": {"outcome": "ATTEMPT_OUTCOME_OTHER", "note": note}});
    let mut foreign = visit_of("foreign", "以后的版本");
    foreign["mood"] = json!("good");
    let queue = format!("{}\n{}\n{{\"method\":\"Crea", old(foreign), old(visit_of("old", "旧版本")));
    fs::write(file(&installation, "queue.jsonl"), queue).unwrap();
    visit(&installation, &task, "断电之后").await;

    let (code, text) = phone(&installation, &["sync"]).await;
    assert_eq!(code, 1, "{text}");
    for said in ["已提交 2 项", "1 条记录已损坏", "1 条记录由其他版本的程序写入"] {
        assert!(text.contains(said), "{text}");
    }
    assert_eq!(notes(&installation, &task).await, ["断电之后", "旧版本"]);
    assert_eq!(fs::read_to_string(file(&installation, "damaged")).unwrap(), "{\"method\":\"Crea\n");
    let (code, text) = phone(&installation, &["sync"]).await;
    assert!(code == 0 && text.contains("已提交 0 项") && text.contains("sync --retry-refused"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_has_ended_and_too_many_calls_take_nothing_from_the_queue() {
    let installation = Installation::start_with(Database::Sqlite, true, &["--rate-person", "4"]).await;
    let task = held(&installation).await;
    let all: Vec<String> = (0..12).map(|number| format!("第{number:02}次")).collect();
    for note in &all {
        visit(&installation, &task, note).await;
    }
    // Without a credential of its own the device hands in nothing for a session that has ended.
    fs::remove_file(file(&installation, "credential")).unwrap();
    for token in ["worn.out.token", "x"] {
        let (code, text) = phone(&installation, &["sync", "--token", token]).await;
        assert_eq!(code, 2, "{text}");
        assert!(text.contains("还有 12 项待提交") && text.contains("都保留在手机上"), "{text}");
    }
    assert!(phone(&installation, &["--offline", "list"]).await.1.contains("12 项操作待提交"));
    // As often as the court allows, and no more: each sync goes on where the last one had to stop.
    for _ in 0..100 {
        let (code, text) = phone(&installation, &["sync"]).await;
        assert!(text.contains("被退回 0 项"), "{text}");
        if code == 0 {
            break;
        }
        assert_eq!(code, 2, "{text}");
        sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(notes(&installation, &task).await, all);
    assert_eq!(fs::read_to_string(file(&installation, "queue.jsonl")).unwrap(), "");
}

/// A6: the worker left the court between the visit and the signal; the device hands in what they did.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_in_office_arrives_after_the_worker_has_left() {
    use std::os::unix::fs::PermissionsExt as _;
    let installation = Installation::demo(Database::Sqlite).await;
    let task = held(&installation).await;
    let mode = fs::metadata(file(&installation, "credential")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    visit(&installation, &task, "离任之前").await;
    let body = json!({"reason": "离任"});
    installation.done("people/admin", &format!("/v1/{WORKER}:deactivate"), &body).await;
    let (code, text) = phone(&installation, &["sync"]).await;
    assert!(code == 0 && text.contains("已提交 1 项"), "{text}");
    assert_eq!(notes(&installation, &task).await, ["离任之前"]);
    assert_eq!(fs::read_to_string(file(&installation, "queue.jsonl")).unwrap(), "");
}

/// What is refused for good can be handed in again, once what stood in its way is gone.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_handed_in_again_when_somebody_asks_for_it() {
    let installation = Installation::demo(Database::Sqlite).await;
    let task = installation.file().await;
    installation
        .done(installation::DIRECTOR, &format!("/v1/{task}:assign"), &json!({"worker": WORKER}))
        .await;
    assert_eq!(phone(&installation, &["sync"]).await.0, 0);
    visit(&installation, &task, "还没接受").await;
    let (code, text) = phone(&installation, &["sync"]).await;
    assert!(code == 1 && text.contains("请先接收任务") && text.contains("被退回 1 项"), "{text}");
    installation.done(WORKER, &format!("/v1/{task}:accept"), &json!({})).await;
    let (code, text) = phone(&installation, &["sync", "--retry-refused", "-o", "json"]).await;
    let summary: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((code, &summary["submitted"], &summary["setAside"]), (0, &json!(1), &json!(0)), "{text}");
    assert_eq!(notes(&installation, &task).await, ["还没接受"]);
}

/// A7: what the court would refuse is refused on the spot, where it can still be made good.
#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_would_be_refused_is_not_acknowledged() {
    let installation = Installation::demo(Database::Sqlite).await;
    let task = held(&installation).await;
    let long = "长".repeat(4001);
    for (arguments, reason) in [
        (vec!["attempt", &task, "refused"], "请写明经过"),
        (vec!["attempt", &task, "delivered", "--lat", "120.2", "--lon", "29.3"], "纬度"),
        (vec!["attempt", &task, "delivered", "--lat", "NaN", "--lon", "29.3"], "纬度"),
        (vec!["attempt", &task, "delivered", "--witness", " "], "必填"),
        (vec!["attempt", &task, "delivered", &long], "最多 4000 个字"),
        (vec!["decline", &task, " "], "必填"),
        (vec!["report", &task, ""], "必填"),
    ] {
        let (code, text) = phone(&installation, &[&["--offline"], arguments.as_slice()].concat()).await;
        assert!(code == 2 && text.contains(reason) && !text.contains("已存入手机"), "{arguments:?}: {text}");
    }
    assert!(!phone(&installation, &["--offline", "list"]).await.1.contains("待提交"));
}

/// A5: the phone's clock stands in 1972 or runs ahead, and is right again before there is a signal.
#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_kept_and_dated_whatever_the_clock_of_the_phone_showed() {
    let installation = Installation::demo(Database::Sqlite).await;
    let task = held(&installation).await;
    let before = Timestamp::now().plus_seconds(-1).micros();
    for (jump, note) in [("-20000d", "一九七二年"), ("+1h", "快一小时")] {
        let mut command = Command::new("faketime");
        command.args(["-f", jump]).arg(program()).args(["worker", WORKER, "--offline", "attempt", &task]);
        command.args(["other", note, "--data"]).arg(installation.folder()).stdin(Stdio::null());
        let output = command.output().await.expect("faketime is not there: scripts/tools brings it");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let (code, text) = phone(&installation, &["sync"]).await;
    assert_eq!(code, 0, "{text}");
    let (_, task) = installation.get("people/officer", &format!("/v1/{task}")).await;
    let visits = task["attempts"].as_array().unwrap();
    assert_eq!(visits.len(), 2);
    for (visit, jump) in visits.iter().zip([-20_000.0 * 86_400.0, 3600.0]) {
        let error: f64 = visit["clockError"].as_str().unwrap().trim_end_matches('s').parse().unwrap();
        assert!((error - jump).abs() < 60.0, "{visit}");
        let time = |field: &str| Timestamp::parse(visit[field].as_str().unwrap()).unwrap().micros();
        assert!((before..=time("serverTime")).contains(&time("visitTime")), "{visit}");
    }
}

async fn signal(pid: u32, name: &str) {
    let sent = Command::new("kill").args([name, &pid.to_string()]).status().await.unwrap();
    assert!(sent.success());
}

fn sync(installation: &Installation, server: &str) -> Child {
    let mut command = Command::new(program());
    command.args(["worker", WORKER, "sync", "--server", server, "--data"]).arg(installation.folder());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.spawn().unwrap()
}

/// A2: a third visit is recorded while a sync waits for a server that hangs.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_during_a_sync_is_sent_or_still_queued() {
    let installation = Installation::demo(Database::Sqlite).await;
    let task = held(&installation).await;
    visit(&installation, &task, "一").await;
    visit(&installation, &task, "二").await;
    signal(installation.pid(), "-STOP").await;
    let first = sync(&installation, &installation.url);
    let sending = async {
        while !fs::read_to_string(file(&installation, "queue.jsonl")).unwrap().contains("{\"sent\":") {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, sending).await.expect("it did not begin to send");
    visit(&installation, &task, "三").await;
    signal(installation.pid(), "-CONT").await;
    let output = timeout(PATIENCE, first.wait_with_output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (code, text) = phone(&installation, &["sync"]).await;
    assert_eq!(code, 0, "{text}");
    assert_eq!(notes(&installation, &task).await, ["一", "三", "二"]);
}

/// A line to the server on which the phone dies with a certain piece of what the server sends: it never reads that piece.
async fn deadly_line(server: &str, piece: usize) -> (String, oneshot::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = server.trim_start_matches("http://").to_owned();
    let (dead, death) = oneshot::channel();
    tokio::spawn(async move {
        let (phone, _) = listener.accept().await.unwrap();
        let installation = TcpStream::connect(server).await.unwrap();
        let (mut from_phone, mut to_phone) = phone.into_split();
        let (mut from_house, mut to_house) = installation.into_split();
        tokio::spawn(async move { tokio::io::copy(&mut from_phone, &mut to_house).await });
        let mut buffer = vec![0; 64 * 1024];
        for _ in 0..piece {
            let Ok(read @ 1..) = from_house.read(&mut buffer).await else { return };
            if to_phone.write_all(&buffer[..read]).await.is_err() {
                return;
            }
        }
        let Ok(1..) = from_house.read(&mut buffer).await else { return };
        let _ = dead.send(());
        // The connections stay open until the phone is dead.
        std::future::pending::<()>().await;
    });
    (url, death)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_dies_at_any_piece_of_an_answer_loses_nothing_and_sends_nothing_twice() {
    let installation = Installation::demo(Database::Sqlite).await;
    let task = held(&installation).await;
    let mut all = Vec::new();
    for piece in 0.. {
        for number in 0..2 {
            all.push(format!("{piece:02}-{number}"));
            visit(&installation, &task, all.last().unwrap()).await;
        }
        let (url, death) = deadly_line(&installation.url, piece).await;
        let mut dying = sync(&installation, &url);
        let killed = tokio::select! {
            ended = dying.wait() => { assert!(ended.unwrap().success(), "piece {piece}"); false }
            Ok(()) = death => { dying.kill().await.unwrap(); true }
        };
        let (code, text) = phone(&installation, &["sync"]).await;
        assert_eq!(code, 0, "killed at piece {piece}: {text}");
        assert_eq!(notes(&installation, &task).await, all, "killed at piece {piece}");
        if !killed {
            assert!(piece > 3, "it died {piece} times");
            return;
        }
    }
}
