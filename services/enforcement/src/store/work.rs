//! A unit of work of this service: what happened stands in the log, on the timelines of cases and in the indicators.

use std::collections::HashMap;

use kit::{
    access::Caller,
    domain::refusal::Refusal,
    events::Event,
    storage::Encryption,
    unit_of_work::{UnitOfWork, UnitsOfWork},
};
use prost::Message;
use proto::enforcement::v1::EnforcementEvent;
use sea_orm::DatabaseTransaction;
use tonic::Response;

use super::{cases, indicator_rows, timeline};
use crate::domain::{DomainEvent, IndicatorRow};

/// Of these somebody may have to hear who knows the case by its number alone.
const NUMBERED: [&str; 5] =
    ["CASE_FILED", "CASE_LINKED", "CASE_CLOSED", "CASE_SETTLED", "SETTLEMENT_PERFORMED"];

/// What an event says of a thing beside what happened to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// The digest of what never changes; empty where all of it may.
    pub(crate) sha256: String,
    /// The files on which it rests.
    pub(crate) evidence: Vec<String>,
}

/// A unit of work with what happened to cases, for the log, the timeline and the indicators. Dropped before it commits, it has changed
/// nothing.
#[must_use = "nothing is written before the commit"]
pub(crate) struct CaseWork {
    work: UnitOfWork,
    caller: Caller,
    events: Vec<DomainEvent>,
    records: HashMap<String, Record>,
    measured: Vec<IndicatorRow>,
    measured_anew: Vec<IndicatorRow>,
    reason: String,
}

impl CaseWork {
    /// What a caller does in a unit of work.
    pub(crate) fn new(work: UnitOfWork, caller: &Caller) -> Self {
        Self {
            work,
            caller: caller.clone(),
            events: Vec::new(),
            records: HashMap::new(),
            measured: Vec::new(),
            measured_anew: Vec::new(),
            reason: String::new(),
        }
    }

    /// What a caller does in a new unit of work that no request id stands behind.
    pub(crate) async fn begin_unkeyed(units: &UnitsOfWork, caller: &Caller) -> Result<Self, Refusal> {
        Ok(Self::new(units.begin_unkeyed(caller.at).await?, caller))
    }

    /// The transaction.
    pub(crate) const fn tx(&self) -> &DatabaseTransaction {
        self.work.tx()
    }

    /// Who called.
    pub(crate) const fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The encryption of the store.
    pub(crate) const fn encryption(&self) -> &Encryption {
        self.work.encryption()
    }

    /// Emits what happened, for the log and the timeline of the case.
    pub(crate) fn emit(&mut self, event: DomainEvent) {
        self.events.push(event);
    }

    /// Notes why the caller does it, for the timeline of the case.
    pub(crate) fn explain(&mut self, reason: &str) {
        reason.trim().clone_into(&mut self.reason);
    }

    /// Notes on what a thing rests: stands in every event about it of this call.
    pub(crate) fn record(&mut self, subject: &str, record: Record) {
        self.records.insert(subject.to_owned(), record);
    }

    /// Notes what counts, for the indicators.
    pub(crate) fn measure(&mut self, measured: impl IntoIterator<Item = IndicatorRow>) {
        self.measured.extend(measured);
    }

    /// Notes what counts now in place of what was counted of the same things before.
    pub(crate) fn measure_anew(&mut self, measured: impl IntoIterator<Item = IndicatorRow>) {
        self.measured_anew.extend(measured);
    }

    /// Writes events, timeline, indicators and response, and commits.
    pub(crate) async fn commit<A: Message>(mut self, response: A) -> Result<Response<A>, Refusal> {
        self.write().await?;
        self.work.commit(response).await
    }

    async fn write(&mut self) -> Result<(), Refusal> {
        let (at, person, tx) = (self.caller.at, &self.caller.person, self.work.tx());
        indicator_rows::record(tx, &self.measured).await?;
        indicator_rows::correct(tx, &self.measured_anew).await?;
        timeline::add(tx, &self.events, (person, &self.reason), at, self.work.encryption()).await?;
        let numbers = self.numbers().await?;
        for event in &self.events {
            let record = self.records.get(&event.subject).cloned().unwrap_or_default();
            let message = EnforcementEvent {
                cursor: String::new(),
                kind: event.kind.to_owned(),
                case: event.case.clone(),
                subject: event.subject.clone(),
                time: Some(at.to_timestamp()),
                person: person.clone(),
                summary: event.summary.clone(),
                amount_fen: event.amount_fen,
                case_number: numbers.get(&event.case).cloned().unwrap_or_default(),
                record_sha256: record.sha256,
                evidence: record.evidence,
                region_code: event.region_code.clone(),
            };
            self.work.emit(Event {
                kind: event.kind,
                subject: event.subject.clone(),
                region_code: event.region_code.clone(),
                payload: message.encode_to_vec(),
                ..Event::default()
            });
        }
        Ok(())
    }

    /// The numbers of the cases that came, were linked or ended, by name.
    async fn numbers(&self) -> Result<HashMap<String, String>, Refusal> {
        let numbered = self.events.iter().filter(|event| NUMBERED.contains(&event.kind));
        let ids: Vec<_> = numbered.filter_map(|event| event.case.strip_prefix("cases/")).collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        cases::numbers(self.tx(), &ids).await
    }
}
