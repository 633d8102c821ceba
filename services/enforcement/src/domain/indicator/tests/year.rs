//! A court's year, made up: what happens to so many cases, the same for the same seed. For tests of figures.

use jiff::{ToSpan as _, civil::Date};

use crate::domain::IndicatorRow;

/// The towns and villages in which the cases play.
pub(crate) const VILLAGES: [&str; 6] =
    ["330783", "330783201", "330783201203", "330783123001", "330783002", "330784101"];

/// Numbers that look like chance and are not (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    pub(crate) fn number(&mut self, end: u32) -> i64 {
        i64::try_from(self.below(end.into())).unwrap()
    }

    pub(crate) fn one_of<'a>(&mut self, names: &[&'a str]) -> &'a str {
        names[usize::try_from(self.below(names.len() as u64)).unwrap()]
    }
}

/// What is counted of so many cases that are filed from a day on, evenly over so many days.
pub(crate) fn court(seed: u64, cases: u32, begin: Date, days: u32) -> Vec<IndicatorRow> {
    let mut dice = Dice::new(seed);
    let mut measured = Vec::new();
    for case in 0..cases {
        let filed = begin + i64::from(case % days).days();
        let sort = if dice.below(5) == 0 { "resumed" } else { "first" };
        let region = dice.one_of(&VILLAGES).to_owned();
        let mut add = |what: &'static str, name: &str, facet: String, day: Date, amount: i64| {
            let subject = format!("{name}/{seed}-{case}");
            measured.push(IndicatorRow { what, facet, day, subject, region_code: region.clone(), amount });
        };
        add("case-filed", "cases", sort.to_owned(), filed, 1);
        if dice.below(10) < 9 {
            let took = 5 + dice.number(300);
            let out = dice.number(60).min(took);
            let ending = dice.one_of(&[
                "completed",
                "completed",
                "completed",
                "terminated",
                "ended-for-now",
                "rejected",
                "withdrawn",
                "not-enforced",
            ]);
            let facet = format!("{sort}/{ending}/{}", if took - out <= 180 { "within" } else { "over" });
            let closed = filed + took.days();
            add("case-closed", "cases", facet.clone(), closed, took);
            add("case-closed-net", "cases", facet, closed, took - out);
            if ending == "completed" {
                let waited = dice.number(45);
                let fate = match (waited > 30, dice.below(50)) {
                    (false, _) => "on-time",
                    (true, 0) => "late-unexplained",
                    (true, _) => "late-explained",
                };
                add("receipt-days", "receipts", fate.to_owned(), closed, waited);
                add("payout", "payouts", String::new(), closed, 100 + dice.number(10_000_000));
            }
            if dice.below(20) == 0 {
                add("case-through-shared-court", "cases", sort.to_owned(), closed, dice.number(5_000_000));
            }
        }
        for (number, kind) in ["DISHONESTY", "CONSUMPTION", "DETENTION"].into_iter().enumerate() {
            if dice.below(3) == 0 {
                let day = filed + (10 + dice.number(60)).days();
                add("sanction", &format!("sanctions/{number}"), kind.to_owned(), day, 1);
            }
        }
        if dice.below(4) == 0 {
            add("watch-pushed", "watches", String::new(), filed, 1);
            if dice.below(5) == 0 {
                let took = dice.number(40);
                add("watch-controlled", "watches", String::new(), filed + took.days(), took * 86_400);
                let outcome = dice.one_of(&["paid", "settled"]);
                add(
                    "control-outcome",
                    "cases",
                    outcome.to_owned(),
                    filed + took.days(),
                    dice.number(9_000_000),
                );
            }
        }
        if dice.below(30) == 0 {
            add("equity-freeze", "requests", String::new(), filed, 20 + dice.number(400));
        }
        if dice.below(100) == 0 {
            add("shared-court", "courts", "village/opened".to_owned(), filed, 1);
        }
    }
    measured
}
