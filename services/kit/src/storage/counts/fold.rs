//! Adds changes to the sums.

use std::{collections::BTreeMap, time::Duration};

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, Value};

use super::Counts;
use crate::{
    domain::refusal::Refusal,
    storage::{SqlParams, Store, sql},
};

/// How often changes are folded.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// How many changes are folded in one commit.
const AT_ONCE: usize = 2_000;
/// How many sums one statement writes.
const WRITTEN_AT_ONCE: usize = 200;

/// Folds beside the service, until it is dropped. Several processes may do so at once: each takes other changes.
pub async fn keep_folded(store: Store, counts: &'static [Counts]) {
    loop {
        if let Err(refusal) = fold(&store, counts).await {
            tracing::warn!(%refusal, "counts not folded; retrying");
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// Adds every change that is there to the sums.
pub async fn fold(store: &Store, counts: &[Counts]) -> Result<(), Refusal> {
    loop {
        // Where nothing changed, nobody waits for a writer.
        let mut params = SqlParams::default();
        let any =
            format!("SELECT seq FROM count_changes WHERE list IN {} LIMIT 1", lists(counts, &mut params));
        if store.read().query_one_raw(sql(store.read(), &any, params.0)).await?.is_none() {
            return Ok(());
        }
        let tx = store.begin().await?;
        let folded = fold_some(&tx, counts).await?;
        tx.commit().await?;
        if folded < AT_ONCE {
            return Ok(());
        }
    }
}

/// The lists whose changes are folded here; of others a later version knows.
fn lists(counts: &[Counts], params: &mut SqlParams) -> String {
    params.list(counts.iter().map(|counts| counts.table))
}

async fn fold_some(tx: &DatabaseTransaction, counts: &[Counts]) -> Result<usize, Refusal> {
    let lock = sql::for_update(tx);
    let skip = if lock.is_empty() { "" } else { " SKIP LOCKED" };
    let mut params = SqlParams::default();
    let lists = lists(counts, &mut params);
    let take = format!(
        "DELETE FROM count_changes WHERE seq IN (
            SELECT seq FROM count_changes WHERE list IN {lists} ORDER BY seq LIMIT {AT_ONCE}{lock}{skip})
         RETURNING list, dimensions, number"
    );
    let rows = tx.query_all_raw(sql(tx, &take, params.0)).await?;
    let mut changes: BTreeMap<(String, &'static str, String, String), i64> = BTreeMap::new();
    for row in &rows {
        let (list, dimensions): (String, String) = (row.try_get("", "list")?, row.try_get("", "dimensions")?);
        let number: i64 = row.try_get("", "number")?;
        let of = counts.iter().find(|counts| counts.table == list);
        for (lead, value, kept) in of.map(|counts| counts.sums_of(&dimensions)).unwrap_or_default() {
            *changes.entry((list.clone(), lead, value, kept)).or_default() += number;
        }
    }
    // In the order of their keys, so that of two processes that meet in one sum neither waits for the other in another.
    let changes: Vec<_> = changes.into_iter().filter(|(_, number)| *number != 0).collect();
    for some in changes.chunks(WRITTEN_AT_ONCE) {
        let mut params = SqlParams::default();
        let rows: Vec<_> = some
            .iter()
            .map(|((list, lead, value, kept), number)| {
                let values: [Value; 5] = [
                    list.clone().into(),
                    (*lead).into(),
                    value.clone().into(),
                    kept.clone().into(),
                    (*number).into(),
                ];
                params.list(values)
            })
            .collect();
        let upsert = format!(
            "INSERT INTO counts (list, lead, value, dimensions, number) VALUES {}
             ON CONFLICT (list, lead, value, dimensions) DO UPDATE SET number = counts.number + excluded.number",
            rows.join(", ")
        );
        tx.execute_raw(sql(tx, &upsert, params.0)).await?;
    }
    // Sums of limits that are over and of states that are left: a row was locked above or is nobody's.
    for counts in counts {
        let used_up = format!(
            "DELETE FROM counts WHERE (list, lead, value, dimensions) IN (
                SELECT list, lead, value, dimensions FROM counts WHERE list = $1 AND number = 0{lock}{skip})"
        );
        tx.execute_raw(sql(tx, &used_up, vec![counts.table.into()])).await?;
    }
    Ok(rows.len())
}
