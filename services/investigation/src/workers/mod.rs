//! What investigation does because time has passed: confirmed openings are entered, seizures that were not renewed lapse and who waits
//! behind them follows, watches whose time ran out, or whose ground fell away, are withdrawn, and units with systems of their own get
//! their calls.

mod openings;
pub(crate) mod webhooks;

pub(crate) use openings::enter as enter_openings;

use std::time::Duration;

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::{UnitOfWork, UnitsOfWork},
};

use crate::{
    domain::{happening::Happening, ledger, watch::PersonWatch},
    log_events::{emit, emit_ledger},
    store::{kept, seizures, watches},
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
            ("openings", enter_openings(&units, now).await),
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

/// Lets what ran out lapse; returns how many ledgers.
pub(crate) async fn lapse(units: &UnitsOfWork, at: Timestamp) -> Result<usize, Refusal> {
    let day = at.legal_day();
    let due = seizures::running_out(units.store().read(), units.encryption(), day, BATCH).await?;
    let handled = due.len();
    for one in due {
        let mut work = units.begin_unkeyed(at).await?;
        let mut all = seizures::take_ledger(work.tx(), units.encryption(), one).await?;
        let told = ledger::lapse(&mut all, day);
        for one in &all {
            kept::save(work.tx(), one, units.encryption()).await?;
        }
        emit_ledger(&mut work, &all, &told).await?;
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
            kept::lock::<PersonWatch>(work.tx(), units.encryption(), &Scope::everything(), one.id).await?;
        let Some(mut watch) = taken else { continue };
        let Some(happening) = watch.run_out(at) else { continue };
        kept::save(work.tx(), &watch, units.encryption()).await?;
        emit(&mut work, &[(&watch, happening)]).await?;
        work.commit_unkeyed().await?;
    }
    Ok(due.len())
}

/// Withdraws every open watch of a case, because it was paid, settled or closed; returns them.
pub(crate) async fn withdraw_watches_of_case(
    work: &mut UnitOfWork,
    (case, number): (&str, &str),
    reason: &str,
    (proposed_by, at): (Option<Timestamp>, Timestamp),
) -> Result<Vec<PersonWatch>, Refusal> {
    let mut told: Vec<(PersonWatch, Happening)> = Vec::new();
    for mut watch in watches::open_of_case(work.tx(), work.encryption(), case, number).await? {
        if proposed_by.is_some_and(|until| watch.created > until) {
            continue;
        }
        let happening = watch.withdraw(reason, at)?;
        kept::save(work.tx(), &watch, work.encryption()).await?;
        told.push((watch, happening));
    }
    let facts: Vec<_> = told.iter().map(|(watch, happening)| (watch, *happening)).collect();
    emit(work, &facts).await?;
    Ok(told.into_iter().map(|(watch, _)| watch).collect())
}
