//! What happens without anybody asking.

mod tasks;

pub(crate) use tasks::Tasks;
