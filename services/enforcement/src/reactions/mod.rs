//! What happens without anybody asking.

pub(crate) mod supervision;
