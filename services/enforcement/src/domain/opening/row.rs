//! A row of an opening: what is wrong with it or worth knowing before somebody confirms it.

use jiff::civil::Date;
use kit::domain::{
    Reason, Timestamp, reason,
    refusal::{Refusal, Text, Violation, Violations},
};
use law::identifiers::{CaseNumber, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Officer;
use crate::domain::{
    case::{self, Case},
    money::{entry, receipt::Receipt},
};

/// A row as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The file.
    pub file: String,
    /// The line in it.
    pub line: u32,
    /// What it says; none where it is not in order.
    pub what: Option<What>,
    /// What is to be known of it.
    pub exceptions: Vec<Exception>,
    /// The case or receipt that came of it, by name; empty while none did.
    pub entered: String,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// An open case.
    Case(Box<Case>),
    /// Money in hand, and the number of its case where one is named.
    Money(Box<Receipt>, Option<CaseNumber>),
}

impl Row {
    /// Whether it is to be entered.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.what.is_some() && !self.exceptions.iter().any(|exception| exception.sets_aside)
    }

    /// By what it is known: the identity of the case, or the number of the bank.
    #[must_use]
    pub fn number(&self) -> Option<String> {
        Some(match self.what.as_ref()? {
            What::Case(case) => case.number.identity().to_string(),
            What::Money(receipt, _) => receipt.bank_reference.clone(),
        })
    }
}

/// What is to be known of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// The field; empty where it is about the whole row.
    pub field: String,
    /// Machine-readable.
    pub reason: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// For it the row is not entered.
    pub sets_aside: bool,
}

impl Exception {
    /// Everything that a refusal says of a row: for each of it the row is not entered.
    #[must_use]
    pub fn of_refusal(refusal: &Refusal) -> Vec<Self> {
        refusal.faults().into_iter().map(|fault| Self::of(fault, true)).collect()
    }

    fn new(field: &str, reason: Reason, text: Text, sets_aside: bool) -> Self {
        Self::of(Violation::new(field, reason, text), sets_aside)
    }

    fn of(fault: Violation, sets_aside: bool) -> Self {
        let Text { zh, en } = fault.text;
        Self { field: fault.field, reason: fault.reason.to_owned(), zh, en, sets_aside }
    }
}

/// What is to be known of an open case that is in order.
#[must_use]
pub fn remarks(case: &Case, excluded_days: i32, as_of: Date, at: Timestamp) -> Vec<Exception> {
    let mut all = Vec::new();
    if case.filed > as_of {
        let text = Text::new(
            "立案日期晚于期初日期，不属于期初数据，请作为新收案件登记。",
            "It was filed after the day of the opening; enter it as a new case.",
        );
        all.push(Exception::new("filing_date", reason::AFTER_OPENING, text, true));
    }
    let limit = case.limit(at.legal_day()).end;
    if limit < at.legal_day() {
        let text = Text::new(
            format!("执行期限已于 {limit} 届满，确认后列入督办。"),
            format!("Its limit ended on {limit}; it comes on the supervision list."),
        );
        all.push(Exception::new("filing_date", reason::LIMIT_PASSED, text, false));
    }
    if excluded_days > 0 {
        let text = Text::new(
            "扣除天数只用于已结案件；请在确认后登记中止或延长。",
            "Excluded days count for closed cases alone; enter the suspension after the confirmation.",
        );
        all.push(Exception::new("excluded_days", reason::EXCLUDED_DAYS_UNUSED, text, false));
    }
    if case.origin.as_ref().is_some_and(|origin| origin.paid > case.claim) {
        let text =
            Text::new("期初前已付金额大于标的金额，请核对。", "More was paid than is claimed; check it.");
        all.push(Exception::new("paid_fen", reason::PAID_OVER_CLAIM, text, false));
    }
    all
}

/// That a case has the number of a row already.
#[must_use]
pub fn known_case() -> Exception {
    let text = Text::new(
        "系统内已有该案号的案件，不再登记。",
        "A case has this number already; it is not entered again.",
    );
    Exception::new("case_number", reason::CASE_EXISTS, text, true)
}

/// That a number can't be entered, where the reader may not learn why.
#[must_use]
pub fn refused_case() -> Vec<Exception> {
    Exception::of_refusal(&case::number_refused())
}

/// That a transfer is entered already.
#[must_use]
pub fn known_receipt() -> Exception {
    let text = Text::new(
        "系统内已有该银行流水号的到账款，不再登记。",
        "A receipt has this number of the bank already; it is not entered again.",
    );
    Exception::new("bank_reference", reason::BANK_REFERENCE_EXISTS, text, true)
}

/// That an earlier row of the opening has the same number.
#[must_use]
pub fn twice() -> Exception {
    let text =
        Text::new("与本份期初数据中的另一行重复。", "Another row of this opening has the same number.");
    Exception::new("", reason::ROW_DUPLICATE, text, true)
}

/// That money names a case that is not there.
#[must_use]
pub fn no_such_case() -> Exception {
    let text = Text::new(
        "没有查到该案号的案件；确认时仍查不到的，按不明款项登记，待认领。",
        "There is no case of this number; where there is none at the confirmation, the money waits to be claimed.",
    );
    Exception::new("case_number", reason::CASE_UNKNOWN, text, false)
}

/// Money in hand, as it was handed in.
#[derive(Clone, Debug, Default)]
pub struct Money {
    /// The transfer.
    pub receipt: entry::Draft,
    /// The number of its case; empty where nobody knows.
    pub case_number: String,
}

impl Money {
    /// The receipt and the number of the case to which it belongs; or everything that is wrong.
    pub fn check(
        self,
        id: Uuid,
        by: &Officer,
        own: &RegionCode,
        as_of: Date,
        at: Timestamp,
    ) -> Result<What, Refusal> {
        let mut wrong = Violations::new();
        if !by.is_cashier && !by.is_command {
            let text = Text::new(
                "在账案款由案款管理人员或指挥中心提交。",
                "Money in hand is handed in by cashiers and the command centre.",
            );
            wrong.add("amount_fen", reason::OPENING_OFFICE, text);
        }
        let number = match self.case_number.trim() {
            "" => None,
            number => {
                let number = CaseNumber::parse(number).map_err(|fault| fault.text());
                wrong.parse("case_number", reason::CASE_NUMBER_MALFORMED, number)
            }
        };
        if self.receipt.arrived.is_some_and(|arrived| arrived.legal_day() > as_of) {
            let text = Text::new(
                "到账时间晚于期初日期，不属于期初数据，请按日常到账登记。",
                "It arrived after the day of the opening; enter it as it arrives.",
            );
            wrong.add("arrive_time", reason::AFTER_OPENING, text);
        }
        let checked = match self.receipt.check(id, own, &by.actor, at) {
            Ok((receipt, ..)) => Some(receipt),
            Err(refusal) => {
                wrong.absorb(refusal, "receipt")?;
                None
            }
        };
        wrong.check()?;
        let receipt = checked.ok_or_else(|| Refusal::internal(&"money without a fault gave no receipt"))?;
        Ok(What::Money(Box::new(receipt), number))
    }
}
