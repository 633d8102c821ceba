//! Compares the sums with the rows.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait as _, IsolationLevel, TransactionTrait as _};

use super::Counts;
use crate::{
    domain::refusal::Refusal,
    storage::{Store, sql, verify::Findings},
};

/// Counts the rows of each list anew and names the sums that differ.
pub async fn verify(store: &Store, counts: &[Counts]) -> Result<Findings, Refusal> {
    let mut findings = Findings::default();
    // What is read of one moment, whatever is written meanwhile.
    let isolation = store.is_postgres().then_some(IsolationLevel::RepeatableRead);
    let tx = store.read().begin_with_config(isolation, None).await?;
    for counts in counts {
        let mut differences: BTreeMap<(String, String, String), i64> = BTreeMap::new();
        let there = format!(
            "SELECT {0} AS dimensions, COUNT(*) AS number FROM {1} GROUP BY {0}",
            counts.expression(""),
            counts.table
        );
        let changes = format!(
            "SELECT dimensions, -number AS number FROM count_changes WHERE list = '{}'",
            counts.table
        );
        for text in [there, changes] {
            for row in tx.query_all_raw(sql(&tx, &text, vec![])).await? {
                let (dimensions, number): (String, i64) =
                    (row.try_get("", "dimensions")?, row.try_get("", "number")?);
                for (lead, value, kept) in counts.sums_of(&dimensions) {
                    *differences.entry((lead.to_owned(), value, kept)).or_default() += number;
                }
            }
        }
        let sums =
            format!("SELECT lead, value, dimensions, number FROM counts WHERE list = '{}'", counts.table);
        for row in tx.query_all_raw(sql(&tx, &sums, vec![])).await? {
            let number: i64 = row.try_get("", "number")?;
            let key = (row.try_get("", "lead")?, row.try_get("", "value")?, row.try_get("", "dimensions")?);
            *differences.entry(key).or_default() -= number;
            findings.looked_at += 1;
        }
        for ((lead, value, _), difference) in differences.into_iter().filter(|(_, number)| *number != 0) {
            findings.wrong(format!(
                "{} {lead} {value}: 计数与记录相差 {difference} (the kept count is {difference} off its rows)",
                counts.table
            ));
        }
    }
    tx.commit().await?;
    Ok(findings)
}
