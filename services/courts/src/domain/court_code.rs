//! The code of a shared court, the kind that follows from it, and whether the court works.

use std::fmt;

use kit::domain::refusal::Text;
use law::identifiers::{RegionCode, RegionLevel};

/// What a shared court stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CourtKind {
    /// In a town's mediation centre (镇街).
    Town,
    /// In a village committee's office (村社).
    Village,
    /// With a bank, a union, a trade body and the like (特设).
    Special,
}

impl CourtKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Town, Self::Village, Self::Special];

    /// The name by which it is stored and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Town => "TOWN",
            Self::Village => "VILLAGE",
            Self::Special => "SPECIAL",
        }
    }

    /// The kind of a name, with or without the contract's prefix.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let bare = name.strip_prefix("COURT_KIND_").unwrap_or(name);
        Self::ALL.into_iter().find(|kind| kind.name() == bare)
    }
}

/// Whether a shared court works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CourtState {
    /// It takes tasks.
    #[default]
    Active,
    /// It takes no new task.
    Closed,
}

impl CourtState {
    /// The name by which it is stored and filtered.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Closed => "CLOSED",
        }
    }

    /// The state of a name, with or without the contract's prefix.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let bare = name.strip_prefix("COURT_STATE_").unwrap_or(name);
        [Self::Active, Self::Closed].into_iter().find(|state| state.name() == bare)
    }
}

/// The code of a court, from which its kind follows: a town's 9 digits, a village's 12, or `330783-s1` for a special one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CourtCode(String);

impl CourtCode {
    /// Reads a code.
    pub fn parse(text: &str) -> Result<Self, Text> {
        kind_of(text).map(|_| Self(text.to_owned())).ok_or_else(|| {
            Text::new(
                "共享法庭编号须为 9 位（镇街）、12 位（村社）区划代码，或形如 330783-s1（特设）。",
                "The code of a court is a town's 9 digits, a village's 12, or like 330783-s1 for a special court.",
            )
        })
    }

    /// From a resource name, `courts/{code}`.
    pub fn from_name(name: &str) -> Result<Self, Text> {
        let code = name.strip_prefix("courts/").unwrap_or_default();
        Self::parse(code)
            .map_err(|_| Text::new("请从名录中选择共享法庭。", "Choose the shared court from the register."))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Resource name, `courts/{code}`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("courts/{}", self.0)
    }

    /// The kind that the form of the code states.
    #[must_use]
    pub fn kind(&self) -> CourtKind {
        kind_of(&self.0).unwrap_or(CourtKind::Special)
    }

    /// The digits that it begins with: a region that it certainly lies in.
    #[must_use]
    pub fn digits(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

impl fmt::Display for CourtCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn kind_of(code: &str) -> Option<CourtKind> {
    let (digits, number) = match code.split_once("-s") {
        Some((digits, number)) => (digits, Some(number)),
        None => (code, None),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let level = RegionCode::parse(digits).ok()?.level();
    match (level, number) {
        (RegionLevel::Town, None) => Some(CourtKind::Town),
        (RegionLevel::Village, None) => Some(CourtKind::Village),
        (RegionLevel::County, Some(number)) => {
            let plain = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
            (plain && (1..=4).contains(&number.len())).then_some(CourtKind::Special)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_code_tells_the_kind() {
        for (code, kind) in [
            ("330783201", CourtKind::Town),
            ("330783201203", CourtKind::Village),
            ("330783-s9", CourtKind::Special),
        ] {
            assert_eq!(CourtCode::parse(code).unwrap().kind(), kind);
        }
        for wrong in
            ["", "330783", "330783-s", "330783-s01", "330783201-s1", "330783-x1", "３３０７８３２０１"]
        {
            assert!(CourtCode::parse(wrong).is_err(), "{wrong}");
        }
        assert!(CourtCode::from_name("330783201").is_err());
    }
}
