//! To the wire: tasks and visits as messages, with what the viewer may see of them.

use kit::{
    access::{Caller, Scope},
    etag,
    identity::Identity,
    moment::Moment,
};
use proto::dispatch::v1 as wire;

use crate::domain::{
    AddresseeKind, Attempt, CitedFile, Duty, FileState, Happening, Kind, Lateness, Outcome, State, Task,
};

/// Whether a caller reads all of a task, as far as their office goes: by its region or court, or because they have it and it is open. A
/// worker who had it reads the record of their own visits.
pub(super) fn reads_all(caller: &Caller, task: &Task) -> bool {
    let scope = Scope { person: None, ..caller.scope() };
    let theirs = || !task.state.is_final() && task.state.worker() == Some(caller.person.as_str());
    scope.admits(Some(task.region_code.as_str()), task.state.court(), None) || theirs()
}

/// A task for a caller.
pub(super) fn task_for(one: &Task, attempts: &[Attempt], caller: &Caller) -> wire::Task {
    let shown = task(one, attempts, caller.is_of_the_court(), caller.at);
    if reads_all(caller, one) { shown } else { of_former_worker(shown, &caller.person) }
}

/// What of a task the record of somebody's own visits needs: where it stands, who brought it there, and those visits.
pub(super) fn of_former_worker(task: wire::Task, person: &str) -> wire::Task {
    let decides = |step: &wire::Step| step.kind() != wire::TaskEventKind::TaskReportedLate;
    let last = task.steps.into_iter().rfind(decides);
    let attempts: Vec<_> = task.attempts.into_iter().filter(|attempt| attempt.worker == person).collect();
    let own = |name: &String| attempts.iter().any(|attempt| attempt.name == *name);
    let files = task.files.into_iter().filter_map(|mut file| {
        file.attempts.retain(own);
        (!file.attempts.is_empty()).then_some(file)
    });
    wire::Task {
        files: files.collect(),
        name: task.name,
        kind: task.kind,
        state: task.state,
        court: task.court,
        worker: if task.worker == person { task.worker } else { String::new() },
        steps: last.map(|step| wire::Step { comment: String::new(), ..step }).into_iter().collect(),
        late_reports: task.late_reports.into_iter().filter(|report| report.worker == person).collect(),
        etag: task.etag,
        create_time: task.create_time,
        update_time: task.update_time,
        attempts,
        ..wire::Task::default()
    }
}

/// The files that visits of a task cite.
pub(super) fn files(task: &str, files: Vec<CitedFile>) -> Vec<wire::TaskFile> {
    let files = files.into_iter();
    files
        .map(|file| wire::TaskFile {
            evidence: file.evidence,
            attempts: file.attempts.iter().map(|id| format!("{task}/attempts/{id}")).collect(),
            state: match file.status.state {
                FileState::Unknown => wire::TaskFileState::Unspecified,
                FileState::NotDeclared => wire::TaskFileState::NotDeclared,
                FileState::Arriving => wire::TaskFileState::Arriving,
                FileState::Stored => wire::TaskFileState::Stored,
                FileState::Deleted => wire::TaskFileState::Deleted,
            }
            .into(),
            size_bytes: file.status.size_bytes,
            received_bytes: file.status.received_bytes,
        })
        .collect()
}

/// A task for a viewer. The identity number is for the court alone, and masked for it too.
pub(super) fn task(task: &Task, attempts: &[Attempt], of_the_court: bool, at: Moment) -> wire::Task {
    let name = task.name();
    let identity = task.addressee.identity.as_ref().filter(|_| of_the_court);
    let addressee = wire::Addressee {
        display_name: task.addressee.display_name.clone(),
        kind: match task.addressee.kind {
            AddresseeKind::Person => wire::AddresseeKind::Person,
            AddresseeKind::Organisation => wire::AddresseeKind::Organisation,
        }
        .into(),
        identity_number: identity.map(Identity::masked).unwrap_or_default(),
        identity: identity.map(|identity| identity.to_wire(identity.masked())),
        phone: task.addressee.phone.clone(),
    };
    let documents = task.documents.iter();
    let contact = (task.contact != crate::domain::Contact::default()).then(|| wire::Contact {
        display_name: task.contact.display_name.clone(),
        phone: task.contact.phone.clone(),
    });
    let time = |moment: Moment| Some(moment.to_timestamp());
    let attempts: Vec<_> = attempts.iter().map(|one| attempt(&name, one)).collect();
    wire::Task {
        kind: kind(task.kind).into(),
        case_number: task.case_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        addressee: Some(addressee),
        address: task.wanted.address.clone(),
        region_code: task.region_code.as_str().to_owned(),
        documents: documents.map(|d| wire::Document { title: d.title.clone(), copies: d.copies }).collect(),
        instructions: task.instructions.clone(),
        contact,
        urgent: task.urgent,
        accept_by: time(task.times.accept_by),
        first_attempt_by: time(task.times.first_attempt_by),
        finish_by: time(task.times.finish_by),
        state: state(&task.state).into(),
        court: task.state.court().unwrap_or_default().to_owned(),
        worker: task.state.worker().unwrap_or_default().to_owned(),
        creator: task.creator.clone(),
        attempts,
        steps: steps(task),
        report: task.report.as_ref().map(|report| wire::Report {
            summary: report.summary.clone(),
            worker: report.worker.clone(),
            report_time: time(report.at),
        }),
        review: task.review.as_ref().map(|review| wire::Review {
            decision: if review.approved {
                wire::ReviewDecision::Approve
            } else {
                wire::ReviewDecision::Return
            }
            .into(),
            comment: review.comment.clone(),
            reviewer: review.reviewer.clone(),
            review_time: time(review.at),
            missing_files_reason: review.missing_files_reason.clone(),
            missing_files: review.missing_files.clone(),
        }),
        overdue: task.overdue(at).into_iter().map(|overdue| duty(overdue).into()).collect(),
        routing_problem: task.routing_problem.clone(),
        etag: etag::of(task.version),
        create_time: time(task.created),
        update_time: time(task.updated),
        files: Vec::new(),
        late_reports: late_reports(task),
        name,
    }
}

