//! Reading stored rows so that one damaged row does not take the others with it.
//!
//! A row is damaged where what is encrypted in it can't be decrypted or decoded. A list leaves it out and names it in a log event and a
//! metric; a request for it alone is refused with RECORD_DAMAGED. Nothing that moves money or decides on a case goes past a damaged row.

use sea_orm::QueryResult;

use crate::{
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    telemetry,
};

/// A page of a list.
pub struct Page<T> {
    /// The rows that can be read.
    pub rows: Vec<T>,
    /// The place of the last row, readable or not, where more follow.
    pub next: Option<Vec<String>>,
}

/// A page out of rows of which one more than `limit` was asked for. `place` gives the place of a row in the list; its last part names it.
pub fn page<R, T>(
    table: &'static str,
    mut rows: Vec<R>,
    limit: u64,
    place: impl Fn(&R) -> Result<Vec<String>, Refusal>,
    read: impl Fn(&R) -> Result<T, Refusal>,
) -> Result<Page<T>, Refusal> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = match rows.last() {
        Some(last) if more => Some(place(last)?),
        _ => None,
    };
    let mut readable = Vec::with_capacity(rows.len());
    for row in &rows {
        let name = place(row)?.pop().unwrap_or_default();
        readable.extend(intact(table, &name, read(row)).ok());
    }
    Ok(Page { rows: readable, next })
}

/// What was read of a row, or the refusal for a damaged one, which is named in the log and counted.
pub fn intact<T>(table: &'static str, name: &str, read: Result<T, Refusal>) -> Result<T, Refusal> {
    read.map_err(|fault| {
        tracing::error!(table, record = name, reason = fault.reason(), "a stored record is damaged");
        telemetry::damaged_record(table);
        damaged()
    })
}

/// The same for a row with a column that names it.
pub fn one<T>(
    (table, column): (&'static str, &str),
    row: &QueryResult,
    read: impl FnOnce(&QueryResult) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let name: String = row.try_get("", column)?;
    intact(table, &name, read(row))
}

/// Those of some rows that can be read.
pub fn readable<T>(
    of: (&'static str, &str),
    rows: &[QueryResult],
    read: impl Fn(&QueryResult) -> Result<T, Refusal>,
) -> Vec<T> {
    rows.iter().filter_map(|row| one(of, row, &read).ok()).collect()
}

/// The refusal for a damaged record.
fn damaged() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::RECORD_DAMAGED,
        "这条记录的存储内容已损坏，无法读取。请联系管理员用备份核对恢复。",
        "What is stored of this record is damaged and can't be read. The administrator restores it from a backup.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_row_is_left_out_and_does_not_end_the_list() {
        let read = |row: &i32| if row % 3 == 0 { Err(Refusal::internal(&"broken")) } else { Ok(*row) };
        let place = |row: &i32| Ok(vec![row.to_string()]);
        let first = page("numbers", (1..=4).collect(), 3, place, read).unwrap();
        assert_eq!((first.rows, first.next), (vec![1, 2], Some(vec!["3".to_owned()])), "the last of a page");
        let last = page("numbers", vec![4, 5, 6], 3, place, read).unwrap();
        assert_eq!((last.rows, last.next), (vec![4, 5], None));
        assert_eq!(intact("numbers", "3", read(&3)).unwrap_err().reason(), "RECORD_DAMAGED");
    }
}
