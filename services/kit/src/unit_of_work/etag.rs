//! Etags: which version of a resource a decision rests on (AIP-154).

use crate::domain::{
    reason,
    refusal::{Kind, Refusal},
};

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
        reason::ETAG_MISMATCH,
        "该内容已被他人修改，请刷新核对后再提交。",
        "Somebody else changed this; reload it, check it and submit again.",
    )
    .at("etag")
    .with("etag", present))
}
