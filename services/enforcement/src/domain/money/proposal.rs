//! A plan as it is drawn up, and what is in order of it.

use std::collections::HashMap;

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::Fen;
use uuid::Uuid;

use super::{
    amount,
    distribution::{Distribution, Item, Purpose, exceeds},
    entitlement::Entitlement,
    ledger::Balances,
    payee::DraftPayee,
    receipt::{Holder, Receipt},
    split,
};
use crate::domain::{Actor, DomainEvent};

/// The most items of one plan.
const ITEMS: usize = 500;

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
    /// Why they are paid.
    pub entitlement: Entitlement,
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
        at: Timestamp,
    ) -> Result<(Distribution, DomainEvent), Refusal> {
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
                reason::RECEIPT_UNIDENTIFIED,
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
            accounts_by: String::new(),
            decision: None,
            version: 1,
            created: at,
            updated: at,
        };
        // Payouts do not exist yet; what the plan takes from where is the same for any.
        balances.after(&plan.posting(receipt, |_| Uuid::nil())?)?;
        receipt.proposed = proposed;
        receipt.touch(at);
        let event = plan.event("DISTRIBUTION_PROPOSED", "提出案款分配方案");
        Ok((plan, event))
    }

    /// What each item gets.
    fn amounts(&self, wrong: &mut Violations) -> Vec<Option<Fen>> {
        let count = self.items.len();
        if count == 0 || count > ITEMS || (self.purpose == Purpose::Return && count > 1) {
            let text = Text::new(
                "分配方案须有 1 至 500 个收款人；退款方案只有付款人一人。",
                "A plan has 1 to 500 payees; a return has one, the payer.",
            );
            wrong.add("items", reason::ITEMS_COUNT, text);
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
                wrong.add(format!("items[{at}].amount_fen"), reason::AMOUNT_IN_SPLIT, text);
            }
            claims.extend(amount::positive(wrong, &format!("items[{at}].claim_fen"), item.claim_fen));
        }
        let (Some(sum), true) = (sum, claims.len() == count) else { return vec![None; count] };
        // Of a sum of fewer fen than there are claims some get nothing: their items stand in the plan with 0.
        let shares = split::allocate(sum, &claims).unwrap_or_default();
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
                    wrong.add(format!("items[{at}].case"), reason::CASE_MISMATCH, text);
                    None
                }
            };
            let (Some(payee), Some(Some(amount))) = (payee, amounts.get(at).copied()) else { continue };
            if let Some(first) = seen.insert((payee.account.expose().to_owned(), case), at) {
                let text = Text::new(
                    format!("第 {} 项与第 {} 项收款账号相同，请合并。", first + 1, at + 1),
                    format!("Items {} and {} have the same account; make them one.", first + 1, at + 1),
                );
                wrong.add(format!("items[{at}].payee.account"), reason::PAYEE_DUPLICATE, text);
            }
            let claim = amount::bounded(wrong, &format!("items[{at}].claim_fen"), draft.claim_fen);
            if self.purpose == Purpose::Return && !receipt.payer.is(&payee) {
                let text = Text::new(
                    "退款只能退回原付款人的原账户，请核对户名和账号。",
                    "A return goes back to the payer and the account that it came from.",
                );
                wrong.add(format!("items[{at}].payee"), reason::NOT_THE_PAYER, text);
            }
            draft.entitlement.check(&format!("items[{at}].entitlement"), wrong);
            let (claim, entitlement) = (claim.unwrap_or_default(), draft.entitlement.clone());
            items.push(Item { payee, amount, claim, case, payout: None, entitlement, is_surplus: false });
        }
        items
    }
}
