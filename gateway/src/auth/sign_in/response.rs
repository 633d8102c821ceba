//! The responses of the sign-in pages: a page, a redirect, or nothing but headers.

use axum::response::{IntoResponse as _, Response};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, RETRY_AFTER},
    request::Parts,
};
use tonic::Status;

use super::{form::wants_json, page::Page};
use crate::{
    Inner,
    http::{audit_extensions::AuditStatus, language::Language, problem::HttpError},
};

/// What the pages may load and where their forms may go.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);

/// 204 without a body.
pub(super) fn done() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The page again with the reasons of a refusal; problem details for a script.
pub(super) fn refused(
    gateway: &Inner,
    status: Status,
    head: &Parts,
    page: impl Fn(Vec<String>) -> Page,
) -> Response {
    let fault = HttpError::from(status);
    let language = Language::of(&head.headers);
    if wants_json(&head.headers) {
        return fault.response(head);
    }
    let mut response = answer(gateway, fault.http_status(), &head.headers, &page(fault.said(language)));
    if let Some(wait) = fault.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
    }
    response.extensions_mut().insert(AuditStatus(fault.status().clone()));
    response
}

/// A redirect after a form.
pub(crate) fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/")));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A page with its headers.
pub(super) fn answer(gateway: &Inner, status: StatusCode, headers: &HeaderMap, page: &Page) -> Response {
    let language = Language::of(headers);
    let notice = gateway.settings.notice.as_ref();
    let mut response = (status, page.html(language, notice)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}
