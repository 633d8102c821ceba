//! Money that arrived (案款): one transfer of the bank, from its entry to its last fen.

use jiff::{ToSpan as _, civil::Date};
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};
use law::identifiers::{Fen, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    clock::{self, Colour},
    deferral::Deferral,
    ledger::{Account, Cause, Posting},
    payee::Payee,
};
use crate::domain::{DomainEvent, IndicatorRow};

/// What indicators count of a receipt: how long it was here.
pub const RECEIPT_DAYS: &str = "receipt-days";

/// To whom money belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holder {
    /// Nobody knows.
    Nobody,
    /// A case.
    Case(Uuid),
    /// A batch, over whose members it was allocated.
    Batch(Uuid),
}

/// Who claimed money, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub person: String,
    /// When.
    pub at: Timestamp,
}

/// That a receipt was taken out of the books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// Why.
    pub reason: String,
    /// Who did it.
    pub person: String,
    /// When.
    pub at: Timestamp,
}

/// From whom money came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payer {
    /// Name.
    pub display_name: String,
    /// Account.
    pub account: String,
    /// Bank.
    pub bank: String,
}

impl Payer {
    /// Whether a payee is the payer, as far as the bank named the payer.
    pub(super) fn is(&self, payee: &Payee) -> bool {
        let same = |known: &str, stated: &str| known.is_empty() || known == stated;
        same(&self.account, payee.account.expose()) && same(&self.display_name, &payee.display_name)
    }
}

/// Money that arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its id.
    pub id: Uuid,
    /// The bank's number.
    pub bank_reference: String,
    /// How much.
    pub amount: Fen,
    /// When it arrived.
    pub arrived: Timestamp,
    /// When the finance office gave notice.
    pub noticed: Timestamp,
    /// From whom.
    pub payer: Payer,
    /// What the transfer says.
    pub remark: String,
    /// Where it belongs.
    pub region_code: RegionCode,
    /// To whom.
    pub holder: Holder,
    /// By whose claim.
    pub claim: Option<Claim>,
    /// In plans that wait for a decision.
    pub proposed: Fen,
    /// Approved and not paid.
    pub payable: Fen,
    /// Paid.
    pub paid: Fen,
    /// Paid back.
    pub returned: Fen,
    /// What was asked to be deferred.
    pub deferrals: Vec<Deferral>,
    /// That it was taken out of the books; none of nearly all.
    #[serde(default)]
    pub reversal: Option<Reversal>,
    /// The last payment so far.
    pub last_paid: Option<Timestamp>,
    /// Who entered it.
    pub creator: String,
    /// Counts decisions.
    pub version: i64,
    /// When it was entered.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// Where it stands; follows from where its money is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody knows to which case it belongs.
    Unidentified,
    /// It belongs to a case or batch.
    Claimed,
    /// A part of it at least is approved or paid.
    Distributed,
    /// Nothing is left, and somebody was paid.
    Paid,
    /// Nothing is left, and all went back.
    Returned,
    /// It was entered wrong, and a reversing entry took it out of the books.
    Reversed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Unidentified, Self::Claimed, Self::Distributed, Self::Paid, Self::Returned, Self::Reversed];

    /// As it is kept and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unidentified => "UNIDENTIFIED",
            Self::Claimed => "CLAIMED",
            Self::Distributed => "DISTRIBUTED",
            Self::Paid => "PAID",
            Self::Returned => "RETURNED",
            Self::Reversed => "REVERSED",
        }
    }
}

