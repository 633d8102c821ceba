//! Filing tasks.

use kit::{
    access::{Caller, Scope},
    once::{Call, Once},
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::RegionCode;
use proto::dispatch::v1 as wire;
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, view, words};
use crate::domain::{
    Decision, Filing, Task,
    place::{self, Place},
};

/// The most tasks in one batch.
const BATCH: usize = 200;
/// One name for a task's own request id, whether it came alone or in a batch: filed either way, it is filed once.
const METHOD: &str = "CreateTask";

/// A task that is asked for. Why it can't be is told only after looking whether it was filed before: what was right when it was
/// filed may be late when it is sent again.
struct Item {
    call: Call,
    filing: Result<(Filing, Place), Refusal>,
}

/// What became of an item.
enum Filed {
    Before(wire::Task),
    Now(wire::Task),
}

impl Api {
    pub(super) async fn create(&self, request: Request<wire::CreateTaskRequest>) -> Answer<wire::Task> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let validate_only = body.validate_only;
        let item = self.read(&caller, std::slice::from_ref(&body)).await?.remove(0)?;
        let tx = self.tasks.begin().await.map_err(Refusal::from)?;
        let (Filed::Before(task) | Filed::Now(task)) = self.file(&tx, &caller, item).await?;
        if validate_only {
            tx.rollback().await.map_err(Refusal::from)?;
        } else {
            tx.commit().await.map_err(Refusal::from)?;
            self.log.ring();
        }
        Ok(Response::new(task))
    }

    pub(super) async fn create_batch(
        &self,
        request: Request<wire::BatchCreateTasksRequest>,
    ) -> Answer<wire::BatchCreateTasksResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = Call::new(&caller, &body.request_id, "BatchCreateTasks", &body)?;
        if body.requests.is_empty() || body.requests.len() > BATCH {
            let mut wrong = Violations::new();
            wrong.add(
                "requests",
                "BATCH_SIZE",
                Text::new("一批须有 1 至 200 项任务。", "A batch has 1 to 200 tasks."),
            );
            return Err(wrong.into_refusal().into());
        }
        let items = self.read(&caller, &body.requests).await?;

        let tx = self.tasks.begin().await.map_err(Refusal::from)?;
        let ticket = match call.claim::<wire::BatchCreateTasksResponse>(&tx, self.tasks.seal()).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let mut response = wire::BatchCreateTasksResponse::default();
        let mut wrong = Violations::new();
        for (index, item) in items.into_iter().enumerate() {
            let filed = match item {
                Ok(item) => self.file(&tx, &caller, item).await,
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
            tx.rollback().await.map_err(Refusal::from)?;
            return Ok(Response::new(response));
        }
        ticket.keep(&tx, &response).await?;
        tx.commit().await.map_err(Refusal::from)?;
        self.log.ring();
        Ok(Response::new(response))
    }

    /// Reads what is asked for and finds the courts of all of it at once. A call that can't be told apart is refused here.
    async fn read(
        &self,
        caller: &Caller,
        requests: &[wire::CreateTaskRequest],
    ) -> Result<Vec<Result<Item, Refusal>>, Refusal> {
        let mut read = Vec::with_capacity(requests.len());
        for request in requests {
            // The same task sent alone and in a batch is the same: what counts is the task.
            let content = wire::CreateTaskRequest { task: request.task.clone(), ..Default::default() };
            let call = Call::new(caller, &request.request_id, METHOD, &content);
            let filing = words::draft(request.task.as_ref())
                .and_then(|draft| draft.check(caller.at).map_err(|refusal| refusal.within("task")));
            read.push((call, filing));
        }
        let wanted: Vec<_> =
            read.iter().filter_map(|(_, filing)| filing.as_ref().ok()).map(|f| &f.wanted).collect();
        let mut places = self.places(caller, &wanted).await?.into_iter();
        let lost = || Refusal::internal(&"a place got lost");
        let items = read.into_iter().map(|(call, filing)| {
            let filing = filing.and_then(|filing| {
                let place = places.next().ok_or_else(lost)?.map_err(|refusal| refusal.within("task"))?;
                Ok((filing, place))
            });
            Ok(Item { call: call?, filing })
        });
        Ok(items.collect())
    }

    /// Files one item, unless it was filed before.
    async fn file(&self, tx: &DatabaseTransaction, caller: &Caller, item: Item) -> Result<Filed, Refusal> {
        let ticket = match item.call.claim::<wire::Task>(tx, self.tasks.seal()).await? {
            Once::Before(answer) => return Ok(Filed::Before(answer)),
            Once::Now(ticket) => ticket,
        };
        let (filing, place) = item.filing?;
        let (task, decision) = file(caller, filing, place)?;
        self.tasks.add(tx, &task).await?;
        self.tell(tx, &task, &[], &decision, caller.at).await?;
        let answer = view::task(&task, &[], caller.is_of_the_court(), caller.at);
        ticket.keep(tx, &answer).await?;
        Ok(Filed::Now(answer))
    }

    /// Where tasks go, each or why not. Where the register can't be asked a task waits for its court.
    async fn places(
        &self,
        caller: &Caller,
        wanted: &[&place::Wanted],
    ) -> Result<Vec<Result<Place, Refusal>>, Refusal> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let answers = match self.register.places(caller, wanted).await {
            Ok(answers) => answers,
            Err(refusal) if refusal.kind() == Kind::Unavailable => {
                let waiting = Place::Unasked { problem: refusal.text().zh.clone() };
                return Ok(wanted.iter().map(|_| Ok(waiting.clone())).collect());
            }
            Err(refusal) => return Err(refusal),
        };
        let scope = caller.scope();
        let decided = wanted.iter().zip(answers).map(|(wanted, answers)| {
            if let place::Choice::Court(chosen) = &answers.chosen {
                check_reach(&scope, &chosen.region_code, "court")?;
            }
            let (court, region_code) = place::decide(wanted, answers)?;
            check_reach(&scope, &region_code, "address")?;
            Ok(Place::Found { court, region_code })
        });
        Ok(decided.collect())
    }
}

/// A task from a filing. Without a place it falls to the officer's own region until its court is known.
fn file(caller: &Caller, filing: Filing, place: Place) -> Result<(Task, Decision), Refusal> {
    let own: Option<&RegionCode> = caller.grants.iter().find_map(|grant| grant.region.as_ref());
    let own = own.ok_or_else(|| Refusal::internal(&"an officer without a region"))?;
    let actor = super::actor(caller);
    Ok(Task::file(filing, Uuid::now_v7(), place, own, &actor, caller.at))
}

/// Refuses a place, or a court that was chosen, outside of where the caller acts.
pub(super) fn check_reach(scope: &Scope, region_code: &RegionCode, field: &str) -> Result<(), Refusal> {
    if scope.admits(Some(region_code.as_str()), None, None) {
        return Ok(());
    }
    Err(Refusal::new(
        Kind::Precondition,
        "PLACE_OUTSIDE_REGION",
        "这个地点不在您的辖区内，请依法委托当地人民法院办理（送达为委托送达）。",
        "The place lies outside your region; entrust the court there with it.",
    )
    .at(field))
}
