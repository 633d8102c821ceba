//! Days of rest (法定休假日): weekends, the State Council's holidays, and its make-up working days.
//!
//! The rows are data (`data/holidays.csv`), read into one bit per day on first use.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday, date};

/// The years whose holidays are known.
pub const COVERED_YEARS: std::ops::RangeInclusive<i16> = 2019..=2026;

const TABLE: &str = include_str!("../../data/holidays.csv");

/// What a day is to a court.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A working day by the week.
    WorkingDay,
    /// A make-up working day (调休上班) on a weekend.
    MakeUpWorkingDay,
    /// A Saturday or Sunday.
    Weekend,
    /// A day off by the State Council's list.
    Holiday,
}

/// Whether the holidays of this day's year are known. In other years only weekends are days of rest.
#[must_use]
pub fn known(day: Date) -> bool {
    COVERED_YEARS.contains(&day.year())
}

/// What a day is.
#[must_use]
pub fn day_kind(day: Date) -> DayKind {
    match listed(day) {
        Some(kind) => kind,
        None if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) => DayKind::Weekend,
        None => DayKind::WorkingDay,
    }
}

/// Whether a period that ends on this day moves on.
#[must_use]
pub fn is_rest_day(day: Date) -> bool {
    matches!(day_kind(day), DayKind::Weekend | DayKind::Holiday)
}

fn listed(day: Date) -> Option<DayKind> {
    static DAYS: LazyLock<Vec<Option<DayKind>>> = LazyLock::new(read);
    DAYS.get(position(day)?).copied().flatten()
}

/// The place of a day in the table of covered years.
fn position(day: Date) -> Option<usize> {
    if !known(day) {
        return None;
    }
    let years = usize::try_from(day.year() - COVERED_YEARS.start()).ok()?;
    Some(years * 366 + usize::try_from(day.day_of_year()).ok()? - 1)
}

fn read() -> Vec<Option<DayKind>> {
    let mut days = vec![None; usize::from(COVERED_YEARS.len().try_into().unwrap_or(0u16)) * 366];
    for row in TABLE.lines().skip(1) {
        let mut cells = row.split(',');
        let day = cells.next().and_then(parse);
        let kind = match cells.next() {
            Some("休") => Some(DayKind::Holiday),
            Some("班") => Some(DayKind::MakeUpWorkingDay),
            _ => None,
        };
        if let Some(slot) = day.and_then(position).and_then(|at| days.get_mut(at)) {
            *slot = kind;
        }
    }
    days
}

fn parse(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day| *day >= date(*COVERED_YEARS.start(), 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let mut read = 0;
        for row in TABLE.lines().skip(1) {
            let day = parse(row.split(',').next().unwrap()).unwrap();
            assert!(matches!(day_kind(day), DayKind::Holiday | DayKind::MakeUpWorkingDay), "{row}");
            read += 1;
        }
        assert_eq!(read, 290);
    }

    #[test]
    fn the_lists_of_the_state_council_hold() {
        for (day, kind) in [
            (date(2020, 1, 24), DayKind::Holiday),
            (date(2020, 2, 2), DayKind::Holiday), // the spring festival of 2020 was made longer
            (date(2021, 2, 7), DayKind::MakeUpWorkingDay),
            (date(2023, 9, 29), DayKind::Holiday),
            (date(2023, 10, 7), DayKind::MakeUpWorkingDay),
            (date(2023, 10, 9), DayKind::WorkingDay),
            (date(2024, 10, 12), DayKind::MakeUpWorkingDay),
            (date(2025, 10, 8), DayKind::Holiday),
            (date(2026, 2, 14), DayKind::MakeUpWorkingDay),
            (date(2026, 2, 23), DayKind::Holiday),
            (date(2018, 10, 1), DayKind::WorkingDay),
            (date(2018, 10, 6), DayKind::Weekend),
        ] {
            assert_eq!(day_kind(day), kind, "{day}");
        }
        assert!(!known(date(2018, 12, 31)) && known(date(2019, 1, 1)));
        assert!(known(date(2026, 12, 31)) && !known(date(2027, 1, 1)));
    }
}
