//! One seizure (查封、扣押、冻结): what is seized, until when it holds, how it ends. Who waits behind whom is for [`super::seizure_queue`].

use jiff::{ToSpan as _, civil::Date};
use kit::domain::{
    Actor, Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation::Step,
};
use law::{
    identifiers::{Fen, RegionCode},
    seizure::{AssetClass, Chain, Excess, Renewal, chain, extent},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    account,
    event_kind::EventKind,
    freeze::EquityFreeze,
    named,
    origin::Origin,
    reading::{self, CaseRef},
    share::Share,
};

named! {
    /// Where a seizure stands.
    pub enum SeizureState {
        /// Ordered, not yet carried out.
        Recorded = "RECORDED",
        /// In force.
        InForce = "IN_FORCE",
        /// Waiting behind another.
        Waiting = "WAITING",
        /// Released.
        Released = "RELEASED",
        /// Not renewed in time.
        Lapsed = "LAPSED",
        /// Ended with the sale of the property.
        Disposed = "DISPOSED",
    }
}

impl SeizureState {
    /// What it is called.
    #[must_use]
    pub const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Recorded => ("已登记未实施", "recorded and not carried out"),
            Self::InForce => ("有效", "in force"),
            Self::Waiting => ("轮候", "waiting"),
            Self::Released => ("已解除", "released"),
            Self::Lapsed => ("已失效", "lapsed"),
            Self::Disposed => ("已处分", "ended by disposal"),
        }
    }

    /// Whether it holds the property or waits for it.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::InForce | Self::Waiting)
    }
}

/// The record made on the spot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When it began.
    pub start: Option<Timestamp>,
    /// When it ended.
    pub end: Option<Timestamp>,
    /// Where.
    pub place: String,
    /// Who keeps the property.
    pub keeper: String,
    /// Files.
    pub evidence: Vec<String>,
}

/// A renewal that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewed {
    /// The day.
    pub made: Date,
    /// Months; none is the longest.
    pub months: Option<u16>,
    /// Who.
    pub actor: String,
    /// Why it was made before the renewal before it began to run; empty where it was not.
    #[serde(default)]
    pub reason: String,
}

/// What is owed and what is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// What the property is worth.
    pub value: Option<Fen>,
    /// The claim.
    pub claim: Option<Fen>,
    /// The costs.
    pub costs: Option<Fen>,
    /// What else could be enforced.
    pub elsewhere: Option<Fen>,
    /// Whether the property can't be divided.
    pub indivisible: bool,
    /// Why more is held than owed.
    pub excess_reason: String,
}

impl Amounts {
    /// How what is held compares with what is owed, where both are known.
    #[must_use]
    pub fn excess(&self, on: Date) -> Option<Excess> {
        let (zero, held) = (Fen::ZERO, self.value?);
        let (costs, elsewhere) = (self.costs.unwrap_or(zero), self.elsewhere.unwrap_or(zero));
        extent(self.claim?, costs, held, self.indivisible, elsewhere, on)
    }
}

/// A seizure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seizure {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case: CaseRef,
    /// The region of the court.
    pub region_code: RegionCode,
    /// What is seized.
    pub class: AssetClass,
    /// By what the property is known.
    pub property_key: String,
    /// In words.
    pub description: String,
    /// The asset, where it is on record.
    pub asset: String,
    /// The part that is seized; none is all that the debtor has.
    pub share: Option<Share>,
    /// What the debtor has of it.
    pub held: Option<Share>,
    /// Months; none is the longest.
    pub months: Option<u16>,
    /// What is owed and what is held.
    pub amounts: Amounts,
    /// The record.
    pub record: Record,
    /// Where it stands.
    pub state: SeizureState,
    /// When it was made public, and its number in the order of those of the same property.
    pub published: Option<(Timestamp, u64)>,
    /// The number of the publication.
    pub notice_number: String,
    /// From which day it is in force.
    pub from: Option<Date>,
    /// The renewals.
    pub renewals: Vec<Renewed>,
    /// The last day in force.
    pub last_day: Option<Date>,
    /// How many stand before it.
    pub position: i32,
    /// The request from which it came.
    pub request: Option<Uuid>,
    /// Where it comes from, where an opening took it over.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Who recorded it.
    pub proposer: String,
    /// Why and when it ended.
    pub ended: Option<(String, Date)>,
    /// Which version of the row it is.
    pub version: i64,
    /// When it was recorded.
    pub created: Timestamp,
}

