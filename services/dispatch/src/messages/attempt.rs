//! Visits as messages, and drafts from messages.

use kit::domain::{
    Timestamp, reason,
    refusal::{Refusal, Text, Violations},
    visit,
};
use proto::dispatch::v1 as wire;
use uuid::Uuid;

use crate::domain::{Attempt, AttemptDraft, AttemptFile, Fix, Lateness, Outcome};

/// A visit.
pub(crate) fn to_message(task: &str, attempt: &Attempt) -> wire::Attempt {
    let outcome = match attempt.outcome {
        Outcome::Delivered => wire::AttemptOutcome::Delivered,
        Outcome::Refused => wire::AttemptOutcome::Refused,
        Outcome::NotFound => wire::AttemptOutcome::NotFound,
        Outcome::Moved => wire::AttemptOutcome::Moved,
        Outcome::Other => wire::AttemptOutcome::Other,
    };
    let lateness = attempt.lateness.map_or(wire::Lateness::Unspecified, |lateness| match lateness {
        Lateness::Revocation => wire::Lateness::AfterRevocation,
        Lateness::Reassignment => wire::Lateness::AfterReassignment,
        Lateness::Report => wire::Lateness::AfterReport,
        Lateness::Completion => wire::Lateness::AfterCompletion,
        Lateness::Expiry => wire::Lateness::AfterExpiry,
        Lateness::Term => wire::Lateness::AfterTerm,
    });
    wire::Attempt {
        name: format!("{task}/attempts/{}", attempt.id),
        outcome: outcome.into(),
        note: attempt.note.clone(),
        device_time: Some(attempt.device_time.to_timestamp()),
        server_time: Some(attempt.server_time.to_timestamp()),
        position: attempt.position.map(|fix| wire::Position {
            latitude: fix.latitude,
            longitude: fix.longitude,
            accuracy_m: fix.accuracy_m,
        }),
        witness: attempt.witness.as_ref().map(|witness| wire::Witness {
            display_name: witness.display_name.clone(),
            organisation: witness.organisation.clone(),
        }),
        evidence: attempt.evidence.clone(),
        worker: attempt.worker.clone(),
        lateness: lateness.into(),
        predates_task: attempt.predates_task,
        visit_time: attempt.visit_time.map(Timestamp::to_timestamp),
        clock_error: attempt.clock_error.map(kit::domain::device_clock::Span::to_duration),
        record: attempt.record.as_ref().map(visit::to_message),
        files: attempt
            .files
            .iter()
            .map(|file| wire::AttemptFile {
                evidence: file.evidence.clone(),
                role: visit::role_to(file.role).into(),
                kind: visit::kind_to(file.kind).into(),
            })
            .collect(),
    }
}

/// A visit as it was sent, with what can't be read of it.
pub(crate) struct SentAttempt {
    draft: AttemptDraft,
    violations: Violations,
}

impl SentAttempt {
    /// The visit, or everything that is wrong with it.
    pub(crate) fn check(self, id: Uuid, worker: &str, at: Timestamp) -> Result<Attempt, Refusal> {
        let Self { draft, mut violations } = self;
        let read = draft.check(id, worker, at);
        match read {
            Ok(attempt) => violations.check().map(|()| attempt),
            Err(refusal) => {
                violations.absorb(refusal, "attempt")?;
                Err(violations.into_refusal())
            }
        }
    }
}

/// A visit from the message as it was sent; refused where there is none.
pub(crate) fn draft_from(request: &wire::CreateAttemptRequest) -> Result<SentAttempt, Refusal> {
    let mut violations = Violations::new();
    let Some(attempt) = &request.attempt else {
        violations.add("attempt", reason::REQUIRED, Text::new("请填写上门情况。", "The visit is missing."));
        return Err(violations.into_refusal());
    };
    let outcome = match attempt.outcome() {
        wire::AttemptOutcome::Unspecified => None,
        wire::AttemptOutcome::Delivered => Some(Outcome::Delivered),
        wire::AttemptOutcome::Refused => Some(Outcome::Refused),
        wire::AttemptOutcome::NotFound => Some(Outcome::NotFound),
        wire::AttemptOutcome::Moved => Some(Outcome::Moved),
        wire::AttemptOutcome::Other => Some(Outcome::Other),
    };
    // A visit without an outcome is refused for that; the rest of it is read all the same.
    let of_record = outcome.unwrap_or(Outcome::Other).of_record();
    let record = attempt.record.as_ref();
    let record = record.map(|record| visit::read(record, of_record, "attempt.record", &mut violations));
    let draft = AttemptDraft {
        outcome,
        note: attempt.note.clone(),
        device_time: violations.timestamp("attempt.device_time", attempt.device_time.as_ref()),
        sent_time: violations.timestamp("sent_time", request.sent_time.as_ref()),
        position: attempt.position.as_ref().map(|position| Fix {
            latitude: position.latitude,
            longitude: position.longitude,
            accuracy_m: position.accuracy_m,
        }),
        witness: attempt.witness.as_ref().map(|w| (w.display_name.clone(), w.organisation.clone())),
        evidence: attempt.evidence.clone(),
        record,
        files: files(&attempt.files, &mut violations),
    };
    Ok(SentAttempt { draft, violations })
}

/// The files by their places; `None` where a role or a kind can't be read.
fn files(files: &[wire::AttemptFile], violations: &mut Violations) -> Vec<Option<AttemptFile>> {
    let read = files.iter().enumerate().map(|(index, file)| {
        let read = visit::read_file(file, &format!("attempt.files[{index}]"), violations)?;
        Some(AttemptFile { evidence: file.evidence.clone(), kind: read.kind, role: read.role })
    });
    read.collect()
}
