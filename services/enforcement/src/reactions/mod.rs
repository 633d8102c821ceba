//! What happens without anybody asking.

pub(crate) mod supervision;
mod tasks;

pub(crate) use tasks::Tasks;
