//! `sharedcourt setup-code`.

use std::{
    fs::{File, TryLockError},
    process::ExitCode,
};

use clap::Args;
use courts::Courts;
use kit::{domain::Timestamp, storage::Location};

use crate::{error::Failure, folder::Folder, serve::Database};

/// Print a new code by which people/admin sets their password and second factor; earlier codes are void. Works on the database itself, for
/// anyone who has the key of the installation: on a cluster for the first administrator, and where the only one lost their phone and
/// recovery codes. On SQLite the service has to be stopped.
#[derive(Args)]
pub(crate) struct SetupCode {
    /// Remove the second factor that people/admin has, and end their sessions.
    #[arg(long)]
    reset: bool,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    database: Database,
}

impl SetupCode {
    /// Writes the code to standard output, and nothing else.
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let location = Location::new(self.database.url.as_deref(), self.folder.path())?;
        let keys = self.folder.existing_keys(&location).await?;
        let _alone = self.lock()?;
        if let Some(code) = Courts::setup_code(&location, &keys, self.reset, Timestamp::now()).await? {
            println!("{code}");
            return Ok(ExitCode::SUCCESS);
        }
        eprintln!(
            "people/admin 已设置密码和动态口令；手机和恢复码都已丢失的，请加 --reset (has a password and a second factor; where phone and \
             recovery codes are lost, say --reset)"
        );
        Ok(ExitCode::from(1))
    }

    /// SQLite has one writer.
    fn lock(&self) -> Result<Option<File>, Failure> {
        if self.database.url.is_some() {
            return Ok(None);
        }
        let file = File::create(self.folder.path().join(format!("{}.lock", courts::NAME)))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(Failure::Usage(format!(
                "{} 的服务正在运行，请先停止 (is being served; stop it first)",
                self.folder.path().display()
            ))),
            Err(TryLockError::Error(fault)) => Err(fault.into()),
        }
    }
}
