//! Watches from the wire and to it.

use kit::{
    domain::{
        Reason, Timestamp, reason,
        refusal::{Refusal, Text, Violations},
    },
    unit_of_work::etag,
};
use proto::investigation::v1 as wire;

use crate::{
    domain::{
        case_lookup::CaseLookup,
        citation::Citation,
        reading::CaseRef,
        watch::{POLICE, PoliceWatch, WatchGround},
        watch_draft::WatchDraft,
    },
    log_events::Shown,
    messages::{
        request::{party_draft, subject},
        seizure::source,
        values::{WireEnum as _, date, day, time},
    },
};

impl Shown for PoliceWatch {
    type Wire = wire::PersonWatch;
    const COLLECTION: &'static str = "watches";
    const UNKNOWN: (Reason, &'static str, &'static str) = (reason::WATCH_UNKNOWN, "查控", "watch");

    fn show(&self, _: Timestamp) -> wire::PersonWatch {
        to_message(self, false)
    }
    fn resource(wire: wire::PersonWatch) -> wire::investigation_event::Resource {
        wire::investigation_event::Resource::Watch(wire)
    }
    fn citations(&self) -> Vec<Citation<'_>> {
        Citation::of_court(&self.papers, &self.proposer).collect()
    }
    fn case(&self) -> Option<&CaseRef> {
        Some(&self.case)
    }
    fn audience(&self) -> Vec<String> {
        if self.pushed.is_some() { vec![POLICE.to_owned()] } else { Vec::new() }
    }
}

/// A watch. The number is masked, but for the clerk who opens it and has to find the person.
pub(crate) fn to_message(watch: &PoliceWatch, whole: bool) -> wire::PersonWatch {
    wire::PersonWatch {
        name: watch.name(),
        case: watch.case.name.clone(),
        case_number: watch.case.number_text(),
        person: Some(subject(&watch.person, whole)),
        ground: watch.ground.to_wire().into(),
        ground_text: watch.ground_text.clone(),
        papers: watch.papers.clone(),
        until: Some(day(watch.until)),
        state: watch.state.to_wire().into(),
        proposer: watch.proposer.clone(),
        approver: watch.approver.clone(),
        push_time: time(watch.pushed),
        hits: watch
            .hits
            .iter()
            .map(|hit| wire::WatchHit {
                hit_time: time(Some(hit.at)),
                place: hit.place.clone(),
                actor: hit.actor.clone(),
            })
            .collect(),
        control_time: time(watch.controlled),
        hand_over_time: time(watch.handed_over),
        end_reason: watch.end_reason.clone(),
        withdraw_time: time(watch.withdrawn),
        withdrawal_confirmer: watch.confirmer.clone(),
        etag: etag::of(watch.version),
        create_time: time(Some(watch.created)),
        source: watch.origin.as_ref().map(source),
        answers_for: watch.answers_for.clone(),
        ..Default::default()
    }
}

/// The case that a watch names, and who has to be a debtor of it: the person, or the organisation for which they answer.
pub(crate) fn question(watch: &wire::PersonWatch) -> CaseLookup {
    let person = watch.person.clone().unwrap_or_default();
    let newer = person.identity.map(|identity| identity.number).filter(|number| !number.is_empty());
    let organisation = watch.answers_for.trim().to_owned();
    let party = if organisation.is_empty() { newer.unwrap_or(person.identity_number) } else { String::new() };
    CaseLookup { case: watch.case.clone(), number: watch.case_number.clone(), party, organisation }
}

/// A draft from a watch as it was sent.
pub(crate) fn draft_from(watch: Option<&wire::PersonWatch>) -> Result<WatchDraft, Refusal> {
    let mut v = Violations::new();
    let Some(watch) = watch else {
        v.add("watch", reason::REQUIRED, Text::new("请填写查控内容。", "The watch is missing."));
        return Err(v.into_refusal());
    };
    let until = date("watch.until", watch.until.as_ref(), &mut v);
    v.check()?;
    let person = watch.person.clone().unwrap_or_default();
    Ok(WatchDraft {
        case: watch.case.clone(),
        case_number: watch.case_number.clone(),
        answers_for: watch.answers_for.clone(),
        person: party_draft(person),
        ground: WatchGround::from_wire(watch.ground()),
        ground_text: watch.ground_text.clone(),
        papers: watch.papers.clone(),
        until,
    })
}
