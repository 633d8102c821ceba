//! Reading tasks: one, many, and as they change.

use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use kit::{
    access::{Caller, Scope},
    log::{Elsewhere, Event, Share},
    page,
    refusal::Refusal,
};
use prost::Message as _;
use proto::dispatch::v1 as wire;
use tonic::{Request, Response, Status};

use super::{Answer, Api, Watching, files::Statuses, task_id, view};
use crate::{
    domain::{Attempt, Task},
    store::{Filter, Order, Question},
};

/// A watch ends at the latest after this time, as every watch of a log does.
const LONGEST: Duration = Duration::from_hours(1);

impl Api {
    pub(super) async fn get(&self, request: Request<wire::GetTaskRequest>) -> Answer<wire::Task> {
        let caller = Caller::of(&request)?;
        let task = self.read_task(&caller.scope(), &request.get_ref().name).await?;
        let attempts = self.tasks.attempts(&task).await?;
        let files = self.files.shown(&attempts, caller.at).await;
        Ok(Response::new(shown(&task, &attempts, &files, &caller)))
    }

    pub(super) async fn list(
        &self,
        request: Request<wire::ListTasksRequest>,
    ) -> Answer<wire::ListTasksResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let scope = caller.scope();
        let (filter, order) = (Filter::parse(&body.filter)?, Order::parse(&body.order_by)?);
        let asked = format!("ListTasks\u{1e}{}\u{1e}{}\u{1e}{scope:?}", body.filter, body.order_by);
        let after = self.pages.after(&asked, &body.page_token)?;
        // Taken before the rows: a watch from here on shows again what the page shows, and never less.
        let watch_cursor = self.log.cursor();
        let page = self.tasks.list(Question { scope: &scope, filter, order, after, limit }).await?;
        let next_page_token = page.next.map_or_else(String::new, |place| self.pages.token(&asked, &place));
        let tasks = page.rows;
        let ids: Vec<_> = tasks.iter().map(|task| task.id).collect();
        let attempts = self.tasks.attempts_of(&ids).await?;
        let files = self.files.shown(attempts.values().flatten(), caller.at).await;
        let tasks = tasks
            .iter()
            .map(|task| shown(task, attempts.get(&task.id).map_or(&[], Vec::as_slice), &files, &caller));
        Ok(Response::new(wire::ListTasksResponse { tasks: tasks.collect(), next_page_token, watch_cursor }))
    }

    pub(super) fn watch(&self, request: &Request<wire::WatchTasksRequest>) -> Answer<Watching> {
        let caller = Caller::of(request)?;
        let cursor = &request.get_ref().cursor;
        if caller.scope().person.is_some() {
            return self.watch_as_worker(caller, cursor);
        }
        let answer: Response<Elsewhere<wire::TaskEvent>> = self.log.answer(&caller, cursor, farewell)?;
        Ok(answer.map(|nothing| Box::pin(nothing) as Watching))
    }

    /// A watch of somebody who sees what is given to them: of a task that they had, also what the log says of the time when they had it
    /// is for them no more. It ends with a term on which the call stands.
    fn watch_as_worker(&self, caller: Caller, cursor: &str) -> Answer<Watching> {
        let events = self.log.watch(caller.scope(), cursor)?;
        let left = caller.grants.iter().filter_map(|grant| Some(grant.until?.micros())).min();
        let left = left.map_or(LONGEST, |until| {
            LONGEST.min(Duration::from_micros(u64::try_from(until - caller.at.micros()).unwrap_or(0)))
        });
        let (api, caller) = (self.clone(), Arc::new(caller));
        let events = events.then(move |event| {
            let (api, caller) = (api.clone(), Arc::clone(&caller));
            async move { api.event_for(&caller, &*event?).await }
        });
        let events = events.filter_map(|event| async move { event.map_err(Status::from).transpose() });
        Ok(Response::new(Box::pin(events.take_until(tokio::time::sleep(left)))))
    }

    /// An event as a caller may see it today; `None` where it is none of their business.
    async fn event_for(&self, caller: &Caller, event: &Event) -> Result<Option<wire::TaskEvent>, Refusal> {
        let scope = caller.scope();
        let Some(share) = event.share_of(&scope) else { return Ok(None) };
        let whole = share == Share::Whole
            && match task_id(&event.subject) {
                Ok(id) => {
                    let task = self.tasks.get(&Scope::everything(), id).await?;
                    task.is_some_and(|task| view::reads_all(caller, &task))
                }
                Err(_) => false,
            };
        let payload = if whole { event.payload.to_vec() } else { farewell(&event.payload) };
        let told = wire::TaskEvent::decode(payload.as_slice()).map_err(|fault| Refusal::internal(&fault))?;
        Ok(Some(wire::TaskEvent { cursor: event.cursor.clone(), ..told }))
    }
}

/// A task for a caller, with how far the files of its visits have come.
fn shown(task: &Task, attempts: &[Attempt], files: &Statuses, caller: &Caller) -> wire::Task {
    let mut shown = view::task_for(task, attempts, caller);
    let own =
        |attempt: &&Attempt| shown.attempts.iter().any(|seen| seen.name.ends_with(&attempt.id.to_string()));
    let attempts: Vec<Attempt> = attempts.iter().filter(own).cloned().collect();
    shown.files = view::files(&shown.name, files.files(&attempts));
    shown
}

/// What somebody hears of a task that they no longer have: that it is gone.
fn farewell(event: &[u8]) -> Vec<u8> {
    let event = wire::TaskEvent::decode(event).unwrap_or_default();
    let task = event.task.unwrap_or_default();
    let task = wire::Task {
        name: task.name,
        state: task.state,
        etag: task.etag,
        update_time: task.update_time,
        ..wire::Task::default()
    };
    wire::TaskEvent { task: Some(task), ..event }.encode_to_vec()
}
