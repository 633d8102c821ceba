//! Sums are what their rows add up to, whatever was recorded, corrected and taken back.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use kit::{
    storage::{Store, sql},
    testing::on_every_database,
};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use sea_orm::ConnectionTrait as _;

use crate::{
    domain::{
        IndicatorRow,
        indicator::{Span, Term, Window, day_of, number_of},
    },
    store::{
        Migrator, indicator_rows,
        indicator_sums::{Place, parts_of, sums},
    },
};

const WHATS: [&str; 2] = ["case-closed", "payout"];
const FACETS: [&str; 3] = ["first/completed/within", "resumed/terminated/over", ""];
const REGIONS: [&str; 4] = ["330783", "330783201", "330783201203", "33"];

#[derive(Clone, Debug)]
enum Act {
    Record(Vec<IndicatorRow>),
    Correct(Vec<IndicatorRow>),
    Withdraw(&'static str, String),
}

fn one() -> impl Strategy<Value = IndicatorRow> {
    let day = (2020_i16..2023, 1_i8..=12, 1_i8..=28);
    (0_usize..2, 0_u8..6, 0_usize..3, day, 0_usize..4, -5_i64..1000).prop_map(
        |(what, subject, facet, (year, month, day), region, amount)| IndicatorRow {
            what: WHATS[what],
            facet: FACETS[facet].to_owned(),
            day: date(year, month, day),
            subject: format!("cases/{subject}"),
            region_code: REGIONS[region].to_owned(),
            amount,
        },
    )
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let some = || proptest::collection::vec(one(), 1..5);
    let act = prop_oneof![
        3 => some().prop_map(Act::Record),
        2 => some().prop_map(Act::Correct),
        1 => one().prop_map(|one| Act::Withdraw(one.what, one.subject)),
    ];
    proptest::collection::vec(act, 1..12)
}

/// Sums by region, what, day or month, facet.
type Sums = BTreeMap<(String, String, i64, String), (i64, i64)>;

async fn kept(store: &Store, table: &str, when: &str) -> Sums {
    let read = store.read();
    let select = format!("SELECT region_code, what, {when} AS at, facet, number, amount FROM {table}");
    let rows = read.query_all_raw(sql(read, &select, vec![])).await.unwrap();
    let sums = rows.iter().map(|row| {
        let text = |column| row.try_get::<String>("", column).unwrap();
        let number = |column| row.try_get::<i64>("", column).unwrap();
        let key = (text("region_code"), text("what"), number("at"), text("facet"));
        (key, (number("number"), number("amount")))
    });
    sums.filter(|(_, sum)| *sum != (0, 0)).collect()
}

fn expected(rows: &BTreeMap<(&str, String), IndicatorRow>, when: impl Fn(i64) -> i64) -> Sums {
    let mut sums = Sums::new();
    for row in rows.values() {
        for digits in [2, 4, 6, 9, 12].into_iter().filter(|digits| *digits <= row.region_code.len()) {
            let region = row.region_code[..digits].to_owned();
            let key = (region, row.what.to_owned(), when(number_of(row.day)), row.facet.clone());
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + 1, sum.1 + row.amount);
        }
    }
    sums.retain(|_, sum| *sum != (0, 0));
    sums
}

