//! Stretches of days that are not counted (不计入的期间).

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days from `from` to `to`, both with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Interval {
    /// An interval, unless it ends before it begins.
    #[must_use]
    pub fn new(from: Date, to: Date) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// How many days it holds.
    #[must_use]
    pub fn days(&self) -> i32 {
        days_between(self.from, self.to) + 1
    }
}

/// How many days lie after `from` up to and with `to`.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Intervals in order, with those that touch or overlap made one, so that no day is excluded twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intervals(Vec<Interval>);

impl Intervals {
    /// No day is excluded.
    pub const NONE: Self = Self(Vec::new());

    /// Puts intervals in order and joins them.
    #[must_use]
    pub fn of(intervals: impl IntoIterator<Item = Interval>) -> Self {
        let mut sorted: Vec<Interval> = intervals.into_iter().collect();
        sorted.sort_unstable();
        let mut joined: Vec<Interval> = Vec::with_capacity(sorted.len());
        for next in sorted {
            match joined.last_mut() {
                Some(last) if next.from <= last.to.saturating_add(1.day()) => last.to = last.to.max(next.to),
                _ => joined.push(next),
            }
        }
        Self(joined)
    }

    /// The intervals from the first to the last.
    pub fn iter(&self) -> impl Iterator<Item = &Interval> {
        self.0.iter()
    }

    /// Whether a day is excluded.
    #[must_use]
    pub fn contain(&self, day: Date) -> bool {
        self.0.iter().any(|interval| interval.from <= day && day <= interval.to)
    }
}
