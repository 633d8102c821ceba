//! Over-seizure (超标的额查封): claim and costs on one side, what is held on the other.

use serde::Serialize;

use crate::identifiers::Fen;
use crate::rules::seizure;
use crate::why::{Step, Why};

/// How what is held compares with what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Extent {
    /// No more than claim and costs.
    Within,
    /// More, and the excess can be lifted.
    Exceeds,
    /// More, but an indivisible thing without which the rest does not suffice.
    IndivisibleException,
}

/// The comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Excess {
    /// How it compares.
    pub extent: Extent,
    /// What is held above claim and costs. Whether that is clearly above is for the court to say.
    pub excess_fen: Fen,
    /// Why.
    pub why: Vec<Why>,
}

/// Compares what is held with claim and costs. `elsewhere` is what else of the debtor could be enforced.
/// None where the amounts are too large to add.
#[must_use]
pub fn extent(
    claim: Fen,
    costs: Fen,
    held: Fen,
    indivisible: bool,
    elsewhere: Fen,
    on: jiff::civil::Date,
) -> Option<Excess> {
    let owed = claim.checked_add(costs)?;
    let excess_fen = held.checked_sub(owed).unwrap_or(Fen::ZERO);
    let extent = if excess_fen == Fen::ZERO {
        Extent::Within
    } else if indivisible && elsewhere < owed {
        Extent::IndivisibleException
    } else {
        Extent::Exceeds
    };
    let step =
        if extent == Extent::Within { Step::Applies } else { Step::Above { excess: excess_fen, owed } };
    Some(Excess { extent, excess_fen, why: vec![Why::new(seizure::EXCESS.on(on), on, step)] })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn one_fen_above_claim_and_costs_is_excess_unless_the_thing_cannot_be_divided() {
        let at = |held, indivisible, elsewhere| {
            let fen = |n| Fen::new(n).unwrap();
            extent(fen(100), fen(5), fen(held), indivisible, fen(elsewhere), date(2023, 1, 1)).unwrap().extent
        };
        assert_eq!(at(105, false, 0), Extent::Within);
        assert_eq!(at(106, false, 0), Extent::Exceeds);
        assert_eq!(at(106, true, 104), Extent::IndivisibleException);
        assert_eq!(at(106, true, 105), Extent::Exceeds);
    }

    #[test]
    fn an_excess_says_how_large_it_is_and_who_decides_whether_that_is_clearly_above() {
        let fen = |n| Fen::new(n).unwrap();
        let found =
            extent(fen(10_000_000), fen(0), fen(10_050_000), false, fen(0), date(2026, 3, 6)).unwrap();
        let step = found.why[0].step.text().unwrap();
        assert_eq!(step.zh, "超出债权额及执行费用500元（0.5%）。是否属于“明显超标的额”由执行法院认定");
    }
}
