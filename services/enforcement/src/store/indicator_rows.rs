//! What indicators count, and its sums by day and by month.
//!
//! A row is added up under its own region and under every region around it, so that a window of years for a whole county is read
//! in as many rows as it has months (and days at its ends), however many cases there were.

use std::collections::{BTreeMap, BTreeSet};

use kit::{domain::refusal::Refusal, storage::sql};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Value};

use law::identifiers::MOST_FEN;

use crate::domain::{IndicatorRow, indicator::number_of};

/// One row for each thing counted, and its sums.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE measures (
        what TEXT NOT NULL, subject TEXT NOT NULL, facet TEXT NOT NULL, day BIGINT NOT NULL, region_code TEXT NOT NULL,
        amount BIGINT NOT NULL, PRIMARY KEY (what, subject))",
    // The rows behind a figure.
    "CREATE INDEX measures_by_day ON measures (what, day, subject)",
    // The same of a town or a village.
    "CREATE INDEX measures_by_region ON measures (what, region_code, day)",
    // How single values lie: read from the index alone.
    "CREATE INDEX measures_by_amount ON measures (what, day, region_code, amount) WHERE what = 'equity-freeze'",
    // Of a region and all below it: a figure is asked for by one code.
    "CREATE TABLE measure_days (
        region_code TEXT NOT NULL, what TEXT NOT NULL, day BIGINT NOT NULL, facet TEXT NOT NULL,
        number BIGINT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (region_code, what, day, facet))",
    "CREATE TABLE measure_months (
        region_code TEXT NOT NULL, what TEXT NOT NULL, month BIGINT NOT NULL, facet TEXT NOT NULL,
        number BIGINT NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (region_code, what, month, facet))",
];

/// How many digits the codes of a province, a city, a county, a town and a village have.
const LEVELS: [usize; 5] = [2, 4, 6, 9, 12];
/// How many rows are written by one statement.
const AT_ONCE: usize = 200;

/// Counts things. What was counted before is not counted again.
pub(crate) async fn record(tx: &DatabaseTransaction, measured: &[IndicatorRow]) -> Result<(), Refusal> {
    let mut changes = Changes::default();
    add_rows(tx, measured, &mut changes).await?;
    changes.write(tx).await
}

/// Counts things anew: what was counted of the same subjects is taken back first, whatever it was.
pub(crate) async fn correct(tx: &DatabaseTransaction, measured: &[IndicatorRow]) -> Result<(), Refusal> {
    let mut changes = Changes::default();
    // Everybody takes rows in one order, so that nobody waits in a circle.
    let names: BTreeSet<_> = measured.iter().map(|one| (one.what, one.subject.as_str())).collect();
    for (what, subject) in names {
        remove_row(tx, what, subject, &mut changes).await?;
    }
    add_rows(tx, measured, &mut changes).await?;
    changes.write(tx).await
}

/// Takes back what was counted of a subject; says whether there was anything.
pub(crate) async fn withdraw(
    tx: &DatabaseTransaction,
    what: &'static str,
    subject: &str,
) -> Result<bool, Refusal> {
    let mut changes = Changes::default();
    let found = remove_row(tx, what, subject, &mut changes).await?;
    changes.write(tx).await?;
    Ok(found)
}

async fn add_rows(
    tx: &DatabaseTransaction,
    measured: &[IndicatorRow],
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let mut rows = BTreeMap::new();
    for one in measured {
        rows.entry((one.what, one.subject.as_str())).or_insert(one);
    }
    let rows: Vec<&IndicatorRow> = rows.into_values().collect();
    for chunk in rows.chunks(AT_ONCE) {
        let insert = format!(
            "INSERT INTO measures (what, subject, facet, day, region_code, amount) VALUES {}
             ON CONFLICT DO NOTHING RETURNING what, subject",
            places(chunk.len(), 6)
        );
        let values = chunk.iter().flat_map(|one| -> [Value; 6] {
            [
                one.what.into(),
                one.subject.clone().into(),
                one.facet.clone().into(),
                number_of(one.day).into(),
                one.region_code.clone().into(),
                one.amount.into(),
            ]
        });
        let added = tx.query_all_raw(sql(tx, &insert, values.collect())).await?;
        let mut new = BTreeSet::new();
        for row in added {
            new.insert((row.try_get::<String>("", "what")?, row.try_get::<String>("", "subject")?));
        }
        for one in chunk.iter().filter(|one| new.contains(&(one.what.to_owned(), one.subject.clone()))) {
            changes.add(one.what, &one.facet, number_of(one.day), &one.region_code, (1, bounded(one.amount)));
        }
    }
    Ok(())
}

