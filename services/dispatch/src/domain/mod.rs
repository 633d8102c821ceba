//! What a task is and what can happen to it. Pure: no clock, no database, no wire.
//!
//! Start with [`State`] (where a task stands and who has it), then [`Task`] and the acts on it. [`Draft`] is what an officer
//! wrote and [`Filing`] the same after it was found to be in order. [`place`] decides which court a filing goes to.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

mod acts;
mod attempt;
mod draft;
mod file_name;
mod files;
mod hand_over;
mod permission;
pub mod place;
mod print;
mod state;
mod task;
mod worker;

pub use acts::{Actor, Decision, Opinion, decline_reason, report_summary};
pub use attempt::{Attempt, AttemptDraft, AttemptFile, Fix, Lateness, Outcome};
pub use draft::{Draft, DraftAddressee, DraftDocument, Filing, LawfulDuty};
pub use files::{
    CitedFile, FileState, FileStatus, cited_files, paper_missing, papers_unavailable, unavailable,
};
pub(crate) use hand_over::taker;
pub use hand_over::{HandOver, HandOverDraft};
pub use permission::{Act, Acting};
pub use state::{Held, State};
pub use task::{
    Addressee, AddresseeKind, Contact, Document, Duty, EventKind, Kind, LateReport, Print, Printed, Report,
    Review, Step, Task, Times,
};
pub use worker::{Office, Term, Worker, left};

#[cfg(test)]
mod tests;
