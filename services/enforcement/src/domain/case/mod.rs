//! A case of enforcement (执行案件): who claims what of whom, when the clock runs, how it ends.

mod acts;
mod closing;
mod correction;
mod deadlines;
mod draft;
mod handler;
mod imported;
mod satisfaction;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
pub use kit::domain::identity::Identity;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};
use law::{
    deadline::{self, Exclusion, Ground},
    identifiers::{CaseNumber, CaseType, Fen, RegionCode},
    period::{Interval, Period},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use closing::{Closing, ClosingDecision, ClosingRequest, Ending, Ticks};
pub use correction::{Correction, Field};
pub use deadlines::{Met, Sent, Set};
pub use draft::{Draft, DraftParty};
pub use handler::{Handlers, Handover, Office};
pub use imported::{ImportKind, Imported, Importer, KnownCase, Update};
pub(in crate::domain) use satisfaction::papers;
pub use satisfaction::{Discharge, DischargeKind, DraftDischarge, Satisfaction};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: Uuid,
    /// Its number, by which everybody knows it.
    pub number: CaseNumber,
    /// What it is about.
    pub cause: String,
    /// The day of filing.
    pub filed: Date,
    /// The day on which the application or the referral was received; none where it was not stated.
    #[serde(default)]
    pub application_received: Option<Date>,
    /// What is claimed.
    pub claim: Fen,
    /// Those on both sides.
    pub parties: Vec<Party>,
    /// The officer who handles it.
    pub handler: String,
    /// Where it belongs.
    pub region_code: RegionCode,
    /// Administrative enforcement without a lawsuit.
    pub non_litigation: bool,
    /// Goes first.
    pub green_channel: bool,
    /// Where it stands.
    pub state: State,
    /// When nothing ran.
    pub suspensions: Vec<Suspension>,
    /// By how much the limit is extended, or asked to be.
    pub extensions: Vec<Extension>,
    /// What was agreed, the newest last.
    pub settlements: Vec<Settlement>,
    /// How it ended.
    pub closing: Option<Closing>,
    /// The president who approved that the current procedure ends.
    pub closing_approver: String,
    /// The last time that the president was asked for it; none where nobody asked, or asked before it was recorded.
    #[serde(default)]
    pub closing_request: Option<ClosingRequest>,
    /// Where it comes from, where it was imported.
    pub origin: Option<Origin>,
    /// What discharged the debt, where it ended as fully performed.
    #[serde(default)]
    pub satisfaction: Option<Satisfaction>,
    /// Corrections of its particulars, the earliest first.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// From whom to whom it went, the earliest first.
    #[serde(default)]
    pub handovers: Vec<Handover>,
    /// Counts decisions.
    pub version: i64,
    /// When it was entered.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// Where an imported case comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// The line in it.
    pub line: u32,
    /// The opening with which it came, and the day of which that speaks.
    pub opening: Option<(Uuid, Date)>,
    /// What was paid before that day.
    pub paid: Fen,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Running.
    Open,
    /// Suspended, or stayed by a settlement.
    Suspended,
    /// Closed.
    Closed,
}

/// Somebody on one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// On which side.
    pub side: Side,
    /// Name.
    pub display_name: String,
    /// Who they are.
    pub identity: Identity,
    /// Telephone number.
    pub phone: String,
    /// Who acts for them, and whether with special authority.
    pub agents: Vec<(String, bool)>,
}

/// Sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    /// Applicant (申请执行人).
    Applicant,
    /// Debtor (被执行人).
    Debtor,
}

/// Days on which the limit does not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Why.
    pub ground: Ground,
    /// In words.
    pub reason: String,
    /// The first day.
    pub from: Date,
    /// The last day; none while it lasts.
    pub until: Option<Date>,
}

/// An extension of the limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// By how many months.
    pub months: u16,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub proposer: String,
    /// Who decided, and whether for it.
    pub decided: Option<(String, bool)>,
    /// On record with the high court.
    pub high_court_record: bool,
    /// The day of the decision; none for those that were decided before it was recorded.
    #[serde(default)]
    pub decided_on: Option<Date>,
    /// When it was asked for; none for those from before it was recorded.
    #[serde(default)]
    pub proposed: Option<Timestamp>,
    /// Why it was refused, where that was said.
    #[serde(default)]
    pub refusal: String,
}

