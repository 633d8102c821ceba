//! A running installation for tests: the real program as a process of its own, on a port and in a folder of its own, reached as its
//! users reach it. `kill` is `kill -9`.
//!
//! The program is the one that `cargo build` left beside the tests; the test command builds it first.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "for tests alone, and a test ends where its world breaks"
)]

pub mod browser;
pub mod cluster;
pub mod second_factor;
pub mod servers;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
    sync::Mutex,
    time::Duration,
};

use futures::{StreamExt as _, future::join_all};
use kit::{
    access::{keys::Keys, token},
    domain::Timestamp,
};
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

/// A village court of the demonstration network, its director and its two grid workers.
pub const COURT: &str = "courts/330783201203";
/// The director of [`COURT`].
pub const DIRECTOR: &str = "people/director-330783201203";
/// A grid worker of [`COURT`].
pub const WORKER: &str = "people/worker-330783201203-1";
/// Another grid worker of [`COURT`].
pub const OTHER_WORKER: &str = "people/worker-330783201203-2";
/// An address in the village of [`COURT`].
pub const ADDRESS: &str = "东阳市三单乡前田村12号";

/// How long a process may take to start or to end.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where an installation keeps its rows.
#[derive(Clone, Debug)]
pub enum Database {
    /// SQLite in the data folder.
    Sqlite,
    /// A database of its own on the PostgreSQL of the test command.
    Postgres(String),
}

/// Every database that there is: SQLite, and PostgreSQL where the test command has started one.
pub async fn databases() -> Vec<Database> {
    let mut databases = vec![Database::Sqlite];
    if let Ok(url) = std::env::var("SHAREDCOURT_TEST_POSTGRES") {
        let name = format!("t{}", uuid::Uuid::now_v7().simple());
        let server =
            sea_orm::Database::connect(kit::storage::pool_options(format!("{url}/postgres"))).await.unwrap();
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        databases.push(Database::Postgres(format!("{url}/{name}")));
    }
    databases
}

/// A running installation.
pub struct Installation {
    process: Option<Child>,
    folder: TempDir,
    database: Database,
    demo: bool,
    /// More arguments.
    more: Vec<String>,
    /// Tokens of the sessions of people who signed in.
    sessions: Mutex<BTreeMap<String, String>>,
    /// Where it answers.
    pub url: String,
    client: Client,
}

/// The program as the test command built it.
#[must_use]
pub fn program() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let program = folder.join("sharedcourt");
    assert!(
        program.exists(),
        "{} is not there: build it first (cargo build -p sharedcourt)",
        program.display()
    );
    program
}

impl Installation {
    /// The demonstration network on a fresh folder.
    pub async fn demo(database: Database) -> Self {
        Self::start(database, true).await
    }

    /// An installation on a fresh folder.
    pub async fn start(database: Database, demo: bool) -> Self {
        Self::start_with(database, demo, &[]).await
    }

    /// The same with more flags.
    pub async fn start_with(database: Database, demo: bool, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (process, url) = spawn(folder.path(), &database, demo, "127.0.0.1:0", more).await;
        let more = more.iter().map(|&flag| flag.to_owned()).collect();
        Self { process: Some(process), more, ..Self::through_with(folder, database, url, demo) }
    }

    /// An installation whose parts somebody else starts, reached through its gateway.
    #[must_use]
    pub fn through(folder: TempDir, database: Database, url: String) -> Self {
        Self::through_with(folder, database, url, true)
    }

    fn through_with(folder: TempDir, database: Database, url: String, demo: bool) -> Self {
        let (more, sessions, client) = (Vec::new(), Mutex::default(), Client::new());
        Self { process: None, folder, database, demo, more, sessions, url, client }
    }

    /// Keeps the token of somebody who signed in: it is shown from now on.
    pub fn signed_in(&self, person: &str, token: &str) {
        self.sessions.lock().unwrap().insert(person.to_owned(), token.to_owned());
    }

    fn process(&mut self) -> &mut Child {
        self.process.as_mut().expect("its parts are somebody else's")
    }

