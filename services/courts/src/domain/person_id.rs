//! The id of a person.

use std::fmt;

use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text},
};

/// The id of a person: lower case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

impl PersonId {
    /// Reads an id.
    pub fn parse(text: &str) -> Result<Self, Text> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let right = (1..=64).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with('-');
        right.then(|| Self(text.to_owned())).ok_or_else(|| {
            Text::new(
                "人员编号须为 1 至 64 个小写英文字母、数字或连字符，且不以连字符开头。",
                "A person's id has 1 to 64 lower case letters, digits or hyphens and does not begin with a hyphen.",
            )
        })
    }

    /// From a resource name, `people/{id}`; anything else is a person who is not known.
    pub fn from_name(name: &str) -> Result<Self, Refusal> {
        name.strip_prefix("people/").and_then(|id| Self::parse(id).ok()).ok_or_else(unknown)
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Resource name, `people/{id}`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("people/{}", self.0)
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The refusal for a person who is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::PERSON_UNKNOWN,
        "没有这个人员，或此人不在您的管理范围内。",
        "There is no such person, or not inside your scope.",
    )
}
