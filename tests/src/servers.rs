//! Servers that a test owns alone, so that it can stop them: PostgreSQL and Redis on private ports, with throwaway folders.

use std::{
    fs::File,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::sleep,
};

/// The user under whom PostgreSQL runs where the tests are root's, which it refuses to be: `nobody`.
const NOBODY: u32 = 65_534;

/// A port that is free now.
#[must_use]
pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A PostgreSQL of a test's own.
pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    process: Child,
    port: u16,
}

impl Postgres {
    /// Starts one; `None` where the test command has not said where its programs are.
    pub async fn start() -> Option<Self> {
        let programs = PathBuf::from(std::env::var_os("SHAREDCOURT_TEST_POSTGRES_PROGRAMS")?);
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let data = folder.path().join("data");
        let mut init = command(&programs.join("initdb"), folder.path());
        init.arg("-D").arg(&data).args([
            "-U",
            "sharedcourt",
            "-A",
            "trust",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        ]);
        assert!(init.stdout(Stdio::null()).status().await.unwrap().success());
        let port = free_port();
        let process = Self::run(&programs, folder.path(), port);
        let server = Self { folder, programs, process, port };
        server.ready().await;
        Some(server)
    }

    /// Where its one database is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://sharedcourt@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends it without a word to its clients, as when a machine goes down, and starts it again.
    pub async fn crash_and_start(&mut self, away: Duration) {
        self.process.kill().await.unwrap();
        sleep(away).await;
        // The children of the one that died still hold its memory for a moment.
        for _ in 0..100 {
            self.process = Self::run(&self.programs, self.folder.path(), self.port);
            sleep(Duration::from_millis(200)).await;
            if self.process.try_wait().unwrap().is_none() {
                break;
            }
        }
        self.ready().await;
    }

    fn run(programs: &Path, folder: &Path, port: u16) -> Child {
        let mut server = command(&programs.join("postgres"), folder);
        server.arg("-D").arg(folder.join("data")).args(["-p", &port.to_string()]).arg("-k").arg(folder);
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]);
        let log = File::options().create(true).append(true).open(folder.join("log")).unwrap();
        server.stdout(Stdio::null()).stderr(log).kill_on_drop(true).spawn().unwrap()
    }

    async fn ready(&self) {
        for _ in 0..300 {
            if sea_orm::Database::connect(kit::storage::pool_options(self.url())).await.is_ok() {
                return;
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("{}", std::fs::read_to_string(self.folder.path().join("log")).unwrap());
    }
}

/// A Redis of a test's own.
pub struct Redis {
    folder: TempDir,
    process: Child,
    port: u16,
}

impl Redis {
    /// Starts one.
    pub async fn start() -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let process = Self::run(folder.path(), port);
        let server = Self { folder, process, port };
        server.ready().await;
        server
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends it.
    pub async fn stop(&mut self) {
        self.process.kill().await.unwrap();
    }

    /// Starts it again, empty.
    pub async fn again(&mut self) {
        self.process = Self::run(self.folder.path(), self.port);
        self.ready().await;
    }

    fn run(folder: &Path, port: u16) -> Child {
        let mut server = Command::new("redis-server");
        server.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--dir"]).arg(folder);
        server.stdout(Stdio::null()).kill_on_drop(true).spawn().expect("redis-server is not there")
    }

    async fn ready(&self) {
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("Redis does not answer");
    }
}

fn is_root() -> bool {
    std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0
}

fn command(program: &Path, folder: &Path) -> Command {
    let mut command = std::process::Command::new(program);
    command.current_dir(folder).env("HOME", folder);
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.into()
}
