//! The way in: what is the same for every request whatever it speaks, and the choice between gRPC and REST.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::Response,
    routing::{get, post},
};
use futures::FutureExt as _;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri,
    header::{
        CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
    request::Parts,
};
use kit::{
    access,
    refusal::{Kind, Refusal},
    telemetry::{REQUEST_ID, TraceLayer, metrics},
};
use tonic::Status;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, ServiceExt as _, util::option_layer};
use tower_http::cors::{AllowHeaders, CorsLayer};

use crate::{
    Inner,
    audit::{self, Outcome},
    health,
    language::Language,
    oidc, pages,
    problem::Fault,
    proxy::Proxy,
    rest,
    serve::Address,
    sign_in,
    who::Told,
};

/// The longest request id that is taken over from a caller.
const LONGEST_ID: usize = 128;

/// Everything on one port. Outermost first: request id and headers, trace, then the choice.
pub(crate) fn router(gateway: Arc<Inner>) -> Router {
    Router::new()
        .route(
            "/",
            get(async || "sharedcourt: gRPC, gRPC-web and REST under /v1. See /sign-in, /docs, /openapi.json, /healthz and /readyz.\n"),
        )
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/openapi.json", get(pages::document))
        .route("/docs", get(pages::docs))
        .route("/docs/style.css", get(pages::style))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-in/invitation", get(sign_in::invitation).post(sign_in::redeem))
        .route(
            sign_in::second_factor::PATH,
            get(sign_in::second_factor::form).post(sign_in::second_factor::act),
        )
        .route("/sign-in/oidc", get(oidc::begin))
        .route(oidc::CALLBACK, get(oidc::callback))
        .route("/sign-out", post(sign_in::sign_out))
        .fallback(choose)
        .method_not_allowed_fallback(get_only)
        .layer(TraceLayer::new("gateway"))
        .layer(option_layer(cors(&gateway.settings.origins)))
        .layer(middleware::from_fn_with_state(Arc::clone(&gateway), around))
        .with_state(gateway)
}

/// Lets the pages of other origins call, where somebody said so. They tell who calls in a header: cookies are for our own pages, and
/// no other origin's get through with one.
fn cors(origins: &[HeaderValue]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let told = [
        "etag",
        "retry-after",
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-reset",
        REQUEST_ID,
        "upload-offset",
        "upload-complete",
        "location",
        "grpc-status",
        "grpc-message",
        "grpc-status-details-bin",
    ];
    let layer = CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(told.map(HeaderName::from_static))
        .max_age(std::time::Duration::from_hours(1));
    Some(layer)
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

/// The gateway's own pages are there to be read, and those of signing in to send a form.
async fn get_only(request: Request) -> Response {
    let (head, _) = request.into_parts();
    let methods: &[Method] = match head.uri.path() {
        "/sign-out" => &[Method::POST],
        path if path.starts_with("/sign-in") && !path.starts_with("/sign-in/oidc") => {
            &[Method::GET, Method::POST]
        }
        _ => &[Method::GET],
    };
    rest::by_other_methods(&head.method, methods).unwrap_or_else(|fault| told(&fault, &head))
}

/// Whether HTTP/1.1 leaves open whose host or how long a request is: what two programs on the way may read in two ways.
fn is_ambiguous(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(TRANSFER_ENCODING);
    headers.get_all(HOST).iter().count() > 1
        || codings.iter().count() > 1
        || codings.iter().any(|coding| !coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked"))
}

fn ambiguous() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        "BAD_REQUEST",
        "请求头有歧义（主机名或传输编码重复）。",
        "The head of the request is ambiguous: Host or Transfer-Encoding stands twice.",
    )
}

async fn choose(State(gateway): State<Arc<Inner>>, request: Request) -> Response {
    let peer = request.extensions().get::<Address>().map(|address| address.0);
    if let Err(refusal) = gateway.rates.address(peer, request.headers()) {
        if is_grpc(request.headers()) {
            return Status::from(refusal).into_http();
        }
        let (head, _) = request.into_parts();
        return told(&refusal.into(), &head);
    }
    // gRPC is always POST: whoever says another verb would otherwise pass for one who only reads.
    let is_call = request.method() == Method::POST && is_grpc(request.headers());
    if is_call { grpc(gateway, request).await } else { http(&gateway, request).await }
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
    let mut response = fault.answer(Language::of(&head.headers), head.uri.path(), &request_id(&head.headers));
    response.extensions_mut().insert(Outcome(fault.status().clone()));
    response
}

async fn around(State(gateway): State<Arc<Inner>>, mut request: Request, next: Next) -> Response {
    if is_ambiguous(request.headers()) {
        let (head, _) = request.into_parts();
        return told(&ambiguous().into(), &head);
    }
    let id = request.headers().get(REQUEST_ID).filter(|id| is_sane(id)).cloned().unwrap_or_else(new_id);
    let headers = request.headers_mut();
    headers.insert(REQUEST_ID, id.clone());
    // Who calls is for us to say.
    headers.remove(access::HEADER);
    let told = Told::default();
    request.extensions_mut().insert(told.clone());
    let (method, started) = (request.method().clone(), Instant::now());
    let mut response = audit::around(gateway.upstreams.auditor.as_ref(), request, next).await;
    metrics::request(&method, response.status(), started);
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    if let Some(standing) = told.standing() {
        standing.write(headers);
    }
    if gateway.settings.tls.is_some() {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
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
    !id.is_empty()
        && id.len() <= LONGEST_ID
        && id.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(byte))
}

fn new_id() -> HeaderValue {
    let id = uuid::Uuid::now_v7().hyphenated().to_string();
    HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("unknown"))
}

fn is_grpc(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
}
