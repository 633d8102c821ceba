//! What is deleted with time: events and responses that nobody can ask for any more.

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::{
    domain::{Timestamp, refusal::Refusal},
    events::{self, Log},
    storage::{Store, clock, reencrypt},
    unit_of_work::idempotency,
};

/// How often the clock is compared with others.
const POLL_INTERVAL: Duration = Duration::from_mins(1);
/// After how many of these what is old is deleted.
const EVERY: u32 = 60;

/// Deletes what is old and re-encrypts after a rotation of the keys, beside the service, until it is dropped. Two processes that do
/// so at once do no harm. Nothing is deleted while the clock is in doubt.
#[must_use]
pub fn start(store: Store, log: Log) -> JoinHandle<()> {
    tokio::spawn(async move {
        tokio::join!(reencrypt::keep_current(store.clone()), delete_old(store, log));
    })
}

async fn delete_old(store: Store, log: Log) {
    let mut round = 0;
    loop {
        let now = Timestamp::now();
        if clock::allows(&store, now).await {
            if round == 0 {
                match once_through(&store, &log, now).await {
                    Ok((0, 0)) => {}
                    Ok((events, answers)) => tracing::info!(events, answers, "given up for their age"),
                    Err(refusal) => tracing::warn!(%refusal, "left for the next look"),
                }
            }
            round = (round + 1) % EVERY;
        } else {
            // Due as soon as the clock agrees again.
            round = 0;
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

async fn once_through(store: &Store, log: &Log, at: Timestamp) -> Result<(u64, u64), Refusal> {
    let events = log.delete_older_than(at.plus_hours(-24 * events::KEPT_DAYS)).await?;
    let answers = idempotency::delete_older_than(store, at.plus_hours(-24 * idempotency::KEPT_DAYS)).await?;
    Ok((events, answers))
}
