//! What evidence does because time has passed: what was declared and never came is deleted, as is what was left behind by a process that
//! died, and what the rules keep no longer.

mod broken_uploads;
mod retention;

use std::time::Duration;

use kit::{
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitsOfWork,
};

use crate::{
    consumers::LogsHealth,
    store::{objects::Objects, uploads},
};

/// How often it polls.
const POLL_INTERVAL: Duration = Duration::from_mins(10);
/// After how many hours it searches again for what was left behind: that lists everything that is on its way.
const SWEEP: i64 = 1;
/// How many uploads are deleted at a time.
const BATCH: u64 = 100;

/// How soon it polls again while a log is not read.
const SOON: Duration = Duration::from_secs(10);

/// What the workers work with.
#[derive(Clone)]
pub(crate) struct Workers {
    pub(crate) units: UnitsOfWork,
    pub(crate) objects: Objects,
    /// For how many years a file is kept after what cites it is over.
    pub(crate) years: i16,
}

/// Polls until the process ends.
pub(crate) async fn run(workers: Workers, logs: LogsHealth) {
    let mut swept: Option<Timestamp> = None;
    loop {
        let now = Timestamp::now();
        // Nothing is deleted by a clock that nobody believes.
        if !kit::storage::clock::allows(workers.units.store(), now).await {
            tokio::time::sleep(SOON).await;
            continue;
        }
        let due = |last: Timestamp| now >= last.plus_hours(SWEEP);
        if swept.is_none_or(due) {
            match broken_uploads::clear(&workers, now).await {
                Ok(0) => {}
                Ok(cleared) => tracing::info!(cleared, "left behind by processes that died"),
                Err(refusal) => tracing::warn!(%refusal, "what was left behind stays until the next poll"),
            }
            swept = Some(now);
        }
        if let Err(refusal) = delete_expired_uploads(&workers, now).await {
            tracing::warn!(%refusal, "uploads left for the next poll");
        }
        // A log that is not read may cite any file: nothing is deleted before every log is.
        let read = logs.all();
        if read && let Err(refusal) = retention::apply(&workers, now).await {
            tracing::warn!(%refusal, "files left for the next poll");
        }
        tokio::time::sleep(if read { POLL_INTERVAL } else { SOON }).await;
    }
}

/// Polls once, at a given time.
pub(crate) async fn poll(workers: &Workers, at: Timestamp) -> Result<(), Refusal> {
    broken_uploads::clear(workers, at).await?;
    delete_expired_uploads(workers, at).await?;
    retention::apply(workers, at).await?;
    Ok(())
}

/// Deletes uploads of which the rest did not come; returns how many.
pub(crate) async fn delete_expired_uploads(workers: &Workers, at: Timestamp) -> Result<usize, Refusal> {
    let expired = uploads::expired(workers.units.store().read(), at, BATCH).await?;
    for upload in &expired {
        let pieces = uploads::pieces(workers.units.store().read(), upload.id).await?;
        let work = workers.units.begin_unkeyed(Timestamp::now()).await?;
        uploads::delete(work.tx(), upload.id).await?;
        work.commit_unkeyed().await?;
        workers.objects.remove(&pieces).await;
    }
    Ok(expired.len())
}