    /// How much memory the process holds, in KB.
    #[must_use]
    pub fn memory(&self) -> u64 {
        let pid = self.process.as_ref().and_then(Child::id).unwrap();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// The limits of the process, as the kernel states them.
    #[must_use]
    pub fn limits(&self) -> String {
        let pid = self.process.as_ref().and_then(Child::id).unwrap();
        std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap()
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where it keeps its rows.
    #[must_use]
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// The id of the process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.as_ref().and_then(Child::id).unwrap()
    }

    /// Kills the process without a word.
    pub async fn kill(&mut self) {
        self.process().kill().await.unwrap();
    }

    /// Lets no file of the process grow beyond so many bytes, as on a full disk; `None` makes room again.
    pub async fn limit_files(&mut self, bytes: Option<u64>) {
        let limit = bytes.map_or("unlimited:".to_owned(), |bytes| format!("{bytes}:"));
        let pid = self.process().id().unwrap().to_string();
        let limited =
            Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={limit}")]).status().await;
        assert!(limited.unwrap().success());
    }

    /// Tells the process to stop, and waits until it has.
    pub async fn stop(&mut self) -> ExitStatus {
        let pid = self.process().id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
        timeout(PATIENCE, self.process().wait()).await.expect("it did not stop").unwrap()
    }

    /// Starts the process again on its folder and at its address.
    pub async fn again(&mut self) {
        let at = self.url.trim_start_matches("http://").to_owned();
        let more: Vec<&str> = self.more.iter().map(String::as_str).collect();
        let (process, url) = spawn(self.folder.path(), &self.database, self.demo, &at, &more).await;
        self.process = Some(process);
        self.url = url;
    }

    /// The same with other flags in place of those that it had.
    pub async fn again_with(&mut self, more: &[&str]) {
        self.more = more.iter().map(|&flag| flag.to_owned()).collect();
        self.again().await;
    }

    /// A token of a person: of their session where they signed in.
    #[must_use]
    pub fn token(&self, person: &str) -> String {
        if let Some(token) = self.sessions.lock().unwrap().get(person) {
            return token.clone();
        }
        token::issue(&Keys::open(self.folder.path()).unwrap(), person, Timestamp::now()).unwrap()
    }

    /// A request as a person.
    pub fn request(&self, person: &str, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(self.token(person))
    }

    /// Posts as a person; the answer's status and body.
    pub async fn post(&self, person: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        answer(self.request(person, Method::POST, path).json(body)).await
    }

    /// Gets as a person; the answer's status and body.
    pub async fn get(&self, person: &str, path: &str) -> (StatusCode, Value) {
        answer(self.request(person, Method::GET, path)).await
    }

    /// Posts as a person what has to work.
    pub async fn done(&self, person: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.post(person, path, body).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    /// Runs the program beside the installation, with its folder and address, and returns its output.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(program());
        command.args(arguments).stdin(Stdio::null()).env("SHAREDCOURT__CLIENT__SERVER", &self.url);
        command.env("SHAREDCOURT__INSTALLATION__DATA", self.folder.path());
        if let Some(token) = self.sessions.lock().unwrap().get("people/admin") {
            command.env("SHAREDCOURT__CLIENT__TOKEN", token);
        }
        if let Database::Postgres(url) = &self.database {
            command.env("SHAREDCOURT__INSTALLATION__DATABASE", url);
        }
        timeout(PATIENCE, command.output()).await.expect("it did not end").unwrap()
    }

    /// Posts as a client on a bad line does: the same call again until it is answered by somebody who is there.
    pub async fn insist(&self, person: &str, path: &str, mut body: Value) -> Value {
        if body["requestId"].is_null() {
            body["requestId"] = json!(uuid::Uuid::now_v7().to_string());
        }
        for _ in 0..400 {
            let asked = self.request(person, Method::POST, path).json(&body).timeout(Duration::from_secs(20));
            if let Ok(response) = asked.send().await {
                let status = response.status();
                if let Ok(answer) = response.json::<Value>().await {
                    if status == StatusCode::OK {
                        return answer;
                    }
                    assert!(
                        matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT),
                        "{path}: {answer}"
                    );
                }
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("{path} was not answered");
    }

    /// Brings a task from its filing to its approval, whatever goes down meanwhile; its name.
    pub async fn job(&self) -> String {
        let task = self.insist("people/officer", "/v1/tasks", filing(ADDRESS)).await;
        let path = format!("/v1/{}", task["name"].as_str().unwrap());
        if task["state"] == "TASK_STATE_CREATED" {
            // The register could not be asked at that moment; dispatch asks again by itself.
            for _ in 0..600 {
                let asked = self.request("people/officer", Method::GET, &path).send().await;
                if let Ok(answer) = asked
                    && answer.json::<Value>().await.is_ok_and(|task| task["state"] == "TASK_STATE_DISPATCHED")
                {
                    break;
                }
                sleep(Duration::from_millis(50)).await;
            }
        }
        self.insist(DIRECTOR, &format!("{path}:assign"), json!({"worker": WORKER})).await;
        self.insist(WORKER, &format!("{path}:accept"), json!({})).await;
        self.insist(WORKER, &format!("{path}/attempts"), json!({"attempt": {"outcome": "DELIVERED"}})).await;
        self.insist(WORKER, &format!("{path}:report"), json!({"summary": "已送达"})).await;
        let task =
            self.insist("people/officer", &format!("{path}:review"), json!({"decision": "APPROVE"})).await;
        assert_eq!(task["state"], "TASK_STATE_DONE");
        task["name"].as_str().unwrap().to_owned()
    }

    /// Reads the log of tasks as events come, from a cursor on, until the reading breaks off or has not brought anything for a
    /// while; each event's cursor and data.
    pub async fn watch(&self, person: &str, cursor: &str, most: usize) -> Vec<(String, Value)> {
        let asked = self.request(person, Method::GET, "/v1/tasks:watch").header("last-event-id", cursor);
        let (mut seen, mut text) = (Vec::new(), Vec::new());
        let Ok(response) = asked.send().await else { return seen };
        if response.status() != StatusCode::OK {
            return seen;
        }
        let mut body = response.bytes_stream();
        while seen.len() < most {
            let Ok(Some(Ok(bytes))) = timeout(Duration::from_secs(2), body.next()).await else { break };
            text.extend_from_slice(&bytes);
            while let Some(end) = text.windows(2).position(|two| two == b"\n\n") {
                let event: Vec<u8> = text.drain(..end + 2).collect();
                let event = String::from_utf8(event).unwrap();
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
                if let (Some(id), Some(data), true) = (line("id: "), line("data: "), seen.len() < most) {
                    seen.push((id.to_owned(), serde_json::from_str(data).unwrap()));
                }
            }
        }
        seen
    }

    /// Files a task for [`ADDRESS`]; its name.
    pub async fn file(&self) -> String {
        let task = self.done("people/officer", "/v1/tasks", &filing(ADDRESS)).await;
        task["name"].as_str().unwrap().to_owned()
    }

    /// Files a task and brings it to a worker who has accepted it; its name.
    pub async fn accepted(&self) -> String {
        let name = self.file().await;
        self.done(DIRECTOR, &format!("/v1/{name}:assign"), &json!({"worker": WORKER})).await;
        self.done(WORKER, &format!("/v1/{name}:accept"), &json!({})).await;
        name
    }
}

/// A citizen's number with its check character.
#[must_use]
pub fn citizen(number: usize) -> String {
    let body = format!("330783{:04}0101{:03}", 1960 + number / 1000 % 40, number % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    format!("{body}{}", "10X98765432".chars().nth((sum % 11) as usize).unwrap())
}

/// A task to be filed.
#[must_use]
pub fn filing(address: &str) -> Value {
    json!({
        "requestId": uuid::Uuid::now_v7().to_string(),
        "task": {
            "kind": "SERVICE_OF_PROCESS",
            "caseNumber": "（2023）浙0783执123号",
            "addressee": {"displayName": "张三丰", "kind": "PERSON", "identityNumber": "11010519491231002X"},
            "address": address,
            "documents": [{"title": "执行通知书", "copies": 1}],
        }
    })
}

/// The fields that a problem names.
#[must_use]
pub fn fields(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["field"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Sends many requests at once.
pub async fn at_once(requests: Vec<RequestBuilder>) -> Vec<(StatusCode, Value)> {
    join_all(requests.into_iter().map(answer)).await
}

/// An answer's status and body; text where it is no JSON.
pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

async fn spawn(
    folder: &Path,
    database: &Database,
    demo: bool,
    listen: &str,
    more: &[&str],
) -> (Child, String) {
    let (process, url) = part(folder, database, demo, listen, more).await;
    ready(&url).await;
    (process, url)
}

/// Starts a process of an installation, or the whole of it, and waits for its greeting.
pub async fn part(
    folder: &Path,
    database: &Database,
    demo: bool,
    listen: &str,
    more: &[&str],
) -> (Child, String) {
    part_with(folder, database, demo, listen, more, &[]).await
}

/// The same with variables in its environment.
pub async fn part_with(
    folder: &Path,
    database: &Database,
    demo: bool,
    listen: &str,
    more: &[&str],
    variables: &[(&str, &str)],
) -> (Child, String) {
    // Where a limit on its files is reached the process is to hear so from its writes, and not to die of a signal.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(program());
    command.args(["serve", "--listen", listen, "--data"]).arg(folder).args(more);
    if demo {
        command.arg("--demo");
    }
    if let Database::Postgres(url) = database {
        command.args(["--database", url]);
    }
    // An inherited filter would make the logs larger than the tests.
    let log = std::fs::File::options().create(true).append(true).open(folder.join("serve.log")).unwrap();
    // One person does in a second here what many do in an hour.
    command.env("SHAREDCOURT__RATE__PERSON", "0").env("SHAREDCOURT__RATE__ADDRESS", "0");
    command.env("SHAREDCOURT__GATEWAY__STREAMS_OF_ONE", "32768");
    command.env("SHAREDCOURT__GATEWAY__CONNECTIONS_OF_ONE", "16384");
    // Units' systems of the tests run on this machine.
    command.env("SHAREDCOURT__WEBHOOKS__ALLOW", "127.0.0.1/32");
    command.envs(variables.iter().copied());
    command.env_remove("RUST_LOG").stderr(log).stdout(Stdio::piped()).stdin(Stdio::null()).kill_on_drop(true);
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let greeting = timeout(PATIENCE, lines.next_line()).await.expect("no greeting").unwrap();
    let greeting = greeting.expect("the installation ended before its greeting");
    let url = greeting.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
    // What it says later is of no interest, but somebody has to read it.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    (process, url)
}

/// Waits until a gateway and all behind it are ready.
pub async fn ready(url: &str) {
    let client = Client::new();
    for _ in 0..500 {
        if client.get(format!("{url}/readyz")).send().await.is_ok_and(|answer| answer.status().is_success()) {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("the installation is not ready");
}
