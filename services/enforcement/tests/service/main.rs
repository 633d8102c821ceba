//! The running service on every database: what a caller gets, and what stays when many call at once.

#![expect(clippy::unwrap_used, reason = "a test ends where its world cannot be built")]

mod batches;
mod beside;
mod books;
mod cases;
mod money;
mod till;
mod world;
