//! Days of rest (法定休假日): weekends, the State Council's holidays, and its make-up working days.
//!
//! The rows are data (`data/holidays.csv`), read into one entry per day on first use. In a year whose arrangement is not published
//! yet the days on which everybody is free by law are days of rest (`data/festivals.csv` has those of the lunar calendar); which
//! days are made up for is not known then, and every answer says so.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// The years whose arrangement of holidays is among the data.
pub const COVERED_YEARS: std::ops::RangeInclusive<i16> = 2019..=2026;

const TABLE: &str = include_str!("../../data/holidays.csv");
const FESTIVALS: &str = include_str!("../../data/festivals.csv");

/// The year from which the regulation on holidays as amended in 2013 is in force.
const FIRST_FESTIVALS: i16 = 2014;
/// The year from which it has two days in May and the eve of Spring Festival.
const MORE_FESTIVALS: i16 = 2025;

/// What a day is to a court.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// A working day by the week.
    WorkingDay,
    /// A make-up working day (调休上班) on a weekend.
    MakeUpWorkingDay,
    /// A Saturday or Sunday.
    Weekend,
    /// A day off by the State Council's list, or by the regulation on holidays where the list is not known.
    Holiday,
}

/// A text that changes with what is known of days of rest: what was reckoned under another one is reckoned again.
#[must_use]
pub fn calendar_version() -> String {
    // FNV-1a, which is the same in every build.
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = TABLE.bytes().chain(FESTIVALS.bytes()).fold(0xcbf2_9ce4_8422_2325, fold);
    format!("{hash:016x}")
}

/// Whether the arrangement of holidays of this day's year is known. In other years weekends and the festivals of the law are days of
/// rest.
#[must_use]
pub fn known(day: Date) -> bool {
    COVERED_YEARS.contains(&day.year())
}

/// What a day is.
#[must_use]
pub fn day_kind(day: Date) -> DayKind {
    match listed(day) {
        Some((kind, _)) => kind,
        None if !known(day) && by_law(day).is_some() => DayKind::Holiday,
        None if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) => DayKind::Weekend,
        None => DayKind::WorkingDay,
    }
}

/// Whether a period that ends on this day moves on.
#[must_use]
pub fn is_rest_day(day: Date) -> bool {
    matches!(day_kind(day), DayKind::Weekend | DayKind::Holiday)
}

/// The festival for which a day is off, by the list of its year or by the law.
#[must_use]
pub fn festival(day: Date) -> Option<&'static str> {
    match listed(day) {
        Some((DayKind::Holiday, name)) => Some(name),
        Some(_) => None,
        None => by_law(day),
    }
}

/// The festival on which everybody is free by the regulation on holidays (全国年节及纪念日放假办法第二条); none before 2014, whose text
/// is not at hand.
#[must_use]
pub fn by_law(day: Date) -> Option<&'static str> {
    let year = day.year();
    if year < FIRST_FESTIVALS {
        return None;
    }
    let more = year >= MORE_FESTIVALS;
    match (day.month(), day.day()) {
        (1, 1) => return Some("元旦"),
        (5, 1) => return Some("劳动节"),
        (5, 2) if more => return Some("劳动节"),
        (10, 1..=3) => return Some("国庆节"),
        _ => {}
    }
    let lunar = lunar(year)?;
    let spring = lunar.spring.saturating_sub(i32::from(more).days())..=lunar.spring.saturating_add(2.days());
    if spring.contains(&day) {
        Some("春节")
    } else if day == lunar.qingming {
        Some("清明节")
    } else if day == lunar.dragon_boat {
        Some("端午节")
    } else {
        (day == lunar.mid_autumn).then_some("中秋节")
    }
}

/// The festivals of a year that the lunar calendar sets, and Qingming, which the sun sets.
#[derive(Clone, Copy, Debug)]
struct Lunar {
    spring: Date,
    qingming: Date,
    dragon_boat: Date,
    mid_autumn: Date,
}

fn lunar(year: i16) -> Option<Lunar> {
    static YEARS: LazyLock<Vec<Option<Lunar>>> =
        LazyLock::new(|| FESTIVALS.lines().skip(1).map(lunar_row).collect());
    let at = usize::try_from(year.checked_sub(FIRST_FESTIVALS)?).ok()?;
    YEARS.get(at).copied().flatten()
}

