//! Pages of the gateway's own: the document of the REST surface, and the same for reading.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
};

use kit::domain::refusal::Text;

use crate::{
    Inner,
    contract::{Contract, openapi},
};

/// What a page of ours may load: its style, and nothing else.
const OWN_STYLE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The pages, written once.
pub(crate) struct ContractPages {
    openapi: Page,
    docs: Page,
    style: Page,
}

struct Page {
    text: Bytes,
    etag: HeaderValue,
    kind: &'static str,
}

impl ContractPages {
    pub(crate) fn new(contract: &Contract, notice: Option<&Text>) -> Self {
        let document = openapi::document(contract, env!("CARGO_PKG_VERSION"));
        Self {
            openapi: Page::new(document.to_string(), "application/json"),
            docs: Page::new(openapi::page::page(&document, notice), "text/html; charset=utf-8"),
            style: Page::new(openapi::page::STYLE.to_owned(), "text/css; charset=utf-8"),
        }
    }
}

impl Page {
    fn new(text: String, kind: &'static str) -> Self {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let etag = HeaderValue::try_from(format!("\"{:x}\"", hasher.finish()));
        Self { text: text.into(), etag: etag.unwrap_or(HeaderValue::from_static("\"0\"")), kind }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let same = headers.get(IF_NONE_MATCH).is_some_and(|etag| *etag == self.etag);
        let mut response = if same {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(self.text.clone()).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(ETAG, self.etag.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(CONTENT_SECURITY_POLICY, OWN_STYLE);
        response
    }
}

/// The document.
pub(crate) async fn document(State(gateway): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    gateway.pages.openapi.answer(&headers)
}

/// The document for reading.
pub(crate) async fn docs(State(gateway): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    gateway.pages.docs.answer(&headers)
}

/// Its style.
pub(crate) async fn style(State(gateway): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    gateway.pages.style.answer(&headers)
}
