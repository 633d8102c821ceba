//! The log of enforcement: each act of service is a leaf.

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

use crate::{domain::leaf::Leaf, store::log};

/// Follows the log of enforcement.
pub(crate) struct Acts {
    enforcement: Peer,
    speaker: Speaker,
}

impl Acts {
    pub(crate) fn new(enforcement: Peer, speaker: Speaker) -> Self {
        Self { enforcement, speaker }
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
        let request = WatchCaseEventsRequest { cursor };
        Ok(CaseServiceClient::new(line).watch_case_events(request).await?.into_inner().boxed())
    }

    fn cursor_of(event: &EnforcementEvent) -> &str {
        &event.cursor
    }

    async fn apply(&self, tx: &DatabaseTransaction, event: EnforcementEvent) -> Result<(), Refusal> {
        if event.kind != "SERVICE_ACT_ENTERED" {
            return Ok(());
        }
        let subject = event.subject.clone();
        let told = EnforcementEvent { cursor: String::new(), ..event };
        let leaf = Leaf::of_record("act-of-service", &subject, super::digest(&told), Moment::now());
        log::append(tx, &[leaf]).await
    }

    /// What was missed stands in the acts; the log goes on from the oldest that is kept.
    async fn resume(&self, _: &DatabaseTransaction) -> Result<String, Refusal> {
        Ok(String::new())
    }
}
