//! The close of a month of case funds (月结): proposed by one person, confirmed by another, and final.

use std::collections::BTreeMap;

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};
use law::identifiers::{Fen, RegionCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    month::{Figures, Month, MonthName},
    reconciliation::{Difference, MOST_DIFFERENCES, Statement},
};
use crate::domain::{Actor, DomainEvent};

/// A month of a court.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyMonth {
    /// Whose.
    pub region_code: RegionCode,
    /// Which.
    pub month: Month,
    /// What the bank says; none until it is entered.
    pub statement: Option<Statement>,
    /// What was written of differences, by their ids.
    pub explanations: BTreeMap<String, String>,
    /// The close, proposed or confirmed.
    pub close: Option<Close>,
    /// That the last proposal was given back.
    pub returned: Option<Return>,
    /// Counts changes; 0 while nothing is stored.
    pub version: i64,
    /// When something was entered first.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// A close: what the ledger said, which stays, and the two people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// What the ledger says.
    pub figures: Figures,
    /// Where the bank differs, each explained.
    pub differences: Vec<Difference>,
    /// Who proposed it.
    pub proposer: String,
    /// When.
    pub proposed: Timestamp,
    /// Who confirmed it, and when.
    pub confirmed: Option<(String, Timestamp)>,
}

/// That a proposal was given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// By whom.
    pub person: String,
    /// What is to be put right.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Where a month stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody has proposed to close it, or the proposal was given back.
    Open,
    /// It waits for the second person.
    Proposed,
    /// Closed.
    Closed,
}

impl State {
    /// The names of the states.
    pub const NAMES: [&'static str; 3] = ["OPEN", "PROPOSED", "CLOSED"];

    /// As it is stored and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Proposed => "PROPOSED",
            Self::Closed => "CLOSED",
        }
    }
}

/// Which months of a court can be closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The last that is closed.
    pub closed: Option<Month>,
    /// That of the first movement in the ledger.
    pub first: Option<Month>,
}

impl Progress {
    /// The month to be closed next, ended or not; none where the ledger is empty.
    #[must_use]
    pub fn next(self) -> Option<Month> {
        self.closed.map(Month::next).or(self.first)
    }
}

impl MoneyMonth {
    /// A month of which nothing is stored.
    #[must_use]
    pub fn open(name: &MonthName, at: Timestamp) -> Self {
        Self {
            region_code: name.region_code.clone(),
            month: name.month,
            statement: None,
            explanations: BTreeMap::new(),
            close: None,
            returned: None,
            version: 0,
            created: at,
            updated: at,
        }
    }

