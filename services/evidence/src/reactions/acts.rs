//! The log of enforcement: each act of service is a leaf and cites its files, as a sanction does; when a case is over, so is what
//! cites files for it.

use futures::{StreamExt as _, stream::BoxStream};
use kit::{
    access::Speaker,
    call::{Line, Peer},
    follow::Follower,
    moment::Moment,
    refusal::Refusal,
};
use proto::enforcement::v1::{
    EnforcementEvent, WatchCaseEventsRequest, case_service_client::CaseServiceClient,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use super::Ears;
use crate::{
    domain::{digest::Digest, leaf::Leaf},
    store::{
        citations::{self, Citing},
        log,
    },
};

/// Follows the log of enforcement.
pub(crate) struct Acts {
    enforcement: Peer,
    speaker: Speaker,
    ears: Ears,
}

impl Acts {
    pub(crate) fn new(enforcement: Peer, speaker: Speaker, ears: Ears) -> Self {
        Self { enforcement, speaker, ears }
    }

    async fn effect(tx: &DatabaseTransaction, event: EnforcementEvent, now: Moment) -> Result<(), Refusal> {
        let happened = event.time.as_ref().and_then(Moment::from_timestamp).unwrap_or(now);
        match event.kind.as_str() {
            "CASE_CLOSED" => citations::over(tx, &event.case, Some(happened)).await?,
            "CASE_FILED" | "CASE_RESUMED" => citations::over(tx, &event.case, None).await?,
            _ => {}
        }
        // They open a file to nobody: the court sees it by what its villages and units cite.
        let whole = if event.case.is_empty() { &event.subject } else { &event.case };
        let citing = Citing { subject: &event.subject, whole, ..Citing::default() };
        for file in event.evidence.iter().filter_map(|name| Digest::of_name(name)) {
            citations::note(tx, file, &citing, now).await?;
        }
        if event.kind != "SERVICE_ACT_ENTERED" {
            return Ok(());
        }
        // Logs of before told no digest: there it is that of what they told.
        let told = Digest::parse(&event.record_sha256);
        let subject = event.subject.clone();
        let told =
            told.unwrap_or_else(|_| super::digest(&EnforcementEvent { cursor: String::new(), ..event }));
        log::append(tx, &[Leaf::of_record("act-of-service", &subject, told, now)]).await
    }
}

impl Follower for Acts {
    type Event = EnforcementEvent;
    const LOG: &'static str = "enforcement";

    async fn open(
        &self,
        cursor: String,
    ) -> Result<BoxStream<'static, Result<EnforcementEvent, Status>>, Status> {
        let line = Line::of_ourselves(&self.enforcement, &self.speaker, Moment::now())?;
        let events = CaseServiceClient::new(line).watch_case_events(WatchCaseEventsRequest { cursor }).await;
        Ok(self.ears.open(events)?.into_inner().boxed())
    }

    fn cursor_of(event: &EnforcementEvent) -> &str {
        &event.cursor
    }

    async fn apply(&self, tx: &DatabaseTransaction, event: EnforcementEvent) -> Result<(), Refusal> {
        let now = Moment::now();
        self.ears.came(event.time.as_ref().and_then(Moment::from_timestamp), now);
        self.ears.effect(Self::effect(tx, event, now).await)
    }

    /// What was missed stands in the acts; the log goes on from the oldest that is kept.
    async fn resume(&self, tx: &DatabaseTransaction) -> Result<String, Refusal> {
        citations::unknown(tx, Self::LOG, Moment::now()).await?;
        Ok(String::new())
    }
}
