//! The tasks of a worker who leaves: moved in one act while they still may, and back to the director once they may not.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};

use super::{Actor, Decision, EventKind, State, Task, Worker, left};

/// How many characters the reason has at the most.
const REASON: usize = 500;

/// A hand-over as somebody wrote it, unchecked.
#[derive(Clone, Copy, Debug, Default)]
pub struct HandOverDraft<'a> {
    /// Who leaves.
    pub worker: &'a str,
    /// The court whose tasks move.
    pub court: &'a str,
    /// Who takes them on; empty where the director assigns them anew.
    pub to: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// A hand-over that is in order; whether a task can move is the task's own decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// Who leaves, `people/{id}`.
    pub worker: String,
    /// The court, `courts/{code}`.
    pub court: String,
    /// Who takes the tasks on; `None` where the director assigns them anew.
    pub to: Option<Worker>,
    /// Why, for the story of each task.
    pub reason: String,
}

impl HandOverDraft<'_> {
    /// Reads who leaves, where and why, and names every field at fault.
    pub fn check(&self) -> Result<HandOver, Refusal> {
        let mut violations = Violations::new();
        for (field, value) in [("worker", self.worker), ("court", self.court)] {
            if value.is_empty() {
                let text = Text::new("必填项，不能为空。", "Required; it is empty.");
                violations.add(field, reason::REQUIRED, text);
            }
        }
        if !self.to.is_empty() && self.to == self.worker {
            let text = Text::new(
                "接办人就是移交人本人，请另选一位。",
                "Who takes over is the person who hands over; choose somebody else.",
            );
            violations.add("to", reason::SAME_WORKER, text);
        }
        let reason = violations.text("reason", self.reason, REASON);
        violations.check()?;
        Ok(HandOver {
            worker: self.worker.to_owned(),
            court: self.court.to_owned(),
            to: None,
            reason: reason.unwrap_or_default(),
        })
    }
}

impl HandOver {
    /// With the one who takes the tasks on, who can be given tasks of the court now.
    pub fn to(self, worker: Worker, by: &Actor, at: Timestamp) -> Result<Self, Refusal> {
        worker.check(&self.court, &by.person, at).map_err(taker)?;
        Ok(Self { to: Some(worker), ..self })
    }
}

/// The refusal of a worker who can't be given a task, as one of who takes over.
pub(crate) fn taker(refusal: Refusal) -> Refusal {
    let found = refusal.fields().iter().find(|violation| violation.field == "worker").cloned();
    found.map_or(refusal, |violation| Refusal::because(Kind::Precondition, violation.at("to")))
}

impl Task {
    /// Moves the task from a worker who leaves: to another one, as the director assigns it, or back to the director.
    pub fn hand_over(&mut self, over: &HandOver, by: &Actor, at: Timestamp) -> Result<Decision, Refusal> {
        let court = self.may_hand_over(&over.worker)?.court.clone();
        match &over.to {
            Some(worker) => self.give(worker, court, (by, &over.reason), at),
            None => Ok(self.give_back(court, by, at, &over.reason)),
        }
    }

    /// Takes the task back to the director where its worker, as the register knows them now, may not do it any more; `None` where they may.
    pub fn leave_worker(&mut self, worker: &Worker, at: Timestamp) -> Option<Decision> {
        let court = self.state.in_hand().filter(|held| held.worker == worker.name)?.court.clone();
        let reason = left(worker, &court, at)?;
        Some(self.give_back(court, &Actor::default(), at, &reason))
    }

    /// Takes the task from its worker; its director assigns it anew.
    pub(super) fn give_back(&mut self, court: String, by: &Actor, at: Timestamp, reason: &str) -> Decision {
        self.act(at, |task| {
            task.state = State::Declined(court);
            task.worker_name = String::new();
            task.step(EventKind::Declined, by, at, reason);
            EventKind::Declined
        })
    }
}
