//! Sanctions (制裁、惩戒措施) from the proposal to their end.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind as Sort, Refusal, Text, Violations},
    separation::Step,
};
use law::{
    deadline,
    identifiers::{Fen, RegionCode},
    sanctions::{self, DishonestGround, Event, Kind, Lift, Proposal, Subject},
    unmet::Ruling,
    why::Why,
    zh,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Actor, DomainEvent, IndicatorRow};
use crate::domain::case::{Case, Identity};

/// A sanction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sanction {
    /// Its id.
    pub id: Uuid,
    /// The case, `cases/{id}`.
    pub case: String,
    /// Where it belongs.
    pub region_code: RegionCode,
    /// What and against whom, on which grounds.
    pub terms: Terms,
    /// Where it stands.
    pub state: State,
    /// Who proposed it.
    pub proposer: String,
    /// Who decided, what they said, and when.
    pub decision: Option<(String, String, Date)>,
    /// When the decision paper was served, and by which act of service.
    pub served: Option<(Date, String)>,
    /// When it was carried out.
    pub executed: Option<Date>,
    /// When reconsideration was asked for.
    pub reconsideration: Option<Date>,
    /// What the higher court said, and when.
    pub reconsidered: Option<(bool, Date)>,
    /// What calls for its end, since when.
    pub owed: Option<(Event, Date)>,
    /// When it was lifted.
    pub lifted: Option<Date>,
    /// Counts decisions.
    pub version: i64,
    /// When it was proposed.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What.
    pub kind: Kind,
    /// Against whom.
    pub display_name: String,
    /// By which number they are known.
    pub identity: Identity,
    /// The ground of the law and the facts.
    pub ground: String,
    /// For the list of dishonest debtors: which of the six grounds.
    #[serde(default)]
    pub dishonest_ground: Option<DishonestGround>,
    /// What proves it.
    pub evidence: Vec<String>,
    /// The fine.
    pub amount: Option<Fen>,
    /// Days of detention.
    pub days: Option<u16>,
    /// The same act was punished before.
    pub same_act_before: bool,
    /// A lawful summons was ignored.
    pub summons_ignored: bool,
    /// The time in the notice of enforcement has run out.
    pub notice_expired: bool,
    /// The last day on which it holds.
    pub end: Option<Date>,
}

/// Where a sanction stands. That its last day has passed is seen on reading: nothing has to happen for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Waits for the decision.
    Proposed,
    /// Approved, not yet served.
    Approved,
    /// Rejected.
    Rejected,
    /// The paper is served; to be carried out.
    Served,
    /// Holds.
    InForce,
    /// Lifted.
    Lifted,
    /// Its last day has passed.
    Expired,
    /// Carried out.
    Executed,
}

