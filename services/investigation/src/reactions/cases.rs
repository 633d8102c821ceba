//! What the log of cases tells: when a case is closed, settled or performed, nobody is looked for in it any more.

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

use super::ground_fell_away;
use crate::api::Api;

/// Follows the log of cases.
pub(crate) struct Cases {
    api: Api,
    enforcement: Peer,
    speaker: Speaker,
}

impl Cases {
    pub(crate) fn new(api: Api, enforcement: Peer, speaker: Speaker) -> Self {
        Self { api, enforcement, speaker }
    }
}

impl Follower for Cases {
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
        let reason = match event.kind.as_str() {
            "CASE_CLOSED" => "案件已结案",
            "CASE_SETTLED" => "已达成执行和解",
            "SETTLEMENT_PERFORMED" => "和解协议已履行完毕",
            _ => return Ok(()),
        };
        if event.case.is_empty() {
            return Ok(());
        }
        let told = (event.case.as_str(), event.case_number.as_str());
        // Read again after a restore, an old event has no effect on what was proposed since. Clocks of two machines differ by less.
        let happened = event.time.as_ref().and_then(Moment::from_timestamp);
        let proposed_by = happened.map(|at| at.plus_seconds(300));
        ground_fell_away(&self.api, tx, told, reason, (proposed_by, Moment::now())).await.map(|_| ())
    }

    /// A watch has a last day: what was missed here ends by itself.
    async fn resume(&self, _: &DatabaseTransaction) -> Result<String, Refusal> {
        Ok(String::new())
    }

    fn applied(&self) {
        self.api.log.ring();
    }
}
