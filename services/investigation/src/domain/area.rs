//! Areas, exact: land in thousandths of a mu (亩), floors in hundredths of a square metre.

use std::fmt;

use kit::domain::refusal::Text;
use serde::{Deserialize, Serialize};

/// The most digits before the point.
const WHOLE: usize = 9;

/// An area in parts of its unit, of which there are ten to the power of `PLACES`. Never below zero, never a float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Area<const PLACES: u32>(u64);

/// Land in mu.
pub type Mu = Area<3>;
/// Floors in square metres.
pub type SquareMetres = Area<2>;

impl<const PLACES: u32> Area<PLACES> {
    /// From parts of the unit.
    #[must_use]
    pub fn of_parts(parts: i64) -> Self {
        Self(u64::try_from(parts).unwrap_or(0))
    }

    /// From a decimal number, for example `12.345`.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let text = text.trim();
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let places = PLACES as usize;
        let right = (1..=WHOLE).contains(&whole.len())
            && digits(whole)
            && digits(part)
            && part.len() <= places
            && text.contains('.') != part.is_empty();
        let parts = if right { format!("{whole}{part:0<places$}").parse().ok() } else { None };
        parts.map(Self).ok_or_else(|| {
            Text::new(
                format!("面积须为十进制数，最多 {PLACES} 位小数，不写单位。"),
                format!("An area is a decimal number with at most {PLACES} places and no unit."),
            )
        })
    }

    /// In parts of the unit.
    #[must_use]
    pub fn parts(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// The sum of many.
    #[must_use]
    pub fn sum(areas: impl IntoIterator<Item = Self>) -> Self {
        Self(areas.into_iter().map(|area| area.0).fold(0, u64::saturating_add))
    }
}

impl<const PLACES: u32> fmt::Display for Area<PLACES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_u64.pow(PLACES);
        let (whole, part, places) = (self.0 / one, self.0 % one, PLACES as usize);
        if part == 0 {
            return write!(f, "{whole}");
        }
        f.write_str(format!("{whole}.{part:0places$}").trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn areas_are_exact_and_nothing_else_is_read() {
        for (text, parts) in [("1533.3", 1_533_300), ("0.001", 1), ("0", 0), (" 12 ", 12_000)] {
            assert_eq!(Mu::parse(text).unwrap().parts(), parts, "{text}");
        }
        assert_eq!(SquareMetres::parse("1179800").unwrap().parts(), 117_980_000);
        for text in ["", "-1", "1.", ".5", "1.2345", "1e3", "12亩", "1,000", "1234567890"] {
            assert!(Mu::parse(text).is_err(), "{text}");
        }
        assert!(SquareMetres::parse("1.001").is_err());
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_the_same(parts in 0i64..1_000_000_000_000) {
            let area = Mu::of_parts(parts);
            prop_assert_eq!(Mu::parse(&area.to_string()).unwrap(), area);
        }
    }
}
