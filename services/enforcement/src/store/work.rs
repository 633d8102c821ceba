//! One call that changes something: its claim, its rows, what happened and its answer in one transaction.

use std::collections::HashMap;

use kit::{
    access::Caller,
    log::{Fact, Log},
    once::{Call, Once, Ticket},
    page::Pages,
    refusal::Refusal,
    seal::Seal,
    store::Store,
};
use prost::Message;
use proto::enforcement::v1::EnforcementEvent;
use sea_orm::DatabaseTransaction;
use tonic::Response;

use super::{cases, measures, timeline};
use crate::domain::{Happening, Measured};

/// What every part of the service stands on.
#[derive(Clone)]
pub(crate) struct House {
    pub(crate) store: Store,
    pub(crate) log: Log,
    pub(crate) pages: Pages,
}

/// A call that was carried out before, or the work to carry it out.
pub(crate) enum Begun<A> {
    Before(A),
    Now(Box<Work>),
}

/// Of these somebody may have to hear who knows the case by its number alone.
const NUMBERED: [&str; 5] =
    ["CASE_FILED", "CASE_LINKED", "CASE_CLOSED", "CASE_SETTLED", "SETTLEMENT_PERFORMED"];

/// What an event tells of a thing beside what happened to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// The digest of what never changes; empty where all of it may.
    pub(crate) sha256: String,
    /// The files on which it rests.
    pub(crate) evidence: Vec<String>,
}

/// A change under way. Dropped before [`Work::finish`], it never was.
pub(crate) struct Work {
    pub(crate) tx: DatabaseTransaction,
    caller: Caller,
    ticket: Ticket,
    log: Log,
    seal: Seal,
    happened: Vec<Happening>,
    records: HashMap<String, Record>,
    measured: Vec<Measured>,
    measured_anew: Vec<Measured>,
    reason: String,
}

impl House {
    /// The seal of the store.
    pub(crate) fn seal(&self) -> &Seal {
        self.store.seal()
    }

    /// Begins a call that is carried out once.
    pub(crate) async fn begin<A: Message + Default>(
        &self,
        caller: &Caller,
        request_id: &str,
        method: &str,
        body: &impl Message,
    ) -> Result<Begun<A>, Refusal> {
        let call = Call::new(caller, request_id, method, body)?;
        let tx = self.store.begin().await?;
        Ok(match call.claim(&tx, self.seal()).await? {
            Once::Before(answer) => Begun::Before(answer),
            Once::Now(ticket) => Begun::Now(Box::new(Work {
                tx,
                caller: caller.clone(),
                ticket,
                log: self.log.clone(),
                seal: self.seal().clone(),
                happened: Vec::new(),
                records: HashMap::new(),
                measured: Vec::new(),
                measured_anew: Vec::new(),
                reason: String::new(),
            })),
        })
    }
}

impl Work {
    /// Who called.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The seal of the store.
    pub(crate) fn seal(&self) -> &Seal {
        &self.seal
    }

    /// Notes what happened, for the log and the story of the case.
    pub(crate) fn tell(&mut self, happening: Happening) {
        self.happened.push(happening);
    }

    /// Notes why the caller does it, for the story of the case.
    pub(crate) fn explain(&mut self, reason: &str) {
        reason.trim().clone_into(&mut self.reason);
    }

    /// Notes on what a thing rests, for the log: with everything that is told of it in this call.
    pub(crate) fn record(&mut self, subject: &str, record: Record) {
        self.records.insert(subject.to_owned(), record);
    }

    /// Notes what counts, for the indicators.
    pub(crate) fn measure(&mut self, measured: impl IntoIterator<Item = Measured>) {
        self.measured.extend(measured);
    }

    /// Notes what counts now in place of what was counted of the same things before.
    pub(crate) fn measure_anew(&mut self, measured: impl IntoIterator<Item = Measured>) {
        self.measured_anew.extend(measured);
    }

    /// Keeps what happened, what counts and the answer, and commits.
    pub(crate) async fn finish<A: Message>(self, answer: A) -> Result<Response<A>, Refusal> {
        let (at, person) = (self.caller.at, &self.caller.person);
        measures::record(&self.tx, &self.measured).await?;
        measures::correct(&self.tx, &self.measured_anew).await?;
        timeline::add(&self.tx, &self.happened, (person, &self.reason), at, &self.seal).await?;
        let numbers = self.numbers().await?;
        let facts: Vec<Fact> = self
            .happened
            .iter()
            .map(|happening| {
                let record = self.records.get(&happening.subject).cloned().unwrap_or_default();
                let told = EnforcementEvent {
                    cursor: String::new(),
                    kind: happening.kind.to_owned(),
                    case: happening.case.clone(),
                    subject: happening.subject.clone(),
                    time: Some(at.to_timestamp()),
                    person: person.clone(),
                    summary: happening.summary.clone(),
                    amount_fen: happening.amount_fen,
                    case_number: numbers.get(&happening.case).cloned().unwrap_or_default(),
                    record_sha256: record.sha256,
                    evidence: record.evidence,
                };
                Fact {
                    kind: happening.kind,
                    subject: happening.subject.clone(),
                    region_code: happening.region_code.clone(),
                    payload: told.encode_to_vec(),
                    ..Fact::default()
                }
            })
            .collect();
        self.log.append(&self.tx, &facts, at).await?;
        self.ticket.keep(&self.tx, &answer).await?;
        self.tx.commit().await?;
        self.log.ring();
        Ok(Response::new(answer))
    }

    /// The numbers of the cases that came, were linked or ended, by name.
    async fn numbers(&self) -> Result<HashMap<String, String>, Refusal> {
        let numbered = self.happened.iter().filter(|happening| NUMBERED.contains(&happening.kind));
        let ids: Vec<_> = numbered.filter_map(|happening| happening.case.strip_prefix("cases/")).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        cases::numbers(&self.tx, &ids).await
    }
}
