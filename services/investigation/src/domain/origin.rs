//! From which opening a seizure or a police watch was taken over.

use serde::{Deserialize, Serialize};

/// Where something that was taken over comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The opening, `seizureOpenings/{id}`.
    pub opening: String,
    /// The file.
    pub file: String,
    /// Its line.
    pub line: i32,
}
