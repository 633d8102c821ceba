//! Measures against those who do not perform (制裁、惩戒措施): proposed by one, approved by another, served, lifted in time.

use jiff::{ToSpan as _, civil::Date};
use kit::{
    moment::Moment,
    refusal::{Kind as Sort, Refusal, Text, Violations},
};
use law::{
    identifiers::Fen,
    sanctions::{self, Event, Proposal, Subject},
    unmet::Ruling,
    why::Why,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Actor, Happening, Measured,
    case::{Case, Identity},
};

pub use law::sanctions::Kind;

/// Until which birthday somebody is a minor.
const OF_AGE: i64 = 18;

/// A measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sanction {
    /// Its id.
    pub id: Uuid,
    /// The case, by name.
    pub case: String,
    /// Where the case belongs.
    pub region_code: String,
    /// What is ordered, against whom and on which facts.
    pub terms: Terms,
    /// Where it stands.
    pub state: State,
    /// Who proposed it.
    pub proposer: String,
    /// Who approved or rejected it.
    pub approver: String,
    /// What was said to it last.
    pub comment: String,
    /// When the decision was served.
    pub served: Option<Date>,
    /// The last day in force, where it ends by itself.
    pub ends: Option<Date>,
    /// By when it has to be lifted.
    pub lift_by: Option<Date>,
    /// Reconsideration was asked for.
    pub reconsidered: bool,
    /// Counts decisions.
    pub version: i64,
    /// When it was proposed.
    pub created: Moment,
    /// When it last changed.
    pub updated: Moment,
}

/// What is ordered, against whom and on which facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "these are the ticks on the form, each a fact of its own")]
pub struct Terms {
    /// What.
    pub kind: Kind,
    /// Against which party, by its place in the case.
    pub party: usize,
    /// A person or an organisation.
    pub subject: Subject,
    /// The day on which a person comes of age.
    pub of_age: Option<Date>,
    /// The fine.
    pub amount: Option<Fen>,
    /// Days of detention.
    pub days: Option<u16>,
    /// The ground of the law, in words.
    pub ground: String,
    /// What proves it.
    pub evidence: Vec<String>,
    /// Approval follows.
    pub emergency: bool,
    /// The same act was punished before.
    pub same_act_before: bool,
    /// A summons was ignored.
    pub summons_ignored: bool,
    /// The time in the notice of enforcement has run out.
    pub notice_expired: bool,
}

/// Where a measure stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Somebody else has to approve.
    Proposed,
    /// The decision has to be served.
    Approved,
    /// Refused.
    Rejected,
    /// Served and in force.
    InForce,
    /// Carried out.
    Executed,
    /// Lifted.
    Lifted,
    /// Ended by itself.
    Expired,
}

/// A measure as it was written.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are the ticks on the form, each a fact of its own")]
pub struct Draft {
    /// What; none where it was not told.
    pub kind: Option<Kind>,
    /// Against which party.
    pub party: i32,
    /// The fine, in fen; 0 where there is none.
    pub amount_fen: i64,
    /// Days of detention; 0 where there are none.
    pub days: i32,
    /// The ground.
    pub ground: String,
    /// What proves it.
    pub evidence: Vec<String>,
    /// Approval follows.
    pub emergency: bool,
    /// The same act was punished before.
    pub same_act_before: bool,
    /// A summons was ignored.
    pub summons_ignored: bool,
    /// The time in the notice of enforcement has run out.
    pub notice_expired: bool,
}

impl Draft {
    fn check(self, case: &Case) -> Result<Terms, Refusal> {
        let mut v = Violations::new();
        if self.kind.is_none() {
            v.add("kind", "REQUIRED", Text::new("请选择措施种类。", "Say which measure."));
        }
        let party = usize::try_from(self.party).ok().and_then(|at| case.parties.get(at).map(|p| (at, p)));
        if party.is_none() {
            v.add("party", "PARTY_UNKNOWN", Text::new("案件没有这名当事人。", "The case has no such party."));
        }
        let amount = Fen::new(self.amount_fen).map_err(|fault| fault.text());
        let amount = v.parse("amount_fen", "AMOUNT_NEGATIVE", amount).filter(|fen| *fen != Fen::ZERO);
        let days = u16::try_from(self.days).map_err(|_| Text::new("天数有误。", "Not a number of days."));
        let days = v.parse("days", "OUT_OF_RANGE", days).filter(|days| *days > 0);
        let ground = v.optional_text("ground", &self.ground, 2000).unwrap_or_default();
        match (self.kind, party) {
            (Some(kind), Some((at, party))) if v.is_empty() => Ok(Terms {
                kind,
                party: at,
                subject: match party.identity {
                    Identity::Person(_) => Subject::Person,
                    Identity::Organisation(_) => Subject::Organisation,
                },
                of_age: match &party.identity {
                    Identity::Person(id) => Some(id.birth_date().saturating_add(OF_AGE.years())),
                    Identity::Organisation(_) => None,
                },
                amount,
                days,
                ground,
                evidence: self.evidence,
                emergency: self.emergency,
                same_act_before: self.same_act_before,
                summons_ignored: self.summons_ignored,
                notice_expired: self.notice_expired,
            }),
            _ => Err(v.into_refusal()),
        }
    }
}

