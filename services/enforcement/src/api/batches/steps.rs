//! The steps of a batch, one function each. Locks are taken in one order everywhere: plans or payouts, then receipts.

use std::collections::{BTreeMap, HashMap, HashSet};

use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::Fen;
use proto::enforcement::v1 as wire;
use uuid::Uuid;

use crate::{
    domain::{
        Actor,
        batch::{Batch, Outcome, not_filed},
        case::{self, Case, Ending, Ticks},
        money::{
            distribution::{self, Distribution},
            ledger::Posting,
            payout::{self, Payout},
            receipt::Receipt,
        },
    },
    effects::{
        cases::{add, count_outcome, locked, on_case_closed},
        plans::{cases_of, entitle},
    },
    store::{
        CaseWork, batches, cases, controls,
        money::{ledger, payouts::entered_for},
        stored_record,
    },
};

/// Files the case of every member that has none.
pub(super) async fn file(work: &mut CaseWork, batch: &mut Batch) -> Result<Vec<Outcome>, Refusal> {
    let (actor, at) = (work.caller().actor(), work.caller().at);
    let caller = work.caller().clone();
    let mut outcomes = Vec::with_capacity(batch.members.len());
    let mut new: Vec<(usize, Case)> = Vec::new();
    for (row, member) in batch.members.iter().enumerate() {
        outcomes.push(match member.case {
            Some(_) => Outcome::Skipped,
            None => match batch.file(Uuid::now_v7(), member, &actor, at) {
                Ok(case) => {
                    let name = case.name();
                    new.push((row, case));
                    Outcome::Done(name)
                }
                Err(refusal) => Outcome::Failed(refusal),
            },
        });
    }
    let filed: Vec<Case> = new.iter().map(|(_, case)| case.clone()).collect();
    let (added, _) = add(work, &filed).await?;
    for (row, case) in new {
        if added.contains(&case.id) {
            batch.members[row].case = Some(case.id);
            work.emit(case.filed());
            let wage = batch.counted("wage-case", case.name(), case.filed, case.claim.get());
            work.measure([case.measured_filing(), wage]);
        } else {
            outcomes[row] = Outcome::Failed(locked(work, &caller, &case).await?);
        }
    }
    Ok(outcomes)
}

/// Allocates a receipt over what is still owed.
pub(super) async fn allocate(
    work: &mut CaseWork,
    batch: &mut Batch,
    receipt: &str,
) -> Result<Vec<Outcome>, Refusal> {
    let (actor, at) = (work.caller().actor(), work.caller().at);
    let mut receipt: Receipt =
        work.lock_for_update(receipt).await.map_err(|refusal| refusal.at("receipt"))?;
    let filed: Vec<Uuid> = batch.members.iter().filter_map(|member| member.case).collect();
    // Anyone who claims money to one of these cases waits: what came to each is read behind their locks.
    batches::lock_cases(work.tx(), &filed).await?;
    let brought = ledger::brought(work.tx(), &filed).await?;
    let balances = ledger::balances(work.tx(), receipt.id).await?;
    let (outcomes, posting, events) = batch.allocate(&mut receipt, &balances, &brought, &actor, at)?;
    ledger::post(work.tx(), &receipt, &[posting], &actor.person, at).await?;
    stored_record::save(work.tx(), &receipt, work.encryption()).await?;
    for event in events {
        work.emit(event);
    }
    for case in controls::among(work.tx(), &filed).await? {
        count_outcome(work, &case).await?;
    }
    Ok(outcomes)
}

/// Draws a plan up over each receipt of which something was allocated and stands in no plan.
pub(super) async fn propose(work: &mut CaseWork, batch: &Batch) -> Result<Vec<Outcome>, Refusal> {
    let (actor, at) = (work.caller().actor(), work.caller().at);
    let mut outcomes: Vec<Outcome> = batch
        .members
        .iter()
        .map(|member| if member.case.is_some() { Outcome::Skipped } else { Outcome::Failed(not_filed()) })
        .collect();
    let mut receipts = batch.receipts.clone();
    receipts.sort_unstable();
    for receipt in receipts {
        let mut receipt: Receipt = work.take_by_id(receipt).await?;
        // Read behind the receipt's lock: anyone who draws a plan up over it holds that too.
        let plans = stored_record::of_receipts(work.tx(), &[receipt.id], false, work.encryption()).await?;
        let planned = crate::domain::batch::Money { plans, ..Default::default() }.planned(receipt.id);
        let (draft, locked) = batch.plan(receipt.id, |case| planned.get(&case).copied().unwrap_or(Fen::ZERO));
        let Some(draft) = draft else { continue };
        let balances = ledger::balances(work.tx(), receipt.id).await?;
        let (mut plan, event) = draft.check(Uuid::now_v7(), &mut receipt, &balances, &actor, at)?;
        plan.accounts_by.clone_from(&batch.creator);
        entitle(work, &mut plan).await??;
        stored_record::save(work.tx(), &receipt, work.encryption()).await?;
        stored_record::add(work.tx(), std::slice::from_ref(&plan), work.encryption()).await?;
        work.emit(event);
        for (outcome, _) in outcomes.iter_mut().zip(locked).filter(|(_, locked)| *locked) {
            *outcome = Outcome::Done(plan.name());
        }
    }
    Ok(outcomes)
}

