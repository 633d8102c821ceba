//! An item and the small things that it is made of.

use std::fmt;

use kit::domain::{PeoplesCourt, PeoplesCourts, Timestamp};
use law::identifiers::{RegionCode, RegionLevel};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Rule;
use crate::domain::IndicatorRow;

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Issued; its owner has to sign.
    Issued,
    /// Signed (签收).
    Signed,
    /// At work.
    InProgress,
    /// Replied; the issuer has to accept or return it.
    Replied,
    /// Accepted and closed (销号). Final.
    Accepted,
    /// Returned to its owner.
    Returned,
    /// Taken back. Final.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Issued,
        Self::Signed,
        Self::InProgress,
        Self::Replied,
        Self::Accepted,
        Self::Returned,
        Self::Cancelled,
    ];

    /// The name by which it is stored and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issued => "ISSUED",
            Self::Signed => "SIGNED",
            Self::InProgress => "IN_PROGRESS",
            Self::Replied => "REPLIED",
            Self::Accepted => "ACCEPTED",
            Self::Returned => "RETURNED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// The state of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// What it is called by the people who read it.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Issued => ("待签收", "waiting to be signed"),
            Self::Signed => ("已签收", "signed"),
            Self::InProgress => ("办理中", "in progress"),
            Self::Replied => ("已反馈，待审核", "replied to"),
            Self::Accepted => ("已销号", "closed"),
            Self::Returned => ("已退回", "returned"),
            Self::Cancelled => ("已撤销", "cancelled"),
        }
    }

    /// Whether something still has to be done about it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Accepted | Self::Cancelled)
    }
}

/// The series to which a number belongs: the id of a people's court.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Series(String);

impl Series {
    /// That of the people's court which has jurisdiction in a region; the county's own where none has.
    #[must_use]
    pub fn of(courts: &PeoplesCourts, region: &RegionCode) -> Self {
        let code = region.as_str();
        let county = code.get(..RegionLevel::County.digits()).unwrap_or(code);
        Self(courts.of(region).map_or(county, PeoplesCourt::id).to_owned())
    }

    /// The series of an id.
    #[must_use]
    pub const fn from_id(id: String) -> Self {
        Self(id)
    }

    /// Its id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number of the list: without a gap within a court and a year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Number {
    /// The court that counts.
    pub series: Series,
    /// The year.
    pub year: i16,
    /// From 1.
    pub serial: i64,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "〔{}〕督{}号", self.year, self.serial)
    }
}

/// Who is notified that an item is late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// The chief of the enforcement bureau (执行局长).
    BureauChief,
    /// The president of the court (院领导).
    President,
}

/// A superior was notified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// Who.
    pub level: Level,
    /// When.
    pub at: Timestamp,
}

/// What can happen to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// Issued.
    Issued,
    /// Signed.
    Signed,
    /// Taken up.
    Begun,
    /// Replied to.
    Replied,
    /// Accepted.
    Accepted,
    /// Returned.
    Returned,
    /// Taken back.
    Cancelled,
    /// Reported to a superior.
    Escalated,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What.
    pub what: EventKind,
    /// Who did it; empty where the system itself did.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The reply, reason or comment given; may be empty.
    pub comment: String,
}

/// An item on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id, ordered by time of creation.
    pub id: Uuid,
    /// Its number.
    pub number: Number,
    /// What it is about, a resource name.
    pub subject: String,
    /// The case in question, `cases/{id}`; may be empty.
    pub case: String,
    /// What led to it.
    pub rule: Rule,
    /// What is to be done.
    pub matter: String,
    /// Who has to do it.
    pub owner: String,
    /// Who issued it; `None` where a rule did, for which the command centre answers.
    pub issuer: Option<String>,
    /// Where.
    pub region_code: RegionCode,
    /// Until when.
    pub due: Timestamp,
    /// Where it stands.
    pub state: State,
    /// When the reply came that is being looked at, or was accepted.
    pub replied: Option<Timestamp>,
    /// How often it was returned.
    pub returns: u32,
    /// Who was notified that it is late, each once.
    pub escalations: Vec<Escalation>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Counts the changes.
    pub version: i64,
    /// When it was issued.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

impl Item {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("supervisions/{}", self.id)
    }

    /// Since when its owner is late, or will be if nothing happens; `None` where they can't be any more.
    #[must_use]
    pub fn late_from(&self) -> Option<Timestamp> {
        let replied_in_time = self.replied.is_some_and(|replied| replied <= self.due);
        let owed = self.state.is_open() && !(self.state == State::Replied && replied_in_time);
        owed.then_some(self.due)
    }

    /// Whether its owner is late at a moment.
    #[must_use]
    pub fn overdue(&self, at: Timestamp) -> bool {
        self.late_from().is_some_and(|due| at > due)
    }

    /// How it counts: as issued, distinguished by what became of it; and once it is closed, as closed.
    #[must_use]
    pub fn measured(&self) -> Vec<IndicatorRow> {
        let one = |what, facet, day, amount| IndicatorRow {
            what,
            facet,
            day,
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            amount,
        };
        let rule = self.rule.facet();
        let fate = match self.state {
            State::Accepted => "accepted",
            State::Cancelled => "cancelled",
            State::Issued | State::Signed | State::InProgress | State::Replied | State::Returned => "open",
        };
        let issued = self.created.legal_day();
        let mut measured = vec![one("supervision", format!("{fate}/{rule}"), issued, 1)];
        if self.state == State::Accepted {
            let closed = self.updated.legal_day();
            let late = self.replied.is_none_or(|replied| replied > self.due);
            let facet = format!(
                "{}/{}/{rule}",
                if late { "late" } else { "on-time" },
                if self.returns > 0 { "reopened" } else { "once" }
            );
            let days = (closed - issued).get_days();
            measured.push(one("supervision-closed", facet, closed, i64::from(days)));
        }
        measured
    }
}
