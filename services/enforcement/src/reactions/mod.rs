//! What happens without anybody asking.

pub(crate) mod courts;
mod disposals;
mod investigation;
pub(crate) mod openings;
pub(crate) mod supervision;
mod tasks;

pub(crate) use investigation::Investigation;
pub(crate) use tasks::Tasks;
