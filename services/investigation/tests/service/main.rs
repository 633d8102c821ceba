//! The running service on every database: what a caller gets, and what stays when many call at once.

#![expect(clippy::unwrap_used, reason = "a test ends where its world cannot be built")]

mod debtors;
mod disposal_imports;
mod disposals;
mod freezes;
mod guards;
mod openings;
mod parties;
mod peers;
mod requests;
mod sealed;
mod seizures;
mod watches;
mod webhooks;
mod world;
