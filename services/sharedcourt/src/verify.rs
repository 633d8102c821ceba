//! `sharedcourt verify`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use kit::{refusal::Refusal, store::Location};

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
    /// Every record of a call stands in its chain as it was written, and none is missing.
    Audit,
    /// Everything that happened to a task stands in the log, once, and nothing else does.
    Log,
    /// Every fen that arrived is in exactly one place, and nothing was paid twice.
    Money,
}

impl Verify {
    /// Prints what was looked at and what is wrong; exit code 1 where something is.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let keys = self.folder.existing_keys()?;
        let location = Location::new(self.database.as_deref(), self.folder.path())?;
        let (said, wrong) = match self.what {
            What::Audit => {
                let found = kit::audit::verify(&location, self.folder.path(), &keys).await;
                let found = found.map_err(Refusal::from)?;
                let said = format!("审计链 {} 条 (chains)，记录 {} 条 (records)", found.chains, found.records);
                (said, found.wrong)
            }
            What::Log => {
                let found = dispatch::verify(&location, &keys).await?;
                let said = format!("任务 {} 项 (tasks)，事件 {} 条 (events)", found.tasks, found.events);
                (said, found.wrong)
            }
            What::Money => {
                let found = enforcement::verify_money(&location, &keys).await?;
                let said = format!(
                    "案款 {} 笔 (receipts)，付款 {} 笔 (payouts)，分录 {} 条 (entries)，到账 {} 分 (fen in)，已付 {} 分 (fen out)",
                    found.receipts, found.payouts, found.entries, found.arrived_fen, found.paid_fen
                );
                (said, found.wrong)
            }
        };
        for wrong in &wrong {
            println!("✗ {wrong}");
        }
        println!("{said}，问题 {} 处 (wrong)", wrong.len());
        Ok(if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
