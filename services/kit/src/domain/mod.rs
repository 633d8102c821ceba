//! What a `domain/` may use: values and refusals, without I/O, clocks or random ids.
#![cfg_attr(not(test), deny(clippy::disallowed_methods))]

pub mod actor;
pub mod device_clock;
pub mod identity;
pub mod party;
pub mod peoples_court;
pub mod position;
pub mod refusal;
pub mod separation;
pub mod spreadsheet;
pub mod story_clock;
pub mod text;
pub mod timestamp;
pub mod units;
pub mod visit;

pub use actor::Actor;
pub use peoples_court::{PeoplesCourt, PeoplesCourts};
pub use proto::{Reason, reason};
pub use story_clock::StoryClock;
pub use timestamp::{Timestamp, day_number};
