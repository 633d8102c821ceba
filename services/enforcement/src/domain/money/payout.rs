//! Payments to payees (发放): made once, whatever is entered how often.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};
use law::identifiers::{Fen, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    amount,
    deferral::Decision,
    entitlement::Entitlement,
    ledger::{Account, Cause, Posting},
    payee::{AccountNumber, Payee},
    purpose::Purpose,
    receipt::Receipt,
};
use crate::domain::{Actor, DomainEvent, IndicatorRow};

/// What indicators count of a payment that was made.
pub const PAYOUT: &str = "payout";
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
    /// The last change of the account. Absent where there was none, and in rows from before a change was kept.
    pub account_change: Option<AccountChange>,
    /// Why they are paid.
    #[serde(default)]
    pub entitlement: Entitlement,
    /// Whether it goes back to a debtor out of what is left over.
    #[serde(default)]
    pub is_surplus: bool,
    /// The open file in which it stands. There is one place for it, so that it stands in one file at most.
    #[serde(default)]
    pub file: Option<InFile>,
    /// Counts decisions.
    pub version: i64,
    /// When its plan was approved.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// The open file in which a payout stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InFile {
    /// The file.
    pub file: Uuid,
    /// Its number.
    pub number: String,
}

/// Where a payout stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// To be paid.
    Payable,
    /// The account was changed and nobody has approved the new one.
    AwaitingApproval,
    /// Failed, to be retried.
    Failed,
    /// Paid.
    Paid(Payment),
    /// Entered as paid, and taken out of the books.
    Reversed(Payment, PayoutReversal),
}

/// That a payment was entered and not made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutReversal {
    /// Why.
    pub reason: String,
    /// Who took it out of the books.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// The payout that stands in its place.
    pub replacement: Uuid,
}

/// That the bank paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The bank's number.
    pub bank_reference: String,
    /// When.
    pub paid: Timestamp,
    /// Who entered it.
    pub person: String,
}

/// A change of the account after the plan was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountChange {
    /// The account from before, and its bank.
    pub previous: (AccountNumber, String),
    /// The new one, and its bank.
    pub account: (AccountNumber, String),
    /// Who changed it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What was decided; none while it waits.
    pub decision: Option<Decision>,
}

/// An attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What the bank said.
    pub reason: String,
    /// The account that was tried, masked.
    pub account: String,
    /// When it was entered.
    pub at: Timestamp,
    /// By whom.
    pub person: String,
}

/// Money that left.
#[derive(Clone, Debug)]
pub struct Left {
    /// For the ledger.
    pub posting: Posting,
    /// What happened.
    pub events: Vec<DomainEvent>,
    /// What counts.
    pub measured: Vec<IndicatorRow>,
}

impl State {
    /// The names of the states.
    pub const NAMES: [&'static str; 5] = ["PAYABLE", "AWAITING_APPROVAL", "FAILED", "PAID", "REVERSED"];

    /// As it is kept and filtered.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Payable => "PAYABLE",
            Self::AwaitingApproval => "AWAITING_APPROVAL",
            Self::Failed => "FAILED",
            Self::Paid(_) => "PAID",
            Self::Reversed(..) => "REVERSED",
        }
    }
}

