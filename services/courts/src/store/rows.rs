//! Statements with many values.

use kit::store::sql;
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
        let mut bind = Bind::default();
        let tuples: Vec<String> = rows.by_ref().take(CHUNK).map(|row| bind.list(row)).collect();
        if tuples.is_empty() {
            return Ok(());
        }
        let text = format!("{head} VALUES {} {tail}", tuples.join(", "));
        connection.execute_raw(sql(connection, &text, bind.0)).await?;
    }
}

/// The values of a statement, in the order of their places.
#[derive(Default)]
pub(super) struct Bind(pub(super) Vec<Value>);

impl Bind {
    /// Takes a value and gives its place.
    pub(super) fn one(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// Takes values and gives their places in parentheses.
    pub(super) fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let places: Vec<String> = values.into_iter().map(|value| self.one(value)).collect();
        format!("({})", places.join(", "))
    }
}
