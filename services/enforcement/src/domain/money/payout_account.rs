//! A payee's account that is changed after the plan was approved: payable when another person has approved the new one.

use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Violations},
    separation::Step,
};

use super::{
    deferral::Decision,
    payee::AccountNumber,
    payout::{AccountChange, Payout, State, conflict, paid_already, reversed},
};
use crate::domain::{Actor, DomainEvent};

impl Payout {
    /// Makes a failed payment payable again, to the same account; another one waits for its approval first.
    pub fn retry(
        &mut self,
        account: &str,
        bank: &str,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        let mut wrong = Violations::new();
        let bank = wrong.optional_text("bank", bank, 100);
        let account = match account.trim() {
            "" => None,
            account => wrong.parse("account", reason::ACCOUNT_INVALID, AccountNumber::parse(account)),
        };
        wrong.check()?;
        match &self.state {
            State::Paid(payment) => return Err(paid_already(payment)),
            State::Reversed(..) => return Err(reversed()),
            State::Payable | State::AwaitingApproval => {
                return Err(conflict(
                    "这笔发放没有失败，无需重新发起。",
                    "It has not failed; there is nothing to retry.",
                ));
            }
            State::Failed => {}
        }
        let present = (self.payee.account.clone(), self.payee.bank.clone());
        // A bank alone is another bank for the account that is known; the same number without its bank is the same account.
        let account = account.unwrap_or_else(|| present.0.clone());
        let new = Some((account, bank.unwrap_or_default()))
            .filter(|new| new.0 != present.0 || (!new.1.is_empty() && new.1 != present.1));
        let Some(new) = new else {
            self.state = State::Payable;
            self.touch(at);
            return Ok(self.event("PAYOUT_RETRIED", "重新发起案款发放"));
        };
        self.account_by.clone_from(&actor.person);
        (self.payee.account, self.payee.bank) = new.clone();
        self.account_change = Some(AccountChange {
            previous: present,
            account: new,
            by: actor.person.clone(),
            at,
            decision: None,
        });
        self.state = State::AwaitingApproval;
        self.touch(at);
        Ok(self.event("PAYOUT_ACCOUNT_CHANGED", "变更收款账户，待审批"))
    }

    /// Approves or refuses a changed account. Refused, the payment stands as failed, with the account from before.
    pub fn decide_account(
        &mut self,
        approve: bool,
        reason: &str,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        let mut wrong = Violations::new();
        let rejection = if approve { None } else { wrong.text("reason", reason, 1000) };
        wrong.check()?;
        if !self.awaits_approval() {
            return Err(conflict(
                "这笔发放没有待审批的收款账户。",
                "No account of this payment waits for its approval.",
            ));
        }
        let changed = [(Step::ChangeAccount, self.account_by.as_str())];
        actor.may_take(Step::ApproveAccount, changed)?;
        let decision = Decision { person: actor.person.clone(), at, rejection };
        let present = (self.payee.account.clone(), self.payee.bank.clone());
        let change = self.account_change.get_or_insert_with(|| AccountChange {
            previous: present.clone(),
            account: present,
            by: self.account_by.clone(),
            at: self.updated,
            decision: None,
        });
        change.decision = Some(decision);
        let event = if approve {
            self.state = State::Payable;
            self.event("PAYOUT_ACCOUNT_APPROVED", "批准变更收款账户")
        } else {
            (self.payee.account, self.payee.bank) = change.previous.clone();
            self.account_by.clear();
            self.state = State::Failed;
            self.event("PAYOUT_ACCOUNT_REFUSED", "不同意变更收款账户，待重新发放")
        };
        self.touch(at);
        Ok(event)
    }
}
