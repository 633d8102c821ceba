//! What the log says of things, and whom it notifies: every event of the service is emitted here.

use kit::{
    domain::{
        Reason, Timestamp,
        refusal::{Kind, Refusal},
    },
    events::Event,
    unit_of_work::UnitOfWork,
};
use prost::Message;
use proto::investigation::v1 as wire;
use serde_json::json;
use uuid::Uuid;

use crate::{
    domain::{
        citation::Citation, event_kind::EventKind, reading::CaseRef, seizure::Seizure,
        seizure_queue::SeizureEvents,
    },
    store::{stored_record::StoredRecord, webhooks},
};

/// Something that the contract shows.
pub(crate) trait Shown: StoredRecord + Clone {
    /// As a message.
    type Wire: Message + Default + Clone;
    /// Its collection, for example `requests`.
    const COLLECTION: &'static str;
    /// The reason where there is none, and what it is called.
    const UNKNOWN: (Reason, &'static str, &'static str);

    /// As a caller sees it.
    fn show(&self, at: Timestamp) -> Self::Wire;
    /// In the log.
    fn resource(wire: Self::Wire) -> wire::investigation_event::Resource;
    /// The case.
    fn case(&self) -> Option<&CaseRef>;
    /// Whom it concerns beside the court.
    fn audience(&self) -> Vec<String> {
        Vec::new()
    }

    /// The files that it cites, with who cited each.
    fn citations(&self) -> Vec<Citation<'_>> {
        Vec::new()
    }

    /// Its name.
    fn resource_name(&self) -> String {
        format!("{}/{}", Self::COLLECTION, self.id())
    }
}

/// The id in a name. What is not a name is nobody's.
pub(crate) fn id_of<T: Shown>(name: &str) -> Result<Uuid, Refusal> {
    let id = name.strip_prefix(T::COLLECTION).and_then(|rest| rest.strip_prefix('/'));
    id.and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(unknown::<T>)
}

/// That there is no such thing, or not for this caller.
pub(crate) fn unknown<T: Shown>() -> Refusal {
    let (reason, zh, en) = T::UNKNOWN;
    Refusal::new(
        Kind::NotFound,
        reason,
        format!("没有这项{zh}，或不在您的权限范围内。"),
        format!("There is no such {en}, or it is not yours to see."),
    )
}

/// Emits what happened to things.
pub(crate) async fn emit<T: Shown>(work: &mut UnitOfWork, events: &[(&T, EventKind)]) -> Result<(), Refusal> {
    let named: Vec<_> = events.iter().map(|(thing, what)| (*thing, thing.resource_name(), *what)).collect();
    emit_of(work, &named).await
}

/// Emits what happened to things, or to a part of them that has its own name.
pub(crate) async fn emit_of<T: Shown>(
    work: &mut UnitOfWork,
    events: &[(&T, String, EventKind)],
) -> Result<(), Refusal> {
    let at = work.at();
    emit_at(work, events, at, true).await
}

/// Emits that old things were taken over. They are counted, and no unit is notified of what is over.
pub(crate) async fn emit_quietly<T: Shown>(
    work: &mut UnitOfWork,
    things: &[T],
    kind: EventKind,
) -> Result<(), Refusal> {
    let named: Vec<_> = things.iter().map(|thing| (thing, thing.resource_name(), kind)).collect();
    let at = work.at();
    emit_at(work, &named, at, false).await
}

/// Emits what happened at a time, with or without notifying those whom it concerns beside the court.
pub(crate) async fn emit_at<T: Shown>(
    work: &mut UnitOfWork,
    events: &[(&T, String, EventKind)],
    at: Timestamp,
    notifies: bool,
) -> Result<(), Refusal> {
    for (thing, subject, kind) in events {
        let message = wire::InvestigationEvent {
            cursor: String::new(),
            kind: kind.name().to_owned(),
            subject: subject.clone(),
            case: thing.case().map(|case| case.name.clone()).unwrap_or_default(),
            case_number: thing.case().map(CaseRef::number_text).unwrap_or_default(),
            event_time: Some(at.to_timestamp()),
            region_code: thing.region().to_owned(),
            resource: Some(T::resource(thing.show(at))),
            citations: thing.citations().into_iter().map(citation).collect(),
        };
        let audience = if notifies { thing.audience() } else { Vec::new() };
        for unit in audience.iter().filter(|one| one.starts_with("units/")) {
            let case = thing.case();
            let body = json!({"type": kind.name(), "timestamp": at.to_string(), "data": {
                "name": subject, "unit": unit, "case": case.map(|case| case.name.as_str()),
                "caseNumber": case.map(CaseRef::number_text),
            }});
            webhooks::call(work.tx(), unit, &body.to_string(), at).await?;
        }
        work.emit(Event {
            kind: kind.name(),
            subject: subject.clone(),
            region_code: thing.region().to_owned(),
            audience,
            payload: message.encode_to_vec(),
            ..Event::default()
        });
    }
    Ok(())
}

/// Emits what happened in a seizure queue.
pub(crate) async fn emit_queue_events(
    work: &mut UnitOfWork,
    all: &[Seizure],
    events: &SeizureEvents,
) -> Result<(), Refusal> {
    let events: Vec<_> =
        events.iter().filter_map(|(id, kind)| Some((all.iter().find(|one| one.id == *id)?, *kind))).collect();
    emit(work, &events).await
}

fn citation(citation: Citation<'_>) -> wire::Citation {
    wire::Citation {
        evidence: citation.evidence.to_owned(),
        cited_by: citation.cited_by.to_owned(),
        unit: citation.unit.to_owned(),
    }
}
