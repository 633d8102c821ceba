//! What is known of a debtor's property and what can be done about it. Pure: no clock, no database, no wire.
//!
//! Start with [`request`] (what a unit is asked for) and [`catalogue`] (what it can be asked for), then [`seizure`] and [`seizure_queue`]
//! (who holds a property and who waits). A `…Draft` is what somebody wrote; its `check` gives the same found to be in order, or
//! every field at fault.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod account;
mod answering;
pub mod area;
pub mod asset;
pub mod case_lookup;
pub mod catalogue;
pub mod citation;
pub mod debtor;
pub mod direction;
pub mod disposal;
pub mod disposal_draft;
pub mod draft;
pub mod duty;
pub mod event_kind;
pub mod feedback;
pub mod freeze;
pub mod lead;
pub mod listing;
mod named;
pub mod opening;
pub mod origin;
pub mod outbound;
pub mod parcel;
pub mod reading;
pub mod request;
pub mod request_import;
pub mod seizure;
pub mod seizure_draft;
pub mod seizure_queue;
pub mod share;
pub mod watch;
pub mod watch_draft;
pub mod webhook;

pub(crate) use named::named;

#[cfg(test)]
mod tests;
