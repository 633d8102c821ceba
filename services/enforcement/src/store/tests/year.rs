//! A court's year of twenty thousand cases: every figure against the same counted by hand, row by row.

use jiff::civil::{Date, date};
use kit::testing::on_every_database;

use crate::{
    domain::{
        IndicatorRow,
        indicator::{DEFINITIONS, Figure, Histogram, Window, find, tests::year},
    },
    store::{
        Migrator, indicator_rows,
        indicator_sums::{Place, histogram, sums},
    },
};

/// Rows of a window and a region, counted by hand.
struct ByHand<'a> {
    rows: &'a [IndicatorRow],
    from: Date,
    to: Date,
    region: &'a str,
}

impl ByHand<'_> {
    fn each(&self, what: &str) -> impl Iterator<Item = &IndicatorRow> {
        let (from, to) = (self.from, self.to);
        let region = self.region.to_owned();
        let what = what.to_owned();
        self.rows.iter().filter(move |row| {
            row.what == what && row.day >= from && row.day <= to && row.region_code.starts_with(&region)
        })
    }

    /// Numerator and denominator of an indicator, in plain loops.
    fn figure(&self, id: &str) -> (i64, i64) {
        let (mut top, mut bottom) = (0, 0);
        match id {
            "completion-rate" => {
                for row in self.each("case-closed") {
                    let parts: Vec<&str> = row.facet.split('/').collect();
                    if parts[0] == "first" {
                        bottom += 1;
                        if parts[1] == "completed" {
                            top += 1;
                        }
                    }
                }
            }
            "within-limit-rate" => {
                for row in self.each("case-closed") {
                    bottom += 1;
                    if row.facet.ends_with("/within") {
                        top += 1;
                    }
                }
            }
            "mean-days-to-close" | "mean-net-days-to-close" | "mean-days-to-pay" | "mean-days-to-control" => {
                let what = match id {
                    "mean-days-to-close" => "case-closed",
                    "mean-net-days-to-close" => "case-closed-net",
                    "mean-days-to-pay" => "receipt-days",
                    _ => "watch-controlled",
                };
                for row in self.each(what) {
                    top += row.amount;
                    bottom += 1;
                }
            }
            "control-rate" => {
                for _ in self.each("watch-controlled") {
                    top += 1;
                }
                for _ in self.each("watch-pushed") {
                    bottom += 1;
                }
            }
            "sanction-rate" => {
                for _ in self.each("sanction") {
                    top += 1;
                }
                for row in self.each("case-closed") {
                    if row.facet.starts_with("first/") {
                        bottom += 1;
                    }
                }
            }
            "unexplained-delays" => {
                bottom = 1;
                for row in self.each("receipt-days") {
                    if row.facet == "late-unexplained" {
                        top += 1;
                    }
                }
            }
            "money-after-control" | "money-through-shared-courts" => {
                bottom = 1;
                let control = id == "money-after-control";
                for row in self.each(if control { "control-outcome" } else { "case-through-shared-court" }) {
                    top += row.amount;
                }
            }
            "cases-paid-after-control" => {
                bottom = 1;
                for row in self.each("control-outcome") {
                    if row.facet == "paid" {
                        top += 1;
                    }
                }
            }
            "shared-courts" => {
                bottom = 1;
                for row in self.rows {
                    let here = row.region_code.starts_with(self.region);
                    if row.what == "shared-court" && row.day <= self.to && here {
                        top += 1;
                    }
                }
            }
            other => panic!("{other} is not counted by hand"),
        }
        (top, bottom)
    }
}

const COUNTED_BY_HAND: [&str; 13] = [
    "completion-rate",
    "within-limit-rate",
    "mean-days-to-close",
    "mean-net-days-to-close",
    "mean-days-to-pay",
    "mean-days-to-control",
    "control-rate",
    "sanction-rate",
    "unexplained-delays",
    "money-after-control",
    "money-through-shared-courts",
    "cases-paid-after-control",
    "shared-courts",
];

#[tokio::test]
async fn the_figures_of_a_year_are_those_that_a_clerk_would_count() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let rows = year::court(2022, 20_000, date(2022, 1, 1), 365);
        assert!(rows.iter().filter(|row| row.what == "case-filed").count() == 20_000);
        let tx = store.begin().await.unwrap();
        indicator_rows::record(&tx, &rows).await.unwrap();
        tx.commit().await.unwrap();
        for (from, to) in [
            (date(2022, 1, 1), date(2022, 12, 31)),
            (date(2021, 6, 15), date(2023, 9, 3)),
            (date(2022, 3, 9), date(2022, 3, 9)),
            (date(2022, 2, 28), date(2022, 5, 1)),
        ] {
            for region in ["330783", "330783201", "330784101", "33"] {
                let by_hand = ByHand { rows: &rows, from, to, region };
                let window = Window::between(from, to).unwrap();
                let place = Place::Regions(vec![region.to_owned()]);
                let definitions = COUNTED_BY_HAND.map(|id| find(DEFINITIONS, id, 0, to).unwrap());
                let terms: Vec<_> = definitions.iter().flat_map(|definition| definition.terms()).collect();
                let counted = sums(&store, &terms, window, &place).await.unwrap();
                for definition in definitions {
                    let figure = Figure::of(definition, &counted);
                    let (top, bottom) = by_hand.figure(definition.id);
                    let made = (figure.numerator, figure.denominator);
                    assert_eq!(made, (top, bottom), "{} {from}..{to} {region}", definition.id);
                }
                let seconds: Vec<_> = by_hand.each("equity-freeze").map(|row| (row.amount, 1)).collect();
                let lie = histogram(&store, "equity-freeze", window, &place).await.unwrap();
                assert_eq!(lie.in_minutes(300), Histogram::new(seconds).in_minutes(300));
            }
        }
    })
    .await;
}
