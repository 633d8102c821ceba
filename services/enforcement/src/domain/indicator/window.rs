//! From which day to which day is counted.

use jiff::civil::Date;
use kit::domain::{
    reason,
    refusal::{Refusal, Text, Violations},
};
use serde::{Deserialize, Serialize};

/// A window of days in China's time, both ends included. It never ends before it begins and never spans more than 20 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    from: Date,
    to: Date,
}

/// How long a window may be.
const YEARS: i16 = 20;

impl Window {
    /// Reads a window from two days, each written YYYY-MM-DD; names every field at fault.
    pub fn parse(from: (&str, &str), to: (&str, &str)) -> Result<Self, Refusal> {
        let mut wrong = Violations::new();
        let first = day(&mut wrong, from);
        let last = day(&mut wrong, to);
        if let (Some(first), Some(last)) = (first, last) {
            if first > last {
                wrong.add(
                    from.0,
                    reason::WINDOW_REVERSED,
                    Text::new("起始日晚于截止日。", "The window begins after it ends."),
                );
            } else if too_long(first, last) {
                wrong.add(
                    to.0,
                    reason::WINDOW_TOO_LONG,
                    Text::new(
                        format!("统计区间最长 {YEARS} 年。"),
                        format!("A window spans at most {YEARS} years."),
                    ),
                );
            }
        }
        wrong.check()?;
        match (first, last) {
            (Some(from), Some(to)) => Ok(Self { from, to }),
            _ => Err(Refusal::internal(&"a window was neither read nor refused")),
        }
    }

    /// The window between two days that make one.
    #[must_use]
    pub fn between(from: Date, to: Date) -> Option<Self> {
        (from <= to && !too_long(from, to)).then_some(Self { from, to })
    }

    /// First day.
    #[must_use]
    pub const fn from(self) -> Date {
        self.from
    }

    /// Last day.
    #[must_use]
    pub const fn to(self) -> Date {
        self.to
    }

    /// Whether a day is inside.
    #[must_use]
    pub fn holds(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

fn too_long(first: Date, last: Date) -> bool {
    // 29 February has no twin in most years: 1 March is as far as such a window goes.
    let year = first.year().saturating_add(YEARS);
    let end = Date::new(year, first.month(), first.day()).or_else(|_| Date::new(year, 3, 1));
    end.is_ok_and(|end| last >= end)
}

fn day(wrong: &mut Violations, (field, text): (&str, &str)) -> Option<Date> {
    let text = wrong.text(field, text, 10)?;
    let strict = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let read = text.parse::<Date>().ok().filter(|day| strict && day.year() > 0);
    let why = || Text::new("日期须写作 2021-01-01 的样子。", "A day is written like 2021-01-01.");
    wrong.parse(field, reason::DATE_MALFORMED, read.ok_or_else(why))
}

pub use kit::domain::day_number as number_of;

/// The day of a number.
#[must_use]
pub fn day_of(number: i64) -> Option<Date> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
