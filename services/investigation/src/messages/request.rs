//! Requests as messages, as far as the reader may see them, and drafts from messages.

use kit::{
    domain::{
        Reason, Timestamp, identity, reason,
        refusal::{Refusal, Text, Violations},
    },
    unit_of_work::etag,
};
use law::equity::Evidence;
use proto::investigation::v1 as wire;

use crate::{
    domain::{
        catalogue::PaperKind,
        citation::Citation,
        draft::{Draft, PaperDetail, PartyDraft},
        feedback::{Feedback, FeedbackDraft, Outcome},
        freeze::{EquityFreeze, FreezeDraft},
        reading::{CaseRef, Identity, Party},
        request::{AssistRequest, RequestState},
        share::Share,
    },
    log_events::Shown,
    messages::values::{WireEnum as _, amount, time},
};

impl Shown for AssistRequest {
    type Wire = wire::AssistRequest;
    const COLLECTION: &'static str = "requests";
    const UNKNOWN: (Reason, &'static str, &'static str) = (reason::REQUEST_UNKNOWN, "协助事项", "request");

    fn show(&self, at: Timestamp) -> wire::AssistRequest {
        to_message(self, at, false)
    }
    fn resource(wire: wire::AssistRequest) -> wire::investigation_event::Resource {
        wire::investigation_event::Resource::Request(wire)
    }
    fn case(&self) -> Option<&CaseRef> {
        Some(&self.case)
    }
    fn citations(&self) -> Vec<Citation<'_>> {
        self.citations()
    }
    fn audience(&self) -> Vec<String> {
        if self.left_the_court() { vec![self.unit.clone()] } else { Vec::new() }
    }
}

/// A request. Identity numbers are masked, but for the clerk who opens the request and has to act on it.
pub(crate) fn to_message(request: &AssistRequest, at: Timestamp, whole: bool) -> wire::AssistRequest {
    let elapsed = request.elapsed(at);
    let approver = if request.left_the_court() { request.approver.clone() } else { String::new() };
    wire::AssistRequest {
        name: request.name(),
        unit: request.unit.clone(),
        matter: request.matter.clone(),
        case: request.case.name.clone(),
        case_number: request.case.number_text(),
        papers: request.papers.iter().map(|paper| paper.evidence.clone()).collect(),
        paper_details: request
            .papers
            .iter()
            .map(|paper| wire::Paper {
                evidence: paper.evidence.clone(),
                kind: paper.kind.to_wire().into(),
                case: request.case.name.clone(),
            })
            .collect(),
        subject: request.subject.as_ref().map(|party| subject(party, whole)),
        content: request.content.clone(),
        equity_freeze: request.freeze.as_ref().map(|freeze| equity_freeze(freeze, request.state, whole)),
        seizure: request.lifts.map(|id| format!("seizures/{id}")).unwrap_or_default(),
        state: request.state.to_wire().into(),
        proposer: request.authors.first().cloned().unwrap_or_default(),
        approver,
        due_time: time(request.due),
        overdue: request.overdue(at),
        feedbacks: request.feedbacks.iter().map(feedback).collect(),
        refusal: request
            .refusal
            .as_ref()
            .map(|(ground, text)| wire::UnitRefusal { ground: ground.to_wire().into(), text: text.clone() }),
        fix: request.fix.clone(),
        steps: request
            .steps
            .iter()
            .map(|step| wire::RequestStep {
                state: step.state.to_wire().into(),
                actor: step.actor.clone(),
                step_time: time(Some(step.at)),
                comment: step.comment.clone(),
            })
            .collect(),
        elapsed: Some(wire::Elapsed {
            drafting_seconds: seconds(elapsed.drafting),
            total_seconds: seconds(elapsed.court + elapsed.unit),
            court_seconds: seconds(elapsed.court),
            unit_seconds: seconds(elapsed.unit),
        }),
        etag: etag::of(request.version),
        create_time: time(Some(request.created)),
        update_time: time(Some(request.updated)),
        ..Default::default()
    }
}

fn seconds(micros: i64) -> i64 {
    micros / 1_000_000
}

fn number(identity: Option<&Identity>, whole: bool) -> String {
    let Some(identity) = identity else { return String::new() };
    if whole { identity.expose().to_owned() } else { identity.covered() }
}

/// Somebody as they were written.
pub(crate) fn party_draft(subject: wire::Subject) -> PartyDraft {
    let organisation = subject.kind() == wire::SubjectKind::Organisation;
    PartyDraft {
        identity: identity::Draft::of(subject.identity.as_ref(), &subject.identity_number, "", organisation),
        display_name: subject.display_name,
    }
}

fn shown(identity: Option<&Identity>, whole: bool) -> Option<proto::identity::v1::Identity> {
    identity.map(|known| known.to_wire(number(identity, whole)))
}

pub(crate) fn subject(party: &Party, whole: bool) -> wire::Subject {
    let kind = if party.organisation { wire::SubjectKind::Organisation } else { wire::SubjectKind::Person };
    wire::Subject {
        display_name: party.display_name.clone(),
        kind: kind.into(),
        identity_number: number(party.identity.as_ref(), whole),
        identity: shown(party.identity.as_ref(), whole),
        ..wire::Subject::default()
    }
}

