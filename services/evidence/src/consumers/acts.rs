//! The log of enforcement: each act of service is a leaf and cites its files, as a sanction does; when a case is over, so is what
//! cites files for it.

use kit::{
    access::{AssertionSigner, Scope},
    domain::{Timestamp, refusal::Refusal},
    events::{Consumer, EventStream, LogEvent as _, ServiceLog},
    rpc::Peer,
    unit_of_work::UnitOfWork,
};
use law::identifiers::RegionCode;
use proto::enforcement::v1::EnforcementEvent;
use sea_orm::DatabaseTransaction;
use tonic::Status;

use super::LogHealth;
use crate::{
    domain::{digest::Digest, leaf::Leaf},
    store::{
        citations::{self, Citing, Claimant},
        log,
    },
};

/// Follows the log of enforcement.
pub(crate) struct Acts {
    log: ServiceLog,
    health: LogHealth,
}

impl Acts {
    pub(crate) fn new(enforcement: Peer, signer: AssertionSigner, health: LogHealth) -> Self {
        Self { log: ServiceLog::new(enforcement, signer), health }
    }

    async fn effect(
        tx: &DatabaseTransaction,
        event: EnforcementEvent,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let happened = event.time.as_ref().and_then(Timestamp::from_timestamp).unwrap_or(now);
        match event.kind.as_str() {
            "CASE_CLOSED" => citations::over(tx, &event.case, Some(happened)).await?,
            "CASE_FILED" | "CASE_RESUMED" => citations::over(tx, &event.case, None).await?,
            _ => {}
        }
        let whole = if event.case.is_empty() { &event.subject } else { &event.case };
        let regions = RegionCode::parse(&event.region_code).into_iter().collect();
        let claimant = Claimant { person: &event.person, scope: Scope { regions, ..Scope::default() } };
        for file in event.evidence.iter().filter_map(|name| Digest::of_name(name)) {
            // Who decides on a sanction sees its proof as its proposer does. What the proposer can't read is opened to nobody, and kept; so are
            // the files of acts of service: the court sees them by what its villages and units cite.
            let opens =
                event.subject.starts_with("sanctions/") && citations::reads(tx, file, &claimant).await?;
            let region_code = if opens { event.region_code.as_str() } else { "" };
            let citing = Citing { subject: &event.subject, whole, region_code, ..Citing::default() };
            citations::note(tx, file, &citing, now).await?;
        }
        if event.kind != "SERVICE_ACT_ENTERED" {
            return Ok(());
        }
        // Older events carry no digest: there it is that of the event itself.
        let digest = Digest::parse(&event.record_sha256);
        let subject = event.subject.clone();
        let digest =
            digest.unwrap_or_else(|_| super::digest(&EnforcementEvent { cursor: String::new(), ..event }));
        log::append(tx, &[Leaf::of_record("act-of-service", &subject, digest, now)]).await
    }
}

impl Consumer for Acts {
    type Event = EnforcementEvent;

    async fn open(&self, cursor: String) -> Result<EventStream<EnforcementEvent>, Status> {
        self.health.open(self.log.open(cursor).await)
    }

    async fn apply(&self, work: &mut UnitOfWork, event: EnforcementEvent) -> Result<(), Refusal> {
        let tx = work.tx();
        let now = Timestamp::now();
        self.health.came(event.time.as_ref().and_then(Timestamp::from_timestamp), now);
        self.health.effect(Self::effect(tx, event, now).await)
    }

    /// What was missed stands in the acts; the log continues from the oldest that is kept.
    async fn resume(&self, work: &mut UnitOfWork) -> Result<String, Refusal> {
        citations::unknown(work.tx(), EnforcementEvent::LOG, Timestamp::now()).await?;
        Ok(String::new())
    }
}