/// Approves every plan that waits over the batch's receipts.
pub(super) async fn approve(work: &mut CaseWork, batch: &Batch) -> Result<Vec<Outcome>, Refusal> {
    let (actor, at) = (work.caller().actor(), work.caller().at);
    let mut plans: Vec<Distribution> =
        stored_record::of_receipts(work.tx(), &batch.receipts, true, work.encryption()).await?;
    plans.retain(|plan| plan.state() == distribution::State::Proposed);
    plans.sort_unstable_by_key(|plan| plan.receipt);
    // One decision on all of them: their sum counts.
    work.caller().require_fresh_factor_above(sum(plans.iter().map(|plan| plan.total)))?;
    let mut made: HashMap<Uuid, String> = HashMap::new();
    for plan in &mut plans {
        let mut receipt: Receipt = work.take_by_id(plan.receipt).await?;
        batches::lock_cases(work.tx(), &cases_of(plan)).await?;
        entitle(work, plan).await??;
        let (payouts, posting, event) = plan.approve(&mut receipt, Uuid::now_v7, &actor, at)?;
        ledger::post(work.tx(), &receipt, &[posting], &actor.person, at).await?;
        stored_record::add(work.tx(), &payouts, work.encryption()).await?;
        stored_record::save(work.tx(), &receipt, work.encryption()).await?;
        stored_record::save(work.tx(), plan, work.encryption()).await?;
        work.emit(event);
        made.extend(payouts.iter().filter_map(|payout| Some((payout.case?, payout.name()))));
    }
    let outcome = |case: Option<Uuid>| case.and_then(|case| made.get(&case).cloned());
    let members = batch.members.iter();
    Ok(members.map(|member| outcome(member.case).map_or(Outcome::Skipped, Outcome::Done)).collect())
}

fn sum(amounts: impl Iterator<Item = Fen>) -> i64 {
    amounts.fold(0, |sum, amount| sum.saturating_add(amount.get()))
}