impl Receipt {
    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("receipts/{}", self.id)
    }

    /// The case, `cases/{id}`; empty where it is with none.
    #[must_use]
    pub fn case(&self) -> String {
        match self.holder {
            Holder::Case(id) => format!("cases/{id}"),
            Holder::Nobody | Holder::Batch(_) => String::new(),
        }
    }

    /// The place of what no plan holds.
    #[must_use]
    pub const fn place(&self) -> Account {
        match self.holder {
            Holder::Nobody => Account::Unclaimed,
            Holder::Case(id) => Account::Case(id),
            Holder::Batch(id) => Account::Batch(id),
        }
    }

    /// What is neither approved nor gone.
    #[must_use]
    pub fn undistributed(&self) -> Fen {
        if self.reversal.is_some() {
            return Fen::ZERO;
        }
        let gone = Fen::checked_sum([self.payable, self.paid, self.returned]);
        gone.and_then(|gone| self.amount.checked_sub(gone)).unwrap_or(Fen::ZERO)
    }

    /// What a new plan can take.
    #[must_use]
    pub fn rest(&self) -> Fen {
        self.undistributed().checked_sub(self.proposed).unwrap_or(Fen::ZERO)
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        let gone = self.paid.checked_add(self.returned) == Some(self.amount);
        if self.reversal.is_some() {
            State::Reversed
        } else if gone && self.paid == Fen::ZERO {
            State::Returned
        } else if gone {
            State::Paid
        } else if self.payable > Fen::ZERO || self.paid > Fen::ZERO {
            State::Distributed
        } else if self.holder == Holder::Nobody {
            State::Unidentified
        } else {
            State::Claimed
        }
    }

    /// Whether nothing of it is left.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self.state(), State::Paid | State::Returned | State::Reversed)
    }

    /// The last day for paying it out.
    #[must_use]
    pub fn due(&self) -> Date {
        clock::due(self.noticed).end
    }

    /// The last day that is covered.
    #[must_use]
    pub fn covered_until(&self) -> Date {
        clock::covered_until(self.due(), self.deferrals.iter().filter_map(Deferral::covers))
    }

    /// How pressing it is on a day; nothing where it is settled.
    #[must_use]
    pub fn colour(&self, today: Date) -> Option<Colour> {
        (!self.is_settled()).then(|| clock::colour(self.due(), self.covered_until(), today))
    }

    /// Days since the notice, until a day or until it was settled.
    #[must_use]
    pub fn age(&self, today: Date) -> i32 {
        let gone = self.is_settled().then(|| self.last_paid.unwrap_or(self.updated));
        let last = gone.map_or(today, Timestamp::legal_day);
        clock::days_between(self.noticed.legal_day(), last)
    }

    /// Whether another one is the same transfer: the bank says nothing else of it.
    #[must_use]
    pub fn is_same_transfer(&self, other: &Self) -> bool {
        let same = |one: &str, other: &str| law::names::folded(one) == law::names::folded(other);
        self.amount == other.amount
            && self.arrived == other.arrived
            && same(&self.payer.display_name, &other.payer.display_name)
            && same(&self.payer.account, &other.payer.account)
    }

    /// That it arrived.
    pub fn arrival(&self) -> Result<(Posting, DomainEvent), Refusal> {
        let posting = Posting::new(Cause::Arrived, Account::Bank, [(Account::Unclaimed, self.amount)])?;
        Ok((posting, self.event("RECEIPT_ARRIVED", "案款到账".to_owned(), self.amount)))
    }

    /// Refused where a plan holds any of it.
    pub(super) fn untouched(&self) -> Result<(), Refusal> {
        if self.rest() == self.amount {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Precondition,
            reason::RECEIPT_PLANNED,
            "这笔款已有分配或退款方案，请先驳回方案。",
            "A plan holds some of this money; have it rejected first.",
        ))
    }

    /// Refused where it was taken out of the books.
    pub(super) fn in_the_books(&self) -> Result<(), Refusal> {
        if self.reversal.is_none() {
            return Ok(());
        }
        Err(Refusal::new(
            Kind::Precondition,
            reason::RECEIPT_REVERSED,
            "这笔到账登记已冲正，不再办理。款项确已到账的，请按银行回单重新登记。",
            "This entry was reversed. Where the money did arrive, enter it again from the bank slip.",
        ))
    }

    /// How long it was here, counted when nothing of it is left and somebody was paid.
    #[must_use]
    pub fn days(&self) -> Option<IndicatorRow> {
        let paid = self.last_paid.filter(|_| self.state() == State::Paid)?.legal_day();
        Some(IndicatorRow {
            what: RECEIPT_DAYS,
            facet: clock::punctuality(self.due(), self.covered_until(), paid).facet().to_owned(),
            day: paid,
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            amount: i64::from(clock::days_between(self.arrived.legal_day(), paid)),
        })
    }

    /// That it waits longer than the law or an approved deferral lets it; counted until it is paid.
    #[must_use]
    pub fn unpaid(&self) -> IndicatorRow {
        let end = self.covered_until();
        IndicatorRow {
            what: RECEIPT_DAYS,
            facet: "unpaid".to_owned(),
            day: end.saturating_add(1.day()),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            amount: i64::from(clock::days_between(self.arrived.legal_day(), end)),
        }
    }

    pub(super) fn touch(&mut self, at: Timestamp) {
        self.version += 1;
        self.updated = at;
    }

    /// Something that happened to it.
    pub(crate) fn event(&self, kind: &'static str, summary: String, amount: Fen) -> DomainEvent {
        DomainEvent {
            kind,
            case: self.case(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary,
            amount_fen: amount.get(),
        }
    }
}

/// The refusal for a number of the bank that can't be entered, where the caller may not learn why.
#[must_use]
pub fn reference_refused() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::BANK_REFERENCE_REFUSED,
        "这个银行流水号不能登记，请核对流水号；确认无误的，请联系指挥中心处理。",
        "This number of the bank can't be entered. Check it; where it is right, ask the command centre.",
    )
    .at("bank_reference")
}
