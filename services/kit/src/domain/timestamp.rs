//! Instants, as every service stores them.

use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
};

use jiff::{civil, tz::Offset};
use law::Text;
use serde::{Deserialize, Serialize};

/// An instant in microseconds since 1970 UTC: the precision that both databases keep, so that what was stored equals what was
/// meant. The domain is handed moments and never asks for one; [`Timestamp::now`] is for the edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// The first second of the year 1 and the last of the year 9999, between which the contract's timestamps lie.
const FIRST_SECOND: i64 = -62_135_596_800;
const LAST_SECOND: i64 = 253_402_300_799;

/// Courts in China count days by Beijing time, all year.
const BEIJING: Offset = Offset::constant(8);

/// By how many microseconds the process's clock is moved from the machine's; nothing but a story's clock changes it.
pub(super) static MOVED: AtomicI64 = AtomicI64::new(0);

/// A day as columns hold it, in whose order days are: 20261231.
#[must_use]
pub fn day_number(day: civil::Date) -> i64 {
    (i64::from(day.year()) * 100 + i64::from(day.month())) * 100 + i64::from(day.day())
}

impl Timestamp {
    /// The machine's clock; while a demonstration's story is played, the time at which the story stands ([`StoryClock`]).
    /// For the edge alone: a domain is given the time.
    ///
    /// [`StoryClock`]: super::StoryClock
    #[must_use]
    pub fn now() -> Self {
        Self(Self::of_the_machine().0.saturating_add(MOVED.load(Ordering::Relaxed)))
    }

    /// The machine's clock, whatever story is played.
    #[must_use]
    #[cfg_attr(
        not(test),
        expect(clippy::disallowed_methods, reason = "the one place where the clock is read")
    )]
    pub(crate) fn of_the_machine() -> Self {
        Self(jiff::Timestamp::now().as_microsecond())
    }

    /// From microseconds since 1970 UTC.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since 1970 UTC.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Later by this many hours; stops at the end of time.
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        self.plus_seconds(hours.saturating_mul(3600))
    }

    /// Later (or, below zero, earlier) by this many seconds; stops at the end of time.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The day in Beijing, which is the legal day; the first or the last that a calendar has where the instant is outside it.
    #[must_use]
    pub fn legal_day(self) -> civil::Date {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => BEIJING.to_datetime(instant).date(),
            Err(_) if self.0 > 0 => civil::Date::MAX,
            Err(_) => civil::Date::MIN,
        }
    }

    /// Day and time of day in Beijing; the first or the last that a calendar has where the instant is outside it.
    #[must_use]
    pub fn in_beijing(self) -> civil::DateTime {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => BEIJING.to_datetime(instant),
            Err(_) if self.0 > 0 => civil::DateTime::MAX,
            Err(_) => civil::DateTime::MIN,
        }
    }

    /// From RFC 3339, for example `2026-01-01T00:00:00Z`.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let instant = text.parse().map(|instant: jiff::Timestamp| Self(instant.as_microsecond()));
        instant.ok().or_else(|| last_days(text)).ok_or_else(|| {
            Text::new(
                "时间须按 RFC 3339 书写，如 2026-01-01T00:00:00Z 或 2026-01-01T08:00:00+08:00。",
                "A time is written as in RFC 3339, for example 2026-01-01T00:00:00Z.",
            )
        })
    }

    /// From the contract's timestamp. `None` outside the years 1 to 9999 or with nanoseconds that aren't. What is below a microsecond is
    /// left out.
    #[must_use]
    pub fn from_timestamp(timestamp: &prost_types::Timestamp) -> Option<Self> {
        let (seconds, nanos) = (timestamp.seconds, timestamp.nanos);
        let right = (0..1_000_000_000).contains(&nanos) && (FIRST_SECOND..=LAST_SECOND).contains(&seconds);
        right.then(|| Self(seconds * 1_000_000 + i64::from(nanos) / 1000))
    }

    /// The same, with what is wrong where there is none.
    pub fn from_message(timestamp: &prost_types::Timestamp) -> Result<Self, Text> {
        Self::from_timestamp(timestamp).ok_or_else(|| {
            Text::new("时间无效，须在公元 1 至 9999 年之间。", "Not a time between the years 1 and 9999.")
        })
    }

    /// As the contract's timestamp.
    #[must_use]
    pub fn to_timestamp(self) -> prost_types::Timestamp {
        let nanos = i32::try_from(self.0.rem_euclid(1_000_000) * 1000).unwrap_or(0);
        prost_types::Timestamp { seconds: self.0.div_euclid(1_000_000), nanos }
    }
}

/// What RFC 3339 says of the last two days of the year 9999, which are none to the library: it leaves room for every time zone. People write
/// `9999-12-31T23:59:59Z` for "without end".
fn last_days(text: &str) -> Option<Timestamp> {
    let (date, offset) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if !matches!(offset, "Z" | "z") {
        return None;
    }
    let date: civil::DateTime = date.parse().ok()?;
    let day_before = date.checked_sub(jiff::SignedDuration::from_hours(48)).ok()?;
    let instant = Offset::UTC.to_timestamp(day_before).ok()?;
    Some(Timestamp(instant.as_microsecond()).plus_hours(48))
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => write!(f, "{instant}"),
            Err(_) => write!(f, "{}µs", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_day_begins_at_midnight_in_beijing() {
        let before = Timestamp::from_micros(jiff::Timestamp::constant(1_767_196_799, 0).as_microsecond()); // 2025-12-31T15:59:59Z
        assert_eq!(before.legal_day(), civil::date(2025, 12, 31));
        assert_eq!(before.plus_seconds(1).legal_day(), civil::date(2026, 1, 1));
    }

    #[test]
    fn the_last_second_of_the_year_9999_is_an_instant() {
        let last = prost_types::Timestamp { seconds: LAST_SECOND, nanos: 999_999_000 };
        let timestamp = Timestamp::from_timestamp(&last).unwrap();
        assert_eq!(timestamp.to_timestamp(), last);
        assert_eq!(timestamp.legal_day(), civil::date(9999, 12, 31));
        let written = Timestamp::from_micros(LAST_SECOND * 1_000_000);
        assert_eq!(Timestamp::parse("9999-12-31T23:59:59Z"), Ok(written));
        assert_eq!(
            Timestamp::parse("9999-12-30T23:00:00z").unwrap(),
            written.plus_seconds(-24 * 3600 - 3599)
        );
        for wrong in ["9999-12-31T23:59:60Z", "9999-13-31T23:59:59Z", "9999-12-31", "Z", ""] {
            // A leap second is read as the second before it.
            let read = Timestamp::parse(wrong);
            assert!(read.is_err() || wrong.ends_with("60Z"), "{wrong}: {read:?}");
        }
    }

    #[test]
    fn a_timestamp_survives_the_way_there_and_back() {
        for micros in [0, 1, -1, 1_700_000_000_123_456, -62_135_596_800_000_000] {
            let timestamp = Timestamp::from_micros(micros);
            assert_eq!(Timestamp::from_timestamp(&timestamp.to_timestamp()), Some(timestamp));
        }
        assert_eq!(Timestamp::from_timestamp(&prost_types::Timestamp { seconds: 0, nanos: -1 }), None);
        assert_eq!(
            Timestamp::from_timestamp(&prost_types::Timestamp { seconds: 253_402_300_800, nanos: 0 }),
            None
        );
    }
}
