//! What the log of investigation tells: what the law asks for after a freeze becomes a task for a shared court.

use std::str::FromStr as _;

use futures::{StreamExt as _, stream::BoxStream};
use kit::{
    access::Speaker,
    call::{Line, Peer},
    follow::Follower,
    moment::Moment,
    refusal::Refusal,
};
use law::identifiers::RegionCode;
use proto::investigation::v1::{
    Duty, DutyKind, InvestigationEvent, WatchEventsRequest, event_service_client::EventServiceClient,
    investigation_event::Resource,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;
use uuid::Uuid;

use crate::{
    api::Api,
    domain::{Actor, Filing, LawfulDuty, Task, place::Place},
};

/// Follows the log of investigation.
pub(crate) struct Duties {
    api: Api,
    investigation: Peer,
    speaker: Speaker,
}

impl Duties {
    pub(crate) fn new(api: Api, investigation: Peer, speaker: Speaker) -> Self {
        Self { api, investigation, speaker }
    }
}

impl Follower for Duties {
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
        let (true, Some(Resource::Duty(duty))) = (event.kind == "DUTY_CREATED", event.resource) else {
            return Ok(());
        };
        let Some(id) = duty.task.strip_prefix("tasks/").and_then(|id| Uuid::from_str(id).ok()) else {
            return Ok(());
        };
        if self.api.tasks.is_there(tx, id).await? {
            // The log is read again after a restore.
            return Ok(());
        }
        let region = RegionCode::parse(&event.region_code).map_err(|fault| Refusal::internal(&fault))?;
        let now = Moment::now();
        let (officer, filing) =
            (Actor { person: duty.officer.clone(), ..Actor::default() }, Filing::of_duty(words(duty), now));
        let problem = if filing.wanted.address.is_empty() {
            "还不知道送达地址：请转给合适的共享法庭，或撤销后自行送达。".to_owned()
        } else {
            String::new()
        };
        // The court is asked for outside this transaction, as for every task that waits for its court.
        let (task, decision) = Task::file(filing, id, Place::Unasked { problem }, &region, &officer, now);
        self.api.tasks.add(tx, &task).await?;
        self.api.tell(tx, &task, &[], &decision, now).await
    }

    /// What was missed stands among the open duties, which their officer sees there.
    async fn resume(&self, _: &DatabaseTransaction) -> Result<String, Refusal> {
        Ok(String::new())
    }

    fn applied(&self) {
        self.api.log.ring();
    }
}

fn words(duty: Duty) -> LawfulDuty {
    let (document, organisation) = match duty.kind() {
        DutyKind::NotifyCompany => ("股权冻结通知书", true),
        DutyKind::ServeApplicant | DutyKind::ServeDebtor | DutyKind::Unspecified => ("股权冻结裁定书", false),
    };
    LawfulDuty {
        case_number: duty.case_number,
        addressee: if duty.addressee.is_empty() { "申请执行人".to_owned() } else { duty.addressee },
        organisation,
        address: duty.address,
        document: document.to_owned(),
        instructions: format!("股权冻结公示后须送达或通知（{}）。", duty.article),
    }
}
