//! Statements that both databases read, and their parameters.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};

use crate::domain::refusal::Refusal;

/// The parameters of a statement while it is written.
#[derive(Clone, Debug, Default)]
pub struct SqlParams(pub Vec<Value>);

impl SqlParams {
    /// Adds a value; its place, for example `$3`.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// Adds values; their places in parentheses.
    pub fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let places: Vec<_> = values.into_iter().map(|value| self.bind(value)).collect();
        format!("({})", places.join(", "))
    }

    /// That a column holds a region code that begins with a code. Codes are digits, whose order is the same under every collation: a code
    /// with nines up to twelve digits ends its range.
    pub fn region(&mut self, column: &str, code: &str) -> String {
        let (first, last) = (self.bind(code), self.bind(format!("{code:9<12}")));
        format!("{column} BETWEEN {first} AND {last}")
    }
}

/// That one of the conditions holds; none admits nothing.
#[must_use]
pub fn any_of(either: &[String]) -> String {
    if either.is_empty() { "1 = 0".to_owned() } else { format!("({})", either.join(" OR ")) }
}

/// A statement in the dialect of a connection: written once with `$1`, `$2`, which both databases read.
#[must_use]
pub fn sql(connection: &impl ConnectionTrait, text: &str, values: Vec<sea_orm::Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), text, values)
}

/// The end of a SELECT whose rows stay locked until the commit. SQLite has one writer and needs none.
#[must_use]
pub fn for_update(connection: &impl ConnectionTrait) -> &'static str {
    if connection.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" }
}

/// Writes one row that is there; an internal error where the statement touches none or several.
pub async fn update_one(tx: &DatabaseTransaction, text: &str, values: Vec<Value>) -> Result<(), Refusal> {
    expect_one(tx.execute_raw(sql(tx, text, values)).await?.rows_affected())
}

/// An internal error where a write that was to touch one row touched none or several.
pub fn expect_one(touched: u64) -> Result<(), Refusal> {
    if touched == 1 { Ok(()) } else { Err(Refusal::internal(&format!("a write touched {touched} rows"))) }
}

/// Runs the statements of a migration in the dialect of its database: `{serial}`, `{bytes}`, `{xid}` and `{computed}` stand for what the
/// two write differently.
pub async fn run_ddl(connection: &impl ConnectionTrait, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        connection.execute_unprepared(&in_dialect(connection, statement)).await?;
    }
    Ok(())
}

/// The same for statements that are made.
pub async fn run_ddl_owned(connection: &impl ConnectionTrait, statements: &[String]) -> Result<(), DbErr> {
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    run_ddl(connection, &statements).await
}

fn in_dialect(connection: &impl ConnectionTrait, statement: &str) -> String {
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let words = if postgres {
        [
            ("{serial}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            ("{bytes}", "BYTEA"),
            ("{xid}", "(pg_current_xact_id()::text::bigint)"),
            ("{computed}", "STORED"),
        ]
    } else {
        [
            ("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
            ("{bytes}", "BLOB"),
            ("{xid}", "0"),
            ("{computed}", "VIRTUAL"),
        ]
    };
    words.iter().fold(statement.to_owned(), |statement, (word, means)| statement.replace(word, means))
}
