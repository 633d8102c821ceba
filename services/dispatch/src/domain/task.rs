//! The task itself and the small things that it is made of.

use kit::domain::{Timestamp, identity::Identity};
use law::{
    identifiers::{CaseNumber, RegionCode},
    service::{AddresseeStatus, DocumentKind, Procedure},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{State, place::Wanted};

/// What is to be done (domain.md 4.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Help with service of process (送达协助).
    ServiceOfProcess,
    /// Find out where somebody is (查找下落).
    LocatePerson,
    /// Look after a lead on property (财产线索核实).
    VerifyLead,
    /// Urge somebody to perform (督促履行).
    UrgePerformance,
    /// Be a witness (见证).
    Witness,
    /// Post a public notice (公告张贴).
    PostNotice,
    /// Be there when the court comes (在场).
    OnSiteAssistance,
}

impl Kind {
    /// Whether there is something to hand over or to post.
    #[must_use]
    pub const fn needs_documents(self) -> bool {
        matches!(self, Self::ServiceOfProcess | Self::PostNotice)
    }
}

/// A person or an organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AddresseeKind {
    /// A person.
    #[default]
    Person,
    /// An organisation.
    Organisation,
}

/// Whom a task concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// Name.
    pub display_name: String,
    /// Person or organisation.
    pub kind: AddresseeKind,
    /// By which paper they are known.
    pub identity: Option<Identity>,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Why papers may have to be forwarded to them; none where the court has not said.
    #[serde(default)]
    pub status: Option<AddresseeStatus>,
}

/// A paper to take along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Title.
    pub title: String,
    /// Copies, 1 to 100.
    pub copies: i32,
    /// What the rules of service take it for; none where its title says it.
    #[serde(default)]
    pub kind: Option<DocumentKind>,
    /// The paper itself, `evidence/{sha256}`; empty where there is no file.
    #[serde(default)]
    pub file: String,
    /// Whether it goes out in a closed envelope.
    #[serde(default)]
    pub sealed: bool,
}

/// Whom the worker calls with questions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub display_name: String,
    /// Telephone number.
    pub phone: String,
}

/// Until when things should have been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Until when somebody should have accepted.
    pub accept_by: Timestamp,
    /// Until when the first attempt should have been made.
    pub first_attempt_by: Timestamp,
    /// Until when it must be reported.
    pub finish_by: Timestamp,
}

/// A duty with a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Accept.
    Accept,
    /// Make the first attempt.
    FirstAttempt,
    /// Report, or review what was reported.
    Finish,
}

/// A worker's report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What was achieved.
    pub summary: String,
    /// Who reported.
    pub worker: String,
    /// When.
    pub at: Timestamp,
}

/// An officer's review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Whether it was approved.
    pub approved: bool,
    /// What the officer said.
    pub comment: String,
    /// Who.
    pub reviewer: String,
    /// When.
    pub at: Timestamp,
    /// Why it was approved though files were not here; may be empty.
    #[serde(default)]
    pub missing_files_reason: String,
    /// The files that were not here, `evidence/{sha256}`.
    #[serde(default)]
    pub missing_files: Vec<String>,
}

/// A report by a worker whose term had ended. It decides nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateReport {
    /// What was achieved.
    pub summary: String,
    /// Who reported.
    pub worker: String,
    /// When.
    pub at: Timestamp,
    /// Their last visit, on which it rests.
    pub attempt: Uuid,
}

/// What can happen to a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// Filed.
    Created,
    /// Routed to a court.
    Dispatched,
    /// Given to a worker.
    Assigned,
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// Handed to another court.
    Transferred,
    /// An attempt was recorded.
    Attempted,
    /// Reported.
    Reported,
    /// Approved.
    Approved,
    /// Returned.
    Returned,
    /// Taken back.
    Revoked,
    /// Its time ran out.
    Expired,
    /// A report came from a worker whose term had ended.
    ReportedLate,
    /// Something was printed in the village.
    Printed,
}

