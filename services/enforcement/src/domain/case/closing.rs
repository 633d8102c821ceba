//! How a case ends, and the conditions of the law for it.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
    separation::{self, Step},
};
use law::{
    closing::{self, Facts},
    unmet::Ruling,
};
use serde::{Deserialize, Serialize};

use super::{Case, State};
use crate::domain::{Actor, DomainEvent, IndicatorRow};

pub use law::closing::Ending;

/// The ticks of the closing form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "these are the ticks on the form, each a fact of its own")]
pub struct Ticks {
    /// The debt is performed in full.
    pub performed: bool,
    /// The notice of enforcement was sent.
    pub notice_sent: bool,
    /// The debtor was ordered to report property.
    pub report_order_sent: bool,
    /// The consumption restriction was issued.
    pub consumption_restricted: bool,
    /// The debtor was listed where listing was due.
    pub listed_where_due: bool,
    /// Every inquiry is exhausted.
    pub inquiry_exhausted: bool,
    /// A missing debtor was searched for, and obstruction punished.
    pub search_done: bool,
    /// The applicant signed.
    pub applicant_signed: bool,
    /// A panel reviewed it.
    pub panel_reviewed: bool,
    /// The ground of the law, where the ending needs one.
    pub ground: String,
}

/// An ending as it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// How.
    pub ending: Ending,
    /// The day.
    pub on: Date,
    /// The ground, in words.
    pub ground: String,
    /// Days from filing.
    pub days: i32,
    /// Without those that do not count.
    pub net_days: i32,
    /// Within the limit.
    pub within_limit: bool,
}

impl Case {
    /// The president approves that the current procedure ends without the applicant's signature.
    pub fn approve_closing(&mut self, by: &Actor, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open, State::Suspended])?;
        // Anyone who handles a case proposes how it ends.
        separation::check(Step::DecideOnCase, &by.person, [(Step::ProposeOnCase, self.handler.as_str())])?;
        self.closing_approver.clone_from(&by.person);
        Ok(self.happened("CLOSING_APPROVED", "院领导批准终结本次执行程序", at))
    }

    /// Ends the case, where every condition of the law is met.
    pub fn close(
        &mut self,
        ending: Ending,
        on: Date,
        ticks: &Ticks,
        by: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open, State::Suspended])?;
        self.check_day(on, at)?;
        if ending == Ending::CurrentProcedure {
            // Anyone who ends it now may have approved it in another office.
            let approver = self.closing_approver.as_str();
            separation::check(Step::DecideOnCase, approver, [(Step::ProposeOnCase, by.person.as_str())])?;
        }
        let facts = Facts {
            ending,
            filed: Some(self.filed),
            on,
            performed: ticks.performed,
            settlement_performed: self.settlements.last().is_some_and(|last| last.performed == Some(true)),
            notice_sent: ticks.notice_sent,
            report_order_sent: ticks.report_order_sent,
            consumption_restricted: ticks.consumption_restricted,
            listed_where_due: ticks.listed_where_due,
            inquiry_exhausted: ticks.inquiry_exhausted,
            search_done: ticks.search_done,
            applicant_signed: ticks.applicant_signed,
            panel_reviewed: ticks.panel_reviewed,
            president_approved: !self.closing_approver.is_empty(),
            ground_stated: !ticks.ground.trim().is_empty(),
        };
        if let Ruling::Unmet(unmet) = closing::check(&facts) {
            return Err(Refusal::law_not_met(&unmet));
        }
        for suspension in &mut self.suspensions {
            suspension.until.get_or_insert(on);
        }
        let within_limit = on <= self.limit(on).end;
        self.end(ending, on, ticks.ground.trim(), within_limit);
        Ok(self.happened("CASE_CLOSED", &format!("以{}方式结案", name(ending)), at))
    }

    /// Enters an ending whose conditions were looked at.
    pub(super) fn end(&mut self, ending: Ending, on: Date, ground: &str, within_limit: bool) {
        let (days, net_days) = self.days(on);
        self.closing = Some(Closing { ending, on, ground: ground.to_owned(), days, net_days, within_limit });
        self.state = State::Closed;
    }

    /// What indicators count of its filing.
    #[must_use]
    pub fn measured_filing(&self) -> IndicatorRow {
        self.measured("case-filed", self.turn().to_owned(), self.filed, 1)
    }

    /// What indicators count of its closing. `through_court` is the money that came in where a shared court's task helped; none
    /// where none did.
    #[must_use]
    pub fn measured_closing(&self, through_court: Option<i64>) -> Vec<IndicatorRow> {
        let Some(closing) = &self.closing else { return Vec::new() };
        let within = if closing.within_limit { "within" } else { "over" };
        let facet = format!("{}/{}/{within}", self.turn(), facet(closing.ending));
        let mut all = vec![
            self.measured("case-closed", facet.clone(), closing.on, closing.days.into()),
            self.measured("case-closed-net", facet, closing.on, closing.net_days.into()),
        ];
        all.extend(
            through_court.map(|fen| {
                self.measured("case-through-shared-court", self.turn().to_owned(), closing.on, fen)
            }),
        );
        all
    }

    /// What indicators count where somebody was brought under control and the case then came to a good end: performed, or settled
    /// by a settlement that stands. `since` is the money that came in after the control, in fen.
    #[must_use]
    pub fn measured_outcome(&self, since: i64) -> Option<IndicatorRow> {
        let performed = self.closing.as_ref().filter(|closing| closing.ending == Ending::Completed);
        let settled = self.settlements.iter().rev().find(|settlement| settlement.performed != Some(false));
        let (facet, day) = match (performed, settled) {
            (Some(closing), _) => ("paid", closing.on),
            (None, Some(settlement)) => ("settled", settlement.signed),
            (None, None) => return None,
        };
        Some(self.measured("control-outcome", facet.to_owned(), day, since))
    }

    fn turn(&self) -> &'static str {
        if self.is_first() { "first" } else { "resumed" }
    }

    fn measured(&self, what: &'static str, facet: String, day: Date, amount: i64) -> IndicatorRow {
        let region_code = self.region_code.as_str().to_owned();
        IndicatorRow { what, facet, day, subject: self.name(), region_code, amount }
    }

    fn check_day(&self, on: Date, at: Timestamp) -> Result<(), Refusal> {
        let (reason, zh, en) = if on < self.filed {
            (reason::DATE_BEFORE_CASE, "结案日期早于立案日期。", "The closing lies before the filing.")
        } else if on > at.legal_day() {
            (reason::TIME_IN_FUTURE, "结案日期不能晚于今天。", "The closing lies in the future.")
        } else {
            return Ok(());
        };
        Err(Refusal::new(Kind::Invalid, reason, zh, en).at("date"))
    }
}

/// What an ending is called.
pub(super) fn name(ending: Ending) -> &'static str {
    match ending {
        Ending::Completed => "执行完毕",
        Ending::CurrentProcedure => "终结本次执行程序",
        Ending::Terminated => "终结执行",
        Ending::Refused => "不予执行",
        Ending::Dismissed => "驳回申请",
        Ending::StruckOut => "销案",
        Ending::Suspended => "中止",
    }
}

/// The name by which indicators distinguish endings.
fn facet(ending: Ending) -> &'static str {
    match ending {
        Ending::Completed => "completed",
        Ending::CurrentProcedure => "ended-for-now",
        Ending::Terminated => "terminated",
        Ending::Refused => "not-enforced",
        Ending::Dismissed => "rejected",
        Ending::StruckOut => "withdrawn",
        Ending::Suspended => "suspended",
    }
}
