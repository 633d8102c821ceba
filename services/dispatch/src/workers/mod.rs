//! What dispatch does because time has passed: tasks whose time ran out expire, tasks that wait for a court are routed, and tasks of
//! workers whose term ended go back to the director.

use std::time::Duration;

use kit::{
    access::{Caller, Scope},
    domain::{Timestamp, refusal::Refusal},
    unit_of_work::UnitsOfWork,
};
use uuid::Uuid;

use crate::{
    decisions,
    domain::{Decision, Task, left, place},
    peers::Register,
    store::Tasks,
};

/// The poll interval. A task that ran out is marked so within this time; its duties show as overdue at once.
const LOOK: Duration = Duration::from_secs(5);
/// How many tasks are handled at a time.
const BATCH: u64 = 100;

/// After how many looks it is asked again who may still have their tasks: a minute.
const LOOKS_BETWEEN_WORKERS: u32 = 12;
/// How many people one call asks for.
const PEOPLE: usize = 1000;

/// What the workers work with.
#[derive(Clone)]
pub(crate) struct Workers {
    pub(crate) tasks: Tasks,
    pub(crate) units: UnitsOfWork,
    pub(crate) register: Register,
}

/// Looks until the process ends.
pub(crate) async fn run(workers: Workers) {
    if let Err(refusal) = reckon_lateness(&workers).await {
        tracing::warn!(%refusal, "lateness of tasks is left for the next start");
    }
    for look in 0_u32.. {
        let now = Timestamp::now();
        // Nothing expires and no term ends by a clock that nobody believes.
        let believed = kit::storage::clock::allows(workers.tasks.store(), now).await;
        let expired = if believed { expire(&workers, now).await } else { Ok(0) };
        let asks = believed && look.is_multiple_of(LOOKS_BETWEEN_WORKERS);
        let left = if asks { take_back(&workers, now).await } else { Ok(0) };
        for (what, done) in [("expire", expired), ("route", route(&workers, now).await), ("take back", left)]
        {
            if let Err(refusal) = done {
                tracing::warn!(what, %refusal, "left for the next look");
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Reckons once from when on tasks are late that were written before that was kept.
async fn reckon_lateness(workers: &Workers) -> Result<(), Refusal> {
    let mut after = Some((i64::MIN, String::new()));
    while let Some(place) = after {
        after = workers.tasks.reckon_lateness(place, BATCH).await?;
    }
    Ok(())
}

/// Ends the tasks whose time ran out; says how many.
pub(crate) async fn expire(workers: &Workers, at: Timestamp) -> Result<usize, Refusal> {
    let mut ended = 0;
    for id in workers.tasks.running_out(at, BATCH).await? {
        ended += usize::from(change(workers, id, at, |task| Ok(task.expire(at))).await?);
    }
    Ok(ended)
}

/// Routes the tasks whose court could not be asked; says how many. One whose place turns out to be unknown waits for its officer,
/// who reads why and hands it to a court.
pub(crate) async fn route(workers: &Workers, at: Timestamp) -> Result<usize, Refusal> {
    let caller = Caller::ourselves(at);
    let mut routed = 0;
    for id in workers.tasks.without_court(BATCH).await? {
        let Some(task) = workers.tasks.get(&Scope::everything(), id).await? else { continue };
        let answers = workers.register.places(&caller, &[&task.wanted]).await?.pop().unwrap_or_default();
        let done = match place::decide(&task.wanted, answers) {
            Ok((court, region_code)) => {
                change(workers, id, at, |task| task.route(court, region_code, at).map(Some)).await?
            }
            Err(refusal) if refusal.text().zh == task.routing_problem => false,
            Err(refusal) => {
                let problem = refusal.text().zh.clone();
                change(workers, id, at, |task| {
                    task.routing_problem = problem;
                    Ok(None)
                })
                .await?
            }
        };
        routed += usize::from(done);
    }
    Ok(routed)
}

/// Takes tasks back to the director whose worker may not do them any more: their term ended or they were deactivated. Says how many.
pub(crate) async fn take_back(workers: &Workers, at: Timestamp) -> Result<usize, Refusal> {
    let mut taken = 0;
    for names in workers.tasks.workers_with_open_tasks().await?.chunks(PEOPLE) {
        for worker in workers.register.workers(names, at).await? {
            for (id, court) in workers.tasks.open_tasks_of(&worker.name).await? {
                if left(&worker, &court, at).is_some() {
                    taken += usize::from(
                        change(workers, id, at, |task| Ok(task.leave_worker(&worker, at))).await?,
                    );
                }
            }
        }
    }
    Ok(taken)
}

/// Changes one task; says whether anything happened to it that the log records.
async fn change(
    workers: &Workers,
    id: Uuid,
    at: Timestamp,
    decide: impl FnOnce(&mut Task) -> Result<Option<Decision>, Refusal> + Send,
) -> Result<bool, Refusal> {
    let mut work = workers.units.begin_unkeyed(at).await?;
    let Some(mut task) = workers.tasks.lock(work.tx(), &Scope::everything(), id).await? else {
        return Ok(false);
    };
    let before = task.clone();
    let decision = decide(&mut task)?;
    if task == before {
        return Ok(false);
    }
    if let Some(decision) = &decision {
        let attempts = workers.tasks.attempts_in(work.tx(), &task).await?;
        decisions::save(&workers.tasks, &mut work, (&task, &attempts), decision).await?;
    } else {
        workers.tasks.save(work.tx(), &task).await?;
    }
    work.commit_unkeyed().await?;
    Ok(decision.is_some())
}
