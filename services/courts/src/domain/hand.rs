//! What somebody can give by their offices as administrator: the regions, and the units, over which they reach.

use kit::access::{Caller, Role};
use law::identifiers::{RegionCode, RegionLevel};

/// Stands for everything where a hand is written down.
const EVERYTHING: &str = "*";

/// The offices that somebody can give at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hand {
    /// All there are; for the installation itself.
    everything: bool,
    /// Those inside these regions.
    regions: Vec<RegionCode>,
    /// The clerks of these units, for what was in use before origins were kept.
    units: Vec<String>,
}

impl Hand {
    /// All offices.
    #[must_use]
    pub fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// What a caller can give: by their running terms as administrator.
    #[must_use]
    pub fn of(caller: &Caller) -> Self {
        let terms = caller.grants.iter().filter(|grant| grant.role == Role::Admin);
        Self {
            everything: caller.is_ourselves(),
            regions: terms.filter_map(|grant| grant.region.clone()).collect(),
            units: Vec::new(),
        }
    }

    /// Over some regions.
    #[must_use]
    pub fn over(regions: Vec<RegionCode>) -> Self {
        Self { regions, ..Self::default() }
    }

    /// Whether it is empty: nobody's office can be given by it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        !self.everything && self.regions.is_empty() && self.units.is_empty()
    }

    /// Whether the clerks of a unit can be given: a unit works for the whole court, so they are a matter of the county and above.
    #[must_use]
    pub fn holds_unit(&self, unit: &str) -> bool {
        self.reaches_a_county() || self.units.iter().any(|own| own == unit)
    }

    /// Whether the region of a code is inside.
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        self.everything || self.regions.iter().any(|region| code.starts_with(region.as_str()))
    }

    /// Whether it reaches over a whole county.
    #[must_use]
    pub fn reaches_a_county(&self) -> bool {
        self.everything || self.regions.iter().any(|region| region.level() <= RegionLevel::County)
    }

    /// The smallest region around all of them; the first where there is none.
    #[must_use]
    pub fn around(&self) -> Option<RegionCode> {
        let first = self.regions.first()?;
        let mut around = Some(first.clone());
        while let Some(region) = around {
            if self.regions.iter().all(|own| region.contains(own)) {
                return Some(region);
            }
            around = region.parent();
        }
        Some(first.clone())
    }

    /// As it is kept.
    #[must_use]
    pub fn text(&self) -> String {
        if self.everything {
            return EVERYTHING.to_owned();
        }
        let regions = self.regions.iter().map(RegionCode::as_str);
        regions.chain(self.units.iter().map(String::as_str)).collect::<Vec<_>>().join(",")
    }

    /// From what was kept. A word that is none gives nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut hand = Self { everything: text == EVERYTHING, ..Self::default() };
        for word in text.split(',') {
            match RegionCode::parse(word) {
                Ok(region) => hand.regions.push(region),
                Err(_) if word.starts_with("units/") => hand.units.push(word.to_owned()),
                Err(_) => {}
            }
        }
        hand
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hand(text: &str) -> Hand {
        Hand::read(text)
    }

    #[test]
    fn a_hand_is_read_as_it_was_written() {
        for text in ["", "*", "330783", "330783201,330783001", "330783201203,units/u01"] {
            assert_eq!(hand(text).text(), text);
        }
        assert!(hand("").is_empty() && hand("x").is_empty() && !hand("*").is_empty());
        assert!(
            hand("*").holds("33") && hand("330783").holds("330783201") && !hand("330783201").holds("330783")
        );
        assert!(!hand("330783201").holds("330783202001"));
    }

    #[test]
    fn the_region_around_several_is_the_smallest() {
        let around = |text: &str| hand(text).around().map(|region| region.to_string()).unwrap_or_default();
        assert_eq!(around("330783201"), "330783201");
        assert_eq!(around("330783201,330783001"), "330783");
        assert_eq!(around("330783201,330783"), "330783");
        assert_eq!(around("330783,330784"), "3307");
        assert_eq!(around("330783,110101"), "330783");
        assert_eq!(around(""), "");
    }
}
