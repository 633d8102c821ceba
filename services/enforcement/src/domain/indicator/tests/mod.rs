//! Indicators by example and by property.

pub(crate) mod year;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{figure::decimal, *};

/// What other programs ask for by name.
const RELIED_ON: [&str; 23] = [
    "completion-rate",
    "within-limit-rate",
    "mean-days-to-close",
    "control-rate",
    "mean-days-to-control",
    "mean-days-to-pay",
    "unexplained-delays",
    "supervisions",
    "sanction-rate",
    "people-controlled",
    "cases-paid-after-control",
    "cases-settled-after-control",
    "money-after-control",
    "shared-courts",
    "cases-through-shared-courts",
    "money-through-shared-courts",
    "disposal-projects",
    "parcels-listed",
    "parcels-sold",
    "land-area-mu",
    "floor-area-m2",
    "disposal-proceeds",
    "equity-freeze-minutes",
];

fn definition(id: &str, version: i32) -> &'static Definition {
    find(DEFINITIONS, id, version, date(2022, 12, 31)).unwrap()
}

fn sums(rows: &[(&str, &str, i64, i64)]) -> Sums {
    let mut sums = Sums::default();
    for (what, facet, number, amount) in rows {
        sums.add(Span::InWindow, (*what).into(), (*facet).into(), *number, *amount);
    }
    sums
}

#[test]
fn every_indicator_that_others_rely_on_has_a_definition() {
    let in_force = all_in_force(DEFINITIONS, date(2022, 12, 31));
    for id in RELIED_ON {
        assert_eq!(in_force.iter().filter(|definition| definition.id == id).count(), 1, "{id}");
    }
}

#[test]
fn a_definition_counts_only_what_is_counted() {
    for definition in DEFINITIONS {
        for term in definition.terms() {
            let counted = COUNTED.iter().filter(|counted| counted.what == term.what).count();
            assert_eq!(counted, 1, "{} counts {}", definition.id, term.what);
        }
        let twins = DEFINITIONS.iter().filter(|d| (d.id, d.version) == (definition.id, definition.version));
        assert_eq!(twins.count(), 1, "{} {}", definition.id, definition.version);
        assert!(
            definition.times > 0 && definition.over > 0 && !definition.basis.is_empty(),
            "{}",
            definition.id
        );
    }
}

#[test]
fn the_published_figures_come_out_as_published() {
    let value_of =
        |id: &str, rows: &[(&str, &str, i64, i64)]| Figure::of(definition(id, 0), &sums(rows)).value;
    let text = |value: &str| Some(value.to_owned());
    assert_eq!(
        value_of("control-rate", &[("watch-pushed", "", 4361, 4361), ("watch-controlled", "", 881, 0)]),
        text("20.20")
    );
    let seconds = 881 * 1_330_560;
    assert_eq!(value_of("mean-days-to-control", &[("watch-controlled", "", 881, seconds)]), text("15.40"));
    assert_eq!(
        value_of("parcel-sale-rate", &[("disposal-sold", "", 59, 59), ("disposal-listed", "", 71, 71)]),
        text("83.10")
    );
    assert_eq!(value_of("land-area-mu", &[("disposal-land", "", 59, 1_533_300)]), text("1533.30"));
    // More measures than cases: a rate above a hundred percent is right here.
    assert_eq!(
        value_of(
            "sanction-rate",
            &[("sanction", "FINE", 11_796, 0), ("case-closed", "first/completed/within", 10_000, 0)]
        ),
        text("117.96")
    );
    assert_eq!(
        value_of(
            "proceeds-per-mu",
            &[("disposal-proceeds", "", 59, 201_000_000_000), ("disposal-land", "", 59, 1_533_300)]
        ),
        text("1310898.06")
    );
}

#[test]
fn where_there_is_nothing_to_divide_by_the_figure_is_undefined_and_not_nought() {
    for definition in DEFINITIONS {
        let figure = Figure::of(definition, &Sums::default());
        assert_eq!(figure.value.is_none(), definition.denominator.is_some(), "{}", definition.id);
    }
}

#[test]
fn a_version_can_be_asked_for_and_makes_another_figure() {
    let rows = sums(&[
        ("case-closed", "first/completed/within", 60, 0),
        ("case-closed", "first/terminated/over", 15, 0),
        ("case-closed", "first/ended-for-now/within", 25, 0),
        ("case-closed", "resumed/completed/within", 900, 0),
    ]);
    assert_eq!(Figure::of(definition("completion-rate", 0), &rows).value.as_deref(), Some("60.00"));
    assert_eq!(Figure::of(definition("completion-rate", 2), &rows).value.as_deref(), Some("75.00"));
    assert_eq!(find(DEFINITIONS, "completion-rate", 9, date(2022, 12, 31)), None);
    assert_eq!(find(DEFINITIONS, "nothing", 0, date(2022, 12, 31)), None);
}