fn late_reports(task: &Task) -> Vec<wire::LateReport> {
    let reports = task.late_reports.iter();
    reports
        .map(|report| wire::LateReport {
            summary: report.summary.clone(),
            worker: report.worker.clone(),
            report_time: Some(report.at.to_timestamp()),
            attempt: format!("{}/attempts/{}", task.name(), report.attempt),
        })
        .collect()
}

fn steps(task: &Task) -> Vec<wire::Step> {
    let steps = task.steps.iter();
    steps
        .map(|step| wire::Step {
            kind: happening(step.what).into(),
            actor: step.actor.clone(),
            step_time: Some(step.at.to_timestamp()),
            court: step.court.clone(),
            worker: step.worker.clone(),
            comment: step.comment.clone(),
            actor_display_name: step.actor_name.clone(),
        })
        .collect()
}

/// A visit.
pub(super) fn attempt(task: &str, attempt: &Attempt) -> wire::Attempt {
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
        visit_time: attempt.visit_time.map(Moment::to_timestamp),
        clock_error: attempt.clock_error.map(kit::device_clock::Span::to_duration),
    }
}

fn kind(kind: Kind) -> wire::TaskKind {
    match kind {
        Kind::ServiceOfProcess => wire::TaskKind::ServiceOfProcess,
        Kind::LocatePerson => wire::TaskKind::LocatePerson,
        Kind::VerifyLead => wire::TaskKind::VerifyLead,
        Kind::UrgePerformance => wire::TaskKind::UrgePerformance,
        Kind::Witness => wire::TaskKind::Witness,
        Kind::PostNotice => wire::TaskKind::PostNotice,
        Kind::OnSiteAssistance => wire::TaskKind::OnSiteAssistance,
    }
}

/// Where a task stands, in the words of the contract.
pub(crate) fn state_of(task: &Task) -> wire::TaskState {
    state(&task.state)
}

fn state(state: &State) -> wire::TaskState {
    match state {
        State::Created => wire::TaskState::Created,
        State::Dispatched(_) => wire::TaskState::Dispatched,
        State::Assigned(_) => wire::TaskState::Assigned,
        State::Accepted(_) => wire::TaskState::Accepted,
        State::InField(_) => wire::TaskState::InField,
        State::Reported(_) => wire::TaskState::Reported,
        State::Done(_) => wire::TaskState::Done,
        State::Returned(_) => wire::TaskState::Returned,
        State::Declined(_) => wire::TaskState::Declined,
        State::Transferred(_) => wire::TaskState::Transferred,
        State::Revoked(..) => wire::TaskState::Revoked,
        State::Expired(..) => wire::TaskState::Expired,
    }
}

fn duty(duty: Duty) -> wire::Duty {
    match duty {
        Duty::Accept => wire::Duty::Accept,
        Duty::FirstAttempt => wire::Duty::FirstAttempt,
        Duty::Finish => wire::Duty::Finish,
    }
}

/// What happened.
pub(super) fn happening(happening: Happening) -> wire::TaskEventKind {
    match happening {
        Happening::Created => wire::TaskEventKind::TaskCreated,
        Happening::Dispatched => wire::TaskEventKind::TaskDispatched,
        Happening::Assigned => wire::TaskEventKind::TaskAssigned,
        Happening::Accepted => wire::TaskEventKind::TaskAccepted,
        Happening::Declined => wire::TaskEventKind::TaskDeclined,
        Happening::Transferred => wire::TaskEventKind::TaskTransferred,
        Happening::Attempted => wire::TaskEventKind::TaskAttempted,
        Happening::Reported => wire::TaskEventKind::TaskReported,
        Happening::Approved => wire::TaskEventKind::TaskApproved,
        Happening::Returned => wire::TaskEventKind::TaskReturned,
        Happening::Revoked => wire::TaskEventKind::TaskRevoked,
        Happening::Expired => wire::TaskEventKind::TaskExpired,
        Happening::ReportedLate => wire::TaskEventKind::TaskReportedLate,
    }
}
