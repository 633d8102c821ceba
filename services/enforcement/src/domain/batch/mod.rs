//! Batches (批量案件): many claims against one debtor. A member stays a case of its own; the batch knows only what it needs to carry
//! the same step out for all of them, and where each stands follows from cases, plans and payouts.

mod draft;
mod progress;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use jiff::civil::Date;
use kit::domain::{
    Timestamp,
    identity::{self, Identity},
    reason,
    refusal::{Kind, Refusal},
};
use law::identifiers::{CaseNumber, Fen, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    DomainEvent, IndicatorRow,
    case::{self, Case, DraftParty, Handlers, Side},
    money::{
        amount,
        distribution::Purpose,
        entitlement::Entitlement,
        ledger::{Account, Balances, Cause, Posting},
        payee::{DraftPayee, Payee},
        proposal::{self, DraftItem},
        receipt::{Holder, Receipt},
        split,
    },
};
use crate::domain::Actor;

pub use draft::{Draft, DraftDebtor, DraftMember};
pub use progress::{Money, Standing, State, Totals};

/// The debtor of every member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debtor {
    /// Name.
    pub display_name: String,
    /// An organisation, not a person.
    pub is_organisation: bool,
    /// Identity number or credit code.
    pub number: String,
    /// By which paper they are known; none in rows of releases that kept the number alone.
    #[serde(default)]
    pub identity: Option<Identity>,
}

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who claims, and where it is paid.
    pub payee: Payee,
    /// The number of the case.
    pub case_number: CaseNumber,
    /// How much.
    pub claim: Fen,
    /// The case.
    pub case: Option<Uuid>,
    /// When the debtor was urged.
    pub urged: Option<Timestamp>,
    /// What was allocated, by receipt.
    pub allocated: Vec<(Uuid, Fen)>,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub display_name: String,
    /// Against whom.
    pub debtor: Debtor,
    /// What about.
    pub cause: String,
    /// The day of filing.
    pub filed: Date,
    /// Where.
    pub region_code: RegionCode,
    /// Who claims what.
    pub members: Vec<Member>,
    /// What was allocated over it.
    pub receipts: Vec<Uuid>,
    /// Every claim is paid in full.
    pub paid: bool,
    /// Who entered it.
    pub creator: String,
    /// Counts steps.
    pub version: i64,
    /// When it was entered.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// What became of a step for one member.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Done; what it made, by name.
    Done(String),
    /// Not touched.
    Skipped,
    /// Not done.
    Failed(Refusal),
}

impl Member {
    /// What was allocated in all.
    #[must_use]
    pub fn allocated_in_all(&self) -> Fen {
        amount::sum(self.allocated.iter().map(|(_, amount)| *amount))
    }

    /// What of a receipt was allocated.
    #[must_use]
    pub fn allocated_of(&self, receipt: Uuid) -> Fen {
        amount::sum(self.allocated.iter().filter(|(from, _)| *from == receipt).map(|(_, amount)| *amount))
    }
}

