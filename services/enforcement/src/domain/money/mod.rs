//! Case funds (案款): every fen that arrived is in exactly one place, moves by postings alone, and leaves once.
//!
//! Start with `receipt` (what arrived), then `distribution` (who gets what), `payout` (the payments), `ledger` (the proof) and
//! `money_month` (its close, month by month).

pub mod amount;
pub mod claims;
pub mod clock;
pub mod deferral;
pub mod distribution;
pub mod entitlement;
pub mod entry;
pub mod ledger;
pub mod money_month;
pub mod month;
#[cfg(test)]
mod month_tests;
pub mod payee;
pub mod payout;
pub mod payout_account;
pub mod payout_file;
pub mod payout_file_result;
#[cfg(test)]
mod payout_file_tests;
pub mod payout_file_text;
pub mod payout_reversal;
pub mod proposal;
pub mod purpose;
pub mod receipt;
pub mod receipt_claim;
pub mod receipt_deferral;
pub mod receipt_reversal;
pub mod reconciliation;
pub mod split;
pub mod suggestion;
#[cfg(test)]
mod suggestion_tests;
#[cfg(test)]
mod tests;
