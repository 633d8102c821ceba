//! Who can be given a task.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};

/// A term as grid worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// `courts/{code}`.
    pub court: String,
    /// First instant.
    pub from: Timestamp,
    /// First instant after; `None` while open.
    pub until: Option<Timestamp>,
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
    /// Whether they may not sign in any more.
    pub deactivated: bool,
}

/// Why somebody who has a task of a court may not do it any more, in Chinese as the step of the task keeps it; `None` where they may.
#[must_use]
pub fn left(worker: &Worker, court: &str, at: Timestamp) -> Option<String> {
    let name = &worker.display_name;
    if worker.deactivated {
        return Some(format!("网格员{name}的账号已停用，任务退回庭务主任，请另行指派。"));
    }
    let terms = worker.terms.iter().filter(|term| term.court == court);
    if terms.clone().any(|term| term.from <= at && term.until.is_none_or(|until| at < until)) {
        return None;
    }
    let ended = terms.filter_map(|term| term.until).filter(|until| *until <= at).max();
    Some(match ended {
        Some(until) => {
            let day = until.legal_day();
            let (year, month, day) = (day.year(), day.month(), day.day());
            format!(
                "网格员{name}在本庭的任期已于{year}年{month}月{day}日结束，任务退回庭务主任，请另行指派。"
            )
        }
        None => format!("网格员{name}已不在本庭任职，任务退回庭务主任，请另行指派。"),
    })
}

impl Worker {
    /// Refuses where the person doesn't work for a court now.
    pub fn check(&self, court: &str, at: Timestamp) -> Result<(), Refusal> {
        let runs = |term: &&Term| term.from <= at && term.until.is_none_or(|until| at < until);
        if self.terms.iter().filter(runs).any(|term| term.court == court) {
            return Ok(());
        }
        let name = &self.display_name;
        let refusal = if self.terms.iter().any(|term| term.court == court) {
            Refusal::new(
                Kind::Precondition,
                reason::WORKER_TERM_ENDED,
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
            reason::WORKER_UNKNOWN,
            "本共享法庭没有这位网格员，请从本庭的网格员中选择。",
            "This court has no such grid worker; choose one of its own.",
        )
        .at("worker")
    }
}
