//! The log of tasks: each attempt is a leaf, and cites its files, as the task cites those of its papers; when a task is over, so is what they
//! are cited for.

use kit::{
    access::AssertionSigner,
    domain::{Timestamp, refusal::Refusal},
    events::{Consumer, EventStream, LogEvent as _, ServiceLog},
    rpc::Peer,
    unit_of_work::UnitOfWork,
};
use proto::dispatch::v1::{Task, TaskEvent, TaskEventKind};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use super::LogHealth;
use crate::{
    domain::{digest::Digest, leaf::Leaf},
    store::{
        citations::{self, Citing, Claimant},
        log, packets,
    },
    task_states::{in_hand, is_over},
};

/// Follows the log of tasks.
pub(crate) struct Tasks {
    log: ServiceLog,
    health: LogHealth,
}

impl Tasks {
    pub(crate) fn new(dispatch: Peer, signer: AssertionSigner, health: LogHealth) -> Self {
        Self { log: ServiceLog::new(dispatch, signer), health }
    }

    async fn effect(tx: &DatabaseTransaction, event: TaskEvent, now: Timestamp) -> Result<(), Refusal> {
        let kind = event.kind();
        let Some(task) = event.task else { return Ok(()) };
        let changed = task.update_time.as_ref().and_then(Timestamp::from_timestamp).unwrap_or(now);
        // Anyone who has the task no more may not hold its packet; when it is open to nobody, nobody may.
        let holder = if in_hand(task.state()) { task.worker.as_str() } else { "" };
        log::lock_for_update(tx).await?;
        packets::close(tx, &task.name, holder, (changed, now)).await?;
        citations::over(tx, &task.name, is_over(task.state()).then_some(changed)).await?;
        papers(tx, &task, now).await?;
        if kind != TaskEventKind::TaskAttempted {
            return Ok(());
        }
        let leaves: Vec<_> = task
            .attempts
            .iter()
            .map(|attempt| Leaf::of_record("attempt", &attempt.name, super::digest(attempt), now))
            .collect();
        log::append(tx, &leaves).await?;
        for attempt in &task.attempts {
            let citing = Citing {
                subject: &attempt.name,
                whole: &task.name,
                region_code: &task.region_code,
                holder: &task.court,
                person: &attempt.worker,
            };
            // A worker sees what they sent, and what they cite by that: no place opens more to them.
            let claimant = Claimant { person: &attempt.worker, ..Claimant::default() };
            for file in attempt.evidence.iter().filter_map(|name| Digest::of_name(name)) {
                citations::claim(tx, file, &citing, &claimant, now).await?;
            }
        }
        Ok(())
    }
}

/// Notes the files of the papers that a task serves. The court of the county reads them; the shared court that has the task reads those
/// that are not sealed, while it is open. That anyone who filed it could read them was looked at when it was filed.
async fn papers(tx: &DatabaseTransaction, task: &Task, now: Timestamp) -> Result<(), Refusal> {
    let holder = if is_over(task.state()) { "" } else { task.court.as_str() };
    for (place, paper) in task.documents.iter().enumerate() {
        let Some(file) = Digest::of_name(&paper.file) else { continue };
        let subject = format!("{}/documents/{place}", task.name);
        let citing = Citing {
            subject: &subject,
            whole: &task.name,
            region_code: &task.region_code,
            holder: if paper.sealed { "" } else { holder },
            person: "",
        };
        citations::note(tx, file, &citing, now).await?;
    }
    Ok(())
}

impl Consumer for Tasks {
    type Event = TaskEvent;

    async fn open(&self, cursor: String) -> Result<EventStream<TaskEvent>, Status> {
        self.health.open(self.log.open(cursor).await)
    }

    async fn apply(&self, work: &mut UnitOfWork, event: TaskEvent) -> Result<(), Refusal> {
        let tx = work.tx();
        let now = Timestamp::now();
        let changed = event.task.as_ref().and_then(|task| task.update_time.as_ref());
        self.health.came(changed.and_then(Timestamp::from_timestamp), now);
        self.health.effect(Self::effect(tx, event, now).await)
    }

    /// What was missed stands in the tasks; the log continues from the oldest that is kept.
    async fn resume(&self, work: &mut UnitOfWork) -> Result<String, Refusal> {
        citations::unknown(work.tx(), TaskEvent::LOG, Timestamp::now()).await?;
        Ok(String::new())
    }
}
