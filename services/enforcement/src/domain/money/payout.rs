//! Payments to payees (发放): made once, whatever is entered how often.

use kit::{
    moment::Moment,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::{Fen, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    amount,
    distribution::Purpose,
    ledger::{Account, Cause, Posting},
    payee::{AccountNumber, Payee},
    receipt::Receipt,
};
use crate::domain::{Actor, Happening, Measured};

/// The most failures that are kept of one payout; then something else is wrong.
const FAILURES: usize = 50;

/// One payment to one payee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// Its id.
    pub id: Uuid,
    /// The plan.
    pub distribution: Uuid,
    /// The receipt.
    pub receipt: Uuid,
    /// The case.
    pub case: Option<Uuid>,
    /// Where.
    pub region_code: RegionCode,
    /// What for.
    pub purpose: Purpose,
    /// To whom.
    pub payee: Payee,
    /// How much.
    pub amount: Fen,
    /// Where it stands.
    pub state: State,
    /// What failed.
    pub failures: Vec<Failure>,
    /// Who changed the account since the approval; empty where nobody did.
    pub account_by: String,
    /// Counts decisions.
    pub version: i64,
    /// When its plan was approved.
    pub created: Moment,
    /// When it last changed.
    pub updated: Moment,
}

/// Where a payout stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// To be paid.
    Payable,
    /// Failed, to be retried.
    Failed,
    /// Paid.
    Paid(Payment),
}

/// That the bank paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The bank's number.
    pub bank_reference: String,
    /// When.
    pub paid: Moment,
    /// Who entered it.
    pub person: String,
}

/// An attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What the bank said.
    pub reason: String,
    /// The account that was tried, masked.
    pub account: String,
    /// When it was entered.
    pub at: Moment,
    /// By whom.
    pub person: String,
}

/// Money that left.
#[derive(Clone, Debug)]
pub struct Left {
    /// For the ledger.
    pub posting: Posting,
    /// What happened.
    pub happened: Vec<Happening>,
    /// What counts.
    pub measured: Vec<Measured>,
}

impl State {
    /// The names of the states.
    pub const NAMES: [&'static str; 3] = ["PAYABLE", "FAILED", "PAID"];

    /// As it is kept and filtered.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Payable => "PAYABLE",
            Self::Failed => "FAILED",
            Self::Paid(_) => "PAID",
        }
    }
}

