//! A list as a file: every list of the contract can be asked for as CSV or as a workbook, by the same address and query, with the media
//! type in `Accept`. The list is read page by page as its caller would read it, so that scope, redaction, limits and audit are those of
//! the list; the columns are the fields of its rows by their labels.
//!
//! The file is whole before its first byte goes out: what fails on the way is a refusal and never half a file, and the headers say how many
//! rows it holds and whether rows were left out. Its memory is bounded by rows, by text and by how many are made at a time.

mod answer;
mod cell;
mod cells;
mod columns;
mod csv_text;
mod format;
mod import_columns;
mod list;
mod progress;
mod reading;
mod workbook;

use std::time::Duration;

use cell::Cell;
pub(crate) use format::{Asked, Format};
pub(crate) use list::List;
pub(crate) use reading::Export;

/// The longest that the reading of a list may take.
pub(crate) const LONGEST: Duration = Duration::from_mins(5);
/// How many rows the file holds.
pub(crate) const ROWS_HEADER: &str = "x-export-rows";
/// `?1` where the list has more rows than the file.
pub(crate) const TRUNCATED_HEADER: &str = "x-export-truncated";

/// What was read of a list.
#[derive(Debug)]
struct Table {
    /// What the list holds.
    title: String,
    headings: Vec<String>,
    rows: Vec<Vec<Cell>>,
    /// The list has more rows.
    truncated: bool,
}
