//! What money is paid out for.

use serde::{Deserialize, Serialize};

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Purpose {
    /// To those who are owed.
    Payment,
    /// Back to the payer.
    Return,
}
