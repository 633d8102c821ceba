//! Events of investigation: what the law asks for after a freeze becomes a task for a shared court.

use std::str::FromStr as _;

use kit::{
    access::AssertionSigner,
    domain::{Timestamp, refusal::Refusal},
    events::{Consumer, EventStream, ServiceLog},
    rpc::Peer,
    unit_of_work::UnitOfWork,
};
use law::identifiers::RegionCode;
use proto::investigation::v1::{Duty, DutyKind, InvestigationEvent, investigation_event::Resource};
use tonic::Status;
use uuid::Uuid;

use crate::{
    decisions::emit,
    domain::{Actor, Filing, LawfulDuty, Task, place::Place},
    store::Tasks,
};

/// Follows the log of investigation.
pub(crate) struct Duties {
    tasks: Tasks,
    log: ServiceLog,
}

impl Duties {
    pub(crate) fn new(tasks: Tasks, investigation: Peer, signer: AssertionSigner) -> Self {
        Self { tasks, log: ServiceLog::new(investigation, signer) }
    }
}

impl Consumer for Duties {
    type Event = InvestigationEvent;

    async fn open(&self, cursor: String) -> Result<EventStream<InvestigationEvent>, Status> {
        self.log.open(cursor).await
    }

    async fn apply(&self, work: &mut UnitOfWork, event: InvestigationEvent) -> Result<(), Refusal> {
        let (true, Some(Resource::Duty(duty))) = (event.kind == "DUTY_CREATED", event.resource) else {
            return Ok(());
        };
        let Some(id) = duty.task.strip_prefix("tasks/").and_then(|id| Uuid::from_str(id).ok()) else {
            return Ok(());
        };
        if self.tasks.is_there(work.tx(), id).await? {
            // The log is read again after a restore.
            return Ok(());
        }
        let region = RegionCode::parse(&event.region_code).map_err(|fault| Refusal::internal(&fault))?;
        let now = Timestamp::now();
        let (officer, filing) =
            (Actor { person: duty.officer.clone(), ..Actor::default() }, Filing::of_duty(words(duty), now));
        let problem = if filing.wanted.address.is_empty() {
            "还不知道送达地址：请转给合适的共享法庭，或撤销后自行送达。".to_owned()
        } else {
            String::new()
        };
        // The court is asked for outside this transaction, as for every task that waits for its court.
        let (task, decision) = Task::file(filing, id, Place::Unasked { problem }, &region, &officer, now);
        self.tasks.add(work.tx(), &task).await?;
        emit(work, (&task, &[]), &decision);
        Ok(())
    }

    /// What was missed stands among the open duties, which their officer sees there.
    async fn resume(&self, _: &mut UnitOfWork) -> Result<String, Refusal> {
        Ok(String::new())
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
