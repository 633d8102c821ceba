//! The id of a request: the caller's own, or a new one.

use http::{HeaderMap, HeaderValue};
use kit::telemetry::REQUEST_ID;

/// The longest request id that is taken over from a caller.
const LONGEST: usize = 128;

/// The id of a request that passed the router.
pub(crate) fn of(headers: &HeaderMap) -> String {
    headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned()
}

/// The id that the caller chose, where it is short and of plain characters.
pub(crate) fn of_caller(headers: &HeaderMap) -> Option<HeaderValue> {
    headers.get(REQUEST_ID).filter(|id| is_plain(id)).cloned()
}

/// A new id (UUID, version 7).
pub(crate) fn new() -> HeaderValue {
    let id = uuid::Uuid::now_v7().hyphenated().to_string();
    HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("unknown"))
}

fn is_plain(id: &HeaderValue) -> bool {
    !id.is_empty()
        && id.len() <= LONGEST
        && id.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte))
}