/// Enters what the bank did, member by member.
pub(super) async fn pay(
    work: &mut CaseWork,
    batch: &Batch,
    payments: &[wire::BatchPayment],
) -> Result<Vec<Outcome>, Refusal> {
    let (actor, at) = (work.caller().actor(), work.caller().at);
    let by_row = by_row(batch, payments)?;
    let references = payments.iter().map(|payment| payment.bank_reference.trim());
    let scope = work.caller().scope();
    let used = entered_for(work.tx(), &scope, references.filter(|reference| !reference.is_empty())).await?;
    let mut payouts: HashMap<Uuid, Vec<Payout>> = HashMap::new();
    for payout in
        stored_record::of_receipts::<Payout>(work.tx(), &batch.receipts, true, work.encryption()).await?
    {
        if let Some(case) = payout.case {
            payouts.entry(case).or_default().push(payout);
        }
    }
    let plans =
        stored_record::of_receipts::<Distribution>(work.tx(), &batch.receipts, false, work.encryption())
            .await?;
    let plans: HashMap<Uuid, Distribution> = plans.into_iter().map(|plan| (plan.id, plan)).collect();
    let mut receipts: BTreeMap<Uuid, (Receipt, Vec<Posting>)> = BTreeMap::new();
    let mut ids = batch.receipts.clone();
    ids.sort_unstable();
    for id in ids {
        receipts.insert(id, (work.take_by_id(id).await?, Vec::new()));
    }
    let paid = by_row.iter().filter(|(_, payment)| payment.failure.is_empty());
    let paid =
        paid.filter_map(|(row, _)| batch.members.get(*row)?.case).filter_map(|case| payouts.get(&case));
    work.caller().require_fresh_factor_above(sum(paid.flatten().map(|payout| payout.amount)))?;
    let mut outcomes = Vec::with_capacity(batch.members.len());
    for (row, member) in batch.members.iter().enumerate() {
        let Some(payment) = by_row.get(&row) else {
            outcomes.push(Outcome::Skipped);
            continue;
        };
        let own = member.case.and_then(|case| payouts.get_mut(&case));
        let payout = match own.map_or(Ok(None), |own| chosen(own, payment)) {
            Ok(Some(payout)) => payout,
            Ok(None) => {
                outcomes.push(Outcome::Failed(nothing_to_pay()));
                continue;
            }
            Err(refusal) => {
                outcomes.push(Outcome::Failed(refusal));
                continue;
            }
        };
        let Some((receipt, postings)) = receipts.get_mut(&payout.receipt) else {
            return Err(Refusal::internal(&"a payout without its receipt"));
        };
        let other = used.get(payment.bank_reference.trim()).filter(|other| other.name != payout.name());
        if let Some(other) = other {
            outcomes.push(Outcome::Failed(other.refusal()));
            continue;
        }
        let Some(plan) = plans.get(&payout.distribution) else {
            return Err(Refusal::internal(&"a payout without its plan"));
        };
        outcomes.push(match result(work, payment, payout, (receipt, plan), postings, &actor) {
            Ok(true) => {
                stored_record::save(work.tx(), payout, work.encryption()).await?;
                Outcome::Done(payout.name())
            }
            Ok(false) => Outcome::Skipped,
            Err(refusal) => Outcome::Failed(refusal),
        });
    }
    for (receipt, postings) in receipts.values().filter(|(_, postings)| !postings.is_empty()) {
        ledger::post(work.tx(), receipt, postings, &actor.person, at).await?;
        stored_record::save(work.tx(), receipt, work.encryption()).await?;
    }
    Ok(outcomes)
}

/// Enters one result; whether it changed anything.
fn result(
    work: &mut CaseWork,
    payment: &wire::BatchPayment,
    payout: &mut Payout,
    (receipt, plan): (&mut Receipt, &Distribution),
    postings: &mut Vec<Posting>,
    actor: &Actor,
) -> Result<bool, Refusal> {
    let at = work.caller().at;
    if !payment.failure.is_empty() {
        let event = payout.fail(&payment.failure, actor, at)?;
        work.emit(event);
        return Ok(true);
    }
    let mut wrong = Violations::new();
    let paid = wrong.timestamp("pay_time", payment.pay_time.as_ref());
    wrong.check()?;
    let reference = payment.bank_reference.as_str();
    let Some(left) = payout.confirm(receipt, &plan.steps(), reference, paid, actor, at)? else {
        return Ok(false);
    };
    postings.push(left.posting);
    for event in left.events {
        work.emit(event);
    }
    work.measure_anew(left.measured);
    Ok(true)
}

/// Of a member's payouts that to which a result belongs: one that was paid under this number before, then one that waits.
fn chosen<'a>(
    own: &'a mut [Payout],
    payment: &wire::BatchPayment,
) -> Result<Option<&'a mut Payout>, Refusal> {
    if !payment.payout.is_empty() {
        return Ok(own.iter_mut().find(|payout| payout.name() == payment.payout));
    }
    let bank_reference = payment.bank_reference.as_str();
    let rank = |payout: &Payout| match &payout.state {
        payout::State::Paid(payment) if payment.bank_reference == bank_reference => 0,
        payout::State::Payable => 1,
        payout::State::Failed | payout::State::AwaitingApproval => 2,
        payout::State::Paid(_) | payout::State::Reversed(..) => 3,
    };
    let waiting = own.iter().filter(|payout| rank(payout) == 1).count();
    if waiting > 1 && !own.iter().any(|payout| rank(payout) == 0) {
        return Err(ambiguous());
    }
    Ok(own.iter_mut().min_by_key(|payout| rank(payout)))
}

fn ambiguous() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PAYOUT_AMBIGUOUS,
        "该成员有多笔待付款，请选择其中一笔。",
        "More than one payout of this member waits; choose one.",
    )
}

