//! Plans over a receipt (分配方案): who gets what, drawn up by one person and decided on by another.

use std::collections::HashMap;

use kit::{
    moment::Moment,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::{Fen, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    amount,
    deferral::{Decision, other_than},
    ledger::{Account, Balances, Cause, Posting},
    payee::{DraftPayee, Payee},
    payout::{self, Payout},
    receipt::{Holder, Receipt},
    split,
};
use crate::domain::{Actor, Happening};

/// The most items of one plan.
pub const ITEMS: usize = 500;

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// To those who are owed.
    Payment,
    /// Back to the payer.
    Return,
}

/// One payee's share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Who.
    pub payee: Payee,
    /// How much.
    pub amount: Fen,
    /// What they are owed, where it was told.
    pub claim: Fen,
    /// The case from whose money it is taken; none for what nobody claimed or a batch left over.
    pub case: Option<Uuid>,
    /// The payout that came of it.
    pub payout: Option<Uuid>,
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
    /// What was decided.
    pub decision: Option<Decision>,
    /// Counts decisions.
    pub version: i64,
    /// When it was drawn up.
    pub created: Moment,
    /// When it last changed.
    pub updated: Moment,
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

/// An item as it is entered.
#[derive(Clone, Debug, Default)]
pub struct DraftItem {
    /// Who.
    pub payee: DraftPayee,
    /// How much.
    pub amount_fen: i64,
    /// What they are owed.
    pub claim_fen: i64,
    /// From which case's money.
    pub case: Option<Uuid>,
}

/// A plan as it is entered.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What for.
    pub purpose: Purpose,
    /// Who gets what.
    pub items: Vec<DraftItem>,
    /// The sum to be split over the claims; 0 where the items have their amounts.
    pub split_fen: i64,
    /// Why.
    pub note: String,
}

impl Draft {
    /// A plan where everything is in order; its sum is kept free for it.
    pub fn check(
        self,
        id: Uuid,
        receipt: &mut Receipt,
        balances: &Balances,
        actor: &Actor,
        at: Moment,
    ) -> Result<(Distribution, Happening), Refusal> {
        let mut wrong = Violations::new();
        let amounts = self.amounts(&mut wrong);
        let note = if self.purpose == Purpose::Return {
            wrong.text("note", &self.note, 1000)
        } else {
            wrong.optional_text("note", &self.note, 1000)
        };
        let items = self.items(receipt, &amounts, &mut wrong);
        wrong.check()?;
        if self.purpose == Purpose::Payment && receipt.holder == Holder::Nobody {
            return Err(Refusal::new(
                Kind::Precondition,
                "RECEIPT_UNIDENTIFIED",
                "这笔款尚未认领到案，请先认领再分配；不属于本院案件的，可提出退款方案。",
                "Nobody has claimed this money. Claim it to its case first, or plan its return.",
            ));
        }
        let total = Fen::checked_sum(items.iter().map(|item| item.amount)).ok_or_else(|| exceeds(receipt))?;
        let proposed = receipt.proposed.checked_add(total).filter(|_| total <= receipt.rest());
        let proposed = proposed.ok_or_else(|| exceeds(receipt))?;
        let plan = Distribution {
            id,
            receipt: receipt.id,
            case: receipt.case(),
            region_code: receipt.region_code.clone(),
            purpose: self.purpose,
            items,
            note: note.unwrap_or_default(),
            total,
            proposer: actor.person.clone(),
            decision: None,
            version: 1,
            created: at,
            updated: at,
        };
        // Payouts do not exist yet; what the plan takes from where is the same for any.
        balances.after(&plan.posting(receipt, |_| Uuid::nil())?)?;
        receipt.proposed = proposed;
        receipt.touch(at);
        let told = plan.told("DISTRIBUTION_PROPOSED", "提出案款分配方案");
        Ok((plan, told))
    }

    /// What each item gets.
    fn amounts(&self, wrong: &mut Violations) -> Vec<Option<Fen>> {
        let count = self.items.len();
        if count == 0 || count > ITEMS || (self.purpose == Purpose::Return && count > 1) {
            let text = Text::new(
                "分配方案须有 1 至 500 个收款人；退款方案只有付款人一人。",
                "A plan has 1 to 500 payees; a return has one, the payer.",
            );
            wrong.add("items", "ITEMS_COUNT", text);
            return Vec::new();
        }
        if self.split_fen == 0 {
            let each = self.items.iter().enumerate();
            return each
                .map(|(at, item)| {
                    amount::positive(wrong, &format!("items[{at}].amount_fen"), item.amount_fen)
                })
                .collect();
        }
        let sum = amount::positive(wrong, "split_fen", self.split_fen);
        let mut claims = Vec::with_capacity(count);
        for (at, item) in self.items.iter().enumerate() {
            if item.amount_fen != 0 {
                let text = Text::new(
                    "按债权比例分配时不填各人金额。",
                    "In a split over claims the items have no amounts.",
                );
                wrong.add(format!("items[{at}].amount_fen"), "AMOUNT_IN_SPLIT", text);
            }
            claims.extend(amount::positive(wrong, &format!("items[{at}].claim_fen"), item.claim_fen));
        }
        let (Some(sum), true) = (sum, claims.len() == count) else { return vec![None; count] };
        let shares = split::allocate(sum, &claims).unwrap_or_default();
        for (at, share) in shares.iter().enumerate().filter(|(_, share)| **share == Fen::ZERO) {
            amount::positive(wrong, &format!("items[{at}].amount_fen"), share.get());
        }
        shares.into_iter().map(Some).collect()
    }

