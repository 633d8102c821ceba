//! The network at one instant: every region and court with the ways through them. Made anew after every change and never
//! changed itself, so that anyone who reads it reads one whole state.

use std::collections::{BTreeMap, HashMap, HashSet};

use kit::domain::peoples_court::smallest_around;
use law::identifiers::{RegionCode, RegionLevel};

use super::{
    court::{Court, CourtCode, CourtKind},
    names::Names,
    peoples_court::{PeoplesCourt, PeoplesCourtId},
    region::Region,
};

/// How many villages without a court a summary names.
const UNCOVERED_NAMED: usize = 50;

/// Regions, courts and people's courts.
#[derive(Debug, Default)]
pub struct Network {
    version: i64,
    regions: BTreeMap<String, Region>,
    courts: BTreeMap<String, Court>,
    peoples_courts: BTreeMap<PeoplesCourtId, PeoplesCourt>,
    /// The active village court of a village.
    of_village: HashMap<String, CourtCode>,
    names: Names,
}

/// The network in numbers, as far as regions and courts give it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Active courts by kind, in the order of [`CourtKind::ALL`].
    pub by_kind: [usize; 3],
    /// Villages in the register.
    pub villages: usize,
    /// Codes of villages that no active village court answers for, at most 50.
    pub villages_uncovered: Vec<String>,
    /// Of the villages, those that one does answer for.
    pub villages_covered: usize,
    /// Towns in the register.
    pub towns: usize,
    /// Of those, the ones with an active court of their own.
    pub towns_covered: usize,
    /// Active courts without a director.
    pub without_director: usize,
    /// Active courts without a contact judge.
    pub without_contact_judge: usize,
}

impl Network {
    /// The network of these regions and courts. `version` says which state of the register it is.
    #[must_use]
    pub fn new(version: i64, regions: Vec<Region>, courts: Vec<Court>) -> Self {
        let names = Names::new(&regions);
        let regions = regions.into_iter().map(|region| (region.code.to_string(), region)).collect();
        let courts: BTreeMap<_, _> =
            courts.into_iter().map(|court| (court.code.as_str().to_owned(), court)).collect();
        let village_courts =
            courts.values().filter(|court| court.is_active() && court.kind() == CourtKind::Village);
        let of_village = village_courts
            .flat_map(|court| court.covers.iter().map(|village| (village.to_string(), court.code.clone())))
            .collect();
        Self { version, regions, courts, peoples_courts: BTreeMap::new(), of_village, names }
    }

    /// The network with these people's courts.
    #[must_use]
    pub fn under(self, peoples_courts: Vec<PeoplesCourt>) -> Self {
        let peoples_courts = peoples_courts.into_iter().map(|court| (court.id.clone(), court)).collect();
        Self { peoples_courts, ..self }
    }

    /// The network with these rows in place of those of the same codes.
    #[must_use]
    pub fn with(&self, regions: &[Region], courts: &[Court]) -> Self {
        let mut all = self.regions.clone();
        all.extend(regions.iter().map(|region| (region.code.to_string(), region.clone())));
        let mut seats = self.courts.clone();
        seats.extend(courts.iter().map(|court| (court.code.as_str().to_owned(), court.clone())));
        Self::new(self.version, all.into_values().collect(), seats.into_values().collect())
            .under(self.peoples_courts.values().cloned().collect())
    }

    /// Which state of the register it is.
    #[must_use]
    pub const fn version(&self) -> i64 {
        self.version
    }

    /// The region of a code.
    #[must_use]
    pub fn region(&self, code: &str) -> Option<&Region> {
        self.regions.get(code)
    }

    /// All regions by code, from after a code.
    pub fn regions_after(&self, code: &str) -> impl Iterator<Item = &Region> {
        let after = (std::ops::Bound::Excluded(code.to_owned()), std::ops::Bound::Unbounded);
        self.regions.range(after).map(|(_, region)| region)
    }

