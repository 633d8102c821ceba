//! What indicators count, and its sums by day.

use std::collections::{BTreeMap, HashSet};

use kit::{refusal::Refusal, store::sql};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};

use super::Bind;
use crate::domain::Measured;

/// One row for each thing counted, and one for each day, so that a window of years is read in as many rows as it has days.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE measures (
        what TEXT NOT NULL, subject TEXT NOT NULL, facet TEXT NOT NULL, day BIGINT NOT NULL, region_code TEXT NOT NULL,
        amount BIGINT NOT NULL, PRIMARY KEY (what, subject))",
    // The rows behind a figure.
    "CREATE INDEX measures_by_day ON measures (what, day, subject)",
    "CREATE TABLE measure_days (
        what TEXT NOT NULL, day BIGINT NOT NULL, facet TEXT NOT NULL, region_code TEXT NOT NULL,
        number BIGINT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (what, day, facet, region_code))",
];

/// How many rows are written by one statement.
const AT_ONCE: usize = 200;

/// Counts things. What was counted before is not counted again.
pub(crate) async fn record(tx: &DatabaseTransaction, measured: &[Measured]) -> Result<(), Refusal> {
    // In the order of the key: two calls that count for the same day wait for each other and never for one another's rows.
    let mut sums: BTreeMap<(&str, i64, &str, &str), (i64, i64)> = BTreeMap::new();
    for some in measured.chunks(AT_ONCE) {
        let mut bind = Bind::default();
        let rows: Vec<String> = some
            .iter()
            .map(|one| {
                let places = [
                    bind.one(one.what),
                    bind.one(one.subject.clone()),
                    bind.one(one.facet.clone()),
                    bind.one(super::day(one.day)),
                    bind.one(one.region_code.clone()),
                    bind.one(one.amount),
                ];
                format!("({})", places.join(", "))
            })
            .collect();
        let insert = format!(
            "INSERT INTO measures (what, subject, facet, day, region_code, amount) VALUES {}
             ON CONFLICT DO NOTHING RETURNING what, subject",
            rows.join(", ")
        );
        let mut new: HashSet<(String, String)> = HashSet::new();
        for row in tx.query_all_raw(sql(tx, &insert, bind.0)).await? {
            new.insert((row.try_get("", "what")?, row.try_get("", "subject")?));
        }
        for one in some {
            if new.remove(&(one.what.to_owned(), one.subject.clone())) {
                let key = (one.what, super::day(one.day), one.facet.as_str(), one.region_code.as_str());
                let sum = sums.entry(key).or_default();
                *sum = (sum.0 + 1, sum.1.saturating_add(one.amount));
            }
        }
    }
    add_up(tx, &sums.into_iter().collect::<Vec<_>>()).await
}

/// What a sum is of, and how many and how much.
type Sum<'a> = ((&'a str, i64, &'a str, &'a str), (i64, i64));

async fn add_up(tx: &DatabaseTransaction, sums: &[Sum<'_>]) -> Result<(), Refusal> {
    for some in sums.chunks(AT_ONCE) {
        let mut bind = Bind::default();
        let rows: Vec<String> = some
            .iter()
            .map(|((what, day, facet, region), (number, amount))| {
                let places = [
                    bind.one(*what),
                    bind.one(*day),
                    bind.one(*facet),
                    bind.one(*region),
                    bind.one(*number),
                    bind.one(*amount),
                ];
                format!("({})", places.join(", "))
            })
            .collect();
        let add = format!(
            "INSERT INTO measure_days (what, day, facet, region_code, number, amount) VALUES {}
             ON CONFLICT (what, day, facet, region_code)
             DO UPDATE SET number = measure_days.number + excluded.number, amount = measure_days.amount + excluded.amount",
            rows.join(", ")
        );
        tx.execute_raw(sql(tx, &add, bind.0)).await?;
    }
    Ok(())
}
