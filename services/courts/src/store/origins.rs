//! From whom sessions and codes came, as columns hold it.

use kit::domain::refusal::Refusal;
use sea_orm::QueryResult;

use crate::domain::{hand::Hand, origin::Origin};

/// The origin in a row.
pub(super) fn origin(row: &QueryResult) -> Result<Origin, Refusal> {
    let hand: String = row.try_get("", "hand")?;
    Ok(Origin { inviter: row.try_get("", "inviter")?, hand: Hand::read(&hand) })
}