    /// All regions by code.
    pub fn regions(&self) -> impl Iterator<Item = &Region> {
        self.regions.values()
    }

    /// Whether a code is a region of the register or the beginning of one.
    #[must_use]
    pub fn knows_prefix(&self, code: &RegionCode) -> bool {
        let mut from = self.regions.range(code.as_str().to_owned()..);
        from.next().is_some_and(|(first, _)| first.starts_with(code.as_str()))
    }

    /// The court of a code.
    #[must_use]
    pub fn court(&self, code: &CourtCode) -> Option<&Court> {
        self.courts.get(code.as_str())
    }

    /// All courts by code, from after a code.
    pub fn courts_after(&self, code: &str) -> impl Iterator<Item = &Court> {
        let after = (std::ops::Bound::Excluded(code.to_owned()), std::ops::Bound::Unbounded);
        self.courts.range(after).map(|(_, court)| court)
    }

    /// All courts by code.
    pub fn courts(&self) -> impl Iterator<Item = &Court> {
        self.courts.values()
    }

    /// The people's court of an id.
    #[must_use]
    pub fn peoples_court(&self, id: &PeoplesCourtId) -> Option<&PeoplesCourt> {
        self.peoples_courts.get(id)
    }

    /// People's courts by id, after one.
    pub fn peoples_courts_after(&self, id: &str) -> impl Iterator<Item = &PeoplesCourt> {
        self.peoples_courts.values().filter(move |court| court.id.as_str() > id)
    }

    /// All people's courts by id.
    pub fn peoples_courts(&self) -> impl Iterator<Item = &PeoplesCourt> {
        self.peoples_courts.values()
    }

    /// The people's court that has jurisdiction in a region: of those whose region encloses it, the one with the smallest.
    #[must_use]
    pub fn peoples_court_of(&self, region: &RegionCode) -> Option<&PeoplesCourt> {
        smallest_around(self.peoples_courts.values(), |court| &court.region, region)
    }

    /// The active village court that answers for a village.
    #[must_use]
    pub fn village_court(&self, village: &str) -> Option<&Court> {
        self.courts.get(self.of_village.get(village)?.as_str())
    }

    /// The active town court that answers for a town, or for the town that a village lies in.
    #[must_use]
    pub fn town_court(&self, region: &str) -> Option<&Court> {
        self.courts.get(region.get(..9)?).filter(|court| court.is_active())
    }

    /// The region that a court lies in, as far down as is known.
    #[must_use]
    pub fn place_of<'a>(&'a self, court: &'a CourtCode) -> &'a str {
        self.court(court).map_or_else(|| court.digits(), |court| court.region.as_str())
    }

    /// The names of the regions, ready to be found in an address.
    #[must_use]
    pub(crate) const fn names(&self) -> &Names {
        &self.names
    }

    /// The network in numbers. `directed` and `judged` are the courts with a director and with a contact judge today.
    #[must_use]
    pub fn summary(&self, directed: &HashSet<String>, judged: &HashSet<String>) -> Summary {
        let mut summary = Summary::default();
        for court in self.courts.values().filter(|court| court.is_active()) {
            summary.by_kind[court.kind() as usize] += 1;
            summary.without_director += usize::from(!directed.contains(court.code.as_str()));
            summary.without_contact_judge += usize::from(!judged.contains(court.code.as_str()));
        }
        for (code, region) in &self.regions {
            match region.code.level() {
                RegionLevel::Village if self.of_village.contains_key(code) => {
                    summary.villages += 1;
                    summary.villages_covered += 1;
                }
                RegionLevel::Village => {
                    summary.villages += 1;
                    if summary.villages_uncovered.len() < UNCOVERED_NAMED {
                        summary.villages_uncovered.push(code.clone());
                    }
                }
                RegionLevel::Town => {
                    summary.towns += 1;
                    summary.towns_covered += usize::from(self.town_court(code).is_some());
                }
                RegionLevel::Province | RegionLevel::City | RegionLevel::County => {}
            }
        }
        summary
    }
}
