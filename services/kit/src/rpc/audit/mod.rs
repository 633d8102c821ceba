//! The audit of calls: the layer before every service behind the gateway makes a record of each call and hands it to a sink.

mod layer;
mod origin;
mod record;

use std::sync::Arc;

pub use layer::AuditLayer;
pub use origin::Origin;
pub use record::{Record, line};

use crate::domain::refusal::Refusal;

/// Takes the records of calls and brings them to disk.
#[async_trait::async_trait]
pub trait AuditSink: Send + Sync {
    /// Refuses with AUDIT_UNAVAILABLE what can't be recorded: what would change something while records can't be written, and
    /// everything when no more of them can wait.
    async fn ready(&self, changes: bool) -> Result<(), Refusal>;

    /// Takes a record and does not wait for the disk; waits where the queue is full.
    async fn record(&self, record: Record);

    /// Takes a record where there is room for it; never waits.
    fn try_record(&self, record: Record);

    /// Takes a record and waits until it is on disk. Refused with AUDIT_UNAVAILABLE where it did not come there in time.
    async fn record_durably(&self, record: Record) -> Result<(), Refusal>;
}

/// A sink that is shared by everything that records.
pub type SharedSink = Arc<dyn AuditSink>;
