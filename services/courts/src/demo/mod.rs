//! The demonstration network: Dongyang's real register of towns and villages, with courts and people made up around it.
//!
//! What is real: 18 towns and 388 villages with their codes (National Bureau of Statistics, 2023), and the numbers 18 + 328 + 9 of
//! courts. What is illustrative: which 328 villages have a court, the nine special hosts, every person and every number to call.
//! The same input gives the same network to the letter. It enters a store through the import that everybody else uses.

mod cast;
mod samples;

pub use samples::samples;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::domain::{
    court::{CourtDraft, CourtKind},
    equipment::{EquipmentCondition, EquipmentDraft, EquipmentKind},
    import::MOST_ROWS,
    person::PersonDraft,
    region::RegionDraft,
};

/// The register that ships.
const REGISTER: &str = include_str!("../../../../data/dongyang.json");
/// The county.
pub const COUNTY: &str = "330783";
/// How many village courts there are.
const VILLAGE_COURTS: usize = 328;
/// Villages that have a court of their own whatever the allocation.
const OWN_COURT: [&str; 1] = ["330783201203"];
/// The hosts of the nine special courts, each with the town in which it stands.
const SPECIAL: [(&str, &str, &str); 9] = [
    ("330783001", "东阳市总工会", "东阳市总工会共享法庭"),
    ("330783001", "东阳市妇女联合会", "东阳市妇联共享法庭"),
    ("330783004", "东阳市金融纠纷调解中心", "东阳市金融行业共享法庭"),
    ("330783004", "东阳市保险行业协会", "东阳市保险行业共享法庭"),
    ("330783003", "东阳市木雕红木家具行业协会", "东阳市木雕红木行业共享法庭"),
    ("330783123", "横店影视文化产业实验区", "横店影视城共享法庭"),
    ("330783005", "东阳市建筑业联合会", "东阳市建筑行业共享法庭"),
    ("330783004", "东阳中国木雕城市场", "东阳中国木雕城共享法庭"),
    ("330783118", "南马镇红木家具市场", "南马红木市场共享法庭"),
];
#[derive(Deserialize)]
struct County {
    code: String,
    name: String,
    towns: Vec<Town>,
}

#[derive(Deserialize)]
struct Town {
    code: String,
    name: String,
    villages: Vec<Village>,
    lng: f64,
    lat: f64,
}

#[derive(Deserialize)]
struct Village {
    code: String,
    name: String,
}

/// A network to be imported: regions first, then courts, then people.
#[derive(Clone, Debug, Default)]
pub struct Demo {
    /// Regions.
    pub regions: Vec<RegionDraft>,
    /// Courts.
    pub courts: Vec<CourtDraft>,
    /// People with their terms.
    pub people: Vec<PersonDraft>,
}

impl Demo {
    /// Makes the demonstration network.
    pub fn make() -> Result<Self, serde_json::Error> {
        let county: County = serde_json::from_str(REGISTER)?;
        let mut demo = Self { regions: regions(&county), ..Self::default() };
        demo.courts = courts(&county);
        demo.people = cast::people(&demo.courts);
        debug_assert!(demo.people.len() <= MOST_ROWS);
        Ok(demo)
    }
}

fn regions(county: &County) -> Vec<RegionDraft> {
    let own = RegionDraft { code: county.code.clone(), display_name: county.name.clone(), seat: None };
    let below = county.towns.iter().flat_map(|town| {
        let seat = Some((town.lat, town.lng));
        let own = RegionDraft { code: town.code.clone(), display_name: town.name.clone(), seat };
        let villages = town.villages.iter();
        std::iter::once(own).chain(villages.map(|village| RegionDraft {
            code: village.code.clone(),
            display_name: village.name.clone(),
            seat: None,
        }))
    });
    std::iter::once(own).chain(below).collect()
}

/// How many village courts each town gets: in proportion to its villages, by largest remainder.
fn allocation(towns: &[Town]) -> Vec<usize> {
    let all: usize = towns.iter().map(|town| town.villages.len()).sum::<usize>().max(1);
    let mut shares: Vec<usize> =
        towns.iter().map(|town| town.villages.len() * VILLAGE_COURTS / all).collect();
    let mut order: Vec<usize> = (0..towns.len()).collect();
    order.sort_by_key(|town| (std::cmp::Reverse(towns[*town].villages.len() * VILLAGE_COURTS % all), *town));
    let left = VILLAGE_COURTS.saturating_sub(shares.iter().sum());
    for town in order.into_iter().take(left) {
        shares[town] += 1;
    }
    shares
}

fn courts(county: &County) -> Vec<CourtDraft> {
    let mut courts = Vec::new();
    for (town, share) in county.towns.iter().zip(allocation(&county.towns)) {
        let name = format!("{}共享法庭", town.name);
        let host = format!("{}社会治理中心", town.name);
        courts.push(court(&town.code, CourtKind::Town, &name, &host, &town.code, Vec::new()));
        let without = town.villages.len().saturating_sub(share);
        let skipped = skipped(&town.villages, without);
        let mut covers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (index, village) in town.villages.iter().enumerate() {
            let host = (0..=index).rev().chain(index..town.villages.len()).find(|at| !skipped.contains(at));
            let host = host.map_or(index, |host| host);
            covers.entry(&town.villages[host].code).or_default().push(village.code.clone());
        }
        for village in
            town.villages.iter().enumerate().filter(|(at, _)| !skipped.contains(at)).map(|(_, v)| v)
        {
            let short = village.name.strip_suffix("居委会").or_else(|| village.name.strip_suffix("委会"));
            let name = format!("{}共享法庭", short.unwrap_or(&village.name));
            let covers = covers.remove(village.code.as_str()).unwrap_or_default();
            courts.push(court(
                &village.code,
                CourtKind::Village,
                &name,
                &village.name,
                &village.code,
                covers,
            ));
        }
    }
    for (number, (region, host, name)) in SPECIAL.iter().enumerate() {
        let code = format!("{COUNTY}-s{}", number + 1);
        courts.push(court(&code, CourtKind::Special, name, host, region, Vec::new()));
    }
    courts
}

/// The villages of a town that get no court of their own, spread evenly over it; never the first, so that each has a neighbour
/// before it.
fn skipped(villages: &[Village], without: usize) -> BTreeSet<usize> {
    let mut skipped = BTreeSet::new();
    for number in 0..without {
        let mut at = 1 + number * villages.len().saturating_sub(1) / without.max(1);
        while skipped.contains(&at) || villages.get(at).is_some_and(|v| OWN_COURT.contains(&v.code.as_str()))
        {
            at += 1;
        }
        skipped.insert(at);
    }
    skipped
}

fn court(
    code: &str,
    kind: CourtKind,
    name: &str,
    host: &str,
    region: &str,
    covers: Vec<String>,
) -> CourtDraft {
    let kinds = [EquipmentKind::Screen, EquipmentKind::Line, EquipmentKind::Terminal];
    let piece = |kind| EquipmentDraft {
        kind: Some(kind),
        condition: EquipmentCondition::Working,
        note: String::new(),
    };
    CourtDraft {
        code: code.to_owned(),
        display_name: name.to_owned(),
        kind: Some(kind),
        host: host.to_owned(),
        region_code: region.to_owned(),
        covers: if covers.is_empty() && kind != CourtKind::Special {
            vec![region.to_owned()]
        } else {
            covers
        },
        equipment: kinds.map(piece).to_vec(),
        ..CourtDraft::default()
    }
}
