//! How long a seizure holds, and what a chain of renewals makes of it.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::period::Measure;
use crate::rules::{Dated, Rule, seizure};
use crate::unmet::{Ruling, Unmet};
use crate::why::{Step, Why};

/// What is seized, as far as the longest term depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AssetClass {
    /// Bank deposit (银行存款).
    #[serde(alias = "deposit")]
    Deposit,
    /// Movables (动产).
    #[serde(alias = "movable")]
    Movable,
    /// Real estate (不动产).
    #[serde(alias = "real-estate", alias = "realEstate")]
    RealEstate,
    /// Equity (股权).
    #[serde(alias = "equity")]
    Equity,
    /// Any other right (其他财产权).
    #[serde(alias = "other-right", alias = "OTHER")]
    OtherRight,
}

impl AssetClass {
    const fn rule(self) -> &'static Dated {
        match self {
            Self::Deposit => &seizure::DEPOSIT,
            Self::Movable => &seizure::MOVABLE,
            Self::RealEstate => &seizure::REAL_ESTATE,
            Self::Equity | Self::OtherRight => &seizure::RIGHT,
        }
    }
}

/// The rule that gives the longest term on a day.
#[must_use]
pub fn longest(class: AssetClass, on: Date) -> &'static Rule {
    class.rule().on(on)
}

/// The last day in force of a seizure of the longest term. Allocates nothing.
#[must_use]
pub fn last_day(class: AssetClass, from: Date) -> Date {
    longest(class, from).measure.map_or(from, |term| term.after(from))
}

/// A renewal (续行查封).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// The day on which it was carried out.
    pub made: Date,
    /// Its length in months; none is the longest.
    pub months: Option<u16>,
    /// Whether it is stated why it was made before the term that it follows began to run.
    pub reason_stated: bool,
}

/// How a seizure stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TermState {
    /// It is in force.
    InForce,
    /// It ended because it was not renewed.
    Lapsed,
}

/// A seizure with its renewals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// The last day of each term in its order.
    pub terms: Vec<Date>,
    /// The last day in force.
    pub last_day: Date,
    /// The first day on which it is no longer in force.
    pub lapses_on: Date,
}

impl Chain {
    /// How the seizure stands on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> TermState {
        if day <= self.last_day { TermState::InForce } else { TermState::Lapsed }
    }
}

static DEPOSIT_TOO_LONG: Unmet = Unmet::new(
    &seizure::DEPOSIT,
    ("冻结银行存款的期限超过一年", "a bank deposit is frozen for more than a year"),
    ("在一年以内确定期限", "set a term within one year"),
);
static MOVABLE_TOO_LONG: Unmet = Unmet::new(
    &seizure::MOVABLE,
    ("查封、扣押动产的期限超过两年", "movables are seized for more than two years"),
    ("在两年以内确定期限", "set a term within two years"),
);
static REAL_ESTATE_TOO_LONG: Unmet = Unmet::new(
    &seizure::REAL_ESTATE,
    ("查封不动产的期限超过三年", "real estate is sealed for more than three years"),
    ("在三年以内确定期限", "set a term within three years"),
);
static RIGHT_TOO_LONG: Unmet = Unmet::new(
    &seizure::RIGHT,
    ("冻结股权等其他财产权的期限超过三年", "equity or another right is frozen for more than three years"),
    ("在三年以内确定期限", "set a term within three years"),
);

const fn too_long(class: AssetClass) -> &'static Unmet {
    match class {
        AssetClass::Deposit => &DEPOSIT_TOO_LONG,
        AssetClass::Movable => &MOVABLE_TOO_LONG,
        AssetClass::RealEstate => &REAL_ESTATE_TOO_LONG,
        AssetClass::Equity | AssetClass::OtherRight => &RIGHT_TOO_LONG,
    }
}

static RENEWAL_TOO_LONG: Unmet = Unmet::new(
    &seizure::RENEWAL,
    ("续行期限超过该类财产的最长期限", "the renewal is longer than the longest term for this class"),
    ("在最长期限以内续行", "renew within the longest term"),
);
static TOO_LATE: Unmet = Unmet::new(
    &seizure::LAPSE,
    (
        "续行手续在期限届满后办理，原查封、冻结的效力已经消灭",
        "it was renewed after its end; the seizure had lapsed",
    ),
    ("重新查封、冻结，排在已登记的轮候之后", "seize anew, behind the seizures that wait"),
);
static BEFORE_START: Unmet = Unmet::new(
    &seizure::RENEWAL,
    ("续行日期早于查封、冻结日期", "the renewal is dated before the seizure"),
    ("核对日期", "check the dates"),
);
static NO_TERM: Unmet =
    Unmet::new(&seizure::RENEWAL, ("期限为零", "the term is zero"), ("写明期限", "state a term"));
static AHEAD: Unmet = Unmet::not_shown(
    &seizure::RENEWAL,
    "renewals.reason",
    (
        "上一次续行的期限尚未开始就再次续行，接连续行将使期限超过最长期限，又没有写明理由",
        "it is renewed again before the last renewal began to run, which adds up to more than the longest term, and no reason is stated",
    ),
    (
        "待上一次续行的期限开始后再办理，或者写明提前办理的理由",
        "renew once the last renewal runs, or state why it is done so early",
    ),
);

const EARLY: Step = Step::Remark {
    zh: "在期限届满前提前办理续行，此处自原期限届满起算，待确认；以裁定书、协助执行通知书载明的期限为准",
    en: "renewed before the term ended; here its term runs from that end, to be confirmed; the ruling and the notice of assistance decide",
};

