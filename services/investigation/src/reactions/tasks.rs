//! What the log of tasks tells: a duty whose task was done is done.

use futures::{StreamExt as _, stream::BoxStream};
use kit::{
    access::{Scope, Speaker},
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
use uuid::Uuid;

use crate::{
    api::Api,
    domain::duty::{Duty, DutyState},
    store::kept,
};

/// Follows the log of tasks.
pub(crate) struct Tasks {
    api: Api,
    dispatch: Peer,
    speaker: Speaker,
}

impl Tasks {
    pub(crate) fn new(api: Api, dispatch: Peer, speaker: Speaker) -> Self {
        Self { api, dispatch, speaker }
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
        if event.kind() != TaskEventKind::TaskApproved {
            return Ok(());
        }
        let name = event.task.map(|task| task.name).unwrap_or_default();
        let Some(id) = name.strip_prefix("tasks/").and_then(|id| Uuid::parse_str(id).ok()) else {
            return Ok(());
        };
        let seal = self.api.seal();
        let Some(mut duty) = kept::take::<Duty>(tx, seal, &Scope::everything(), id).await? else {
            return Ok(());
        };
        if duty.state == DutyState::Done {
            return Ok(());
        }
        let now = Moment::now();
        let happening = duty.complete(&name, now)?;
        kept::save(tx, &duty, seal).await?;
        self.api.tell(tx, &[(&duty, happening)], now).await
    }

    /// A duty whose task's end was missed stays open, and whoever sees to it says so.
    async fn resume(&self, _: &DatabaseTransaction) -> Result<String, Refusal> {
        Ok(String::new())
    }

    fn applied(&self) {
        self.api.log.ring();
    }
}
