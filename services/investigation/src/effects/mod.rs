//! What follows from an act beyond its own row, be the act of a call, a consumer or a worker.

pub(crate) mod openings;
pub(crate) mod watches;