impl Payout {
    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("payouts/{}", self.id)
    }

    /// The bank's number, once it paid.
    #[must_use]
    pub fn bank_reference(&self) -> Option<&str> {
        match &self.state {
            State::Paid(payment) => Some(&payment.bank_reference),
            State::Payable | State::Failed => None,
        }
    }

    /// Enters that the bank paid. Nothing where the same payment was entered before.
    pub fn confirm(
        &mut self,
        receipt: &mut Receipt,
        bank_reference: &str,
        paid: Option<Moment>,
        actor: &Actor,
        at: Moment,
    ) -> Result<Option<Left>, Refusal> {
        let mut wrong = Violations::new();
        let bank_reference = wrong.text("bank_reference", bank_reference, 64);
        let paid = amount::past(&mut wrong, "pay_time", paid.or(Some(at)), at);
        if paid.is_some_and(|paid| paid < receipt.arrived) {
            let text =
                Text::new("付款时间不能早于款项到账时间。", "A payment is not earlier than the money.");
            wrong.add("pay_time", "PAY_BEFORE_ARRIVAL", text);
        }
        let (Some(bank_reference), Some(paid), true) = (bank_reference, paid, wrong.is_empty()) else {
            return Err(wrong.into_refusal());
        };
        match &self.state {
            State::Paid(payment) if payment.bank_reference == bank_reference => return Ok(None),
            State::Paid(payment) => return Err(paid_already(payment)),
            State::Failed => {
                return Err(Refusal::new(
                    Kind::Precondition,
                    "PAYOUT_FAILED",
                    "这笔发放已登记失败，请先重新发起，再登记付款结果。",
                    "This payment failed. Retry it first, then enter what became of it.",
                ));
            }
            State::Payable => {}
        }
        if self.account_by == actor.person {
            return Err(Refusal::new(
                Kind::Denied,
                "ACCOUNT_ENTERED_BY_YOU",
                "收款账号由您更换，付款须由另一人核对后确认。",
                "You entered the new account; somebody else checks and confirms the payment.",
            ));
        }
        let (to, gone) = match self.purpose {
            Purpose::Payment => (Account::Paid, &mut receipt.paid),
            Purpose::Return => (Account::Returned, &mut receipt.returned),
        };
        let over = || Refusal::internal(&"a receipt holds less than its payouts");
        let posting = Posting::new(Cause::Paid, Account::Payable(self.id), [(to, self.amount)])?;
        *gone = gone.checked_add(self.amount).ok_or_else(over)?;
        receipt.payable = receipt.payable.checked_sub(self.amount).ok_or_else(over)?;
        if self.purpose == Purpose::Payment {
            receipt.last_paid = receipt.last_paid.max(Some(paid));
        }
        receipt.touch(at);
        self.state = State::Paid(Payment { bank_reference, paid, person: actor.person.clone() });
        self.touch(at);
        Ok(Some(self.left(receipt, posting, paid)))
    }

    fn left(&self, receipt: &Receipt, posting: Posting, paid: Moment) -> Left {
        let (kind, summary) = match self.purpose {
            Purpose::Payment => ("PAYOUT_CONFIRMED", "案款发放成功"),
            Purpose::Return => ("MONEY_RETURNED", "款项退回付款人"),
        };
        let mut happened = vec![self.told(kind, summary)];
        let mut measured = Vec::new();
        if self.purpose == Purpose::Payment {
            measured.push(Measured {
                what: "payout",
                facet: String::new(),
                day: paid.legal_day(),
                subject: self.name(),
                region_code: self.region_code.as_str().to_owned(),
                amount: self.amount.get(),
            });
        }
        if receipt.is_settled() {
            happened.push(receipt.told("RECEIPT_SETTLED", "案款全部发放或退回".to_owned(), receipt.amount));
            measured.extend(receipt.days());
        }
        Left { posting, happened, measured }
    }

    /// Enters that the bank could not pay.
    pub fn fail(&mut self, reason: &str, actor: &Actor, at: Moment) -> Result<Happening, Refusal> {
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", reason, 1000);
        let Some(reason) = reason else { return Err(wrong.into_refusal()) };
        match &self.state {
            State::Paid(payment) => return Err(paid_already(payment)),
            State::Failed => {
                return Err(conflict("这笔发放已登记失败。", "It is entered as failed already."));
            }
            State::Payable => {}
        }
        if self.failures.len() >= FAILURES {
            return Err(conflict(
                "失败次数过多，请联系收款人核实账号。",
                "It failed too often; ask the payee.",
            ));
        }
        self.failures.push(Failure {
            reason,
            account: self.payee.account.masked(),
            at,
            person: actor.person.clone(),
        });
        self.state = State::Failed;
        self.touch(at);
        Ok(self.told("PAYOUT_FAILED", "案款发放失败，待重新发放"))
    }

    /// Makes a failed payment payable again, to the same account or another.
    pub fn retry(
        &mut self,
        account: &str,
        bank: &str,
        actor: &Actor,
        at: Moment,
    ) -> Result<Happening, Refusal> {
        let mut wrong = Violations::new();
        let bank = wrong.optional_text("bank", bank, 100);
        let account = match account.trim() {
            "" => None,
            account => wrong.parse("account", "ACCOUNT_INVALID", AccountNumber::parse(account)),
        };
        wrong.check()?;
        match &self.state {
            State::Paid(payment) => return Err(paid_already(payment)),
            State::Payable => {
                return Err(conflict(
                    "这笔发放没有失败，无需重新发起。",
                    "It has not failed; there is nothing to retry.",
                ));
            }
            State::Failed => {}
        }
        if let Some(account) = account {
            if account != self.payee.account {
                self.account_by.clone_from(&actor.person);
            }
            self.payee.account = account;
            self.payee.bank = bank.filter(|bank| !bank.is_empty()).unwrap_or_default();
        }
        self.state = State::Payable;
        self.touch(at);
        Ok(self.told("PAYOUT_RETRIED", "重新发起案款发放"))
    }

    fn touch(&mut self, at: Moment) {
        self.version += 1;
        self.updated = at;
    }

    fn told(&self, kind: &'static str, summary: &str) -> Happening {
        Happening {
            kind,
            case: self.case.map(|id| format!("cases/{id}")).unwrap_or_default(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: summary.to_owned(),
            amount_fen: self.amount.get(),
        }
    }
}

/// The refusal for a number of the bank that was entered for another payout.
#[must_use]
pub fn reference_used(payout: &str) -> Refusal {
    Refusal::new(
        Kind::Conflict,
        "BANK_REFERENCE_USED",
        "这个银行流水号已用于另一笔发放。一笔银行付款只能确认一笔发放，请核对流水号。",
        "Another payout was confirmed with this number of the bank. One payment confirms one payout; check the number.",
    )
    .at("bank_reference")
    .with("payout", payout.to_owned())
}

fn paid_already(payment: &Payment) -> Refusal {
    Refusal::new(
        Kind::Conflict,
        "PAYOUT_PAID",
        "这笔款已发放，不能再次登记。银行退回的款项按新到账款登记。",
        "It is paid already. What the bank sends back arrives as a receipt of its own.",
    )
    .with("bankReference", payment.bank_reference.clone())
    .with("person", payment.person.clone())
}

fn conflict(zh: &str, en: &str) -> Refusal {
    Refusal::new(Kind::Precondition, "PAYOUT_STATE_CONFLICT", zh, en)
}
