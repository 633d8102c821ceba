//! The running service on every database: what a caller gets, and what stays when many call at once.

#![expect(clippy::unwrap_used, reason = "a test ends where its world cannot be built")]

mod amounts;
mod approvals;
mod bank_list;
mod batches;
mod beside;
mod books;
mod case_notes;
mod cases;
mod damaged;
mod drafts;
mod guards;
mod imports;
mod money;
mod money_months;
mod openings;
mod payout_files;
mod payout_reversals;
mod peoples_courts;
mod register;
mod search;
mod separation;
mod till;
mod world;
