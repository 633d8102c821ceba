//! An installation of several processes: the register, dispatch and a gateway, the services in replicas, each to be killed, stopped and
//! started by itself.

use std::{
    path::{Path, PathBuf},
    process::ExitStatus,
};

use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::{Database, Installation, PATIENCE, part, ready, servers::free_port};

/// One process of an installation.
pub struct Part {
    process: Child,
    /// Where it answers the others.
    pub url: String,
    folder: PathBuf,
    database: Database,
    demo: bool,
    more: Vec<String>,
}

impl Part {
    async fn start(folder: &Path, database: &Database, demo: bool, more: Vec<String>) -> Self {
        let at = format!("127.0.0.1:{}", free_port());
        let (process, url) = Self::run(folder, database, demo, &at, &more).await;
        Self { process, url, folder: folder.to_owned(), database: database.clone(), demo, more }
    }

    async fn run(
        folder: &Path,
        database: &Database,
        demo: bool,
        at: &str,
        more: &[String],
    ) -> (Child, String) {
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        part(folder, database, demo, at, &more).await
    }

    /// Kills it without a word.
    pub async fn kill(&mut self) {
        self.process.kill().await.unwrap();
    }

    /// Tells it to stop, and waits until it has.
    pub async fn stop(&mut self) -> ExitStatus {
        let pid = self.process.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
        tokio::time::timeout(PATIENCE, self.process.wait()).await.expect("it did not stop").unwrap()
    }

    /// Starts it again at its address.
    pub async fn again(&mut self) {
        let at = self.url.split_once("//").unwrap().1.to_owned();
        let (process, url) = Self::run(&self.folder, &self.database, self.demo, &at, &self.more).await;
        (self.process, self.url) = (process, url);
    }

    /// Lets it hang: it keeps its connections and answers nothing. Or lets it go on.
    pub async fn hang(&self, hangs: bool) {
        let pid = self.process.id().unwrap().to_string();
        let sign = if hangs { "-STOP" } else { "-CONT" };
        assert!(Command::new("kill").args([sign, &pid]).status().await.unwrap().success());
    }
}

/// An installation of several processes.
pub struct Cluster {
    /// Replicas of the register.
    pub courts: Vec<Part>,
    /// Replicas of dispatch.
    pub dispatch: Vec<Part>,
    /// Replicas of enforcement.
    pub enforcement: Vec<Part>,
    /// Replicas of investigation.
    pub investigation: Vec<Part>,
    /// Replicas of evidence.
    pub evidence: Vec<Part>,
    /// The gateway.
    pub gateway: Part,
    folder: Option<TempDir>,
    database: Database,
}

impl Cluster {
    /// Starts so many replicas of each service and a gateway before them; `more` goes to every process.
    pub async fn start(database: Database, replicas: usize, more: &[&str]) -> Self {
        Self::of(tempfile::tempdir().unwrap(), database, replicas, more, "http://").await
    }

    /// The same on a folder that is there, the processes reached under this scheme.
    pub async fn of(
        folder: TempDir,
        database: Database,
        replicas: usize,
        more: &[&str],
        scheme: &str,
    ) -> Self {
        let path = folder.path().to_owned();
        let arguments = |given: &[&str]| [given, more].concat().into_iter().map(str::to_owned).collect();
        let urls = |parts: &[Part]| {
            let url = |part: &Part| part.url.replace("http://127.0.0.1", &format!("{scheme}localhost"));
            let plain = |part: &Part| part.url.clone();
            let urls: Vec<_> = if scheme == "http://" {
                parts.iter().map(plain).collect()
            } else {
                parts.iter().map(url).collect()
            };
            urls.join(",")
        };
        let (mut courts, mut dispatch) = (Vec::new(), Vec::new());
        let (mut enforcement, mut investigation) = (Vec::new(), Vec::new());
        for _ in 0..replicas {
            courts.push(Part::start(&path, &database, true, arguments(&["--roles", "courts"])).await);
        }
        let to_courts = urls(&courts);
        for _ in 0..replicas {
            let given = arguments(&["--roles", "dispatch", "--courts", &to_courts]);
            dispatch.push(Part::start(&path, &database, false, given).await);
        }
        let to_dispatch = urls(&dispatch);
        for _ in 0..replicas {
            let given =
                arguments(&["--roles", "enforcement", "--courts", &to_courts, "--dispatch", &to_dispatch]);
            enforcement.push(Part::start(&path, &database, false, given).await);
        }
        let to_enforcement = urls(&enforcement);
        for _ in 0..replicas {
            let given = [
                "--roles",
                "investigation",
                "--courts",
                &to_courts,
                "--enforcement",
                &to_enforcement,
                "--dispatch",
                &to_dispatch,
            ];
            let given = arguments(&given);
            investigation.push(Part::start(&path, &database, false, given).await);
        }
        let to_investigation = urls(&investigation);
        let mut evidence = Vec::new();
        for _ in 0..replicas {
            let given = [
                "--roles",
                "evidence",
                "--courts",
                &to_courts,
                "--dispatch",
                &to_dispatch,
                "--enforcement",
                &to_enforcement,
                "--investigation",
                &to_investigation,
            ];
            evidence.push(Part::start(&path, &database, false, arguments(&given)).await);
        }
        let to_evidence = urls(&evidence);
        let given = arguments(&[
            "--roles",
            "gateway",
            "--courts",
            &to_courts,
            "--dispatch",
            &to_dispatch,
            "--enforcement",
            &to_enforcement,
            "--investigation",
            &to_investigation,
            "--evidence",
            &to_evidence,
        ]);
        let gateway = Part::start(&path, &database, false, given).await;
        ready(&gateway.url).await;
        Self {
            courts,
            dispatch,
            enforcement,
            investigation,
            evidence,
            gateway,
            folder: Some(folder),
            database,
        }
    }

    /// The installation as its users reach it; the cluster keeps the processes. To be taken once.
    pub fn installation(&mut self) -> Installation {
        let folder = self.folder.take().unwrap();
        Installation::through(folder, self.database.clone(), self.gateway.url.clone())
    }

    /// A process by number: the gateway, and those of the services.
    pub fn part(&mut self, number: usize) -> &mut Part {
        let services = self.courts.iter_mut().chain(&mut self.dispatch).chain(&mut self.enforcement);
        let services = services.chain(&mut self.investigation).chain(&mut self.evidence);
        let mut all: Vec<_> = std::iter::once(&mut self.gateway).chain(services).collect();
        all.swap_remove(number % all.len())
    }
}