impl Batch {
    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("batches/{}", self.id)
    }

    /// What is claimed in all.
    #[must_use]
    pub fn claim(&self) -> Fen {
        amount::sum(self.members.iter().map(|member| member.claim))
    }

    /// The case of a member that has none.
    pub fn file(&self, id: Uuid, member: &Member, actor: &Actor, at: Timestamp) -> Result<Case, Refusal> {
        let party = |side, display_name: &str, identity| DraftParty {
            side: Some(side),
            display_name: display_name.to_owned(),
            identity,
            ..DraftParty::default()
        };
        let debtor = match &self.debtor.identity {
            Some(identity) => identity::Draft::from_identity(identity),
            None => identity::Draft::of(None, &self.debtor.number, "", self.debtor.is_organisation),
        };
        let draft = case::Draft {
            case_number: member.case_number.to_string(),
            cause: self.cause.clone(),
            filing_date: Some(Ok(self.filed)),
            claim_fen: member.claim.get(),
            parties: vec![
                party(Side::Applicant, &member.payee.display_name, member.payee.identity_draft()),
                party(Side::Debtor, &self.debtor.display_name, debtor),
            ],
            green_channel: true,
            ..case::Draft::default()
        };
        draft.check(id, &self.region_code, &actor.person, &Handlers::default(), at)
    }

    /// Urges the debtor for every member that has a case and was not urged for.
    pub fn urge(&mut self, at: Timestamp) -> (Vec<Outcome>, Vec<DomainEvent>) {
        let (mut outcomes, mut events) = (Vec::new(), Vec::new());
        let name = self.name();
        for member in &mut self.members {
            let Some(case) = member.case else {
                outcomes.push(Outcome::Failed(not_filed()));
                continue;
            };
            if member.urged.is_some() {
                outcomes.push(Outcome::Skipped);
                continue;
            }
            member.urged = Some(at);
            outcomes.push(Outcome::Done(format!("cases/{case}")));
            events.push(DomainEvent {
                kind: "DEBTOR_URGED",
                case: format!("cases/{case}"),
                subject: name.clone(),
                region_code: self.region_code.as_str().to_owned(),
                summary: "督促被执行人履行".to_owned(),
                amount_fen: 0,
            });
        }
        (outcomes, events)
    }

    /// Allocates a receipt over what is still owed: the claim less what was `brought` to the member's case, by this batch or beside it.
    /// What is left over stays with the batch. A receipt that was allocated before goes
    /// on from what it left over.
    pub fn allocate(
        &mut self,
        receipt: &mut Receipt,
        balances: &Balances,
        brought: &HashMap<Uuid, Fen>,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(Vec<Outcome>, Posting, Vec<DomainEvent>), Refusal> {
        let again = receipt.holder == Holder::Batch(self.id);
        let free = if again {
            balances.of(Account::Batch(self.id)).min(receipt.rest().get())
        } else {
            receipt.amount.get()
        };
        let free = Fen::new(free).unwrap_or_default();
        let owed = |member: &Member| {
            let left = member
                .case
                .and_then(|case| member.claim.checked_sub(brought.get(&case).copied().unwrap_or_default()));
            left.unwrap_or_default()
        };
        let weights: Vec<Fen> = self.members.iter().map(owed).collect();
        let owed = amount::sum(weights.iter().copied());
        if owed == Fen::ZERO || free == Fen::ZERO {
            return Err(nothing_owed());
        }
        let shares = split::allocate(free, &weights).ok_or_else(nothing_owed)?;
        let mut places = Vec::with_capacity(shares.len() + 1);
        let (mut outcomes, mut events) = (Vec::new(), Vec::new());
        for (member, share) in self.members.iter_mut().zip(&shares) {
            let Some(case) = member.case else {
                outcomes.push(Outcome::Failed(not_filed()));
                continue;
            };
            if *share == Fen::ZERO {
                outcomes.push(Outcome::Skipped);
                continue;
            }
            places.push((Account::Case(case), *share));
            member.allocated.push((receipt.id, *share));
            outcomes.push(Outcome::Done(format!("cases/{case}")));
            events.push(DomainEvent {
                case: format!("cases/{case}"),
                ..receipt.event("RECEIPT_ALLOCATED", "批量案款分配到案".to_owned(), *share)
            });
        }
        let posting = if again {
            Posting::new(Cause::Allocated, Account::Batch(self.id), places)?
        } else {
            let given = amount::sum(shares);
            places.push((Account::Batch(self.id), free.checked_sub(given).unwrap_or_default()));
            let (posting, event) = receipt.give(Holder::Batch(self.id), places, actor, at)?;
            events.push(event);
            self.receipts.push(receipt.id);
            posting
        };
        Ok((outcomes, posting, events))
    }

    /// The plan over what was allocated of a receipt and stands in no plan; none where there is nothing. `planned` says what plans
    /// that were not rejected hold, by case.
    #[must_use]
    pub fn plan(&self, receipt: Uuid, planned: impl Fn(Uuid) -> Fen) -> (Option<proposal::Draft>, Vec<bool>) {
        let mut items = Vec::new();
        let mut locked = Vec::with_capacity(self.members.len());
        for member in &self.members {
            let open = member.case.and_then(|case| {
                let left = member.allocated_of(receipt).checked_sub(planned(case))?;
                (left > Fen::ZERO).then_some((case, left))
            });
            locked.push(open.is_some());
            items.extend(open.map(|(case, left)| DraftItem {
                payee: DraftPayee {
                    display_name: member.payee.display_name.clone(),
                    identity: member.payee.identity_draft(),
                    account: member.payee.account.expose().to_owned(),
                    bank: member.payee.bank.clone(),
                },
                amount_fen: left.get(),
                claim_fen: member.claim.get(),
                case: Some(case),
                entitlement: Entitlement::default(),
            }));
        }
        let note = format!("{}批量分配", self.display_name);
        let some = !items.is_empty();
        (some.then_some(proposal::Draft { purpose: Purpose::Payment, items, split_fen: 0, note }), locked)
    }

    /// Notes that every claim is paid in full, once, where it is so now.
    pub fn note_paid(
        &mut self,
        standings: &[Standing],
        totals: &Totals,
    ) -> Option<(DomainEvent, IndicatorRow)> {
        let all = self.members.iter().zip(standings).all(|(member, standing)| standing.paid >= member.claim);
        let last = totals.last_paid.filter(|_| all && !self.paid)?;
        self.paid = true;
        let event = self.event("BATCH_PAID", format!("批量案件{}件全部发放到位", self.members.len()));
        let counted = self.counted("wage-batch-paid", self.name(), last.legal_day(), totals.days.into());
        Some((event, counted))
    }

    /// What indicators count of a case of the batch.
    #[must_use]
    pub fn counted(&self, what: &'static str, subject: String, day: Date, amount: i64) -> IndicatorRow {
        let region_code = self.region_code.as_str().to_owned();
        IndicatorRow { what, facet: String::new(), day, subject, region_code, amount }
    }

    /// Counts a step.
    pub fn touch(&mut self, at: Timestamp) {
        self.version += 1;
        self.updated = at;
    }

    /// Something that happened to it.
    #[must_use]
    pub fn event(&self, kind: &'static str, summary: String) -> DomainEvent {
        DomainEvent {
            kind,
            case: String::new(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary,
            amount_fen: self.claim().get(),
        }
    }
}

/// The refusal for a member without a case.
#[must_use]
pub fn not_filed() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::MEMBER_NOT_FILED,
        "该成员尚未立案，请先执行立案步骤。",
        "This member has no case yet; file it first.",
    )
}

fn nothing_owed() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::BATCH_NOTHING_OWED,
        "没有可分配的金额：成员均已足额分配、尚未立案，或这笔款已无余额。",
        "There is nothing to allocate: the members have all they claim or no case, or the money has no rest.",
    )
}
