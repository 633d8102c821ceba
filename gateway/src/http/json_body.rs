//! The body of a REST request: JSON in UTF-8, and no more of it than its method takes.

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, EXPECT},
};
use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};

use super::problem::HttpError;
use crate::limits::concurrency::BodyBudget;

/// How much of a body that is too large is read and thrown away, so that a client that sends before it listens gets to hear why.
const THROWN_AWAY: usize = 64 * 1024 * 1024;

/// What may be read of a body.
pub(crate) struct Limit<'a> {
    /// The most bytes.
    pub(crate) largest: usize,
    /// The memory that they take.
    pub(crate) budget: &'a mut BodyBudget,
}

/// Reads a body of JSON.
pub(crate) async fn read(headers: &HeaderMap, body: Body, limit: Limit<'_>) -> Result<Bytes, HttpError> {
    let text = read_bytes(headers, body, limit).await?;
    // An empty body has no type; one that names none is taken for what it must be.
    match headers.get(CONTENT_TYPE) {
        Some(kind) if !text.is_empty() && !is_json(kind) => Err(wrong_type()),
        _ => Ok(text),
    }
}

/// Reads a body of any type.
pub(crate) async fn read_bytes(
    headers: &HeaderMap,
    body: Body,
    limit: Limit<'_>,
) -> Result<Bytes, HttpError> {
    if headers
        .get_all(CONTENT_ENCODING)
        .iter()
        .any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        return Err(encoded());
    }
    let Limit { largest, budget } = limit;
    let content_length =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let asks_first = headers.contains_key(EXPECT);
    if content_length.is_some_and(|length| length > THROWN_AWAY || (asks_first && length > largest)) {
        return Err(too_large(largest));
    }
    // What is announced costs nothing: memory is taken for what has come.
    let mut text = BytesMut::new();
    let mut length = 0;
    let mut frames = body.into_data_stream();
    while let Some(frame) = frames.next().await {
        let frame = frame.map_err(|_| broken_off())?;
        length += frame.len();
        if length > THROWN_AWAY {
            break;
        }
        if length <= largest {
            budget.hold(length)?;
            text.extend_from_slice(&frame);
        } else {
            text = BytesMut::new();
        }
    }
    if length > largest {
        return Err(too_large(largest));
    }
    Ok(text.freeze())
}

fn is_json(kind: &HeaderValue) -> bool {
    let Ok(kind) = kind.to_str() else { return false };
    let (essence, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let essence = essence.trim().to_ascii_lowercase();
    let charset = parameters
        .split(';')
        .filter_map(|p| p.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    let is_utf8 = charset.is_none_or(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    is_utf8
        && (essence == "application/json"
            || (essence.starts_with("application/") && essence.ends_with("+json")))
}

fn broken_off() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::BAD_REQUEST,
        "请求正文没有传完。",
        "The body of the request broke off.",
    )
}

fn too_large(largest: usize) -> HttpError {
    let kib = largest / 1024;
    let size = if kib >= 1024 { format!("{} MiB", kib / 1024) } else { format!("{kib} KiB") };
    let refusal = Refusal::new(
        Kind::Exhausted,
        reason::BODY_TOO_LARGE,
        format!("请求正文超过 {size}。"),
        format!("The body is larger than {size}."),
    );
    HttpError::http(StatusCode::PAYLOAD_TOO_LARGE, refusal)
}

/// A compressed body is not read: what it grows to is not known before. RFC 9110 section 12.5.3 says how to name what is taken.
fn encoded() -> HttpError {
    let refusal = Refusal::new(
        Kind::Invalid,
        reason::CONTENT_ENCODING_NOT_SUPPORTED,
        "请求正文不能压缩，请直接发送原文。",
        "The body must not be compressed; send it as it is.",
    );
    HttpError::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal)
        .with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity"))
}

fn wrong_type() -> HttpError {
    let refusal = Refusal::new(
        Kind::Invalid,
        reason::MEDIA_TYPE_NOT_SUPPORTED,
        "请求正文应为 UTF-8 的 application/json。",
        "The body must be application/json in UTF-8.",
    );
    HttpError::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_goes_by_several_names() {
        for (kind, is) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/merge-patch+json", true),
            ("application/json; charset=gb2312", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
        ] {
            assert_eq!(is_json(&HeaderValue::from_static(kind)), is, "{kind}");
        }
    }
}
