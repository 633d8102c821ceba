//! How a case ends, and the conditions of the law for it.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Violations},
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

/// That the president was asked to let the current procedure end without the applicant's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingRequest {
    /// Why.
    pub reason: String,
    /// Who asked.
    pub proposer: String,
    /// When.
    pub at: Timestamp,
    /// What was decided; none while it waits.
    pub decision: Option<ClosingDecision>,
}

/// What the president decided on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingDecision {
    /// Who decided.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// Why it was refused; none where it was approved.
    pub refusal: Option<String>,
}

impl Case {
    /// Asks the president to let the current procedure end without the applicant's signature.
    pub fn request_closing(
        &mut self,
        reason: &str,
        by: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open, State::Suspended])?;
        let mut v = Violations::new();
        let reason = v.text("reason", reason, 1000);
        v.check()?;
        if self.closing_request.as_ref().is_some_and(|request| request.decision.is_none()) {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::CLOSING_PENDING,
                "已有一份终结本次执行程序的报批等待院领导审批。",
                "The president was asked already and has to decide first.",
            ));
        }
        self.closing_request = Some(ClosingRequest {
            reason: reason.unwrap_or_default(),
            proposer: by.person.clone(),
            at,
            decision: None,
        });
        Ok(self.happened("CLOSING_REQUESTED", "报请院领导批准终结本次执行程序", at))
    }

    /// The president approves that the current procedure ends without the applicant's signature, whether it was asked for or not.
    pub fn approve_closing(&mut self, by: &Actor, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open, State::Suspended])?;
        self.decide_closing(by, at, None)?;
        self.closing_approver.clone_from(&by.person);
        Ok(self.happened("CLOSING_APPROVED", "院领导批准终结本次执行程序", at))
    }

    /// The president refuses it.
    pub fn reject_closing(
        &mut self,
        reason: &str,
        by: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Open, State::Suspended])?;
        let mut v = Violations::new();
        let reason = v.text("reason", reason, 1000);
        v.check()?;
        if self.closing_request.as_ref().is_none_or(|request| request.decision.is_some()) {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::NO_PROPOSAL,
                "没有等待审批的终结本次执行程序报批。",
                "Nobody has asked for it.",
            ));
        }
        self.decide_closing(by, at, reason)?;
        Ok(self.happened("CLOSING_REFUSED", "院领导不同意终结本次执行程序", at))
    }

    fn decide_closing(&mut self, by: &Actor, at: Timestamp, refusal: Option<String>) -> Result<(), Refusal> {
        let request = self.closing_request.as_mut().filter(|request| request.decision.is_none());
        // Anyone who handles a case, or handled it, proposes how it ends.
        let proposer = request.as_ref().map_or("", |request| request.proposer.as_str());
        let handled = self.handovers.iter().map(|handover| handover.from.as_str());
        let steps =
            handled.chain([self.handler.as_str(), proposer]).map(|person| (Step::ProposeOnCase, person));
        by.may_take(Step::DecideOnCase, steps)?;
        if let Some(request) = request {
            request.decision = Some(ClosingDecision { person: by.person.clone(), at, refusal });
        }
        Ok(())
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
            let closes = by.deputises_for.iter().chain([&by.person]);
            let closes = closes.map(|person| (Step::ProposeOnCase, person.as_str()));
            separation::check(Step::DecideOnCase, approver, closes)?;
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
