//! The log of tasks: each attempt is a leaf, and cites its files.

use futures::{StreamExt as _, stream::BoxStream};
use kit::{
    access::Speaker,
    call::{Line, Peer},
    follow::Follower,
    moment::Moment,
    refusal::Refusal,
};
use proto::dispatch::v1::{
    TaskEvent, TaskEventKind, WatchTasksRequest, task_service_client::TaskServiceClient,
};
use sea_orm::DatabaseTransaction;
use tonic::Status;

use crate::{
    api::packets,
    domain::{digest::Digest, leaf::Leaf},
    store::{
        citations::{self, Citing},
        log,
    },
};

/// Follows the log of tasks.
pub(crate) struct Tasks {
    dispatch: Peer,
    speaker: Speaker,
}

impl Tasks {
    pub(crate) fn new(dispatch: Peer, speaker: Speaker) -> Self {
        Self { dispatch, speaker }
    }
}

impl Follower for Tasks {
    type Event = TaskEvent;
    const LOG: &'static str = "dispatch";

    async fn open(&self, cursor: String) -> Result<BoxStream<'static, Result<TaskEvent, Status>>, Status> {
        let line = Line::of_ourselves(&self.dispatch, &self.speaker, Moment::now())?;
        let events = TaskServiceClient::new(line).watch_tasks(WatchTasksRequest { cursor }).await?;
        Ok(events.into_inner().boxed())
    }

    fn cursor_of(event: &TaskEvent) -> &str {
        &event.cursor
    }

    async fn apply(&self, tx: &DatabaseTransaction, event: TaskEvent) -> Result<(), Refusal> {
        let kind = event.kind();
        let Some(task) = event.task else { return Ok(()) };
        let now = Moment::now();
        // Whoever has the task no more may not hold its packet; when it is open to nobody, nobody may.
        let holder = if packets::in_hand(task.state()) { task.worker.as_str() } else { "" };
        packets::close(tx, &task.name, holder, now).await?;
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
                region_code: &task.region_code,
                holder: &task.court,
                person: &attempt.worker,
            };
            for file in attempt.evidence.iter().filter_map(|name| Digest::of_name(name)) {
                citations::note(tx, file, &citing, now).await?;
            }
        }
        Ok(())
    }

    /// What was missed stands in the tasks; the log goes on from the oldest that is kept.
    async fn resume(&self, _: &DatabaseTransaction) -> Result<String, Refusal> {
        Ok(String::new())
    }
}
