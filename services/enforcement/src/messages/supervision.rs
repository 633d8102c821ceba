//! Supervision items as messages and as events.

use kit::{domain::Timestamp, unit_of_work::etag};
use proto::{access::v1::Role, enforcement::v1 as wire};

use crate::domain::supervision::{EventKind, Item, Level, Rule, State};

/// An item for a viewer.
pub(crate) fn to_message(item: &Item, at: Timestamp) -> wire::Supervision {
    let time = |timestamp: Timestamp| Some(timestamp.to_timestamp());
    let steps = item.steps.iter().map(|step| wire::SupervisionStep {
        kind: kind(step.what).into(),
        actor: step.actor.clone(),
        step_time: time(step.at),
        comment: step.comment.clone(),
    });
    let escalations = item.escalations.iter().map(|escalation| wire::SupervisionEscalation {
        level: match escalation.level {
            Level::BureauChief => Role::BureauChief,
            Level::President => Role::President,
        }
        .into(),
        escalate_time: time(escalation.at),
    });
    wire::Supervision {
        name: item.name(),
        number: item.number.to_string(),
        subject: item.subject.clone(),
        case: item.case.clone(),
        rule: rule(item.rule).into(),
        matter: item.matter.clone(),
        owner: item.owner.clone(),
        due_time: time(item.due),
        region_code: item.region_code.as_str().to_owned(),
        state: state(item.state).into(),
        overdue: item.overdue(at),
        issuer: item.issuer.clone().unwrap_or_default(),
        escalations: escalations.collect(),
        steps: steps.collect(),
        // Filled in by the handler, from the register.
        peoples_court: String::new(),
        return_count: i32::try_from(item.returns).unwrap_or(i32::MAX),
        etag: etag::of(item.version),
        create_time: time(item.created),
        update_time: time(item.updated),
        ..Default::default()
    }
}

const fn kind(kind: EventKind) -> wire::SupervisionStepKind {
    match kind {
        EventKind::Issued => wire::SupervisionStepKind::Issued,
        EventKind::Signed => wire::SupervisionStepKind::Signed,
        EventKind::Begun => wire::SupervisionStepKind::Begun,
        EventKind::Replied => wire::SupervisionStepKind::Replied,
        EventKind::Accepted => wire::SupervisionStepKind::Accepted,
        EventKind::Returned => wire::SupervisionStepKind::Returned,
        EventKind::Cancelled => wire::SupervisionStepKind::Cancelled,
        EventKind::Escalated => wire::SupervisionStepKind::Escalated,
    }
}

const fn rule(rule: Rule) -> wire::SupervisionRule {
    match rule {
        Rule::ByHand => wire::SupervisionRule::ByHand,
        Rule::CaseDeadline => wire::SupervisionRule::CaseDeadline,
        Rule::MoneyAging => wire::SupervisionRule::MoneyAging,
        Rule::SeizureLapse => wire::SupervisionRule::SeizureLapse,
        Rule::RequestOverdue => wire::SupervisionRule::RequestOverdue,
        Rule::TaskOverdue => wire::SupervisionRule::TaskOverdue,
    }
}

const fn state(state: State) -> wire::SupervisionState {
    match state {
        State::Issued => wire::SupervisionState::Issued,
        State::Signed => wire::SupervisionState::Signed,
        State::InProgress => wire::SupervisionState::InProgress,
        State::Replied => wire::SupervisionState::Replied,
        State::Accepted => wire::SupervisionState::Accepted,
        State::Returned => wire::SupervisionState::Returned,
        State::Cancelled => wire::SupervisionState::Cancelled,
    }
}
