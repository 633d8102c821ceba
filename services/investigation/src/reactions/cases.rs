//! What the log of cases tells: when a case comes, what knew it by its number is linked to it; when it is closed, settled or performed,
//! nobody is looked for in it any more.

use futures::{StreamExt as _, stream::BoxStream};
use kit::{
    access::Speaker,
    call::{Line, Peer},
    follow::Follower,
    moment::Moment,
    refusal::Refusal,
};
use law::identifiers::CaseNumber;
use proto::enforcement::v1::{
    EnforcementEvent, WatchCaseEventsRequest, case_service_client::CaseServiceClient,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use super::ground_fell_away;
use crate::{api::Api, store::unlinked};

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
            "CASE_FILED" | "CASE_LINKED" => {
                let Ok(number) = CaseNumber::parse(&event.case_number) else { return Ok(()) };
                return unlinked::link(tx, self.api.seal(), &event.case, &number).await.map(|_| ());
            }
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

#[cfg(test)]
mod tests {
    use kit::{access::Scope, call::Later, keys::Keys, trial::on_every_database};
    use law::identifiers::RegionCode;
    use uuid::Uuid;

    use super::*;
    use crate::{
        Investigation, Migrator, Settings,
        domain::{outbound::Allow, watch::PersonWatch},
        store::kept,
    };

    /// A watch that was taken over before its case is linked when the case comes, under whatever form of the number.
    #[tokio::test]
    async fn what_knows_a_case_by_its_number_is_linked_when_the_case_comes() {
        on_every_database::<Migrator, _>("investigation", |store| async move {
            let keys = Keys::random().unwrap();
            let settings = Settings {
                court: "东阳市人民法院".into(),
                region: RegionCode::parse("330783").unwrap(),
                webhooks: Allow::default(),
            };
            let service = Investigation::over(store.clone(), &keys, settings).await.unwrap();
            let row = |id: &Uuid, number: u32| {
                let text = format!(
                    r#"{{"id":"{id}","case":{{"name":"","number":"（2023）浙0783执{number}号"}},"region_code":"330783","person":{{"display_name":"张三","organisation":false,"identity":{{"Person":"11010519491231002X"}}}},"ground":"DETENTION","ground_text":"拘留","papers":[],"until":"2026-12-31","state":"WITHDRAWN","proposer":"people/a","approver":"","pushed":1,"hits":[],"controlled":null,"handed_over":null,"end_reason":"","withdrawn":null,"confirmer":"","import_key":"w-{number}","version":1,"created":0}}"#
                );
                serde_json::from_str::<PersonWatch>(&text).unwrap()
            };
            let (own, other) = (Uuid::now_v7(), Uuid::now_v7());
            let tx = store.begin().await.unwrap();
            kept::add(&tx, &[row(&own, 7), row(&other, 8)], service.api.seal()).await.unwrap();
            let follower =
                Cases::new(service.api.clone(), Later::default().peer(), Speaker::new(&keys, "test"));
            let event = EnforcementEvent {
                kind: "CASE_LINKED".into(),
                case: "cases/c7".into(),
                case_number: "（2023）浙0783执字第7号".into(),
                ..EnforcementEvent::default()
            };
            follower.apply(&tx, event).await.unwrap();
            tx.commit().await.unwrap();
            let named = async |id: Uuid| {
                let scope = Scope::everything();
                let found = kept::get::<PersonWatch>(store.read(), service.api.seal(), &scope, id).await;
                found.unwrap().unwrap().case.name
            };
            assert_eq!((named(own).await.as_str(), named(other).await.as_str()), ("cases/c7", ""));
        })
        .await;
    }
}
