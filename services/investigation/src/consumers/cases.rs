//! Events of cases: when a case comes, what knew it by its number is linked to it; when it is closed, settled or performed,
//! nobody is looked for in it any more.

use kit::{
    access::AssertionSigner,
    domain::{Timestamp, refusal::Refusal},
    events::{Consumer, EventStream, ServiceLog},
    rpc::Peer,
    unit_of_work::UnitOfWork,
};
use law::identifiers::CaseNumber;
use proto::enforcement::v1::EnforcementEvent;
use tonic::Status;

use crate::{effects::watches, store::unlinked};

/// Follows the log of cases.
pub(crate) struct Cases {
    log: ServiceLog,
}

impl Cases {
    pub(crate) fn new(enforcement: Peer, signer: AssertionSigner) -> Self {
        Self { log: ServiceLog::new(enforcement, signer) }
    }
}

impl Consumer for Cases {
    type Event = EnforcementEvent;

    async fn open(&self, cursor: String) -> Result<EventStream<EnforcementEvent>, Status> {
        self.log.open(cursor).await
    }

    async fn apply(&self, work: &mut UnitOfWork, event: EnforcementEvent) -> Result<(), Refusal> {
        let reason = match event.kind.as_str() {
            "CASE_FILED" | "CASE_LINKED" => {
                let Ok(number) = CaseNumber::parse(&event.case_number) else { return Ok(()) };
                return unlinked::link(work.tx(), work.encryption(), &event.case, &number).await.map(|_| ());
            }
            "CASE_CLOSED" => "案件已结案",
            "CASE_SETTLED" => "已达成执行和解",
            "SETTLEMENT_PERFORMED" => "和解协议已履行完毕",
            _ => return Ok(()),
        };
        if event.case.is_empty() {
            return Ok(());
        }
        let case = (event.case.as_str(), event.case_number.as_str());
        // Read again after a restore, an old event has no effect on what was proposed since. Clocks of two machines differ by less.
        let happened = event.time.as_ref().and_then(Timestamp::from_timestamp);
        let proposed_by = happened.map(|at| at.plus_seconds(300));
        watches::withdraw_of_case(work, case, reason, (proposed_by, Timestamp::now())).await.map(|_| ())
    }

    /// A watch has a last day: what was missed here ends by itself.
    async fn resume(&self, _: &mut UnitOfWork) -> Result<String, Refusal> {
        Ok(String::new())
    }
}

#[cfg(test)]
mod tests {
    use kit::{
        access::{Scope, keys::Keys},
        rpc::LateBoundPeer,
        testing::on_every_database,
    };
    use law::identifiers::RegionCode;
    use uuid::Uuid;

    use super::*;
    use crate::{
        Investigation, Migrator, Settings,
        domain::{outbound::Allow, watch::PoliceWatch},
        store::stored_record,
    };

    /// A watch that was taken over before its case is linked when the case comes, under whatever form of the number.
    #[tokio::test]
    async fn what_knows_a_case_by_its_number_is_linked_when_the_case_comes() {
        on_every_database::<Migrator, _>("investigation", |store| async move {
            let keys = Keys::random().unwrap();
            let settings = Settings {
                region: RegionCode::parse("330783").unwrap(),
                webhooks: Allow::default(),
            };
            let service = Investigation::over(store.clone(), &keys, settings).await.unwrap();
            let row = |id: &Uuid, number: u32| {
                let text = format!(
                    r#"{{"id":"{id}","case":{{"name":"","number":"（2023）浙0783执{number}号"}},"region_code":"330783","person":{{"display_name":"张三","organisation":false,"identity":{{"Person":"11010519491231002X"}}}},"ground":"DETENTION","ground_text":"拘留","papers":[],"until":"2026-12-31","state":"WITHDRAWN","proposer":"people/a","approver":"","pushed":1,"hits":[],"controlled":null,"handed_over":null,"end_reason":"","withdrawn":null,"confirmer":"","import_key":"w-{number}","version":1,"created":0}}"#
                );
                serde_json::from_str::<PoliceWatch>(&text).unwrap()
            };
            let (own, other) = (Uuid::now_v7(), Uuid::now_v7());
            let mut work = service.units.begin_unkeyed(Timestamp::now()).await.unwrap();
            stored_record::add(work.tx(), &[row(&own, 7), row(&other, 8)], service.units.encryption()).await.unwrap();
            let follower =
                Cases::new(LateBoundPeer::default().peer(), AssertionSigner::new(&keys, "test"));
            let event = EnforcementEvent {
                kind: "CASE_LINKED".into(),
                case: "cases/c7".into(),
                case_number: "（2023）浙0783执字第7号".into(),
                ..EnforcementEvent::default()
            };
            follower.apply(&mut work, event).await.unwrap();
            work.commit_unkeyed().await.unwrap();
            let named = async |id: Uuid| {
                let scope = Scope::everything();
                let found = stored_record::get::<PoliceWatch>(store.read(), service.units.encryption(), &scope, id).await;
                found.unwrap().unwrap().case.name
            };
            assert_eq!((named(own).await.as_str(), named(other).await.as_str()), ("cases/c7", ""));
        })
        .await;
    }
}
