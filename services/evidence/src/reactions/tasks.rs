//! The log of tasks: each attempt is a leaf, and cites its files; when a task is over, so is what its attempts cite them for.

use futures::{StreamExt as _, stream::BoxStream};
use kit::{
    access::Speaker,
    call::{Line, Peer},
    follow::Follower,
    moment::Moment,
    refusal::Refusal,
};
use proto::dispatch::v1::{
    TaskEvent, TaskEventKind, TaskState, WatchTasksRequest, task_service_client::TaskServiceClient,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use super::Ears;
use crate::{
    api::packets,
    domain::{digest::Digest, leaf::Leaf},
    store::{
        citations::{self, Citing, Claimant},
        log,
    },
};

/// Follows the log of tasks.
pub(crate) struct Tasks {
    dispatch: Peer,
    speaker: Speaker,
    ears: Ears,
}

impl Tasks {
    pub(crate) fn new(dispatch: Peer, speaker: Speaker, ears: Ears) -> Self {
        Self { dispatch, speaker, ears }
    }

    async fn effect(tx: &DatabaseTransaction, event: TaskEvent, now: Moment) -> Result<(), Refusal> {
        let kind = event.kind();
        let Some(task) = event.task else { return Ok(()) };
        let changed = task.update_time.as_ref().and_then(Moment::from_timestamp).unwrap_or(now);
        // Whoever has the task no more may not hold its packet; when it is open to nobody, nobody may.
        let holder = if packets::in_hand(task.state()) { task.worker.as_str() } else { "" };
        packets::close(tx, &task.name, holder, (changed, now)).await?;
        citations::over(tx, &task.name, is_over(task.state()).then_some(changed)).await?;
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

impl Follower for Tasks {
    type Event = TaskEvent;
    const LOG: &'static str = "dispatch";

    async fn open(&self, cursor: String) -> Result<BoxStream<'static, Result<TaskEvent, Status>>, Status> {
        let line = Line::of_ourselves(&self.dispatch, &self.speaker, Moment::now())?;
        let events = TaskServiceClient::new(line).watch_tasks(WatchTasksRequest { cursor }).await;
        Ok(self.ears.open(events)?.into_inner().boxed())
    }

    fn cursor_of(event: &TaskEvent) -> &str {
        &event.cursor
    }

    async fn apply(&self, tx: &DatabaseTransaction, event: TaskEvent) -> Result<(), Refusal> {
        let now = Moment::now();
        let changed = event.task.as_ref().and_then(|task| task.update_time.as_ref());
        self.ears.came(changed.and_then(Moment::from_timestamp), now);
        self.ears.effect(Self::effect(tx, event, now).await)
    }

    /// What was missed stands in the tasks; the log goes on from the oldest that is kept.
    async fn resume(&self, tx: &DatabaseTransaction) -> Result<String, Refusal> {
        citations::unknown(tx, Self::LOG, Moment::now()).await?;
        Ok(String::new())
    }
}

/// Whether a task has come to its end.
fn is_over(state: TaskState) -> bool {
    match state {
        TaskState::Done | TaskState::Revoked | TaskState::Expired => true,
        TaskState::Unspecified
        | TaskState::Created
        | TaskState::Dispatched
        | TaskState::Assigned
        | TaskState::Accepted
        | TaskState::InField
        | TaskState::Reported
        | TaskState::Returned
        | TaskState::Declined
        | TaskState::Transferred => false,
    }
}
