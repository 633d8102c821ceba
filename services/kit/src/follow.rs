//! Following another service's log: what it says takes effect here exactly once.
//!
//! The reader's cursor lies in the database of its effects and moves in their transaction. A process that dies between reading and
//! committing reads again; two replicas that follow one log take turns at the cursor's row, and who comes second passes over what
//! the first has done. Nothing is skipped: an event whose effect fails is tried again, more and more slowly, and the log says so.
//!
//! What it costs: one transaction for up to [`AT_ONCE`] events that have come together.

use std::{future::Future, sync::Arc, time::Duration};

use futures::{StreamExt as _, stream::BoxStream};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};
use tokio::task::JoinHandle;
use tonic::{Code, Status};

use crate::{
    refusal::Refusal,
    store::{Store, sql},
    telemetry,
};

/// The table, for a service's first migration.
pub const TABLES: &[&str] = &["CREATE TABLE followed (log TEXT NOT NULL PRIMARY KEY, cursor TEXT NOT NULL)"];

/// How many events take effect in one transaction.
const AT_ONCE: usize = 100;
/// How long is waited after the first failure, and at the most.
const FIRST_WAIT: Duration = Duration::from_millis(50);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Somebody who follows a log.
pub trait Follower: Send + Sync + 'static {
    /// What the log tells.
    type Event: Send;

    /// The log's name, by which its cursor is kept.
    const LOG: &'static str;

    /// Opens the log from a cursor; from its beginning where that is empty.
    fn open(
        &self,
        cursor: String,
    ) -> impl Future<Output = Result<BoxStream<'static, Result<Self::Event, Status>>, Status>> + Send;

    /// Where a reader stands after an event.
    fn cursor_of(event: &Self::Event) -> &str;

    /// Makes an event take effect. Called once for each event whose transaction is committed.
    fn apply(
        &self,
        tx: &DatabaseTransaction,
        event: Self::Event,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// The log no longer holds what came after the cursor: puts in order what can be found out otherwise, and says from where to go
    /// on. The empty cursor begins with the oldest that is kept.
    fn resume(&self, tx: &DatabaseTransaction) -> impl Future<Output = Result<String, Refusal>> + Send;

    /// Effects were committed.
    fn applied(&self) {}
}

/// Follows for ever, beside the service.
#[must_use]
pub fn start<F: Follower>(store: Store, follower: Arc<F>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut wait = FIRST_WAIT;
        let mut at_once = AT_ONCE;
        loop {
            let mut moved = false;
            let Err(fault) = run(&store, &*follower, at_once, &mut moved).await;
            // After an effect that failed, one at a time: what came before it is not held up by it.
            at_once = if matches!(fault, Fault::Here(_)) { 1 } else { AT_ONCE };
            if moved {
                wait = FIRST_WAIT;
            }
            match fault {
                Fault::Expired => {
                    tracing::error!(
                        log = F::LOG,
                        consumer = store.service(),
                        "the log does not know this consumer's cursor (restored, or events pruned); reading it again"
                    );
                    telemetry::consumer_resynced(F::LOG);
                    if let Err(refusal) = begin_again(&store, &*follower).await {
                        tracing::error!(log = F::LOG, %refusal, "not put in order yet");
                    }
                }
                Fault::Away(status) => tracing::debug!(log = F::LOG, %status, "read again"),
                Fault::Here(refusal) => tracing::warn!(log = F::LOG, %refusal, "an event has no effect yet"),
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    })
}

/// The logs that a service's store consumes, each with the cursor up to which its events have taken effect.
pub async fn cursors(store: &Store) -> Result<Vec<(String, String)>, Refusal> {
    let rows = store.read().query_all_raw(sql(
        store.read(),
        "SELECT log, cursor FROM followed ORDER BY log",
        vec![],
    ));
    let rows = rows.await?;
    rows.iter().map(|row| Ok((row.try_get("", "log")?, row.try_get("", "cursor")?))).collect()
}

enum Fault {
    /// The cursor is older than what is kept.
    Expired,
    /// The log can't be read, or its stream has come to its end.
    Away(Status),
    /// An effect failed.
    Here(Refusal),
}

impl From<Status> for Fault {
    fn from(status: Status) -> Self {
        if status.code() == Code::OutOfRange { Self::Expired } else { Self::Away(status) }
    }
}

impl<R: Into<Refusal>> From<R> for Fault {
    fn from(fault: R) -> Self {
        Self::Here(fault.into())
    }
}

async fn run<F: Follower>(
    store: &Store,
    follower: &F,
    at_once: usize,
    moved: &mut bool,
) -> Result<std::convert::Infallible, Fault> {
    let tx = store.begin().await?;
    let mut stands_at = take_cursor(&tx, F::LOG).await?;
    tx.commit().await?;
    let mut events = follower.open(stands_at.clone()).await?.ready_chunks(at_once);
    // Where another replica stands who has gone ahead of us in this stream.
    let mut ahead: Option<String> = None;
    loop {
        let Some(batch) = events.next().await else {
            return Err(Fault::Away(Status::unavailable("the stream has come to its end")));
        };
        let (mut batch, ended) = until_fault(batch);
        if let Some(last) = batch.last().map(F::cursor_of).map(str::to_owned) {
            let tx = store.begin().await?;
            let kept = take_cursor(&tx, F::LOG).await?;
            if kept != stands_at && ahead.as_ref() != Some(&kept) {
                ahead = Some(kept.clone());
            }
            if let Some(other) = &ahead {
                match batch.iter().position(|event| F::cursor_of(event) == other) {
                    Some(place) => {
                        batch.drain(..=place);
                        ahead = None;
                    }
                    None => batch.clear(),
                }
            }
            if !batch.is_empty() {
                for event in batch {
                    follower.apply(&tx, event).await?;
                }
                let update = "UPDATE followed SET cursor = $2 WHERE log = $1";
                tx.execute_raw(sql(&tx, update, vec![F::LOG.into(), last.clone().into()])).await?;
                tx.commit().await?;
                follower.applied();
                *moved = true;
            }
            if ahead.is_none() {
                stands_at = last;
            }
        }
        if let Some(status) = ended {
            return Err(status.into());
        }
    }
}

/// The events of a batch up to the first fault, and the fault.
fn until_fault<E>(batch: Vec<Result<E, Status>>) -> (Vec<E>, Option<Status>) {
    let mut events = Vec::with_capacity(batch.len());
    for event in batch {
        match event {
            Ok(event) => events.push(event),
            Err(status) => return (events, Some(status)),
        }
    }
    (events, None)
}

/// The cursor of a log, kept from other replicas until the transaction ends.
async fn take_cursor(tx: &DatabaseTransaction, log: &'static str) -> Result<String, Refusal> {
    let insert = "INSERT INTO followed (log, cursor) VALUES ($1, '') ON CONFLICT DO NOTHING";
    tx.execute_raw(sql(tx, insert, vec![log.into()])).await?;
    // An update that changes nothing locks the row on both databases.
    let take = "UPDATE followed SET log = log WHERE log = $1 RETURNING cursor";
    let row = tx.query_one_raw(sql(tx, take, vec![log.into()])).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"a followed log has no row"))?;
    Ok(row.try_get("", "cursor")?)
}

async fn begin_again<F: Follower>(store: &Store, follower: &F) -> Result<(), Refusal> {
    let tx = store.begin().await?;
    take_cursor(&tx, F::LOG).await?;
    let cursor = follower.resume(&tx).await?;
    let update = "UPDATE followed SET cursor = $2 WHERE log = $1";
    tx.execute_raw(sql(&tx, update, vec![F::LOG.into(), cursor.into()])).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
