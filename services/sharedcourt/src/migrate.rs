//! `sharedcourt migrate`.

use std::process::ExitCode;

use clap::Args;
use kit::{domain::refusal::Refusal, storage::Location};

use crate::{error::Failure, folder::Folder, serve::Database};

/// Bring the databases of all services up to date, one process at a time, and end. Every service does the same for itself when it
/// starts; before a rolling update it is done once beforehand.
#[derive(Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    database: Database,
}

impl Migrate {
    /// Says which databases are up to date.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let location = Location::new(self.database.url.as_deref(), self.folder.path())?;
        self.folder.make(self.database.url.is_none())?;
        let keys = self.folder.keys(&location).await?;
        courts::migrate(&location, &keys).await.map_err(Refusal::from)?;
        dispatch::migrate(&location, &keys).await.map_err(Refusal::from)?;
        enforcement::migrate(&location, &keys).await.map_err(Refusal::from)?;
        investigation::migrate(&location, &keys).await.map_err(Refusal::from)?;
        evidence::migrate(&location, &keys).await.map_err(Refusal::from)?;
        audit::migrate(&location, &keys).await.map_err(Refusal::from)?;
        let names = [
            courts::NAME,
            dispatch::NAME,
            enforcement::NAME,
            investigation::NAME,
            evidence::NAME,
            audit::NAME,
        ];
        println!("{} 已更新 (up to date)", names.join("、"));
        Ok(ExitCode::SUCCESS)
    }
}
