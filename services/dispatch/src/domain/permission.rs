//! Which acts a task permits as it stands, to whom. The acts themselves ask here first, and so does the answer that says what can be done.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind as Sort, Refusal},
    separation::{self, Step as Separate},
};
use law::names;

use super::{
    Actor, Attempt, EventKind, Held, State, Task, Worker,
    print::no_return_form,
    task::{AddresseeKind, Document, Kind},
};

/// An act on a task by somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Gives it to a worker.
    Assign,
    /// Takes it on.
    Accept,
    /// Gives it back to the director.
    Decline,
    /// Hands it to another court.
    Transfer,
    /// Records a visit.
    Attempt,
    /// Hands the result in.
    Report,
    /// Approves or returns the report.
    Review,
    /// Takes it back.
    Revoke,
    /// Prints its papers.
    Print,
}

impl Act {
    /// Every act, in the order of a task's life.
    pub const ALL: [Self; 9] = [
        Self::Assign,
        Self::Accept,
        Self::Decline,
        Self::Transfer,
        Self::Attempt,
        Self::Report,
        Self::Review,
        Self::Revoke,
        Self::Print,
    ];
}

/// Somebody who may act: who they are, the visits that were made for the task, and whether a term of theirs runs.
#[derive(Clone, Copy, Debug)]
pub struct Acting<'a> {
    /// Who.
    pub by: &'a Actor,
    /// Every visit of the task.
    pub visits: &'a [Attempt],
    /// Whether a term runs on which they act; else they hand in what they did while it ran.
    pub in_term: bool,
    /// Whether they direct the court that has the task; else they assign in the director's place.
    pub directs: bool,
    /// When.
    pub at: Timestamp,
}

impl Task {
    /// Whether the task permits an act as it stands: by its state, by who has it, and by the separation of duties.
    pub fn may(&self, act: Act, acting: Acting<'_>) -> Result<(), Refusal> {
        let by = acting.by;
        match act {
            Act::Assign if acting.directs => self.may_assign().map(drop),
            Act::Assign => self.may_assign_in_place(acting.at).map(drop),
            Act::Accept => self.may_accept(by).map(drop),
            Act::Decline => self.may_decline(by).map(drop),
            Act::Transfer => self.may_transfer(),
            Act::Attempt => self.may_attempt(&by.person, acting.in_term),
            Act::Report if acting.in_term => self.may_report(by).map(drop),
            Act::Report => Self::may_report_late(acting.visits, by).map(drop),
            Act::Review => self.may_review(acting.visits, by).map(drop),
            Act::Revoke => self.may_revoke(),
            Act::Print => self.may_print(),
        }
    }

    /// Whether somebody has the task or had it as its worker.
    #[must_use]
    pub fn was_given_to(&self, person: &str) -> bool {
        !person.is_empty() && self.steps.iter().any(|step| step.worker == person)
    }

    /// The court whose director assigns the task, for the first time or to somebody else.
    pub(super) fn may_assign(&self) -> Result<&str, Refusal> {
        match &self.state {
            State::Dispatched(court) | State::Declined(court) | State::Transferred(court) => Ok(court),
            State::Assigned(held) | State::Accepted(held) | State::InField(held) | State::Returned(held) => {
                Ok(&held.court)
            }
            State::Created
            | State::Reported(_)
            | State::Done(_)
            | State::Revoked(..)
            | State::Expired(..) => Err(self.conflict("指派", "assigned")),
        }
    }

    /// The worker who leaves, from whom the task is moved before it is reported.
    pub(super) fn may_hand_over(&self, worker: &str) -> Result<&Held, Refusal> {
        let held = self.state.in_hand().filter(|held| held.worker == worker);
        held.ok_or_else(|| self.conflict("移交", "handed over"))
    }

