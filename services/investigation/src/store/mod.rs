//! What is kept. Every reading takes a [`kit::access::Scope`]: there is none without.
//!
//! [`stored_record`] says how a thing lies in its row and [`list`] how a list is read; a file for each kind of thing names its columns.
//! What it costs: a thing is one row; a list is one query whatever its length; each filter has its index.

pub(crate) mod debtors;
pub(crate) mod disposals;
pub(crate) mod list;
mod migrations;
pub(crate) mod openings;
#[cfg(test)]
mod plans;
pub(crate) mod requests;
pub(crate) mod seizures;
#[cfg(test)]
mod speed;
pub(crate) mod stored_record;
pub(crate) mod unlinked;
pub(crate) mod watches;
pub(crate) mod webhooks;

pub use migrations::Migrator;

use kit::storage::{counts::Counts, list::ListOf};

/// The lists of the service. Units and their matters are held in memory.
pub const LISTS: &[ListOf] = &[
    ListOf::led(&list::OF_REQUESTS),
    ListOf::led(&list::OF_SEIZURES),
    ListOf::led(&list::OF_DUTIES),
    ListOf::led(&list::OF_DEBTORS),
    ListOf::led(&list::OF_LEADS),
    ListOf::led(&list::OF_ASSETS),
    ListOf::led(&list::OF_WATCHES),
    ListOf::led(&list::OF_DISPOSALS),
    ListOf::led(&list::OF_OPENINGS),
    ListOf::of_one(openings::ROWS, "`source_file`, `source_line`", "opening"),
    ListOf::no_rows("sharedcourt.investigation.v1.UnitService.ListUnits", "of the catalogue"),
    ListOf::no_rows(MATTERS, "of the catalogue"),
];

/// What is counted.
pub const COUNTS: &[Counts] = &[requests::COUNTS];

/// The list of what units do.
pub(crate) const MATTERS: &str = "sharedcourt.investigation.v1.UnitService.ListMatters";
