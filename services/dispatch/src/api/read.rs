//! Reading tasks: one, many, and as they change.

use kit::{access::Caller, page};
use prost::Message as _;
use proto::dispatch::v1 as wire;
use tonic::{Request, Response};

use super::{Answer, Api, Watching, view};
use crate::store::{Filter, Order, Question};

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
        let page = self.tasks.list(Question { scope: &scope, filter, order, after, limit }).await?;
        let next_page_token = page.next.map_or_else(String::new, |place| self.pages.token(&asked, &place));
        let tasks = page.rows;
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
        Ok(self.log.answer(&caller, &request.get_ref().cursor, farewell)?)
    }
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
