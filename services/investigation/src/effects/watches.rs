//! The police watches of a case whose ground fell away.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitOfWork,
};

use crate::{
    domain::{event_kind::EventKind, watch::PoliceWatch},
    log_events::emit,
    store::{stored_record, watches},
};

/// Withdraws every open watch of a case, because it was paid, settled or closed; returns them.
pub(crate) async fn withdraw_of_case(
    work: &mut UnitOfWork,
    (case, number): (&str, &str),
    reason: &str,
    (proposed_by, at): (Option<Timestamp>, Timestamp),
) -> Result<Vec<PoliceWatch>, Refusal> {
    let mut withdrawn: Vec<(PoliceWatch, EventKind)> = Vec::new();
    for mut watch in watches::open_of_case(work.tx(), work.encryption(), case, number).await? {
        if proposed_by.is_some_and(|until| watch.created > until) {
            continue;
        }
        let kind = watch.withdraw(reason, at)?;
        stored_record::save(work.tx(), &watch, work.encryption()).await?;
        withdrawn.push((watch, kind));
    }
    let facts: Vec<_> = withdrawn.iter().map(|(watch, kind)| (watch, *kind)).collect();
    emit(work, &facts).await?;
    Ok(withdrawn.into_iter().map(|(watch, _)| watch).collect())
}
