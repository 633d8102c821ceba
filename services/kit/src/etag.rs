//! Etags: which version of a resource a decision rests on (AIP-154).

use crate::refusal::{Kind, Refusal};

/// The etag of a version.
#[must_use]
pub fn of(version: i64) -> String {
    format!("\"v{version}\"")
}

/// Refuses where a caller's decision rests on another version than the present one. No etag means that the caller does not mind.
pub fn check(given: &str, version: i64) -> Result<(), Refusal> {
    let present = of(version);
    if given.is_empty() || given == "*" || given == present || given == present.trim_matches('"') {
        return Ok(());
    }
    Err(Refusal::new(
        Kind::Conflict,
        "ETAG_MISMATCH",
        "在您操作之前，别人已经修改过它。请重新打开，看清现状后再决定。",
        "Somebody changed it before you. Open it again and decide on what it is now.",
    )
    .at("etag")
    .with("etag", present))
}
