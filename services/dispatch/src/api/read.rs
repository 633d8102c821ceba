//! Reading tasks: one, many, and as they change.

use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use kit::{
    access::{Caller, Scope},
    log::Event,
    page,
    refusal::{Kind, Refusal},
};
use prost::Message as _;
use proto::dispatch::v1 as wire;
use tonic::{Request, Response, Status};

use super::{Answer, Api, Watching, view};
use crate::store::{Filter, Order, Question};

/// A watch ends at the latest after this time, so that whose term has ended does not see on.
const LONGEST_WATCH: Duration = Duration::from_hours(1);

impl Api {
    pub(super) async fn get(&self, request: Request<wire::GetTaskRequest>) -> Answer<wire::Task> {
        let caller = Caller::of(&request)?;
        let task = self.read_task(&caller.scope(), &request.get_ref().name).await?;
        let attempts = self.tasks.attempts(&task).await?;
        Ok(Response::new(view::task(&task, &attempts, caller.is_of_the_court(), caller.at)))
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
        let mut tasks =
            self.tasks.list(Question { scope: &scope, filter, order, after, limit: limit + 1 }).await?;
        let more = tasks.len() as u64 > limit;
        tasks.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_page_token = match tasks.last() {
            Some(last) if more => self.pages.token(&asked, &order.place(last)),
            _ => String::new(),
        };
        let ids: Vec<_> = tasks.iter().map(|task| task.id).collect();
        let attempts = self.tasks.attempts_of(&ids).await?;
        let of_the_court = caller.is_of_the_court();
        let tasks = tasks.iter().map(|task| {
            view::task(task, attempts.get(&task.id).map_or(&[], Vec::as_slice), of_the_court, caller.at)
        });
        Ok(Response::new(wire::ListTasksResponse { tasks: tasks.collect(), next_page_token, watch_cursor }))
    }

    pub(super) fn watch(&self, request: &Request<wire::WatchTasksRequest>) -> Answer<Watching> {
        let caller = Caller::of(request)?;
        let scope = Arc::new(caller.scope());
        let events = self.log.watch((*scope).clone(), &request.get_ref().cursor)?;
        let log = self.log.clone();
        let told = events.map(move |event| {
            let event = event?;
            let mut told = read(&event)?;
            told.cursor = log.cursor_at(event.position);
            told.task = told
                .task
                .map(|task| if is_still_theirs(&scope, &task, &event) { task } else { farewell(task) });
            Ok(told)
        });
        let ends = caller.grants.iter().filter_map(|grant| grant.until).min();
        let left = ends.map_or(LONGEST_WATCH, |until| {
            let micros = u64::try_from(until.micros() - caller.at.micros()).unwrap_or(0);
            LONGEST_WATCH.min(Duration::from_micros(micros))
        });
        let told = told
            .take_until(tokio::time::sleep(left))
            .chain(futures::stream::once(async { Err(ended().into()) }));
        Ok(Response::new(Box::pin(told)))
    }
}

fn read(event: &Event) -> Result<wire::TaskEvent, Status> {
    wire::TaskEvent::decode(event.payload.clone()).map_err(|fault| Refusal::internal(&fault).into())
}

/// Whether a watcher may see the task as it is after an event, or only that it left them.
fn is_still_theirs(scope: &Scope, task: &wire::Task, event: &Event) -> bool {
    scope.admits(Some(&event.region_code), Some(&task.court), Some(&task.worker))
}

/// What somebody hears of a task that they no longer have: that it is gone.
fn farewell(task: wire::Task) -> wire::Task {
    wire::Task {
        name: task.name,
        state: task.state,
        etag: task.etag,
        update_time: task.update_time,
        ..wire::Task::default()
    }
}

fn ended() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        "WATCH_ENDED",
        "接收已中断，请从最后收到的位置继续。",
        "The watch has ended; go on from the last cursor.",
    )
}
