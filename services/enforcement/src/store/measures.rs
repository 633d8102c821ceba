//! What indicators count, and its sums by day.

use kit::{refusal::Refusal, store::sql};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};

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

/// Counts things. What was counted before is not counted again.
pub(crate) async fn record(tx: &DatabaseTransaction, measured: &[Measured]) -> Result<(), Refusal> {
    for one in measured {
        let insert = "INSERT INTO measures (what, subject, facet, day, region_code, amount) VALUES ($1, $2, $3, $4, $5, $6)
                      ON CONFLICT DO NOTHING";
        let values = vec![
            one.what.into(),
            one.subject.clone().into(),
            one.facet.clone().into(),
            super::day(one.day).into(),
            one.region_code.clone().into(),
            one.amount.into(),
        ];
        if tx.execute_raw(sql(tx, insert, values)).await?.rows_affected() == 0 {
            continue;
        }
        let add = "INSERT INTO measure_days (what, day, facet, region_code, number, amount) VALUES ($1, $2, $3, $4, 1, $5)
                   ON CONFLICT (what, day, facet, region_code)
                   DO UPDATE SET number = measure_days.number + 1, amount = measure_days.amount + excluded.amount";
        let values = vec![
            one.what.into(),
            super::day(one.day).into(),
            one.facet.clone().into(),
            one.region_code.clone().into(),
            one.amount.into(),
        ];
        tx.execute_raw(sql(tx, add, values)).await?;
    }
    Ok(())
}
