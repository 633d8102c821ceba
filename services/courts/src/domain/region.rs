//! Counties, towns and villages of the statistical register.

use kit::domain::{
    reason,
    refusal::{Text, Violations},
};
use law::identifiers::{RegionCode, RegionLevel};

use super::position::Position;

/// A county, town or village.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its code: 6, 9 or 12 digits.
    pub code: RegionCode,
    /// Its name as registered, for example 前田村委会.
    pub display_name: String,
    /// Where its seat lies.
    pub seat: Option<Position>,
}

/// A region as somebody wrote it, unchecked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegionDraft {
    /// The code.
    pub code: String,
    /// The name.
    pub display_name: String,
    /// Latitude and longitude of the seat.
    pub seat: Option<(f64, f64)>,
}

impl Region {
    /// Reads a draft, or names every field at fault below `at`.
    pub fn read(draft: &RegionDraft, at: &str, violations: &mut Violations) -> Option<Self> {
        let code = violations.parse(&format!("{at}.code"), reason::REGION_CODE_MALFORMED, code(&draft.code));
        let display_name = violations.text(&format!("{at}.display_name"), &draft.display_name, 60);
        let seat = seat(draft.seat, &format!("{at}.seat"), violations);
        Some(Self { code: code?, display_name: display_name?, seat })
    }

    /// Resource name, `regions/{code}`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("regions/{}", self.code)
    }
}

/// A code of the register: a county's, a town's or a village's.
pub fn code(text: &str) -> Result<RegionCode, Text> {
    let code = RegionCode::parse(text).ok();
    code.filter(|code| code.level() >= RegionLevel::County).ok_or_else(|| {
        Text::new(
            "区划代码须为 6 位（县）、9 位（乡镇街道）或 12 位（村社区）数字。",
            "A region code has 6 digits (county), 9 (town) or 12 (village).",
        )
    })
}

/// An optional position; none where what was written is at fault, which is noted.
pub(crate) fn seat(draft: Option<(f64, f64)>, field: &str, violations: &mut Violations) -> Option<Position> {
    let (lat, lng) = draft?;
    violations.parse(field, reason::OUT_OF_RANGE, Position::written(lat, lng))?
}

/// The name by which a level of the register is filtered.
#[must_use]
pub const fn level_name(level: RegionLevel) -> &'static str {
    match level {
        RegionLevel::Province => "PROVINCE",
        RegionLevel::City => "CITY",
        RegionLevel::County => "COUNTY",
        RegionLevel::Town => "TOWN",
        RegionLevel::Village => "VILLAGE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_at_fault_is_named() {
        let mut violations = Violations::new();
        let draft = RegionDraft { code: "3307".into(), display_name: " ".into(), seat: Some((91.0, 0.0)) };
        assert_eq!(Region::read(&draft, "regions[2]", &mut violations), None);
        let refusal = violations.into_refusal();
        let fields: Vec<_> = refusal.fields().iter().map(|v| v.field.as_str()).collect();
        assert_eq!(fields, ["regions[2].code", "regions[2].display_name", "regions[2].seat"]);
    }

    #[test]
    fn a_whole_row_is_read() {
        let mut violations = Violations::new();
        let draft = RegionDraft { code: "330783201".into(), display_name: "三单乡".into(), seat: None };
        assert_eq!(Region::read(&draft, "r", &mut violations).unwrap().name(), "regions/330783201");
        assert!(violations.is_empty());
    }
}
