//! Whether a plan pays those who are entitled, and no more than is owed.

use std::{collections::HashMap, hash::BuildHasher};

use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::Fen;
use uuid::Uuid;

use super::{
    amount,
    distribution::{Distribution, Item, Purpose},
    entitlement::Ground,
    payee::Payee,
    payout::{self, Payout},
};
use crate::domain::case::{Case, Party, Side};

/// What was granted to be paid out of the money of cases, and is not undone: by case.
#[derive(Clone, Debug, Default)]
pub struct Granted {
    claims: HashMap<Uuid, Fen>,
}

impl Granted {
    /// Of the payouts of some cases.
    #[must_use]
    pub fn of<'a>(payouts: impl IntoIterator<Item = &'a Payout>) -> Self {
        let mut claims: HashMap<Uuid, Fen> = HashMap::new();
        for payout in payouts {
            // What stands in the place of a reversed one counts.
            let stands = !matches!(payout.state, payout::State::Reversed(..));
            let counts = stands && payout.purpose == Purpose::Payment && payout.entitlement.pays_claim();
            if let Some(case) = payout.case.filter(|_| counts && !payout.is_surplus) {
                let sum = claims.entry(case).or_default();
                *sum = amount::sum([*sum, payout.amount]);
            }
        }
        Self { claims }
    }
}

/// Refuses a plan that pays somebody who is not entitled to it, or more than is owed. `cases` are those from whose money it pays. Marks what
/// goes back to a debtor: it is paid out of what is left when the claim is covered, and does not count towards it.
pub fn check<S: BuildHasher>(
    plan: &mut Distribution,
    cases: &HashMap<Uuid, Case, S>,
    granted: &Granted,
) -> Result<(), Refusal> {
    if plan.purpose == Purpose::Return {
        return Ok(());
    }
    let mut v = Violations::new();
    let mut claims: HashMap<Uuid, Fen> = HashMap::new();
    for (index, item) in plan.items.iter_mut().enumerate() {
        let Some(case) = item.case.and_then(|case| cases.get(&case)) else { continue };
        let field = format!("items[{index}].payee");
        item.is_surplus = entitled(item, case, &field, &mut v);
        if item.entitlement.pays_claim() && !item.is_surplus {
            let sum = claims.entry(case.id).or_default();
            *sum = amount::sum([*sum, item.amount]);
        }
    }
    v.check()?;
    let mut planned: Vec<(&Uuid, &Fen)> = claims.iter().collect();
    planned.sort_unstable();
    for (case, planned) in planned {
        let Some(case) = cases.get(case) else { continue };
        let left = left_of(case, granted);
        if *planned > left {
            return Err(over_claim(case, left, *planned));
        }
    }
    for (index, item) in plan.items.iter().enumerate().filter(|(_, item)| item.is_surplus) {
        let Some(case) = item.case.and_then(|case| cases.get(&case)) else { continue };
        let planned = claims.get(&case.id).copied().unwrap_or_default();
        if let Some(open) = left_of(case, granted).checked_sub(planned).filter(|open| *open > Fen::ZERO) {
            return Err(surplus_before_claim(index, open));
        }
    }
    Ok(())
}

/// What of a case's claim nothing was granted for yet.
fn left_of(case: &Case, granted: &Granted) -> Fen {
    let before = case.origin.as_ref().map_or(Fen::ZERO, |origin| origin.paid);
    let broken = case.settlements.iter().filter(|settlement| settlement.performed == Some(false));
    let on_settlements = broken.map(|settlement| settlement.paid);
    let here = granted.claims.get(&case.id).copied().unwrap_or_default();
    let covered = amount::sum([before, here].into_iter().chain(on_settlements));
    case.claim.checked_sub(covered).unwrap_or_default()
}

/// Notes where a payee is not entitled; says whether they are the debtor, who gets what is left over.
fn entitled(item: &Item, case: &Case, field: &str, v: &mut Violations) -> bool {
    let side = |side: Side| move |party: &&Party| party.side == side;
    match item.entitlement.ground {
        Ground::ParticipatingCreditor | Ground::Costs => false,
        Ground::NamedByParty => {
            let named_by = &item.entitlement.named_by;
            let applicants = case.parties.iter().filter(side(Side::Applicant));
            if !applicants.clone().any(|party| law::names::same(&party.display_name, named_by)) {
                let text = Text::new(
                    "指定收款人须由本案申请执行人指定，请核对申请执行人姓名。",
                    "A payee is named by an applicant of this case; check the applicant's name.",
                );
                v.add(field.replace(".payee", ".entitlement.named_by"), reason::NOT_AN_APPLICANT, text);
            }
            false
        }
        Ground::Party => {
            let applicant =
                case.parties.iter().filter(side(Side::Applicant)).find(|party| is(party, &item.payee));
            let agent = case.parties.iter().filter(side(Side::Applicant)).flat_map(|party| &party.agents);
            let agent = agent
                .filter(|(_, special)| *special)
                .any(|(name, _)| law::names::same(name, &item.payee.display_name));
            if applicant.is_some() || agent {
                return false;
            }
            if case.parties.iter().filter(side(Side::Debtor)).any(|party| is(party, &item.payee)) {
                return true;
            }
            let text = Text::new(
                "收款人不是本案当事人，也不是有特别授权的代理人。由申请执行人指定、参与分配或者支付执行费用的，请注明并附材料。",
                "The payee is no party of the case and no agent with special authority. Say with a paper where an applicant named them, they take part in the distribution, or costs are paid.",
            );
            v.add(field, reason::PAYEE_NOT_ENTITLED, text);
            false
        }
    }
}

/// Whether a payee is a party: by name, and by number where both are known.
fn is(party: &Party, payee: &Payee) -> bool {
    let number = payee
        .identity()
        .is_none_or(|identity| party.identity.key().is_none() || party.identity.is_same(&identity));
    number && law::names::same(&party.display_name, &payee.display_name)
}

fn over_claim(case: &Case, left: Fen, planned: Fen) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::CLAIM_EXCEEDED,
        format!(
            "方案向申请执行人发放 {planned} 元，超过 {} 尚未发放的标的 {left} 元，请核对金额；标的登记有误的，请先更正案件。",
            case.number
        ),
        format!(
            "The plan pays {planned} yuan to applicants, more than the {left} yuan of the claim of {} that are open. Check the amounts; where the claim is wrong, correct the case first.",
            case.number
        ),
    )
    .at("items")
    .with("openFen", left.get().to_string())
}

fn surplus_before_claim(index: usize, open: Fen) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::SURPLUS_BEFORE_CLAIM,
        format!("申请执行人尚有 {open} 元未发放，剩余案款才退还被执行人。"),
        format!("{open} yuan of the claim are open; a debtor gets what is left when it is covered."),
    )
    .at(format!("items[{index}].payee"))
}
