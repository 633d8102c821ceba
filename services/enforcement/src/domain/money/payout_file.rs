//! The order to the bank to pay (发放文件): made once, downloaded as the same bytes, withdrawn by a second person.
//!
//! A payout stands in one open file at most, since it names that file itself. Until the file is downloaded a payout may leave it; from
//! then on the bank may be paying, and only the bank's answer or the withdrawal of the whole file frees it.

use std::collections::{HashMap, HashSet};

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
    distribution::Distribution,
    payee::AccountNumber,
    payout::{self, InFile, Payout},
    payout_file_text::{content, digest},
    purpose::Purpose,
};
use crate::domain::{Actor, DomainEvent};

/// The most payments of one file.
pub const MOST_ROWS: usize = 500;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutFile {
    /// Its id.
    pub id: Uuid,
    /// Where.
    pub region_code: RegionCode,
    /// Its number, as it stands in each line.
    pub number: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// The payments, in the order of the file.
    pub rows: Vec<Row>,
    /// What they add up to.
    pub total: Fen,
    /// Who made it.
    pub creator: String,
    /// Who downloaded it first, and when; none while nobody has.
    pub download: Option<(String, Timestamp)>,
    /// That it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// A payment of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The payout.
    pub payout: Uuid,
    /// The case out of whose money it is paid.
    pub case: Option<Uuid>,
    /// To whom.
    pub payee: String,
    /// To which account.
    pub account: AccountNumber,
    /// Its bank.
    pub bank: String,
    /// How much.
    pub amount: Fen,
    /// What became of it.
    pub state: RowState,
}

/// What became of a payment of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowState {
    /// The bank has not answered.
    Waiting,
    /// The bank paid.
    Paid {
        /// The bank's number.
        bank_reference: String,
        /// When.
        paid: Timestamp,
    },
    /// The bank could not pay.
    Failed {
        /// What it said.
        reason: String,
    },
    /// It left the file before the bank had it.
    Left,
}

/// That a file was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// By whom.
    pub person: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Where a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// At least one payment has no result.
    Open,
    /// Every payment has a result or has left.
    Settled,
    /// Withdrawn before any result.
    Withdrawn,
}

impl State {
    /// The names of the states.
    pub const NAMES: [&'static str; 3] = ["OPEN", "SETTLED", "WITHDRAWN"];

    /// As it is stored and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Settled => "SETTLED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}

/// A payout that is to stand in a file, with what is needed to say whether it may.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The payout.
    pub payout: Payout,
    /// Its plan.
    pub plan: Distribution,
    /// The number of its case; empty where it has none.
    pub case_number: String,
}

/// A file as it is asked for.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// Its id.
    pub id: Uuid,
    /// Where.
    pub region_code: &'a RegionCode,
    /// Its number.
    pub number: String,
    /// The payouts by name, in the order of the file.
    pub payouts: &'a [String],
}

impl Candidate {
    /// Refuses where it can't stand in a file that somebody makes.
    fn check(&self, actor: &Actor) -> Result<(), Refusal> {
        self.payout.free_of_files()?;
        self.payout.to_be_paid().map_err(|_| not_payable())?;
        let before = self.plan.steps().into_iter().chain(self.payout.steps());
        actor.may_take(Step::MakePayoutFile, before)
    }

    fn row(&self) -> Row {
        let payout = &self.payout;
        Row {
            payout: payout.id,
            case: payout.case,
            payee: payout.payee.display_name.clone(),
            account: payout.payee.account.clone(),
            bank: payout.payee.bank.clone(),
            amount: payout.amount,
            state: RowState::Waiting,
        }
    }

    fn purpose(&self) -> String {
        match self.payout.purpose {
            Purpose::Payment => format!("执行案款{}", self.case_number),
            Purpose::Return => format!("退还案款{}", self.case_number),
        }
    }
}

