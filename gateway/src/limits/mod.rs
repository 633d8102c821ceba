//! How much may run at a time, how often one may call, and when a body ends.

pub(crate) mod body_timeout;
pub(crate) mod concurrency;
pub(crate) mod in_flight;
pub(crate) mod rate;
