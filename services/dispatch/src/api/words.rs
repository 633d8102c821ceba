//! From the wire: messages as drafts. Whether they are in order is for the domain to say.

use kit::{
    identity,
    moment::Moment,
    refusal::{Refusal, Text, Violations},
};
use prost_types::Timestamp;
use proto::dispatch::v1 as wire;

use crate::domain::{AddresseeKind, AttemptDraft, Draft, DraftAddressee, Fix, Kind, Outcome};

/// A draft from a task as it was sent.
pub(super) fn draft(task: Option<&wire::Task>) -> Result<Draft, Refusal> {
    let mut violations = Violations::new();
    let Some(task) = task else {
        violations.add("task", "REQUIRED", Text::new("请填写任务内容。", "The task is missing."));
        return Err(violations.into_refusal());
    };
    let addressee = task.addressee.as_ref().map(|addressee| DraftAddressee {
        display_name: addressee.display_name.clone(),
        kind: match addressee.kind() {
            wire::AddresseeKind::Organisation => AddresseeKind::Organisation,
            wire::AddresseeKind::Person | wire::AddresseeKind::Unspecified => AddresseeKind::Person,
        },
        identity_number: addressee.identity_number.clone(),
        identity: addressee.identity.as_ref().map_or_else(identity::Draft::default, |identity| {
            let organisation = addressee.kind() == wire::AddresseeKind::Organisation;
            identity::Draft::of(Some(identity), &addressee.identity_number, "", organisation)
        }),
        phone: addressee.phone.clone(),
    });
    let contact = task.contact.clone().unwrap_or_default();
    let draft = Draft {
        kind: kind(task.kind()),
        case_number: task.case_number.clone(),
        addressee,
        address: task.address.clone(),
        region_code: task.region_code.clone(),
        court: task.court.clone(),
        documents: task.documents.iter().map(|document| (document.title.clone(), document.copies)).collect(),
        instructions: task.instructions.clone(),
        contact: (contact.display_name, contact.phone),
        urgent: task.urgent,
        accept_by: time("accept_by", task.accept_by.as_ref(), &mut violations),
        first_attempt_by: time("first_attempt_by", task.first_attempt_by.as_ref(), &mut violations),
        finish_by: time("finish_by", task.finish_by.as_ref(), &mut violations),
    };
    violations.check().map_err(|refusal| refusal.within("task"))?;
    Ok(draft)
}

/// A visit from the message as it was sent.
pub(super) fn attempt(request: &wire::CreateAttemptRequest) -> Result<AttemptDraft, Refusal> {
    let mut violations = Violations::new();
    let Some(attempt) = &request.attempt else {
        violations.add("attempt", "REQUIRED", Text::new("请填写上门情况。", "The visit is missing."));
        return Err(violations.into_refusal());
    };
    let draft = AttemptDraft {
        outcome: match attempt.outcome() {
            wire::AttemptOutcome::Unspecified => None,
            wire::AttemptOutcome::Delivered => Some(Outcome::Delivered),
            wire::AttemptOutcome::Refused => Some(Outcome::Refused),
            wire::AttemptOutcome::NotFound => Some(Outcome::NotFound),
            wire::AttemptOutcome::Moved => Some(Outcome::Moved),
            wire::AttemptOutcome::Other => Some(Outcome::Other),
        },
        note: attempt.note.clone(),
        device_time: time("attempt.device_time", attempt.device_time.as_ref(), &mut violations),
        sent_time: time("sent_time", request.sent_time.as_ref(), &mut violations),
        position: attempt.position.as_ref().map(|position| Fix {
            latitude: position.latitude,
            longitude: position.longitude,
            accuracy_m: position.accuracy_m,
        }),
        witness: attempt.witness.as_ref().map(|w| (w.display_name.clone(), w.organisation.clone())),
        evidence: attempt.evidence.clone(),
    };
    violations.check()?;
    Ok(draft)
}

fn time(field: &str, given: Option<&Timestamp>, violations: &mut Violations) -> Option<Moment> {
    let moment = Moment::from_timestamp(given?);
    if moment.is_none() {
        let text =
            Text::new("时间无效，须在公元 1 至 9999 年之间。", "Not a time between the years 1 and 9999.");
        violations.add(field, "TIME_MALFORMED", text);
    }
    moment
}

fn kind(kind: wire::TaskKind) -> Option<Kind> {
    Some(match kind {
        wire::TaskKind::Unspecified => return None,
        wire::TaskKind::ServiceOfProcess => Kind::ServiceOfProcess,
        wire::TaskKind::LocatePerson => Kind::LocatePerson,
        wire::TaskKind::VerifyLead => Kind::VerifyLead,
        wire::TaskKind::UrgePerformance => Kind::UrgePerformance,
        wire::TaskKind::Witness => Kind::Witness,
        wire::TaskKind::PostNotice => Kind::PostNotice,
        wire::TaskKind::OnSiteAssistance => Kind::OnSiteAssistance,
    })
}
