//! What investigation does because time has passed: confirmed openings are entered, seizures that were not renewed lapse and who waits
//! behind them follows, watches whose time ran out, or whose ground fell away, are withdrawn, and units with systems of their own get
//! their calls.

pub(crate) mod webhooks;

use std::time::Duration;

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitsOfWork,
};

use crate::{
    domain::{seizure_queue, watch::PoliceWatch},
    effects::openings,
    log_events::{emit, emit_queue_events},
    store::{seizures, stored_record, watches},
};

/// How often it polls. A lapsed seizure shows as lapsed at once; who follows it, within this time.
const POLL_INTERVAL: Duration = Duration::from_secs(30);
/// How many are handled at a time.
const BATCH: u64 = 100;

/// Polls until the process ends.
pub(crate) async fn run(units: UnitsOfWork) {
    loop {
        let now = Timestamp::now();
        // Nothing lapses by a clock that nobody believes.
        if !kit::storage::clock::allows(units.store(), now).await {
            tokio::time::sleep(POLL_INTERVAL).await;
            continue;
        }
        let done = [
            ("openings", openings::enter(&units, now).await),
            ("lapse", lapse(&units, now).await),
            ("run out", run_out(&units, now).await),
        ];
        for (what, done) in done {
            if let Err(refusal) = done {
                tracing::warn!(what, %refusal, "left for the next poll");
            }
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}

/// Lets what ran out lapse; returns how many queues.
pub(crate) async fn lapse(units: &UnitsOfWork, at: Timestamp) -> Result<usize, Refusal> {
    let day = at.legal_day();
    let due = seizures::running_out(units.store().read(), units.encryption(), day, BATCH).await?;
    let handled = due.len();
    for one in due {
        let mut work = units.begin_unkeyed(at).await?;
        let mut all = seizures::lock_queue(work.tx(), units.encryption(), one).await?;
        let events = seizure_queue::lapse(&mut all, day);
        for one in &all {
            stored_record::save(work.tx(), one, units.encryption()).await?;
        }
        emit_queue_events(&mut work, &all, &events).await?;
        work.commit_unkeyed().await?;
    }
    Ok(handled)
}

/// Withdraws the watches whose last day has passed; returns how many.
pub(crate) async fn run_out(units: &UnitsOfWork, at: Timestamp) -> Result<usize, Refusal> {
    let due = watches::running_out(units.store().read(), units.encryption(), at.legal_day(), BATCH).await?;
    for one in &due {
        let mut work = units.begin_unkeyed(at).await?;
        let taken =
            stored_record::lock::<PoliceWatch>(work.tx(), units.encryption(), &Scope::everything(), one.id)
                .await?;
        let Some(mut watch) = taken else { continue };
        let Some(kind) = watch.run_out(at) else { continue };
        stored_record::save(work.tx(), &watch, units.encryption()).await?;
        emit(&mut work, &[(&watch, kind)]).await?;
        work.commit_unkeyed().await?;
    }
    Ok(due.len())
}
