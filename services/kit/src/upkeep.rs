//! What has to be given up with time: events and answers that nobody can ask for any more.

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::{
    log::{self, Log},
    moment::Moment,
    once,
    refusal::Refusal,
    store::Store,
};

/// How often is looked.
const LOOK: Duration = Duration::from_hours(1);

/// Looks for ever, beside the service. Two processes that look at once do no harm.
#[must_use]
pub fn start(store: Store, log: Log) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            match once_through(&store, &log, Moment::now()).await {
                Ok((0, 0)) => {}
                Ok((events, answers)) => tracing::info!(events, answers, "given up for their age"),
                Err(refusal) => tracing::warn!(%refusal, "left for the next look"),
            }
            tokio::time::sleep(LOOK).await;
        }
    })
}

async fn once_through(store: &Store, log: &Log, at: Moment) -> Result<(u64, u64), Refusal> {
    let events = log.forget(at.plus_hours(-24 * log::KEPT_DAYS)).await?;
    let answers = once::forget(store, at.plus_hours(-24 * once::KEPT_DAYS)).await?;
    Ok((events, answers))
}
