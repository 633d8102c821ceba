//! The log of investigation: a request cites its papers, and a unit's answer what it sends; seizures, watches and disposals cite theirs
//! for their case.

use futures::{StreamExt as _, stream::BoxStream};
use kit::{
    access::Speaker,
    call::{Line, Peer},
    follow::Follower,
    moment::Moment,
    refusal::Refusal,
};
use proto::investigation::v1::{
    AssistRequest, InvestigationEvent, RequestState, WatchEventsRequest,
    event_service_client::EventServiceClient, investigation_event::Resource,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use super::Ears;
use crate::{
    domain::digest::Digest,
    store::citations::{self, Citing},
};

/// Follows the log of investigation.
pub(crate) struct Requests {
    investigation: Peer,
    speaker: Speaker,
    ears: Ears,
}

impl Requests {
    pub(crate) fn new(investigation: Peer, speaker: Speaker, ears: Ears) -> Self {
        Self { investigation, speaker, ears }
    }

    async fn effect(tx: &DatabaseTransaction, event: InvestigationEvent, now: Moment) -> Result<(), Refusal> {
        if let Some(Resource::Request(request)) = &event.resource {
            return of_request(tx, &event, request, now).await;
        }
        // They open a file to nobody: the court sees it by what its villages and units cite.
        let whole = if event.case.is_empty() { &event.subject } else { &event.case };
        let citing = Citing { subject: &event.subject, whole, ..Citing::default() };
        for file in event.resource.iter().flat_map(papers).filter_map(|name| Digest::of_name(name)) {
            citations::note(tx, file, &citing, now).await?;
        }
        Ok(())
    }
}

impl Follower for Requests {
    type Event = InvestigationEvent;
    const LOG: &'static str = "investigation";

    async fn open(
        &self,
        cursor: String,
    ) -> Result<BoxStream<'static, Result<InvestigationEvent, Status>>, Status> {
        let line = Line::of_ourselves(&self.investigation, &self.speaker, Moment::now())?;
        let events = EventServiceClient::new(line).watch_events(WatchEventsRequest { cursor }).await;
        Ok(self.ears.open(events)?.into_inner().boxed())
    }

    fn cursor_of(event: &InvestigationEvent) -> &str {
        &event.cursor
    }

    async fn apply(&self, tx: &DatabaseTransaction, event: InvestigationEvent) -> Result<(), Refusal> {
        let now = Moment::now();
        self.ears.came(event.event_time.as_ref().and_then(Moment::from_timestamp), now);
        self.ears.effect(Self::effect(tx, event, now).await)
    }

    /// What was missed stands in the requests; the log goes on from the oldest that is kept.
    async fn resume(&self, tx: &DatabaseTransaction) -> Result<String, Refusal> {
        citations::unknown(tx, Self::LOG, Moment::now()).await?;
        Ok(String::new())
    }
}

async fn of_request(
    tx: &DatabaseTransaction,
    event: &InvestigationEvent,
    request: &AssistRequest,
    now: Moment,
) -> Result<(), Refusal> {
    // A draft is the court's alone.
    let unit = if request.state() == RequestState::Draft { "" } else { request.unit.as_str() };
    let citing = Citing {
        subject: &request.name,
        whole: &request.name,
        region_code: &event.region_code,
        holder: unit,
        person: &request.proposer,
    };
    let answered = request.feedbacks.iter().flat_map(|feedback| &feedback.evidence);
    for file in request.papers.iter().chain(answered).filter_map(|name| Digest::of_name(name)) {
        citations::note(tx, file, &citing, now).await?;
    }
    let happened = event.event_time.as_ref().and_then(Moment::from_timestamp).unwrap_or(now);
    citations::over(tx, &request.name, is_over(request.state()).then_some(happened)).await
}

/// What a thing beside requests cites.
fn papers(resource: &Resource) -> Vec<&String> {
    match resource {
        Resource::Seizure(seizure) => seizure.record.iter().flat_map(|record| &record.evidence).collect(),
        Resource::Watch(watch) => watch.papers.iter().collect(),
        Resource::Disposal(disposal) => {
            let opinions = disposal.opinions.iter().flat_map(|opinion| &opinion.papers);
            let parcels = disposal.parcels.iter().flat_map(|parcel| &parcel.delivery_papers);
            opinions.chain(parcels).collect()
        }
        Resource::Request(_)
        | Resource::Duty(_)
        | Resource::Debtor(_)
        | Resource::Lead(_)
        | Resource::Asset(_) => Vec::new(),
    }
}

/// Whether a request has come to its end. One that was refused may still be drawn up anew; then it goes on.
fn is_over(state: RequestState) -> bool {
    match state {
        RequestState::Refused | RequestState::Withdrawn | RequestState::Confirmed => true,
        RequestState::Unspecified
        | RequestState::Draft
        | RequestState::Submitted
        | RequestState::Received
        | RequestState::Processing
        | RequestState::Done
        | RequestState::Partial
        | RequestState::ReturnedForFix => false,
    }
}