    /// The court whose task somebody of the people's court assigns, in the place of a director who is not there: once the limit for
    /// accepting has passed.
    pub(super) fn may_assign_in_place(&self, at: Timestamp) -> Result<&str, Refusal> {
        let court = self.may_assign()?;
        if self.is_late_to_accept(at) {
            return Ok(court);
        }
        Err(Refusal::new(
            Sort::Precondition,
            reason::DIRECTOR_ASSIGNS,
            "接收时限还没有过，这项任务由庭务主任指派。急需办理的，请打电话给庭务主任，或者转给别的共享法庭。",
            "The limit for accepting has not passed, and the director assigns this task. Where it is urgent ring them, or transfer it.",
        ))
    }

    pub(super) fn may_accept(&self, by: &Actor) -> Result<&Held, Refusal> {
        match &self.state {
            State::Assigned(held) if held.worker == by.person => {
                self.check_not_the_filer(&by.person)?;
                Ok(held)
            }
            State::Assigned(_) => Err(self.with_somebody_else("接收", "accept")),
            _ => Err(self.conflict("接收", "accepted")),
        }
    }

    pub(super) fn may_decline(&self, by: &Actor) -> Result<&Held, Refusal> {
        match &self.state {
            State::Assigned(held) | State::Accepted(held) if held.worker == by.person => Ok(held),
            State::Assigned(_) | State::Accepted(_) => Err(self.with_somebody_else("退回", "decline")),
            _ => Err(self.conflict("退回庭务主任", "declined")),
        }
    }

    pub(super) fn may_transfer(&self) -> Result<(), Refusal> {
        if self.state.is_final() || matches!(self.state, State::Reported(_)) {
            return Err(self.conflict("转办", "transferred"));
        }
        Ok(())
    }

    /// A visit by somebody who had the task is taken in whatever became of it; only who has just been given it accepts it first.
    pub(super) fn may_attempt(&self, person: &str, in_term: bool) -> Result<(), Refusal> {
        let theirs = self.state.worker() == Some(person);
        if matches!(self.state, State::Assigned(_)) && theirs && in_term {
            return Err(self.not_accepted());
        }
        Ok(())
    }

    pub(super) fn may_report(&self, by: &Actor) -> Result<&Held, Refusal> {
        let held = match &self.state {
            State::Accepted(held) | State::InField(held) | State::Returned(held)
                if held.worker == by.person =>
            {
                held
            }
            State::Accepted(_) | State::InField(_) | State::Returned(_) => {
                return Err(self.with_somebody_else("报告", "report"));
            }
            _ => return Err(self.conflict("报告", "reported")),
        };
        if self.attempted { Ok(held) } else { Err(no_attempt()) }
    }

