//! Where a task stands.

use kit::domain::visit::words;
use serde::{Deserialize, Serialize};

/// A court and one of its grid workers: those who have a task in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The shared court, `courts/{code}`.
    pub court: String,
    /// The worker, `people/{id}`.
    pub worker: String,
}

/// Where a task stands and who has it. A state that needs a worker can't be without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Filed and not yet with a court.
    Created,
    /// With a court, whose director has to assign it.
    Dispatched(String),
    /// Given to a worker, who has to accept or decline.
    Assigned(Held),
    /// Accepted.
    Accepted(Held),
    /// At least one attempt was made since it was accepted or returned.
    InField(Held),
    /// Reported; the officer has to review it.
    Reported(Held),
    /// Approved. Final.
    Done(Held),
    /// Returned to the worker.
    Returned(Held),
    /// Declined by the worker; back with the court.
    Declined(String),
    /// Handed to this court by another; its director has to assign it.
    Transferred(String),
    /// Taken back by the court. Final.
    Revoked(Option<String>, Option<String>),
    /// Not reported in time. Final.
    Expired(Option<String>, Option<String>),
}

impl State {
    /// The name by which it is stored and filtered, for example `IN_FIELD`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Dispatched(_) => "DISPATCHED",
            Self::Assigned(_) => "ASSIGNED",
            Self::Accepted(_) => "ACCEPTED",
            Self::InField(_) => "IN_FIELD",
            Self::Reported(_) => "REPORTED",
            Self::Done(_) => "DONE",
            Self::Returned(_) => "RETURNED",
            Self::Declined(_) => "DECLINED",
            Self::Transferred(_) => "TRANSFERRED",
            Self::Revoked(..) => "REVOKED",
            Self::Expired(..) => "EXPIRED",
        }
    }

    /// Every name.
    pub const NAMES: [&'static str; 12] = [
        "CREATED",
        "DISPATCHED",
        "ASSIGNED",
        "ACCEPTED",
        "IN_FIELD",
        "REPORTED",
        "DONE",
        "RETURNED",
        "DECLINED",
        "TRANSFERRED",
        "REVOKED",
        "EXPIRED",
    ];

    /// The names of those that still have to be reported.
    pub const OPEN: [&'static str; 8] =
        ["CREATED", "DISPATCHED", "ASSIGNED", "ACCEPTED", "IN_FIELD", "RETURNED", "DECLINED", "TRANSFERRED"];

    /// The names of the others.
    pub const REPORTED_OR_OVER: [&'static str; 4] = ["REPORTED", "DONE", "REVOKED", "EXPIRED"];

    /// The names of those in which a worker has the task and it is not over.
    pub const WITH_WORKER: [&'static str; 5] = ["ASSIGNED", "ACCEPTED", "IN_FIELD", "RETURNED", "REPORTED"];

    /// What it is called by the people who read it.
    #[must_use]
    pub fn words(&self) -> (&'static str, &'static str) {
        words::state_named(self.name())
    }

    /// The court that has the task, or had it last.
    #[must_use]
    pub fn court(&self) -> Option<&str> {
        match self {
            Self::Created => None,
            Self::Dispatched(court) | Self::Declined(court) | Self::Transferred(court) => Some(court),
            Self::Assigned(held)
            | Self::Accepted(held)
            | Self::InField(held)
            | Self::Reported(held)
            | Self::Done(held)
            | Self::Returned(held) => Some(&held.court),
            Self::Revoked(court, _) | Self::Expired(court, _) => court.as_deref(),
        }
    }

    /// The worker who has the task, or had it last where it is final.
    #[must_use]
    pub fn worker(&self) -> Option<&str> {
        match self {
            Self::Created | Self::Dispatched(_) | Self::Declined(_) | Self::Transferred(_) => None,
            Self::Assigned(held)
            | Self::Accepted(held)
            | Self::InField(held)
            | Self::Reported(held)
            | Self::Done(held)
            | Self::Returned(held) => Some(&held.worker),
            Self::Revoked(_, worker) | Self::Expired(_, worker) => worker.as_deref(),
        }
    }

    /// Who has to report the task; `None` where nobody has it, or it is reported.
    #[must_use]
    pub const fn in_hand(&self) -> Option<&Held> {
        match self {
            Self::Assigned(held) | Self::Accepted(held) | Self::InField(held) | Self::Returned(held) => {
                Some(held)
            }
            Self::Created
            | Self::Dispatched(_)
            | Self::Reported(_)
            | Self::Done(_)
            | Self::Declined(_)
            | Self::Transferred(_)
            | Self::Revoked(..)
            | Self::Expired(..) => None,
        }
    }

    /// Whether nothing can happen to it any more.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Revoked(..) | Self::Expired(..))
    }

    /// Whether it still has to be reported, so that its time can run out.
    #[must_use]
    pub const fn awaits_report(&self) -> bool {
        !self.is_final() && !matches!(self, Self::Reported(_))
    }

    /// Whether nobody has accepted it yet.
    #[must_use]
    pub const fn awaits_acceptance(&self) -> bool {
        matches!(
            self,
            Self::Created
                | Self::Dispatched(_)
                | Self::Assigned(_)
                | Self::Declined(_)
                | Self::Transferred(_)
        )
    }

    /// The state of a name with its court and worker; `None` where they don't go together.
    #[must_use]
    pub fn restore(name: &str, court: Option<String>, worker: Option<String>) -> Option<Self> {
        let held = || Some(Held { court: court.clone()?, worker: worker.clone()? });
        Some(match name {
            "CREATED" => Self::Created,
            "DISPATCHED" => Self::Dispatched(court?),
            "ASSIGNED" => Self::Assigned(held()?),
            "ACCEPTED" => Self::Accepted(held()?),
            "IN_FIELD" => Self::InField(held()?),
            "REPORTED" => Self::Reported(held()?),
            "DONE" => Self::Done(held()?),
            "RETURNED" => Self::Returned(held()?),
            "DECLINED" => Self::Declined(court?),
            "TRANSFERRED" => Self::Transferred(court?),
            "REVOKED" => Self::Revoked(court, worker),
            "EXPIRED" => Self::Expired(court, worker),
            _ => return None,
        })
    }
}
