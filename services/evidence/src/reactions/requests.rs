//! The log of investigation: a request cites its papers, and a unit's answer what it sends.

use futures::{StreamExt as _, stream::BoxStream};
use kit::{
    access::Speaker,
    call::{Line, Peer},
    follow::Follower,
    moment::Moment,
    refusal::Refusal,
};
use proto::investigation::v1::{
    InvestigationEvent, RequestState, WatchEventsRequest, event_service_client::EventServiceClient,
    investigation_event::Resource,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use crate::{
    domain::digest::Digest,
    store::citations::{self, Citing},
};

/// Follows the log of investigation.
pub(crate) struct Requests {
    investigation: Peer,
    speaker: Speaker,
}

impl Requests {
    pub(crate) fn new(investigation: Peer, speaker: Speaker) -> Self {
        Self { investigation, speaker }
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
        let events = EventServiceClient::new(line).watch_events(WatchEventsRequest { cursor }).await?;
        Ok(events.into_inner().boxed())
    }

    fn cursor_of(event: &InvestigationEvent) -> &str {
        &event.cursor
    }

    async fn apply(&self, tx: &DatabaseTransaction, event: InvestigationEvent) -> Result<(), Refusal> {
        let Some(Resource::Request(request)) = &event.resource else { return Ok(()) };
        // A draft is the court's alone.
        let unit = if request.state() == RequestState::Draft { "" } else { request.unit.as_str() };
        let citing = Citing {
            subject: &request.name,
            region_code: &event.region_code,
            holder: unit,
            person: &request.proposer,
        };
        let answered = request.feedbacks.iter().flat_map(|feedback| &feedback.evidence);
        let now = Moment::now();
        for file in request.papers.iter().chain(answered).filter_map(|name| Digest::of_name(name)) {
            citations::note(tx, file, &citing, now).await?;
        }
        Ok(())
    }

    /// What was missed stands in the requests; the log goes on from the oldest that is kept.
    async fn resume(&self, _: &DatabaseTransaction) -> Result<String, Refusal> {
        Ok(String::new())
    }
}
