//! The acts on a task: each decides whether it may be, changes the task and says what happened.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind as Sort, Refusal, Violations},
};
use law::identifiers::RegionCode;
use uuid::Uuid;

use super::{
    Attempt, EventKind, Filing, Held, LateReport, Lateness, Report, Review, State, Step, Task, Worker, files,
    place::Place,
};

/// Who acts.
#[derive(Clone, Debug, Default)]
pub struct Actor {
    /// `people/{id}`; empty for the system.
    pub person: String,
    /// Their name; may be empty.
    pub display_name: String,
    /// Those whose office they hold as a deputy, `people/{id}`.
    pub deputises_for: Vec<String>,
}

/// What an officer says to a report.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opinion<'a> {
    /// Approved, or returned.
    pub approved: bool,
    /// What the worker should know.
    pub comment: &'a str,
    /// Why it is approved though files are not here.
    pub missing_files_reason: &'a str,
}

/// What an act led to: the steps that it added, the oldest first, and who had the task before.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What happened.
    pub kinds: Vec<EventKind>,
    /// The court that had the task before.
    pub court_before: Option<String>,
    /// The worker who had the task before.
    pub worker_before: Option<String>,
}

/// After a task was returned the worker has at least this long, whatever was said before.
const HOURS_AFTER_RETURN: i64 = 72;

impl Task {
    /// A task from a filing, with the court that answers for its place or, where that could not be asked, without.
    #[must_use]
    pub fn file(
        filing: Filing,
        id: Uuid,
        place: Place,
        fallback: &RegionCode,
        by: &Actor,
        at: Timestamp,
    ) -> (Self, Decision) {
        let region_code = filing.wanted.region_code.clone().unwrap_or_else(|| fallback.clone());
        let mut task = Self {
            id,
            kind: filing.kind,
            case_number: filing.case_number,
            addressee: filing.addressee,
            wanted: filing.wanted,
            region_code,
            documents: filing.documents,
            procedure: filing.procedure,
            instructions: filing.instructions,
            contact: filing.contact,
            urgent: filing.urgent,
            times: filing.times,
            creator: by.person.clone(),
            state: State::Created,
            worker_name: String::new(),
            attempted: false,
            visits: 0,
            steps: Vec::new(),
            report: None,
            review: None,
            routing_problem: String::new(),
            late_reports: Vec::new(),
            version: 1,
            created: at,
            updated: at,
        };
        task.step(EventKind::Created, by, at, "");
        let mut decision =
            Decision { kinds: vec![EventKind::Created], court_before: None, worker_before: None };
        match place {
            Place::Found { court, region_code } => {
                task.dispatch(court, region_code, at);
                decision.kinds.push(EventKind::Dispatched);
            }
            Place::Unasked { problem } => task.routing_problem = problem,
        }
        (task, decision)
    }

    /// Routes a task that has waited for its court.
    pub fn route(
        &mut self,
        court: String,
        region_code: RegionCode,
        at: Timestamp,
    ) -> Result<Decision, Refusal> {
        if self.state != State::Created {
            return Err(self.conflict("分派", "routed"));
        }
        Ok(self.act(at, |task| {
            task.dispatch(court, region_code, at);
            EventKind::Dispatched
        }))
    }

    fn dispatch(&mut self, court: String, region_code: RegionCode, at: Timestamp) {
        self.region_code = region_code;
        self.state = State::Dispatched(court);
        self.routing_problem = String::new();
        self.step(EventKind::Dispatched, &Actor::default(), at, "");
    }

    /// Gives the task to a worker of the court that has it, or to the director who assigns it; also away from one who does not get to it.
    pub fn assign(&mut self, worker: &Worker, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        let court = self.may_assign()?.to_owned();
        self.give(worker, court, (by, ""), at)
    }

    /// Gives the task to a worker of its court in the place of a director who has let the limit for accepting pass.
    pub fn assign_in_place(
        &mut self,
        worker: &Worker,
        by: &Actor,
        at: Timestamp,
    ) -> Result<Decision, Refusal> {
        let court = self.may_assign_in_place(at)?.to_owned();
        self.give(worker, court, (by, ""), at)
    }

