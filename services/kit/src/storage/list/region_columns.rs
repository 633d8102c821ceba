//! The columns of a region code: county, town and village, so that each is compared by equality and has its own indexes.

use sea_orm::ConnectionTrait;

use super::clause::Clause;
use crate::{
    domain::refusal::Refusal,
    storage::{SqlParams, sql},
};

/// The statements that give a table columns of the region code in another column, for a migration.
#[must_use]
pub fn columns(table: &str, region: &str, columns: &[&str]) -> Vec<String> {
    let length = |column: &str| match column {
        "county" => 6,
        "town" => 9,
        _ => 12,
    };
    let add = |column: &&str| {
        let length = length(column);
        format!(
            "ALTER TABLE {table} ADD COLUMN {column} TEXT GENERATED ALWAYS AS (SUBSTR({region}, 1, {length})) {{computed}}"
        )
    };
    columns.iter().map(add).collect()
}

/// The column that a region code is compared with; `None` for codes above a county.
#[must_use]
pub fn column(code: &str) -> Option<&'static str> {
    match code.len() {
        6 => Some("county"),
        9 => Some("town"),
        12 => Some("village"),
        _ => None,
    }
}

/// A region in its own column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegionPlace {
    /// `county`, `town` or `village`.
    pub column: &'static str,
    /// The code.
    pub code: String,
}

impl RegionPlace {
    /// That a row belongs to it.
    #[must_use]
    pub fn is(&self) -> Clause {
        Clause::equals(self.column, self.code.as_str())
    }
}

/// Where the rows of a region stand in a table that has a column for each size of a region: a county, town or village by itself, a region
/// above them as the counties that the table holds.
pub async fn places(
    connection: &impl ConnectionTrait,
    table: &str,
    code: &str,
) -> Result<Vec<RegionPlace>, Refusal> {
    let codes = match column(code) {
        Some(column) => return Ok(vec![RegionPlace { column, code: code.to_owned() }]),
        None => present(connection, (table, "county"), code).await?,
    };
    Ok(codes.into_iter().map(|code| RegionPlace { column: "county", code }).collect())
}

/// The counties that a column of a table holds at or below a code above them, each found by one step in an index that begins with that
/// column. What belongs to no single county stands under the code that it has.
pub async fn present(
    connection: &impl ConnectionTrait,
    (table, column): (&str, &str),
    code: &str,
) -> Result<Vec<String>, Refusal> {
    let mut params = SqlParams::default();
    let (first, last) = (params.bind(code), params.bind(format!("{code:9<6}")));
    let text = format!(
        "WITH RECURSIVE present(county) AS (
            SELECT MIN({column}) FROM {table} WHERE {column} >= {first}
            UNION ALL
            SELECT (SELECT MIN(t.{column}) FROM {table} t WHERE t.{column} > present.county) FROM present
            WHERE present.county IS NOT NULL)
         SELECT county FROM present WHERE county BETWEEN {first} AND {last} LIMIT 1000"
    );
    let rows = connection.query_all_raw(sql(connection, &text, params.0)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "county")?)).collect()
}
