//! Tasks as messages, with what the reader may see of them, and drafts from messages.

use kit::{
    access::{Caller, Role, Scope},
    domain::{
        Timestamp,
        identity::{self, Identity},
        reason,
        refusal::{Refusal, Text, Violations},
        visit,
    },
    unit_of_work::etag,
};
use proto::dispatch::v1 as wire;

use super::attempt;
use crate::domain::{
    Act, Acting, Actor, AddresseeKind, Attempt, CitedFile, Document, Draft, DraftAddressee, DraftDocument,
    Duty, EventKind, FileState, Kind, Print, Printed, State, Task,
};

/// Whether a caller reads all of a task, as far as their office goes: by its region or court, or because they have it and it is open. A
/// worker who had it reads the record of their own visits.
pub(crate) fn reads_all(caller: &Caller, task: &Task) -> bool {
    let scope = Scope { person: None, ..caller.scope() };
    let theirs = || !task.state.is_final() && task.state.worker() == Some(caller.person.as_str());
    scope.admits(Some(task.region_code.as_str()), task.state.court(), None) || theirs()
}

/// Who acts by a call.
pub(crate) fn actor(caller: &Caller) -> Actor {
    let kit::domain::Actor { person, deputises_for } = caller.actor();
    Actor { person, display_name: caller.display_name.clone(), deputises_for }
}

/// A task for a caller.
pub(crate) fn to_message_for(one: &Task, attempts: &[Attempt], caller: &Caller) -> wire::Task {
    let mut shown = to_message(one, attempts, caller.is_court_staff(), caller.at);
    shown.can = can(one, attempts, caller);
    if reads_all(caller, one) { shown } else { of_former_worker(shown, &caller.person) }
}

/// The method by which an act is called.
const fn method(act: Act) -> &'static str {
    match act {
        Act::Assign => "AssignTask",
        Act::Accept => "AcceptTask",
        Act::Decline => "DeclineTask",
        Act::Transfer => "TransferTask",
        Act::Attempt => "CreateAttempt",
        Act::Report => "ReportTask",
        Act::Review => "ReviewTask",
        Act::Revoke => "RevokeTask",
        Act::Print => "RecordPrint",
    }
}

/// Whether somebody hands in what they did in a term that has ended: no term of theirs runs, or the task left them with one that ended
/// while another runs, as that of a grid worker who has become the director.
pub(crate) fn hands_in_late(caller: &Caller, task: &Task) -> bool {
    let has_ended = || caller.grants.iter().any(|grant| !grant.runs(caller.at));
    !caller.is_in_term() || (has_ended() && task.state.worker() != Some(caller.person.as_str()))
}

/// Whether a caller directs the court that has a task.
pub(crate) fn directs(caller: &Caller, task: &Task) -> bool {
    let grants = caller.grants.iter().filter(|grant| grant.role == Role::Director).cloned().collect();
    let scope = Caller { grants, ..caller.clone() }.scope();
    scope.admits(Some(task.region_code.as_str()), task.state.court(), task.state.worker())
}

/// The methods that a caller can call on a task as it stands: by the terms that open them, the rows that those reach, and what the task
/// permits. A process of the installation has no buttons.
pub(crate) fn can(task: &Task, attempts: &[Attempt], caller: &Caller) -> Vec<String> {
    if caller.is_ourselves() {
        return Vec::new();
    }
    let may = |act: Act| {
        let full = format!("sharedcourt.dispatch.v1.TaskService.{}", method(act));
        let Some(caller) = caller.for_method(&full) else { return false };
        let by = actor(&caller);
        let in_term = !hands_in_late(&caller, task);
        // Who hands in what they did is asked whether they had the task, not whether they have it.
        let hands_in = act == Act::Attempt || (act == Act::Report && !in_term);
        let reaches = if hands_in {
            task.was_given_to(&caller.person)
        } else {
            caller.scope().admits(Some(task.region_code.as_str()), task.state.court(), task.state.worker())
        };
        let acting =
            Acting { by: &by, visits: attempts, in_term, directs: directs(&caller, task), at: caller.at };
        reaches && task.may(act, acting).is_ok()
    };
    Act::ALL.into_iter().filter(|act| may(*act)).map(|act| method(act).to_owned()).collect()
}

