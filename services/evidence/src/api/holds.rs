//! Files that are held or let go: each is kept from deletion while that is decided.

use kit::domain::refusal::Refusal;
use sea_orm::DatabaseTransaction;

use super::{Api, unknown};
use crate::{
    domain::digest::Digest,
    store::files::{self, File},
};

impl Api {
    /// A file that is there, kept from whoever would delete it until the transaction ends.
    pub(super) async fn taken(&self, tx: &DatabaseTransaction, digest: Digest) -> Result<File, Refusal> {
        let file = files::take(tx, self.encryption(), digest).await?.ok_or_else(unknown)?;
        match &file.deletion {
            Some(deletion) => Err(deletion.refusal()),
            None => Ok(file),
        }
    }
}