impl Payout {
    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("payouts/{}", self.id)
    }

    /// The bank's number under which it was entered as paid.
    #[must_use]
    pub fn bank_reference(&self) -> Option<&str> {
        match &self.state {
            State::Paid(payment) | State::Reversed(payment, _) => Some(&payment.bank_reference),
            State::Payable | State::AwaitingApproval | State::Failed => None,
        }
    }

    /// Refuses where there is nothing to pay now: then nobody needs the whole account.
    pub fn to_be_paid(&self) -> Result<(), Refusal> {
        if self.state == State::Payable && !self.awaits_approval() {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Precondition,
            reason::PAYOUT_NOT_PAYABLE,
            "这笔发放现在没有待付的款项，不提供完整账号。",
            "There is nothing to pay on this payment now, and nobody needs its whole account.",
        ))
    }

    /// Whether the account was changed and nobody has approved the new one. Rows from before changes were kept know who changed it alone.
    #[must_use]
    pub fn awaits_approval(&self) -> bool {
        let unapproved = self.account_change.is_none() && !self.account_by.is_empty();
        self.state == State::AwaitingApproval || (self.state == State::Payable && unapproved)
    }

    /// The steps towards its account that another person than the payer takes.
    pub(super) fn steps(&self) -> [(Step, &str); 2] {
        let decision = self.account_change.as_ref().and_then(|change| change.decision.as_ref());
        let approver = decision.map_or("", |decision| decision.person.as_str());
        [(Step::ChangeAccount, &self.account_by), (Step::ApproveAccount, approver)]
    }

    /// Refuses where it stands in an open file: the bank answers for it there.
    pub fn free_of_files(&self) -> Result<(), Refusal> {
        self.file.as_ref().map_or(Ok(()), |file| Err(in_file(file)))
    }

    /// Enters that the bank paid. Nothing where the same payment was entered before. `plan` are the steps of the plan with who took them.
    pub fn confirm(
        &mut self,
        receipt: &mut Receipt,
        plan: &[(Step, &str)],
        bank_reference: &str,
        paid: Option<Timestamp>,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<Option<Left>, Refusal> {
        let mut wrong = Violations::new();
        let bank_reference = wrong.text("bank_reference", bank_reference, 64);
        let paid = amount::past(&mut wrong, "pay_time", paid.or(Some(at)), at);
        if paid.is_some_and(|paid| paid < receipt.arrived) {
            let text =
                Text::new("付款时间不能早于款项到账时间。", "A payment is not earlier than the money.");
            wrong.add("pay_time", reason::PAY_BEFORE_ARRIVAL, text);
        }
        let (Some(bank_reference), Some(paid), true) = (bank_reference, paid, wrong.is_empty()) else {
            return Err(wrong.into_refusal());
        };
        self.free_of_files()?;
        match &self.state {
            State::Paid(payment) if payment.bank_reference == bank_reference => return Ok(None),
            State::Paid(payment) => return Err(paid_already(payment)),
            State::Reversed(..) => return Err(reversed()),
            State::Failed => {
                return Err(Refusal::new(
                    Kind::Precondition,
                    reason::PAYOUT_FAILED,
                    "这笔发放已登记失败，请先重新发起，再登记付款结果。",
                    "This payment failed. Retry it first, then enter what became of it.",
                ));
            }
            State::Payable | State::AwaitingApproval if self.awaits_approval() => {
                return Err(Refusal::new(
                    Kind::Precondition,
                    reason::ACCOUNT_NOT_APPROVED,
                    "收款账户已变更，须由局长或院领导审批新账户后才能登记付款。",
                    "The account was changed. The chief or a president approves the new one first.",
                ));
            }
            State::Payable | State::AwaitingApproval => {}
        }
        let locked = plan.iter().copied().chain(self.steps());
        actor.may_take(Step::ConfirmPayout, locked)?;
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

    fn left(&self, receipt: &Receipt, posting: Posting, paid: Timestamp) -> Left {
        let (kind, summary) = match self.purpose {
            Purpose::Payment => ("PAYOUT_CONFIRMED", "案款发放成功"),
            Purpose::Return => ("MONEY_RETURNED", "款项退回付款人"),
        };
        let mut events = vec![self.event(kind, summary)];
        let mut measured = Vec::new();
        if self.purpose == Purpose::Payment {
            measured.push(IndicatorRow {
                what: PAYOUT,
                facet: String::new(),
                day: paid.legal_day(),
                subject: self.name(),
                region_code: self.region_code.as_str().to_owned(),
                amount: self.amount.get(),
            });
        }
        if receipt.is_settled() {
            events.push(receipt.event("RECEIPT_SETTLED", "案款全部发放或退回".to_owned(), receipt.amount));
            measured.extend(receipt.days());
        }
        Left { posting, events, measured }
    }

    /// Enters that the bank could not pay.
    pub fn fail(&mut self, reason: &str, actor: &Actor, at: Timestamp) -> Result<DomainEvent, Refusal> {
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", reason, 1000);
        let Some(reason) = reason else { return Err(wrong.into_refusal()) };
        self.free_of_files()?;
        match &self.state {
            State::Paid(payment) => return Err(paid_already(payment)),
            State::Reversed(..) => return Err(reversed()),
            State::Failed => {
                return Err(conflict("这笔发放已登记失败。", "It is entered as failed already."));
            }
            State::AwaitingApproval => {
                return Err(conflict(
                    "新的收款账户尚待审批，还没有付款。",
                    "The new account waits for its approval; nothing was paid yet.",
                ));
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
        Ok(self.event("PAYOUT_FAILED", "案款发放失败，待重新发放"))
    }

    pub(super) fn touch(&mut self, at: Timestamp) {
        self.version += 1;
        self.updated = at;
    }

    pub(super) fn event(&self, kind: &'static str, summary: &str) -> DomainEvent {
        DomainEvent {
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
        reason::BANK_REFERENCE_USED,
        "这个银行流水号已用于另一笔发放。一笔银行付款只能确认一笔发放，请核对流水号。",
        "Another payout was confirmed with this number of the bank. One payment confirms one payout; check the number.",
    )
    .at("bank_reference")
    .with("payout", payout.to_owned())
}

/// The refusal for a payout that stands in an open file.
#[must_use]
pub fn in_file(file: &InFile) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PAYOUT_IN_FILE,
        format!("这笔发放在发放文件 {} 中，银行可能已在办理。请在该文件中登记银行结果，或者由另一人撤回该文件。", file.number),
        format!(
            "It stands in payout file {}, and the bank may be paying it. Enter the bank's result there, or have another person withdraw the file.",
            file.number
        ),
    )
    .with("payoutFile", format!("payoutFiles/{}", file.file))
}

pub(super) fn paid_already(payment: &Payment) -> Refusal {
    Refusal::new(
        Kind::Conflict,
        reason::PAYOUT_PAID,
        "这笔款已发放，不能再次登记。银行退回的款项按新到账款登记。",
        "It is paid already. What the bank sends back arrives as a receipt of its own.",
    )
    .with("bankReference", payment.bank_reference.clone())
    .with("person", payment.person.clone())
}

pub(super) fn reversed() -> Refusal {
    conflict(
        "这笔发放已冲正，请办理替代它的发放。",
        "This payment was reversed; see to the payout that stands in its place.",
    )
}

pub(super) fn conflict(zh: &str, en: &str) -> Refusal {
    Refusal::new(Kind::Precondition, reason::PAYOUT_STATE_CONFLICT, zh, en)
}
