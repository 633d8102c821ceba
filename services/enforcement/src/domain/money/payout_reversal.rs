//! A payment that was entered as made and was not: it is taken out of the books by a reversing entry (冲正), and another payout to the same
//! payee stands in its place. Both entries stay, each under its own number of the bank.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Violations},
    separation::Step,
};
use uuid::Uuid;

use super::{
    distribution::Distribution,
    ledger::{Account, Cause, Posting},
    payout::{Payout, PayoutReversal, State, conflict, reversed},
    purpose::Purpose,
    receipt::Receipt,
};
use crate::domain::{Actor, DomainEvent};

/// What a reversal led to.
#[derive(Clone, Debug)]
pub struct Reversed {
    /// The payout that stands in its place, to be paid.
    pub replacement: Payout,
    /// For the ledger, in this order.
    pub postings: [Posting; 2],
    /// What happened.
    pub event: DomainEvent,
}

impl Payout {
    /// Takes the payment out of the books, by another person than who entered it; `replacement` is the id of the payout that stands in its
    /// place, `others` are all payouts of the receipt.
    pub fn reverse(
        &mut self,
        (receipt, plan): (&mut Receipt, &mut Distribution),
        others: &[Self],
        reason: &str,
        replacement: Uuid,
        (actor, at): (&Actor, Timestamp),
    ) -> Result<Reversed, Refusal> {
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", reason, 1000);
        let Some(reason) = reason else { return Err(wrong.into_refusal()) };
        let payment = match &self.state {
            State::Paid(payment) => payment.clone(),
            State::Reversed(..) => return Err(reversed()),
            State::Payable | State::AwaitingApproval | State::Failed => {
                return Err(conflict(
                    "这笔发放没有登记为已付款，无需冲正。",
                    "It is not entered as paid; there is nothing to reverse.",
                ));
            }
        };
        actor.may_take(Step::ReversePayout, [(Step::ConfirmPayout, payment.person.as_str())])?;
        let (from, gone) = match self.purpose {
            Purpose::Payment => (Account::Paid, &mut receipt.paid),
            Purpose::Return => (Account::Returned, &mut receipt.returned),
        };
        let over = || Refusal::internal(&"a receipt holds less than its payouts");
        *gone = gone.checked_sub(self.amount).ok_or_else(over)?;
        receipt.payable = receipt.payable.checked_add(self.amount).ok_or_else(over)?;
        receipt.last_paid = others
            .iter()
            .filter(|other| other.id != self.id && other.purpose == Purpose::Payment)
            .filter_map(|other| match &other.state {
                State::Paid(payment) => Some(payment.paid),
                State::Payable | State::AwaitingApproval | State::Failed | State::Reversed(..) => None,
            })
            .max();
        receipt.touch(at);
        // Back under the number that it was entered with, then over to what stands in its place.
        let own = Account::Payable(self.id);
        let postings = [
            Posting::new(Cause::Reversed, from, [(own, self.amount)])?,
            Posting::new(Cause::Reversed, own, [(Account::Payable(replacement), self.amount)])?,
        ];
        let stands = Self {
            id: replacement,
            state: State::Payable,
            file: None,
            version: 1,
            created: at,
            updated: at,
            ..self.clone()
        };
        plan.replace(self.id, replacement, at);
        let person = actor.person.clone();
        self.state = State::Reversed(payment, PayoutReversal { reason, person, at, replacement });
        self.touch(at);
        let event = self.event("PAYOUT_REVERSED", "冲正误登记的付款，重新发放");
        Ok(Reversed { replacement: stands, postings, event })
    }
}

/// The refusal where a case has ended on what was paid.
#[must_use]
pub fn of_closed_case() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PAYOUT_OF_CLOSED_CASE,
        "案件已按这笔发放结案，不能冲正。请在月结中说明差异，并由承办人另行处理该案。",
        "The case has ended on this payment; it is not reversed. Explain the difference in the month's close, and have the handler see to the case.",
    )
}
