//! Answers of units: immutable, corrected by versions, and each kept once however often it arrives.

use kit::domain::Timestamp;
use serde::{Deserialize, Serialize};

use super::named;

named! {
    /// What came of a request.
    pub enum Outcome {
        /// Not yet.
        Processing = "PROCESSING",
        /// All of it.
        Done = "DONE",
        /// Some of it.
        Partial = "PARTIAL",
    }
}

/// An answer. Never changed; a correction is the next version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// 1, 2, 3 …
    pub version: i32,
    /// What came of it.
    pub outcome: Outcome,
    /// In words.
    pub text: String,
    /// Files.
    pub evidence: Vec<String>,
    /// The version that it corrects; zero for none.
    pub corrects: i32,
    /// When a freeze was published.
    pub published: Option<Timestamp>,
    /// The number of the publication.
    pub notice_number: String,
    /// Who.
    pub clerk: String,
    /// When.
    pub at: Timestamp,
}

/// An answer as it was written.
#[derive(Clone, Debug, Default)]
pub struct FeedbackDraft {
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// In words.
    pub text: String,
    /// Files.
    pub evidence: Vec<String>,
    /// The version that it corrects.
    pub corrects: i32,
    /// When a freeze was published.
    pub published: Option<Timestamp>,
    /// The number of the publication.
    pub notice_number: String,
}
