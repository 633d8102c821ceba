//! What the register calls its regions, in the spelling of [`normalise`](super::normalise).

use std::collections::HashMap;

use law::identifiers::{RegionCode, RegionLevel};

use super::{normalise::normalise, region::Region};

/// What may follow the base of a village's name and still be its name, the longest first.
pub(super) const VILLAGE_ENDS: [&str; 8] =
    ["社区居民委员会", "居民委员会", "村民委员会", "社区居委会", "村委会", "居委会", "社区", "村"];
/// What may follow the base of a town's name, the longest first. Old endings are still written years later.
pub(super) const TOWN_ENDS: [&str; 5] = ["街道办事处", "街道办", "街道", "镇", "乡"];
const COUNTY_ENDS: [&str; 3] = ["市", "县", "区"];

/// The names of all regions, by their bases: 三单乡 is 三单, 前田村委会 is 前田.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(super) counties: Vec<Named>,
    pub(super) towns: Vec<Named>,
    pub(super) villages: HashMap<Vec<char>, Vec<RegionCode>>,
    pub(super) longest_village: usize,
}

/// A region with its name.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) code: RegionCode,
    pub(super) full: Vec<char>,
    pub(super) base: Vec<char>,
}

impl Names {
    pub(crate) fn new(regions: &[Region]) -> Self {
        let mut names = Self::default();
        for region in regions {
            let full = normalise(&region.display_name);
            let code = region.code.clone();
            match code.level() {
                RegionLevel::Village => {
                    let base = base(&full, &VILLAGE_ENDS);
                    names.longest_village = names.longest_village.max(base.len());
                    names.villages.entry(base).or_default().push(code);
                }
                RegionLevel::Town => {
                    let base = base(&full, &TOWN_ENDS);
                    names.towns.push(Named { code, full, base });
                }
                RegionLevel::Province | RegionLevel::City | RegionLevel::County => {
                    let base = base(&full, &COUNTY_ENDS);
                    names.counties.push(Named { code, full, base });
                }
            }
        }
        names
    }

    /// The villages of a base name.
    pub(super) fn villages_called(&self, base: &[char]) -> &[RegionCode] {
        self.villages.get(base).map_or(&[], Vec::as_slice)
    }
}

/// The name without its ending; a name that is nothing but an ending keeps it.
fn base(full: &[char], ends: &[&str]) -> Vec<char> {
    let end = ends.iter().find(|end| ends_with(full, end) && full.len() > end.chars().count());
    full[..full.len() - end.map_or(0, |end| end.chars().count())].to_vec()
}

pub(super) fn starts_with(text: &[char], beginning: &str) -> bool {
    let mut text = text.iter();
    beginning.chars().all(|symbol| text.next() == Some(&symbol))
}

fn ends_with(text: &[char], end: &str) -> bool {
    let mut text = text.iter().rev();
    end.chars().rev().all(|symbol| text.next() == Some(&symbol))
}

/// The length of the first of these that a text begins with.
pub(super) fn beginning(text: &[char], choices: &[&str]) -> Option<usize> {
    choices.iter().find(|choice| starts_with(text, choice)).map(|choice| choice.chars().count())
}
