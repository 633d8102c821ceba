//! Settlement in enforcement (执行和解): whether the court may go back to the title because the debtor does not perform.

use jiff::civil::Date;

use crate::identifiers::Fen;
use crate::rules::closing;
use crate::unmet::{Ruling, Unmet};
use crate::why::{Step, Why};

/// A settlement as it stands on the day on which somebody says that it is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performance<'a> {
    /// What was agreed to be paid, each until the end of its day. Empty where the terms name no instalments; then what is due is for
    /// the court to say.
    pub instalments: &'a [(Date, Fen)],
    /// What was paid on it.
    pub paid: Fen,
    /// Whether the debtor said, or showed by conduct, that the settlement won't be performed (民法典第五百七十八条).
    pub repudiated: bool,
    /// The day.
    pub on: Date,
}

static NOT_DUE: Unmet = Unmet::new(
    &closing::SETTLEMENT_NOT_DUE,
    (
        "和解协议约定的履行期限尚未届至，也没有写明被执行人明确表示或者以自己的行为表明不履行",
        "the time agreed has not come, and it is not stated that the debtor said, or showed by conduct, that it won't perform",
    ),
    (
        "待履行期限届满未履行后再登记违约；符合民法典第五百七十八条的，写明事实",
        "wait until the time has passed without performance; in a case of article 578 of the Civil Code state the facts",
    ),
);
static PERFORMED_SO_FAR: Unmet = Unmet::new(
    &closing::SETTLEMENT_RUNS,
    (
        "到期的各期款项均已付清，被执行人正在按照和解协议履行",
        "everything that fell due is paid; the debtor performs as agreed",
    ),
    (
        "核对已付金额；下一期到期未付后再登记违约",
        "check what was paid; enter a breach once the next instalment is due and unpaid",
    ),
);
static PERFORMED_IN_FULL: Unmet = Unmet::new(
    &closing::SETTLEMENT_DONE,
    ("约定的款项已经全部付清", "everything that was agreed is paid"),
    ("登记为履行完毕", "enter that it was performed"),
);

/// Whether enforcement of the title may be resumed because the settlement is not performed.
#[must_use]
pub fn resume(performance: &Performance<'_>) -> Ruling<()> {
    let Performance { instalments, paid, repudiated, on } = *performance;
    // A sum too large to add is more than anybody paid.
    let is_paid = |sum: Option<Fen>| sum.is_some_and(|sum| paid >= sum);
    let agreed = Fen::checked_sum(instalments.iter().map(|(_, amount)| *amount));
    let due = Fen::checked_sum(instalments.iter().filter(|(day, _)| *day < on).map(|(_, amount)| *amount));
    let mut unmet = Vec::new();
    if !instalments.is_empty() {
        if is_paid(agreed) {
            unmet.push(&PERFORMED_IN_FULL);
        } else if !repudiated && is_paid(due) {
            unmet.push(if due == Some(Fen::ZERO) { &NOT_DUE } else { &PERFORMED_SO_FAR });
        }
    }
    let mut why = vec![Why::new(closing::SETTLEMENT_RESUMED.on(on), on, Step::Applies)];
    if repudiated {
        why.push(Why::new(closing::REPUDIATION.on(on), on, Step::Applies));
    }
    Ruling::of(unmet, (), why)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn fen(n: i64) -> Fen {
        Fen::new(n).unwrap()
    }

    fn plan() -> [(Date, Fen); 2] {
        [(date(2026, 4, 10), fen(100)), (date(2026, 5, 10), fen(100))]
    }

    #[test]
    fn a_settlement_is_broken_once_something_is_due_and_unpaid() {
        let instalments = plan();
        let at = |on, paid| {
            resume(&Performance { instalments: &instalments, paid: fen(paid), repudiated: false, on })
        };
        assert_eq!(at(date(2026, 4, 10), 0).unmet(), [&NOT_DUE], "the last day to pay is still a day to pay");
        assert!(at(date(2026, 4, 11), 0).is_met() && at(date(2026, 4, 11), 99).is_met());
        assert_eq!(at(date(2026, 4, 11), 100).unmet(), [&PERFORMED_SO_FAR]);
        assert!(at(date(2026, 5, 11), 100).is_met());
        assert_eq!(at(date(2026, 5, 11), 200).unmet(), [&PERFORMED_IN_FULL]);
    }

    #[test]
    fn a_debtor_who_says_that_it_will_not_perform_is_not_waited_for() {
        let instalments = plan();
        let ruling = resume(&Performance {
            instalments: &instalments,
            paid: fen(0),
            repudiated: true,
            on: date(2026, 4, 1),
        });
        assert_eq!(ruling.why().last().unwrap().rule.article, "民法典第五百七十八条");
        let terms = Performance { instalments: &[], paid: fen(0), repudiated: false, on: date(2026, 4, 1) };
        assert!(resume(&terms).is_met(), "terms without instalments are for the court to read");
    }

    proptest! {
        #[test]
        fn resumption_needs_something_due_and_unpaid_or_a_refusal_to_perform(
            plan in proptest::collection::vec((0i64..400, 1i64..1000), 1..8), paid in 0i64..8000, on in 0i64..420, repudiated: bool,
        ) {
            use jiff::ToSpan;
            let day = |n: i64| date(2026, 1, 1).saturating_add(n.days());
            let plan: Vec<(Date, Fen)> = plan.into_iter().map(|(at, amount)| (day(at), fen(amount))).collect();
            let sum = |until: Option<Date>| -> i64 {
                plan.iter().filter(|(due, _)| until.is_none_or(|until| *due < until)).map(|(_, amount)| amount.get()).sum()
            };
            let performance = Performance { instalments: &plan, paid: fen(paid), repudiated, on: day(on) };
            let may = paid < sum(None) && (repudiated || paid < sum(Some(day(on))));
            prop_assert_eq!(resume(&performance).is_met(), may);
        }
    }
}
