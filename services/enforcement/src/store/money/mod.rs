//! Money in the database: receipts, plans, payouts and the ledger that proves them.

mod distributions;
pub(crate) mod ledger;
pub(crate) mod months;
pub(crate) mod payout_files;
pub(crate) mod payouts;
pub(crate) mod receipts;
mod verify;
mod verify_files;
mod verify_months;

pub use verify::{Findings, verify_money, verify_money_in};

/// Receipts, plans and payouts are one row each; the ledger has one row for each line, and none is ever changed.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE receipts (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, bank_reference TEXT NOT NULL, state TEXT NOT NULL, case_id TEXT NOT NULL,
        batch_id TEXT NOT NULL, amount_fen BIGINT NOT NULL, arrive_time BIGINT NOT NULL, due_day BIGINT,
        covered_day BIGINT, sealed {bytes} NOT NULL)",
    "CREATE UNIQUE INDEX receipts_by_bank_reference ON receipts (bank_reference)",
    // The newest of all, of a state, of a case, of a batch.
    "CREATE INDEX receipts_by_time ON receipts (create_time, id)",
    "CREATE INDEX receipts_in_state ON receipts (state, create_time, id)",
    "CREATE INDEX receipts_of_case ON receipts (case_id, create_time, id) WHERE case_id <> ''",
    "CREATE INDEX receipts_of_batch ON receipts (batch_id, create_time, id) WHERE batch_id <> ''",
    // By colour: of those that are not settled alone.
    "CREATE INDEX receipts_by_due ON receipts (due_day) WHERE due_day IS NOT NULL",
    "CREATE INDEX receipts_by_cover ON receipts (covered_day) WHERE covered_day IS NOT NULL",
    "CREATE TABLE distributions (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, receipt TEXT NOT NULL, case_id TEXT NOT NULL, state TEXT NOT NULL,
        sealed {bytes} NOT NULL)",
    "CREATE INDEX distributions_by_time ON distributions (create_time, id)",
    "CREATE INDEX distributions_of_receipt ON distributions (receipt, create_time, id)",
    "CREATE INDEX distributions_of_case ON distributions (case_id, create_time, id) WHERE case_id <> ''",
    "CREATE INDEX distributions_in_state ON distributions (state, create_time, id)",
    "CREATE TABLE payouts (
        id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, distribution TEXT NOT NULL, receipt TEXT NOT NULL, case_id TEXT NOT NULL,
        state TEXT NOT NULL, amount_fen BIGINT NOT NULL, bank_reference TEXT, sealed {bytes} NOT NULL)",
    // One movement at the bank is one payment.
    "CREATE UNIQUE INDEX payouts_by_bank_reference ON payouts (bank_reference) WHERE bank_reference IS NOT NULL",
    "CREATE INDEX payouts_by_time ON payouts (create_time, id)",
    "CREATE INDEX payouts_of_distribution ON payouts (distribution, create_time, id)",
    "CREATE INDEX payouts_of_receipt ON payouts (receipt, create_time, id)",
    "CREATE INDEX payouts_of_case ON payouts (case_id, create_time, id) WHERE case_id <> ''",
    "CREATE INDEX payouts_in_state ON payouts (state, create_time, id)",
    "CREATE TABLE ledger (
        receipt TEXT NOT NULL, posting TEXT NOT NULL, line BIGINT NOT NULL, cause TEXT NOT NULL, account TEXT NOT NULL,
        amount_fen BIGINT NOT NULL, at BIGINT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (receipt, posting, line))",
    // What is payable leaves once; the database itself refuses a second time.
    "CREATE UNIQUE INDEX ledger_pays_once ON ledger (account) WHERE cause = 'PAID' AND amount_fen < 0",
    // What came to a case, claimed to it or allocated over its batch.
    "CREATE INDEX ledger_brought ON ledger (account) WHERE cause IN ('CLAIMED', 'UNCLAIMED', 'ALLOCATED')",
];

/// The same of payments.
pub(crate) const REVERSED_PAYOUTS: &[&str] = &[
    "DROP INDEX payouts_by_bank_reference",
    "CREATE UNIQUE INDEX payouts_in_the_books ON payouts (bank_reference) WHERE bank_reference IS NOT NULL AND state <> 'REVERSED'",
];

/// A number of the bank stands once in the books: what was reversed may be entered again.
pub(crate) const REVERSALS: &[&str] = &[
    "DROP INDEX receipts_by_bank_reference",
    "CREATE UNIQUE INDEX receipts_in_the_books ON receipts (bank_reference) WHERE state <> 'REVERSED'",
    "CREATE INDEX receipts_of_reference ON receipts (bank_reference, create_time, id)",
];
