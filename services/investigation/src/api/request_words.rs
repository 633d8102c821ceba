//! From the wire: requests and answers as drafts.

use kit::domain::{
    identity, reason,
    refusal::{Refusal, Text, Violations},
};
use law::equity::Evidence;
use proto::investigation::v1 as wire;

use super::{request_view::party_draft, translate::Translated as _};
use crate::domain::{
    catalogue::PaperKind,
    draft::{Draft, PaperDetail},
    feedback::{FeedbackDraft, Outcome},
    freeze::FreezeDraft,
};

/// A draft from a request as it was sent.
pub(super) fn draft(request: Option<&wire::AssistRequest>) -> Result<Draft, Refusal> {
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
        freeze: request.equity_freeze.as_ref().map(freeze),
    })
}

/// A holder is a person by a citizen's number and an organisation by a credit code, where nobody says by which paper.
fn holder_identity(freeze: &wire::EquityFreeze) -> identity::Draft {
    let number = freeze.holder_identity_number.trim();
    let organisation = identity::credit_code(number, "").is_ok();
    identity::Draft::of(freeze.holder_identity.as_ref(), number, "", organisation)
}

fn freeze(freeze: &wire::EquityFreeze) -> FreezeDraft {
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
pub(super) fn feedback(feedback: Option<&wire::Feedback>) -> Result<FeedbackDraft, Refusal> {
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
