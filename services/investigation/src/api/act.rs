//! How anything changes: claim the call, take the thing, check the version, let the domain decide, keep thing, events and answer in
//! one transaction.

use kit::{
    access::Caller,
    etag,
    log::Fact,
    moment::Moment,
    once::{Call, Once, Ticket},
    refusal::{Kind, Refusal},
};
use prost::Message;
use proto::investigation::v1 as wire;
use sea_orm::DatabaseTransaction;
use serde_json::json;
use tonic::Response;
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
    const UNKNOWN: (&'static str, &'static str, &'static str);

    /// As a caller sees it.
    fn show(&self, at: Moment) -> Self::Wire;
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

/// An act as it reached the service: who, on which thing, resting on which version, and once.
pub(crate) struct Act<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) call: Call,
    pub(crate) name: &'a str,
    pub(crate) etag: &'a str,
}

/// Reads an act's caller and call from its request.
macro_rules! act {
    ($request:ident, $method:literal => $caller:ident, $body:ident, $act:ident) => {
        let $caller = kit::access::Caller::of(&$request)?;
        let $body = $request.into_inner();
        let call = kit::once::Call::new(&$caller, &$body.request_id, $method, &$body)?;
        let $act = $crate::api::act::Act { caller: &$caller, call, name: &$body.name, etag: &$body.etag };
    };
}
pub(crate) use act;

/// A transaction whose call was not carried out before.
pub(crate) struct Begun {
    pub(crate) tx: DatabaseTransaction,
    ticket: Ticket,
}

/// Where a call stands once its transaction has begun.
pub(crate) enum Start<A> {
    Before(A),
    Now(Begun),
}

impl Api {
    /// Begins the transaction of a call, or gives the answer that it had.
    pub(crate) async fn begin<A: Message + Default>(&self, call: &Call) -> Result<Start<A>, Refusal> {
        let tx = self.store.begin().await?;
        Ok(match call.claim::<A>(&tx, self.seal()).await? {
            Once::Before(answer) => Start::Before(answer),
            Once::Now(ticket) => Start::Now(Begun { tx, ticket }),
        })
    }

    /// Keeps the answer and ends the transaction.
    pub(crate) async fn finish<A: Message>(&self, begun: Begun, answer: A) -> Answer<A> {
        begun.ticket.keep(&begun.tx, &answer).await?;
        begun.tx.commit().await.map_err(Refusal::from)?;
        self.log.ring();
        Ok(Response::new(answer))
    }

    /// Carries out an act on one thing.
    pub(crate) async fn act<T: Shown>(
        &self,
        act: Act<'_>,
        decide: impl FnOnce(&mut T) -> Result<Happening, Refusal> + Send,
    ) -> Answer<T::Wire> {
        let begun = match self.begin::<T::Wire>(&act.call).await? {
            Start::Before(answer) => return Ok(Response::new(answer)),
            Start::Now(begun) => begun,
        };
        let mut thing: T = self.take(&begun, &act).await?;
        let happening = decide(&mut thing)?;
        kept::save(&begun.tx, &thing, self.seal()).await?;
        self.tell(&begun.tx, &[(&thing, happening)], act.caller.at).await?;
        self.finish(begun, thing.show(act.caller.at)).await
    }

    /// Takes the thing of an act.
    pub(crate) async fn take<T: Shown>(&self, begun: &Begun, act: &Act<'_>) -> Result<T, Refusal> {
        let id = id_of::<T>(act.name)?;
        let found = kept::take::<T>(&begun.tx, self.seal(), &act.caller.scope(), id).await?;
        let thing = found.ok_or_else(unknown::<T>)?;
        etag::check(act.etag, thing.version())?;
        Ok(thing)
    }

    /// Adds something new. Why it can't be is told only after looking whether it was added before.
    pub(crate) async fn create<T: Shown>(
        &self,
        caller: &Caller,
        call: &Call,
        made: Result<(T, Happening), Refusal>,
    ) -> Answer<T::Wire> {
        let begun = match self.begin::<T::Wire>(call).await? {
            Start::Before(answer) => return Ok(Response::new(answer)),
            Start::Now(begun) => begun,
        };
        let (thing, happening) = made?;
        kept::add(&begun.tx, std::slice::from_ref(&thing), self.seal()).await?;
        self.tell(&begun.tx, &[(&thing, happening)], caller.at).await?;
        self.finish(begun, thing.show(caller.at)).await
    }

    /// Gives one thing.
    pub(crate) async fn find<T: Shown>(&self, caller: &Caller, name: &str) -> Result<T, Refusal> {
        let id = id_of::<T>(name)?;
        let found = kept::get::<T>(self.store.read(), self.seal(), &caller.scope(), id).await?;
        found.ok_or_else(unknown::<T>)
    }

    /// Writes what happened into the log.
    pub(crate) async fn tell<T: Shown>(
        &self,
        tx: &DatabaseTransaction,
        told: &[(&T, Happening)],
        at: Moment,
    ) -> Result<(), Refusal> {
        let told: Vec<_> = told.iter().map(|(thing, what)| (*thing, thing.resource_name(), *what)).collect();
        self.tell_of(tx, &told, at).await
    }

    /// Writes into the log what happened to things, or to a part of them that has its own name.
    pub(crate) async fn tell_of<T: Shown>(
        &self,
        tx: &DatabaseTransaction,
        told: &[(&T, String, Happening)],
        at: Moment,
    ) -> Result<(), Refusal> {
        self.tell_to(tx, told, at, true).await
    }

    /// Writes into the log that old things were taken over. They are counted, and no unit is notified of what is over.
    pub(crate) async fn tell_quietly<T: Shown>(
        &self,
        tx: &DatabaseTransaction,
        things: &[T],
        happening: Happening,
        at: Moment,
    ) -> Result<(), Refusal> {
        let told: Vec<_> = things.iter().map(|thing| (thing, thing.resource_name(), happening)).collect();
        self.tell_to(tx, &told, at, false).await
    }

    /// Writes into the log what happened, with or without those whom it concerns beside the court.
    pub(super) async fn tell_to<T: Shown>(
        &self,
        tx: &DatabaseTransaction,
        told: &[(&T, String, Happening)],
        at: Moment,
        notifies: bool,
    ) -> Result<(), Refusal> {
        let facts: Vec<Fact> = told
            .iter()
            .map(|(thing, subject, happening)| {
                let event = wire::InvestigationEvent {
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
                Fact {
                    kind: happening.name(),
                    subject: subject.clone(),
                    region_code: thing.region().to_owned(),
                    audience: if notifies { thing.audience() } else { Vec::new() },
                    payload: event.encode_to_vec(),
                    ..Fact::default()
                }
            })
            .collect();
        for (fact, (thing, ..)) in facts.iter().zip(told) {
            for unit in fact.audience.iter().filter(|one| one.starts_with("units/")) {
                let case = thing.case();
                let body = json!({"type": fact.kind, "timestamp": at.to_string(), "data": {
                    "name": fact.subject, "unit": unit, "case": case.map(|case| case.name.as_str()),
                    "caseNumber": case.map(CaseRef::number_text),
                }});
                webhooks::call(tx, unit, &body.to_string(), at).await?;
            }
        }
        self.log.append(tx, &facts, at).await
    }
}

fn citation(citation: Citation<'_>) -> wire::Citation {
    wire::Citation {
        evidence: citation.evidence.to_owned(),
        cited_by: citation.cited_by.to_owned(),
        unit: citation.unit.to_owned(),
    }
}
