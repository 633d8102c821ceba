//! The task service on the wire: message in, domain call, message out. No decision is made here.

mod acts;
mod create;
mod device;
mod files;
mod read;
mod register;
mod view;
mod words;

pub use device::{check_attempt, check_decline, check_report};
pub(crate) use files::Files;
pub(crate) use register::Register;
pub(crate) use view::state_of;

use std::pin::Pin;

use futures::Stream;
use kit::{
    access::{Caller, Scope},
    etag,
    log::{Fact, Log},
    moment::Moment,
    once::{Call, Once},
    page::Pages,
    refusal::{Kind, Refusal},
};
use prost::Message;
use proto::dispatch::v1::{self as wire, task_service_server::TaskService};
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::{
    domain::{Actor, Attempt, Decision, Task},
    store::Tasks,
};

/// The service and what it stands on.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) tasks: Tasks,
    pub(crate) log: Log,
    pub(crate) pages: Pages,
    pub(crate) register: Register,
    pub(crate) files: Files,
}

/// An act as it reached the service: who, on which task, resting on which version, and once.
struct Act<'a> {
    caller: &'a Caller,
    call: Call,
    name: &'a str,
    etag: &'a str,
}

impl Api {
    /// Carries an act out: claims the call, takes the task, checks the version, lets the domain decide, keeps task, events and
    /// answer in one transaction.
    async fn act(
        &self,
        act: Act<'_>,
        decide: impl FnOnce(&mut Task) -> Result<Decision, Refusal> + Send,
    ) -> Result<Response<wire::Task>, Status> {
        self.act_on_visits(act, |task, _| decide(task)).await
    }

    /// The same for an act that looks at the visits that were made.
    async fn act_on_visits(
        &self,
        act: Act<'_>,
        decide: impl FnOnce(&mut Task, &[Attempt]) -> Result<Decision, Refusal> + Send,
    ) -> Result<Response<wire::Task>, Status> {
        let tx = self.tasks.begin().await.map_err(Refusal::from)?;
        let ticket = match act.call.claim::<wire::Task>(&tx, self.tasks.seal()).await? {
            Once::Before(answer) => {
                return Ok(Response::new(self.answered_before(act.caller, answer).await?));
            }
            Once::Now(ticket) => ticket,
        };
        let id = task_id(act.name)?;
        let mut task = self.tasks.take(&tx, &act.caller.scope(), id).await?.ok_or_else(task_unknown)?;
        etag::check(act.etag, task.version)?;
        let attempts = self.tasks.attempts_in(&tx, &task).await?;
        let decision = decide(&mut task, &attempts)?;
        self.tasks.save(&tx, &task).await?;
        if decision.happened.contains(&crate::domain::Happening::Assigned)
            && let Some(worker) = task.state.worker()
        {
            self.tasks.remember_worker(&tx, task.id, worker).await.map_err(Refusal::from)?;
        }
        self.tell(&tx, &task, &attempts, &decision, act.caller.at).await?;
        let answer = view::task_for(&task, &attempts, act.caller);
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        self.log.ring();
        Ok(Response::new(answer))
    }

    /// The answer of a call that was carried out before, with what its caller may see of the task today.
    async fn answered_before(&self, caller: &Caller, answer: wire::Task) -> Result<wire::Task, Refusal> {
        let task = self.tasks.get(&Scope::everything(), task_id(&answer.name)?).await?;
        let reads = task.is_some_and(|task| view::reads_all(caller, &task));
        Ok(if reads { answer } else { view::of_former_worker(answer, &caller.person) })
    }

