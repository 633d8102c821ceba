//! Times by the clock of a device, converted to the clock of the server. A phone's clock may be wrong by hours or stand at 1970;
//! the time that passed on it between an act and the call that hands it in is right all the same.

use serde::{Deserialize, Serialize};

use crate::domain::Timestamp;

/// By how many seconds a device's clock may differ before the difference is recorded: a slow line takes as long.
pub const TOLERANCE_SECONDS: i64 = 60;
const MICROS: i64 = 1_000_000;

/// A span of time in microseconds, below zero for the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(i64);

impl Span {
    /// From microseconds.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// As the contract's duration: seconds and nanoseconds have the same sign.
    #[must_use]
    pub fn to_duration(self) -> prost_types::Duration {
        let nanos = i32::try_from(self.0 % MICROS * 1000).unwrap_or(0);
        prost_types::Duration { seconds: self.0 / MICROS, nanos }
    }
}

/// A time that a device recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceTime {
    /// By the server's clock; never later than the call that brought it.
    pub corrected: Timestamp,
    /// By how much the device's clock was ahead, where that is known and more than [`TOLERANCE_SECONDS`]; below zero where it was behind.
    pub clock_error: Option<Span>,
}

impl DeviceTime {
    /// Converts a time `recorded` by a device's clock. `sent` is when the device sent the call, by the same clock, `at` when the call
    /// came in. Without `sent` only a time to come shows that the clock is wrong, and by how much at the least.
    #[must_use]
    pub fn read(recorded: Timestamp, sent: Option<Timestamp>, at: Timestamp) -> Self {
        let clock = sent.unwrap_or_else(|| recorded.max(at));
        let passed = clock.micros().saturating_sub(recorded.micros()).max(0);
        let error = Span(clock.micros().saturating_sub(at.micros()));
        let clock_error = (error.0.saturating_abs() > TOLERANCE_SECONDS * MICROS).then_some(error);
        // A clock that is right says when it was; what the line cost is not added to it.
        let by_sending = Timestamp::from_micros(at.micros().saturating_sub(passed));
        let corrected = if clock_error.is_none() && recorded <= at { recorded } else { by_sending };
        Self { corrected, clock_error }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000).plus_seconds(seconds)
    }

    #[test]
    fn a_visit_ten_minutes_ago_was_ten_minutes_ago_whatever_the_clock_says() {
        for wrong in [0, 3600, -3600, 1_000_000_000, -1_700_000_000] {
            let read = DeviceTime::read(at(wrong - 600), Some(at(wrong)), at(0));
            assert_eq!(read.corrected, at(-600), "{wrong}");
            let error = (wrong != 0).then_some(Span(wrong * MICROS));
            assert_eq!(read.clock_error, error, "{wrong}");
        }
    }

    #[test]
    fn what_a_slow_line_costs_is_no_wrong_clock() {
        let read = DeviceTime::read(at(-100), Some(at(-60)), at(0));
        assert_eq!((read.corrected, read.clock_error), (at(-100), None));
        assert!(DeviceTime::read(at(-100), Some(at(-61)), at(0)).clock_error.is_some());
    }

    #[test]
    fn without_the_time_of_sending_a_time_to_come_is_now_and_marked() {
        let read = DeviceTime::read(at(3600), None, at(0));
        assert_eq!((read.corrected, read.clock_error), (at(0), Some(Span(3600 * MICROS))));
        let read = DeviceTime::read(at(-3600), None, at(0));
        assert_eq!((read.corrected, read.clock_error), (at(-3600), None));
    }

    #[test]
    fn a_span_is_written_with_one_sign() {
        let duration = |seconds, nanos| prost_types::Duration { seconds, nanos };
        assert_eq!(Span(-1_500_000).to_duration(), duration(-1, -500_000_000));
        assert_eq!(Span(720_000_001).to_duration(), duration(720, 1000));
    }

    proptest! {
        #[test]
        fn no_clock_puts_an_act_after_its_call(recorded: i64, sent: Option<i64>, now in 0..4_000_000_000_000_000_i64) {
            let at = Timestamp::from_micros(now);
            let read = DeviceTime::read(Timestamp::from_micros(recorded), sent.map(Timestamp::from_micros), at);
            prop_assert!(read.corrected <= at);
        }
    }
}
