//! Where the data and the key of an installation lie.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
};

use clap::Args;
use kit::keys::Keys;

use crate::{client::DATA, told::Failure};

/// A data folder, and the key where it does not lie there.
#[derive(Args, Clone)]
#[command(next_help_heading = "house")]
pub(crate) struct Folder {
    /// The data folder of a house on this machine; made on the first start, together with its key.
    #[arg(long, global = true, default_value = DATA)]
    data: PathBuf,
    /// The key of the installation, 64 hexadecimal digits, where processes on several machines share it.
    #[arg(long, global = true, hide = true, hide_default_value = true)]
    secret: Option<String>,
}

impl Folder {
    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.data
    }

    /// Makes the folder where it is not there, for its owner alone.
    pub(crate) fn make(&self) -> std::io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.data)
    }

    /// Refuses a key that is none.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let given = self.secret.as_deref().map(Keys::from_hex).transpose();
        given
            .map(|_| ())
            .map_err(|fault| Failure::Usage(format!("密钥无效 (the key can't be used): {fault}")))
    }

    /// The key; makes one in the folder on the first day.
    pub(crate) fn keys(&self) -> Result<Keys, Failure> {
        Ok(Keys::find(self.secret.as_deref(), &self.data)?)
    }

    /// The key of a house that is there.
    pub(crate) fn existing_keys(&self) -> Result<Keys, Failure> {
        if self.secret.is_none() && !self.data.join("secret.key").exists() {
            return Err(Failure::Usage(format!(
                "{} 里没有密钥，请先启动服务或核对 --data (no key there; start the house first, or check --data)",
                self.data.display()
            )));
        }
        self.keys()
    }
}
