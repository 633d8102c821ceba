//! The acts on a task.

use kit::{
    access::Caller,
    once::{Call, Once},
    refusal::{Refusal, Text, Violations},
};
use proto::dispatch::v1 as wire;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Act, Answer, Api, actor, create, task_id, task_unknown, view, words};
use crate::domain::{Attempt, Opinion, place};

/// Reads an act's caller and call from its request.
macro_rules! act {
    ($request:ident, $method:literal => $caller:ident, $body:ident, $act:ident) => {
        let $caller = Caller::of(&$request)?;
        let $body = $request.into_inner();
        let call = Call::new(&$caller, &$body.request_id, $method, &$body)?;
        let $act = Act { caller: &$caller, call, name: &$body.name, etag: &$body.etag };
    };
}

impl Api {
    pub(super) async fn assign(&self, request: Request<wire::AssignTaskRequest>) -> Answer<wire::Task> {
        act!(request, "AssignTask" => caller, body, act);
        // Asked before the transaction, which never waits for the network; judged inside, where a repeated call has its answer.
        let worker = self.register.worker(&body.worker, caller.at).await;
        self.act(act, |task| task.assign(&worker?, &actor(&caller), caller.at)).await
    }

    pub(super) async fn accept(&self, request: Request<wire::AcceptTaskRequest>) -> Answer<wire::Task> {
        act!(request, "AcceptTask" => caller, body, act);
        self.act(act, |task| task.accept(&actor(&caller), caller.at)).await
    }

    pub(super) async fn decline(&self, request: Request<wire::DeclineTaskRequest>) -> Answer<wire::Task> {
        act!(request, "DeclineTask" => caller, body, act);
        self.act(act, |task| task.decline(&body.reason, &actor(&caller), caller.at)).await
    }

    pub(super) async fn transfer(&self, request: Request<wire::TransferTaskRequest>) -> Answer<wire::Task> {
        act!(request, "TransferTask" => caller, body, act);
        let chosen = self.register.court(&caller, &body.court).await;
        self.act(act, |task| {
            match chosen? {
                None => return Err(place::court_unknown()),
                Some(chosen) if !chosen.open => return Err(place::court_closed()),
                // A director hands a task on to whoever knows the place; an officer acts in their own region.
                Some(chosen) if caller.is_of_the_court() => {
                    create::check_reach(&caller.scope(), &chosen.region_code, "court")?;
                }
                Some(_) => {}
            }
            task.transfer(&body.court, &body.reason, &actor(&caller), caller.at)
        })
        .await
    }

    pub(super) async fn report(&self, request: Request<wire::ReportTaskRequest>) -> Answer<wire::Task> {
        act!(request, "ReportTask" => caller, body, act);
        if !in_term(&caller) {
            return self.report_late(act, &body.summary).await;
        }
        self.act(act, |task| task.report(&body.summary, &actor(&caller), caller.at)).await
    }

    pub(super) async fn review(&self, request: Request<wire::ReviewTaskRequest>) -> Answer<wire::Task> {
        act!(request, "ReviewTask" => caller, body, act);
        let approved = match body.decision() {
            wire::ReviewDecision::Approve => true,
            wire::ReviewDecision::Return => false,
            wire::ReviewDecision::Unspecified => {
                let mut violations = Violations::new();
                let text = Text::new(
                    "请选择通过（APPROVE）或退回（RETURN）。",
                    "Say whether it is approved (APPROVE) or returned (RETURN).",
                );
                violations.add("decision", "REQUIRED", text);
                return Err(violations.into_refusal().into());
            }
        };
        let opinion =
            Opinion { approved, comment: &body.comment, missing_files_reason: &body.missing_files_reason };
        // Asked before the transaction, and judged inside; what a visit cites that comes in between is looked for by nobody, and missing.
        let looked_for = if approved { self.looked_for(&caller, &body.name).await? } else { Vec::new() };
        let missing = self.files.missing(&looked_for, caller.at).await;
        self.act_on_visits(act, |task, visits| {
            let missing = match missing {
                Ok(missing) => missing,
                // Whoever says why goes on without the answer.
                Err(_) if !opinion.missing_files_reason.trim().is_empty() => cited(visits).cloned().collect(),
                Err(refusal) => return Err(refusal),
            };
            let new = cited(visits).filter(|file| !cited(&looked_for).any(|known| known == *file)).cloned();
            let missing: Vec<String> = missing.into_iter().chain(new).collect();
            task.review(opinion, (visits, &missing), &actor(&caller), caller.at)
        })
        .await
    }

