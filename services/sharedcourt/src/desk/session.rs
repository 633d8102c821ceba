//! What all desks share: a person and their server.

use std::{future::Future, time::Duration};

use proto::dispatch::v1 as wire;
use tonic::{Code, Response, Status};
use uuid::Uuid;

use super::{
    Output,
    listing::{Listing, ending_in},
};
use crate::{client::Client, error::Failure};

/// How often a call is tried on a bad line. Every try carries the same request id, so it is done once.
const TRIES: u32 = 4;

/// A person at their desk.
pub(super) struct Session {
    pub(super) client: Client,
    pub(super) listing: Listing,
}

impl Session {
    pub(super) fn new(client: Client, output: Output) -> Self {
        Self { client, listing: Listing::new(output) }
    }

    /// Lists tasks and remembers their numbers.
    pub(super) async fn list(&mut self, filter: &str) -> Result<(), Failure> {
        let tasks = self.tasks(filter).await?;
        self.listing.list(tasks)
    }

    /// The tasks that the person can see.
    pub(super) async fn tasks(&self, filter: &str) -> Result<Vec<wire::Task>, Failure> {
        let mut tasks = Vec::new();
        let mut page_token = String::new();
        loop {
            let asked = wire::ListTasksRequest {
                filter: filter.to_owned(),
                page_size: 200,
                page_token,
                ..wire::ListTasksRequest::default()
            };
            let page = again(|| self.client.tasks(), async |mut tasks| tasks.list_tasks(asked.clone()).await)
                .await?;
            tasks.extend(page.tasks);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(tasks);
            }
        }
    }

    /// The name of the task that is meant: by its number in the last list, by its name, or by the end of it.
    pub(super) async fn find(&self, meant: &str) -> Result<String, Failure> {
        match self.listing.named(meant) {
            Some(name) => Ok(name),
            None => ending_in(meant, &self.tasks("").await?),
        }
    }

    /// Shows one task.
    pub(super) async fn show(&self, meant: &str) -> Result<(), Failure> {
        let asked = wire::GetTaskRequest { name: self.find(meant).await? };
        let task =
            again(|| self.client.tasks(), async |mut tasks| tasks.get_task(asked.clone()).await).await?;
        self.listing.show(&task)
    }
}

/// A new request id.
pub(super) fn request_id() -> String {
    Uuid::now_v7().to_string()
}

/// Calls, and calls again where the line broke. Only for calls that carry a request id or change nothing.
pub(super) async fn again<C, T, F: Future<Output = Result<Response<T>, Status>>>(
    client: impl Fn() -> C,
    call: impl Fn(C) -> F,
) -> Result<T, Status> {
    let mut wait = Duration::from_millis(200);
    for _ in 1..TRIES {
        match call(client()).await {
            Err(status) if status.code() == Code::Unavailable => tokio::time::sleep(wait).await,
            answer => return answer.map(Response::into_inner),
        }
        wait *= 2;
    }
    call(client()).await.map(Response::into_inner)
}
