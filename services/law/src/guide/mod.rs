//! The visit guide: what to record at a door so that the visit can count as service (送达), as data that a phone evaluates offline and
//! a printer prints.
//!
//! [`guide`] writes the guide for one packet, [`light`] says what a recorded visit gives by that guide alone, and [`draft_act`] turns
//! the visit into the act that [`crate::service::check`] judges. The three agree: green where the act is valid and nothing that it
//! rests on has to be confirmed (待确认), yellow where it is valid only by what does, and assistance otherwise.
//!
//! No rule is written here. `derive` asks `check` about a complete visit, with each answer changed and each answer taken away, and
//! reads from its verdicts which answers a question accepts, which questions block, and the article and the cure of each.
//!
//! Start with [`GuideContext`], what the court knows, and [`VisitRecord`], what the visit found. Anyone who is not of the court assists or
//! witnesses: without a server of the court no visit lights up.

mod branches;
mod data;
mod derive;
mod draft;
mod evaluate;
mod questions;
mod record;
#[cfg(test)]
mod tests;
mod titles;

pub use data::{
    FileKind, FileRole, GuideBranch, GuideInput, GuideItem, Light, RefusalReason, VisitGuide, VisitOutcome,
};
pub use draft::{GuideContext, NoticePosting, decisive, draft_act, light_by_law};
pub use evaluate::{Evaluation, evaluate, light};
pub use record::{VisitFile, VisitMove, VisitRecipient, VisitRecord, VisitServer, VisitWitness};
pub use titles::{kind_of_title, procedure_of};

use jiff::civil::Date;

/// The version of the questions. It changes with every change of a branch, a question or a rule of service.
pub const VERSION: &str = "2026.1";

/// The guide for one packet: every lawful way to end the visit, and the ways that only assist.
///
/// The rules are those that answer for `as_of`, the day on which the packet is issued.
#[must_use]
pub fn guide(context: &GuideContext, as_of: Date) -> VisitGuide {
    VisitGuide { version: VERSION.to_owned(), as_of, branches: derive::branches(context, as_of) }
}