impl Sanction {
    /// A proposal, where everything but the approval is in order.
    pub fn propose(id: Uuid, terms: Terms, case: &Case, by: &Actor, at: Timestamp) -> Result<Self, Refusal> {
        let mut v = Violations::new();
        v.text("ground", &terms.ground, 2000);
        v.text("sanctioned.display_name", &terms.display_name, 100);
        if terms.end.is_some_and(|end| end < at.legal_day()) {
            v.add(
                "end_date",
                reason::DATE_OUT_OF_RANGE,
                Text::new("不能早于今天。", "It is not before today."),
            );
        }
        v.check()?;
        if let Ruling::Unmet(unmet) = terms.ruling(true, at.legal_day()) {
            return Err(Refusal::law_not_met(&unmet));
        }
        Ok(Self {
            id,
            case: case.name(),
            region_code: case.region_code.clone(),
            terms,
            state: State::Proposed,
            proposer: by.person.clone(),
            decision: None,
            served: None,
            executed: None,
            reconsideration: None,
            reconsidered: None,
            owed: None,
            lifted: None,
            version: 1,
            created: at,
            updated: at,
        })
    }

    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("sanctions/{}", self.id)
    }

    /// Where it stands on a day.
    #[must_use]
    pub fn state_on(&self, day: Date) -> State {
        let over = self.state == State::InForce && self.terms.end.is_some_and(|end| end < day);
        if over { State::Expired } else { self.state }
    }

    /// The provisions on which it rests.
    #[must_use]
    pub fn basis(&self) -> Vec<Why> {
        // What was entered before its ground was asked for rests on the same provision.
        let mut terms = self.terms.clone();
        terms.dishonest_ground = terms.dishonest_ground.or(Some(DishonestGround::AbleButRefuses));
        terms.facts(true, true, self.created.legal_day()).why().to_vec()
    }

    /// The last day to ask for reconsideration of a fine or a detention that was served.
    #[must_use]
    pub fn reconsideration_until(&self) -> Option<Date> {
        let served = self.served.as_ref()?.0;
        let kind = deadline::Kind::SanctionReconsideration;
        matches!(self.terms.kind, Kind::Fine | Kind::Detention)
            .then(|| deadline::due(kind, served, &[], &[]).value().map(|period| period.end))?
    }

    /// The proposal was entered.
    #[must_use]
    pub fn proposed(&self) -> DomainEvent {
        self.event("SANCTION_PROPOSED", "拟采取")
    }

    /// Approves or rejects it.
    pub fn decide(
        &mut self,
        approve: bool,
        comment: &str,
        by: &Actor,
        is_president: bool,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Proposed], at)?;
        by.may_take(Step::DecideMeasure, [(Step::ProposeMeasure, self.proposer.as_str())])?;
        if needs_president(self.terms.kind) && !is_president {
            return Err(Refusal::new(
                Sort::Denied,
                reason::WRONG_OFFICE,
                "这项措施依法须由院长决定，请报院领导。",
                "The law leaves this to the president; report it there.",
            ));
        }
        let mut v = Violations::new();
        let said = if approve {
            v.optional_text("comment", comment, 1000)
        } else {
            v.text("comment", comment, 1000)
        };
        v.check()?;
        if approve && let Ruling::Unmet(unmet) = self.terms.ruling(is_president, at.legal_day()) {
            return Err(Refusal::law_not_met(&unmet));
        }
        self.decision = Some((by.person.clone(), said.unwrap_or_default(), at.legal_day()));
        Ok(if approve {
            self.turn(State::Approved, "SANCTION_APPROVED", "批准", at)
        } else {
            self.turn(State::Rejected, "SANCTION_REJECTED", "不批准", at)
        })
    }

    /// Enters the service of the decision paper.
    pub fn serve(&mut self, on: Date, act: &str, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Approved], at)?;
        self.check_day(on, self.decision.as_ref().map(|(_, _, day)| *day), at)?;
        self.served = Some((on, act.to_owned()));
        let next = if holds_by_itself(self.terms.kind) { State::InForce } else { State::Served };
        Ok(self.turn(next, "SANCTION_SERVED", "送达决定：", at))
    }

    /// What indicators count of a sanction that was served.
    #[must_use]
    pub fn measured(&self) -> Option<IndicatorRow> {
        let (day, _) = self.served.as_ref()?;
        Some(IndicatorRow {
            what: "sanction",
            facet: code(self.terms.kind).to_owned(),
            day: *day,
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            amount: 1,
        })
    }

    /// Enters that it was carried out.
    pub fn execute(&mut self, on: Date, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Served], at)?;
        self.check_day(on, self.served.as_ref().map(|(day, _)| *day), at)?;
        self.executed = Some(on);
        Ok(self.turn(State::Executed, "SANCTION_EXECUTED", "执行完毕：", at))
    }

    /// Lifts it, where the event ends this kind.
    pub fn lift(&mut self, event: Event, on: Date, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Served, State::InForce], at)?;
        self.check_day(on, self.served.as_ref().map(|(day, _)| *day), at)?;
        let lift = sanctions::lift(self.terms.kind, event, on);
        if !lift.may {
            return Err(not_lifted(self.terms.kind, &lift));
        }
        self.lifted = Some(on);
        Ok(self.turn(State::Lifted, "SANCTION_LIFTED", "解除", at))
    }

    /// An event in the case calls for its end: whether there is a duty now.
    pub fn owe(&mut self, event: Event, on: Date, at: Timestamp) -> Option<DomainEvent> {
        let holds = matches!(self.state_on(at.legal_day()), State::Served | State::InForce);
        let must = sanctions::lift(self.terms.kind, event, on).must;
        (holds && must && self.owed.is_none()).then(|| {
            self.owed = Some((event, on));
            self.turn(self.state, "SANCTION_LIFT_DUE", "应当解除", at)
        })
    }

    /// Enters a request for reconsideration. It suspends nothing.
    pub fn reconsider(&mut self, on: Date, at: Timestamp) -> Result<DomainEvent, Refusal> {
        self.require(&[State::Served, State::InForce, State::Executed], at)?;
        if self.reconsideration.is_some() {
            return Err(Refusal::new(
                Sort::Precondition,
                reason::RECONSIDERED_BEFORE,
                "只能申请复议一次。",
                "Reconsideration is asked for once.",
            ));
        }
        self.check_day(on, self.served.as_ref().map(|(day, _)| *day), at)?;
        match self.reconsideration_until() {
            Some(last) if on <= last => {}
            Some(last) => {
                return Err(Refusal::new(
                    Sort::Precondition,
                    reason::RECONSIDERATION_LATE,
                    format!("申请复议的期限已于{}届满。", zh::weekday(last)),
                    format!("The time to ask ended on {last}."),
                ));
            }
            None => {
                return Err(Refusal::new(
                    Sort::Precondition,
                    reason::NO_RECONSIDERATION,
                    "只有罚款、拘留可以向上一级法院申请复议。",
                    "Only a fine or a detention is reconsidered by the higher court.",
                ));
            }
        }
        self.reconsideration = Some(on);
        Ok(self.turn(self.state, "SANCTION_RECONSIDERATION", "申请复议，不停止执行：", at))
    }

    /// Enters what the higher court decided.
    pub fn decide_reconsideration(
        &mut self,
        upheld: bool,
        on: Date,
        at: Timestamp,
    ) -> Result<DomainEvent, Refusal> {
        if self.reconsideration.is_none() || self.reconsidered.is_some() {
            return Err(Refusal::new(
                Sort::Precondition,
                reason::NO_RECONSIDERATION,
                "没有等待决定的复议。",
                "No reconsideration waits for its decision.",
            ));
        }
        self.check_day(on, self.reconsideration, at)?;
        self.reconsidered = Some((upheld, on));
        if upheld {
            return Ok(self.turn(self.state, "SANCTION_UPHELD", "复议维持", at));
        }
        self.lifted = Some(on);
        Ok(self.turn(State::Lifted, "SANCTION_REVOKED", "复议撤销", at))
    }

    fn check_day(&self, on: Date, not_before: Option<Date>, at: Timestamp) -> Result<(), Refusal> {
        let first = not_before.unwrap_or_else(|| self.created.legal_day());
        if (first..=at.legal_day()).contains(&on) {
            return Ok(());
        }
        Err(Refusal::new(
            Sort::Invalid,
            reason::DATE_OUT_OF_RANGE,
            format!("须在{}至今天之间。", zh::day(first)),
            format!("It lies between {first} and today."),
        )
        .at("date"))
    }

    fn require(&self, states: &[State], at: Timestamp) -> Result<(), Refusal> {
        if states.contains(&self.state_on(at.legal_day())) {
            return Ok(());
        }
        Err(Refusal::new(
            Sort::Precondition,
            reason::SANCTION_STATE_CONFLICT,
            "该项措施当前的状态不能进行此操作，请刷新后查看。",
            "The sanction's state does not allow this; look at it again.",
        ))
    }

    fn turn(&mut self, state: State, kind: &'static str, words: &str, at: Timestamp) -> DomainEvent {
        self.state = state;
        self.version += 1;
        self.updated = at;
        self.event(kind, words)
    }

    fn event(&self, kind: &'static str, words: &str) -> DomainEvent {
        DomainEvent {
            kind,
            case: self.case.clone(),
            subject: self.name(),
            region_code: self.region_code.as_str().to_owned(),
            summary: format!("{words}{}", label(self.terms.kind)),
            amount_fen: self.terms.amount.map_or(0, Fen::get),
        }
    }
}

