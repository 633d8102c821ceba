//! What a confirmed opening holds is entered, a bounded number of rows in a transaction: a crash in between leaves the rest for the
//! next look, and each row is entered once.

use kit::{moment::Moment, refusal::Refusal};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::{
    api::Api,
    domain::{
        happening::Happening,
        ledger,
        opening::{self, Entry, Opening, OpeningRow, Origin, RowFault},
        seizure::Seizure,
        watch::PersonWatch,
    },
    store::{kept, openings, seizures, watches},
};

/// Rows of one transaction.
const CHUNK: u64 = 50;

/// Enters what is left of confirmed openings; says how many rows were looked at.
pub(crate) async fn enter(api: &Api, at: Moment) -> Result<usize, Refusal> {
    let mut looked_at = 0;
    for id in openings::unfinished(api.store.read()).await? {
        loop {
            let rows = enter_chunk(api, id, at).await?;
            if rows == 0 {
                break;
            }
            looked_at += rows;
        }
    }
    Ok(looked_at)
}

/// Enters the next rows of an opening; says how many were looked at.
async fn enter_chunk(api: &Api, id: Uuid, at: Moment) -> Result<usize, Refusal> {
    let tx = api.store.begin().await?;
    let Some((opening, rows)) = openings::take_pending(&tx, api.seal(), id, CHUNK).await? else {
        return Ok(0);
    };
    let looked_at = rows.len();
    for mut row in rows {
        match enter_row(api, &tx, (&opening, &row), at).await? {
            Ok(name) => row.entered = Some(name),
            Err(fault) => row.conflict = Some(fault),
        }
        row.version += 1;
        kept::save(&tx, &row, api.seal()).await?;
    }
    tx.commit().await?;
    api.log.ring();
    Ok(looked_at)
}

async fn enter_row(
    api: &Api,
    tx: &DatabaseTransaction,
    (opening, row): (&Opening, &OpeningRow),
    at: Moment,
) -> Result<Result<String, RowFault>, Refusal> {
    let origin = Origin { opening: opening.name(), file: row.file.clone(), line: row.line };
    match row.entry.clone() {
        Some(Entry::Seizure(seizure)) => {
            enter_seizure(api, tx, Seizure { origin: Some(origin), ..*seizure }, at).await
        }
        Some(Entry::Watch(watch)) => {
            let approver = opening.confirmer.clone();
            enter_watch(api, tx, PersonWatch { origin: Some(origin), approver, ..*watch }, at).await
        }
        None => Err(Refusal::internal(&"an accepted row without an entry")),
    }
}

async fn enter_seizure(
    api: &Api,
    tx: &DatabaseTransaction,
    seizure: Seizure,
    at: Moment,
) -> Result<Result<String, RowFault>, Refusal> {
    let (id, name) = (seizure.id, seizure.name());
    let mut all = seizures::take_ledger(tx, api.seal(), seizure).await?;
    // One that ran out and was not looked at yet holds nothing.
    let mut told = ledger::lapse(&mut all, at.legal_day());
    let mut with = all.clone();
    let entered = match opening::enter_seizure(&mut with, id, at) {
        Ok(entered) => {
            all = with;
            told.extend(entered);
            Ok(name)
        }
        Err(fault) => Err(fault),
    };
    for one in &all {
        if one.id != id {
            kept::save(tx, one, api.seal()).await?;
        } else if entered.is_ok() {
            kept::add(tx, std::slice::from_ref(one), api.seal()).await?;
        }
    }
    api.tell_ledger(tx, &all, &told, at).await?;
    Ok(entered)
}

async fn enter_watch(
    api: &Api,
    tx: &DatabaseTransaction,
    watch: PersonWatch,
    at: Moment,
) -> Result<Result<String, RowFault>, Refusal> {
    if watches::is_watched(tx, api.seal(), &watch).await? {
        return Ok(Err(opening::watch_known()));
    }
    kept::add(tx, std::slice::from_ref(&watch), api.seal()).await?;
    api.tell(tx, &[(&watch, Happening::WatchPushed)], at).await?;
    Ok(Ok(watch.name()))
}
