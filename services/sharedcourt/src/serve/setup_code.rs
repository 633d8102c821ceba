//! The file with the code by which the first administrator sets their password.

use std::{
    fs::{File, Permissions},
    io::Write as _,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use courts::Courts;
use kit::domain::Timestamp;

use crate::error::Failure;

/// Where it lies in a data folder.
pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join("setup-code")
}

/// Leaves the first administrator's code where the owner of the folder alone can read it, and takes it away when it was used.
pub(super) async fn leave(folder: &Path, courts: &Courts) -> Result<(), Failure> {
    let path = path(folder);
    if let Some(code) = courts.first_code(Timestamp::now()).await? {
        let mut options = File::options();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(&path)?;
        file.set_permissions(Permissions::from_mode(0o600))?;
        writeln!(file, "{code}")?;
        file.sync_all()?;
    } else if courts.is_set_up("people/admin").await? && path.exists() {
        std::fs::remove_file(&path)?;
    }
    Ok(())
}
