//! Watching tasks.

use std::{pin::Pin, sync::Arc};

use futures::{Stream, StreamExt as _};
use kit::{
    access::{Caller, Scope},
    domain::refusal::Refusal,
    events::{RecordedEvent, Share, watch_lasts},
};
use prost::Message as _;
use proto::dispatch::v1 as wire;
use tonic::{Response, Status};

use super::{Answer, Api, task_id};
use crate::{
    domain::{Attempt, Task},
    messages::task,
    peers::Statuses,
};

/// The stream of a watch.
pub(super) type Watching = Pin<Box<dyn Stream<Item = Result<wire::TaskEvent, Status>> + Send>>;

impl Api {
    /// A watch of somebody who sees what is given to them: of a task that they had, also what the log says of the time when they had it
    /// is for them no more. It ends with a term on which the call stands.
    pub(super) fn watch_as_worker(&self, caller: Caller, cursor: &str) -> Answer<Watching> {
        let events = self.log.watch(caller.scope(), cursor)?;
        let ends = tokio::time::sleep(watch_lasts(&caller));
        let (api, caller) = (self.clone(), Arc::new(caller));
        let events = events.then(move |event| {
            let (api, caller) = (api.clone(), Arc::clone(&caller));
            async move { api.event_for(&caller, &*event?).await }
        });
        let events = events.filter_map(|event| async move { event.map_err(Status::from).transpose() });
        Ok(Response::new(Box::pin(events.take_until(ends))))
    }

    /// An event as a caller may see it today; `None` where it is none of their business.
    async fn event_for(
        &self,
        caller: &Caller,
        event: &RecordedEvent,
    ) -> Result<Option<wire::TaskEvent>, Refusal> {
        let scope = caller.scope();
        let Some(share) = event.share_of(&scope) else { return Ok(None) };
        let whole = share == Share::Whole
            && match task_id(&event.subject) {
                Ok(id) => {
                    let found = self.tasks.get(&Scope::everything(), id).await?;
                    found.is_some_and(|found| task::reads_all(caller, &found))
                }
                Err(_) => false,
            };
        let decoded =
            wire::TaskEvent::decode(event.payload.clone()).map_err(|fault| Refusal::internal(&fault))?;
        let seen = if whole { decoded } else { only_state(decoded) };
        Ok(Some(wire::TaskEvent { cursor: event.cursor.clone(), ..seen }))
    }
}

/// A task for a caller, with how far the files of its visits have come.
pub(super) fn shown(one: &Task, attempts: &[Attempt], files: &Statuses, caller: &Caller) -> wire::Task {
    let mut shown = task::to_message_for(one, attempts, caller);
    let own =
        |attempt: &&Attempt| shown.attempts.iter().any(|seen| seen.name.ends_with(&attempt.id.to_string()));
    let attempts: Vec<Attempt> = attempts.iter().filter(own).cloned().collect();
    shown.files = task::files(&shown.name, files.files(&attempts));
    shown
}

/// What a former worker or court receives of a task: that it has left them.
pub(super) fn tombstone(event: &[u8]) -> Vec<u8> {
    only_state(wire::TaskEvent::decode(event).unwrap_or_default()).encode_to_vec()
}

/// An event with nothing of its task but its name and where it stands.
fn only_state(event: wire::TaskEvent) -> wire::TaskEvent {
    let task = event.task.unwrap_or_default();
    let task = wire::Task {
        name: task.name,
        state: task.state,
        etag: task.etag,
        update_time: task.update_time,
        ..wire::Task::default()
    };
    wire::TaskEvent { task: Some(task), ..event }
}