    fn items(&self, receipt: &Receipt, amounts: &[Option<Fen>], wrong: &mut Violations) -> Vec<Item> {
        let mut seen: HashMap<(String, Option<Uuid>), usize> = HashMap::new();
        let mut items = Vec::with_capacity(self.items.len());
        for (at, draft) in self.items.iter().enumerate() {
            let payee = draft.payee.check(&format!("items[{at}].payee"), wrong);
            let case = match (receipt.holder, draft.case, self.purpose) {
                (Holder::Case(own), None, _) => Some(own),
                (Holder::Case(own), Some(case), _) if own == case => Some(own),
                (Holder::Batch(_), Some(case), Purpose::Payment) => Some(case),
                (Holder::Batch(_) | Holder::Nobody, None, Purpose::Return)
                | (Holder::Nobody, None, Purpose::Payment) => None,
                _ => {
                    let text = Text::new(
                        "案件与这笔款的认领不符：批量款须写明各人案件，其他款不填或填所认领的案件。",
                        "The case does not fit the money: of a batch each payee has a case, else it is the claimed one or left out.",
                    );
                    wrong.add(format!("items[{at}].case"), "CASE_MISMATCH", text);
                    None
                }
            };
            let (Some(payee), Some(Some(amount))) = (payee, amounts.get(at).copied()) else { continue };
            if let Some(first) = seen.insert((payee.account.expose().to_owned(), case), at) {
                let text = Text::new(
                    format!("第 {} 项与第 {} 项收款账号相同，请合并。", first + 1, at + 1),
                    format!("Items {} and {} have the same account; make them one.", first + 1, at + 1),
                );
                wrong.add(format!("items[{at}].payee.account"), "PAYEE_DUPLICATE", text);
            }
            let claim = Fen::new(draft.claim_fen).unwrap_or_default();
            items.push(Item { payee, amount, claim, case, payout: None });
        }
        items
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

    /// Grants it: its items become payable. By somebody else than who drew it up.
    pub fn approve(
        &mut self,
        receipt: &mut Receipt,
        mut new_id: impl FnMut() -> Uuid,
        actor: &Actor,
        at: Moment,
    ) -> Result<(Vec<Payout>, Posting, Happening), Refusal> {
        self.undecided()?;
        other_than(&self.proposer, actor)?;
        for item in &mut self.items {
            item.payout = Some(new_id());
        }
        let posting = self.posting(receipt, |item| item.payout.unwrap_or_default())?;
        let freed = receipt.proposed.checked_sub(self.total);
        let payable = receipt.payable.checked_add(self.total);
        receipt.proposed = freed.ok_or_else(|| exceeds(receipt))?;
        receipt.payable = payable.ok_or_else(|| exceeds(receipt))?;
        receipt.touch(at);
        self.decide(None, actor, at);
        let payouts = self.items.iter().map(|item| Payout {
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
            version: 1,
            created: at,
            updated: at,
        });
        let payouts = payouts.collect();
        Ok((payouts, posting, self.told("DISTRIBUTION_APPROVED", "批准案款分配方案")))
    }

    /// Refuses it, or takes it back; its sum is free again.
    pub fn reject(
        &mut self,
        receipt: &mut Receipt,
        reason: &str,
        by_chief: bool,
        actor: &Actor,
        at: Moment,
    ) -> Result<Happening, Refusal> {
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", reason, 1000);
        wrong.check()?;
        self.undecided()?;
        if !by_chief && self.proposer != actor.person {
            return Err(Refusal::new(
                Kind::Denied,
                "DISTRIBUTION_NOT_YOURS",
                "他人提出的方案由局长或院领导审批，您只能撤回自己提出的方案。",
                "Somebody else's plan is for the chief or president to decide; you take back your own.",
            ));
        }
        receipt.proposed = receipt.proposed.checked_sub(self.total).ok_or_else(|| exceeds(receipt))?;
        receipt.touch(at);
        self.decide(reason, actor, at);
        Ok(self.told("DISTRIBUTION_REJECTED", "驳回或撤回案款分配方案"))
    }

    fn undecided(&self) -> Result<(), Refusal> {
        let Some(decision) = &self.decision else { return Ok(()) };
        let (zh, en) = if decision.rejection.is_none() {
            ("这个方案已有人批准，批准人见 person。", "Somebody has approved this plan already; see person.")
        } else {
            ("这个方案已被驳回或撤回，请另提方案。", "This plan was rejected or taken back; draw up another.")
        };
        Err(Refusal::new(Kind::Conflict, "DISTRIBUTION_DECIDED", zh, en)
            .with("person", decision.person.clone()))
    }

    fn decide(&mut self, rejection: Option<String>, actor: &Actor, at: Moment) {
        self.decision = Some(Decision { person: actor.person.clone(), at, rejection });
        self.version += 1;
        self.updated = at;
    }

    fn posting(&self, receipt: &Receipt, payout: impl Fn(&Item) -> Uuid) -> Result<Posting, Refusal> {
        let moves = self.items.iter().map(|item| {
            let from = item.case.map_or(receipt.place(), Account::Case);
            (from, Account::Payable(payout(item)), item.amount)
        });
        Posting::of(Cause::Approved, moves)
    }

    fn told(&self, kind: &'static str, summary: &str) -> Happening {
        Happening {
            kind,
            case: self.case.clone(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: summary.to_owned(),
            amount_fen: self.total.get(),
        }
    }
}

fn exceeds(receipt: &Receipt) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        "DISTRIBUTION_EXCEEDS_REST",
        format!("方案超过这笔款可分配的余额 {} 元，请核对金额。", receipt.rest()),
        format!(
            "The plan takes more than the {} yuan that are free of this money; check its amounts.",
            receipt.rest()
        ),
    )
    .at("items")
    .with("restFen", receipt.rest().get().to_string())
}
