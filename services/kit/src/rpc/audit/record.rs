//! The record of one call.

use crate::domain::Timestamp;

/// What is recorded of a call.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// When it came in, in microseconds.
    pub at: i64,
    /// `people/{id}`, or `serviceAccounts/{id}` for a program; empty where nobody could be identified.
    pub person: String,
    /// Names of the roles held at the time.
    pub roles: Vec<String>,
    /// Where those offices count: codes of regions and names of courts.
    pub places: Vec<String>,
    /// The address at the other end.
    pub address: String,
    /// The terminal, where the program said so.
    pub terminal: String,
    /// Full name of the method.
    pub method: String,
    /// What the call was about.
    pub resources: Vec<String>,
    /// The code's name, as `OK`.
    pub code: &'static str,
    /// The reason of a refusal.
    pub reason: String,
    /// The request's id.
    pub request_id: String,
    /// The trace's id.
    pub trace_id: String,
    /// Why the caller looked.
    pub access_reason: String,
}

impl Record {
    /// A record of a call that came in at a moment.
    #[must_use]
    pub fn begun(at: Timestamp) -> Self {
        Self { at: at.micros(), ..Self::default() }
    }
}

/// One text of a caller's, on one line and no longer than is needed.
#[must_use]
pub fn line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(256).collect()
}
