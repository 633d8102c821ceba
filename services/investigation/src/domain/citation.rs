//! Who cited which file. A citation opens a file to others only where the citing person could read it, so each keeps its person.

/// A file that something cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citation<'a> {
    /// The file, `evidence/{sha256}`.
    pub evidence: &'a str,
    /// Who cited it, `people/{id}`; empty where that is not recorded.
    pub cited_by: &'a str,
    /// The unit for which they did, `units/{id}`; empty for the court.
    pub unit: &'a str,
}

impl<'a> Citation<'a> {
    /// Files that one person cited, for the court as far as is recorded.
    pub fn of_court(files: &'a [String], cited_by: &'a str) -> impl Iterator<Item = Self> {
        files.iter().map(move |evidence| Self { evidence, cited_by, unit: "" })
    }
}
