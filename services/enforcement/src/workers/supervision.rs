//! The supervision list by itself: rules issue items, and what is late is escalated.

use std::time::Duration;

use kit::{
    access::{Caller, Scope},
    domain::{PeoplesCourts, Timestamp, reason, refusal::Refusal},
    rpc::PeoplesCourtReader,
    unit_of_work::UnitsOfWork,
};
use uuid::Uuid;

use crate::{
    domain::supervision::{Issue, Rule},
    effects::supervision::issue,
    store::{CaseWork, supervision_cases, supervision_money, supervision_subjects, supervisions},
};

/// How often it polls. What is late shows as late at once; its item and its escalation follow within this time.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// How many subjects and items are handled at a time; a full batch is followed by the next one.
const BATCH: u64 = 100;

/// Polls until the process ends.
pub(crate) async fn run(units: UnitsOfWork, register: PeoplesCourtReader) {
    loop {
        let now = Timestamp::now();
        let mut full = false;
        // By a clock that nobody believes an item only looks groundless.
        let believed = kit::storage::clock::allows(units.store(), now).await;
        let closed = if believed { close_groundless(&units, now).await } else { Ok(0) };
        for (what, done) in [
            ("find_due", find_due(&units, now).await),
            ("issue", issue_due(&units, &register, now).await),
            ("close", closed),
            ("escalate", escalate_due(&units, now).await),
        ] {
            match done {
                Ok(number) => full |= number as u64 >= BATCH,
                Err(refusal) => tracing::warn!(what, %refusal, "left for the next poll"),
            }
        }
        if !full {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }
}

/// A unit of work that no call stands behind.
async fn begin(units: &UnitsOfWork, at: Timestamp) -> Result<CaseWork, Refusal> {
    CaseWork::begin_unkeyed(units, &Caller::ourselves(at)).await
}

/// Looks after cases whose limit is near and money that lies too long; says how many are new.
pub(crate) async fn find_due(units: &UnitsOfWork, at: Timestamp) -> Result<usize, Refusal> {
    let store = units.store();
    let mut subjects = supervision_cases::near_their_limit(store, at, BATCH).await?;
    let (money, unpaid): (Vec<_>, Vec<_>) =
        supervision_money::past_its_cover(store, at, BATCH).await?.into_iter().unzip();
    subjects.extend(money);
    if subjects.is_empty() {
        return Ok(0);
    }
    let mut work = begin(units, at).await?;
    for subject in &subjects {
        supervision_subjects::watch(work.tx(), subject).await?;
    }
    work.measure_anew(unpaid);
    work.commit(()).await?;
    Ok(subjects.len())
}

/// Issues an item about each subject that needs one; says how many. One that can't be issued does not keep the others waiting.
pub(crate) async fn issue_due(
    units: &UnitsOfWork,
    register: &PeoplesCourtReader,
    at: Timestamp,
) -> Result<usize, Refusal> {
    let striking = supervision_subjects::striking(units.store(), at, BATCH).await?;
    if striking.is_empty() {
        return Ok(0);
    }
    let courts = register.known().await?;
    let mut issued = 0;
    for (subject, rule) in striking {
        match issue_one(units, &subject, rule, &courts, at).await {
            Ok(done) => issued += usize::from(done),
            Err(refusal) => tracing::warn!(subject, rule = rule.name(), %refusal, "no item was issued"),
        }
    }
    Ok(issued)
}

async fn issue_one(
    units: &UnitsOfWork,
    subject: &str,
    rule: Rule,
    courts: &PeoplesCourts,
    at: Timestamp,
) -> Result<bool, Refusal> {
    let mut work = begin(units, at).await?;
    // Taken and looked at again: another process may have been faster, and the subject may have changed since.
    let mut found = supervision_subjects::lock(work.tx(), subject, rule).await?;
    if found.is_some() && matches!(rule, Rule::CaseDeadline | Rule::MoneyAging) {
        found = if rule == Rule::CaseDeadline {
            supervision_cases::as_it_is(work.tx(), subject).await?
        } else {
            supervision_money::as_it_is(work.tx(), subject, work.encryption()).await?
        };
        match &found {
            Some(subject) => supervision_subjects::watch(work.tx(), subject).await?,
            None => supervision_subjects::unwatch(work.tx(), subject, rule).await?,
        }
    }
    let Some(found) = found.filter(|found| found.needs_supervision(at)) else {
        work.commit(()).await?;
        return Ok(false);
    };
    match issue(units.store(), &mut work, Issue::by_rule(found, at), courts, at).await {
        Ok(_) => {
            supervision_subjects::set_due_at(work.tx(), subject, rule, None).await?;
            work.commit(()).await?;
            Ok(true)
        }
        Err(refusal) if refusal.is(reason::SUPERVISION_OPEN) => {
            // The number goes back with the transaction; that an item is open is remembered in another.
            drop(work);
            let work = begin(units, at).await?;
            supervision_subjects::set_due_at(work.tx(), subject, rule, None).await?;
            work.commit(()).await?;
            Ok(false)
        }
        Err(refusal) => Err(refusal),
    }
}

/// Closes the items whose ground has fallen away; says how many.
pub(crate) async fn close_groundless(units: &UnitsOfWork, at: Timestamp) -> Result<usize, Refusal> {
    let mut closed = 0;
    for id in supervisions::groundless(units.store().read(), at, None, BATCH).await? {
        match close_one(units, id, at).await {
            Ok(done) => closed += usize::from(done),
            Err(refusal) => tracing::warn!(%id, %refusal, "an item was not closed"),
        }
    }
    Ok(closed)
}

async fn close_one(units: &UnitsOfWork, id: Uuid, at: Timestamp) -> Result<bool, Refusal> {
    let mut work = begin(units, at).await?;
    let locked = supervisions::lock_for_update(units.store(), work.tx(), &Scope::everything(), id).await?;
    let Some(mut item) = locked.filter(|item| item.state.is_open()) else { return Ok(false) };
    // Looked at again behind its lock: it may have got its ground back.
    if supervisions::groundless(work.tx(), at, Some(id), 1).await?.is_empty() {
        return Ok(false);
    }
    for kind in item.fall_away(at)? {
        work.emit(item.event(kind));
    }
    supervisions::save(units.store(), work.tx(), &item).await?;
    work.measure_anew(item.measured());
    if matches!(item.rule, Rule::CaseDeadline | Rule::MoneyAging) {
        // Where its limit comes near again it is found again.
        supervision_subjects::unwatch(work.tx(), &item.subject, item.rule).await?;
    } else if let Some(subject) = supervision_subjects::known(work.tx(), &item.subject, item.rule).await? {
        supervision_subjects::set_due_at(work.tx(), &item.subject, item.rule, subject.due_at()).await?;
    }
    work.commit(()).await?;
    Ok(true)
}

/// Tells those above about what is late; says about how many items.
pub(crate) async fn escalate_due(units: &UnitsOfWork, at: Timestamp) -> Result<usize, Refusal> {
    let mut late = 0;
    for id in supervisions::to_escalate(units.store(), at, BATCH).await? {
        match escalate_one(units, id, at).await {
            Ok(done) => late += usize::from(done),
            Err(refusal) => tracing::warn!(%id, %refusal, "escalation failed"),
        }
    }
    Ok(late)
}

async fn escalate_one(units: &UnitsOfWork, id: Uuid, at: Timestamp) -> Result<bool, Refusal> {
    let mut work = begin(units, at).await?;
    let locked = supervisions::lock_for_update(units.store(), work.tx(), &Scope::everything(), id).await?;
    let Some(mut item) = locked else { return Ok(false) };
    let kinds = item.escalate(at);
    if kinds.is_empty() {
        return Ok(false);
    }
    for kind in kinds {
        work.emit(item.event(kind));
    }
    supervisions::save(units.store(), work.tx(), &item).await?;
    work.commit(()).await?;
    Ok(true)
}