    /// The last visit of somebody whose term has ended, on which their report rests.
    pub(super) fn may_report_late<'a>(visits: &'a [Attempt], by: &Actor) -> Result<&'a Attempt, Refusal> {
        visits.iter().rev().find(|visit| visit.worker == by.person).ok_or_else(no_attempt)
    }

    /// Nobody reviews a task for which they visited or reported.
    pub(super) fn may_review(&self, visits: &[Attempt], by: &Actor) -> Result<&Held, Refusal> {
        let State::Reported(held) = &self.state else { return Err(self.conflict("审核", "reviewed")) };
        let reported = self.steps.iter().filter(|step| step.what == EventKind::Reported);
        let field = visits.iter().map(|visit| &visit.worker).chain(reported.map(|step| &step.actor));
        let field = field.chain([&held.worker]).map(|person| (Separate::ReportTask, person.as_str()));
        let by = kit::domain::Actor { person: by.person.clone(), deputises_for: by.deputises_for.clone() };
        by.may_take(Separate::ReviewTask, field)?;
        Ok(held)
    }

    pub(super) fn may_revoke(&self) -> Result<(), Refusal> {
        if self.state.is_final() { Err(self.conflict("撤回", "revoked")) } else { Ok(()) }
    }

    /// Papers are printed where the task is, while it is open.
    pub(super) fn may_print(&self) -> Result<(), Refusal> {
        if self.state.is_final() || self.state == State::Created {
            return Err(self.conflict("打印文书", "printed for"));
        }
        let is_printed = |document: &Document| document.sealed || !document.file.is_empty();
        if self.kind != Kind::ServiceOfProcess && !self.documents.iter().any(is_printed) {
            return Err(no_return_form());
        }
        Ok(())
    }

    /// Who filed a task does not make its visits.
    pub(super) fn check_not_the_filer(&self, worker: &str) -> Result<(), Refusal> {
        separation::check(Separate::ReportTask, worker, [(Separate::FileTask, self.creator.as_str())])
            .map_err(|refusal| refusal.at("worker"))
    }

    /// Who may be the person whom the task concerns does not go to them.
    pub(super) fn check_not_a_party(&self, worker: &Worker, by: &Actor) -> Result<(), Refusal> {
        let phone = names::phone_digits(&worker.phone);
        let same_phone = !phone.is_empty() && phone == names::phone_digits(&self.addressee.phone);
        let same_name = self.addressee.kind == AddresseeKind::Person
            && names::same(&worker.display_name, &self.addressee.display_name);
        if !same_phone && !same_name {
            return Ok(());
        }
        let (zh, en) = if worker.name == by.person {
            (
                "您与任务相关人同名或同号，可能就是本人。为避免利害冲突，请指派网格员办理。",
                "You have the name or the number of the person whom the task concerns; assign a grid worker.",
            )
        } else {
            (
                "这位网格员与任务相关人同名或同号，可能就是本人。为避免利害冲突，请指派其他网格员。",
                "This worker has the name or the number of the person whom the task concerns; choose somebody else.",
            )
        };
        Err(Refusal::new(Sort::Precondition, reason::WORKER_IS_PARTY, zh, en).at("worker"))
    }

    /// The refusal of what the worker who has the task does, to anybody else.
    pub(crate) fn with_somebody_else(&self, zh: &str, en: &str) -> Refusal {
        let name = match self.worker_name.as_str() {
            "" => ("其他人员", "somebody else"),
            name => (name, name),
        };
        Refusal::new(
            Sort::Precondition,
            reason::TASK_STATE_CONFLICT,
            format!("这项任务由{}办理，只能由其本人{zh}。需要由您办理的，请先改派给您本人。", name.0),
            format!("{} has this task, and nobody else can {en} it. Where it should be yours, have it assigned to you first.", name.1),
        )
        .with("state", self.state.name())
    }

    fn not_accepted(&self) -> Refusal {
        Refusal::new(
            Sort::Precondition,
            reason::TASK_NOT_ACCEPTED,
            "请先接收任务，再登记上门情况。",
            "Accept the task first, then record the visit.",
        )
        .with("state", self.state.name())
    }

    /// The step that brought the task where it stands.
    fn decided_last(&self) -> Option<&super::Step> {
        self.steps.iter().rfind(|step| step.decides())
    }

    /// What a state doesn't allow, with who has the task and what it waits for.
    pub(super) fn conflict(&self, zh: &str, en: &str) -> Refusal {
        let (state_zh, state_en) = self.state.words();
        let who = match &self.state {
            // In whose hand it is.
            State::Assigned(_)
            | State::Accepted(_)
            | State::InField(_)
            | State::Reported(_)
            | State::Returned(_) => self.worker_name.as_str(),
            // Whose decision that was: the last step, where it is known who took it.
            State::Created
            | State::Dispatched(_)
            | State::Declined(_)
            | State::Transferred(_)
            | State::Done(_)
            | State::Revoked(..)
            | State::Expired(..) => self.decided_last().map_or("", |step| step.actor_name.as_str()),
        };
        let (who_zh, who_en) = match who {
            "" => (String::new(), String::new()),
            name => (format!("（{name}）"), format!(" ({name})")),
        };
        Refusal::new(
            Sort::Precondition,
            reason::TASK_STATE_CONFLICT,
            format!("任务现在的状态是“{state_zh}”{who_zh}，不能{zh}。请刷新后查看。"),
            format!("The task stands at \"{state_en}\"{who_en} and can't be {en}. Look at it again."),
        )
        .with("state", self.state.name())
    }
}

fn no_attempt() -> Refusal {
    Refusal::new(
        Sort::Precondition,
        reason::NO_ATTEMPT,
        "还没有登记过上门情况，不能报告结果。请先登记一次上门。",
        "No visit was recorded yet; record one before reporting.",
    )
}