fn equity_freeze(freeze: &EquityFreeze, state: RequestState, whole: bool) -> wire::EquityFreeze {
    let publication = freeze.publication.as_ref();
    let stands = match (publication, state) {
        (Some(publication), _) if publication.queued => wire::FreezeState::Queued,
        (Some(_), _) => wire::FreezeState::Published,
        (None, RequestState::Draft | RequestState::ReturnedForFix) => wire::FreezeState::Draft,
        (None, RequestState::Submitted) => wire::FreezeState::Uploaded,
        (None, RequestState::Refused | RequestState::Confirmed) => wire::FreezeState::Refused,
        (None, RequestState::Withdrawn) => wire::FreezeState::Withdrawn,
        (
            None,
            RequestState::Received | RequestState::Processing | RequestState::Partial | RequestState::Done,
        ) => wire::FreezeState::UnderReview,
    };
    let evidence = match freeze.evidence {
        Evidence::CompanyPapers => wire::EquityEvidence::CompanyPapers,
        Evidence::Registration => wire::EquityEvidence::Registration,
        Evidence::PublicSystem => wire::EquityEvidence::PublicSystem,
        Evidence::Other => wire::EquityEvidence::Other,
    };
    wire::EquityFreeze {
        company_uscc: freeze.company.as_str().to_owned(),
        company_name: freeze.company_name.clone(),
        holder: freeze.holder.display_name.clone(),
        holder_identity_number: number(freeze.holder.identity.as_ref(), whole),
        holder_identity: shown(freeze.holder.identity.as_ref(), whole),
        percent: freeze.share.percent(),
        held_percent: freeze.held.map(Share::percent).unwrap_or_default(),
        term_months: freeze.months.map_or(0, i32::from),
        listed: false,
        evidence_kind: evidence.into(),
        value_fen: amount(freeze.value),
        claim_fen: amount(freeze.claim),
        excess_reason: freeze.excess_reason.clone(),
        uscc_override_reason: freeze.company.taken_as_registered().unwrap_or_default().to_owned(),
        state: stands.into(),
        publish_time: time(publication.map(|publication| publication.at)),
        notice_number: publication.map(|publication| publication.number.clone()).unwrap_or_default(),
        seizure: publication.map(|p| format!("seizures/{}", p.seizure)).unwrap_or_default(),
        ..wire::EquityFreeze::default()
    }
}

fn feedback(feedback: &Feedback) -> wire::Feedback {
    wire::Feedback {
        version: feedback.version,
        outcome: feedback.outcome.to_wire().into(),
        text: feedback.text.clone(),
        evidence: feedback.evidence.clone(),
        corrects: feedback.corrects,
        publish_time: time(feedback.published),
        notice_number: feedback.notice_number.clone(),
        clerk: feedback.clerk.clone(),
        feedback_time: time(Some(feedback.at)),
    }
}

/// A draft from a request as it was sent.
pub(crate) fn draft_from(request: Option<&wire::AssistRequest>) -> Result<Draft, Refusal> {
    let Some(request) = request else {
        let mut v = Violations::new();
        v.add("request", reason::REQUIRED, Text::new("请填写事项内容。", "The request is missing."));
        return Err(v.into_refusal());
    };
    Ok(Draft {
        unit: request.unit.clone(),
        matter: request.matter.clone(),
        case: request.case.clone(),
        case_number: request.case_number.clone(),
        papers: request.papers.clone(),
        paper_details: request
            .paper_details
            .iter()
            .map(|paper| PaperDetail {
                evidence: paper.evidence.clone(),
                kind: PaperKind::from_wire(paper.kind()),
                case: paper.case.clone(),
            })
            .collect(),
        subject: request.subject.clone().map(party_draft),
        content: request.content.clone(),
        seizure: request.seizure.clone(),
        freeze: request.equity_freeze.as_ref().map(freeze_from),
    })
}

/// A holder is a person by a citizen's number and an organisation by a credit code, where nobody says by which paper.
fn holder_identity(freeze: &wire::EquityFreeze) -> identity::Draft {
    let number = freeze.holder_identity_number.trim();
    let organisation = identity::credit_code(number, "").is_ok();
    identity::Draft::of(freeze.holder_identity.as_ref(), number, "", organisation)
}

fn freeze_from(freeze: &wire::EquityFreeze) -> FreezeDraft {
    FreezeDraft {
        company_uscc: freeze.company_uscc.clone(),
        company_name: freeze.company_name.clone(),
        holder: freeze.holder.clone(),
        holder_identity: holder_identity(freeze),
        percent: freeze.percent.clone(),
        held_percent: freeze.held_percent.clone(),
        term_months: freeze.term_months,
        listed: freeze.listed,
        evidence: match freeze.evidence_kind() {
            wire::EquityEvidence::Unspecified => None,
            wire::EquityEvidence::CompanyPapers => Some(Evidence::CompanyPapers),
            wire::EquityEvidence::Registration => Some(Evidence::Registration),
            wire::EquityEvidence::PublicSystem => Some(Evidence::PublicSystem),
            wire::EquityEvidence::Other => Some(Evidence::Other),
        },
        value_fen: freeze.value_fen,
        claim_fen: freeze.claim_fen,
        excess_reason: freeze.excess_reason.clone(),
        uscc_override_reason: freeze.uscc_override_reason.clone(),
    }
}

/// An answer from a feedback as it was sent.
pub(crate) fn feedback_from(feedback: Option<&wire::Feedback>) -> Result<FeedbackDraft, Refusal> {
    let mut v = Violations::new();
    let Some(feedback) = feedback else {
        v.add("feedback", reason::REQUIRED, Text::new("请填写反馈内容。", "The answer is missing."));
        return Err(v.into_refusal());
    };
    let published = v.timestamp("feedback.publish_time", feedback.publish_time.as_ref());
    v.check()?;
    Ok(FeedbackDraft {
        outcome: Outcome::from_wire(feedback.outcome()),
        text: feedback.text.clone(),
        evidence: feedback.evidence.clone(),
        corrects: feedback.corrects,
        published,
        notice_number: feedback.notice_number.clone(),
    })
}
