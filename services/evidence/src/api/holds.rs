//! Files that are held or released: each is kept from deletion while that is decided.

use kit::domain::refusal::Refusal;
use sea_orm::DatabaseTransaction;

use super::{Api, unknown};
use crate::{
    domain::digest::Digest,
    store::files::{self, File},
};

impl Api {
    /// A file that is there, locked against deletion until the transaction ends.
    pub(super) async fn taken(&self, tx: &DatabaseTransaction, digest: Digest) -> Result<File, Refusal> {
        let file = files::lock_for_update(tx, self.encryption(), digest).await?.ok_or_else(unknown)?;
        match &file.deletion {
            Some(deletion) => Err(deletion.refusal()),
            None => Ok(file),
        }
    }
}