    pub(super) fn give(
        &mut self,
        worker: &Worker,
        court: String,
        (by, comment): (&Actor, &str),
        at: Timestamp,
    ) -> Result<Decision, Refusal> {
        if self.state.worker() == Some(worker.name.as_str()) {
            return Err(self.conflict("指派", "assigned"));
        }
        worker.check(&court, &by.person, at)?;
        self.check_not_a_party(worker, by)?;
        self.check_not_the_filer(&worker.name)?;
        Ok(self.act(at, |task| {
            task.state = State::Assigned(Held { court, worker: worker.name.clone() });
            task.worker_name.clone_from(&worker.display_name);
            task.step(EventKind::Assigned, by, at, comment);
            EventKind::Assigned
        }))
    }

    /// Takes the task on.
    pub fn accept(&mut self, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        let held = self.may_accept(by)?.clone();
        Ok(self.act(at, |task| {
            task.state = State::Accepted(held);
            task.step(EventKind::Accepted, by, at, "");
            EventKind::Accepted
        }))
    }

    /// Gives the task back to the director.
    pub fn decline(&mut self, reason: &str, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        let reason = decline_reason(reason)?;
        let court = self.may_decline(by)?.court.clone();
        Ok(self.give_back(court, by, at, &reason))
    }

    /// Hands the task to another court, which is known to be open.
    pub fn transfer(
        &mut self,
        court: &str,
        reason: &str,
        by: &Actor,
        at: Timestamp,
    ) -> Result<Decision, Refusal> {
        let reason = required("reason", reason, 500)?;
        self.may_transfer()?;
        if self.state.court() == Some(court) {
            return Err(Refusal::new(
                Sort::Precondition,
                reason::SAME_COURT,
                "任务已在这个共享法庭，无需转办。",
                "The task is with this court already.",
            )
            .at("court"));
        }
        Ok(self.act(at, |task| {
            task.state = State::Transferred(court.to_owned());
            task.worker_name = String::new();
            task.routing_problem = String::new();
            task.step(EventKind::Transferred, by, at, &reason);
            EventKind::Transferred
        }))
    }

    /// Takes a visit in. Anyone who had the task hands in what they did, whatever became of it: the visit is kept and marked, and
    /// what the court decided meanwhile stands. `in_term` says whether their term runs when the visit comes in.
    pub fn attempt(
        &mut self,
        attempt: &mut Attempt,
        in_term: bool,
        at: Timestamp,
    ) -> Result<Decision, Refusal> {
        self.may_attempt(&attempt.worker, in_term)?;
        attempt.predates_task = attempt.time() < self.created;
        let theirs = self.state.worker() == Some(attempt.worker.as_str());
        attempt.lateness = match &self.state {
            State::Revoked(..) => Some(Lateness::Revocation),
            State::Expired(..) => Some(Lateness::Expiry),
            State::Done(_) => Some(Lateness::Completion),
            _ if !in_term => Some(Lateness::Term),
            _ if !theirs => Some(Lateness::Reassignment),
            State::Reported(_) => Some(Lateness::Report),
            _ => None,
        };
        let before = self.state.clone();
        if let (None, State::Accepted(held) | State::Returned(held)) = (attempt.lateness, &before) {
            self.state = State::InField(held.clone());
        }
        self.attempted |= attempt.lateness.is_none();
        self.visits += 1;
        self.updated = at;
        Ok(Decision {
            kinds: vec![EventKind::Attempted],
            court_before: before.court().map(str::to_owned),
            worker_before: Some(attempt.worker.clone()),
        })
    }

    /// Hands the result in.
    pub fn report(&mut self, summary: &str, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        let summary = report_summary(summary)?;
        let held = self.may_report(by)?.clone();
        Ok(self.act(at, |task| {
            task.state = State::Reported(held);
            task.report = Some(Report { summary, worker: by.person.clone(), at });
            task.step(EventKind::Reported, by, at, "");
            EventKind::Reported
        }))
    }

    /// Keeps the report of a worker whose term has ended, beside the last of their `visits`. It changes nothing of where the task
    /// stands; their last one counts.
    pub fn report_late(
        &mut self,
        summary: &str,
        visits: &[Attempt],
        by: &Actor,
        at: Timestamp,
    ) -> Result<Decision, Refusal> {
        let summary = report_summary(summary)?;
        let own = Self::may_report_late(visits, by)?;
        let report = LateReport { summary, worker: by.person.clone(), at, attempt: own.id };
        self.late_reports.retain(|earlier| earlier.worker != by.person);
        self.late_reports.push(report);
        self.updated = at;
        self.step(EventKind::ReportedLate, by, at, "");
        Ok(Decision {
            kinds: vec![EventKind::ReportedLate],
            court_before: self.state.court().map(str::to_owned),
            worker_before: Some(by.person.clone()),
        })
    }

