//! Seizure (查封、扣押、冻结): longest terms, chains of renewal, lapse, the queue behind, and excess.
//!
//! No text moves the last day of a seizure for a holiday, so it is not moved: a renewal is made before.

mod excess;
mod queue;
mod term;

pub use excess::{Excess, Extent, extent};
pub use queue::{End, Entry, Promotion, in_order, promote};
pub use term::{AssetClass, Chain, Renewal, TermState, chain, last_day, longest};
