//! What every mutation here does: claims its key, locks the thing, compares the version, lets the domain decide, and commits thing, events
//! and response together.

use kit::{
    access::{Caller, Scope},
    domain::{
        Reason, Timestamp,
        refusal::{Kind, Refusal},
    },
    events::Event,
    fresh,
    unit_of_work::{IdempotencyKey, Mutation, Resource, UnitOfWork, etag},
};
use prost::Message;
use proto::investigation::v1 as wire;
use serde_json::json;
use uuid::Uuid;

use super::{Answer, Api};
use crate::{
    domain::{citation::Citation, happening::Happening, reading::CaseRef},
    store::{
        kept::{self, Kept},
        webhooks,
    },
};

/// Something that the contract shows.
pub(crate) trait Shown: Kept + Clone {
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

/// A resource whose row is locked.
struct Locked<T>(T);

impl<T: Shown> Resource for Locked<T> {
    type Decision = Happening;
    type Message = T::Wire;
    type Service = Api;

    async fn lock(api: &Api, work: &UnitOfWork, scope: &Scope, name: &str) -> Result<Self, Refusal> {
        let found = kept::lock::<T>(work.tx(), api.encryption(), scope, id_of::<T>(name)?).await?;
        found.map(Self).ok_or_else(unknown::<T>)
    }

    fn version(&self) -> i64 {
        self.0.version()
    }

    async fn save(&self, api: &Api, work: &mut UnitOfWork, happening: Happening) -> Result<(), Refusal> {
        kept::save(work.tx(), &self.0, api.encryption()).await?;
        api.emit(work, &[(&self.0, happening)]).await
    }

    fn to_message(&self, caller: &Caller) -> T::Wire {
        self.0.show(caller.at)
    }
}

impl Api {
    /// Carries out an act on one thing.
    pub(crate) async fn act<T: Shown>(
        &self,
        mutation: Mutation<'_>,
        decide: impl FnOnce(&mut T) -> Result<Happening, Refusal> + Send,
    ) -> Answer<T::Wire> {
        Ok(self.units.update::<Locked<T>>(self, mutation, |locked| decide(&mut locked.0)).await?)
    }

    /// Reads and locks the thing of an act.
    pub(crate) async fn lock<T: Shown>(
        &self,
        work: &UnitOfWork,
        mutation: &Mutation<'_>,
    ) -> Result<T, Refusal> {
        let Locked(thing) = Locked::<T>::lock(self, work, &mutation.caller.scope(), mutation.name).await?;
        etag::check(mutation.etag, thing.version())?;
        Ok(thing)
    }

    /// Adds something new. Why it can't be is said only after the key was claimed: what was added before is answered again.
    pub(crate) async fn create<T: Shown>(
        &self,
        caller: &Caller,
        key: &IdempotencyKey,
        made: Result<(T, Happening), Refusal>,
    ) -> Answer<T::Wire> {
        let mut work = fresh!(self.units.begin(key));
        let (thing, happening) = made?;
        kept::add(work.tx(), std::slice::from_ref(&thing), self.encryption()).await?;
        self.emit(&mut work, &[(&thing, happening)]).await?;
        Ok(work.commit(thing.show(caller.at)).await?)
    }

    /// Gives one thing.
    pub(crate) async fn find<T: Shown>(&self, caller: &Caller, name: &str) -> Result<T, Refusal> {
        let id = id_of::<T>(name)?;
        let found = kept::get::<T>(self.store.read(), self.encryption(), &caller.scope(), id).await?;
        found.ok_or_else(unknown::<T>)
    }

    /// Emits what happened to things.
    pub(crate) async fn emit<T: Shown>(
        &self,
        work: &mut UnitOfWork,
        happened: &[(&T, Happening)],
    ) -> Result<(), Refusal> {
        let named: Vec<_> =
            happened.iter().map(|(thing, what)| (*thing, thing.resource_name(), *what)).collect();
        self.emit_of(work, &named).await
    }

    /// Emits what happened to things, or to a part of them that has its own name.
    pub(crate) async fn emit_of<T: Shown>(
        &self,
        work: &mut UnitOfWork,
        happened: &[(&T, String, Happening)],
    ) -> Result<(), Refusal> {
        let at = work.at();
        self.emit_at(work, happened, at, true).await
    }

    /// Emits that old things were taken over. They are counted, and no unit is notified of what is over.
    pub(crate) async fn emit_quietly<T: Shown>(
        &self,
        work: &mut UnitOfWork,
        things: &[T],
        happening: Happening,
    ) -> Result<(), Refusal> {
        let named: Vec<_> = things.iter().map(|thing| (thing, thing.resource_name(), happening)).collect();
        let at = work.at();
        self.emit_at(work, &named, at, false).await
    }

    /// Emits what happened at a time, with or without notifying those whom it concerns beside the court.
    pub(super) async fn emit_at<T: Shown>(
        &self,
        work: &mut UnitOfWork,
        happened: &[(&T, String, Happening)],
        at: Timestamp,
        notifies: bool,
    ) -> Result<(), Refusal> {
        for (thing, subject, happening) in happened {
            let message = wire::InvestigationEvent {
                cursor: String::new(),
                kind: happening.name().to_owned(),
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
                let body = json!({"type": happening.name(), "timestamp": at.to_string(), "data": {
                    "name": subject, "unit": unit, "case": case.map(|case| case.name.as_str()),
                    "caseNumber": case.map(CaseRef::number_text),
                }});
                webhooks::call(work.tx(), unit, &body.to_string(), at).await?;
            }
            work.emit(Event {
                kind: happening.name(),
                subject: subject.clone(),
                region_code: thing.region().to_owned(),
                audience,
                payload: message.encode_to_vec(),
                ..Event::default()
            });
        }
        Ok(())
    }
}

fn citation(citation: Citation<'_>) -> wire::Citation {
    wire::Citation {
        evidence: citation.evidence.to_owned(),
        cited_by: citation.cited_by.to_owned(),
        unit: citation.unit.to_owned(),
    }
}
