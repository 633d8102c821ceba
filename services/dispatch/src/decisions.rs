//! What was decided about a task, written in one unit of work: the row, who has it, and the events.

use kit::{domain::refusal::Refusal, events::Event, unit_of_work::UnitOfWork};
use prost::Message as _;
use proto::dispatch::v1 as wire;

use crate::{
    domain::{Attempt, Decision, EventKind, Task},
    messages::task,
    store::Tasks,
};

/// Saves a task that was locked, and emits what the decision says.
pub(crate) async fn save(
    tasks: &Tasks,
    work: &mut UnitOfWork,
    (task, attempts): (&Task, &[Attempt]),
    decision: &Decision,
) -> Result<(), Refusal> {
    tasks.save(work.tx(), task).await?;
    if decision.kinds.contains(&EventKind::Assigned)
        && let Some(worker) = task.state.worker()
    {
        tasks.remember_worker(work.tx(), task.id, worker).await?;
    }
    emit(work, (task, attempts), decision);
    Ok(())
}

/// Emits what happened to a task.
pub(crate) fn emit(work: &mut UnitOfWork, (task, attempts): (&Task, &[Attempt]), decision: &Decision) {
    let has = [task.state.court(), task.state.worker()];
    let audience: Vec<String> = has.into_iter().flatten().map(str::to_owned).collect();
    let had = [decision.court_before.clone(), decision.worker_before.clone()];
    let former: Vec<String> = had.into_iter().flatten().filter(|name| !audience.contains(name)).collect();
    // The packet of a visit: what everybody may see who may see the task at all.
    let seen = task::to_message(task, attempts, false, work.at());
    for kind in &decision.kinds {
        let kind = task::event_kind(*kind);
        let event = wire::TaskEvent { cursor: String::new(), kind: kind.into(), task: Some(seen.clone()) };
        work.emit(Event {
            kind: kind.as_str_name().trim_start_matches("TASK_EVENT_KIND_"),
            subject: task.name(),
            region_code: task.region_code.as_str().to_owned(),
            audience: audience.clone(),
            former: former.clone(),
            payload: event.encode_to_vec(),
        });
    }
}