fn lunar_row(row: &str) -> Option<Lunar> {
    let mut days = row.split(',').skip(1).map(str::parse);
    let mut next = || days.next()?.ok();
    Some(Lunar { spring: next()?, qingming: next()?, dragon_boat: next()?, mid_autumn: next()? })
}

type Listed = Option<(DayKind, &'static str)>;

fn listed(day: Date) -> Listed {
    static DAYS: LazyLock<Vec<Listed>> = LazyLock::new(read);
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

fn read() -> Vec<Listed> {
    let mut days = vec![None; usize::from(COVERED_YEARS.len().try_into().unwrap_or(0u16)) * 366];
    for row in TABLE.lines().skip(1) {
        let mut cells = row.split(',');
        let day = cells.next().and_then(parse);
        let kind = match cells.next() {
            Some("休") => Some(DayKind::Holiday),
            Some("班") => Some(DayKind::MakeUpWorkingDay),
            _ => None,
        };
        let name = cells.next().unwrap_or_default();
        if let Some(slot) = day.and_then(position).and_then(|at| days.get_mut(at)) {
            *slot = kind.map(|kind| (kind, name));
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
            (date(2018, 10, 1), DayKind::Holiday), // by the regulation: the list of 2018 is not among the data
            (date(2018, 10, 4), DayKind::WorkingDay),
            (date(2013, 10, 1), DayKind::WorkingDay), // the text in force then is not at hand
            (date(2018, 10, 6), DayKind::Weekend),
        ] {
            assert_eq!(day_kind(day), kind, "{day}");
        }
        assert!(!known(date(2018, 12, 31)) && known(date(2019, 1, 1)));
        assert!(known(date(2026, 12, 31)) && !known(date(2027, 1, 1)));
    }

    #[test]
    fn in_years_without_a_list_the_festivals_of_the_law_are_days_of_rest() {
        for (day, name) in [
            (date(2027, 1, 1), Some("元旦")),
            (date(2027, 2, 5), Some("春节")), // the eve, since 2025
            (date(2027, 2, 8), Some("春节")),
            (date(2027, 2, 9), None),
            (date(2027, 4, 5), Some("清明节")),
            (date(2027, 5, 2), Some("劳动节")),
            (date(2027, 5, 3), None),
            (date(2027, 6, 9), Some("端午节")),
            (date(2027, 9, 15), Some("中秋节")),
            (date(2027, 10, 1), Some("国庆节")),
            (date(2027, 10, 4), None),
            (date(2018, 2, 15), None), // no eve before 2025
            (date(2018, 2, 18), Some("春节")),
            (date(2018, 5, 2), None),
        ] {
            assert_eq!(by_law(day), name, "{day}");
            assert_eq!(is_rest_day(day) && name.is_none(), day_kind(day) == DayKind::Weekend, "{day}");
        }
    }

    /// The lists of the State Council are a source of their own for the days of the lunar calendar.
    #[test]
    fn every_festival_of_the_law_is_off_in_the_published_lists() {
        let mut compared = 0;
        for year in COVERED_YEARS {
            for day in date(year, 1, 1).series(1.day()).take_while(|day| day.year() == year) {
                if let Some(name) = by_law(day) {
                    assert_eq!(day_kind(day), DayKind::Holiday, "{day} {name}");
                    compared += 1;
                }
            }
        }
        // 11 days a year, and 13 since 2025; two festivals may fall on one day.
        assert!((11 * 8..=13 * 8).contains(&compared), "{compared}");
    }

    #[test]
    fn the_festivals_of_the_lunar_calendar_are_there_for_every_year_of_the_data() {
        for year in FIRST_FESTIVALS..2100 {
            let lunar = lunar(year).unwrap_or_else(|| panic!("{year}"));
            for day in [lunar.spring, lunar.qingming, lunar.dragon_boat, lunar.mid_autumn] {
                assert_eq!(day.year(), year);
            }
            assert!(
                lunar.spring < lunar.qingming
                    && lunar.qingming < lunar.dragon_boat
                    && lunar.dragon_boat < lunar.mid_autumn
            );
        }
        assert_eq!(FESTIVALS.lines().count(), 1 + 86);
    }
}
