//! The response of a call in HTTP: canonical JSON, or bytes of their own type; status, headers, etag.

use axum::{
    body::Body as Outer,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    request::Parts,
};
use kit::domain::refusal::Refusal;
use prost_reflect::{DynamicMessage, FieldDescriptor};

use super::{headers, http_body::response, problem::HttpError};
use crate::{
    contract::{Answer, Operation},
    grpc::upstream::Messages,
    json::{self, redaction::Redaction},
    limits::concurrency::Permit,
};

/// What an answer of one message is in HTTP.
pub(super) fn of_one(
    operation: &Operation,
    head: &Parts,
    metadata: &HeaderMap,
    bytes: Bytes,
    redaction: &Redaction,
) -> Result<Response, HttpError> {
    let output = &operation.method.output;
    if let Answer::Raw(field) = &operation.answer {
        let message = of_first(operation, Some(&bytes))?;
        let response = response::whole(bytes, field.as_ref().map(FieldDescriptor::number), metadata)?;
        return Ok(finished(operation, head, message.as_ref(), response));
    }
    let message = DynamicMessage::decode(output.clone(), bytes);
    let mut message = message.map_err(|fault| Refusal::internal(&fault))?;
    redaction.over(&mut message);
    let mut response = match &operation.answer {
        Answer::Absent => StatusCode::NO_CONTENT.into_response(),
        Answer::Field(field) => Outer::from(json::write_field(&message, field)?).into_response(),
        Answer::Whole | Answer::Raw(_) => {
            let left_out: Vec<u32> =
                operation.answer_headers.iter().map(|(_, field)| field.number()).collect();
            Outer::from(json::write(&message, &left_out)?).into_response()
        }
    };
    if operation.answer != Answer::Absent {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    Ok(finished(operation, head, Some(&message), response))
}

/// What an answer of bytes that come as a stream is in HTTP.
pub(super) async fn of_stream(
    operation: &Operation,
    head: &Parts,
    mut messages: Messages,
    permit: Permit,
) -> Result<Response, HttpError> {
    let first = messages.next().await.transpose()?;
    let field = match &operation.answer {
        Answer::Raw(Some(field)) => Some(field.number()),
        _ => None,
    };
    let message = of_first(operation, first.as_ref())?;
    let response = response::streamed(first, messages, field, permit)?;
    Ok(finished(operation, head, message.as_ref(), response))
}

/// The message in which the headers stand, where fields of it travel there.
fn of_first(operation: &Operation, bytes: Option<&Bytes>) -> Result<Option<DynamicMessage>, Refusal> {
    let Some(bytes) = bytes.filter(|_| !operation.answer_headers.is_empty()) else { return Ok(None) };
    let message = DynamicMessage::decode(operation.method.output.clone(), bytes.clone());
    message.map(Some).map_err(|fault| Refusal::internal(&fault))
}

/// Adds status, headers and etag, and leaves the body out where the caller has it already.
fn finished(
    operation: &Operation,
    head: &Parts,
    message: Option<&DynamicMessage>,
    mut response: Response,
) -> Response {
    if let Some(message) = message {
        let (status, headers) = headers::written(message, &operation.answer_headers);
        if let Some(status) = status {
            *response.status_mut() = status;
        }
        response.headers_mut().extend(headers);
        let etag = operation.answer_etag.as_ref().and_then(|field| etag_of(message, field));
        if let Some(etag) = etag {
            response.headers_mut().insert(ETAG, etag);
        }
    }
    let headers = response.headers_mut();
    // What one has to give a reason for is for the moment, and not for a browser to keep.
    let cache_control = if operation.method.access.asks_reason { "no-store" } else { "private, no-cache" };
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(cache_control));
    headers.insert(VARY, HeaderValue::from_static("accept, authorization, cookie, accept-language"));
    let reads = head.method == Method::GET || head.method == Method::HEAD;
    let same = headers.get(ETAG).is_some_and(|etag| reads && any_matches(&head.headers, etag));
    if same && response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Outer::empty();
        for name in [CONTENT_TYPE, CONTENT_LENGTH] {
            response.headers_mut().remove(name);
        }
    }
    response
}

fn etag_of(message: &DynamicMessage, field: &FieldDescriptor) -> Option<HeaderValue> {
    let value = message.get_field(field);
    let etag = value.as_str().filter(|etag| !etag.is_empty())?;
    let quoted = etag.starts_with('"') || etag.starts_with("W/");
    if quoted { HeaderValue::from_str(etag) } else { HeaderValue::try_from(format!("\"{etag}\"")) }.ok()
}

/// Weak comparison (RFC 9110, 13.1.2).
fn any_matches(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(etag) = etag.to_str().map(bare) else { return false };
    let said = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|tag| tag.trim() == "*" || bare(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_matches_weakly_and_in_a_list() {
        let etag = HeaderValue::from_static("\"v3\"");
        for (said, matches) in
            [("\"v3\"", true), ("\"v1\", W/\"v3\"", true), ("*", true), ("\"v4\"", false), ("v3", false)]
        {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(said))]);
            assert_eq!(any_matches(&headers, &etag), matches, "{said}");
        }
    }
}
