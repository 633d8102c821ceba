//! Parts of a whole (份额), in millionths: exact, and never more than all of it.

use kit::domain::{Reason, reason, refusal::Text};
use serde::{Deserialize, Serialize};

/// More than nothing and at most the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Share(u32);

/// What the whole is.
const WHOLE: u32 = 1_000_000;

/// Why a share can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareFault {
    /// Not a number of percent.
    Malformed,
    /// Nothing, or more than the whole.
    OutOfRange,
}

impl ShareFault {
    /// Machine-readable.
    #[must_use]
    pub const fn reason(self) -> Reason {
        match self {
            Self::Malformed => reason::PERCENT_MALFORMED,
            Self::OutOfRange => reason::PERCENT_OUT_OF_RANGE,
        }
    }

    /// In words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Malformed => Text::new(
                "比例须为十进制数，如 30 或 33.3333，最多四位小数，不写百分号。",
                "A percentage is written as 30 or 33.3333, with at most four decimals and no sign.",
            ),
            Self::OutOfRange => {
                Text::new("比例须大于 0 且不超过 100。", "A percentage is more than 0 and at most 100.")
            }
        }
    }
}

impl Share {
    /// All of it.
    pub const ALL: Self = Self(WHOLE);

    /// From millionths.
    pub const fn from_ppm(ppm: u32) -> Result<Self, ShareFault> {
        if ppm == 0 || ppm > WHOLE { Err(ShareFault::OutOfRange) } else { Ok(Self(ppm)) }
    }

    /// From percent, for example `33.3333`.
    pub fn parse(percent: &str) -> Result<Self, ShareFault> {
        let percent = percent.trim();
        let (whole, part) = percent.split_once('.').unwrap_or((percent, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let decimal = percent.contains('.');
        if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > 4 || decimal == part.is_empty()
        {
            return Err(ShareFault::Malformed);
        }
        let whole: u32 = whole.parse().map_err(|_| ShareFault::OutOfRange)?;
        let part: u32 = format!("{part:0<4}").parse().map_err(|_| ShareFault::Malformed)?;
        let ppm = whole.checked_mul(10_000).and_then(|ppm| ppm.checked_add(part));
        Self::from_ppm(ppm.ok_or(ShareFault::OutOfRange)?)
    }

    /// In millionths.
    #[must_use]
    pub const fn ppm(self) -> u32 {
        self.0
    }

    /// In percent, without trailing zeros.
    #[must_use]
    pub fn percent(self) -> String {
        let (whole, part) = (self.0 / 10_000, self.0 % 10_000);
        if part == 0 {
            return whole.to_string();
        }
        format!("{whole}.{part:04}").trim_end_matches('0').to_owned()
    }
}

impl TryFrom<u32> for Share {
    type Error = &'static str;

    fn try_from(ppm: u32) -> Result<Self, Self::Error> {
        Self::from_ppm(ppm).map_err(|fault| fault.reason().name())
    }
}

impl From<Share> for u32 {
    fn from(share: Share) -> Self {
        share.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percentages_are_exact_and_never_more_than_all() {
        for (text, ppm) in
            [("30", 300_000), ("33.3333", 333_333), ("100", 1_000_000), ("0.0001", 1), (" 5.5 ", 55_000)]
        {
            assert_eq!(Share::parse(text).unwrap().ppm(), ppm, "{text}");
        }
        for text in ["100.0001", "101", "0", "0.0", "99999999999"] {
            assert_eq!(Share::parse(text), Err(ShareFault::OutOfRange), "{text}");
        }
        for text in ["", "30%", "-1", "1.", ".5", "1.00001", "三十", "1e1"] {
            assert_eq!(Share::parse(text), Err(ShareFault::Malformed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_the_same(ppm in 1..=WHOLE) {
            let share = Share::from_ppm(ppm).unwrap();
            prop_assert_eq!(Share::parse(&share.percent()), Ok(share));
        }
    }
}
