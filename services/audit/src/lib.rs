//! The record of every call: who, as what, from where, which method on which resources, and what came of it.
//!
//! Records stand in **chains**. Each run of a gateway process has a chain of its own, so no two processes ever
//! write to one, whatever the database, and a chain can't fork. A record holds the digest of the one before. The chains
//! themselves stand in a signed list, each entry bound to the one before it. After every batch the head of the chain is signed
//! and kept in three places: in the database, in a file of the data folder, and (within half a minute) in the databases of the
//! services, so that who cuts records off the end, or removes the audit whole, has to reach all of them.
//!
//! What is promised: **an acknowledged mutation has its record on disk**. The answer to a mutation waits for the batch that holds
//! its record; reads and refusals do not wait, and at a sudden end the last of them (at most [`QUEUE`]) may be missing. While
//! records can't be written, mutations are refused before they are carried out (`AUDIT_UNAVAILABLE`); one that was carried out in
//! that moment is answered the same way, and when it is sent again with its request id it is answered from what was kept, with a
//! record. A mutation that was carried out but never acknowledged, because the process died between, may be without a record; it
//! stands in its service's log.

mod api;
mod chain;
mod head_copies;
mod list;
#[cfg(test)]
mod plans;
mod record;
mod store;
mod strangers;
#[cfg(test)]
mod tests;
mod verify;

pub use api::peer;
pub use chain::{Auditor, QUEUE};
pub use list::LISTS;
pub use store::Migrator;
pub use verify::{Found, verify};

/// The name of the store: of its file and of its schema.
pub const NAME: &str = kit::storage::AUDIT;

/// Brings the database up to date and does nothing else.
pub async fn migrate(
    location: &kit::storage::Location,
    keys: &kit::access::keys::Keys,
) -> Result<(), sea_orm::DbErr> {
    kit::storage::Store::open::<Migrator>(location, NAME, keys).await?.close().await
}