impl Terms {
    fn ruling(&self, president_approved: bool, on: Date) -> Ruling<Kind> {
        self.facts(president_approved, !self.evidence.is_empty(), on)
    }

    fn facts(&self, president_approved: bool, ground_proved: bool, on: Date) -> Ruling<Kind> {
        let (subject, minor) = match &self.identity {
            Identity::Person(id) => (Subject::Person, is_minor(id.birth_date(), on)),
            identity if identity.is_of_organisation() => (Subject::Organisation, false),
            // Anyone who is known by another paper is no minor as far as the paper says.
            _ => (Subject::Person, false),
        };
        sanctions::check(&Proposal {
            kind: self.kind,
            subject,
            amount_fen: self.amount,
            days: self.days,
            president_approved,
            emergency: false,
            ground_stated: !self.ground.trim().is_empty(),
            dishonest_ground: self.dishonest_ground,
            ground_proved,
            same_act_before: self.same_act_before,
            summons_ignored: self.summons_ignored,
            notice_expired: self.notice_expired,
            minor,
            on,
        })
    }
}

/// The refusal for an event that does not end a sanction, with the provision that says what does.
fn not_lifted(kind: Kind, lift: &Lift) -> Refusal {
    let rule = lift.why.first().map(|why| why.rule);
    let (article, text) = rule.map(|rule| (rule.article, rule.text())).unzip();
    let (article, text) = (article.unwrap_or_default(), text.map(|text| text.zh).unwrap_or_default());
    Refusal::new(
        Sort::Precondition,
        reason::LIFT_NOT_ALLOWED,
        format!("这一情形不能解除{}，请核对情形。{article}：{text}。", label(kind)),
        format!("This event does not end a sanction of this kind ({article})."),
    )
    .at("event")
}