/// What can be printed. A paper is known by its place among the task's documents, which never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Printed {
    /// A paper that is not sealed.
    Document(usize),
    /// The cover of a sealed paper.
    Cover(usize),
    /// The form of the proof of service.
    ReturnForm,
}

/// A print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// Of what.
    pub what: Printed,
    /// How many copies, 1 to 100.
    pub copies: i32,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What.
    pub what: EventKind,
    /// Who did it; empty where the system did.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// The court that has the task after it; may be empty.
    pub court: String,
    /// The worker who has the task after it; may be empty.
    pub worker: String,
    /// The reason or comment given; may be empty.
    pub comment: String,
    /// The name of who did it; may be empty.
    #[serde(default)]
    pub actor_name: String,
    /// What was printed.
    #[serde(default)]
    pub print: Option<Print>,
}

impl Step {
    /// Whether it decided something. What comes late and what is printed is reported and changes nothing.
    #[must_use]
    pub const fn decides(&self) -> bool {
        !matches!(self.what, EventKind::ReportedLate | EventKind::Printed)
    }
}

/// Something that an officer needs done in a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id, ordered by time of creation.
    pub id: Uuid,
    /// What is to be done.
    pub kind: Kind,
    /// The case.
    pub case_number: Option<CaseNumber>,
    /// Whom it concerns.
    pub addressee: Addressee,
    /// Where, as the officer put it.
    pub wanted: Wanted,
    /// Where, as a code: the village where it is known, else the town, else the region of the officer.
    pub region_code: RegionCode,
    /// The papers.
    pub documents: Vec<Document>,
    /// In which procedure they are served; none where the court has not said.
    pub procedure: Option<Procedure>,
    /// What the worker should know.
    pub instructions: String,
    /// Whom the worker calls.
    pub contact: Contact,
    /// At once.
    pub urgent: bool,
    /// Until when.
    pub times: Times,
    /// The officer who filed it.
    pub creator: String,
    /// Where it stands.
    pub state: State,
    /// The name of the worker in `state`, as others see it; may be empty.
    pub worker_name: String,
    /// Whether an attempt was made by a worker who had it.
    pub attempted: bool,
    /// How many attempts were recorded, late ones too.
    pub visits: u32,
    /// What happened, in order. Attempts are rows of their own and not repeated here.
    pub steps: Vec<Step>,
    /// What was reported last.
    pub report: Option<Report>,
    /// What was said to it last.
    pub review: Option<Review>,
    /// Why it has no court yet; may be empty.
    pub routing_problem: String,
    /// Reports by workers whose term had ended, one for each of them.
    pub late_reports: Vec<LateReport>,
    /// Counts the decisions; recording an attempt is none.
    pub version: i64,
    /// When it was filed.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

impl Task {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("tasks/{}", self.id)
    }

    /// Whether nobody has taken the task on within its limit.
    #[must_use]
    pub fn is_late_to_accept(&self, at: Timestamp) -> bool {
        self.state.awaits_acceptance() && at > self.times.accept_by
    }

    /// Which duties are overdue at a moment.
    #[must_use]
    pub fn overdue(&self, at: Timestamp) -> Vec<Duty> {
        let mut duties = Vec::new();
        if self.is_late_to_accept(at) {
            duties.push(Duty::Accept);
        }
        if self.state.awaits_report() && !self.attempted && at > self.times.first_attempt_by {
            duties.push(Duty::FirstAttempt);
        }
        if !self.state.is_final() && at > self.times.finish_by {
            duties.push(Duty::Finish);
        }
        duties
    }

    /// The first of the limits that run for a task which still has to be reported: after it the task is late. `None` once it is reported.
    #[must_use]
    pub fn late_from(&self) -> Option<Timestamp> {
        let Times { accept_by, first_attempt_by, finish_by } = self.times;
        let running = [
            Some(finish_by),
            self.state.awaits_acceptance().then_some(accept_by),
            (!self.attempted).then_some(first_attempt_by),
        ];
        running.into_iter().flatten().min().filter(|_| self.state.awaits_report())
    }
}
