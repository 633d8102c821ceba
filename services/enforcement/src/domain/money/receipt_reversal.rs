//! A receipt that was entered wrong and is taken out of the books by a reversing entry (冲正): both entries stay, and the transfer can be
//! entered again as it was.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Violations},
    separation::Step,
};

use super::{
    ledger::{Account, Cause, Posting},
    receipt::{Holder, Receipt, Reversal},
};
use crate::domain::{Actor, DomainEvent};

impl Receipt {
    /// Takes it out of the books, by another person than who entered it. Refused while it is claimed or a plan holds any of it.
    pub fn reverse(
        &mut self,
        reason: &str,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(Posting, DomainEvent), Refusal> {
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", reason, 1000);
        let Some(reason) = reason else { return Err(wrong.into_refusal()) };
        self.in_the_books()?;
        if self.holder != Holder::Nobody {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::RECEIPT_HELD,
                "这笔款已认领到案，请先撤销认领，再冲正。",
                "This money is claimed; undo the claim first.",
            ));
        }
        self.untouched()?;
        actor.may_take(Step::ReverseReceipt, [(Step::EnterReceipt, self.creator.as_str())])?;
        let posting = Posting::new(Cause::Reversed, Account::Unclaimed, [(Account::Bank, self.amount)])?;
        let event = self.event("RECEIPT_REVERSED", "冲正误登记的到账款".to_owned(), self.amount);
        self.reversal = Some(Reversal { reason, person: actor.person.clone(), at });
        self.touch(at);
        Ok((posting, event))
    }
}
