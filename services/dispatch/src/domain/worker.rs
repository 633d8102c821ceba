//! Who can be given a task.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal},
};

/// The offices of a shared court whose holders make visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// Grid worker, to whom the director gives tasks.
    GridWorker,
    /// Director of the court, who takes on tasks of their own court themselves.
    Director,
}

impl Office {
    const fn zh(self) -> &'static str {
        match self {
            Self::GridWorker => "网格员",
            Self::Director => "庭务主任",
        }
    }
}

/// A term in an office of a shared court.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The office.
    pub office: Office,
    /// `courts/{code}`.
    pub court: String,
    /// First instant.
    pub from: Timestamp,
    /// First instant after; `None` while open.
    pub until: Option<Timestamp>,
}

impl Term {
    fn runs(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// A person as the register knows them, with their terms as grid worker and as director.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// `people/{id}`.
    pub name: String,
    /// The person's name.
    pub display_name: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Terms as grid worker and as director, whenever they run.
    pub terms: Vec<Term>,
    /// Whether they may not sign in any more.
    pub deactivated: bool,
}

/// Why somebody who has a task of a court may not do it any more, in Chinese as the step of the task keeps it; `None` where they may.
#[must_use]
pub fn left(worker: &Worker, court: &str, at: Timestamp) -> Option<String> {
    let name = &worker.display_name;
    let mut terms = worker.terms.iter().filter(|term| term.court == court);
    if worker.deactivated {
        let office = terms.next_back().map_or(Office::GridWorker, |term| term.office).zh();
        return Some(format!("{office}{name}的账号已停用，任务退回庭务主任，请另行指派。"));
    }
    if terms.clone().any(|term| term.runs(at)) {
        return None;
    }
    let ended = terms.filter_map(|term| Some((term.until.filter(|until| *until <= at)?, term.office)));
    Some(match ended.max_by_key(|(until, _)| *until) {
        Some((until, office)) => {
            let office = office.zh();
            let day = until.legal_day();
            let (year, month, day) = (day.year(), day.month(), day.day());
            format!(
                "{office}{name}在本庭的任期已于{year}年{month}月{day}日结束，任务退回庭务主任，请另行指派。"
            )
        }
        None => format!("网格员{name}已不在本庭任职，任务退回庭务主任，请另行指派。"),
    })
}

impl Worker {
    /// Refuses where the person can't be given a task of a court now by somebody: its grid workers can, and its director by themselves.
    pub fn check(&self, court: &str, by: &str, at: Timestamp) -> Result<(), Refusal> {
        let here = || self.terms.iter().filter(|term| term.court == court);
        let may = |term: &Term| match term.office {
            Office::GridWorker => true,
            Office::Director => self.name == by,
        };
        if here().any(|term| term.runs(at) && may(term)) {
            return Ok(());
        }
        let name = &self.display_name;
        let refusal = if here().any(|term| term.office == Office::GridWorker) {
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

    /// The refusal for somebody who never was a grid worker of the court, and for another director. Whether there is such a person elsewhere is not the
    /// director's to know: nobody, somebody of another office and somebody of another court are refused in the same words.
    #[must_use]
    pub fn unknown() -> Refusal {
        Refusal::new(
            Kind::Precondition,
            reason::WORKER_UNKNOWN,
            "该共享法庭没有这位网格员，请从该庭的网格员中选择；庭务主任也可以由本人办理。",
            "The court has no such grid worker; choose one of its own. Its director may go themselves.",
        )
        .at("worker")
    }
}
