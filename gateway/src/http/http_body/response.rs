//! An answer of bytes: whole, or as it comes.

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use http::{
    HeaderMap, HeaderName, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use kit::domain::refusal::Refusal;
use tonic::Status;

use super::wire::{self, Content};
use crate::{grpc::upstream::Messages, limits::concurrency::Permit};

/// What a service states about its response in gRPC's initial metadata, where its messages have no fields for it: `x-http-code` is the
/// status, and `x-http-header-{name}` a header.
const CODE: &str = "x-http-code";
const NAMED: &str = "x-http-header-";

/// An answer that came whole.
pub(crate) fn whole(
    message: Bytes,
    field: Option<u32>,
    metadata: &HeaderMap,
) -> Result<http::Response<Body>, Refusal> {
    let Content { kind, data } = wire::read(message, field)?;
    Ok(response(&kind, metadata, Body::from(data)))
}

/// An answer that comes message by message; the first says what it is. A failure on the way breaks the body off, so that nobody
/// takes a part for the whole.
pub(crate) fn streamed(
    first: Option<Bytes>,
    messages: Messages,
    field: Option<u32>,
    permit: Permit,
) -> Result<http::Response<Body>, Refusal> {
    let metadata = messages.metadata.clone();
    let Content { kind, data } = first.map(|first| wire::read(first, field)).transpose()?.unwrap_or_default();
    let rest = stream::unfold(Some((messages, permit)), move |state| async move {
        let (mut messages, permit) = state?;
        let next = messages.next().await?;
        match next.and_then(|message| Ok(wire::read(message, field)?.data)) {
            Ok(data) => Some((Ok(data), Some((messages, permit)))),
            Err(status) => Some((Err(broken_off(&status)), None)),
        }
    });
    let all = futures::StreamExt::chain(stream::iter([Ok(data)]), rest);
    let filled = futures::StreamExt::filter(all, |data: &Result<Bytes, std::io::Error>| {
        std::future::ready(data.as_ref().map_or(true, |data| !data.is_empty()))
    });
    Ok(response(&kind, &metadata, Body::from_stream(filled)))
}

fn broken_off(status: &Status) -> std::io::Error {
    tracing::warn!(code = ?status.code(), "an answer broke off");
    std::io::ErrorKind::ConnectionAborted.into()
}

fn response(kind: &Bytes, metadata: &HeaderMap, body: Body) -> http::Response<Body> {
    let mut response = http::Response::new(body);
    let said = metadata.get(CODE).and_then(|code| StatusCode::from_bytes(code.as_bytes()).ok());
    if let Some(code) = said.filter(|code| code.is_success() || code.is_redirection()) {
        *response.status_mut() = code;
    }
    let headers = response.headers_mut();
    for (name, value) in metadata {
        let name = name.as_str().strip_prefix(NAMED);
        if let Some(name) = name.and_then(|name| HeaderName::from_bytes(name.as_bytes()).ok()) {
            headers.append(name, value.clone());
        }
    }
    let kind = HeaderValue::from_maybe_shared(kind.clone()).ok().filter(|kind| !kind.is_empty());
    headers.insert(CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}