    /// Writes what happened into the log.
    pub(crate) async fn tell(
        &self,
        tx: &DatabaseTransaction,
        task: &Task,
        attempts: &[Attempt],
        decision: &Decision,
        at: Moment,
    ) -> Result<(), Refusal> {
        let has = [task.state.court(), task.state.worker()];
        let audience: Vec<String> = has.into_iter().flatten().map(str::to_owned).collect();
        let had = [decision.court_before.clone(), decision.worker_before.clone()];
        let former: Vec<String> = had.into_iter().flatten().filter(|name| !audience.contains(name)).collect();
        // The packet of a visit: what everybody may see who may see the task at all.
        let told = view::task(task, attempts, false, at);
        let facts: Vec<Fact> = decision
            .happened
            .iter()
            .map(|happening| {
                let kind = view::happening(*happening);
                let event =
                    wire::TaskEvent { cursor: String::new(), kind: kind.into(), task: Some(told.clone()) };
                Fact {
                    kind: kind.as_str_name().trim_start_matches("TASK_EVENT_KIND_"),
                    subject: task.name(),
                    region_code: task.region_code.as_str().to_owned(),
                    audience: audience.clone(),
                    former: former.clone(),
                    payload: event.encode_to_vec(),
                }
            })
            .collect();
        self.log.append(tx, &facts, at).await
    }

    async fn read_task(&self, scope: &Scope, name: &str) -> Result<Task, Refusal> {
        self.tasks.get(scope, task_id(name)?).await?.ok_or_else(task_unknown)
    }
}

/// Who acts by a call.
fn actor(caller: &Caller) -> Actor {
    Actor { person: caller.person.clone(), display_name: caller.display_name.clone() }
}

/// The id in a task's name. What is not a name is nobody's task.
fn task_id(name: &str) -> Result<Uuid, Refusal> {
    name.strip_prefix("tasks/").and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(task_unknown)
}

fn task_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        "TASK_UNKNOWN",
        "没有这项任务，或不在您的权限范围内。",
        "There is no such task, or it is not yours to see.",
    )
    .with("resource", "task")
}

type Watching = Pin<Box<dyn Stream<Item = Result<wire::TaskEvent, Status>> + Send>>;

#[tonic::async_trait]
impl TaskService for Api {
    type WatchTasksStream = Watching;

    async fn create_task(&self, request: Request<wire::CreateTaskRequest>) -> Answer<wire::Task> {
        self.create(request).await
    }

    async fn batch_create_tasks(
        &self,
        request: Request<wire::BatchCreateTasksRequest>,
    ) -> Answer<wire::BatchCreateTasksResponse> {
        self.create_batch(request).await
    }

    async fn get_task(&self, request: Request<wire::GetTaskRequest>) -> Answer<wire::Task> {
        self.get(request).await
    }

    async fn list_tasks(&self, request: Request<wire::ListTasksRequest>) -> Answer<wire::ListTasksResponse> {
        self.list(request).await
    }

    async fn watch_tasks(&self, request: Request<wire::WatchTasksRequest>) -> Answer<Watching> {
        self.watch(&request)
    }

    async fn assign_task(&self, request: Request<wire::AssignTaskRequest>) -> Answer<wire::Task> {
        self.assign(request).await
    }

    async fn accept_task(&self, request: Request<wire::AcceptTaskRequest>) -> Answer<wire::Task> {
        self.accept(request).await
    }

    async fn decline_task(&self, request: Request<wire::DeclineTaskRequest>) -> Answer<wire::Task> {
        self.decline(request).await
    }

    async fn transfer_task(&self, request: Request<wire::TransferTaskRequest>) -> Answer<wire::Task> {
        self.transfer(request).await
    }

    async fn create_attempt(&self, request: Request<wire::CreateAttemptRequest>) -> Answer<wire::Attempt> {
        self.attempt(request).await
    }

    async fn report_task(&self, request: Request<wire::ReportTaskRequest>) -> Answer<wire::Task> {
        self.report(request).await
    }

    async fn review_task(&self, request: Request<wire::ReviewTaskRequest>) -> Answer<wire::Task> {
        self.review(request).await
    }

    async fn revoke_task(&self, request: Request<wire::RevokeTaskRequest>) -> Answer<wire::Task> {
        self.revoke(request).await
    }
}

/// What a method gives.
type Answer<T> = Result<Response<T>, Status>;
