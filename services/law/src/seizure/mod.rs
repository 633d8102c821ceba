//! Seizure (查封、扣押、冻结): longest terms, chains of renewal, lapse, the queue behind, and excess.
//!
//! The last day of a seizure is never moved by a holiday: whoever wants to renew does it before.

mod excess;
mod queue;
mod term;

pub use excess::{Excess, Extent, extent};
pub use queue::{End, Entry, Promotion, in_order, promote};
pub use term::{AssetClass, Chain, Renewal, TermState, chain, last_day, longest};