impl Terms {
    fn ruling(&self, president_approved: bool, on: Date) -> Ruling<Kind> {
        sanctions::check(&Proposal {
            kind: self.kind,
            subject: self.subject,
            amount_fen: self.amount,
            days: self.days,
            president_approved,
            emergency: self.emergency,
            ground_stated: !self.ground.trim().is_empty(),
            same_act_before: self.same_act_before,
            summons_ignored: self.summons_ignored,
            notice_expired: self.notice_expired,
            minor: self.of_age.is_some_and(|of_age| on < of_age),
            on,
        })
    }
}

impl Sanction {
    /// Proposes a measure. The law's conditions have to be met apart from the approval, which comes next.
    pub fn propose(draft: Draft, case: &Case, by: &Actor, at: Moment) -> Result<(Self, Happening), Refusal> {
        let terms = draft.check(case)?;
        if let Ruling::Unmet(unmet) = terms.ruling(true, at.legal_day()) {
            return Err(Refusal::law_not_met(&unmet));
        }
        let sanction = Self {
            id: Uuid::now_v7(),
            case: case.name(),
            region_code: case.region_code.as_str().to_owned(),
            terms,
            state: State::Proposed,
            proposer: by.person.clone(),
            approver: String::new(),
            comment: String::new(),
            served: None,
            ends: None,
            lift_by: None,
            reconsidered: false,
            version: 1,
            created: at,
            updated: at,
        };
        let told = sanction.told("SANCTION_PROPOSED", "提请");
        Ok((sanction, told))
    }

