//! Debtors and what is known of them.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    draft::PartyDraft,
    named,
    reading::{self, Party},
};

named! {
    /// What a fact, a lead or an asset is about.
    pub enum Topic {
        /// Where somebody lives or was.
        Residence = "RESIDENCE",
        /// Work and income.
        Work = "WORK",
        /// Family.
        Family = "FAMILY",
        /// Bank deposits.
        Deposit = "DEPOSIT",
        /// Securities and funds.
        Securities = "SECURITIES",
        /// Real estate and land.
        RealEstate = "REAL_ESTATE",
        /// Vehicles and vessels.
        Vehicle = "VEHICLE",
        /// Machines, stock, valuables.
        Movable = "MOVABLE",
        /// Equity.
        Equity = "EQUITY",
        /// Intellectual property.
        IntellectualProperty = "INTELLECTUAL_PROPERTY",
        /// Claims against others.
        Claim = "CLAIM",
        /// Housing fund, insurance, pension.
        Fund = "FUND",
        /// Any other right.
        Other = "OTHER",
    }
}

named! {
    /// Where a fact comes from.
    pub enum Source {
        /// The applicant.
        Applicant = "APPLICANT",
        /// The debtor's own report.
        Debtor = "DEBTOR",
        /// A cooperating unit.
        Unit = "UNIT",
        /// A grid worker.
        GridWorker = "GRID_WORKER",
        /// The court's own look.
        Court = "COURT",
    }
}

named! {
    /// How sure a fact is.
    pub enum Confidence {
        /// Hearsay.
        Low = "LOW",
        /// Likely.
        Medium = "MEDIUM",
        /// On record or seen.
        High = "HIGH",
    }
}

named! {
    /// Who may see a fact.
    pub enum Audience {
        /// Everybody of the court who may see the debtor.
        Court = "COURT",
        /// Who entered it, the chief and the president.
        Handlers = "HANDLERS",
    }
}

/// Something that is known. Never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// About what.
    pub topic: Topic,
    /// In words.
    pub text: String,
    /// Where it comes from.
    pub source: Source,
    /// The source itself.
    pub reference: String,
    /// As of which day.
    pub date: Date,
    /// How sure it is.
    pub confidence: Confidence,
    /// Who may see it.
    pub audience: Audience,
    /// Who entered it.
    pub author: String,
    /// When.
    pub at: Timestamp,
}

/// A fact as it was written.
#[derive(Clone, Debug, Default)]
pub struct FactDraft {
    /// About what.
    pub topic: Option<Topic>,
    /// In words.
    pub text: String,
    /// Where it comes from.
    pub source: Option<Source>,
    /// The source itself.
    pub reference: String,
    /// As of which day.
    pub date: Option<Date>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// Who may see it.
    pub audience: Option<Audience>,
}

/// Notes a choice that was not made.
pub(super) fn chosen<T>(field: &str, choice: Option<T>, v: &mut Violations) -> Option<T> {
    if choice.is_none() {
        v.add(field, reason::REQUIRED, Text::new("请选择。", "Required; nothing was chosen."));
    }
    choice
}

/// Refuses a day in the future.
pub(super) fn not_future(field: &str, day: Option<Date>, at: Timestamp, v: &mut Violations) {
    if day.is_some_and(|day| day > at.legal_day()) {
        v.add(field, reason::TIME_IN_FUTURE, Text::new("日期不能晚于今天。", "The day lies in the future."));
    }
}

impl FactDraft {
    /// The fact, or everything that is wrong with the draft, by field.
    pub fn check(self, by: &str, at: Timestamp) -> Result<Fact, Refusal> {
        let mut v = Violations::new();
        let (topic, source) = (chosen("topic", self.topic, &mut v), chosen("source", self.source, &mut v));
        let confidence = chosen("confidence", self.confidence, &mut v);
        let (text, date) = (v.text("text", &self.text, 2000), chosen("fact_date", self.date, &mut v));
        let reference = v.optional_text("source_reference", &self.reference, 200);
        not_future("fact_date", date, at, &mut v);
        match (topic, source, confidence, text, date, reference) {
            (Some(topic), Some(source), Some(confidence), Some(text), Some(date), Some(reference))
                if v.is_empty() =>
            {
                let audience = self.audience.unwrap_or(Audience::Court);
                let author = by.to_owned();
                Ok(Fact { topic, text, source, reference, date, confidence, audience, author, at })
            }
            _ => Err(v.into_refusal().within("fact")),
        }
    }
}

impl Fact {
    /// Whether somebody may see it. `senior` are the chief of the bureau and the president.
    #[must_use]
    pub fn may_see(&self, person: &str, senior: bool) -> bool {
        self.audience == Audience::Court || senior || self.author == person
    }
}