    /// Approves a report, or returns it with a comment. Nobody reviews a task for which they visited or reported; `visits` are all
    /// that were made for it, and `missing` the files that they cite and that are not here.
    pub fn review(
        &mut self,
        opinion: Opinion<'_>,
        (visits, missing): (&[Attempt], &[String]),
        by: &Actor,
        at: Timestamp,
    ) -> Result<Decision, Refusal> {
        let Opinion { approved, comment, missing_files_reason } = opinion;
        let comment =
            if approved { optional("comment", comment)? } else { required("comment", comment, 1000)? };
        let missing = if approved { missing } else { &[] };
        let held = self.may_review(visits, by)?.clone();
        if !missing.is_empty() && missing_files_reason.trim().is_empty() {
            return Err(files::missing(missing));
        }
        let missing_files_reason = match missing {
            [] => String::new(),
            _ => required("missing_files_reason", missing_files_reason, 500)?,
        };
        Ok(self.act(at, |task| {
            task.review = Some(Review {
                approved,
                comment: comment.clone(),
                reviewer: by.person.clone(),
                at,
                missing_files_reason,
                missing_files: missing.to_vec(),
            });
            let kind = if approved {
                task.state = State::Done(held);
                EventKind::Approved
            } else {
                task.state = State::Returned(held);
                task.times.finish_by = task.times.finish_by.max(at.plus_hours(HOURS_AFTER_RETURN));
                EventKind::Returned
            };
            task.step(kind, by, at, &comment);
            kind
        }))
    }

    /// Takes the task back from the worker who has it.
    pub fn revoke(&mut self, reason: &str, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        let reason = required("reason", reason, 500)?;
        self.may_revoke()?;
        Ok(self.act(at, |task| {
            task.state =
                State::Revoked(task.state.court().map(str::to_owned), task.state.worker().map(str::to_owned));
            task.step(EventKind::Revoked, by, at, &reason);
            EventKind::Revoked
        }))
    }

    /// Lets the task go where its time ran out; says whether it did.
    pub fn expire(&mut self, at: Timestamp) -> Option<Decision> {
        if !self.state.awaits_report() || at <= self.times.finish_by {
            return None;
        }
        Some(self.act(at, |task| {
            task.state =
                State::Expired(task.state.court().map(str::to_owned), task.state.worker().map(str::to_owned));
            task.step(EventKind::Expired, &Actor::default(), at, "");
            EventKind::Expired
        }))
    }

    pub(super) fn act(&mut self, at: Timestamp, change: impl FnOnce(&mut Self) -> EventKind) -> Decision {
        let court_before = self.state.court().map(str::to_owned);
        let worker_before = self.state.worker().map(str::to_owned);
        let kind = change(self);
        self.version += 1;
        self.updated = at;
        Decision { kinds: vec![kind], court_before, worker_before }
    }

    pub(super) fn step(&mut self, what: EventKind, by: &Actor, at: Timestamp, comment: &str) {
        self.steps.push(Step {
            what,
            actor: by.person.clone(),
            at,
            court: self.state.court().unwrap_or_default().to_owned(),
            worker: self.state.worker().unwrap_or_default().to_owned(),
            comment: comment.to_owned(),
            actor_name: by.display_name.clone(),
            print: None,
        });
    }
}

/// The reason for which a worker gives a task back, at most 500 characters.
pub fn decline_reason(reason: &str) -> Result<String, Refusal> {
    required("reason", reason, 500)
}

/// What a report says, at most 4000 characters.
pub fn report_summary(summary: &str) -> Result<String, Refusal> {
    required("summary", summary, 4000)
}

fn required(field: &str, text: &str, longest: usize) -> Result<String, Refusal> {
    let mut violations = Violations::new();
    let text = violations.text(field, text, longest);
    text.ok_or_else(|| violations.into_refusal())
}

fn optional(field: &str, text: &str) -> Result<String, Refusal> {
    let mut violations = Violations::new();
    let text = violations.optional_text(field, text, 1000);
    text.ok_or_else(|| violations.into_refusal())
}
