//! Indicators: figures with what they are made of (domain.md 4 and N6).
//!
//! Start with [`Definition`] (what is added up and what it is divided by) and the table of them in `table`. A [`Figure`] is a
//! definition computed over the [`Sums`] of a [`Window`]. What can be counted at all is listed in [`COUNTED`].

mod counted;
mod definition;
mod distribution;
mod figure;
mod series;
mod shape;
mod table;
mod window;

pub use counted::{COUNTED, Counted};
pub use definition::{Definition, Span, Take, Term, Unit};
pub use distribution::{Distribution, Histogram};
pub use figure::{Comparison, Figure, Frozen, Snapshot, Sums};
pub use series::{Period, Series};
pub use shape::{all_in_force, find};
pub use table::DEFINITIONS;
pub use window::{Window, day_of, number_of};

#[cfg(test)]
pub(crate) mod tests;
