//! Where members stand: follows from their cases, the plans over the batch's receipts and the payouts.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use kit::domain::Timestamp;
use law::identifiers::Fen;
use uuid::Uuid;

use super::{Batch, Member};
use crate::domain::money::{
    amount, clock,
    distribution::{self, Distribution, Purpose},
    payout::{self, Payout},
};

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It has no case yet.
    Entered,
    /// Its case is filed.
    Filed,
    /// The debtor was urged.
    Urged,
    /// Money is allocated and in no plan.
    Allocated,
    /// A plan waits for its decision.
    Proposed,
    /// To be paid.
    Payable,
    /// The bank could not pay.
    PayFailed,
    /// A part is paid.
    PartlyPaid,
    /// All is paid.
    Paid,
    /// The case is closed.
    Closed,
}

/// What happened to money that was allocated over a batch.
#[derive(Clone, Debug, Default)]
pub struct Money {
    /// The plans over its receipts.
    pub plans: Vec<Distribution>,
    /// Their payouts, and those of money that was claimed to a member's case beside the batch.
    pub payouts: Vec<Payout>,
    /// The cases that are closed.
    pub closed: HashSet<Uuid>,
}

/// Where one member stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Where.
    pub state: State,
    /// What was paid.
    pub paid: Fen,
    /// The payouts.
    pub payouts: Vec<Uuid>,
    /// The last payment.
    pub last_paid: Option<Timestamp>,
}

/// A batch in sums.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// What was allocated.
    pub allocated: Fen,
    /// What was paid.
    pub paid: Fen,
    /// Members whose claim is paid in full.
    pub paid_members: usize,
    /// How many stand where.
    pub states: Vec<(State, usize)>,
    /// The first filing.
    pub first_filed: Option<Date>,
    /// The last payment.
    pub last_paid: Option<Timestamp>,
    /// Days from the one to the other.
    pub days: i32,
}

impl Money {
    /// What plans over a receipt that were not rejected hold, by case.
    #[must_use]
    pub fn planned(&self, receipt: Uuid) -> HashMap<Uuid, Fen> {
        let mut planned: HashMap<Uuid, Fen> = HashMap::new();
        let plans = self.plans.iter().filter(|plan| plan.receipt == receipt);
        for item in
            plans.filter(|plan| plan.state() != distribution::State::Rejected).flat_map(|plan| &plan.items)
        {
            if let Some(case) = item.case {
                let sum = planned.entry(case).or_default();
                *sum = sum.checked_add(item.amount).unwrap_or(*sum);
            }
        }
        planned
    }

    /// Where every member of a batch stands, in the order of the rows.
    #[must_use]
    pub fn standings(&self, batch: &Batch) -> Vec<Standing> {
        let mut payouts: HashMap<Uuid, Vec<&Payout>> = HashMap::new();
        for payout in self.payouts.iter().filter(|payout| payout.purpose == Purpose::Payment) {
            if let Some(case) = payout.case {
                payouts.entry(case).or_default().push(payout);
            }
        }
        let mut proposed = HashSet::new();
        let mut planned: HashMap<Uuid, Fen> = HashMap::new();
        for plan in self.plans.iter().filter(|plan| plan.state() != distribution::State::Rejected) {
            for item in &plan.items {
                let Some(case) = item.case else { continue };
                let sum = planned.entry(case).or_default();
                *sum = sum.checked_add(item.amount).unwrap_or(*sum);
                if plan.state() == distribution::State::Proposed {
                    proposed.insert(case);
                }
            }
        }
        let standing = |member: &Member| {
            let case = member.case.unwrap_or_default();
            let payouts = payouts.get(&case).map_or(&[][..], Vec::as_slice);
            let planned = planned.get(&case).copied().unwrap_or_default();
            self.standing(member, payouts, planned, proposed.contains(&case))
        };
        batch.members.iter().map(standing).collect()
    }

    fn standing(&self, member: &Member, payouts: &[&Payout], planned: Fen, proposed: bool) -> Standing {
        let payments = payouts.iter().filter_map(|payout| match &payout.state {
            payout::State::Paid(payment) => Some((payout.amount, payment.paid)),
            payout::State::Payable
            | payout::State::AwaitingApproval
            | payout::State::Failed
            | payout::State::Reversed(..) => None,
        });
        let paid = amount::sum(payments.clone().map(|(amount, _)| amount));
        let any = |state: &payout::State| payouts.iter().any(|payout| payout.state == *state);
        let state = match member.case {
            None => State::Entered,
            Some(case) if self.closed.contains(&case) => State::Closed,
            Some(_) if any(&payout::State::Failed) => State::PayFailed,
            Some(_) if any(&payout::State::Payable) => State::Payable,
            Some(_) if proposed || any(&payout::State::AwaitingApproval) => State::Proposed,
            Some(_) if paid >= member.claim => State::Paid,
            Some(_) if member.allocated_in_all() > planned => State::Allocated,
            Some(_) if paid > Fen::ZERO => State::PartlyPaid,
            Some(_) if member.urged.is_some() => State::Urged,
            Some(_) => State::Filed,
        };
        Standing {
            state,
            paid,
            payouts: payouts.iter().map(|payout| payout.id).collect(),
            last_paid: payments.map(|(_, at)| at).max(),
        }
    }

    /// A batch in sums.
    #[must_use]
    pub fn totals(&self, batch: &Batch, standings: &[Standing]) -> Totals {
        let sum = |amounts: &mut dyn Iterator<Item = Fen>| amount::sum(amounts);
        let full =
            batch.members.iter().zip(standings).filter(|(member, standing)| standing.paid >= member.claim);
        let mut states: Vec<(State, usize)> = Vec::new();
        let mut each: Vec<State> = standings.iter().map(|standing| standing.state).collect();
        each.sort_unstable();
        for state in each {
            match states.last_mut() {
                Some((last, count)) if *last == state => *count += 1,
                _ => states.push((state, 1)),
            }
        }
        let first_filed = batch.members.iter().any(|member| member.case.is_some()).then_some(batch.filed);
        let last_paid = standings.iter().filter_map(|standing| standing.last_paid).max();
        let days = first_filed.zip(last_paid).map(|(from, to)| clock::days_between(from, to.legal_day()));
        Totals {
            allocated: sum(&mut batch.members.iter().map(Member::allocated_in_all)),
            paid: sum(&mut standings.iter().map(|standing| standing.paid)),
            paid_members: full.count(),
            states,
            first_filed,
            last_paid,
            days: days.unwrap_or(0),
        }
    }
}
