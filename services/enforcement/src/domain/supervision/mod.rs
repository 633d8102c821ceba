//! The supervision list (督办清单, domain.md 4.5): who has to do what until when.
//!
//! Start with [`Item`] and its acts in `acts`. [`rules`] says when a case, money, a seizure, a request or a task is so late that an
//! item is issued without anybody asking; [`Draft`] is what somebody wrote who issues one by hand.

mod acts;
mod draft;
mod event;
mod item;
pub mod rules;

pub use acts::{Actor, Decision};
pub use draft::{Draft, Issue, owner_unknown, subject_unknown};
pub use item::{Escalation, EventKind, Item, Level, Number, Series, State, Step};
pub use rules::{Rule, Subject};

#[cfg(test)]
mod tests;
