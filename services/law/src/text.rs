//! A sentence in Chinese and English. Every answer of this library is printed from these.

use std::fmt;

/// The same sentence in Chinese and in English.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Text {
    /// Chinese, as it is printed for a court.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Puts the two readings of one sentence together.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.zh, self.en)
    }
}
