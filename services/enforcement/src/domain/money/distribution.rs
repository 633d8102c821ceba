//! Plans over a receipt (分配方案): who gets what, drawn up by one person and decided on by another.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Violations},
    separation::Step,
};
use law::identifiers::{Fen, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::purpose::Purpose;
use super::{
    deferral::Decision,
    entitlement::Entitlement,
    ledger::{Account, Cause, Posting},
    payee::Payee,
    payout::{self, Payout},
    receipt::Receipt,
};
use crate::domain::{Actor, DomainEvent};

/// One payee's share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Who.
    pub payee: Payee,
    /// How much.
    pub amount: Fen,
    /// What they are owed, where it was stated.
    pub claim: Fen,
    /// The case from whose money it is taken; none for what nobody claimed or a batch left over.
    pub case: Option<Uuid>,
    /// The payout that came of it.
    pub payout: Option<Uuid>,
    /// Why they are paid.
    #[serde(default)]
    pub entitlement: Entitlement,
    /// Whether it goes back to a debtor out of what is left over.
    #[serde(default)]
    pub is_surplus: bool,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// Its id.
    pub id: Uuid,
    /// Over which receipt.
    pub receipt: Uuid,
    /// The receipt's case, `cases/{id}`, or nothing.
    pub case: String,
    /// Where.
    pub region_code: RegionCode,
    /// What for.
    pub purpose: Purpose,
    /// Who gets what.
    pub items: Vec<Item>,
    /// Why.
    pub note: String,
    /// The sum.
    pub total: Fen,
    /// Who drew it up.
    pub proposer: String,
    /// Who entered the payees' accounts, where that was another: the one who drew up the batch. Empty otherwise.
    #[serde(default)]
    pub accounts_by: String,
    /// What was decided.
    pub decision: Option<Decision>,
    /// Counts decisions.
    pub version: i64,
    /// When it was drawn up.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// Where a plan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for its decision.
    Proposed,
    /// Granted.
    Approved,
    /// Not granted, or taken back.
    Rejected,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Proposed, Self::Approved, Self::Rejected];

    /// As it is kept and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proposed => "PROPOSED",
            Self::Approved => "APPROVED",
            Self::Rejected => "REJECTED",
        }
    }
}

