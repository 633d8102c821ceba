//! The supervision list by itself: rules issue items, and what is late is told to those above.

use std::time::Duration;

use kit::{access::Scope, moment::Moment, refusal::Refusal};
use uuid::Uuid;

use crate::{
    api::Api,
    domain::supervision::{Issue, Rule},
    store::{supervision_subjects, supervisions},
};

/// How often is looked. What is late shows as late at once; its item and its escalation follow within this time.
const LOOK: Duration = Duration::from_secs(5);
/// How many subjects and items are handled at a time; a full batch is followed by the next one.
const BATCH: u64 = 100;

/// Looks for ever.
pub(crate) async fn run(api: Api) {
    loop {
        let issued = issue_due(&api, Moment::now()).await;
        let told = escalate_due(&api, Moment::now()).await;
        let mut full = false;
        for (what, done) in [("issue", issued), ("escalate", told)] {
            match done {
                Ok(number) => full |= number as u64 >= BATCH,
                Err(refusal) => tracing::warn!(what, %refusal, "left for the next look"),
            }
        }
        if !full {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Issues an item about each subject that needs one; says how many. One that can't be issued does not keep the others waiting.
pub(crate) async fn issue_due(api: &Api, at: Moment) -> Result<usize, Refusal> {
    let mut issued = 0;
    for (subject, rule) in supervision_subjects::striking(&api.store, at, BATCH).await? {
        match issue_one(api, &subject, rule, at).await {
            Ok(done) => issued += usize::from(done),
            Err(refusal) => tracing::warn!(subject, rule = rule.name(), %refusal, "no item was issued"),
        }
    }
    Ok(issued)
}

async fn issue_one(api: &Api, subject: &str, rule: Rule, at: Moment) -> Result<bool, Refusal> {
    let tx = api.store.begin().await?;
    // Taken and looked at again: another process may have been faster, and the subject may have changed since.
    let found = supervision_subjects::take(&api.store, &tx, subject, rule).await?;
    let Some(found) = found.filter(|found| found.needs_supervision(at)) else { return Ok(false) };
    let issued = api.issue(&tx, Issue::by_rule(found, at), at).await;
    match issued {
        Ok(_) => supervision_subjects::set_strikes(&tx, subject, rule, None).await?,
        Err(refusal) if refusal.reason() == "SUPERVISION_OPEN" => {
            // The number goes back with the transaction; that an item is open is remembered in another.
            tx.rollback().await?;
            let tx = api.store.begin().await?;
            supervision_subjects::set_strikes(&tx, subject, rule, None).await?;
            tx.commit().await?;
            return Ok(false);
        }
        Err(refusal) => return Err(refusal),
    }
    tx.commit().await?;
    api.log.ring();
    Ok(true)
}

/// Tells those above about what is late; says about how many items.
pub(crate) async fn escalate_due(api: &Api, at: Moment) -> Result<usize, Refusal> {
    let mut told = 0;
    for id in supervisions::to_escalate(&api.store, at, BATCH).await? {
        match escalate_one(api, id, at).await {
            Ok(done) => told += usize::from(done),
            Err(refusal) => tracing::warn!(%id, %refusal, "nobody was told"),
        }
    }
    Ok(told)
}

async fn escalate_one(api: &Api, id: Uuid, at: Moment) -> Result<bool, Refusal> {
    let tx = api.store.begin().await?;
    let taken = supervisions::take(&api.store, &tx, &Scope::everything(), id).await?;
    let Some(mut item) = taken else { return Ok(false) };
    let happened = item.escalate(at);
    if happened.is_empty() {
        return Ok(false);
    }
    supervisions::save(&api.store, &tx, &item).await?;
    api.tell(&tx, &item, &happened, at).await?;
    tx.commit().await?;
    api.log.ring();
    Ok(true)
}
