//! Consumers: what another service's log says takes effect here exactly once.
//!
//! The consumer's cursor is stored in the database of its effects and moves in their unit of work. A process that dies between reading
//! and committing reads again; two replicas that consume one log take turns at the cursor's row, and the second passes over what the
//! first has done. Nothing is skipped: an event whose effect fails is retried with growing pauses, and the log says so.
//!
//! What it costs: one unit of work for up to [`AT_ONCE`] events that have come together.

use std::{future::Future, sync::Arc, time::Duration};

use futures::StreamExt as _;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};
use tokio::task::JoinHandle;
use tonic::{Code, Status};

use crate::{
    domain::{Timestamp, refusal::Refusal},
    events::{EventStream, LogEvent},
    storage::{Store, sql},
    telemetry,
    unit_of_work::{UnitOfWork, UnitsOfWork},
};

/// The table, for a service's first migration.
pub const TABLES: &[&str] = &["CREATE TABLE followed (log TEXT NOT NULL PRIMARY KEY, cursor TEXT NOT NULL)"];

/// How many events take effect in one unit of work.
const AT_ONCE: usize = 100;
/// The pause after the first failure, and the longest one.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What consumes a log.
pub trait Consumer: Send + Sync + 'static {
    /// An event of the log.
    type Event: LogEvent;

    /// Opens the log from a cursor; from its beginning where that is empty.
    fn open(&self, cursor: String) -> impl Future<Output = Result<EventStream<Self::Event>, Status>> + Send;

    /// Makes an event take effect. Called once for each event whose unit of work is committed.
    fn apply(
        &self,
        work: &mut UnitOfWork,
        event: Self::Event,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// The log no longer holds what came after the cursor: puts in order what can be found out otherwise, and returns the cursor from
    /// which to continue. The empty cursor begins with the oldest event that is kept.
    fn resume(&self, work: &mut UnitOfWork) -> impl Future<Output = Result<String, Refusal>> + Send;
}

/// Consumes a log until the task is aborted.
#[must_use]
pub fn start<C: Consumer>(units: UnitsOfWork, consumer: Arc<C>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut pause = FIRST_PAUSE;
        let mut at_once = AT_ONCE;
        loop {
            let mut moved = false;
            let Err(fault) = run(&units, &*consumer, at_once, &mut moved).await;
            // After an effect that failed, one at a time: what came before it is not held up by it.
            at_once = if matches!(fault, Fault::Effect(_)) { 1 } else { AT_ONCE };
            if moved {
                pause = FIRST_PAUSE;
            }
            match fault {
                Fault::Expired => {
                    tracing::error!(
                        log = C::Event::LOG,
                        consumer = units.store().service(),
                        "the log does not know this consumer's cursor (restored, or events pruned); reading it again"
                    );
                    telemetry::consumer_resynced(C::Event::LOG);
                    if let Err(refusal) = begin_again(&units, &*consumer).await {
                        tracing::error!(log = C::Event::LOG, %refusal, "event consumer failed to resynchronise; retrying");
                    }
                }
                Fault::Unavailable(status) => {
                    tracing::debug!(log = C::Event::LOG, %status, "event stream ended; retrying");
                }
                Fault::Effect(refusal) => {
                    tracing::warn!(log = C::Event::LOG, %refusal, "event consumer failed; retrying");
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
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
    /// The log can't be read, or its stream has ended.
    Unavailable(Status),
    /// An effect failed.
    Effect(Refusal),
}

impl From<Status> for Fault {
    fn from(status: Status) -> Self {
        if status.code() == Code::OutOfRange { Self::Expired } else { Self::Unavailable(status) }
    }
}

impl<R: Into<Refusal>> From<R> for Fault {
    fn from(fault: R) -> Self {
        Self::Effect(fault.into())
    }
}

async fn run<C: Consumer>(
    units: &UnitsOfWork,
    consumer: &C,
    at_once: usize,
    moved: &mut bool,
) -> Result<std::convert::Infallible, Fault> {
    let work = units.begin_unkeyed(Timestamp::now()).await?;
    let mut stands_at = lock_cursor(work.tx(), C::Event::LOG).await?;
    work.commit_unkeyed().await?;
    let mut events = consumer.open(stands_at.clone()).await?.ready_chunks(at_once);
    // The cursor of another replica that is ahead in this stream.
    let mut ahead: Option<String> = None;
    loop {
        let Some(batch) = events.next().await else {
            return Err(Fault::Unavailable(Status::unavailable("the stream has come to its end")));
        };
        let (mut batch, ended) = until_fault(batch);
        if let Some(last) = batch.last().map(LogEvent::cursor).map(str::to_owned) {
            let mut work = units.begin_unkeyed(Timestamp::now()).await?;
            let stored = lock_cursor(work.tx(), C::Event::LOG).await?;
            if stored != stands_at && ahead.as_ref() != Some(&stored) {
                ahead = Some(stored.clone());
            }
            if let Some(other) = &ahead {
                match batch.iter().position(|event| event.cursor() == other) {
                    Some(place) => {
                        batch.drain(..=place);
                        ahead = None;
                    }
                    None => batch.clear(),
                }
            }
            if !batch.is_empty() {
                for event in batch {
                    consumer.apply(&mut work, event).await?;
                }
                set_cursor(work.tx(), C::Event::LOG, &last).await?;
                work.commit_unkeyed().await?;
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

/// The cursor of a log, locked against other replicas until the commit.
async fn lock_cursor(tx: &DatabaseTransaction, log: &'static str) -> Result<String, Refusal> {
    let insert = "INSERT INTO followed (log, cursor) VALUES ($1, '') ON CONFLICT DO NOTHING";
    tx.execute_raw(sql(tx, insert, vec![log.into()])).await?;
    // An update that changes nothing locks the row on both databases.
    let lock = "UPDATE followed SET log = log WHERE log = $1 RETURNING cursor";
    let row = tx.query_one_raw(sql(tx, lock, vec![log.into()])).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"a consumed log has no row"))?;
    Ok(row.try_get("", "cursor")?)
}

async fn set_cursor(tx: &DatabaseTransaction, log: &'static str, cursor: &str) -> Result<(), Refusal> {
    let update = "UPDATE followed SET cursor = $2 WHERE log = $1";
    sql::update_one(tx, update, vec![log.into(), cursor.into()]).await
}

async fn begin_again<C: Consumer>(units: &UnitsOfWork, consumer: &C) -> Result<(), Refusal> {
    let mut work = units.begin_unkeyed(Timestamp::now()).await?;
    lock_cursor(work.tx(), C::Event::LOG).await?;
    let cursor = consumer.resume(&mut work).await?;
    set_cursor(work.tx(), C::Event::LOG, &cursor).await?;
    work.commit_unkeyed().await
}

#[cfg(test)]
mod tests;
