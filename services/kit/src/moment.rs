//! Instants, as the whole house keeps them.

use std::fmt;

use jiff::{Timestamp, civil, tz::Offset};
use law::Text;
use serde::{Deserialize, Serialize};

/// An instant in microseconds since 1970 UTC: the precision that both databases keep, so that what was stored equals what was
/// meant. The domain is handed moments and never asks for one; [`Moment::now`] is for the edges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

/// Courts in China count days by Beijing time, all year.
const BEIJING: Offset = Offset::constant(8);

impl Moment {
    /// The machine's clock.
    #[must_use]
    pub fn now() -> Self {
        Self(Timestamp::now().as_microsecond())
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

    /// The day in Beijing, which is the legal day.
    #[must_use]
    pub fn legal_day(self) -> civil::Date {
        BEIJING.to_datetime(Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)).date()
    }

    /// From RFC 3339, for example `2026-01-01T00:00:00Z`.
    pub fn parse(text: &str) -> Result<Self, Text> {
        text.parse().map(|instant: Timestamp| Self(instant.as_microsecond())).map_err(|_| {
            Text::new(
                "时间须按 RFC 3339 书写，如 2026-01-01T00:00:00Z 或 2026-01-01T08:00:00+08:00。",
                "A time is written as in RFC 3339, for example 2026-01-01T00:00:00Z.",
            )
        })
    }

    /// From the contract's timestamp. `None` outside the years 1 to 9999 or with nanoseconds that aren't.
    #[must_use]
    pub fn from_timestamp(timestamp: &prost_types::Timestamp) -> Option<Self> {
        let instant = Timestamp::new(timestamp.seconds, timestamp.nanos).ok()?;
        ((0..1_000_000_000).contains(&timestamp.nanos)
            && (-62_135_596_800..=253_402_300_799).contains(&timestamp.seconds))
        .then(|| Self(instant.as_microsecond()))
    }

    /// As the contract's timestamp.
    #[must_use]
    pub fn to_timestamp(self) -> prost_types::Timestamp {
        let nanos = i32::try_from(self.0.rem_euclid(1_000_000) * 1000).unwrap_or(0);
        prost_types::Timestamp { seconds: self.0.div_euclid(1_000_000), nanos }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_microsecond(self.0) {
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
        let before = Moment::from_micros(Timestamp::constant(1_767_196_799, 0).as_microsecond()); // 2025-12-31T15:59:59Z
        assert_eq!(before.legal_day(), civil::date(2025, 12, 31));
        assert_eq!(before.plus_seconds(1).legal_day(), civil::date(2026, 1, 1));
    }

    #[test]
    fn a_timestamp_survives_the_way_there_and_back() {
        for micros in [0, 1, -1, 1_700_000_000_123_456, -62_135_596_800_000_000] {
            let moment = Moment::from_micros(micros);
            assert_eq!(Moment::from_timestamp(&moment.to_timestamp()), Some(moment));
        }
        assert_eq!(Moment::from_timestamp(&prost_types::Timestamp { seconds: 0, nanos: -1 }), None);
        assert_eq!(
            Moment::from_timestamp(&prost_types::Timestamp { seconds: 253_402_300_800, nanos: 0 }),
            None
        );
    }
}
