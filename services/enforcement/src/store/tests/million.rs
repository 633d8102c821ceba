//! A million closed cases over ten years, and how long figures take. Run by hand:
//! `cargo test --release -p sharedcourt-enforcement a_million -- --ignored --nocapture`.

use std::time::Instant;

use jiff::civil::date;
use kit::testing::on_every_database;

use crate::{
    domain::{
        IndicatorRow,
        indicator::{
            DEFINITIONS, Figure, Window, all_in_force,
            tests::year::{Dice, VILLAGES},
        },
    },
    store::{
        Migrator, indicator_rows,
        indicator_sums::{Place, records, sums},
    },
};

const CASES: i64 = 1_000_000;

/// In every one of 388 villages, of every ending: as many different sums as there can be.
fn case(number: i64, dice: &mut Dice) -> IndicatorRow {
    let day = date(2013, 1, 1).checked_add(jiff::Span::new().days(number % 3652)).unwrap();
    let sort = dice.one_of(&["first", "first", "first", "resumed"]);
    let ending = dice.one_of(&["completed", "terminated", "ended-for-now", "rejected", "withdrawn"]);
    let limit = dice.one_of(&["within", "within", "over"]);
    let village = dice.number(388);
    let region_code = if dice.below(2) == 0 {
        VILLAGES[0].to_owned()
    } else {
        format!("330783{:03}{:03}", village % 18, village)
    };
    IndicatorRow {
        what: "case-closed",
        facet: format!("{sort}/{ending}/{limit}"),
        day,
        subject: format!("cases/{number:08}"),
        region_code,
        amount: dice.number(400),
    }
}

#[tokio::test]
#[ignore = "takes minutes; it measures and says so"]
async fn a_million_cases_answer_any_window_at_once() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let mut dice = Dice::new(7);
        let begun = Instant::now();
        for chunk in 0..CASES / 10_000 {
            let rows: Vec<_> = (0..10_000).map(|row| case(chunk * 10_000 + row, &mut dice)).collect();
            let tx = store.begin().await.unwrap();
            indicator_rows::record(&tx, &rows).await.unwrap();
            tx.commit().await.unwrap();
        }
        println!("postgres={} recorded in {:?}", store.is_postgres(), begun.elapsed());
        for (from, to) in [
            (date(2013, 1, 1), date(2022, 12, 31)),
            (date(2013, 1, 2), date(2022, 12, 30)),
            (date(2019, 5, 17), date(2020, 5, 16)),
        ] {
            for region in ["33", "330783", "330783001", "330783001001"] {
                let window = Window::between(from, to).unwrap();
                let place = Place::Regions(vec![region.to_owned()]);
                let definitions = all_in_force(DEFINITIONS, to);
                let terms: Vec<_> = definitions.iter().flat_map(|definition| definition.terms()).collect();
                let begun = Instant::now();
                let found = sums(&store, &terms, window, &place).await.unwrap();
                let all = begun.elapsed();
                let closed = Figure::of(definitions[0], &found);
                let begun = Instant::now();
                let facets = ["first/completed/within", "first/completed/over"];
                let days = (Some(from), to);
                let (page, _) =
                    records(&store, ("case-closed", &facets), days, &place, None, 100).await.unwrap();
                println!(
                    "{from}..{to} {region}: all indicators {all:?} ({}/{}), a page of {} records {:?}",
                    closed.numerator,
                    closed.denominator,
                    page.len(),
                    begun.elapsed()
                );
            }
        }
    })
    .await;
}
