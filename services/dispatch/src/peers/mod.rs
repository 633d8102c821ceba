//! The services that dispatch calls.

mod courts;
mod evidence;

pub(crate) use courts::Register;
pub(crate) use evidence::{Files, Statuses};
