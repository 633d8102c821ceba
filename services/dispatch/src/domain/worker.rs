//! Who can be given a task.

use kit::{
    moment::Moment,
    refusal::{Kind, Refusal},
};

/// A term as grid worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// `courts/{code}`.
    pub court: String,
    /// First instant.
    pub from: Moment,
    /// First instant after; `None` while open.
    pub until: Option<Moment>,
}

/// A person as the register knows them, with their terms as grid worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// `people/{id}`.
    pub name: String,
    /// The person's name.
    pub display_name: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Terms as grid worker, whenever they run.
    pub terms: Vec<Term>,
}

impl Worker {
    /// Refuses where the person doesn't work for a court now.
    pub fn check(&self, court: &str, at: Moment) -> Result<(), Refusal> {
        let runs = |term: &&Term| term.from <= at && term.until.is_none_or(|until| at < until);
        if self.terms.iter().filter(runs).any(|term| term.court == court) {
            return Ok(());
        }
        let name = &self.display_name;
        let refusal = if self.terms.iter().any(|term| term.court == court) {
            Refusal::new(
                Kind::Precondition,
                "WORKER_TERM_ENDED",
                format!("{name}在本庭担任网格员的任期今天不在有效期内，请指派其他网格员。"),
                format!(
                    "{name}'s term as grid worker of this court does not run today; choose somebody else."
                ),
            )
        } else {
            return Err(Self::unknown());
        };
        Err(refusal.at("worker"))
    }

    /// The refusal for somebody who never was a grid worker of the court. Whether there is such a person elsewhere is not the
    /// director's to know: nobody, somebody of another office and somebody of another court are refused in the same words.
    #[must_use]
    pub fn unknown() -> Refusal {
        Refusal::new(
            Kind::Precondition,
            "WORKER_UNKNOWN",
            "本共享法庭没有这位网格员，请从本庭的网格员中选择。",
            "This court has no such grid worker; choose one of its own.",
        )
        .at("worker")
    }
}
