//! What evidence does when another service's log says something: what cites files is noted, and attempts and acts of service become
//! leaves.

mod acts;
mod log_health;
mod requests;
mod tasks;

pub(crate) use acts::Acts;
pub(crate) use log_health::{LogHealth, LogsHealth};
pub(crate) use requests::Requests;
pub(crate) use tasks::Tasks;

use prost::Message;
use sha2::{Digest as _, Sha256};

use crate::domain::digest::Digest;

/// The digest of what another service emitted.
fn digest(record: &impl Message) -> Digest {
    Digest::of(Sha256::digest(record.encode_to_vec()).into())
}
