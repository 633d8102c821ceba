//! `sharedcourt clock`: whether the time of day is believed.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Location, clock},
};

use crate::{error::Failure, folder::Folder, keys::stores, serve::Database};

/// Whether the clock is believed, by which evidence is deleted and tasks expire.
#[derive(Args)]
pub(crate) struct Clock {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, Subcommand)]
enum Action {
    /// Compare it with the latest time that was believed and with the database's clock; exit code 1 where it is in doubt.
    Status,
    /// Say that it is right: deletion and expiry go on. Look at it first.
    Confirm,
}

impl Clock {
    /// Prints what was found.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let location = Location::new(self.database.url.as_deref(), self.folder.path())?;
        let keys = self.folder.existing_keys(&location).await?;
        let mut doubts = 0;
        for store in stores(&location, &keys).await? {
            let now = Timestamp::now();
            if matches!(self.action, Action::Confirm) {
                clock::confirm(&store, now).await.map_err(Refusal::from)?;
            }
            match clock::examine(&store, now).await.map_err(Refusal::from)? {
                None => println!("✓ {}  {now}", store.service()),
                Some(doubt) => {
                    doubts += 1;
                    println!("✗ {}  {now} 存疑 ({doubt})", store.service());
                }
            }
        }
        Ok(if doubts == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}
