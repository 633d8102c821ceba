//! The way in: what is the same for every request whatever it speaks, and the choice between gRPC and REST.

use std::{panic::AssertUnwindSafe, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use futures::FutureExt as _;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri,
    header::{
        CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
    request::Parts,
};
use kit::{
    access,
    refusal::Refusal,
    telemetry::{REQUEST_ID, TraceLayer},
};
use tonic::Status;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, ServiceExt as _};

use crate::{Inner, health, language::Language, pages, problem::Fault, proxy::Proxy, rest};

/// The longest request id that is taken over from a caller.
const LONGEST_ID: usize = 128;

/// Everything on one port. Outermost first: request id and headers, trace, then the choice.
pub(crate) fn router(gateway: Arc<Inner>) -> Router {
    Router::new()
        .route(
            "/",
            get(async || "sharedcourt: gRPC, gRPC-web and REST under /v1. See /docs, /openapi.json, /healthz and /readyz.\n"),
        )
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/openapi.json", get(pages::document))
        .route("/docs", get(pages::docs))
        .route("/docs/style.css", get(pages::style))
        .fallback(choose)
        .method_not_allowed_fallback(get_only)
        .layer(TraceLayer::new("gateway"))
        .layer(middleware::from_fn(around))
        .with_state(gateway)
}

async fn readyz(State(gateway): State<Arc<Inner>>, uri: Uri) -> (StatusCode, String) {
    let draining = *gateway.draining.borrow();
    let (status, lines) = health::ready(&gateway.upstreams.peers, draining).await;
    let verbose = uri
        .query()
        .is_some_and(|query| form_urlencoded::parse(query.as_bytes()).any(|(k, _)| k == "verbose"));
    let word = if status.is_success() { "ready\n" } else { "not ready\n" };
    (status, if verbose { lines + word } else { word.to_owned() })
}

/// The gateway's own pages are there to be read, and nothing else.
async fn get_only(request: Request) -> Response {
    let (head, _) = request.into_parts();
    rest::by_other_methods(&head.method, &[Method::GET]).unwrap_or_else(|fault| told(&fault, &head))
}

async fn choose(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    if is_grpc(request.headers()) { grpc(gateway, request).await } else { http(&gateway, request).await }
}

async fn grpc(gateway: Arc<Inner>, request: Request) -> Response {
    // The layer refuses HTTP/1.1 that is not gRPC-web, so REST must never come near it.
    let answering = GrpcWebLayer::new().layer(Proxy(gateway)).oneshot(request);
    match AssertUnwindSafe(answering).catch_unwind().await {
        Ok(Ok(response)) => response.map(Body::new),
        Ok(Err(never)) => match never {},
        Err(_) => Status::from(Refusal::internal(&"a call panicked")).into_http(),
    }
}

async fn http(gateway: &Inner, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let answering = AssertUnwindSafe(rest::answer(gateway, &head, body)).catch_unwind();
    let fault = match answering.await {
        Ok(Ok(response)) => return response,
        Ok(Err(fault)) => fault,
        Err(_) => Refusal::internal(&"a call panicked").into(),
    };
    told(&fault, &head)
}

fn told(fault: &Fault, head: &Parts) -> Response {
    fault.answer(Language::of(&head.headers), head.uri.path(), &request_id(&head.headers))
}

async fn around(mut request: Request, next: Next) -> Response {
    let id = request.headers().get(REQUEST_ID).filter(|id| is_sane(id)).cloned().unwrap_or_else(new_id);
    let headers = request.headers_mut();
    headers.insert(REQUEST_ID, id.clone());
    // Who calls is for us to say.
    headers.remove(access::HEADER);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    protect(headers);
    response
}

/// Keeps browsers from reading more into an answer than stands in it. Pages that need more say so themselves.
fn protect(headers: &mut HeaderMap) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if is_grpc(headers) {
        return;
    }
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (REFERRER_POLICY, "no-referrer"),
        (X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// The id of a request, as [`around`] left it there.
pub(crate) fn request_id(headers: &HeaderMap) -> String {
    headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default().to_owned()
}

fn is_sane(id: &HeaderValue) -> bool {
    !id.is_empty() && id.len() <= LONGEST_ID && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

fn new_id() -> HeaderValue {
    let id = uuid::Uuid::now_v7().hyphenated().to_string();
    HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("unknown"))
}

fn is_grpc(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
}
