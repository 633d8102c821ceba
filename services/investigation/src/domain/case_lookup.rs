//! How a case of another service is looked up, and what the answer can be.

/// How somebody names a case, and whom they say is a party of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CaseLookup {
    /// `cases/{id}`, or empty where the number says it.
    pub case: String,
    /// The case's number, or empty.
    pub number: String,
    /// The identity number of somebody who has to be a debtor; empty where nobody has to.
    pub party: String,
    /// The name of an organisation that has to be a debtor; empty where none has to.
    pub organisation: String,
}

impl CaseLookup {
    /// A case by name and number alone.
    #[must_use]
    pub fn named(case: &str, number: &str) -> Self {
        Self { case: case.to_owned(), number: number.to_owned(), ..Self::default() }
    }
}

/// What is known of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseAnswer {
    /// It runs: its name and number.
    Runs(String, String),
    /// There is none that the caller may see.
    Unknown,
    /// It is closed: its name and number.
    Closed(String, String),
    /// It has another number.
    OtherNumber,
    /// The person is no debtor, or the organisation for which they answer is none.
    NoParty,
}