impl Seizure {
    /// The seizure that a freeze of equity becomes with its publication.
    #[must_use]
    pub fn of_freeze(
        freeze: &EquityFreeze,
        of: (&CaseRef, &RegionCode, Uuid),
        by: &str,
        at: Timestamp,
    ) -> Self {
        let (case, region_code, request) = of;
        Self {
            id: Uuid::nil(),
            case: case.clone(),
            region_code: region_code.clone(),
            class: AssetClass::Equity,
            property_key: freeze.property_key(),
            description: format!("{} {}%", freeze.company_name, freeze.share.percent()).trim().to_owned(),
            asset: String::new(),
            share: Some(freeze.share),
            held: freeze.held,
            months: freeze.months,
            amounts: Amounts {
                value: freeze.value,
                claim: freeze.claim,
                excess_reason: freeze.excess_reason.clone(),
                ..Amounts::default()
            },
            record: Record::default(),
            state: SeizureState::Recorded,
            published: None,
            notice_number: String::new(),
            from: None,
            renewals: Vec::new(),
            last_day: None,
            position: 0,
            request: Some(request),
            origin: None,
            proposer: by.to_owned(),
            ended: None,
            version: 1,
            created: at,
        }
    }

    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("seizures/{}", self.id)
    }

    /// By what the property is known, as everybody may read it: the number of an account covered but for its end.
    #[must_use]
    pub fn covered_key(&self) -> String {
        match self.class {
            AssetClass::Deposit => account::account(&self.property_key),
            AssetClass::OtherRight => account::covered(&self.property_key),
            AssetClass::Movable | AssetClass::RealEstate | AssetClass::Equity => self.property_key.clone(),
        }
    }

    /// The day on which it lapses.
    #[must_use]
    pub fn lapse_date(&self) -> Option<Date> {
        self.last_day.map(|day| day.saturating_add(1.day()))
    }

    /// Its terms as the law reckons them, where it is in force.
    #[must_use]
    pub fn chain(&self) -> Option<Chain> {
        let renewals: Vec<_> = self
            .renewals
            .iter()
            .map(|r| Renewal { made: r.made, months: r.months, reason_stated: true })
            .collect();
        chain(self.class, self.from?, self.months, &renewals).value().cloned()
    }

    /// The articles on which its days rest.
    #[must_use]
    pub fn basis(&self) -> Vec<&'static str> {
        let Some(from) = self.from else { return Vec::new() };
        let mut articles: Vec<_> =
            chain(self.class, from, self.months, &[]).why().iter().map(|why| why.rule.article).collect();
        articles.dedup();
        articles
    }

    /// Where it stands on a day: what was not renewed has lapsed, whether somebody has looked or not.
    #[must_use]
    pub fn state_on(&self, day: Date) -> SeizureState {
        match (self.state, self.last_day) {
            (SeizureState::InForce, Some(last)) if day > last => SeizureState::Lapsed,
            (state, _) => state,
        }
    }

    pub(super) fn take_effect(&mut self, day: Date) {
        self.state = SeizureState::InForce;
        self.from = Some(day);
        self.last_day = self.chain().map(|chain| chain.last_day);
    }

    pub(super) fn wait(&mut self) {
        self.state = SeizureState::Waiting;
        (self.from, self.last_day) = (None, None);
        self.renewals.clear();
    }

    pub(super) fn end(&mut self, state: SeizureState, reason: &str, day: Date) {
        self.state = state;
        self.position = 0;
        self.ended = Some((reason.to_owned(), day));
        self.version += 1;
    }

    /// Renews it: another person than who recorded it, as when it was made public.
    pub fn renew(
        &mut self,
        months: i32,
        reason: &str,
        by: &Actor,
        at: Timestamp,
    ) -> Result<EventKind, Refusal> {
        let day = at.legal_day();
        let last = match (self.state_on(day), self.last_day) {
            (SeizureState::InForce, Some(last)) => last,
            (SeizureState::Lapsed, _) => return Err(self.lapsed()),
            _ => return Err(self.conflict("续行", "renewed")),
        };
        by.may_take(Step::IssueRequest, [(Step::DraftRequest, self.proposer.as_str())])?;
        let mut v = Violations::new();
        let months = u16::try_from(months).ok();
        if months.is_none() {
            let text = Text::new("期限须为正数。", "A term is a positive number of months.");
            v.add("term_months", reason::TERM_MALFORMED, text);
        }
        let months = months.filter(|months| *months > 0);
        let reason = v.optional_text("reason", reason, 500).unwrap_or_default();
        // What was renewed before was decided on then; the new one is judged.
        let before =
            self.renewals.iter().map(|r| Renewal { made: r.made, months: r.months, reason_stated: true });
        let renewals: Vec<_> =
            before.chain([Renewal { made: day, months, reason_stated: !reason.is_empty() }]).collect();
        self.renewals.push(Renewed { made: day, months, actor: by.person.clone(), reason });
        let ruling = chain(self.class, self.from.unwrap_or(last), self.months, &renewals);
        for unmet in ruling.unmet() {
            v.add("term_months", reason::TERM_BEYOND_LAW, reading::unmet_text(unmet));
        }
        v.check()?;
        self.last_day = ruling.value().map(|chain| chain.last_day);
        self.version += 1;
        Ok(EventKind::SeizureRenewed)
    }

    fn lapsed(&self) -> Refusal {
        let last = self.last_day.map(|day| day.to_string()).unwrap_or_default();
        Refusal::new(
            Kind::Precondition,
            reason::SEIZURE_LAPSED,
            format!("已于 {last} 届满失效，不能续行。请重新查封、冻结，排在已登记的轮候之后（查封扣押冻结规定第二十七条）。"),
            format!("It lapsed after {last} and can't be renewed; seize anew, behind those that wait (Provisions on Seizure, art. 27)."),
        )
        .with("lastDay", last)
    }

    pub(super) fn conflict(&self, zh: &str, en: &str) -> Refusal {
        let (state_zh, state_en) = self.state.text();
        Refusal::new(
            Kind::Precondition,
            reason::SEIZURE_STATE_CONFLICT,
            format!("现在的状态是“{state_zh}”，不能{zh}。请刷新后查看。"),
            format!("The seizure is {state_en} and can't be {en}. Look at it again."),
        )
        .with("state", self.state.name())
    }
}
