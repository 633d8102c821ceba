//! Statements with many values.

use kit::storage::{SqlParams, sql};
use sea_orm::{ConnectionTrait, DbErr, Value};

/// Rows in one statement; times the widest table it stays far below what either database takes.
const CHUNK: usize = 500;

/// Inserts rows: `head` up to VALUES, `tail` what to do where a row is there already.
pub(super) async fn insert(
    connection: &impl ConnectionTrait,
    head: &str,
    rows: Vec<Vec<Value>>,
    tail: &str,
) -> Result<(), DbErr> {
    let mut rows = rows.into_iter();
    loop {
        let mut params = SqlParams::default();
        let tuples: Vec<String> = rows.by_ref().take(CHUNK).map(|row| params.list(row)).collect();
        if tuples.is_empty() {
            return Ok(());
        }
        let text = format!("{head} VALUES {} {tail}", tuples.join(", "));
        connection.execute_raw(sql(connection, &text, params.0)).await?;
    }
}
