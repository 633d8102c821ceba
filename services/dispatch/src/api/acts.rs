//! The acts on a task.

use kit::{
    access::Caller,
    once::{Call, Once},
    refusal::{Refusal, Text, Violations},
};
use proto::dispatch::v1 as wire;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Act, Answer, Api, task_id, task_unknown, view, words};
use crate::domain::{Actor, place};

fn actor(caller: &Caller) -> Actor {
    Actor { person: caller.person.clone() }
}

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
                Some(_) => {}
            }
            task.transfer(&body.court, &body.reason, &actor(&caller), caller.at)
        })
        .await
    }

    pub(super) async fn report(&self, request: Request<wire::ReportTaskRequest>) -> Answer<wire::Task> {
        act!(request, "ReportTask" => caller, body, act);
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
        let decision = (approved, body.comment.as_str());
        self.act_on_visits(act, |task, visits| task.review(decision, visits, &actor(&caller), caller.at))
            .await
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
        let decision = task.attempt(&mut attempt, caller.at)?;
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