    /// The visits of a task, as they are before its report is reviewed.
    async fn looked_for(&self, caller: &Caller, name: &str) -> Result<Vec<Attempt>, Refusal> {
        let Some(task) = self.tasks.get(&caller.scope(), task_id(name)?).await? else {
            return Ok(Vec::new());
        };
        self.tasks.attempts(&task).await
    }

    /// Keeps the report of somebody whose term has ended, of a task that they had.
    async fn report_late(&self, act: Act<'_>, summary: &str) -> Answer<wire::Task> {
        let tx = self.tasks.begin().await.map_err(Refusal::from)?;
        let ticket = match act.call.claim::<wire::Task>(&tx, self.tasks.seal()).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let (caller, id) = (act.caller, task_id(act.name)?);
        let mut task = self.tasks.take_as_worker(&tx, &caller.person, id).await?.ok_or_else(task_unknown)?;
        let attempts = self.tasks.attempts_in(&tx, &task).await?;
        let decision = task.report_late(summary, &attempts, &actor(caller), caller.at)?;
        self.tasks.save(&tx, &task).await?;
        self.tell(&tx, &task, &attempts, &decision, caller.at).await?;
        let answer = view::of_former_worker(view::task_for(&task, &attempts, caller), &caller.person);
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        self.log.ring();
        Ok(Response::new(answer))
    }

    pub(super) async fn revoke(&self, request: Request<wire::RevokeTaskRequest>) -> Answer<wire::Task> {
        act!(request, "RevokeTask" => caller, body, act);
        self.act(act, |task| task.revoke(&body.reason, &actor(&caller), caller.at)).await
    }

    /// Not an [`Act`]: it is open to whoever had the task, rests on no version and answers with the visit.
    pub(super) async fn attempt(
        &self,
        request: Request<wire::CreateAttemptRequest>,
    ) -> Answer<wire::Attempt> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        // Sent again it is sent at another time, and is the same call.
        let content = wire::CreateAttemptRequest { sent_time: None, ..body.clone() };
        let call = Call::new(&caller, &body.request_id, "CreateAttempt", &content)?;
        let draft = words::attempt(&body)?;
        let tx = self.tasks.begin().await.map_err(Refusal::from)?;
        let ticket = match call.claim::<wire::Attempt>(&tx, self.tasks.seal()).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let id = task_id(&body.parent)?;
        let mut task = self.tasks.take_as_worker(&tx, &caller.person, id).await?.ok_or_else(task_unknown)?;
        let mut attempt = draft
            .check(Uuid::now_v7(), &caller.person, caller.at)
            .map_err(|refusal| refusal.within("attempt"))?;
        // Nobody visits for a task that is not filed: a time before that is a wrong clock and no time before a term.
        caller.held_office_at(attempt.time().max(task.created))?;
        let decision = task.attempt(&mut attempt, in_term(&caller), caller.at)?;
        self.tasks.save(&tx, &task).await?;
        self.tasks.add_attempt(&tx, id, &attempt).await?;
        let attempts = self.tasks.attempts_in(&tx, &task).await?;
        self.tell(&tx, &task, &attempts, &decision, caller.at).await?;
        let answer = view::attempt(&task.name(), &attempt);
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        self.log.ring();
        Ok(Response::new(answer))
    }
}

/// Whether a term runs on which the call stands; else the caller hands in what they did while it ran.
fn in_term(caller: &Caller) -> bool {
    caller.is_ourselves() || caller.grants.iter().any(|grant| grant.runs(caller.at))
}

fn cited(attempts: &[Attempt]) -> impl Iterator<Item = &String> {
    attempts.iter().flat_map(|attempt| &attempt.evidence)
}
