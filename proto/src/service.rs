//! The services of an installation: the one list, from which everything takes it that has to do with each of them.

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Regions, courts, people, terminals; and who calls.
    Courts,
    /// Tasks.
    Dispatch,
    /// Cases, acts of service, money, sanctions, supervision, indicators.
    Enforcement,
    /// Debtors, property, units, freezes, police watches.
    Investigation,
    /// Files that prove something, and the log that proves them.
    Evidence,
    /// The records of calls, kept beside the gateway.
    Audit,
}

impl Service {
    /// All of them, those that are asked before those who ask.
    pub const ALL: [Self; 6] =
        [Self::Courts, Self::Dispatch, Self::Enforcement, Self::Investigation, Self::Evidence, Self::Audit];

    /// Its name, which is also that of its database, of the flag with its addresses, and in its certificate.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Courts => "courts",
            Self::Dispatch => "dispatch",
            Self::Enforcement => "enforcement",
            Self::Investigation => "investigation",
            Self::Evidence => "evidence",
            Self::Audit => "audit",
        }
    }

    /// The packages of the contract that it serves.
    #[must_use]
    pub const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Courts => &["sharedcourt.access.v1", "sharedcourt.courts.v1"],
            Self::Dispatch => &["sharedcourt.dispatch.v1"],
            Self::Enforcement => &["sharedcourt.enforcement.v1"],
            Self::Investigation => &["sharedcourt.investigation.v1"],
            Self::Evidence => &["sharedcourt.evidence.v1"],
            Self::Audit => &["sharedcourt.audit.v1"],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_package_with_methods_is_served_by_one_service() {
        let methods =
            crate::POOL.services().filter(|service| service.package_name().starts_with("sharedcourt."));
        let of_contract: BTreeSet<String> =
            methods.map(|service| service.package_name().to_owned()).collect();
        let served: Vec<&str> = Service::ALL.iter().flat_map(|service| service.packages()).copied().collect();
        let once: BTreeSet<String> = served.iter().map(|package| (*package).to_owned()).collect();
        assert_eq!(served.len(), once.len(), "a package is served twice");
        assert_eq!(once, of_contract);
    }
}