#[test]
fn a_new_version_counts_from_its_day() {
    const fn version(version: i32, from: Option<Date>) -> Definition {
        Definition { version, from, ..DEFINITIONS[0] }
    }
    static TABLE: [Definition; 3] =
        [version(1, Some(date(2020, 1, 1))), version(2, Some(date(2023, 1, 1))), version(3, None)];
    let on = |day| find(&TABLE, DEFINITIONS[0].id, 0, day).map(|found| found.version);
    assert_eq!(on(date(2019, 12, 31)), None);
    assert_eq!(on(date(2022, 12, 31)), Some(1));
    assert_eq!(on(date(2023, 1, 1)), Some(2));
    let asked = find(&TABLE, DEFINITIONS[0].id, 3, date(2019, 1, 1));
    assert_eq!(asked.map(|found| found.version), Some(3));
    assert_eq!(all_in_force(&TABLE, date(2024, 1, 1)).len(), 1);
}

#[test]
fn a_difference_is_given_in_points_and_in_proportion() {
    let rate = definition("control-rate", 0);
    let of = |controlled, pushed| Figure {
        numerator: controlled,
        denominator: pushed,
        value: decimal(i128::from(controlled) * 100, pushed.into(), 2),
    };
    let comparison = of(202, 1000).beside(of(79, 1000), rate);
    assert_eq!(comparison.difference.as_deref(), Some("12.30"));
    assert_eq!(comparison.relative_change_percent.as_deref(), Some("155.70"));
    let fell = of(1, 3).beside(of(2, 3), rate);
    assert_eq!(
        (fell.difference.as_deref(), fell.relative_change_percent.as_deref()),
        (Some("-33.33"), Some("-50.00"))
    );
    for (mine, other) in [(of(1, 0), of(1, 2)), (of(1, 2), of(1, 0))] {
        let comparison = mine.beside(other, rate);
        assert_eq!((comparison.difference, comparison.relative_change_percent), (None, None));
    }
    let from_nothing = of(1, 2).beside(of(0, 2), rate);
    assert_eq!(
        (from_nothing.difference.as_deref(), from_nothing.relative_change_percent),
        (Some("50.00"), None)
    );
}

#[test]
fn facets_are_matched_part_by_part() {
    let term = Term::count("case-closed", &["*/*/within", "first/completed"]);
    for (facet, admitted) in [
        ("first/completed/over", true),
        ("resumed/terminated/within", true),
        ("resumed/completed/over", false),
        ("first/completedness/over", false),
        ("first", false),
        ("", false),
    ] {
        assert_eq!(term.admits(facet), admitted, "{facet}");
    }
    assert!(Term::count("payout", &[]).admits(""));
}

#[test]
fn a_window_is_refused_for_every_fault_at_once() {
    let faults = |from: &str, to: &str| {
        let refused = Window::parse(("from", from), ("to", to)).unwrap_err();
        refused.fields().iter().map(|fault| (fault.field.clone(), fault.reason)).collect::<Vec<_>>()
    };
    let one = |field: &str, reason| vec![(field.to_owned(), reason)];
    assert_eq!(faults("2022-01-02", "2022-01-01"), one("from", "WINDOW_REVERSED"));
    assert_eq!(faults("2002-01-01", "2022-01-01"), one("to", "WINDOW_TOO_LONG"));
    assert_eq!(faults("2004-02-29", "2024-02-29"), one("to", "WINDOW_TOO_LONG"));
    assert_eq!(
        faults("", "2022-02-30"),
        [("from".to_owned(), "REQUIRED"), ("to".to_owned(), "DATE_MALFORMED")]
    );
    for wrong in ["20220101", "2022-1-1", "-2022-01-1", "2022-01-01T00", "昨天"] {
        assert!(Window::parse(("from", wrong), ("to", "2022-01-01")).is_err(), "{wrong}");
    }
    for right in ["2002-01-02", "2021-12-31", "2022-01-01"] {
        assert!(Window::parse(("from", right), ("to", "2022-01-01")).is_ok(), "{right}");
    }
}

#[test]
fn ranks_are_values_that_really_occurred() {
    let lie = Histogram::new(vec![(600, 1), (60, 10), (240, 8), (300, 1), (5, 0)]).in_minutes(300).unwrap();
    assert_eq!(
        (lie.median.as_str(), lie.p95.as_str(), lie.max.as_str(), lie.share_within_limit.as_str()),
        ("1.00", "5.00", "10.00", "95.00")
    );
    assert_eq!(Histogram::new(vec![]).in_minutes(300), None);
}

proptest! {
    #[test]
    fn a_decimal_is_never_further_from_the_fraction_than_half_of_its_last_place(
        numerator in -1_000_000_000_000_i64..1_000_000_000_000,
        denominator in 1_i64..1_000_000_000,
        decimals in 0_u32..5,
    ) {
        let text = decimal(numerator.into(), denominator.into(), decimals).unwrap();
        let digits: i128 = text.replace('.', "").parse().unwrap();
        let scale = 10_i128.pow(decimals);
        let apart = (digits * i128::from(denominator) - i128::from(numerator) * scale).abs();
        prop_assert!(2 * apart <= i128::from(denominator), "{numerator}/{denominator} = {text}");
        prop_assert!(text != "-0" && !text.starts_with("-0.0000"));
    }

    #[test]
    fn a_day_survives_its_number(year in 1_i16..9999, month in 1_i8..=12, day in 1_i8..=28) {
        let day = date(year, month, day);
        prop_assert_eq!(day_of(number_of(day)), Some(day));
    }
}
