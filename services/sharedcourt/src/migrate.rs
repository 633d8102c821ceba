//! `sharedcourt migrate`.

use std::process::ExitCode;

use clap::Args;
use kit::{access::keys::Keys, domain::refusal::Refusal, storage::Location};
use proto::Service;

use crate::{
    error::Failure,
    folder::{DATABASES, Folder},
    serve::Database,
};

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
        for service in Service::ALL {
            migrate(service, &location, &keys).await?;
        }
        println!("{} 已更新 (up to date)", DATABASES.join("、"));
        Ok(ExitCode::SUCCESS)
    }
}

async fn migrate(service: Service, location: &Location, keys: &Keys) -> Result<(), Refusal> {
    let migrated = match service {
        Service::Courts => courts::migrate(location, keys).await,
        Service::Dispatch => dispatch::migrate(location, keys).await,
        Service::Enforcement => enforcement::migrate(location, keys).await,
        Service::Investigation => investigation::migrate(location, keys).await,
        Service::Evidence => evidence::migrate(location, keys).await,
        Service::Audit => audit::migrate(location, keys).await,
    };
    Ok(migrated?)
}