/// Under eighteen on a day (民法典第十七条).
fn is_minor(born: Date, on: Date) -> bool {
    on.year() - born.year() < 18
        || (on.year() - born.year() == 18 && (on.month(), on.day()) < (born.month(), born.day()))
}

/// Whether the law leaves the decision to the president.
#[must_use]
pub const fn needs_president(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Fine
            | Kind::Detention
            | Kind::CompelledAppearance
            | Kind::Search
            | Kind::ConsumptionRestriction
    )
}

/// Whether it holds from its service on, without a further act.
const fn holds_by_itself(kind: Kind) -> bool {
    matches!(kind, Kind::DishonestList | Kind::ConsumptionRestriction | Kind::ExitRestriction)
}

/// The name by which indicators and filters distinguish kinds.
#[must_use]
pub const fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::Fine => "FINE",
        Kind::Detention => "DETENTION",
        Kind::CompelledAppearance => "COMPELLED_APPEARANCE",
        Kind::Search => "SEARCH",
        Kind::DishonestList => "DISHONEST_LIST",
        Kind::ConsumptionRestriction => "CONSUMPTION_RESTRICTION",
        Kind::ExitRestriction => "EXIT_RESTRICTION",
        Kind::CriminalReferral => "CRIMINAL_REFERRAL",
    }
}

const fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Fine => "罚款",
        Kind::Detention => "拘留",
        Kind::CompelledAppearance => "拘传",
        Kind::Search => "搜查",
        Kind::DishonestList => "纳入失信名单",
        Kind::ConsumptionRestriction => "限制消费",
        Kind::ExitRestriction => "限制出境",
        Kind::CriminalReferral => "移送拒执犯罪",
    }
}

/// The refusal for a sanction that is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Sort::NotFound,
        reason::SANCTION_UNKNOWN,
        "没有这项措施，或不在您的权限范围内。",
        "There is no such sanction, or it is not yours to see.",
    )
    .with("resource", "sanction")
}
