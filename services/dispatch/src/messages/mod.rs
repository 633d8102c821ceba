//! The contract's messages to and from domain types.

pub(crate) mod attempt;
mod device;
pub(crate) mod hand_over;
pub(crate) mod task;

pub use device::{check_attempt, check_decline, check_report};
