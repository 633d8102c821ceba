//! Both sides of each boundary, and what holds for every period.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn end(start: Date, length: Measure) -> Date {
    last_day(start, length, &Intervals::NONE)
}

#[test]
fn the_start_day_is_not_counted() {
    assert_eq!(end(date(2023, 3, 1), Measure::Days(1)), date(2023, 3, 2));
    assert_eq!(end(date(2023, 3, 1), Measure::Days(7)), date(2023, 3, 8));
}

#[test]
fn an_end_on_a_weekend_or_holiday_moves_to_the_first_day_after() {
    assert_eq!(end(date(2023, 3, 3), Measure::Days(1)), date(2023, 3, 6));
    assert_eq!(end(date(2023, 9, 22), Measure::Days(7)), date(2023, 10, 7)); // a Saturday that is worked
    assert_eq!(end(date(2023, 9, 21), Measure::Days(7)), date(2023, 9, 28));
}

#[test]
fn months_end_on_the_corresponding_day_or_the_last_of_the_month() {
    assert_eq!(end(date(2023, 1, 31), Measure::Months(1)), date(2023, 2, 28));
    assert_eq!(end(date(2024, 1, 31), Measure::Months(1)), date(2024, 2, 29));
    assert_eq!(Measure::Years(1).after(date(2024, 2, 29)), date(2025, 2, 28));
}

#[test]
fn excluded_days_push_the_end_once_each() {
    let excluded =
        |list: &[(Date, Date)]| Intervals::of(list.iter().filter_map(|(from, to)| Interval::new(*from, *to)));
    let start = date(2023, 3, 1);
    // The 8th is a Wednesday. Two days excluded in between, stated twice: the 10th.
    let twice = excluded(&[(date(2023, 3, 3), date(2023, 3, 4)), (date(2023, 3, 4), date(2023, 3, 4))]);
    assert_eq!(last_day(start, Measure::Days(7), &twice), date(2023, 3, 10));
    // Excluded up to the start day: nothing.
    let before = excluded(&[(date(2023, 2, 1), start)]);
    assert_eq!(last_day(start, Measure::Days(7), &before), date(2023, 3, 8));
    // From the last day on.
    let last = excluded(&[(date(2023, 3, 8), date(2023, 3, 8))]);
    assert_eq!(last_day(start, Measure::Days(7), &last), date(2023, 3, 9));
    // After the last day: nothing.
    let after = excluded(&[(date(2023, 3, 9), date(2023, 3, 20))]);
    assert_eq!(last_day(start, Measure::Days(7), &after), date(2023, 3, 8));
}

#[test]
fn working_days_pass_over_the_days_of_rest() {
    assert_eq!(end(date(2023, 9, 28), Measure::WorkingDays(1)), date(2023, 10, 7));
    assert_eq!(end(date(2023, 9, 28), Measure::WorkingDays(3)), date(2023, 10, 9));
}

#[test]
fn a_year_without_a_list_says_so() {
    let period = reckon(date(2026, 12, 20), Measure::Days(20), &Intervals::NONE);
    assert!(period.why.iter().any(Why::needs_confirmation));
}

fn days() -> impl Strategy<Value = Date> {
    (0i64..2900).prop_map(|n| date(2019, 1, 1).saturating_add(n.days()))
}

fn lengths() -> impl Strategy<Value = Measure> {
    prop_oneof![
        (1u16..120).prop_map(Measure::Days),
        (1u16..24).prop_map(Measure::Months),
        (1u16..4).prop_map(Measure::Years),
        (1u16..40).prop_map(Measure::WorkingDays),
    ]
}

fn intervals() -> impl Strategy<Value = Vec<Interval>> {
    proptest::collection::vec(
        (days(), 0i64..60).prop_map(|(from, n)| Interval { from, to: from.saturating_add(n.days()) }),
        0..6,
    )
}

proptest! {
    #[test]
    fn a_period_never_ends_on_a_holiday_nor_on_an_excluded_day(
        start in days(), length in lengths(), list in intervals(),
    ) {
        let excluded = Intervals::of(list);
        let end = last_day(start, length, &excluded);
        prop_assert!(!is_rest_day(end) && !excluded.contain(end) && end > start);
    }

    #[test]
    fn adding_an_exclusion_never_shortens_a_period(
        start in days(), length in lengths(), list in intervals(), more in intervals(),
    ) {
        let fewer = last_day(start, length, &Intervals::of(list.clone()));
        let many = last_day(start, length, &Intervals::of(list.into_iter().chain(more)));
        prop_assert!(many >= fewer, "{many} < {fewer}");
    }

    #[test]
    fn the_long_way_ends_where_the_short_way_ends(
        start in days(), length in lengths(), list in intervals(),
    ) {
        let excluded = Intervals::of(list);
        prop_assert_eq!(reckon(start, length, &excluded).end, last_day(start, length, &excluded));
    }

    #[test]
    fn a_later_start_never_ends_a_period_earlier(start in days(), length in lengths()) {
        prop_assert!(end(start.saturating_add(1.day()), length) >= end(start, length));
    }
}
