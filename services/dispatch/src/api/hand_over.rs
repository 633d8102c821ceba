//! Handing over the tasks of somebody who leaves.

use kit::{
    access::Caller,
    domain::{Timestamp, refusal::Refusal},
    fresh,
    unit_of_work::{IdempotencyKey, UnitOfWork},
};
use proto::dispatch::v1 as wire;
use tonic::Response;

use super::{Answer, Api};
use crate::{
    decisions,
    domain::{Actor, HandOver, HandOverDraft, Task, place, taker},
    messages::{hand_over as messages, task::actor},
    store::HeldRow,
};

/// The most tasks in one call.
const MOST: usize = 500;

impl Api {
    pub(super) async fn hand_over(
        &self,
        caller: &Caller,
        body: &wire::HandOverTasksRequest,
    ) -> Answer<wire::HandOverTasksResponse> {
        let key = IdempotencyKey::new(caller, &body.request_id, "HandOverTasks", body)?;
        let asked = format!(
            "HandOverTasks\u{1e}{}\u{1e}{}\u{1e}{}\u{1e}{:?}",
            body.worker,
            body.court,
            body.to,
            caller.scope()
        );
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(place_of);
        // Asked before the transaction, which never waits for the network; judged inside, where a repeated call has its answer.
        let over = self.read_hand_over(caller, body).await;
        let mut work = fresh!(self.units.begin(&key));
        let (over, by) = (over?, actor(caller));
        let limit = u64::try_from(MOST + 1).unwrap_or(u64::MAX);
        let of = (over.worker.as_str(), over.court.as_str());
        let mut rows = self.tasks.lock_held(work.tx(), of, after.as_ref(), limit).await?;
        let mut response = wire::HandOverTasksResponse::default();
        if rows.len() > MOST {
            rows.truncate(MOST);
            if let Some(HeldRow { place: (created, id), .. }) = rows.last() {
                response.next_page_token = self.pages.token(&asked, &[created.to_string(), id.clone()]);
            }
        }
        for row in rows {
            response.results.push(self.move_row(&mut work, &over, row, (&by, caller.at)).await?);
        }
        if body.validate_only {
            work.roll_back().await?;
            return Ok(Response::new(response));
        }
        Ok(work.commit(response).await?)
    }

    /// Reads who hands over to whom. A court outside the caller's scope looks like none.
    async fn read_hand_over(
        &self,
        caller: &Caller,
        body: &wire::HandOverTasksRequest,
    ) -> Result<HandOver, Refusal> {
        let draft =
            HandOverDraft { worker: &body.worker, court: &body.court, to: &body.to, reason: &body.reason };
        let over = draft.check()?;
        let court = self.register.court(caller, &over.court).await?;
        let reaches = |region: &str| caller.scope().admits(Some(region), Some(&over.court), None);
        if !court.is_some_and(|court| reaches(court.region_code.as_str())) {
            return Err(place::court_unknown());
        }
        if body.to.is_empty() {
            return Ok(over);
        }
        let worker = self.register.worker(&body.to, caller.at).await.map_err(taker)?;
        over.to(worker, &actor(caller), caller.at)
    }

    /// Moves one task, or says why it is left.
    async fn move_row(
        &self,
        work: &mut UnitOfWork,
        over: &HandOver,
        row: HeldRow,
        (by, at): (&Actor, Timestamp),
    ) -> Result<wire::HandOverResult, Refusal> {
        let mut task: Task = match row.task {
            Ok(task) => task,
            Err(refusal) => return Ok(messages::unread(&row.place.1, &refusal)),
        };
        match task.hand_over(over, by, at) {
            Ok(decision) => {
                let attempts = self.tasks.attempts_in(work.tx(), &task).await?;
                decisions::save(&self.tasks, work, (&task, &attempts), &decision).await?;
                Ok(messages::moved(&task))
            }
            Err(refusal) => Ok(messages::left(&task, &refusal)),
        }
    }
}

/// The place of a token: when the last task was filed, and its id.
fn place_of(parts: &[String]) -> Option<(i64, String)> {
    let [created, id] = parts else { return None };
    Some((created.parse().ok()?, id.clone()))
}
