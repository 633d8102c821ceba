//! The task service on the wire: message in, domain call, message out. No decision is made here.

mod filing;
mod hand_over;
mod tasks;
mod watch;

use kit::{
    access::{Caller, Scope},
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    events::Log,
    storage::list::PageTokens,
    unit_of_work::{Mutation, Resource, UnitOfWork, UnitsOfWork},
};
use proto::dispatch::v1 as wire;
use tonic::{Response, Status};
use uuid::Uuid;

use crate::{
    decisions,
    domain::{Attempt, Decision, Task},
    messages::task,
    peers::{Files, Register},
    store::Tasks,
};

/// The service and what it stands on.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) tasks: Tasks,
    pub(crate) log: Log,
    pub(crate) units: UnitsOfWork,
    pub(crate) pages: PageTokens,
    pub(crate) register: Register,
    pub(crate) files: Files,
}

impl Api {
    /// Carries out an act on a task.
    async fn act(
        &self,
        mutation: Mutation<'_>,
        decide: impl FnOnce(&mut Task) -> Result<Decision, Refusal> + Send,
    ) -> Answer<wire::Task> {
        self.act_on_visits(mutation, |task, _| decide(task)).await
    }

    /// The same for an act that looks at the visits that were made.
    async fn act_on_visits(
        &self,
        mutation: Mutation<'_>,
        decide: impl FnOnce(&mut Task, &[Attempt]) -> Result<Decision, Refusal> + Send,
    ) -> Answer<wire::Task> {
        let decide = |visited: &mut Visited| decide(&mut visited.task, &visited.attempts);
        Ok(self.units.update::<Visited>(self, mutation, decide).await?)
    }

    async fn read_task(&self, scope: &Scope, name: &str) -> Result<Task, Refusal> {
        self.tasks.get(scope, task_id(name)?).await?.ok_or_else(task_unknown)
    }
}

/// A task with the visits that were made for it, as acts change it.
struct Visited {
    task: Task,
    attempts: Vec<Attempt>,
}

impl Resource for Visited {
    type Decision = Decision;
    type Message = wire::Task;
    type Service = Api;

    async fn lock(api: &Api, work: &UnitOfWork, scope: &Scope, name: &str) -> Result<Self, Refusal> {
        let task = api.tasks.lock(work.tx(), scope, task_id(name)?).await?.ok_or_else(task_unknown)?;
        let attempts = api.tasks.attempts_in(work.tx(), &task).await?;
        Ok(Self { task, attempts })
    }

    fn version(&self) -> i64 {
        self.task.version
    }

    async fn save(&self, api: &Api, work: &mut UnitOfWork, decision: Decision) -> Result<(), Refusal> {
        decisions::save(&api.tasks, work, (&self.task, &self.attempts), &decision).await
    }

    fn to_message(&self, caller: &Caller) -> wire::Task {
        task::to_message_for(&self.task, &self.attempts, caller)
    }

    /// A former worker sees of a repeated call what they may see of the task today, and do with it today.
    async fn replay(api: &Api, caller: &Caller, mut response: wire::Task) -> Result<wire::Task, Refusal> {
        let found = api.tasks.get(&Scope::everything(), task_id(&response.name)?).await?;
        response.can = match found {
            // The same answer as before: where the task stood, and what could be done with it there.
            Some(found) if task::reads_all(caller, &found) => return Ok(response),
            Some(found) => task::can(&found, &api.tasks.attempts(&found).await?, caller),
            None => Vec::new(),
        };
        Ok(task::of_former_worker(response, &caller.person))
    }
}

/// The id in a task's name. What is not a name is nobody's task.
fn task_id(name: &str) -> Result<Uuid, Refusal> {
    name.strip_prefix("tasks/").and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(task_unknown)
}

fn task_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::TASK_UNKNOWN,
        "没有这项任务，或不在您的权限范围内。",
        "There is no such task, or it is not yours to see.",
    )
    .with("resource", "task")
}

/// What a method gives.
type Answer<T> = Result<Response<T>, Status>;