/// The chain of a seizure from `from` (for `months`, or the longest term) and its renewals in their order.
#[must_use]
pub fn chain(class: AssetClass, from: Date, months: Option<u16>, renewals: &[Renewal]) -> Ruling<Chain> {
    let mut unmet: Vec<&'static Unmet> = Vec::new();
    let mut why = Vec::with_capacity(renewals.len() + 2);
    let rule = longest(class, from);
    let first = end_of_term(rule, from, months);
    if months == Some(0) || renewals.iter().any(|renewal| renewal.months == Some(0)) {
        unmet.push(&NO_TERM);
    }
    if first > end_of_term(rule, from, None) {
        unmet.push(too_long(class));
    }
    why.push(Why::new(rule, from, Step::Counted { start: from, length: length(rule, months), end: first }));
    let mut terms = vec![first];
    let (mut last, mut begun) = (first, from);
    for renewal in renewals {
        let rule = longest(class, renewal.made);
        let end = end_of_term(rule, last, renewal.months);
        if renewal.made < from {
            unmet.push(&BEFORE_START);
        } else if renewal.made > last {
            unmet.push(&TOO_LATE);
            break;
        }
        if end > end_of_term(rule, last, None) {
            unmet.push(&RENEWAL_TOO_LONG);
        }
        // The term before is the one that the renewal follows; where even that lies ahead, renewals pile up.
        if from <= renewal.made && renewal.made < begun && !renewal.reason_stated {
            unmet.push(&AHEAD);
        }
        let step = Step::Counted { start: last, length: length(rule, renewal.months), end };
        why.push(Why::new(seizure::RENEWAL.on(renewal.made), renewal.made, step));
        if renewal.made < last {
            why.push(Why::new(seizure::RENEWAL_TERM.on(renewal.made), renewal.made, EARLY));
        }
        terms.push(end);
        (begun, last) = (last, end);
    }
    why.push(Why::new(seizure::LAPSE.on(last), last, Step::LastDayInForce { date: last }));
    Ruling::of(unmet, Chain { terms, last_day: last, lapses_on: last.saturating_add(1.day()) }, why)
}

fn length(rule: &Rule, months: Option<u16>) -> Measure {
    months.map_or(rule.measure.unwrap_or(Measure::Months(0)), Measure::Months)
}

fn end_of_term(rule: &Rule, from: Date, months: Option<u16>) -> Date {
    length(rule, months).after(from)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_class_has_its_longest_term_and_holidays_do_not_move_it() {
        let from = date(2023, 10, 1);
        assert_eq!(last_day(AssetClass::Deposit, from), date(2024, 10, 1)); // National Day
        assert_eq!(last_day(AssetClass::Movable, from), date(2025, 10, 1));
        assert_eq!(last_day(AssetClass::RealEstate, from), date(2026, 10, 1));
        assert_eq!(last_day(AssetClass::Equity, from), date(2026, 10, 1));
        assert_eq!(last_day(AssetClass::Deposit, date(2024, 2, 29)), date(2025, 2, 28));
        assert_eq!(last_day(AssetClass::Deposit, date(2014, 1, 1)), date(2014, 7, 1)); // the dead rule, in its time
    }

    #[test]
    fn a_renewal_on_the_last_day_holds_and_one_on_the_next_day_does_not() {
        let renewed = |made| {
            chain(
                AssetClass::Deposit,
                date(2023, 3, 1),
                None,
                &[Renewal { made, months: None, reason_stated: false }],
            )
        };
        assert_eq!(renewed(date(2024, 3, 1)).value().unwrap().last_day, date(2025, 3, 1));
        assert_eq!(renewed(date(2024, 3, 2)).unmet(), [&TOO_LATE]);
    }

    #[test]
    fn renewals_do_not_pile_up_without_a_reason() {
        let with = |reason_stated| {
            let renewal = |day| Renewal { made: date(2026, 3, day), months: None, reason_stated };
            chain(AssetClass::Deposit, date(2026, 3, 2), None, &[renewal(3), renewal(4), renewal(5)])
        };
        assert_eq!(with(false).unmet(), [&AHEAD, &AHEAD]);
        assert_eq!(with(true).value().unwrap().last_day, date(2030, 3, 2));
        assert!(with(true).why().iter().any(Why::needs_confirmation));
    }

    proptest! {
        #[test]
        fn without_reasons_a_seizure_never_reaches_further_than_the_term_that_runs_and_one_more(
            class in proptest::sample::select(vec![AssetClass::Deposit, AssetClass::Movable, AssetClass::RealEstate]),
            renewed in proptest::collection::vec(0i64..500, 1..6),
        ) {
            let from = date(2022, 5, 2);
            let mut made = from;
            let renewals: Vec<Renewal> = renewed.into_iter().map(|later| {
                made = made.saturating_add(later.days());
                Renewal { made, months: None, reason_stated: false }
            }).collect();
            if let Some(chain) = chain(class, from, None, &renewals).value() {
                let longest = |from| longest(class, from).measure.unwrap().after(from);
                prop_assert!(chain.last_day <= longest(longest(made)));
            }
        }
    }

    #[test]
    fn no_term_is_longer_than_its_class_allows() {
        let term = |months| chain(AssetClass::Movable, date(2023, 3, 1), Some(months), &[]).is_met();
        assert!(term(24) && !term(25) && !term(0));
    }
}
