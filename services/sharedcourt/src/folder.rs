//! Where the data and the keys of an installation lie, and that nobody else reads them.

use std::{
    fs::{self, DirBuilder, Permissions},
    io,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use clap::Args;
use kit::{
    access::keys::{self, Keys},
    domain::refusal::Refusal,
    storage::{Location, location::holds_data},
};
use proto::Service;
use rustix::{
    fs::Mode,
    process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask},
};

use crate::error::Failure;

/// Where the data lies unless somebody says otherwise.
pub(crate) const DATA: &str = "sharedcourt-data";

/// The databases of all services.
pub(crate) const DATABASES: [&str; Service::ALL.len()] = {
    let mut names = [""; Service::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = Service::ALL[at].name();
        at += 1;
    }
    names
};

/// For its owner alone.
const OWNER: u32 = 0o700;

/// A data folder, and the key where it does not lie there.
#[derive(Args, Clone)]
#[command(next_help_heading = "installation")]
pub(crate) struct Folder {
    /// The data folder of an installation on this machine; made on the first start, together with its key.
    #[arg(long, global = true, default_value = DATA)]
    data: PathBuf,
    /// The key of the installation, 64 hexadecimal digits, where processes on several machines share it.
    #[arg(long, global = true, hide = true, hide_default_value = true)]
    secret: Option<String>,
}

/// Keeps what this process holds and writes from other users of the machine: files are the owner's alone, and there is no core dump.
pub(crate) fn protect_process() -> io::Result<()> {
    umask(Mode::RWXG | Mode::RWXO);
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

impl Folder {
    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.data
    }

    /// Whether the keys are a setting, and not a file of the folder.
    pub(crate) fn is_given(&self) -> bool {
        self.secret.is_some()
    }

    /// Makes the folder where it is not there, for its owner alone. One that others may read is closed, with what lies in it; one that
    /// can't be closed is refused, but for what holds no rows (`rows` are elsewhere) and is made by a platform.
    pub(crate) fn make(&self, rows: bool) -> Result<(), Failure> {
        DirBuilder::new().recursive(true).mode(OWNER).create(&self.data)?;
        let Err(fault) = close(&self.data) else { return Ok(()) };
        if rows {
            return Err(Failure::Usage(format!(
                "数据目录 {} 对其他用户开放，且无法收回权限（{fault}）。请由目录所有者执行 chmod -R go-rwx 后再启动。\n  \
                 Others may read the data folder and its mode can't be changed; its owner closes it with chmod -R go-rwx.",
                self.data.display()
            )));
        }
        tracing::warn!(folder = %self.data.display(), %fault, "data folder is open to others; it holds no rows");
        Ok(())
    }

    /// Refuses a key that is none.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let given = self.secret.as_deref().map(Keys::parse).transpose();
        given
            .map(|_| ())
            .map_err(|fault| Failure::Usage(format!("密钥无效 (the key can't be used): {fault}")))
    }

    /// The keys; makes one in the folder on the first day, and none where there is data already.
    pub(crate) async fn keys(&self, location: &Location) -> Result<Keys, Failure> {
        if self.lacks_keys()
            && let Some(service) = holds_data(location, &DATABASES).await.map_err(Refusal::from)?
        {
            return Err(Failure::Usage(keys::missing_key(&self.data, &service).to_string()));
        }
        Keys::find(self.secret.as_deref(), &self.data).map_err(|fault| Failure::Usage(fault.to_string()))
    }

    fn lacks_keys(&self) -> bool {
        self.secret.is_none() && !self.data.join(keys::FILE).exists()
    }

    /// The keys of an installation that is there.
    pub(crate) async fn existing_keys(&self, location: &Location) -> Result<Keys, Failure> {
        let keys = self.keys_of_installation();
        match keys {
            Err(_) if self.lacks_keys() => {
                // What to restore, where there is data.
                if let Some(service) = holds_data(location, &DATABASES).await.map_err(Refusal::from)? {
                    return Err(Failure::Usage(keys::missing_key(&self.data, &service).to_string()));
                }
                keys
            }
            keys => keys,
        }
    }

    /// The same for a command that asks no database.
    pub(crate) fn keys_of_installation(&self) -> Result<Keys, Failure> {
        if self.lacks_keys() {
            return Err(Failure::Usage(format!(
                "{} 里没有密钥，请先启动服务或核对 --data (no key there; start the service first, or check --data)",
                self.data.display()
            )));
        }
        Ok(Keys::find(self.secret.as_deref(), &self.data)?)
    }
}

/// Takes the rights of others away from a folder and everything in it.
fn close(path: &Path) -> io::Result<()> {
    let meta = fs::symlink_metadata(path)?;
    if meta.is_symlink() {
        return Ok(());
    }
    let mode = meta.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        fs::set_permissions(path, Permissions::from_mode(mode & OWNER))?;
    } else if meta.is_dir() && mode & OWNER == OWNER {
        // What lies in a closed folder nobody else reaches.
        return Ok(());
    }
    if meta.is_dir() {
        for entry in fs::read_dir(path)? {
            close(&entry?.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_open_to_others_is_closed_with_what_lies_in_it() {
        let place = tempfile::tempdir().unwrap();
        let data = place.path().join("data");
        let inner = data.join("evidence");
        fs::create_dir_all(&inner).unwrap();
        fs::write(data.join("courts.db"), "").unwrap();
        for (path, mode) in [(&data, 0o755), (&inner, 0o755), (&data.join("courts.db"), 0o644)] {
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        }
        let folder = Folder { data: data.clone(), secret: None };
        folder.make(true).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&data), mode(&inner), mode(&data.join("courts.db"))), (0o700, 0o700, 0o600));
    }

    #[tokio::test]
    async fn data_without_its_key_names_what_to_restore() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("dispatch.db"), "rows").unwrap();
        let folder = Folder { data: place.path().to_owned(), secret: None };
        let location = Location::folder(place.path());
        for failure in [folder.keys(&location).await.err(), folder.existing_keys(&location).await.err()] {
            assert!(failure.unwrap().to_string().contains("请从备份恢复"));
        }
        assert!(!place.path().join(keys::FILE).exists());
    }
}
