//! A step for all members of a batch: in one transaction, with a result for each.

use kit::{
    access::{Caller, Role},
    domain::{
        reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
};
use proto::enforcement::v1 as wire;

use super::steps;
use crate::{
    domain::batch::{Batch, Money, Outcome},
    store::{CaseWork, batches, stored_record},
};

/// Takes the step that a call asks for; the result for each member, and where the money of the batch stands then.
pub(super) async fn step(
    work: &mut CaseWork,
    batch: &mut Batch,
    body: &wire::RunBatchRequest,
) -> Result<(Vec<Outcome>, Money), Refusal> {
    let at = work.caller().at;
    let (outcomes, what) = match body.step() {
        wire::BatchStep::FileCases => (steps::file(work, batch).await?, "立案"),
        wire::BatchStep::Urge => {
            let (outcomes, events) = batch.urge(at);
            for event in events {
                work.emit(event);
            }
            (outcomes, "督促")
        }
        wire::BatchStep::Allocate => (steps::allocate(work, batch, &body.receipt).await?, "案款分配"),
        wire::BatchStep::Propose => (steps::propose(work, batch).await?, "提出分配方案"),
        wire::BatchStep::Approve => (steps::approve(work, batch).await?, "审批分配方案"),
        wire::BatchStep::Pay => (steps::pay(work, batch, &body.payments).await?, "发放"),
        wire::BatchStep::Close => (steps::close(work, batch).await?, "结案"),
        wire::BatchStep::Unspecified => {
            let mut wrong = Violations::new();
            wrong.add("step", reason::REQUIRED, Text::new("请选择要执行的步骤。", "Say which step."));
            return Err(wrong.into_refusal());
        }
    };
    let done = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Done(_))).count();
    let failed = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Failed(_))).count();
    let money = batches::money(work.tx(), batch, work.encryption()).await?;
    let standings = money.standings(batch);
    let totals = money.totals(batch, &standings);
    let now_paid = batch.note_paid(&standings, &totals);
    let changed = done > 0 || now_paid.is_some();
    if let Some((event, counted)) = now_paid {
        work.emit(event);
        work.measure([counted]);
    }
    if changed {
        batch.touch(at);
        stored_record::save(work.tx(), batch, work.encryption()).await?;
        work.emit(batch.event("BATCH_RUN", format!("批量{what}：完成{done}件，失败{failed}件")));
    }
    Ok((outcomes, money))
}

/// Refuses a step that is for other people to take.
pub(super) fn may(caller: &Caller, step: wire::BatchStep) -> Result<(), Refusal> {
    let roles: &[Role] = match step {
        wire::BatchStep::Unspecified => return Ok(()),
        wire::BatchStep::FileCases | wire::BatchStep::Urge | wire::BatchStep::Close => {
            &[Role::Officer, Role::BureauChief]
        }
        wire::BatchStep::Allocate | wire::BatchStep::Propose => {
            &[Role::Officer, Role::Cashier, Role::BureauChief]
        }
        wire::BatchStep::Approve => &[Role::BureauChief, Role::President],
        wire::BatchStep::Pay => &[Role::Cashier],
    };
    if roles.iter().any(|role| caller.acts_as(*role)) {
        return Ok(());
    }
    let zh = roles.iter().map(|role| role.text().0).collect::<Vec<_>>().join("、");
    let en = roles.iter().map(|role| role.text().1).collect::<Vec<_>>().join(" or ");
    Err(Refusal::new(
        Kind::Denied,
        reason::ROLE_REQUIRED,
        format!("此步骤只有{zh}可以进行。"),
        format!("Only {en} can take this step."),
    )
    .with("person", caller.person.clone()))
}
