//! What a confirmed opening holds is entered, a bounded number of rows in a transaction: a crash in between leaves the rest for the
//! next look, and each row is entered once.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::{UnitOfWork, UnitsOfWork},
};
use uuid::Uuid;

use crate::{
    domain::{
        event_kind::EventKind,
        opening::{self, Entry, Opening, OpeningRow, RowFault},
        origin::Origin,
        seizure::Seizure,
        seizure_queue,
        watch::PoliceWatch,
    },
    log_events::{emit, emit_queue_events},
    store::{openings, seizures, stored_record, watches},
};

/// Rows of one transaction.
const CHUNK: u64 = 50;

/// Enters what is left of confirmed openings; says how many rows were looked at.
pub(crate) async fn enter(units: &UnitsOfWork, at: Timestamp) -> Result<usize, Refusal> {
    let mut looked_at = 0;
    for id in openings::unfinished(units.store().read()).await? {
        loop {
            let rows = enter_chunk(units, id, at).await?;
            if rows == 0 {
                break;
            }
            looked_at += rows;
        }
    }
    Ok(looked_at)
}

/// Enters the next rows of an opening; says how many were looked at.
async fn enter_chunk(units: &UnitsOfWork, id: Uuid, at: Timestamp) -> Result<usize, Refusal> {
    let mut work = units.begin_unkeyed(at).await?;
    let Some((opening, rows)) = openings::take_pending(work.tx(), units.encryption(), id, CHUNK).await?
    else {
        return Ok(0);
    };
    let looked_at = rows.len();
    for mut row in rows {
        match enter_row(&mut work, (&opening, &row), at).await? {
            Ok(name) => row.entered = Some(name),
            Err(fault) => row.conflict = Some(fault),
        }
        row.version += 1;
        stored_record::save(work.tx(), &row, units.encryption()).await?;
    }
    work.commit_unkeyed().await?;
    Ok(looked_at)
}

async fn enter_row(
    work: &mut UnitOfWork,
    (opening, row): (&Opening, &OpeningRow),
    at: Timestamp,
) -> Result<Result<String, RowFault>, Refusal> {
    let origin = Origin { opening: opening.name(), file: row.file.clone(), line: row.line };
    match row.entry.clone() {
        Some(Entry::Seizure(seizure)) => {
            enter_seizure(work, Seizure { origin: Some(origin), ..*seizure }, at).await
        }
        Some(Entry::Watch(watch)) => {
            let approver = opening.confirmer.clone();
            enter_watch(work, PoliceWatch { origin: Some(origin), approver, ..*watch }).await
        }
        None => Err(Refusal::internal(&"an accepted row without an entry")),
    }
}

async fn enter_seizure(
    work: &mut UnitOfWork,
    seizure: Seizure,
    at: Timestamp,
) -> Result<Result<String, RowFault>, Refusal> {
    let (id, name) = (seizure.id, seizure.name());
    let mut all = seizures::lock_queue(work.tx(), work.encryption(), seizure).await?;
    // One that ran out and was not looked at yet holds nothing.
    let mut events = seizure_queue::lapse(&mut all, at.legal_day());
    let mut with = all.clone();
    let entered = match opening::enter_seizure(&mut with, id, at) {
        Ok(entered) => {
            all = with;
            events.extend(entered);
            Ok(name)
        }
        Err(fault) => Err(fault),
    };
    for one in &all {
        if one.id != id {
            stored_record::save(work.tx(), one, work.encryption()).await?;
        } else if entered.is_ok() {
            stored_record::add(work.tx(), std::slice::from_ref(one), work.encryption()).await?;
        }
    }
    emit_queue_events(work, &all, &events).await?;
    Ok(entered)
}

async fn enter_watch(work: &mut UnitOfWork, watch: PoliceWatch) -> Result<Result<String, RowFault>, Refusal> {
    if watches::is_watched(work.tx(), work.encryption(), &watch).await? {
        return Ok(Err(opening::watch_known()));
    }
    stored_record::add(work.tx(), std::slice::from_ref(&watch), work.encryption()).await?;
    emit(work, &[(&watch, EventKind::WatchPushed)]).await?;
    Ok(Ok(watch.name()))
}