impl Draft<'_> {
    /// Makes the file and its text, and lets its payouts name it. Every payout that can't stand in it is named.
    pub fn make(
        self,
        found: &mut HashMap<String, Candidate>,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<(PayoutFile, String, DomainEvent), Refusal> {
        let mut wrong = Violations::new();
        if self.payouts.is_empty() {
            let text = Text::new("请选择要列入文件的发放。", "Choose the payouts that stand in the file.");
            wrong.add("payouts", reason::REQUIRED, text);
        }
        if self.payouts.len() > MOST_ROWS {
            let text = Text::new("一个发放文件最多 500 笔。", "A payout file has at most 500 payments.");
            wrong.add("payouts", reason::TOO_MANY, text);
        }
        let (mut rows, mut purposes, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for (place, name) in self.payouts.iter().enumerate() {
            let field = format!("payouts[{place}]");
            let Some(candidate) = found.get(name) else {
                let text = Text::new(
                    "没有这笔发放，或不在您的权限范围内。",
                    "There is no such payment, or it is not yours to see.",
                );
                wrong.add(field, reason::PAYOUT_UNKNOWN, text);
                continue;
            };
            if !seen.insert(name) {
                let text = Text::new("这笔发放列了两次。", "This payout stands twice.");
                wrong.add(field, reason::PAYOUT_LISTED_TWICE, text);
                continue;
            }
            if let Err(refusal) = candidate.check(actor) {
                wrong.extend(refusal.faults().into_iter().map(|fault| fault.at(field.clone())));
                continue;
            }
            rows.push(candidate.row());
            purposes.push(candidate.purpose());
        }
        wrong.check()?;
        let lines = rows.iter().zip(purposes).map(|(row, purpose): (&Row, String)| {
            let account = row.account.expose().to_owned();
            [row.payee.clone(), account, row.bank.clone(), row.amount.to_string(), purpose]
        });
        let content = content(&self.number, lines);
        for name in self.payouts {
            if let Some(candidate) = found.get_mut(name) {
                candidate.payout.file = Some(InFile { file: self.id, number: self.number.clone() });
                candidate.payout.touch(at);
            }
        }
        let file = PayoutFile {
            id: self.id,
            region_code: self.region_code.clone(),
            number: self.number,
            sha256: digest(content.as_bytes()),
            total: amount::sum(rows.iter().map(|row| row.amount)),
            rows,
            creator: actor.person.clone(),
            download: None,
            withdrawal: None,
            version: 1,
            created: at,
            updated: at,
        };
        let summary = format!("制作发放文件{}，共{}笔", file.number, file.rows.len());
        let event = file.event("PAYOUT_FILE_CREATED", summary);
        Ok((file, content, event))
    }
}

impl PayoutFile {
    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("payoutFiles/{}", self.id)
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        if self.withdrawal.is_some() {
            State::Withdrawn
        } else if self.waiting().next().is_some() {
            State::Open
        } else {
            State::Settled
        }
    }

    /// The rows that have no result.
    pub fn waiting(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.state == RowState::Waiting)
    }

    /// Whether a payout stands in a row of it as the row says.
    #[must_use]
    pub fn agrees(&self, row: &Row, payout: &Payout) -> bool {
        let named = payout.file.as_ref().is_some_and(|named| named.file == self.id);
        named && payout.payee.account == row.account && payout.amount == row.amount
    }

    /// Notes that somebody gets its bytes; true where it is the first time. `payouts` are those of the rows that wait.
    pub fn download(&mut self, payouts: &[Payout], actor: &Actor, at: Timestamp) -> Result<bool, Refusal> {
        if self.state() != State::Open {
            return Err(closed());
        }
        let as_written = |row: &Row| {
            row.state != RowState::Waiting
                || payouts.iter().any(|payout| payout.id == row.payout && self.agrees(row, payout))
        };
        let changed = self.rows.iter().any(|row| row.state == RowState::Left || !as_written(row));
        if changed {
            return Err(stale());
        }
        if self.download.is_some() {
            return Ok(false);
        }
        self.download = Some((actor.person.clone(), at));
        self.touch(at);
        Ok(true)
    }

    /// Takes a payout out of a file that nobody has downloaded. Nothing where it does not stand in it.
    pub fn release(&mut self, payout: &mut Payout, at: Timestamp) -> Result<(), Refusal> {
        let named = payout.file.as_ref().filter(|named| named.file == self.id).cloned();
        let stands = |row: &&mut Row| row.payout == payout.id && row.state == RowState::Waiting;
        let (Some(named), Some(row)) = (named, self.rows.iter_mut().find(stands)) else { return Ok(()) };
        if self.download.is_some() {
            return Err(payout::in_file(&named));
        }
        row.state = RowState::Left;
        payout.file = None;
        self.touch(at);
        Ok(())
    }

    /// Withdraws it before any result is in, by another person than its maker. `payouts` are those of the rows that wait; they are
    /// payable again.
    pub fn withdraw(
        &mut self,
        payouts: &mut [Payout],
        reason: &str,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        let mut wrong = Violations::new();
        let Some(reason) = wrong.text("reason", reason, 1000) else { return Err(wrong.into_refusal()) };
        let has_result = |row: &Row| matches!(row.state, RowState::Paid { .. } | RowState::Failed { .. });
        if self.withdrawal.is_none() && self.rows.iter().any(has_result) {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::PAYOUT_FILE_HAS_RESULTS,
                "这个发放文件已登记银行结果，不能撤回。其余各行请按银行结果登记。",
                "Results of the bank are entered for this file; it can't be withdrawn. Enter the bank's results of the other rows.",
            ));
        }
        if self.withdrawal.is_some() {
            return Err(closed());
        }
        actor.may_take(Step::WithdrawPayoutFile, [(Step::MakePayoutFile, self.creator.as_str())])?;
        for payout in payouts.iter_mut() {
            if payout.file.as_ref().is_some_and(|named| named.file == self.id) {
                payout.file = None;
                payout.touch(at);
            }
        }
        self.withdrawal = Some(Withdrawal { person: actor.person.clone(), reason, at });
        self.touch(at);
        Ok(self.event("PAYOUT_FILE_WITHDRAWN", format!("撤回发放文件{}", self.number)))
    }

    pub(super) fn touch(&mut self, at: Timestamp) {
        self.version += 1;
        self.updated = at;
    }

    fn event(&self, kind: &'static str, summary: String) -> DomainEvent {
        DomainEvent {
            kind,
            case: String::new(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary,
            amount_fen: self.total.get(),
        }
    }
}

/// The number of a file: of a year, counted in its county.
#[must_use]
pub fn number(year: i16, serial: i64) -> String {
    format!("FK{year}-{serial:04}")
}

fn not_payable() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PAYOUT_NOT_PAYABLE,
        "这笔发放现在没有待付的款项，不能列入发放文件。",
        "There is nothing to pay on this payment now; it can't stand in a payout file.",
    )
}

pub(super) fn closed() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PAYOUT_FILE_CLOSED,
        "这个发放文件已办结、已撤回或尚未下载，不能进行这一步。请刷新后核对。",
        "This payout file is settled, withdrawn or was never downloaded; look again.",
    )
}

pub(super) fn stale() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::PAYOUT_FILE_STALE,
        "文件中有发放已移出或者已变更收款账户，不能再凭此文件付款。请由另一人撤回此文件，再用其余发放重新制作。",
        "A payout has left this file or has another account; the bank must not pay by it. Have another person withdraw it, then make a new one of the others.",
    )
}
