//! What happens without anybody asking: seizures that were not renewed lapse and who waits behind them follows; watches whose
//! time ran out, or whose ground fell away, are withdrawn.

mod cases;
mod openings;
mod tasks;
pub(crate) mod webhooks;

pub(crate) use cases::Cases;
pub(crate) use openings::enter as enter_openings;
pub(crate) use tasks::Tasks;

use std::time::Duration;

use kit::{access::Scope, moment::Moment, refusal::Refusal};
use sea_orm::DatabaseTransaction;

use crate::{
    api::Api,
    domain::{happening::Happening, ledger, watch::PersonWatch},
    store::{kept, seizures, watches},
};

/// How often is looked. A lapsed seizure shows as lapsed at once; who follows it, within this time.
const LOOK: Duration = Duration::from_secs(30);
/// How many are handled at a time.
const BATCH: u64 = 100;

/// Looks for ever.
pub(crate) async fn run(api: Api) {
    loop {
        let now = Moment::now();
        // Nothing lapses by a clock that nobody believes.
        if !kit::clock::allows(&api.store, now).await {
            tokio::time::sleep(LOOK).await;
            continue;
        }
        let done = [
            ("openings", enter_openings(&api, now).await),
            ("lapse", lapse(&api, now).await),
            ("run out", run_out(&api, now).await),
        ];
        for (what, done) in done {
            if let Err(refusal) = done {
                tracing::warn!(what, %refusal, "left for the next look");
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Lets what ran out lapse; says how many ledgers were looked at.
pub(crate) async fn lapse(api: &Api, at: Moment) -> Result<usize, Refusal> {
    let day = at.legal_day();
    let due = seizures::running_out(api.store.read(), api.seal(), day, BATCH).await?;
    let looked_at = due.len();
    for one in due {
        let tx = api.store.begin().await?;
        let mut all = seizures::take_ledger(&tx, api.seal(), one).await?;
        let told = ledger::lapse(&mut all, day);
        for one in &all {
            kept::save(&tx, one, api.seal()).await?;
        }
        api.tell_ledger(&tx, &all, &told, at).await?;
        tx.commit().await?;
        api.log.ring();
    }
    Ok(looked_at)
}

/// Withdraws the watches whose last day has passed; says how many were looked at.
pub(crate) async fn run_out(api: &Api, at: Moment) -> Result<usize, Refusal> {
    let due = watches::running_out(api.store.read(), api.seal(), at.legal_day(), BATCH).await?;
    for one in &due {
        let tx = api.store.begin().await?;
        let taken = kept::take::<PersonWatch>(&tx, api.seal(), &Scope::everything(), one.id).await?;
        let Some(mut watch) = taken else { continue };
        let Some(happening) = watch.run_out(at) else { continue };
        kept::save(&tx, &watch, api.seal()).await?;
        api.tell(&tx, &[(&watch, happening)], at).await?;
        tx.commit().await?;
        api.log.ring();
    }
    Ok(due.len())
}

/// Withdraws every open watch of a case, because it was paid, settled or closed; says which.
pub(crate) async fn ground_fell_away(
    api: &Api,
    tx: &DatabaseTransaction,
    (case, number): (&str, &str),
    reason: &str,
    (proposed_by, at): (Option<Moment>, Moment),
) -> Result<Vec<PersonWatch>, Refusal> {
    let mut told: Vec<(PersonWatch, Happening)> = Vec::new();
    for mut watch in watches::open_of_case(tx, api.seal(), case, number).await? {
        if proposed_by.is_some_and(|until| watch.created > until) {
            continue;
        }
        let happening = watch.withdraw(reason, at)?;
        kept::save(tx, &watch, api.seal()).await?;
        told.push((watch, happening));
    }
    let facts: Vec<_> = told.iter().map(|(watch, happening)| (watch, *happening)).collect();
    api.tell(tx, &facts, at).await?;
    Ok(told.into_iter().map(|(watch, _)| watch).collect())
}
