//! TaskService.

use kit::{
    access::{Caller, Scope},
    domain::{
        reason,
        refusal::{Refusal, Text, Violations},
    },
    events::SharedBody,
    fresh, mutation,
    storage::list::{ListQuery, Place, page},
    unit_of_work::{IdempotencyKey, Mutation},
};
use proto::dispatch::v1::{self as wire, task_service_server::TaskService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api,
    filing::{BATCH, Filed, check_reach},
    task_id, task_unknown,
    watch::{Watching, shown, tombstone},
};
use crate::{
    decisions,
    domain::{Attempt, Opinion, place},
    messages::{attempt, task},
    store::{TASK_COUNTS, parse_filter, parse_order},
};

#[tonic::async_trait]
impl TaskService for Api {
    type WatchTasksStream = Watching;

    async fn create_task(&self, request: Request<wire::CreateTaskRequest>) -> Answer<wire::Task> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let validate_only = body.validate_only;
        let item = self.read_filings(&caller, std::slice::from_ref(&body)).await?.remove(0)?;
        let mut work = self.units.begin_unkeyed(caller.at).await?;
        let (Filed::Before(task) | Filed::Now(task)) = self.file(&mut work, &caller, item).await?;
        if validate_only {
            work.roll_back().await?;
        } else {
            work.commit_unkeyed().await?;
        }
        Ok(Response::new(task))
    }

    async fn batch_create_tasks(
        &self,
        request: Request<wire::BatchCreateTasksRequest>,
    ) -> Answer<wire::BatchCreateTasksResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "BatchCreateTasks", &body)?;
        if body.requests.is_empty() || body.requests.len() > BATCH {
            let mut wrong = Violations::new();
            wrong.add(
                "requests",
                reason::BATCH_SIZE,
                Text::new("一批须有 1 至 200 项任务。", "A batch has 1 to 200 tasks."),
            );
            return Err(wrong.into_refusal().into());
        }
        let items = self.read_filings(&caller, &body.requests).await?;

        let mut work = fresh!(self.units.begin(&key));
        let mut response = wire::BatchCreateTasksResponse::default();
        let mut wrong = Violations::new();
        for (index, item) in items.into_iter().enumerate() {
            let filed = match item {
                Ok(item) => self.file(&mut work, &caller, item).await,
                Err(refusal) => Err(refusal),
            };
            match filed {
                Ok(Filed::Now(task)) => response.tasks.push(task),
                Ok(Filed::Before(task)) => {
                    response.tasks.push(task);
                    response.repeated_count += 1;
                }
                Err(refusal) => wrong.absorb(refusal, &format!("requests[{index}]"))?,
            }
        }
        wrong.check()?;
        if body.validate_only {
            work.roll_back().await?;
            return Ok(Response::new(response));
        }
        Ok(work.commit(response).await?)
    }

    async fn get_task(&self, request: Request<wire::GetTaskRequest>) -> Answer<wire::Task> {
        let caller = Caller::of(&request)?;
        let task = self.read_task(&caller.scope(), &request.get_ref().name).await?;
        let attempts = self.tasks.attempts(&task).await?;
        let files = self.files.shown(&attempts, caller.at).await;
        Ok(Response::new(shown(&task, &attempts, &files, &caller)))
    }

    async fn list_tasks(&self, request: Request<wire::ListTasksRequest>) -> Answer<wire::ListTasksResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let scope = caller.scope();
        let (terms, order) = (parse_filter(&body.filter, caller.at)?, parse_order(&body.order_by)?);
        let asked = format!("ListTasks\u{1e}{}\u{1e}{}\u{1e}{scope:?}", body.filter, body.order_by);
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        // Taken before the rows: a watch from here on shows again what the page shows, and never less.
        let watch_cursor = self.log.cursor();
        let page = self.tasks.list(ListQuery { scope: &scope, terms, order, after, limit }).await?;
        let next_page_token = page.next.map_or_else(String::new, |place| self.pages.token(&asked, &place));
        let tasks = page.rows;
        let ids: Vec<_> = tasks.iter().map(|task| task.id).collect();
        let attempts = self.tasks.attempts_of(&ids).await?;
        let files = self.files.shown(attempts.values().flatten(), caller.at).await;
        let tasks = tasks
            .iter()
            .map(|task| shown(task, attempts.get(&task.id).map_or(&[], Vec::as_slice), &files, &caller));
        Ok(Response::new(wire::ListTasksResponse {
            tasks: tasks.collect(),
            next_page_token,
            watch_cursor,
            ..Default::default()
        }))
    }

    async fn count_tasks(
        &self,
        request: Request<wire::CountTasksRequest>,
    ) -> Answer<wire::CountTasksResponse> {
        let caller = Caller::of(&request)?;
        let wire::CountTasksRequest { filter, group_by } = request.get_ref();
        let counts = TASK_COUNTS.answer(self.tasks.store().read(), &caller, (filter, group_by)).await?;
        Ok(Response::new(wire::CountTasksResponse { counts }))
    }

    async fn watch_tasks(&self, request: Request<wire::WatchTasksRequest>) -> Answer<Watching> {
        let caller = Caller::of(&request)?;
        let cursor = &request.get_ref().cursor;
        if caller.scope().person.is_some() {
            return self.watch_as_worker(caller, cursor);
        }
        let answer: Response<SharedBody<wire::TaskEvent>> = self.log.answer(&caller, cursor, tombstone)?;
        Ok(answer.map(|nothing| Box::pin(nothing) as Watching))
    }

    async fn assign_task(&self, request: Request<wire::AssignTaskRequest>) -> Answer<wire::Task> {
        mutation!(request, "AssignTask" => caller, body, mutation);
        // Asked before the transaction, which never waits for the network; judged inside, where a repeated call has its answer.
        let worker = self.register.worker(&body.worker, caller.at).await;
        self.act(mutation, |task| {
            let (worker, by) = (worker?, task::actor(&caller));
            if task::directs(&caller, task) {
                task.assign(&worker, &by, caller.at)
            } else {
                task.assign_in_place(&worker, &by, caller.at)
            }
        })
        .await
    }

    async fn hand_over_tasks(
        &self,
        request: Request<wire::HandOverTasksRequest>,
    ) -> Answer<wire::HandOverTasksResponse> {
        let caller = Caller::of(&request)?;
        self.hand_over(&caller, request.get_ref()).await
    }

    async fn accept_task(&self, request: Request<wire::AcceptTaskRequest>) -> Answer<wire::Task> {
        mutation!(request, "AcceptTask" => caller, body, mutation);
        self.act(mutation, |task| task.accept(&task::actor(&caller), caller.at)).await
    }

    async fn decline_task(&self, request: Request<wire::DeclineTaskRequest>) -> Answer<wire::Task> {
        mutation!(request, "DeclineTask" => caller, body, mutation);
        self.act(mutation, |task| task.decline(&body.reason, &task::actor(&caller), caller.at)).await
    }

    async fn transfer_task(&self, request: Request<wire::TransferTaskRequest>) -> Answer<wire::Task> {
        mutation!(request, "TransferTask" => caller, body, mutation);
        let chosen = self.register.court(&caller, &body.court).await;
        self.act(mutation, |task| {
            match chosen? {
                None => return Err(place::court_unknown()),
                Some(chosen) if !chosen.open => return Err(place::court_closed()),
                // A director hands a task on to the one who knows the place; an officer acts in their own region.
                Some(chosen) if caller.is_court_staff() => {
                    check_reach(&caller.scope(), &chosen.region_code, "court")?;
                }
                Some(_) => {}
            }
            task.transfer(&body.court, &body.reason, &task::actor(&caller), caller.at)
        })
        .await
    }

    // Open to everybody who had the task, rests on no version and returns the visit.
    async fn create_attempt(&self, request: Request<wire::CreateAttemptRequest>) -> Answer<wire::Attempt> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        // Sent again it is sent at another time, and is the same call.
        let content = wire::CreateAttemptRequest { sent_time: None, ..body.clone() };
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreateAttempt", &content)?;
        let draft = attempt::draft_from(&body)?;
        let mut work = fresh!(self.units.begin(&key));
        let id = task_id(&body.parent)?;
        let Some(mut task) = self.tasks.lock_as_worker(work.tx(), &caller.person, id).await? else {
            // A director sees the tasks of their court and hears whose they are.
            let seen = self.tasks.lock(work.tx(), &caller.scope(), id).await?.ok_or_else(task_unknown)?;
            return Err(seen.with_somebody_else("登记上门", "record a visit for").into());
        };
        let mut attempt = draft.check(Uuid::now_v7(), &caller.person, caller.at)?;
        // Nobody visits for a task that is not filed: a time before that is a wrong clock and no time before a term.
        caller.held_office_at(attempt.time().max(task.created))?;
        let decision = task.attempt(&mut attempt, caller.is_in_term(), caller.at)?;
        self.tasks.add_attempt(work.tx(), id, &attempt).await?;
        let attempts = self.tasks.attempts_in(work.tx(), &task).await?;
        decisions::save(&self.tasks, &mut work, (&task, &attempts), &decision).await?;
        Ok(work.commit(attempt::to_message(&task.name(), &attempt)).await?)
    }

    async fn report_task(&self, request: Request<wire::ReportTaskRequest>) -> Answer<wire::Task> {
        mutation!(request, "ReportTask" => caller, body, mutation);
        if self.hands_in_late(&caller, &body.name).await? {
            return self.report_late(mutation, &body.summary).await;
        }
        self.act(mutation, |task| task.report(&body.summary, &task::actor(&caller), caller.at)).await
    }

    // Rests on no version: it decides nothing.
    async fn record_print(&self, request: Request<wire::RecordPrintRequest>) -> Answer<wire::Task> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "RecordPrint", &body)?;
        let print = task::print_from(body.print.as_ref());
        let mutation = Mutation { caller: &caller, key, name: &body.name, etag: "" };
        self.act(mutation, |task| task.print(print?, &task::actor(&caller), caller.at)).await
    }

    async fn review_task(&self, request: Request<wire::ReviewTaskRequest>) -> Answer<wire::Task> {
        mutation!(request, "ReviewTask" => caller, body, mutation);
        let approved = match body.decision() {
            wire::ReviewDecision::Approve => true,
            wire::ReviewDecision::Return => false,
            wire::ReviewDecision::Unspecified => {
                let mut violations = Violations::new();
                let text = Text::new("请选择通过或者退回。", "Say whether it is approved or returned.");
                violations.add("decision", reason::REQUIRED, text);
                return Err(violations.into_refusal().into());
            }
        };
        let opinion =
            Opinion { approved, comment: &body.comment, missing_files_reason: &body.missing_files_reason };
        // Asked before the transaction, and judged inside; what a visit cites that comes in between is looked for by nobody, and missing.
        let looked_for = if approved { self.looked_for(&caller, &body.name).await? } else { Vec::new() };
        let missing = self.files.missing(&looked_for, caller.at).await;
        self.act_on_visits(mutation, |task, visits| {
            let missing = match missing {
                Ok(missing) => missing,
                // With a reason it continues without the answer.
                Err(_) if !opinion.missing_files_reason.trim().is_empty() => cited(visits).cloned().collect(),
                Err(refusal) => return Err(refusal),
            };
            let new = cited(visits).filter(|file| !cited(&looked_for).any(|known| known == *file)).cloned();
            let missing: Vec<String> = missing.into_iter().chain(new).collect();
            task.review(opinion, (visits, &missing), &task::actor(&caller), caller.at)
        })
        .await
    }

    async fn revoke_task(&self, request: Request<wire::RevokeTaskRequest>) -> Answer<wire::Task> {
        mutation!(request, "RevokeTask" => caller, body, mutation);
        self.act(mutation, |task| task.revoke(&body.reason, &task::actor(&caller), caller.at)).await
    }
}

