//! The service as its callers meet it, on both databases.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

mod field;
mod left_behind;
mod log;
mod packets;
mod papers;
mod quota;
mod retention;
mod sending;
mod telephone;
mod visits;
mod world;