/// What of a task the record of somebody's own visits needs: where it stands, who brought it there, and those visits.
pub(crate) fn of_former_worker(task: wire::Task, person: &str) -> wire::Task {
    let decides = |step: &wire::Step| {
        !matches!(step.kind(), wire::TaskEventKind::TaskReportedLate | wire::TaskEventKind::TaskPrinted)
    };
    let last = task.steps.into_iter().rfind(decides);
    let attempts: Vec<_> = task.attempts.into_iter().filter(|attempt| attempt.worker == person).collect();
    let own = |name: &String| attempts.iter().any(|attempt| attempt.name == *name);
    let files = task.files.into_iter().filter_map(|mut file| {
        file.attempts.retain(own);
        (!file.attempts.is_empty()).then_some(file)
    });
    wire::Task {
        files: files.collect(),
        can: task.can,
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
pub(crate) fn files(task: &str, files: Vec<CitedFile>) -> Vec<wire::TaskFile> {
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
pub(crate) fn to_message(
    task: &Task,
    attempts: &[Attempt],
    is_court_staff: bool,
    at: Timestamp,
) -> wire::Task {
    let name = task.name();
    let identity = task.addressee.identity.as_ref().filter(|_| is_court_staff);
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
        status: task.addressee.status.map_or(0, |status| visit::status_to(status).into()),
    };
    let contact = (task.contact != crate::domain::Contact::default()).then(|| wire::Contact {
        display_name: task.contact.display_name.clone(),
        phone: task.contact.phone.clone(),
    });
    let time = |timestamp: Timestamp| Some(timestamp.to_timestamp());
    let attempts: Vec<_> = attempts.iter().map(|one| attempt::to_message(&name, one)).collect();
    wire::Task {
        kind: kind_to(task.kind).into(),
        case_number: task.case_number.as_ref().map(ToString::to_string).unwrap_or_default(),
        addressee: Some(addressee),
        address: task.wanted.address.clone(),
        region_code: task.region_code.as_str().to_owned(),
        documents: task.documents.iter().map(document).collect(),
        procedure: task.procedure.map_or(0, |procedure| visit::procedure_to(procedure).into()),
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
        ..Default::default()
    }
}

fn document(document: &Document) -> wire::Document {
    wire::Document {
        title: document.title.clone(),
        copies: document.copies,
        kind: document.kind.map_or(0, |kind| visit::document_kind_to(kind).into()),
        file: document.file.clone(),
        sealed: document.sealed,
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
            kind: event_kind(step.what).into(),
            actor: step.actor.clone(),
            step_time: Some(step.at.to_timestamp()),
            court: step.court.clone(),
            worker: step.worker.clone(),
            comment: step.comment.clone(),
            actor_display_name: step.actor_name.clone(),
            print: step.print.map(print_to),
        })
        .collect()
}

fn print_to(print: Print) -> wire::Print {
    let (kind, place) = match print.what {
        Printed::Document(place) => (wire::PrintKind::Document, place),
        Printed::Cover(place) => (wire::PrintKind::Cover, place),
        Printed::ReturnForm => (wire::PrintKind::ReturnForm, 0),
    };
    wire::Print {
        kind: kind.into(),
        document: i32::try_from(place).unwrap_or(i32::MAX),
        copies: print.copies,
    }
}

/// A print as it was sent; refused where it does not say of what.
pub(crate) fn print_from(print: Option<&wire::Print>) -> Result<Print, Refusal> {
    let print = print.copied().unwrap_or_default();
    // A place below zero is no document's either.
    let place = usize::try_from(print.document).unwrap_or(usize::MAX);
    let what = match print.kind() {
        wire::PrintKind::Document => Printed::Document(place),
        wire::PrintKind::Cover => Printed::Cover(place),
        wire::PrintKind::ReturnForm => Printed::ReturnForm,
        wire::PrintKind::Unspecified => {
            let mut violations = Violations::new();
            let text = Text::new("请说明打印什么。", "Say what is printed.");
            violations.add("print.kind", reason::REQUIRED, text);
            return Err(violations.into_refusal());
        }
    };
    Ok(Print { what, copies: print.copies })
}

pub(super) fn kind_to(kind: Kind) -> wire::TaskKind {
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
pub(crate) fn event_kind(kind: EventKind) -> wire::TaskEventKind {
    match kind {
        EventKind::Created => wire::TaskEventKind::TaskCreated,
        EventKind::Dispatched => wire::TaskEventKind::TaskDispatched,
        EventKind::Assigned => wire::TaskEventKind::TaskAssigned,
        EventKind::Accepted => wire::TaskEventKind::TaskAccepted,
        EventKind::Declined => wire::TaskEventKind::TaskDeclined,
        EventKind::Transferred => wire::TaskEventKind::TaskTransferred,
        EventKind::Attempted => wire::TaskEventKind::TaskAttempted,
        EventKind::Reported => wire::TaskEventKind::TaskReported,
        EventKind::Approved => wire::TaskEventKind::TaskApproved,
        EventKind::Returned => wire::TaskEventKind::TaskReturned,
        EventKind::Revoked => wire::TaskEventKind::TaskRevoked,
        EventKind::Expired => wire::TaskEventKind::TaskExpired,
        EventKind::ReportedLate => wire::TaskEventKind::TaskReportedLate,
        EventKind::Printed => wire::TaskEventKind::TaskPrinted,
    }
}

/// A draft from a task as it was sent.
pub(crate) fn draft_from(task: Option<&wire::Task>) -> Result<Draft, Refusal> {
    let mut violations = Violations::new();
    let Some(task) = task else {
        violations.add("task", reason::REQUIRED, Text::new("请填写任务内容。", "The task is missing."));
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
        status: visit::read_status(addressee.status, "addressee.status", &mut violations),
    });
    let documents = task.documents.iter().enumerate().map(|(index, document)| DraftDocument {
        title: document.title.clone(),
        copies: document.copies,
        kind: visit::read_document_kind(document.kind, &format!("documents[{index}].kind"), &mut violations),
        file: document.file.clone(),
        sealed: document.sealed,
    });
    let documents = documents.collect();
    let contact = task.contact.clone().unwrap_or_default();
    let draft = Draft {
        kind: kind_from(task.kind()),
        case_number: task.case_number.clone(),
        addressee,
        address: task.address.clone(),
        region_code: task.region_code.clone(),
        court: task.court.clone(),
        documents,
        procedure: visit::read_procedure(task.procedure, "procedure", &mut violations),
        instructions: task.instructions.clone(),
        contact: (contact.display_name, contact.phone),
        urgent: task.urgent,
        accept_by: violations.timestamp("accept_by", task.accept_by.as_ref()),
        first_attempt_by: violations.timestamp("first_attempt_by", task.first_attempt_by.as_ref()),
        finish_by: violations.timestamp("finish_by", task.finish_by.as_ref()),
    };
    violations.check().map_err(|refusal| refusal.within("task"))?;
    Ok(draft)
}

fn kind_from(kind: wire::TaskKind) -> Option<Kind> {
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
