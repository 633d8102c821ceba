//! What evidence does because time has passed: what was declared and never came is deleted, as is what was left behind by a process that
//! died, and what the rules keep no longer.

mod orphans;
mod retention;

use std::time::Duration;

use kit::domain::{Timestamp, refusal::Refusal};

use crate::{api::Api, consumers::LogsHealth, store::uploads};

/// How often it polls.
const POLL_INTERVAL: Duration = Duration::from_mins(10);
/// After how many hours it searches again for what was left behind: that lists everything that is on its way.
const SWEEP: i64 = 1;
/// How many uploads are deleted at a time.
const BATCH: u64 = 100;

/// How soon it polls again while a log is not read.
const SOON: Duration = Duration::from_secs(10);

/// Polls until the process ends.
pub(crate) async fn run(api: Api, logs: LogsHealth) {
    let mut swept: Option<Timestamp> = None;
    loop {
        let now = Timestamp::now();
        // Nothing is deleted by a clock that nobody believes.
        if !kit::storage::clock::allows(&api.store, now).await {
            tokio::time::sleep(SOON).await;
            continue;
        }
        let due = |last: Timestamp| now >= last.plus_hours(SWEEP);
        if swept.is_none_or(due) {
            match orphans::clear(&api, now).await {
                Ok(0) => {}
                Ok(cleared) => tracing::info!(cleared, "left behind by processes that died"),
                Err(refusal) => tracing::warn!(%refusal, "what was left behind stays until the next poll"),
            }
            swept = Some(now);
        }
        if let Err(refusal) = delete_expired_uploads(&api, now).await {
            tracing::warn!(%refusal, "uploads left for the next poll");
        }
        // A log that is not read may cite any file: nothing is deleted before every log is.
        let read = logs.all();
        if read && let Err(refusal) = retention::apply(&api, now).await {
            tracing::warn!(%refusal, "files left for the next poll");
        }
        tokio::time::sleep(if read { POLL_INTERVAL } else { SOON }).await;
    }
}

/// Polls once, at a given time.
pub(crate) async fn poll(api: &Api, at: Timestamp) -> Result<(), Refusal> {
    orphans::clear(api, at).await?;
    delete_expired_uploads(api, at).await?;
    retention::apply(api, at).await?;
    Ok(())
}

/// Deletes uploads of which the rest did not come; returns how many.
pub(crate) async fn delete_expired_uploads(api: &Api, at: Timestamp) -> Result<usize, Refusal> {
    let expired = uploads::expired(api.store.read(), at, BATCH).await?;
    for upload in &expired {
        let pieces = uploads::pieces(api.store.read(), upload.id).await?;
        let work = api.units.begin_unkeyed(Timestamp::now()).await?;
        uploads::forget(work.tx(), upload.id).await?;
        work.commit_unkeyed().await?;
        api.objects.remove(&pieces).await;
    }
    Ok(expired.len())
}
