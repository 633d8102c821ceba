//! Money in fen (分), the hundredth of a yuan. Never below zero, never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::IdentifierError;

/// The most that one amount can be that somebody enters: ten billion yuan. What is larger is a slip of the hand. Nine million such
/// amounts still add up within an `i64`.
pub const MOST_FEN: i64 = 1_000_000_000_000;

/// An amount of money. A sum may be more than [`MOST_FEN`]; what somebody enters is read by [`Fen::entered`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Fen(i64);

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount of so many fen, which may not be below zero.
    pub const fn new(fen: i64) -> Result<Self, IdentifierError> {
        if fen < 0 { Err(IdentifierError::Amount) } else { Ok(Self(fen)) }
    }

    /// An amount as somebody entered it: not below zero and not above [`MOST_FEN`].
    pub const fn entered(fen: i64) -> Result<Self, IdentifierError> {
        if fen > MOST_FEN { Err(IdentifierError::AmountTooLarge) } else { Self::new(fen) }
    }

    /// The number of fen.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, unless it is too large.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// What is left, unless more is taken than is there.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        if self.0 < other.0 { None } else { Some(Self(self.0 - other.0)) }
    }

    /// The sum of many, unless it is too large.
    #[must_use]
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl TryFrom<i64> for Fen {
    type Error = IdentifierError;

    fn try_from(fen: i64) -> Result<Self, Self::Error> {
        Self::new(fen)
    }
}

impl From<Fen> for i64 {
    fn from(fen: Fen) -> Self {
        fen.0
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_prints_in_yuan() {
        for (fen, yuan) in [(0, "0.00"), (5, "0.05"), (100, "1.00"), (670_000_000, "6700000.00")] {
            assert_eq!(Fen::new(fen).unwrap().to_string(), yuan);
        }
        assert_eq!(Fen::new(-1), Err(IdentifierError::Amount));
        assert!(serde_json::from_str::<Fen>("-1").is_err());
    }

    #[test]
    fn what_is_entered_has_a_bound_and_millions_of_it_still_add_up() {
        assert_eq!(Fen::entered(MOST_FEN).map(Fen::get), Ok(MOST_FEN));
        for fen in [MOST_FEN + 1, i64::MAX, i64::MAX - 1] {
            assert_eq!(Fen::entered(fen), Err(IdentifierError::AmountTooLarge), "{fen}");
        }
        assert_eq!(Fen::entered(-1), Err(IdentifierError::Amount));
        assert!(MOST_FEN.checked_mul(9_000_000).is_some());
    }

    #[test]
    fn nothing_is_lost_at_the_ends() {
        let most = Fen::new(i64::MAX).unwrap();
        let one = Fen::new(1).unwrap();
        assert_eq!(most.checked_add(one), None);
        assert_eq!(Fen::ZERO.checked_sub(one), None);
        assert_eq!(Fen::checked_sum([most, one]), None);
        assert_eq!(Fen::checked_sum([]), Some(Fen::ZERO));
    }

    proptest! {
        #[test]
        fn taking_away_what_was_added_changes_nothing(a in 0..=i64::MAX / 2, b in 0..=i64::MAX / 2) {
            let (a, b) = (Fen::new(a).unwrap(), Fen::new(b).unwrap());
            prop_assert_eq!(a.checked_add(b).unwrap().checked_sub(b), Some(a));
        }
    }
}
