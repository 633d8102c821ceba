//! A request to a cooperating unit (协助执行事项) and what can happen to it.

use kit::domain::{
    Actor, Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
    separation,
};
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    catalogue::Matter,
    citation::Citation,
    draft::{Filing, Paper},
    event_kind::EventKind,
    feedback::Feedback,
    freeze::{EquityFreeze, Publication},
    named,
    reading::{self, CaseRef, Party},
};

named! {
    /// Where a request stands.
    pub enum RequestState {
        /// Drawn up.
        Draft = "DRAFT",
        /// With the unit.
        Submitted = "SUBMITTED",
        /// Taken in.
        Received = "RECEIVED",
        /// Being worked on.
        Processing = "PROCESSING",
        /// Answered in full.
        Done = "DONE",
        /// Answered in part.
        Partial = "PARTIAL",
        /// Refused.
        Refused = "REFUSED",
        /// Given back to be fixed.
        ReturnedForFix = "RETURNED_FOR_FIX",
        /// Taken back.
        Withdrawn = "WITHDRAWN",
        /// Noted.
        Confirmed = "CONFIRMED",
    }
}

impl RequestState {
    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("草稿", "a draft"),
            Self::Submitted => ("已提交", "submitted"),
            Self::Received => ("已签收", "received"),
            Self::Processing => ("办理中", "being worked on"),
            Self::Done => ("已办结", "done"),
            Self::Partial => ("部分办结", "done in part"),
            Self::Refused => ("已拒绝", "refused"),
            Self::ReturnedForFix => ("退回补正", "returned to be fixed"),
            Self::Withdrawn => ("已撤回", "withdrawn"),
            Self::Confirmed => ("已确认", "confirmed"),
        }
    }

    /// Whether the unit has still to answer.
    #[must_use]
    pub const fn awaits_unit(self) -> bool {
        matches!(self, Self::Submitted | Self::Received | Self::Processing)
    }

    /// Whether it is with the court to be written.
    #[must_use]
    pub const fn awaits_court(self) -> bool {
        matches!(self, Self::Draft | Self::ReturnedForFix)
    }
}

/// What an answer changes in the queue of seizures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// A freeze of equity is published.
    Publishes,
    /// A seizure of equity is released.
    Lifts(Uuid),
}