    /// Which it is.
    #[must_use]
    pub fn month_name(&self) -> MonthName {
        MonthName { region_code: self.region_code.clone(), month: self.month }
    }

    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        self.month_name().to_string()
    }

    /// The id of its record.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.month_name().id()
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> State {
        match &self.close {
            None => State::Open,
            Some(close) if close.confirmed.is_none() => State::Proposed,
            Some(_) => State::Closed,
        }
    }

    /// What the bank said of its end, where it is closed.
    #[must_use]
    pub fn bank_closing(&self) -> Option<Fen> {
        let statement = self.statement.as_ref().filter(|_| self.state() == State::Closed);
        statement.map(|statement| statement.closing)
    }

    /// Refuses what can't be done with a month that waits or is closed, or that has not ended.
    pub fn can_change(&self, at: Timestamp) -> Result<(), Refusal> {
        match self.state() {
            State::Closed => return Err(closed(self.month)),
            State::Proposed => {
                return Err(Refusal::new(
                    Kind::Precondition,
                    reason::MONTH_PROPOSED,
                    "该月已提请结账，正在等待复核。如需更正，请先由局长或院领导退回。",
                    "The close of this month is proposed and waits for its confirmation. To correct something, have the chief or a president return it first.",
                ));
            }
            State::Open => {}
        }
        if at < self.month.end() {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::MONTH_NOT_ENDED,
                format!("{}尚未结束，请在次月办理月结。", self.month.chinese()),
                format!("{} has not ended; close it in the next month.", self.month),
            ));
        }
        Ok(())
    }

    /// Enters what the bank says, in place of what was entered before.
    pub fn enter(&mut self, statement: Statement, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.can_change(at)?;
        self.statement = Some(statement);
        self.touch(at);
        Ok(self.event("BANK_STATEMENT_ENTERED", "录入银行对账数据"))
    }

    /// Writes down why ledger and bank differ. An empty explanation changes nothing.
    pub fn explain(&mut self, explanations: Vec<(String, String)>) -> Result<(), Refusal> {
        let mut wrong = Violations::new();
        for (place, (difference, text)) in explanations.into_iter().enumerate() {
            let field = format!("explanations[{place}].explanation");
            let text = wrong.optional_text(&field, &text, 500);
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                self.explanations.insert(difference, text);
            }
        }
        wrong.check()
    }

    /// Proposes the close with what the ledger says now, which is what it will always say. `differences` are those of the figures.
    pub fn propose(
        &mut self,
        (figures, differences): (Figures, Vec<Difference>),
        progress: Progress,
        actor: &Actor,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.can_change(at)?;
        if progress.next() != Some(self.month) {
            return Err(self.out_of_order(progress));
        }
        if self.statement.is_none() {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::BANK_STATEMENT_MISSING,
                "该月的银行对账数据尚未录入，请先录入。",
                "The bank's figures of this month are not entered yet; enter them first.",
            ));
        }
        explained(&differences)?;
        // What was explained and differs no more is dropped.
        let kept = differences.iter().map(|difference| (difference.id(), difference.explanation.clone()));
        self.explanations = kept.collect();
        self.close = Some(Close {
            figures,
            differences,
            proposer: actor.person.clone(),
            proposed: at,
            confirmed: None,
        });
        self.returned = None;
        self.touch(at);
        Ok(self.event("MONEY_CLOSE_PROPOSED", "提请案款月结"))
    }

    fn out_of_order(&self, progress: Progress) -> Refusal {
        let Some(next) = progress.next() else {
            return Refusal::new(
                Kind::Precondition,
                reason::MONTH_OUT_OF_ORDER,
                "账面还没有任何款项，从有款项的第一个月开始办理月结。",
                "The ledger is empty; the first month with money is closed first.",
            );
        };
        let name = MonthName { region_code: self.region_code.clone(), month: next };
        Refusal::new(
            Kind::Precondition,
            reason::MONTH_OUT_OF_ORDER,
            format!("月结按月份先后办理，接下来应办理{}的月结。", next.chinese()),
            format!("Months are closed in their order; {next} is the next."),
        )
        .with("next", name.to_string())
    }

    /// Confirms the close, by another person than its proposer.
    pub fn confirm(&mut self, actor: &Actor, at: Timestamp) -> Result<DomainEvent, Refusal> {
        let month = self.month;
        let close = self.close.as_mut().ok_or_else(not_proposed)?;
        if close.confirmed.is_some() {
            return Err(closed(month));
        }
        let before = [(Step::ProposeMoneyClose, close.proposer.as_str())];
        actor.may_take(Step::ConfirmMoneyClose, before)?;
        close.confirmed = Some((actor.person.clone(), at));
        self.touch(at);
        Ok(self.event("MONEY_MONTH_CLOSED", "案款月结"))
    }

    /// Gives the proposal back.
    pub fn give_back(&mut self, reason: &str, actor: &Actor, at: Timestamp) -> Result<DomainEvent, Refusal> {
        let mut wrong = Violations::new();
        let Some(reason) = wrong.text("reason", reason, 1000) else { return Err(wrong.into_refusal()) };
        match self.state() {
            State::Open => return Err(not_proposed()),
            State::Closed => return Err(closed(self.month)),
            State::Proposed => {}
        }
        let event = self.event("MONEY_CLOSE_RETURNED", "退回案款月结");
        self.close = None;
        self.returned = Some(Return { person: actor.person.clone(), reason, at });
        self.touch(at);
        Ok(event)
    }

    fn touch(&mut self, at: Timestamp) {
        self.version += 1;
        self.updated = at;
    }

    fn event(&self, kind: &'static str, what: &str) -> DomainEvent {
        DomainEvent {
            kind,
            case: String::new(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: format!("{what}（{}）", self.month.chinese()),
            amount_fen: self.close.as_ref().map_or(0, |close| close.figures.closing()),
        }
    }
}

/// Refuses where a difference has no explanation, or where there are too many to be explained one by one.
fn explained(differences: &[Difference]) -> Result<(), Refusal> {
    let mut wrong = Violations::new();
    if differences.len() > MOST_DIFFERENCES {
        let text = Text::new(
            format!("差异有 {} 笔，逐笔说明最多 500 笔。请先核对所粘贴的银行流水。", differences.len()),
            format!(
                "There are {} differences; at most 500 are explained one by one. Check the rows of the bank first.",
                differences.len()
            ),
        );
        wrong.add("explanations", reason::TOO_MANY, text);
        return wrong.check();
    }
    for difference in differences.iter().filter(|difference| difference.explanation.is_empty()) {
        let (zh, en) = match difference.bank_reference.as_str() {
            "" => ("此项差异".to_owned(), "This difference".to_owned()),
            reference => (format!("流水号 {reference} 的差异"), format!("The difference of {reference}")),
        };
        let text = Text::new(format!("{zh}须写明原因。"), format!("{en} needs an explanation."));
        wrong.add("explanations", reason::DIFFERENCE_NOT_EXPLAINED, text);
    }
    wrong.check()
}

fn closed(month: Month) -> Refusal {
    Refusal::new(
        Kind::Conflict,
        reason::MONTH_CLOSED,
        format!("{}已经结账，不再变更。需要更正的，请在当前月份登记。", month.chinese()),
        format!("{month} is closed and changes no more. A correction is entered in the current month."),
    )
}

fn not_proposed() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::MONTH_NOT_PROPOSED,
        "该月尚未提请结账或者已被退回，请刷新后核对。",
        "Nobody has proposed to close this month, or it was returned; look again.",
    )
}

/// The refusal for a month that is not there or not the caller's to see.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::MONEY_MONTH_UNKNOWN,
        "没有这个月份的案款月结，或不在您的权限范围内。",
        "There is no such month of case funds, or it is not yours to see.",
    )
}
