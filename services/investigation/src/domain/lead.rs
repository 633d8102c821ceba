//! Leads on property (财产线索): taken in, verified in the law's time, and then facts or assets.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Violations},
};
use law::{
    deadline::{self, Kind as Clock},
    identifiers::RegionCode,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    debtor::{Audience, Confidence, Fact, Source, Topic, chosen},
    named,
    reading::{self, CaseRef},
};

named! {
    /// Where a lead stands.
    pub enum LeadState {
        /// To be verified.
        Open = "OPEN",
        /// True.
        Confirmed = "CONFIRMED",
        /// Not true.
        Refuted = "REFUTED",
    }
}

/// A lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Its id.
    pub id: Uuid,
    /// The region of the court.
    pub region_code: RegionCode,
    /// The case.
    pub case: CaseRef,
    /// The debtor, where it is known.
    pub debtor: Option<Uuid>,
    /// Where it comes from.
    pub source: Source,
    /// The source.
    pub informer: String,
    /// About what.
    pub topic: Topic,
    /// In words.
    pub text: String,
    /// Whether it can't wait.
    pub urgent: bool,
    /// Where it stands.
    pub state: LeadState,
    /// Until which day it has to be verified.
    pub due: Date,
    /// The provision.
    pub article: String,
    /// What was found.
    pub outcome: String,
    /// The asset that it became.
    pub asset: Option<Uuid>,
    /// Who took it in.
    pub author: String,
    /// The task in which it came up, `tasks/{id}`; empty where it came otherwise.
    #[serde(default)]
    pub task: String,
    /// Which version of the row it is.
    pub version: i64,
    /// When it came in.
    pub created: Timestamp,
}

/// A lead as it was written.
#[derive(Clone, Debug, Default)]
pub struct LeadDraft {
    /// The case.
    pub case: String,
    /// Its number.
    pub case_number: String,
    /// The debtor.
    pub debtor: Option<Uuid>,
    /// Where it comes from.
    pub source: Option<Source>,
    /// The source.
    pub informer: String,
    /// About what.
    pub topic: Option<Topic>,
    /// In words.
    pub text: String,
    /// Whether it can't wait.
    pub urgent: bool,
    /// The task in which it came up; its case is `case` then.
    pub task: String,
}

impl LeadDraft {
    /// The lead, or everything that is wrong with the draft, by field.
    pub fn check(self, id: Uuid, region_code: RegionCode, by: &str, at: Timestamp) -> Result<Lead, Refusal> {
        let mut v = Violations::new();
        // The case of a task may come later than the task; the lead is linked to it then.
        let case = if self.task.is_empty() {
            reading::case(&self.case, &self.case_number, &mut v)
        } else {
            reading::old_case(&self.case, &self.case_number, &mut v)
        };
        let (source, topic) = (chosen("source", self.source, &mut v), chosen("topic", self.topic, &mut v));
        let (text, informer) =
            (v.text("text", &self.text, 2000), v.optional_text("informer", &self.informer, 100));
        let clock = if self.urgent { Clock::ClueCheckUrgent } else { Clock::ClueCheck };
        let day = at.legal_day();
        let period = deadline::due(clock, day, &[], &[]);
        let due = period.value().map_or(day, |period| period.end);
        match (case, source, topic, text, informer) {
            (Some(case), Some(source), Some(topic), Some(text), Some(informer)) if v.is_empty() => Ok(Lead {
                id,
                region_code,
                case,
                debtor: self.debtor,
                source,
                informer,
                topic,
                text,
                urgent: self.urgent,
                state: LeadState::Open,
                due,
                article: clock.rule().on(day).article.to_owned(),
                outcome: String::new(),
                asset: None,
                author: by.to_owned(),
                task: self.task,
                version: 1,
                created: at,
            }),
            _ => Err(v.into_refusal().within("lead")),
        }
    }
}

/// The refusal for a task that is not the caller's.
#[must_use]
pub fn task_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::TASK_UNKNOWN,
        "没有这项任务，或不是交给您办理的任务。",
        "There is no such task, or it is not yours.",
    )
    .at("lead.task")
}

/// The refusal for a task that names no case.
#[must_use]
pub fn task_without_case() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::TASK_WITHOUT_CASE,
        "这项任务没有案号，线索无法归入案件，请联系派发任务的执行干警。",
        "The task names no case to which the lead could belong; ask the officer who filed it.",
    )
    .at("lead.task")
}

/// The refusal for a lead that names a case and a task.
#[must_use]
pub fn case_and_task() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::CASE_OR_TASK,
        "案件和任务只填一项：填写任务的，线索归入任务所属案件。",
        "Name a case or a task, one of both: by task the lead belongs to the task's case.",
    )
    .at("lead.task")
}

impl Lead {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("leads/{}", self.id)
    }

    /// Whether it should have been verified.
    #[must_use]
    pub fn overdue(&self, at: Timestamp) -> bool {
        self.state == LeadState::Open && at.legal_day() > self.due
    }

    /// Says what came of it. A confirmed lead of a known debtor gives the fact that it becomes, unless it becomes an asset.
    pub fn verify(
        &mut self,
        state: Option<LeadState>,
        outcome: &str,
        asset: Option<Uuid>,
        (by, at): (&str, Timestamp),
    ) -> Result<Option<Fact>, Refusal> {
        let mut v = Violations::new();
        let state = chosen("state", state.filter(|state| *state != LeadState::Open), &mut v);
        let outcome = v.text("outcome", outcome, 2000);
        let (Some(state), Some(outcome)) = (state, outcome) else { return Err(v.into_refusal()) };
        if self.state != LeadState::Open {
            return Err(Refusal::new(
                Kind::Precondition,
                reason::LEAD_VERIFIED,
                "这条线索已经核实过。",
                "This lead was verified already.",
            ));
        }
        if state == LeadState::Refuted && asset.is_some() {
            return Err(Refusal::new(
                Kind::Invalid,
                reason::REFUTED_LEAD_HAS_NO_ASSET,
                "不属实的线索不能登记为财产。",
                "A refuted lead does not become an asset.",
            )
            .at("asset"));
        }
        self.state = state;
        self.asset = asset;
        self.version += 1;
        let becomes_fact = state == LeadState::Confirmed && asset.is_none() && self.debtor.is_some();
        let fact = becomes_fact.then(|| Fact {
            topic: self.topic,
            text: outcome.clone(),
            source: self.source,
            reference: self.name(),
            date: at.legal_day(),
            confidence: Confidence::High,
            audience: Audience::Court,
            author: by.to_owned(),
            at,
        });
        self.outcome = outcome;
        Ok(fact)
    }
}