impl Api {
    /// The visits of a task, as they are before its report is reviewed.
    async fn looked_for(&self, caller: &Caller, name: &str) -> Result<Vec<Attempt>, Refusal> {
        let Some(task) = self.tasks.get(&caller.scope(), task_id(name)?).await? else {
            return Ok(Vec::new());
        };
        self.tasks.attempts(&task).await
    }

    /// Whether a report is of a term that has ended.
    async fn hands_in_late(&self, caller: &Caller, name: &str) -> Result<bool, Refusal> {
        if caller.grants.iter().all(|grant| grant.runs(caller.at)) {
            return Ok(false);
        }
        let found = self.tasks.get(&Scope::everything(), task_id(name)?).await?;
        Ok(found.is_none_or(|found| task::hands_in_late(caller, &found)))
    }

    /// Stores the report of somebody whose term has ended, of a task that they had.
    async fn report_late(&self, mutation: Mutation<'_>, summary: &str) -> Answer<wire::Task> {
        let mut work = fresh!(self.units.begin(&mutation.key));
        let (caller, id) = (mutation.caller, task_id(mutation.name)?);
        let task = self.tasks.lock_as_worker(work.tx(), &caller.person, id).await?;
        let mut task = task.ok_or_else(task_unknown)?;
        let attempts = self.tasks.attempts_in(work.tx(), &task).await?;
        let decision = task.report_late(summary, &attempts, &task::actor(caller), caller.at)?;
        decisions::save(&self.tasks, &mut work, (&task, &attempts), &decision).await?;
        let response = task::of_former_worker(task::to_message_for(&task, &attempts, caller), &caller.person);
        Ok(work.commit(response).await?)
    }
}

fn cited(attempts: &[Attempt]) -> impl Iterator<Item = &String> {
    attempts.iter().flat_map(|attempt| &attempt.evidence)
}
