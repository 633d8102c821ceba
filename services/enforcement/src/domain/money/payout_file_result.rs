//! What the bank did with the payments of a file, row by row: a result that names another file, amount or account is refused.

use std::collections::HashSet;

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};

use super::{
    payee::AccountNumber,
    payout::{Left, Payout, State as PayoutState},
    payout_file::{PayoutFile, RowState, State, closed, stale},
    receipt::Receipt,
};
use crate::domain::{Actor, DomainEvent};

/// A result as the bank's answer says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftResult {
    /// The number of the file.
    pub file_number: String,
    /// The row, from 1.
    pub row: i32,
    /// The whole account.
    pub account: String,
    /// How much, in fen.
    pub amount_fen: i64,
    /// The bank's number; empty where it failed.
    pub bank_reference: String,
    /// Why it failed; empty where it was paid.
    pub failure: String,
    /// When the bank paid; now where absent.
    pub paid: Option<Timestamp>,
}

/// What became of a result.
#[derive(Debug)]
pub enum Entered {
    /// Money left.
    Paid(Box<Left>),
    /// The bank could not pay.
    Failed(DomainEvent),
    /// The same result was entered before.
    Before,
}

impl DraftResult {
    /// Its place among the rows.
    fn place(&self, file: &PayoutFile) -> Option<usize> {
        let place = usize::try_from(self.row).ok()?.checked_sub(1)?;
        (place < file.rows.len()).then_some(place)
    }
}

impl PayoutFile {
    /// Refuses where the bank can't have answered it.
    pub fn can_have_results(&self) -> Result<(), Refusal> {
        if self.state() == State::Withdrawn || self.download.is_none() { Err(closed()) } else { Ok(()) }
    }

    /// The row of each result, or everything in which the result differs from the file.
    #[must_use]
    pub fn rows_of(&self, results: &[DraftResult]) -> Vec<Result<usize, Refusal>> {
        let (mut rows, mut references) = (HashSet::new(), HashSet::new());
        let row = |result: &DraftResult| {
            let mut wrong = Violations::new();
            if result.file_number.trim() != self.number {
                let text = Text::new(
                    format!("这一行属于另一个发放文件，本文件编号为 {}。", self.number),
                    format!("It names another payout file; this one is {}.", self.number),
                );
                wrong.add("file_number", reason::RESULT_OF_ANOTHER_FILE, text);
            }
            let place = result.place(self);
            match place {
                None => {
                    let text = Text::new("发放文件中没有这一行。", "The payout file has no such row.");
                    wrong.add("row", reason::RESULT_ROW_UNKNOWN, text);
                }
                Some(place) if !rows.insert(place) => {
                    let text = Text::new("同一行列了两次。", "This row stands twice.");
                    wrong.add("row", reason::RESULT_ROW_TWICE, text);
                }
                Some(place) => self.compare(place, result, &mut wrong),
            }
            if result.bank_reference.trim().is_empty() == result.failure.trim().is_empty() {
                let text = Text::new(
                    "银行流水号与失败原因须填且只填一项。",
                    "A result has either the bank's number or why it failed.",
                );
                wrong.add("bank_reference", reason::PAID_OR_FAILED, text);
            }
            let reference = result.bank_reference.trim();
            if !reference.is_empty() && !references.insert(reference.to_owned()) {
                let text = Text::new(
                    "银行流水号重复：一笔银行付款只能确认一笔发放。",
                    "The bank's number stands twice: one payment confirms one payout.",
                );
                wrong.add("bank_reference", reason::BANK_REFERENCE_DUPLICATE, text);
            }
            wrong.check()?;
            place.ok_or_else(|| Refusal::internal(&"a result without its row"))
        };
        results.iter().map(row).collect()
    }

    fn compare(&self, place: usize, result: &DraftResult, wrong: &mut Violations) {
        let Some(row) = self.rows.get(place) else { return };
        let same = AccountNumber::parse(&result.account).is_ok_and(|account| account == row.account);
        if !same {
            let text = Text::new(
                format!("收款账号与文件不一致，文件中是尾号 {} 的账户。", row.account.masked()),
                format!("The account is not that of the file, which ends with {}.", row.account.masked()),
            );
            wrong.add("account", reason::RESULT_ACCOUNT_DIFFERS, text);
        }
        if result.amount_fen != row.amount.get() {
            let text = Text::new(
                format!("金额与文件不一致，文件中是 {} 元。", row.amount),
                format!("The amount is not that of the file, {} yuan.", row.amount),
            );
            wrong.add("amount_fen", reason::RESULT_AMOUNT_DIFFERS, text);
        }
    }

    /// Enters the result of a row. Where it is refused, file, payout and receipt are as before.
    pub fn enter(
        &mut self,
        (place, result): (usize, &DraftResult),
        payout: &mut Payout,
        (receipt, plan): (&mut Receipt, &[(Step, &str)]),
        actor: &Actor,
        at: Timestamp,
    ) -> Result<Entered, Refusal> {
        let Some(row) = self.rows.get(place) else {
            return Err(Refusal::internal(&"a result without its row"));
        };
        let (reference, failure) = (result.bank_reference.trim(), result.failure.trim());
        match &row.state {
            RowState::Paid { bank_reference, .. } if bank_reference == reference => {
                return Ok(Entered::Before);
            }
            RowState::Failed { reason } if reason == failure => return Ok(Entered::Before),
            RowState::Paid { .. } | RowState::Failed { .. } => return Err(entered()),
            RowState::Left => return Err(stale()),
            RowState::Waiting if !self.agrees(row, payout) => return Err(stale()),
            RowState::Waiting => {}
        }
        let mut settled = payout.clone();
        settled.file = None;
        let (state, done) = if failure.is_empty() {
            let left = settled.confirm(receipt, plan, reference, result.paid, actor, at)?;
            let (Some(left), PayoutState::Paid(payment)) = (left, &settled.state) else {
                return Ok(Entered::Before);
            };
            let bank_reference = payment.bank_reference.clone();
            (RowState::Paid { bank_reference, paid: payment.paid }, Entered::Paid(Box::new(left)))
        } else {
            let event = settled.fail(failure, actor, at)?;
            (RowState::Failed { reason: failure.to_owned() }, Entered::Failed(event))
        };
        *payout = settled;
        if let Some(row) = self.rows.get_mut(place) {
            row.state = state;
        }
        self.touch(at);
        Ok(done)
    }
}

fn entered() -> Refusal {
    Refusal::new(
        Kind::Conflict,
        reason::RESULT_ENTERED,
        "这一行已登记其他银行结果，请核对。",
        "Another result is entered for this row; compare them.",
    )
}
