//! Telemetry: events with fields, to stderr, as JSON or, on a terminal, as text. No personal data.

use std::{
    io::IsTerminal as _,
    task::{Context, Poll},
    time::Instant,
};

use futures::future::BoxFuture;
use tonic::Status;
use tower::{Layer, Service};
use tracing::Instrument as _;
use tracing_subscriber::{EnvFilter, Layer as _, layer::SubscriberExt as _, util::SubscriberInitExt as _};

pub mod metrics;
mod spans;

pub use metrics::{consumer_resynced, damaged_record};
pub use spans::{Spans, pass_on};

/// The header that carries a request's id from the gateway to the last service.
pub const REQUEST_ID: &str = "x-request-id";

/// Starts telemetry. `filter` is in the notation of `RUST_LOG`, which overrides it. What is given back is kept until the end, so that
/// the last spans are sent.
pub fn start(filter: &str) -> Spans {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(filter));
    let format = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let format = if std::io::stderr().is_terminal() { format.boxed() } else { format.json().boxed() };
    let (spans, layer) = spans::exported();
    // A second start in one process (as in tests) changes nothing.
    let _ = tracing_subscriber::registry().with(layer).with(format.with_filter(filter)).try_init();
    spans
}

/// One span and one event per call.
#[derive(Clone)]
pub struct TraceLayer {
    service: &'static str,
}

impl TraceLayer {
    /// For a service of this name.
    #[must_use]
    pub const fn new(service: &'static str) -> Self {
        Self { service }
    }
}

impl<S> Layer<S> for TraceLayer {
    type Service = TraceService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        TraceService { inner, service: self.service }
    }
}

/// A traced service.
#[derive(Clone)]
pub struct TraceService<S> {
    inner: S,
    service: &'static str,
}

impl<S, B, R> Service<http::Request<B>> for TraceService<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<B>) -> Self::Future {
        let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
        let span = tracing::debug_span!(
            "call",
            service = self.service,
            method = request.uri().path(),
            request_id = id,
            otel.name = request.uri().path(),
            otel.kind = "server",
        );
        spans::adopt(&span, request.headers_mut());
        let started = Instant::now();
        let answer = span.in_scope(|| self.inner.call(request));
        let telling = async move {
            let answer = answer.await;
            let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
            // A refusal stands in the headers; a stream or an answer ends in trailers that only its reader sees.
            let code =
                answer.as_ref().ok().and_then(|a| Status::from_header_map(a.headers())).map(|s| s.code());
            tracing::debug!(micros, code = ?code.unwrap_or(tonic::Code::Ok), "answered");
            answer
        };
        Box::pin(telling.instrument(span))
    }
}
