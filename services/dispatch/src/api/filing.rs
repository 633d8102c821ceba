//! Filing tasks, alone and in batches.

use kit::{
    access::{Caller, Scope},
    domain::{
        reason,
        refusal::{Kind, Refusal, Violations},
    },
    unit_of_work::{IdempotencyKey, Outcome, UnitOfWork},
};
use law::identifiers::RegionCode;
use proto::dispatch::v1 as wire;
use uuid::Uuid;

use super::Api;
use crate::{
    decisions::emit,
    domain::{
        Decision, Filing, Task, paper_missing,
        place::{self, Place},
    },
    messages::task,
};

/// The most tasks in one batch.
pub(super) const BATCH: usize = 200;
/// One name for a task's own request id, whether it came alone or in a batch: filed either way, it is filed once.
const METHOD: &str = "CreateTask";

/// A task that is asked for. Why it can't be is reported only after looking whether it was filed before: what was right when it was
/// filed may be late when it is sent again.
pub(super) struct Item {
    key: IdempotencyKey,
    filing: Result<(Filing, Place), Refusal>,
}

/// What became of an item.
pub(super) enum Filed {
    Before(wire::Task),
    Now(wire::Task),
}

impl Api {
    /// Reads what is asked for and finds the courts of all of it at once. A call that is ambiguous is refused here.
    pub(super) async fn read_filings(
        &self,
        caller: &Caller,
        requests: &[wire::CreateTaskRequest],
    ) -> Result<Vec<Result<Item, Refusal>>, Refusal> {
        let mut read = Vec::with_capacity(requests.len());
        for request in requests {
            // The same task sent alone and in a batch is the same: what counts is the task.
            let content = wire::CreateTaskRequest { task: request.task.clone(), ..Default::default() };
            let key = IdempotencyKey::new(caller, &request.request_id, METHOD, &content);
            let filing = task::draft_from(request.task.as_ref())
                .and_then(|draft| draft.check(caller.at).map_err(|refusal| refusal.within("task")));
            read.push((key, filing));
        }
        self.check_files(caller, &mut read).await;
        let wanted: Vec<_> =
            read.iter().filter_map(|(_, filing)| filing.as_ref().ok()).map(|f| &f.wanted).collect();
        let mut places = self.places(caller, &wanted).await?.into_iter();
        let lost = || Refusal::internal(&"a place got lost");
        let items = read.into_iter().map(|(key, filing)| {
            let filing = filing.and_then(|filing| {
                let place = places.next().ok_or_else(lost)?.map_err(|refusal| refusal.within("task"))?;
                Ok((filing, place))
            });
            Ok(Item { key: key?, filing })
        });
        Ok(items.collect())
    }

    /// Refuses the filings whose papers have files that are not here, or not the caller's to read: one question for all of them.
    async fn check_files<K>(&self, caller: &Caller, read: &mut [(K, Result<Filing, Refusal>)]) {
        let filings = read.iter().filter_map(|(_, filing)| filing.as_ref().ok());
        let files = filings.flat_map(|filing| &filing.documents).map(|document| &document.file);
        let readable = self.files.readable(caller, files.filter(|file| !file.is_empty()).collect()).await;
        for (_, filing) in read {
            let Ok(checked) = filing else { continue };
            let mut violations = Violations::new();
            for (index, document) in checked.documents.iter().enumerate().filter(|(_, d)| !d.file.is_empty())
            {
                match &readable {
                    Ok(readable) if readable.contains(&document.file) => {}
                    Ok(_) => {
                        let field = format!("documents[{index}].file");
                        violations.add(field, reason::FILES_MISSING, paper_missing());
                    }
                    Err(refusal) => {
                        *filing = Err(refusal.clone());
                        break;
                    }
                }
            }
            if let Err(refusal) = violations.check() {
                *filing = Err(refusal.within("task"));
            }
        }
    }

    /// Files one item, unless it was filed before.
    pub(super) async fn file(
        &self,
        work: &mut UnitOfWork,
        caller: &Caller,
        item: Item,
    ) -> Result<Filed, Refusal> {
        let guard = match work.claim::<wire::Task>(&item.key).await? {
            Outcome::Replayed(response) => return Ok(Filed::Before(response)),
            Outcome::Fresh(guard) => guard,
        };
        let (filing, place) = item.filing?;
        let (task, decision) = file(caller, filing, place)?;
        self.tasks.add(work.tx(), &task).await?;
        emit(work, (&task, &[]), &decision);
        let response = task::to_message_for(&task, &[], caller);
        work.store_response(guard, &response).await?;
        Ok(Filed::Now(response))
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
    let actor = task::actor(caller);
    Ok(Task::file(filing, Uuid::now_v7(), place, own, &actor, caller.at))
}

/// Refuses a place, or a court that was chosen, outside of where the caller acts.
pub(super) fn check_reach(scope: &Scope, region_code: &RegionCode, field: &str) -> Result<(), Refusal> {
    if scope.admits(Some(region_code.as_str()), None, None) {
        return Ok(());
    }
    Err(Refusal::new(
        Kind::Precondition,
        reason::PLACE_OUTSIDE_REGION,
        "这个地点不在您的辖区内，请依法委托当地人民法院办理（送达为委托送达）。",
        "The place lies outside your region; entrust the court there with it.",
    )
    .at(field))
}
