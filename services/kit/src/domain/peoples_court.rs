//! The people's court (人民法院) to which a case, a number or a paper belongs: that of its region.

use law::identifiers::RegionCode;

/// A people's court as other services need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeoplesCourt {
    /// Resource name, `peoplesCourts/{id}`.
    pub name: String,
    /// Its name in Chinese, as its papers bear it.
    pub display_name: String,
    /// The region in which it has jurisdiction.
    pub region: RegionCode,
    /// Where it is; may be empty.
    pub address: String,
    /// The number at which it is called; may be empty.
    pub telephone: String,
}

impl PeoplesCourt {
    /// The id in its name.
    #[must_use]
    pub fn id(&self) -> &str {
        self.name.strip_prefix("peoplesCourts/").unwrap_or(&self.name)
    }
}

/// Of the courts whose region encloses a region, the one with the smallest: it has jurisdiction.
pub fn smallest_around<'a, T>(
    courts: impl IntoIterator<Item = &'a T>,
    region_of: impl Fn(&T) -> &RegionCode,
    region: &RegionCode,
) -> Option<&'a T> {
    let enclosing = courts.into_iter().filter(|court| region_of(court).contains(region));
    enclosing.max_by_key(|court| region_of(court).level())
}

/// The people's courts of the installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeoplesCourts(Vec<PeoplesCourt>);

impl PeoplesCourts {
    /// These courts.
    #[must_use]
    pub const fn new(courts: Vec<PeoplesCourt>) -> Self {
        Self(courts)
    }

    /// The court that has jurisdiction in a region: of those whose region encloses it, the one with the smallest.
    #[must_use]
    pub fn of(&self, region: &RegionCode) -> Option<&PeoplesCourt> {
        smallest_around(&self.0, |court| &court.region, region)
    }

    /// Its resource name; empty where no court has jurisdiction.
    #[must_use]
    pub fn name_of(&self, region: &RegionCode) -> String {
        self.of(region).map_or_else(String::new, |court| court.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn court(region: &str) -> PeoplesCourt {
        PeoplesCourt {
            name: format!("peoplesCourts/c{region}"),
            display_name: "某人民法院".into(),
            region: RegionCode::parse(region).unwrap(),
            address: String::new(),
            telephone: String::new(),
        }
    }

    #[test]
    fn the_smallest_region_around_decides() {
        let courts = PeoplesCourts::new(["3307", "330783", "330784"].map(court).into());
        let name = |region: &str| courts.name_of(&RegionCode::parse(region).unwrap());
        for (region, court) in [
            ("330783", "peoplesCourts/c330783"),
            ("330783201203", "peoplesCourts/c330783"),
            ("330784001", "peoplesCourts/c330784"),
            ("330782", "peoplesCourts/c3307"),
            ("3307", "peoplesCourts/c3307"),
            ("33", ""),
            ("110105", ""),
        ] {
            assert_eq!(name(region), court, "{region}");
        }
        assert_eq!(courts.of(&RegionCode::parse("330783").unwrap()).unwrap().id(), "c330783");
        assert_eq!(PeoplesCourts::default().name_of(&RegionCode::parse("330783").unwrap()), "");
    }
}