/// The results by row, each row once.
fn by_row<'a>(
    batch: &Batch,
    payments: &'a [wire::BatchPayment],
) -> Result<HashMap<usize, &'a wire::BatchPayment>, Refusal> {
    let mut wrong = Violations::new();
    if payments.is_empty() {
        let text = Text::new("请提供银行的发放结果。", "Say what the bank did.");
        wrong.add("payments", reason::REQUIRED, text);
    }
    let (mut by_row, mut references) = (HashMap::new(), HashSet::new());
    for (at, payment) in payments.iter().enumerate() {
        let row = usize::try_from(payment.member).ok().and_then(|number| number.checked_sub(1));
        let row = row.filter(|row| *row < batch.members.len());
        let again = row.is_some_and(|row| by_row.insert(row, payment).is_some());
        if row.is_none() || again {
            let text = Text::new("成员序号不存在或重复。", "There is no such row, or it stands twice.");
            wrong.add(format!("payments[{at}].member"), reason::MEMBER_UNKNOWN, text);
        }
        if payment.bank_reference.is_empty() == payment.failure.is_empty() {
            let text = Text::new(
                "银行流水号与失败原因须填且只填一项。",
                "A result has either the bank's number or why it failed.",
            );
            wrong.add(format!("payments[{at}].bank_reference"), reason::PAID_OR_FAILED, text);
        }
        let reference = payment.bank_reference.trim();
        if !reference.is_empty() && !references.insert(reference) {
            let text = Text::new(
                "银行流水号重复：一笔银行付款只能确认一笔发放。",
                "The bank's number stands twice: one payment confirms one payout.",
            );
            wrong.add(format!("payments[{at}].bank_reference"), reason::BANK_REFERENCE_DUPLICATE, text);
        }
    }
    wrong.check()?;
    Ok(by_row)
}

/// Closes the cases of those who are paid in full.
pub(super) async fn close(work: &mut CaseWork, batch: &Batch) -> Result<Vec<Outcome>, Refusal> {
    let (actor, at) = (work.caller().actor(), work.caller().at);
    let money = batches::money(work.tx(), batch, work.encryption()).await?;
    let standings = money.standings(batch);
    let due = batch.members.iter().zip(&standings).filter_map(|(member, standing)| {
        member.case.filter(|case| standing.paid >= member.claim && !money.closed.contains(case))
    });
    let due: Vec<Uuid> = due.collect();
    let paid: HashMap<Uuid, Fen> = batch
        .members
        .iter()
        .zip(&standings)
        .filter_map(|(member, standing)| Some((member.case?, standing.paid)))
        .collect();
    let mut results: HashMap<Uuid, Outcome> = HashMap::new();
    for mut case in batches::take_cases(work.tx(), &due, work.encryption()).await? {
        let ticks = Ticks { performed: true, ..Ticks::default() };
        let owed = paid.get(&case.id).copied().unwrap_or_default();
        let closed = case.close(Ending::Completed, at.legal_day(), &ticks, &actor, at).and_then(|event| {
            case.satisfy(Ending::Completed, owed, Vec::new())?;
            Ok(event)
        });
        let outcome = match closed {
            Ok(event) => {
                work.emit(event);
                on_case_closed(work, &case, at).await?;
                cases::save(work.tx(), &case, work.encryption()).await?;
                let paid = paid.get(&case.id).copied().unwrap_or_default();
                let counted = batch.counted("wage-case-paid", case.name(), at.legal_day(), paid.get());
                work.measure([counted]);
                Outcome::Done(case.name())
            }
            Err(refusal) => Outcome::Failed(refusal),
        };
        results.insert(case.id, outcome);
    }
    for case in controls::among(work.tx(), &due).await? {
        count_outcome(work, &case).await?;
    }
    let due: HashSet<Uuid> = due.into_iter().collect();
    let outcome = |case: Option<Uuid>| match case {
        None => Outcome::Failed(not_filed()),
        Some(case) if due.contains(&case) => {
            results.remove(&case).unwrap_or_else(|| Outcome::Failed(case::unknown()))
        }
        Some(case) if money.closed.contains(&case) => Outcome::Skipped,
        Some(_) => Outcome::Failed(not_paid()),
    };
    Ok(batch.members.iter().map(|member| member.case).map(outcome).collect())
}

fn nothing_to_pay() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::MEMBER_NOT_PAYABLE,
        "该成员没有待发放的款项，请先分配并审批。",
        "Nothing is payable to this member; allocate and approve first.",
    )
}

fn not_paid() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::MEMBER_NOT_PAID,
        "该成员的债权尚未足额发放，不能以执行完毕结案。",
        "This member's claim is not paid in full; the case does not end as performed.",
    )
}
