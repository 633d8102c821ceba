//! Openings (期初数据): what is in force on a stated day, handed in by one person of the court and confirmed by another.

mod row;

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Actor, DomainEvent};

pub use row::{
    Exception, Money, Row, What, known_case, known_receipt, no_such_case, refused_case, remarks, twice,
};

/// The most rows of one opening.
pub const ROWS: i64 = 100_000;

/// An opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Its id.
    pub id: Uuid,
    /// The day of which it speaks.
    pub as_of: Date,
    /// What is to be known of it.
    pub note: String,
    /// Where: all its rows are inside.
    pub region_code: RegionCode,
    /// Where it stands.
    pub state: State,
    /// What its rows add up to.
    pub totals: Totals,
    /// Who prepared it.
    pub preparer: String,
    /// Who confirmed it, and when.
    pub confirmation: Option<(String, Timestamp)>,
    /// Why it was withdrawn.
    pub withdrawal: String,
    /// Counts changes.
    pub version: i64,
    /// When it was begun.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// Where an opening stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Nothing of it counts.
    Draft,
    /// Its rows are entered.
    Confirmed,
    /// Given up.
    Withdrawn,
}

/// What the rows of an opening add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Open cases.
    pub cases: i64,
    /// What is claimed in them.
    pub claim_fen: i64,
    /// What was paid on them before the day.
    pub paid_fen: i64,
    /// Transfers in hand.
    pub receipts: i64,
    /// Money in hand.
    pub in_hand_fen: i64,
    /// Rows that are not entered.
    pub set_aside: i64,
    /// Rows with an exception that are entered all the same.
    pub remarked: i64,
    /// Rows that were entered.
    pub entered: i64,
    /// Rows that are still to be entered.
    pub pending: i64,
}

/// Who acts on an opening, by the offices that they act in.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "these are offices, and one person can hold each of them")]
pub struct Officer {
    /// The person.
    pub actor: Actor,
    /// Officer or chief: files cases.
    pub files: bool,
    /// Chief or president.
    pub leads: bool,
    /// Of the command centre.
    pub is_command: bool,
    /// Cashier.
    pub is_cashier: bool,
}

impl State {
    /// The names of the states.
    pub const NAMES: [&'static str; 3] = ["DRAFT", "CONFIRMED", "WITHDRAWN"];

    /// As it is kept and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Confirmed => "CONFIRMED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}

impl Opening {
    /// A draft without rows, or everything that is wrong with it.
    pub fn begin(
        id: Uuid,
        as_of: Option<Date>,
        note: &str,
        region_code: &RegionCode,
        by: &str,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let mut wrong = Violations::new();
        let note = wrong.optional_text("note", note, 1000).unwrap_or_default();
        match as_of {
            None => wrong.add(
                "as_of_date",
                reason::REQUIRED,
                Text::new("请填写期初日期。", "Say of which day it speaks."),
            ),
            Some(day) if day > at.legal_day() => {
                let text = Text::new("期初日期不能晚于今天。", "The day lies in the future.");
                wrong.add("as_of_date", reason::TIME_IN_FUTURE, text);
            }
            Some(_) => {}
        }
        let (Some(as_of), true) = (as_of, wrong.is_empty()) else { return Err(wrong.into_refusal()) };
        Ok(Self {
            id,
            as_of,
            note,
            region_code: region_code.clone(),
            state: State::Draft,
            totals: Totals::default(),
            preparer: by.to_owned(),
            confirmation: None,
            withdrawal: String::new(),
            version: 1,
            created: at,
            updated: at,
        })
    }

    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("caseOpenings/{}", self.id)
    }

    /// Refuses rows from others than the preparer, and after the draft.
    pub fn may_add(&self, by: &Officer) -> Result<(), Refusal> {
        self.draft()?;
        if self.preparer == by.actor.person {
            return Ok(());
        }
        Err(not_yours(
            "只有提交人本人可以补充或更正这份期初数据；其他人请另行提交。",
            "Only who prepared it adds to it.",
        ))
    }

    /// Notes what its rows add up to now.
    pub fn count(&mut self, totals: Totals, at: Timestamp) {
        self.totals = totals;
        self.version += 1;
        self.updated = at;
    }

    /// A second person of the court has read it and confirms it.
    pub fn confirm(&mut self, by: &Officer, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.draft()?;
        by.actor.may_take(Step::ConfirmOpening, [(Step::PrepareOpening, self.preparer.as_str())])?;
        let cases = self.totals.cases > 0 && !(by.files || by.leads || by.is_command);
        let money = self.totals.receipts > 0 && !(by.is_cashier || by.is_command);
        if cases || money {
            return Err(Refusal::new(
                Kind::Denied,
                reason::CONFIRMER_OFFICE,
                "期初案件须由执行干警、局长、院领导或指挥中心确认，在账案款须由案款管理人员或指挥中心确认；两者都有的，请由指挥中心确认或分开提交。",
                "Open cases are confirmed by officers, chiefs, presidents and the command centre, money in hand by cashiers and the command centre.",
            ));
        }
        if self.totals.cases + self.totals.receipts == 0 {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::OPENING_EMPTY,
                "这份期初数据没有可以登记的行，请提交人补充或更正后再确认。",
                "It has no row that can be entered; its preparer corrects it first.",
            ));
        }
        self.state = State::Confirmed;
        self.confirmation = Some((by.actor.person.clone(), at));
        self.version += 1;
        self.updated = at;
        Ok(self.event("OPENING_CONFIRMED", "确认期初数据"))
    }

    /// Gives a draft up.
    pub fn withdraw(&mut self, reason: &str, by: &Officer, at: Timestamp) -> Result<DomainEvent, Refusal> {
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", reason, 1000);
        wrong.check()?;
        self.draft()?;
        if self.preparer != by.actor.person && !by.leads && !by.is_command {
            return Err(not_yours(
                "期初数据由提交人本人、局长、院领导或指挥中心撤回。",
                "Its preparer, a chief, a president or the command centre withdraws it.",
            ));
        }
        self.state = State::Withdrawn;
        self.withdrawal = reason.unwrap_or_default();
        self.version += 1;
        self.updated = at;
        Ok(self.event("OPENING_WITHDRAWN", "撤回期初数据"))
    }

    /// That it was begun.
    #[must_use]
    pub fn begun(&self) -> DomainEvent {
        self.event("OPENING_PREPARED", "提交期初数据")
    }

    fn draft(&self) -> Result<(), Refusal> {
        let (zh, en) = match self.state {
            State::Draft => return Ok(()),
            State::Confirmed => ("已确认", "confirmed"),
            State::Withdrawn => ("已撤回", "withdrawn"),
        };
        Err(Refusal::new(
            Kind::Precondition,
            reason::OPENING_STATE_CONFLICT,
            format!("这份期初数据{zh}，不能再更改。"),
            format!("The opening is {en} and does not change any more."),
        ))
    }

    fn event(&self, kind: &'static str, summary: &str) -> DomainEvent {
        DomainEvent {
            kind,
            case: String::new(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: format!("{summary}：案件{}件、案款{}笔", self.totals.cases, self.totals.receipts),
            amount_fen: self.totals.in_hand_fen,
        }
    }
}

fn not_yours(zh: &str, en: &str) -> Refusal {
    Refusal::new(Kind::Denied, reason::OPENING_NOT_YOURS, zh, en)
}

/// The refusal for an opening that is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::OPENING_UNKNOWN,
        "没有这份期初数据，或不在您的权限范围内。",
        "There is no such opening, or it is not yours to see.",
    )
}
