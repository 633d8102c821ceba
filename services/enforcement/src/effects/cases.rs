//! What follows for a case: from its coming, from its closing, and from what was taken over of its past.

use std::collections::HashSet;

use jiff::{civil::Date, tz::Offset};
use kit::{
    access::Caller,
    domain::{Timestamp, refusal::Refusal},
};
use law::{closing::Ending, sanctions::Event};
use uuid::Uuid;

use crate::{
    domain::case::{self, Case, State},
    store::{CaseWork, cases, controls, known_cases, sanctions, timeline, unlinked},
};

/// Adds cases and links to them what was recorded under their numbers before they came: their stories, those who were brought under
/// control, and anyone who follows the log hears of it. Says which cases are new, and to how many of them something was linked.
pub(crate) async fn add(work: &mut CaseWork, all: &[Case]) -> Result<(HashSet<Uuid>, usize), Refusal> {
    let added = cases::add(work.tx(), all, work.encryption()).await?;
    let new: Vec<&Case> = all.iter().filter(|case| added.contains(&case.id)).collect();
    let linked = unlinked::link(work.tx(), &new, work.encryption()).await?;
    for case in new.iter().filter(|case| linked.contains(&case.name())) {
        work.emit(case.linked());
        count_outcome(work, &case.name()).await?;
    }
    Ok((added, linked.len()))
}

/// The refusal for a number that is taken: who can see the other case learns that there is one, and nobody else does.
pub(crate) async fn locked(work: &CaseWork, caller: &Caller, case: &Case) -> Result<Refusal, Refusal> {
    let known = known_cases::known(work.tx(), &caller.scope(), [&case.number]).await?;
    let visible = known.visible(&case.number).is_some();
    Ok(if visible { case::exists() } else { case::number_refused() })
}

/// Counts anew what became of a case in which somebody was brought under control.
pub(crate) async fn count_outcome(work: &mut CaseWork, case: &str) -> Result<(), Refusal> {
    let counted = controls::outcome(work.tx(), case, work.encryption()).await?;
    work.measure_anew(counted);
    Ok(())
}

/// What follows from a closing, where there is one: what was imposed has to be lifted, and indicators count it.
pub(crate) async fn on_case_closed(work: &mut CaseWork, case: &Case, at: Timestamp) -> Result<(), Refusal> {
    let Some(closing) = &case.closing else { return Ok(()) };
    let event = match closing.ending {
        Ending::Completed => Some(Event::Performed),
        Ending::Terminated => Some(Event::Terminated),
        _ => None,
    };
    if let Some(event) = event {
        for mut sanction in sanctions::lock_holding(work.tx(), &case.name(), work.encryption()).await? {
            if let Some(event) = sanction.owe(event, closing.on, at) {
                sanctions::save(work.tx(), &sanction, work.encryption()).await?;
                work.emit(event);
            }
        }
    }
    let through = timeline::through_court(work.tx(), &case.name(), work.encryption()).await?;
    work.measure(case.measured_closing(through));
    Ok(())
}

/// Enters cases that were decided on; says which are new, and to how many of them something was linked that named them before. What is over
/// has a story of its own dates and raises no event.
pub(crate) async fn enter(work: &mut CaseWork, all: &[Case]) -> Result<(HashSet<Uuid>, usize), Refusal> {
    let (added, linked) = add(work, all).await?;
    let mut past = Vec::new();
    for case in all.iter().filter(|case| added.contains(&case.id)) {
        work.measure([case.measured_filing()]);
        if case.state == State::Closed {
            let through = if linked == 0 {
                None
            } else {
                timeline::through_court(work.tx(), &case.name(), work.encryption()).await?
            };
            work.measure(case.measured_closing(through));
            past.extend(story(case));
        } else {
            work.emit(case.filed());
        }
    }
    timeline::remember(work.tx(), &past, work.encryption()).await?;
    Ok((added, linked))
}

/// The story of a case that was over when it was entered.
fn story(case: &Case) -> Vec<(String, timeline::Entry)> {
    let entry = |kind: &str, summary: &str, day: Date| timeline::Entry {
        at: begin_of(day),
        id: Uuid::now_v7().to_string(),
        source: timeline::HERE.to_owned(),
        kind: kind.to_owned(),
        subject: case.name(),
        summary: summary.to_owned(),
        person: String::new(),
        amount_fen: 0,
        reason: String::new(),
        region: String::new(),
    };
    let filed = entry("CASE_FILED", "立案执行（历史数据）", case.filed);
    let closed = case.closing.as_ref().map(|closing| entry("CASE_CLOSED", "结案（历史数据）", closing.on));
    std::iter::once(filed).chain(closed).map(|entry| (case.name(), entry)).collect()
}

/// The first instant of a legal day.
fn begin_of(day: Date) -> Option<Timestamp> {
    let begin = Offset::constant(8).to_timestamp(day.at(0, 0, 0, 0)).ok()?;
    Some(Timestamp::from_micros(begin.as_microsecond()))
}