async fn remove_row(
    tx: &DatabaseTransaction,
    what: &'static str,
    subject: &str,
    changes: &mut Changes,
) -> Result<bool, Refusal> {
    let delete =
        "DELETE FROM measures WHERE what = $1 AND subject = $2 RETURNING facet, day, region_code, amount";
    let values = vec![what.into(), subject.to_owned().into()];
    let Some(row) = tx.query_one_raw(sql(tx, delete, values)).await? else { return Ok(false) };
    let (facet, region): (String, String) = (row.try_get("", "facet")?, row.try_get("", "region_code")?);
    let amount: i64 = row.try_get("", "amount")?;
    changes.add(what, &facet, row.try_get("", "day")?, &region, (-1, -bounded(amount)));
    Ok(true)
}

/// What one counted amount adds to a sum: itself, unless it is from before amounts had a bound.
fn bounded(amount: i64) -> i64 {
    amount.clamp(-MOST_SUM, MOST_SUM)
}

/// The largest sum of a day or a month that is added up further. A window has a few thousand of them at most, so what they add up to has
/// room in 64 bits.
const MOST_SUM: i64 = 1_000 * MOST_FEN;

/// A stored sum, within bounds: one that was written when amounts had none breaks no total.
pub(crate) fn within(column: &str) -> String {
    format!(
        "(CASE WHEN {column} > {MOST_SUM} THEN {MOST_SUM} WHEN {column} < -{MOST_SUM} THEN -{MOST_SUM} ELSE {column} END)"
    )
}

/// Region, what, day or month, facet.
type Key = (String, &'static str, i64, String);

/// What the sums change by: how many and how much.
#[derive(Default)]
struct Changes {
    days: BTreeMap<Key, (i64, i64)>,
    months: BTreeMap<Key, (i64, i64)>,
}

impl Changes {
    fn add(&mut self, what: &'static str, facet: &str, day: i64, region: &str, by: (i64, i64)) {
        for around in LEVELS.into_iter().filter_map(|digits| region.get(..digits)) {
            let key = |when| (around.to_owned(), what, when, facet.to_owned());
            for sum in
                [self.days.entry(key(day)).or_default(), self.months.entry(key(day / 100)).or_default()]
            {
                sum.0 = sum.0.saturating_add(by.0);
                sum.1 = sum.1.saturating_add(by.1);
            }
        }
    }

    async fn write(self, tx: &DatabaseTransaction) -> Result<(), Refusal> {
        write(tx, "measure_days", "day", self.days).await?;
        write(tx, "measure_months", "month", self.months).await
    }
}

async fn write(
    tx: &DatabaseTransaction,
    table: &str,
    when: &str,
    changes: BTreeMap<Key, (i64, i64)>,
) -> Result<(), Refusal> {
    // In the order of their keys, so that of two transactions that meet in one row neither waits for the other in another.
    let changes: Vec<_> = changes.into_iter().filter(|(_, by)| *by != (0, 0)).collect();
    for chunk in changes.chunks(AT_ONCE) {
        let upsert = format!(
            "INSERT INTO {table} (region_code, what, {when}, facet, number, amount) VALUES {}
             ON CONFLICT (region_code, what, {when}, facet)
             DO UPDATE SET number = {table}.number + excluded.number, amount = {} + excluded.amount",
            places(chunk.len(), 6),
            within(&format!("{table}.amount"))
        );
        let values = chunk.iter().flat_map(|((region, what, when, facet), (number, amount))| -> [Value; 6] {
            [
                region.clone().into(),
                (*what).into(),
                (*when).into(),
                facet.clone().into(),
                (*number).into(),
                (*amount).into(),
            ]
        });
        tx.execute_raw(sql(tx, &upsert, values.collect())).await?;
    }
    Ok(())
}

/// `($1, $2), ($3, $4)` for so many rows of so many columns.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<_> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}
