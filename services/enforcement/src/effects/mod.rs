//! What follows from an act in its unit of work, whatever the trigger: a call, a batch, an opening or a worker.

pub(crate) mod cases;
pub(crate) mod openings;
pub(crate) mod plans;
pub(crate) mod supervision;
