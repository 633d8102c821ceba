//! Events of tasks: a duty whose task was done is done.

use kit::{
    access::{AssertionSigner, Scope},
    domain::{Timestamp, refusal::Refusal},
    events::{Consumer, EventStream, ServiceLog},
    rpc::Peer,
    unit_of_work::UnitOfWork,
};
use proto::dispatch::v1::{TaskEvent, TaskEventKind};
use tonic::Status;
use uuid::Uuid;

use crate::{
    domain::duty::{Duty, DutyState},
    log_events::emit,
    store::stored_record,
};

/// Follows the log of tasks.
pub(crate) struct Tasks {
    log: ServiceLog,
}

impl Tasks {
    pub(crate) fn new(dispatch: Peer, signer: AssertionSigner) -> Self {
        Self { log: ServiceLog::new(dispatch, signer) }
    }
}

impl Consumer for Tasks {
    type Event = TaskEvent;

    async fn open(&self, cursor: String) -> Result<EventStream<TaskEvent>, Status> {
        self.log.open(cursor).await
    }

    async fn apply(&self, work: &mut UnitOfWork, event: TaskEvent) -> Result<(), Refusal> {
        if event.kind() != TaskEventKind::TaskApproved {
            return Ok(());
        }
        let name = event.task.map(|task| task.name).unwrap_or_default();
        let Some(id) = name.strip_prefix("tasks/").and_then(|id| Uuid::parse_str(id).ok()) else {
            return Ok(());
        };
        let Some(mut duty) =
            stored_record::lock::<Duty>(work.tx(), work.encryption(), &Scope::everything(), id).await?
        else {
            return Ok(());
        };
        if duty.state == DutyState::Done {
            return Ok(());
        }
        let now = Timestamp::now();
        let kind = duty.complete(&name, now)?;
        stored_record::save(work.tx(), &duty, work.encryption()).await?;
        emit(work, &[(&duty, kind)]).await
    }

    /// A duty whose task's end was missed stays open, and anyone who sees to it says so.
    async fn resume(&self, _: &mut UnitOfWork) -> Result<String, Refusal> {
        Ok(String::new())
    }
}