async fn carry_out(store: &Store, act: Act, rows: &mut BTreeMap<(&'static str, String), IndicatorRow>) {
    let tx = store.begin().await.unwrap();
    match act {
        Act::Record(some) => {
            indicator_rows::record(&tx, &some).await.unwrap();
            for one in some {
                rows.entry((one.what, one.subject.clone())).or_insert(one);
            }
        }
        Act::Correct(some) => {
            indicator_rows::correct(&tx, &some).await.unwrap();
            // Of two for one subject in one call the first counts, as when they are recorded.
            for one in some.into_iter().rev() {
                rows.insert((one.what, one.subject.clone()), one);
            }
        }
        Act::Withdraw(what, subject) => {
            let found = indicator_rows::withdraw(&tx, what, &subject).await.unwrap();
            assert_eq!(found, rows.remove(&(what, subject)).is_some());
        }
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn sums_equal_their_rows_after_any_sequence() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let mut runner = TestRunner::deterministic();
        let mut rows = BTreeMap::new();
        for _ in 0..25 {
            for act in acts().new_tree(&mut runner).unwrap().current() {
                carry_out(&store, act, &mut rows).await;
            }
            assert_eq!(kept(&store, "measure_days", "day").await, expected(&rows, |day| day));
            assert_eq!(kept(&store, "measure_months", "month").await, expected(&rows, |day| day / 100));
        }
        assert!(!rows.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_failed_was_not_counted() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let tx = store.begin().await.unwrap();
        let row = IndicatorRow {
            what: "payout",
            facet: String::new(),
            day: date(2022, 1, 1),
            subject: "payouts/1".into(),
            region_code: "330783".into(),
            amount: 5,
        };
        indicator_rows::record(&tx, &[row]).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(kept(&store, "measure_days", "day").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn of_many_who_count_at_once_nobody_is_lost_and_nobody_waits_for_ever() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let tasks = (0..16_i64).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                for round in 0..5 {
                    let rows: Vec<_> = (0..4)
                        .map(|day: i8| IndicatorRow {
                            what: WHATS[usize::from(day % 2 == 0)],
                            facet: String::new(),
                            // In an order of their own: it is the store that takes them in one order.
                            day: date(2022, 1, 1 + (day + i8::try_from(number % 4).unwrap()) % 4),
                            subject: format!("payouts/{number}-{round}-{day}"),
                            region_code: "330783".into(),
                            amount: 1,
                        })
                        .collect();
                    let tx = store.begin().await.unwrap();
                    indicator_rows::record(&tx, &rows).await.unwrap();
                    tx.commit().await.unwrap();
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        let counted: i64 = kept(&store, "measure_months", "month")
            .await
            .iter()
            .filter(|((region, ..), _)| region == "33")
            .map(|(_, (number, _))| number)
            .sum();
        assert_eq!(counted, 16 * 5 * 4);
    })
    .await;
}

proptest! {
    #[test]
    fn every_day_of_a_window_is_read_once_and_no_other(
        from in 0_i32..1500, length in 0_i32..900, open in any::<bool>(),
    ) {
        let begin = date(2019, 12, 1);
        let plus = |days: i32| begin.checked_add(jiff::Span::new().days(days)).unwrap();
        let (from, to) = (plus(from), plus(from + length));
        let parts = parts_of((!open).then_some(from), to);
        let mut day = begin.yesterday().unwrap();
        for _ in 0..2600 {
            day = day.tomorrow().unwrap();
            let number = number_of(day);
            let read = parts.iter().filter(|(table, _, first, last)| {
                let number = if *table == "measure_months" { number / 100 } else { number };
                (*first..=*last).contains(&number)
            });
            let wanted = day <= to && (open || from <= day);
            prop_assert_eq!(read.count(), usize::from(wanted), "{} in {}..{}", day, from, to);
        }
    }
}

#[tokio::test]
async fn a_region_is_itself_and_all_below_it() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let day: Date = day_of(20_220_315).unwrap();
        let rows: Vec<_> = ["330783", "330783201", "330783201203", "330783202", "330784"]
            .into_iter()
            .map(|region| IndicatorRow {
                what: "payout",
                facet: String::new(),
                day,
                subject: format!("payouts/{region}"),
                region_code: region.into(),
                amount: 1,
            })
            .collect();
        let tx = store.begin().await.unwrap();
        indicator_rows::record(&tx, &rows).await.unwrap();
        tx.commit().await.unwrap();
        let terms =
            [Term::count("payout", &[]), Term { span: Span::UntilEnd, ..Term::amount("payout", &[]) }];
        let window = Window::between(date(2022, 1, 1), date(2022, 12, 31)).unwrap();
        for (place, number) in [
            (Place::Everywhere, 5),
            (Place::Regions(vec!["330783".into()]), 4),
            (Place::Regions(vec!["330783201".into(), "330784".into()]), 3),
            (Place::Regions(vec!["330783201203".into()]), 1),
            (Place::Regions(vec!["330785".into()]), 0),
            (Place::Regions(vec![]), 0),
        ] {
            let found = sums(&store, &terms, window, &place).await.unwrap();
            assert_eq!((found.total(&terms[0]), found.total(&terms[1])), (number, number), "{place:?}");
        }
    })
    .await;
}
