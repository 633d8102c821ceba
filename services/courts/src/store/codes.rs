//! Codes of regions and courts as columns hold them.

use kit::domain::refusal::Refusal;
use law::identifiers::RegionCode;

use crate::domain::court::CourtCode;

/// The code of a region; an internal error where a column holds none.
pub(super) fn code(text: &str) -> Result<RegionCode, Refusal> {
    RegionCode::parse(text).map_err(|fault| Refusal::internal(&fault))
}

/// The code of a court; an internal error where a column holds none.
pub(super) fn court_code(text: &str) -> Result<CourtCode, Refusal> {
    CourtCode::parse(text).map_err(|fault| Refusal::internal(&fault))
}