/// Facts of one debtor at most: a file that no human reads any more.
const FACTS: usize = 2000;

/// A debtor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Debtor {
    /// Its id.
    pub id: Uuid,
    /// The region of the court.
    pub region_code: RegionCode,
    /// Who it is.
    pub party: Party,
    /// What is known.
    pub facts: Vec<Fact>,
    /// Behind which other it lies.
    pub merged_into: Option<Uuid>,
    /// Who merged and unmerged it, why, and when.
    pub merges: Vec<(String, String, Timestamp)>,
    /// Which version of the row it is.
    pub version: i64,
    /// When it was entered.
    pub created: Timestamp,
}

impl Debtor {
    /// Where the debtor lives, by the last fact that everybody of the court may see.
    #[must_use]
    pub fn residence(&self) -> Option<&str> {
        let homes = self
            .facts
            .iter()
            .filter(|fact| fact.topic == Topic::Residence && fact.audience == Audience::Court);
        homes.max_by_key(|fact| (fact.date, fact.at)).map(|fact| fact.text.as_str())
    }

    /// Enters a debtor.
    pub fn enter(
        draft: &PartyDraft,
        id: Uuid,
        region_code: RegionCode,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        let mut v = Violations::new();
        let name = v.text("debtor.identity.display_name", &draft.display_name, 100);
        let identity = reading::identity("debtor.identity", &draft.identity, &mut v);
        let organisation = draft.identity.is_of_organisation();
        match name {
            Some(display_name) if v.is_empty() => Ok(Self {
                id,
                region_code,
                party: Party { display_name, organisation, identity },
                facts: Vec::new(),
                merged_into: None,
                merges: Vec::new(),
                version: 1,
                created: at,
            }),
            _ => Err(v.into_refusal()),
        }
    }

    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("debtors/{}", self.id)
    }

    /// Adds a fact.
    pub fn add(&mut self, fact: Fact) -> Result<(), Refusal> {
        if self.merged_into.is_some() {
            return Err(merged());
        }
        if self.facts.len() >= FACTS {
            return Err(Refusal::new(
                Kind::Exhausted,
                reason::FACTS_FULL,
                "这名被执行人的情况记录已满。",
                "There is no room for more facts of this debtor.",
            ));
        }
        self.facts.push(fact);
        self.version += 1;
        Ok(())
    }

    /// Puts another debtor behind this one. `behind_other` says whether some are behind the other already.
    pub fn merge(
        &mut self,
        other: &mut Self,
        behind_other: bool,
        reason: &str,
        by: (&str, Timestamp),
    ) -> Result<(), Refusal> {
        let reason = reading::required("reason", reason, 2000)?;
        if self.id == other.id {
            let mut v = Violations::new();
            v.add(
                "other",
                reason::SAME_DEBTOR,
                Text::new("不能与自己合并。", "It is the same debtor already."),
            );
            return Err(v.into_refusal());
        }
        if self.merged_into.is_some() || other.merged_into.is_some() || behind_other {
            return Err(merged());
        }
        let differ = match (&self.party.identity, &other.party.identity) {
            // Who is known by two papers may be one: a passport says nothing against a citizen's number.
            (Some(mine), Some(theirs)) => mine.is_of_one_kind(theirs) && !mine.is_same(theirs),
            _ => false,
        };
        if differ || self.party.organisation != other.party.organisation {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::IDENTITY_CONFLICT,
                "两名被执行人的证件号码或类型不同，不是同一主体，不能合并。",
                "The two have different numbers or are of different kinds: they are not the same.",
            )
            .at("other"));
        }
        other.merged_into = Some(self.id);
        other.merges.push((by.0.to_owned(), reason, by.1));
        other.version += 1;
        self.version += 1;
        Ok(())
    }

    /// Takes this debtor out from behind another again.
    pub fn unmerge(&mut self, reason: &str, by: (&str, Timestamp)) -> Result<(), Refusal> {
        let reason = reading::required("reason", reason, 2000)?;
        if self.merged_into.is_none() {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::DEBTOR_NOT_MERGED,
                "这名被执行人没有被合并。",
                "This debtor does not lie behind another.",
            ));
        }
        self.merged_into = None;
        self.merges.push((by.0.to_owned(), reason, by.1));
        self.version += 1;
        Ok(())
    }
}

fn merged() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::DEBTOR_MERGED,
        "这名被执行人已并入另一名，请在合并后的记录上操作，或先撤销合并。",
        "This debtor lies behind another, or others behind it; work on that one, or undo the merger first.",
    )
}
