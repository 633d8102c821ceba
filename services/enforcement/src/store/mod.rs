//! What is kept. Every reading takes a scope: there is none without.
//!
//! What lists are filtered and sorted by stands in columns; all else is encrypted beside them as one piece, because nothing is
//! looked for in it and most of it is about people.

pub(crate) mod approvals;
pub(crate) mod batches;
pub(crate) mod case_deadlines;
pub(crate) mod case_list;
pub(crate) mod case_notes;
pub(crate) mod cases;
pub(crate) mod controls;
pub(crate) mod indicator_rows;
pub(crate) mod indicator_sums;
pub(crate) mod known_cases;
pub(crate) mod known_tasks;
mod migrations;
pub(crate) mod money;
pub(crate) mod openings;
pub(crate) mod sanctions;
pub(crate) mod search_keys;
pub(crate) mod service_acts;
pub(crate) mod snapshots;
pub(crate) mod stored_record;
pub(crate) mod supervision_cases;
pub(crate) mod supervision_list;
pub(crate) mod supervision_money;
pub(crate) mod supervision_subjects;
pub(crate) mod supervisions;
#[cfg(test)]
mod tests;
pub(crate) mod timeline;
pub(crate) mod unlinked;
pub(crate) mod visits;
mod work;

pub use migrations::Migrator;
pub(crate) use work::{CaseWork, Record};

use kit::{
    domain::refusal::Refusal,
    storage::{Encryption, ScopeColumns, counts::Counts, list::ListOf},
};

use sea_orm::QueryResult;

use crate::domain::{
    batch::Batch,
    money::{
        distribution::Distribution, money_month::MoneyMonth, payout::Payout, payout_file::PayoutFile,
        receipt::Receipt,
    },
    opening::Opening,
};
use stored_record::StoredRecord;

/// The lists of the service. Limits are reckoned from one case, figures from sums.
pub const LISTS: &[ListOf] = &[
    ListOf::led(&case_list::LEADS),
    ListOf::led(&case_deadlines::LEADS),
    ListOf::led(&Receipt::LEADS),
    ListOf::led(&Distribution::LEADS),
    ListOf::led(&Payout::LEADS),
    ListOf::led(&PayoutFile::LEADS),
    ListOf::led(&MoneyMonth::LEADS),
    ListOf::led(&Batch::LEADS),
    ListOf::led(&Opening::LEADS),
    ListOf::led(&sanctions::LEADS),
    ListOf::led(&approvals::LEADS),
    ListOf::led(&supervision_list::LEADS),
    ListOf::led(&snapshots::LEADS),
    ListOf::scanned(indicator_sums::RECORDS, indicator_sums::LED),
    ListOf::of_one(timeline::OF_CASE, "`time desc`", "case"),
    ListOf::of_one(case_notes::REMINDERS.method, "`remind_date`", "person"),
    ListOf::of_one(case_notes::OF_CASE, "`create_time desc`", "case"),
    ListOf::of_one(service_acts::OF_CASE, "`name desc`", "case"),
    ListOf::of_one(money::ledger::OF_RECEIPT, "`posting`, `line`", "receipt"),
    ListOf::of_one(openings::ROWS, "of arrival", "opening"),
    ListOf::no_rows("sharedcourt.enforcement.v1.CaseService.ListCaseDeadlines", "of the law's rules"),
    ListOf::no_rows("sharedcourt.enforcement.v1.IndicatorService.ListIndicators", "of the definitions"),
    ListOf::no_rows(
        "sharedcourt.enforcement.v1.IndicatorService.ListIndicatorDefinitions",
        "of the definitions",
    ),
];

/// What is counted.
pub const COUNTS: &[Counts] = &[case_list::COUNTS, money::receipts::COUNTS, supervision_list::COUNTS];

/// The columns by which a scope sees a row here.
pub(crate) const IN_REGION: ScopeColumns<'static> = ScopeColumns::region("region_code");

pub(crate) use kit::domain::day_number as day;

/// The name of a value as it is stored and filtered.
pub(crate) fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Seals a value as one piece.
pub(crate) fn close(value: &impl serde::Serialize, encryption: &Encryption) -> Result<Vec<u8>, Refusal> {
    encryption.encrypt(&serde_json::to_string(value).map_err(|fault| Refusal::internal(&fault))?)
}

/// Opens what was sealed.
pub(crate) fn open<T: serde::de::DeserializeOwned>(
    sealed: &[u8],
    encryption: &Encryption,
) -> Result<T, Refusal> {
    serde_json::from_str(&encryption.decrypt(sealed)?).map_err(|fault| Refusal::internal(&fault))
}

/// Opens the sealed column of a row.
pub(crate) fn read<T: serde::de::DeserializeOwned>(
    row: &QueryResult,
    encryption: &Encryption,
) -> Result<T, Refusal> {
    open(&row.try_get::<Vec<u8>>("", "sealed")?, encryption)
}
