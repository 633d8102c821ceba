//! Periods (期间): from a day and a length to the last day, with what is not counted.
//!
//! The start day is never counted. Excluded days push the end; so does a last day on a holiday. Months and
//! years end on the corresponding day, or on the last day of a month that has none.

pub(crate) mod calendar;
pub(crate) mod interval;
pub(crate) mod measure;

pub use calendar::{
    COVERED_YEARS, DayKind, by_law, calendar_version, day_kind, festival, is_rest_day, known,
};
pub(crate) use interval::days_between;
pub use interval::{Interval, Intervals};
pub use measure::Measure;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::rules::{Rule, periods};
use crate::why::{Step, Why};

/// The end of a period, with the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The day from which it is reckoned, itself not counted.
    pub start: Date,
    /// The last day.
    pub end: Date,
    /// The rules and steps that lead there.
    pub why: Vec<Why>,
}

/// The last day of a period from `start`, with `excluded` not counted and the end moved off holidays.
///
/// This is the hot path: it allocates nothing.
#[must_use]
pub fn last_day(start: Date, length: Measure, excluded: &Intervals) -> Date {
    off_holidays(pushed_by(start, length.after(start), excluded), excluded)
}

/// The same, with every step. `excluding` is the rule by which the days are not counted; without one the answer says that it rests
/// on what was stated.
#[must_use]
pub fn reckon(start: Date, length: Measure, excluded: &Intervals) -> Period {
    reckon_excluding(start, length, excluded, None)
}

/// [`reckon`] with the rule by which the excluded days are not counted.
#[must_use]
pub fn reckon_excluding(
    start: Date,
    length: Measure,
    excluded: &Intervals,
    excluding: Option<&'static Rule>,
) -> Period {
    let counted = length.after(start);
    let mut why = Vec::with_capacity(4);
    why.push(Why::new(periods::START.on(start), start, Step::FromNextDay { start }));
    let rule = match length {
        Measure::Months(_) | Measure::Years(_) if counted.day() != start.day() => &periods::MONTH_END,
        _ => &periods::NEXT_DAY,
    };
    why.push(Why::new(rule.on(counted), counted, Step::Counted { start, length, end: counted }));
    let pushed = pushed_by(start, counted, excluded);
    if pushed != counted {
        let days = days_between(counted, pushed);
        let rule = excluding.unwrap_or_else(|| periods::AS_STATED.on(start));
        why.push(Why::new(rule, start, Step::Excluded { days, end: pushed }));
    }
    let end = off_holidays(pushed, excluded);
    if end != pushed {
        why.push(Why::new(periods::HOLIDAY.on(pushed), pushed, Step::OffHoliday { from: pushed, end }));
    }
    if !known(end) {
        let rule = if by_law_in(pushed, end) { &periods::FESTIVALS } else { &periods::HOLIDAY };
        why.push(Why::new(rule.on(end), end, Step::HolidaysUnknown { year: end.year() }));
    }
    Period { start, end, why }
}

/// Whether a festival of the law lies between two days.
fn by_law_in(from: Date, to: Date) -> bool {
    from.series(1.day()).take_while(|day| *day <= to).any(|day| by_law(day).is_some())
}

/// Pushes the end by every excluded day that is inside the running period.
fn pushed_by(start: Date, end: Date, excluded: &Intervals) -> Date {
    let mut end = end;
    for interval in excluded.iter() {
        if interval.to <= start {
            continue;
        }
        if interval.from > end {
            break;
        }
        let first = if interval.from <= start { start } else { interval.from.saturating_sub(1.day()) };
        end = end.saturating_add(i64::from(days_between(first, interval.to)).days());
    }
    end
}

/// The first day from `day` on that is neither a day of rest nor excluded.
fn off_holidays(day: Date, excluded: &Intervals) -> Date {
    let mut day = day;
    while day < Date::MAX && (is_rest_day(day) || excluded.contain(day)) {
        day = day.saturating_add(1.day());
    }
    day
}

#[cfg(test)]
mod tests;