impl Distribution {
    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("distributions/{}", self.id)
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        match &self.decision {
            None => State::Proposed,
            Some(decision) if decision.rejection.is_none() => State::Approved,
            Some(_) => State::Rejected,
        }
    }

    /// The steps so far that another person than the payer takes.
    #[must_use]
    pub fn steps(&self) -> [(Step, &str); 3] {
        let approver = self.decision.as_ref().map_or("", |decision| decision.person.as_str());
        [
            (Step::ProposePlan, &self.proposer),
            (Step::ApprovePlan, approver),
            (Step::ChangeAccount, &self.accounts_by),
        ]
    }

    /// One payout stands in the place of another.
    pub(super) fn replace(&mut self, payout: Uuid, replacement: Uuid, at: Timestamp) {
        for item in self.items.iter_mut().filter(|item| item.payout == Some(payout)) {
            item.payout = Some(replacement);
        }
        self.version += 1;
        self.updated = at;
    }

    /// Grants it: its items become payable. By somebody else than who drew it up.
    pub fn approve(
        &mut self,
        receipt: &mut Receipt,
        mut new_id: impl FnMut() -> Uuid,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(Vec<Payout>, Posting, DomainEvent), Refusal> {
        self.undecided()?;
        let before = [(Step::ProposePlan, self.proposer.as_str()), (Step::ChangeAccount, &self.accounts_by)];
        actor.may_take(Step::ApprovePlan, before)?;
        for item in self.items.iter_mut().filter(|item| item.amount > Fen::ZERO) {
            item.payout = Some(new_id());
        }
        let posting = self.posting(receipt, |item| item.payout.unwrap_or_default())?;
        let freed = receipt.proposed.checked_sub(self.total);
        let payable = receipt.payable.checked_add(self.total);
        receipt.proposed = freed.ok_or_else(|| exceeds(receipt))?;
        receipt.payable = payable.ok_or_else(|| exceeds(receipt))?;
        receipt.touch(at);
        self.decide(None, actor, at);
        // Whose share of a split is nothing gets no payment.
        let paid = self.items.iter().filter(|item| item.amount > Fen::ZERO);
        let payouts = paid.map(|item| Payout {
            id: item.payout.unwrap_or_default(),
            distribution: self.id,
            receipt: receipt.id,
            case: item.case,
            region_code: self.region_code.clone(),
            purpose: self.purpose,
            payee: item.payee.clone(),
            amount: item.amount,
            state: payout::State::Payable,
            failures: Vec::new(),
            account_by: String::new(),
            account_change: None,
            entitlement: item.entitlement.clone(),
            is_surplus: item.is_surplus,
            file: None,
            version: 1,
            created: at,
            updated: at,
        });
        let payouts = payouts.collect();
        Ok((payouts, posting, self.event("DISTRIBUTION_APPROVED", "批准案款分配方案")))
    }

    /// Refuses it, or takes it back; its sum is free again.
    pub fn reject(
        &mut self,
        receipt: &mut Receipt,
        reason: &str,
        by_chief: bool,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", reason, 1000);
        wrong.check()?;
        self.undecided()?;
        if !by_chief && self.proposer != actor.person {
            return Err(Refusal::new(
                Kind::Denied,
                reason::DISTRIBUTION_NOT_YOURS,
                "他人提出的方案由局长或院领导审批，您只能撤回自己提出的方案。",
                "Somebody else's plan is for the chief or president to decide; you take back your own.",
            ));
        }
        receipt.proposed = receipt.proposed.checked_sub(self.total).ok_or_else(|| exceeds(receipt))?;
        receipt.touch(at);
        self.decide(reason, actor, at);
        Ok(self.event("DISTRIBUTION_REJECTED", "驳回或撤回案款分配方案"))
    }

    fn undecided(&self) -> Result<(), Refusal> {
        let Some(decision) = &self.decision else { return Ok(()) };
        let (zh, en) = if decision.rejection.is_none() {
            ("这个方案已经审批，请刷新核对。", "This plan has been approved already; reload it.")
        } else {
            ("这个方案已被驳回或撤回，请另提方案。", "This plan was rejected or taken back; draw up another.")
        };
        Err(Refusal::new(Kind::Conflict, reason::DISTRIBUTION_DECIDED, zh, en)
            .with("person", decision.person.clone()))
    }

    fn decide(&mut self, rejection: Option<String>, actor: &Actor, at: Timestamp) {
        self.decision = Some(Decision { person: actor.person.clone(), at, rejection });
        self.version += 1;
        self.updated = at;
    }

    pub(super) fn posting(
        &self,
        receipt: &Receipt,
        payout: impl Fn(&Item) -> Uuid,
    ) -> Result<Posting, Refusal> {
        let moves = self.items.iter().filter(|item| item.amount > Fen::ZERO).map(|item| {
            let from = item.case.map_or(receipt.place(), Account::Case);
            (from, Account::Payable(payout(item)), item.amount)
        });
        Posting::of(Cause::Approved, moves)
    }

    pub(super) fn event(&self, kind: &'static str, summary: &str) -> DomainEvent {
        DomainEvent {
            kind,
            case: self.case.clone(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: summary.to_owned(),
            amount_fen: self.total.get(),
        }
    }
}

pub(super) fn exceeds(receipt: &Receipt) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::DISTRIBUTION_EXCEEDS_REST,
        format!("方案超过这笔款可分配的余额 {} 元，请核对金额。", receipt.rest()),
        format!(
            "The plan takes more than the {} yuan that are free of this money; check its amounts.",
            receipt.rest()
        ),
    )
    .at("items")
    .with("restFen", receipt.rest().get().to_string())
}