impl Extension {
    fn is_approved(&self) -> bool {
        self.decided.as_ref().is_some_and(|(_, approved)| *approved)
    }

    /// As the law looks at it, approved on a day.
    fn to_law(&self, approved_on: Date) -> deadline::Extension {
        deadline::Extension {
            months: self.months,
            president_approved: true,
            approved_on: Some(approved_on),
            high_court_record: self.high_court_record,
        }
    }
}

/// A settlement (执行和解).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The day on which it was signed.
    pub signed: Date,
    /// What was agreed.
    pub terms: String,
    /// What is paid when.
    pub instalments: Vec<(Date, Fen)>,
    /// Whether it was performed; none while it stands.
    pub performed: Option<bool>,
    /// What was paid on it.
    pub paid: Fen,
    /// How the debtor said, or showed by conduct, that it won't be performed; empty where nobody said so.
    #[serde(default)]
    pub repudiation: String,
}

impl Case {
    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("cases/{}", self.id)
    }

    /// Enforced for the first time (首次执行): 执, not 执恢.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.number.case_type() == CaseType::FirstEnforcement
    }

    /// The clock of the limit.
    #[must_use]
    pub const fn limit_kind(&self) -> deadline::Kind {
        if self.non_litigation {
            deadline::Kind::NonLitigationLimit
        } else {
            deadline::Kind::EnforcementLimit
        }
    }

    /// The extensions that were approved. Each was checked when it was: a rule that has changed since takes nothing back, so that the
    /// day of the approval is not looked at again.
    fn approved(&self) -> Vec<deadline::Extension> {
        let approved = self.extensions.iter().filter(|extension| extension.is_approved());
        approved.map(|extension| extension.to_law(self.filed)).collect()
    }

    /// The limit with all that pushes it: suspensions up to a day, and approved extensions.
    #[must_use]
    pub fn limit(&self, on: Date) -> Period {
        let kind = self.limit_kind();
        match deadline::due(kind, self.filed, &self.exclusions(on), &self.approved()) {
            law::unmet::Ruling::Met(period, _) => period,
            // What was approved was checked when it was; a rule that has changed since takes nothing back.
            law::unmet::Ruling::Unmet(_) => deadline::due(kind, self.filed, &[], &[])
                .value()
                .cloned()
                .unwrap_or_else(|| Period { start: self.filed, end: self.filed, why: Vec::new() }),
        }
    }

    fn exclusions(&self, on: Date) -> Vec<Exclusion> {
        let excluded = |suspension: &Suspension| {
            let to = suspension.until.unwrap_or(on).min(on);
            let days = Interval::new(suspension.from, to)?;
            Some(Exclusion { days, ground: Some(suspension.ground) })
        };
        self.suspensions.iter().filter_map(excluded).collect()
    }

    /// Days from filing to a day, and the same without those that do not count.
    #[must_use]
    pub fn days(&self, on: Date) -> (i32, i32) {
        let all = days_between(self.filed, on);
        let excluded = law::period::Intervals::of(self.exclusions(on).iter().map(|exclusion| exclusion.days));
        let out: i32 = excluded.iter().map(Interval::days).sum();
        (all, (all - out).max(0))
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// The refusal for a case that is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::CASE_UNKNOWN,
        "没有这件案件，或不在您的权限范围内。",
        "There is no such case, or it is not yours to see.",
    )
    .with("resource", "case")
}

/// The refusal for a number that is taken.
#[must_use]
pub fn exists() -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::CASE_EXISTS,
        "这个案号已有案件，请核对；补充材料请打开原案件办理。",
        "A case has this number already; open that one.",
    )
    .at("case.case_number")
}

/// The refusal for a number of a paper (号之一) of a case that is not entered.
#[must_use]
pub fn number_of_paper() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::NUMBER_OF_PAPER,
        "“之一”“之二”是案件内文书的编号，不是案号；立案请填写到“号”为止。",
        "之一 and the like number the papers of a case; a case is entered under its number up to 号.",
    )
    .at("case.case_number")
}

/// The refusal for a number that can't be entered, where the caller may not learn why.
#[must_use]
pub fn number_refused() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::CASE_NUMBER_REFUSED,
        "这个案号不能登记，请核对案号；确认无误的，请联系指挥中心处理。",
        "This case number can't be entered. Check it; where it is right, ask the command centre.",
    )
    .at("case.case_number")
}