    /// Its resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("sanctions/{}", self.id)
    }

    /// The provisions that it rests on.
    #[must_use]
    pub fn basis(&self) -> Vec<Why> {
        self.terms.ruling(true, self.created.legal_day()).why().to_vec()
    }

    /// Approves it: somebody else than who proposed it, and the president where the law wants the president.
    pub fn approve(
        &mut self,
        comment: &str,
        is_president: bool,
        by: &Actor,
        at: Moment,
    ) -> Result<Happening, Refusal> {
        self.require(&[State::Proposed])?;
        self.not_own(by)?;
        if !is_president && !self.terms.ruling(false, at.legal_day()).is_met() {
            return Err(Refusal::new(
                Sort::Denied,
                "PRESIDENT_REQUIRED",
                "该措施依法须经院长批准。",
                "By law this measure needs the president's approval.",
            ));
        }
        if let Ruling::Unmet(unmet) = self.terms.ruling(true, at.legal_day()) {
            return Err(Refusal::law_not_met(&unmet));
        }
        comment.trim().clone_into(&mut self.comment);
        self.approver.clone_from(&by.person);
        self.state = State::Approved;
        Ok(self.happened("SANCTION_APPROVED", "批准", at))
    }

    /// Refuses it.
    pub fn reject(&mut self, reason: &str, by: &Actor, at: Moment) -> Result<Happening, Refusal> {
        self.require(&[State::Proposed])?;
        self.not_own(by)?;
        self.comment = said(reason)?;
        self.approver.clone_from(&by.person);
        self.state = State::Rejected;
        Ok(self.happened("SANCTION_REJECTED", "不予批准", at))
    }

    /// The decision was served: from then on it is in force.
    pub fn serve(&mut self, on: Date, at: Moment) -> Result<(Happening, Measured), Refusal> {
        self.require(&[State::Approved])?;
        if on < self.created.legal_day() || on > at.legal_day() {
            let (zh, en) =
                ("送达日期须在提请之后、今天之前。", "Served after the proposal and not after today.");
            return Err(Refusal::new(Sort::Invalid, "DATE_OUT_OF_RANGE", zh, en).at("date"));
        }
        self.served = Some(on);
        self.ends = self.terms.days.map(|days| on.saturating_add(i64::from(days).days()));
        self.state = State::InForce;
        let measured = Measured {
            what: "sanction",
            facet: self.facet().to_owned(),
            day: on,
            subject: self.name(),
            region_code: self.region_code.clone(),
            amount: 1,
        };
        Ok((self.happened("SANCTION_SERVED", "送达生效", at), measured))
    }

    /// Reconsideration was asked for, once.
    pub fn reconsider(&mut self, at: Moment) -> Result<Happening, Refusal> {
        self.require(&[State::InForce, State::Executed])?;
        if self.reconsidered {
            let (zh, en) = ("已经申请过一次复议。", "Reconsideration was asked for once already.");
            return Err(Refusal::new(Sort::Precondition, "RECONSIDERED_BEFORE", zh, en));
        }
        self.reconsidered = true;
        Ok(self.happened("SANCTION_RECONSIDERED", "申请复议，复议期间不停止执行", at))
    }

    /// It was carried out.
    pub fn execute(&mut self, at: Moment) -> Result<Happening, Refusal> {
        self.require(&[State::InForce])?;
        self.state = State::Executed;
        Ok(self.happened("SANCTION_EXECUTED", "执行完毕", at))
    }

    /// Lifts it.
    pub fn lift(&mut self, reason: &str, at: Moment) -> Result<Happening, Refusal> {
        self.require(&[State::Approved, State::InForce])?;
        self.comment = said(reason)?;
        self.state = State::Lifted;
        self.lift_by = None;
        Ok(self.happened("SANCTION_LIFTED", "解除", at))
    }

    /// The debt was performed, or the case has ended: notes by when it has to be lifted, where the law says so.
    pub fn ground_fell_away(&mut self, event: Event, on: Date, at: Moment) -> Option<Happening> {
        if self.state != State::InForce {
            return None;
        }
        let lift = sanctions::lift(self.terms.kind, event, on);
        if !lift.must {
            return None;
        }
        self.lift_by = Some(lift.by.unwrap_or(on));
        Some(self.happened("SANCTION_LIFT_DUE", "应当解除", at))
    }

    fn not_own(&self, by: &Actor) -> Result<(), Refusal> {
        if self.proposer != by.person {
            return Ok(());
        }
        let (zh, en) = ("提请人不能审批自己的提请。", "Whoever proposed it can't decide about it.");
        Err(Refusal::new(Sort::Denied, "OWN_PROPOSAL", zh, en))
    }

    fn require(&self, states: &[State]) -> Result<(), Refusal> {
        if states.contains(&self.state) {
            return Ok(());
        }
        let (zh, en) = match self.state {
            State::Proposed => ("等待审批", "it waits for approval"),
            State::Approved => ("已批准，尚未送达", "it is approved and not served"),
            State::Rejected => ("未获批准", "it was refused"),
            State::InForce => ("已经生效", "it is in force"),
            State::Executed => ("已经执行完毕", "it was carried out"),
            State::Lifted => ("已经解除", "it was lifted"),
            State::Expired => ("期限已满", "it has ended"),
        };
        Err(Refusal::new(
            Sort::Precondition,
            "SANCTION_STATE_CONFLICT",
            format!("该措施{zh}，不能进行此操作。"),
            format!("This can't be done: {en}."),
        ))
    }

    fn happened(&mut self, kind: &'static str, verb: &str, at: Moment) -> Happening {
        self.version += 1;
        self.updated = at;
        self.told(kind, verb)
    }

    fn told(&self, kind: &'static str, verb: &str) -> Happening {
        Happening {
            kind,
            case: self.case.clone(),
            subject: self.name(),
            region_code: self.region_code.clone(),
            summary: format!("{}：{verb}", self.title()),
            amount_fen: self.terms.amount.unwrap_or_default().get(),
        }
    }

    fn title(&self) -> &'static str {
        match self.terms.kind {
            Kind::Fine => "罚款",
            Kind::Detention => "拘留",
            Kind::CompelledAppearance => "拘传",
            Kind::Search => "搜查",
            Kind::DishonestList => "纳入失信名单",
            Kind::ConsumptionRestriction => "限制消费",
            Kind::ExitRestriction => "限制出境",
            Kind::CriminalReferral => "移送拒执",
        }
    }

    fn facet(&self) -> &'static str {
        match self.terms.kind {
            Kind::Fine => "fine",
            Kind::Detention => "detention",
            Kind::CompelledAppearance => "compelled-appearance",
            Kind::Search => "search",
            Kind::DishonestList => "dishonest-list",
            Kind::ConsumptionRestriction => "consumption-restriction",
            Kind::ExitRestriction => "exit-restriction",
            Kind::CriminalReferral => "criminal-referral",
        }
    }
}

fn said(reason: &str) -> Result<String, Refusal> {
    let mut v = Violations::new();
    let reason = v.text("reason", reason, 1000);
    v.check()?;
    Ok(reason.unwrap_or_default())
}

/// The refusal for a measure that is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Sort::NotFound,
        "SANCTION_UNKNOWN",
        "没有这项措施，或不在您的权限范围内。",
        "There is no such measure, or it is not yours to see.",
    )
    .with("resource", "sanction")
}
