//! Waiting seizures (轮候查封): the queue behind a seizure, and who follows when it ends.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::{AssetClass, last_day};
use crate::rules::seizure;
use crate::why::{Step, Why};
use crate::wire;

/// A seizure that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// By what it is known.
    pub id: String,
    /// When it was registered.
    pub registered: DateTime,
    /// Its number in the register, which decides where the time is the same.
    #[serde(default)]
    pub sequence: u64,
    /// Whether it was withdrawn while it waited.
    #[serde(default)]
    pub withdrawn: bool,
}

/// How the seizure in front ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum End {
    /// It was released (解除).
    Released,
    /// It was not renewed (届满).
    Lapsed,
    /// The property was sold or taken in satisfaction (拍卖、变卖、抵债).
    Disposed,
}

/// Who follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Promotion {
    /// The one that takes effect, if any waits.
    pub promoted: Option<String>,
    /// Since when.
    #[serde(serialize_with = "day")]
    pub effective: Option<Date>,
    /// Its last day in force at the longest term.
    #[serde(serialize_with = "day")]
    pub last_day: Option<Date>,
    /// Those that go on waiting, in their order.
    pub waiting: Vec<String>,
    /// Why.
    pub why: Vec<Why>,
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands the field over by reference"
)]
fn day<S: serde::Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(wire::LegalDay::from).serialize(serializer)
}

/// Those that still wait, the first registered first.
#[must_use]
pub fn in_order(entries: &[Entry]) -> Vec<&Entry> {
    let mut waiting: Vec<&Entry> = entries.iter().filter(|entry| !entry.withdrawn).collect();
    waiting.sort_by_key(|entry| (entry.registered, entry.sequence));
    waiting
}

/// Who follows when the seizure in front ends on `on` in this way.
#[must_use]
pub fn promote(class: AssetClass, entries: &[Entry], end: End, on: Date) -> Promotion {
    let waiting = in_order(entries);
    let ids = |entries: &[&Entry]| entries.iter().map(|entry| entry.id.clone()).collect();
    let rule = match end {
        End::Released => &seizure::WAITING,
        End::Lapsed => &seizure::WAITING_AFTER_LAPSE,
        End::Disposed => {
            let why = vec![Why::new(seizure::DISPOSED.on(on), on, Step::Applies)];
            return Promotion { promoted: None, effective: None, last_day: None, waiting: Vec::new(), why };
        }
    };
    let mut why = vec![Why::new(rule.on(on), on, Step::Applies)];
    let Some((first, rest)) = waiting.split_first() else {
        return Promotion { promoted: None, effective: None, last_day: None, waiting: Vec::new(), why };
    };
    let last = last_day(class, on);
    why.push(Why::new(seizure::WAITING_TERM.on(on), on, Step::LastDayInForce { date: last }));
    Promotion {
        promoted: Some(first.id.clone()),
        effective: Some(on),
        last_day: Some(last),
        waiting: ids(rest),
        why,
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    use super::*;

    fn entry(id: &str, hour: i8, sequence: u64) -> Entry {
        Entry { id: id.into(), registered: datetime(2023, 3, 1, hour, 0, 0, 0), sequence, withdrawn: false }
    }

    #[test]
    fn the_first_registered_follows_on_release() {
        let queue = [entry("b", 10, 2), entry("a", 9, 1), Entry { withdrawn: true, ..entry("c", 8, 0) }];
        let next = promote(AssetClass::RealEstate, &queue, End::Released, date(2023, 6, 1));
        assert_eq!(next.promoted.as_deref(), Some("a"));
        assert_eq!(next.waiting, ["b"]);
        assert_eq!(next.last_day, Some(date(2026, 6, 1)));
    }

    #[test]
    fn nothing_follows_a_sale() {
        let next = promote(AssetClass::RealEstate, &[entry("a", 9, 1)], End::Disposed, date(2023, 6, 1));
        assert_eq!((next.promoted, next.waiting), (None, vec![]));
    }

    #[test]
    fn a_lapse_asks_for_confirmation_and_a_release_rests_on_the_text() {
        let rests =
            |end| promote(AssetClass::Movable, &[], end, date(2023, 6, 1)).why[0].needs_confirmation();
        assert!(rests(End::Lapsed) && !rests(End::Released));
    }

    proptest! {
        #[test]
        fn promotion_keeps_the_order(hours in proptest::collection::vec((0i8..24, 0u64..4), 0..12)) {
            let mut queue: Vec<Entry> = hours
                .iter()
                .enumerate()
                .map(|(at, (hour, sequence))| entry(&at.to_string(), *hour, *sequence))
                .collect();
            let expected: Vec<String> = in_order(&queue).iter().map(|entry| entry.id.clone()).collect();
            let mut seen = Vec::new();
            let mut day = date(2023, 6, 1);
            while let Some(id) = promote(AssetClass::Movable, &queue, End::Released, day).promoted {
                queue.retain(|entry| entry.id != id);
                seen.push(id);
                day = day.saturating_add(1.day());
            }
            prop_assert_eq!(seen, expected);
        }
    }
}
