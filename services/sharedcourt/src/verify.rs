//! `sharedcourt verify`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kit::store::Location;

use crate::{folder::Folder, told::Failure};

/// Prove what must always be true.
#[derive(Args)]
pub(crate) struct Verify {
    /// What is proved.
    #[arg(value_enum)]
    what: What,
    #[command(flatten)]
    folder: Folder,
    /// The PostgreSQL of the house, where it has one.
    #[arg(long, env = "SHAREDCOURT_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    /// Everything that happened to a task stands in the log, once, and nothing else does.
    Log,
}

impl Verify {
    /// Prints what was looked at and what is wrong; exit code 1 where something is.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let keys = self.folder.existing_keys()?;
        let location = Location::new(self.database.as_deref(), self.folder.path())?;
        let What::Log = self.what;
        let findings = dispatch::verify(&location, &keys).await?;
        for wrong in &findings.wrong {
            println!("✗ {wrong}");
        }
        let (tasks, events, wrong) = (findings.tasks, findings.events, findings.wrong.len());
        println!("任务 {tasks} 项 (tasks)，事件 {events} 条 (events)，问题 {wrong} 处 (wrong)");
        Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
