//! The router: what is the same for every request of any protocol, and the choice between gRPC and REST.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use futures::FutureExt as _;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri,
    header::{
        CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
        TRANSFER_ENCODING, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use kit::{
    access,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    telemetry::{REQUEST_ID, TraceLayer, metrics},
};
use tonic::Status;
use tonic_web::GrpcWebLayer;
use tower::{Layer as _, ServiceExt as _, util::option_layer};
use tower_http::cors::{AllowHeaders, CorsLayer};

use crate::{
    Inner,
    auth::{caller::RateLimitSlot, oidc, sign_in},
    export,
    grpc::proxy::Proxy,
    http::{compression, problem::HttpError, request_id, rest},
    server::{audit, health, listener::Address},
    site::{contract_pages, page_errors},
};

/// Everything on one port. Outermost first: request id and headers, trace, then the choice.
pub(crate) fn router(gateway: Arc<Inner>) -> Router {
    Router::new()
        .route("/", get(root))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz))
        .route("/openapi.json", get(contract_pages::document))
        .route("/docs", get(contract_pages::docs))
        .route("/docs/style.css", get(contract_pages::style))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-in/invitation", get(sign_in::invitation).post(sign_in::redeem))
        .route(
            sign_in::SECOND_FACTOR_PATH,
            get(sign_in::second_factor::form).post(sign_in::second_factor::act),
        )
        .route(page_errors::PATH, post(page_errors::report))
        .route(sign_in::device::ENROLMENT_PATH, post(sign_in::device::enrol))
        .route(sign_in::device::DEVICE_PATH, post(sign_in::device::complete))
        .route(sign_in::upload::PATH, post(sign_in::upload::redeem))
        .route("/sign-in/oidc", get(oidc::begin))
        .route(oidc::CALLBACK, get(oidc::callback))
        .route("/sign-out", post(sign_in::sign_out))
        .fallback(choose)
        .method_not_allowed_fallback(get_only)
        .layer(compression::layer())
        .layer(TraceLayer::new("gateway"))
        .layer(option_layer(cors(&gateway.settings.origins)))
        .layer(middleware::from_fn_with_state(Arc::clone(&gateway), around))
        .with_state(gateway)
}

/// CORS for the configured origins. Their pages authenticate by a header; cookies are accepted from the gateway's own pages alone.
fn cors(origins: &[HeaderValue]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let exposed = [
        "etag",
        "retry-after",
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-reset",
        REQUEST_ID,
        "upload-offset",
        "upload-complete",
        "location",
        "content-disposition",
        export::ROWS_HEADER,
        export::TRUNCATED_HEADER,
        "grpc-status",
        "grpc-message",
        "grpc-status-details-bin",
    ];
    let layer = CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(exposed.map(HeaderName::from_static))
        .max_age(std::time::Duration::from_hours(1));
    Some(layer)
}

/// The first page of the site; without a site, a line that lists the addresses.
async fn root(State(gateway): State<Arc<Inner>>, method: Method, headers: HeaderMap) -> Response {
    let page = gateway.settings.site.answer(&method, "/", &headers);
    page.unwrap_or_else(|| {
        "sharedcourt: gRPC, gRPC-web and REST under /v1. See /sign-in, /docs, /openapi.json, /healthz and /readyz.\n"
            .into_response()
    })
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

/// Which methods the gateway's own pages take.
async fn get_only(request: Request) -> Response {
    let (head, _) = request.into_parts();
    let methods: &[Method] = match head.uri.path() {
        "/sign-out"
        | page_errors::PATH
        | sign_in::device::ENROLMENT_PATH
        | sign_in::device::DEVICE_PATH
        | sign_in::upload::PATH => &[Method::POST],
        path if path.starts_with("/sign-in") && !path.starts_with("/sign-in/oidc") => {
            &[Method::GET, Method::POST]
        }
        _ => &[Method::GET],
    };
    rest::by_other_methods(&head.method, methods).unwrap_or_else(|fault| fault.response(&head))
}

/// Whether host or length of a request is ambiguous in HTTP/1.1, so that two programs on the way may read it differently.
fn is_ambiguous(headers: &HeaderMap) -> bool {
    let codings = headers.get_all(TRANSFER_ENCODING);
    headers.get_all(HOST).iter().count() > 1
        || codings.iter().count() > 1
        || codings.iter().any(|coding| !coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked"))
}

fn ambiguous() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::BAD_REQUEST,
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
        return HttpError::from(refusal).response(&head);
    }
    // gRPC is always POST: with another verb a call would pass for one that only reads.
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
    if let Some(file) = gateway.settings.site.answer(&head.method, head.uri.path(), &head.headers) {
        return file;
    }
    if gateway.settings.site.has(head.uri.path()) {
        let answer = rest::by_other_methods(&head.method, &[Method::GET]);
        return answer.unwrap_or_else(|fault| fault.response(&head));
    }
    let answering = AssertUnwindSafe(rest::answer(gateway, &head, body)).catch_unwind();
    let fault = match answering.await {
        Ok(Ok(response)) => return response,
        Ok(Err(fault)) => fault,
        Err(_) => Refusal::internal(&"a call panicked").into(),
    };
    fault.response(&head)
}

async fn around(State(gateway): State<Arc<Inner>>, mut request: Request, next: Next) -> Response {
    if is_ambiguous(request.headers()) {
        let (head, _) = request.into_parts();
        return HttpError::from(ambiguous()).response(&head);
    }
    let id = request_id::of_caller(request.headers()).unwrap_or_else(request_id::new);
    let headers = request.headers_mut();
    headers.insert(REQUEST_ID, id.clone());
    // The caller assertion is added by the gateway alone.
    headers.remove(access::HEADER);
    let rate_limit = RateLimitSlot::default();
    request.extensions_mut().insert(rate_limit.clone());
    let (method, started) = (request.method().clone(), Instant::now());
    let mut response = audit::around(gateway.upstreams.audit.as_ref(), request, next).await;
    metrics::request(&method, response.status(), started);
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    if let Some(status) = rate_limit.status() {
        status.write(headers);
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

/// Security headers. A page that needs a wider policy sets its own.
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

fn is_grpc(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/grpc"))
}
