//! The ledger: every movement of money as a posting whose lines add up to zero.

use std::{collections::BTreeMap, fmt};

use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};
use law::identifiers::Fen;
use uuid::Uuid;

/// A place where money can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// Outside: the bank from which all comes. Its balance is what arrived, below zero.
    Bank,
    /// Here, and nobody knows for whom (不明款项).
    Unclaimed,
    /// With a case.
    Case(Uuid),
    /// With a batch, allocated to none of its cases.
    Batch(Uuid),
    /// Approved for a payout, and not yet paid.
    Payable(Uuid),
    /// Paid to those who are owed.
    Paid,
    /// Paid back to the payer.
    Returned,
}

impl Account {
    /// From its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let id = |id: &str| Uuid::parse_str(id).ok();
        Some(match name {
            "bank" => Self::Bank,
            "unclaimed" => Self::Unclaimed,
            "paid" => Self::Paid,
            "returned" => Self::Returned,
            _ => match name.split_once('/')? {
                ("case:cases", case) => Self::Case(id(case)?),
                ("batch:batches", batch) => Self::Batch(id(batch)?),
                ("payable:payouts", payout) => Self::Payable(id(payout)?),
                _ => return None,
            },
        })
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bank => f.write_str("bank"),
            Self::Unclaimed => f.write_str("unclaimed"),
            Self::Case(id) => write!(f, "case:cases/{id}"),
            Self::Batch(id) => write!(f, "batch:batches/{id}"),
            Self::Payable(id) => write!(f, "payable:payouts/{id}"),
            Self::Paid => f.write_str("paid"),
            Self::Returned => f.write_str("returned"),
        }
    }
}

/// Why money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It arrived.
    Arrived,
    /// It was claimed.
    Claimed,
    /// A claim was taken back.
    Unclaimed,
    /// It was allocated over a batch.
    Allocated,
    /// A plan was approved.
    Approved,
    /// The bank paid.
    Paid,
    /// What was entered wrong was taken out of the books.
    Reversed,
}

impl Cause {
    /// As it is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Arrived => "ARRIVED",
            Self::Claimed => "CLAIMED",
            Self::Unclaimed => "UNCLAIMED",
            Self::Allocated => "ALLOCATED",
            Self::Approved => "APPROVED",
            Self::Paid => "PAID",
            Self::Reversed => "REVERSED",
        }
    }
}

/// What moved at once. Made by [`Posting::new`] alone, so that its lines add up to zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    cause: Cause,
    lines: Vec<(Account, i64)>,
}

impl Posting {
    /// What leaves one account for others.
    pub fn new(
        cause: Cause,
        from: Account,
        to: impl IntoIterator<Item = (Account, Fen)>,
    ) -> Result<Self, Refusal> {
        Self::of(cause, to.into_iter().map(|(account, amount)| (from, account, amount)))
    }

    /// What leaves several accounts for others: from, to, how much.
    pub fn of(
        cause: Cause,
        moves: impl IntoIterator<Item = (Account, Account, Fen)>,
    ) -> Result<Self, Refusal> {
        let mut lines: BTreeMap<Account, i128> = BTreeMap::new();
        for (from, to, amount) in moves {
            *lines.entry(from).or_default() -= i128::from(amount.get());
            *lines.entry(to).or_default() += i128::from(amount.get());
        }
        let lines = lines.into_iter().filter(|(_, amount)| *amount != 0);
        let lines = lines.map(|(account, amount)| i64::try_from(amount).map(|amount| (account, amount)));
        let lines: Result<Vec<_>, _> = lines.collect();
        Ok(Self { cause, lines: lines.map_err(|_| too_much())? })
    }

    /// Why.
    #[must_use]
    pub const fn cause(&self) -> Cause {
        self.cause
    }

    /// The lines: an account and what came to it.
    #[must_use]
    pub fn lines(&self) -> &[(Account, i64)] {
        &self.lines
    }
}

/// What lies where, of one receipt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<Account, i64>);

impl Balances {
    /// From the sums of the lines.
    #[must_use]
    pub fn new(sums: impl IntoIterator<Item = (Account, i64)>) -> Self {
        Self(sums.into_iter().collect())
    }

    /// What lies in an account.
    #[must_use]
    pub fn of(&self, account: Account) -> i64 {
        self.0.get(&account).copied().unwrap_or(0)
    }

    /// Every account and what lies in it.
    pub fn iter(&self) -> impl Iterator<Item = (Account, i64)> {
        self.0.iter().map(|(account, amount)| (*account, *amount))
    }

    /// The balances after a posting. Refused where an account, other than the bank, would lie below zero.
    pub fn after(&self, posting: &Posting) -> Result<Self, Refusal> {
        let mut after = self.0.clone();
        for (account, amount) in posting.lines() {
            let balance = after.entry(*account).or_default();
            *balance = balance.checked_add(*amount).ok_or_else(too_much)?;
            if *balance < 0 && *account != Account::Bank {
                return Err(not_there(*account));
            }
        }
        Ok(Self(after))
    }
}

fn not_there(account: Account) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::DISTRIBUTION_EXCEEDS_REST,
        "这笔款在该处的余额不足，请核对分配金额。",
        "There is not that much money left at this place; check the plan's amounts.",
    )
    .with("account", account.to_string())
}

fn too_much() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::AMOUNT_TOO_LARGE,
        "金额合计过大，请核对。",
        "The sum of the amounts is too large; check them.",
    )
}
