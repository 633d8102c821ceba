//! Statistical codes of administrative regions (统计用区划代码). They nest by prefix, so a scope is a prefix.
//!
//! Zeros fill a code of a higher region up to the length of a lower one: `330700` is the city `3307`, `330783201000` the town
//! `330783201`. Both spellings are one value, the short one.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, half_width, reads_as_text};

/// How far down a region stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RegionLevel {
    /// Province (省), 2 digits.
    Province,
    /// City (市), 4 digits.
    City,
    /// County (县), 6 digits.
    County,
    /// Town or street (乡镇、街道), 9 digits.
    Town,
    /// Village or community (村、社区), 12 digits.
    Village,
}

impl RegionLevel {
    const ALL: [Self; 5] = [Self::Province, Self::City, Self::County, Self::Town, Self::Village];

    /// The number of digits of a code on this level.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::City => 4,
            Self::County => 6,
            Self::Town => 9,
            Self::Village => 12,
        }
    }
}

/// The code of a region: `330783` is Dongyang, `330783201` a town of it, `330783201203` a village.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode {
    digits: String,
    level: RegionLevel,
}

impl RegionCode {
    /// Reads a code of 2, 4, 6, 9 or 12 digits, full width or half. Zeros that stand for no lower region are left out.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let mut digits: String = text.trim().chars().map(half_width).collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.starts_with('0') {
            return Err(IdentifierError::RegionCode);
        }
        let mut level = RegionLevel::ALL
            .into_iter()
            .find(|level| level.digits() == digits.len())
            .ok_or(IdentifierError::RegionCode)?;
        while let Some(higher) = RegionLevel::ALL.into_iter().rev().find(|higher| *higher < level)
            && digits.get(higher.digits()..).is_some_and(|own| own.bytes().all(|byte| byte == b'0'))
        {
            digits.truncate(higher.digits());
            level = higher;
        }
        Ok(Self { digits, level })
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// How far down the region stands.
    #[must_use]
    pub const fn level(&self) -> RegionLevel {
        self.level
    }

    /// Whether `other` is this region or is inside it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.digits.starts_with(&self.digits)
    }

    /// The region that this one lies in; a province lies in none here.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let level = RegionLevel::ALL.into_iter().rev().find(|level| *level < self.level)?;
        Some(Self { digits: self.digits.get(..level.digits())?.to_owned(), level })
    }
}

reads_as_text!(RegionCode);

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.digits
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn levels_follow_the_number_of_digits() {
        for (text, level) in [
            ("33", RegionLevel::Province),
            ("3307", RegionLevel::City),
            ("330783", RegionLevel::County),
            ("330783201", RegionLevel::Town),
            ("330783201203", RegionLevel::Village),
            ("３３０７８３", RegionLevel::County),
        ] {
            assert_eq!(RegionCode::parse(text).unwrap().level(), level, "{text}");
        }
        for text in ["", "3", "330", "33078", "3307832", "33078320120", "33078x", "030783", "3307832012034"] {
            assert_eq!(RegionCode::parse(text), Err(IdentifierError::RegionCode), "{text}");
        }
    }

    #[test]
    fn zeros_stand_for_no_lower_region() {
        for (text, digits, level) in [
            ("330700", "3307", RegionLevel::City),
            ("330000", "33", RegionLevel::Province),
            ("330783000", "330783", RegionLevel::County),
            ("330783201000", "330783201", RegionLevel::Town),
            ("330000000000", "33", RegionLevel::Province),
            ("330701", "330701", RegionLevel::County),
            ("330783100000", "330783100", RegionLevel::Town),
        ] {
            let code = RegionCode::parse(text).unwrap();
            assert_eq!((code.as_str(), code.level()), (digits, level), "{text}");
        }
        let city = RegionCode::parse("330700").unwrap();
        assert!(city.contains(&RegionCode::parse("330783201203").unwrap()));
    }

    proptest! {
        #[test]
        fn no_code_ends_in_a_region_of_zeros_and_every_code_reads_back(text in "[1-9][0-9]{1,11}") {
            if let Ok(code) = RegionCode::parse(&text) {
                prop_assert_eq!(RegionCode::parse(code.as_str()), Ok(code.clone()));
                let parent = code.parent().map_or(0, |parent| parent.as_str().len());
                prop_assert!(code.as_str()[parent..].bytes().any(|byte| byte != b'0'));
                prop_assert!(text.starts_with(code.as_str()) && text[code.as_str().len()..].bytes().all(|byte| byte == b'0'));
            }
        }
    }

    #[test]
    fn a_region_contains_itself_and_what_begins_with_it() {
        let county = RegionCode::parse("330783").unwrap();
        let village = RegionCode::parse("330783201203").unwrap();
        assert!(county.contains(&village) && county.contains(&county));
        assert!(!village.contains(&county));
        assert!(!RegionCode::parse("330784").unwrap().contains(&village));
    }

    #[test]
    fn parents_lead_up_to_the_province() {
        let mut code = RegionCode::parse("330783201203").unwrap();
        let mut seen = Vec::new();
        while let Some(parent) = code.parent() {
            seen.push(parent.to_string());
            code = parent;
        }
        assert_eq!(seen, ["330783201", "330783", "3307", "33"]);
    }
}