named! {
    /// Grounds on which a unit may refuse.
    pub enum Ground {
        /// Outside its power.
        BeyondAuthority = "BEYOND_AUTHORITY",
        /// The papers are defective.
        PapersDefective = "PAPERS_DEFECTIVE",
        /// There is no such property.
        NoSuchProperty = "NO_SUCH_PROPERTY",
        /// The company is listed.
        ListedCompany = "LISTED_COMPANY",
        /// The person does not hold it.
        NotTheHolder = "NOT_THE_HOLDER",
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Where the request stood afterwards.
    pub state: RequestState,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// Reason or comment.
    pub comment: String,
}

/// How long a request took, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elapsed {
    /// From being drawn up to the first submission.
    pub drafting: i64,
    /// After it on the court's side.
    pub court: i64,
    /// After it on the unit's side.
    pub unit: i64,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssistRequest {
    /// Its id.
    pub id: Uuid,
    /// The unit, `units/{id}`.
    pub unit: String,
    /// The matter, `matters/{id}`.
    pub matter: String,
    /// Whether it takes hold of property or of a person.
    pub coercive: bool,
    /// The case.
    pub case: CaseRef,
    /// The region of the court that asks.
    pub region_code: RegionCode,
    /// The papers.
    pub papers: Vec<Paper>,
    /// Whom it concerns.
    pub subject: Option<Party>,
    /// What the unit should know.
    pub content: String,
    /// The freeze.
    pub freeze: Option<EquityFreeze>,
    /// The seizure of equity that it lifts.
    #[serde(default)]
    pub lifts: Option<Uuid>,
    /// Where it stands.
    pub state: RequestState,
    /// Who wrote it as it now is: the proposer first.
    pub authors: Vec<String>,
    /// Who sent it last.
    pub approver: String,
    /// Until when an answer is due.
    pub due: Option<Timestamp>,
    /// Every version of the answer.
    pub feedbacks: Vec<Feedback>,
    /// Why it was refused.
    pub refusal: Option<(Ground, String)>,
    /// What has to be fixed.
    pub fix: String,
    /// What happened.
    pub steps: Vec<Step>,
    /// By what an old record is known.
    pub import_key: String,
    /// The digest of the row that was imported, by which another content under the same key is noticed; empty in records of versions
    /// before.
    #[serde(default)]
    pub import_digest: String,
    /// Which version of the row it is.
    pub version: i64,
    /// When it was drawn up.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

impl AssistRequest {
    /// Draws a request up.
    #[must_use]
    pub fn file(filing: Filing, id: Uuid, region_code: RegionCode, by: &str, at: Timestamp) -> Self {
        let papers = cited(filing.papers, &[], by);
        let mut request = Self {
            id,
            unit: filing.unit,
            matter: filing.matter,
            coercive: filing.coercive,
            case: filing.case,
            region_code,
            papers,
            subject: filing.subject,
            content: filing.content,
            freeze: filing.freeze,
            lifts: filing.lifts,
            state: RequestState::Draft,
            authors: vec![by.to_owned()],
            approver: String::new(),
            due: None,
            feedbacks: Vec::new(),
            refusal: None,
            fix: String::new(),
            steps: Vec::new(),
            import_key: String::new(),
            import_digest: String::new(),
            version: 1,
            created: at,
            updated: at,
        };
        request.steps.push(Step {
            state: RequestState::Draft,
            actor: by.to_owned(),
            at,
            comment: String::new(),
        });
        request
    }

    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("requests/{}", self.id)
    }

    /// Whether the unit was ever sent it, and so sees it.
    #[must_use]
    pub fn left_the_court(&self) -> bool {
        self.first_submission().is_some()
    }

    /// The files that it and its answers cite, each with who cited it.
    #[must_use]
    pub fn citations(&self) -> Vec<Citation<'_>> {
        let first = self.authors.first().map(String::as_str).unwrap_or_default();
        let papers = self.papers.iter().map(|paper| Citation {
            evidence: &paper.evidence,
            cited_by: if paper.cited_by.is_empty() { first } else { &paper.cited_by },
            unit: "",
        });
        let answers = self.feedbacks.iter().flat_map(|feedback| {
            let (cited_by, unit) = (feedback.clerk.as_str(), self.unit.as_str());
            feedback.evidence.iter().map(move |evidence| Citation { evidence, cited_by, unit })
        });
        papers.chain(answers).collect()
    }

    /// When it was first sent.
    #[must_use]
    pub fn first_submission(&self) -> Option<Timestamp> {
        self.steps.iter().find(|step| step.state == RequestState::Submitted).map(|step| step.at)
    }

    /// When it was first answered or refused.
    #[must_use]
    pub fn first_answer(&self) -> Option<Timestamp> {
        let answered = |step: &&Step| {
            matches!(step.state, RequestState::Done | RequestState::Partial | RequestState::Refused)
        };
        self.steps.iter().find(answered).map(|step| step.at)
    }

    /// Whether its answer is overdue.
    #[must_use]
    pub fn overdue(&self, at: Timestamp) -> bool {
        self.state.awaits_unit() && self.due.is_some_and(|due| at > due)
    }

    /// How long it took until its first answer, or until now, by whose side it lay on.
    #[must_use]
    pub fn elapsed(&self, at: Timestamp) -> Elapsed {
        let mut elapsed = Elapsed::default();
        let first = self.first_submission();
        for (index, step) in self.steps.iter().enumerate() {
            let until = self.steps.get(index + 1).map_or(at, |next| next.at);
            let span = (until.micros() - step.at.micros()).max(0);
            match step.state {
                RequestState::Draft if first.is_none_or(|first| step.at <= first) => elapsed.drafting += span,
                RequestState::ReturnedForFix | RequestState::Draft => elapsed.court += span,
                RequestState::Submitted | RequestState::Received | RequestState::Processing => {
                    elapsed.unit += span;
                }
                RequestState::Done
                | RequestState::Partial
                | RequestState::Refused
                | RequestState::Withdrawn
                | RequestState::Confirmed => break,
            }
        }
        elapsed
    }

    /// Replaces what is asked for.
    pub fn rewrite(&mut self, filing: Filing, by: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        if !self.state.awaits_court() {
            return Err(self.conflict("修改", "changed"));
        }
        let mut v = Violations::new();
        let fixed = [("matter", filing.matter == self.matter), ("case", filing.case.name == self.case.name)];
        for (field, same) in fixed {
            if !same {
                let text = Text::new(
                    "不能改变，请撤回后另行提出。",
                    "This stays; withdraw the request and draw up another.",
                );
                v.add(format!("request.{field}"), reason::IMMUTABLE, text);
            }
        }
        v.check()?;
        self.papers = cited(filing.papers, &self.papers, by);
        self.subject = filing.subject;
        self.content = filing.content;
        self.freeze = filing.freeze;
        self.lifts = filing.lifts;
        if !self.authors.iter().any(|author| author == by) {
            self.authors.push(by.to_owned());
        }
        self.changed(at);
        Ok(EventKind::RequestUpdated)
    }

    /// Sends it to its unit.
    pub fn submit(&mut self, matter: &Matter, by: &Actor, at: Timestamp) -> Result<EventKind, Refusal> {
        if !self.state.awaits_court() {
            return Err(self.conflict("提交", "submitted"));
        }
        if self.coercive {
            let drafted = self.authors.iter().map(|author| (separation::Step::DraftRequest, author.as_str()));
            by.may_take(separation::Step::IssueRequest, drafted)?;
        }
        by.person.clone_into(&mut self.approver);
        self.due = Some(matter.due(at));
        self.fix = String::new();
        self.step(RequestState::Submitted, &by.person, at, "");
        Ok(EventKind::RequestSubmitted)
    }

    /// Takes it in.
    pub fn receive(&mut self, by: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        if self.state != RequestState::Submitted {
            return Err(self.conflict("签收", "received"));
        }
        self.step(RequestState::Received, by, at, "");
        Ok(EventKind::RequestReceived)
    }

    /// Notes the place of a published freeze in the queue.
    pub fn note_publication(&mut self, publication: Publication) {
        if let Some(freeze) = &mut self.freeze {
            freeze.publication = Some(publication);
        }
    }

    /// Refuses it.
    pub fn refuse(
        &mut self,
        ground: Option<Ground>,
        reason: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<EventKind, Refusal> {
        let mut v = Violations::new();
        if ground.is_none() {
            let text = Text::new("请选择拒绝的理由。", "Say on which ground it is refused.");
            v.add("ground", reason::REQUIRED, text);
        }
        let reason = v.text("reason", reason, 2000);
        let (Some(ground), Some(reason)) = (ground, reason) else { return Err(v.into_refusal()) };
        if !self.state.awaits_unit() {
            return Err(self.conflict("拒绝", "refused"));
        }
        self.step(RequestState::Refused, by, at, &reason);
        self.refusal = Some((ground, reason));
        Ok(EventKind::RequestRefused)
    }

    /// Gives it back.
    pub fn return_for_fix(&mut self, reason: &str, by: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        let reason = reading::required("reason", reason, 2000)?;
        if !self.state.awaits_unit() {
            return Err(self.conflict("退回", "returned"));
        }
        self.step(RequestState::ReturnedForFix, by, at, &reason);
        self.fix = reason;
        Ok(EventKind::RequestReturned)
    }

    /// Takes it back.
    pub fn withdraw(&mut self, reason: &str, by: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        let reason = reading::required("reason", reason, 2000)?;
        if !self.state.awaits_unit() && !self.state.awaits_court() {
            return Err(self.conflict("撤回", "withdrawn"));
        }
        self.step(RequestState::Withdrawn, by, at, &reason);
        Ok(EventKind::RequestWithdrawn)
    }

    /// Takes note of the outcome.
    pub fn confirm(&mut self, by: &str, at: Timestamp) -> Result<EventKind, Refusal> {
        if !matches!(self.state, RequestState::Done | RequestState::Partial | RequestState::Refused) {
            return Err(self.conflict("确认", "confirmed"));
        }
        self.step(RequestState::Confirmed, by, at, "");
        Ok(EventKind::RequestConfirmed)
    }

    pub(super) fn step(&mut self, state: RequestState, by: &str, at: Timestamp, comment: &str) {
        self.state = state;
        self.steps.push(Step { state, actor: by.to_owned(), at, comment: comment.to_owned() });
        self.changed(at);
    }

    fn changed(&mut self, at: Timestamp) {
        self.version += 1;
        self.updated = at;
    }

    pub(super) fn conflict(&self, zh: &str, en: &str) -> Refusal {
        let (state_zh, state_en) = self.state.text();
        Refusal::new(
            Kind::Precondition,
            reason::REQUEST_STATE_CONFLICT,
            format!("事项现在的状态是“{state_zh}”，不能{zh}。请刷新后查看。"),
            format!("The request is {state_en} and can't be {en}. Look at it again."),
        )
        .with("state", self.state.name())
    }
}

/// Papers with who attached each: the one who did so before, else `by`.
fn cited(papers: Vec<Paper>, before: &[Paper], by: &str) -> Vec<Paper> {
    let attach = |mut paper: Paper| {
        let known = before.iter().find(|old| old.evidence == paper.evidence);
        paper.cited_by = known.map_or_else(|| by.to_owned(), |old| old.cited_by.clone());
        paper
    };
    papers.into_iter().map(attach).collect()
}
