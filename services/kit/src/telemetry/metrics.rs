//! Numbers for Prometheus: calls by service, method and code, how long they took, and which build this is. Labels come from the
//! contract alone, so that nobody outside can make new ones.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;
use futures::future::BoxFuture;
use http_body::{Frame, SizeHint};
use prometheus::{
    HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
};
use tonic::{Code, Status, body::Body};
use tower::{Layer, Service};

/// Upper bounds of what a call takes, in seconds.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

struct Metrics {
    registry: Registry,
    handled: IntCounterVec,
    took: HistogramVec,
    requests: IntCounterVec,
    request_took: HistogramVec,
    turned_away: IntCounterVec,
    clock_in_doubt: IntGaugeVec,
    damaged: IntCounterVec,
    resynced: IntCounterVec,
    page_errors: IntCounter,
}

impl Metrics {
    fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let names = ["grpc_service", "grpc_method", "grpc_code"];
        let handled = Opts::new("grpc_server_handled_total", "Calls that ended, by their code.");
        let handled = IntCounterVec::new(handled, &names)?;
        let took = HistogramOpts::new("grpc_server_handling_seconds", "How long calls took to their end.");
        let took = HistogramVec::new(took.buckets(BOUNDS.to_vec()), &names[..2])?;
        let requests =
            Opts::new("http_server_requests_total", "Requests at the front door, by method and status.");
        let requests = IntCounterVec::new(requests, &["method", "status"])?;
        let request_took = HistogramOpts::new(
            "http_server_request_duration_seconds",
            "How long a request took to the head of its answer.",
        );
        let request_took = HistogramVec::new(request_took.buckets(BOUNDS.to_vec()), &["method"])?;
        let turned_away = Opts::new(
            "sharedcourt_turned_away_total",
            "What was turned away or not recorded one by one because a budget was used up, by budget.",
        );
        let turned_away = IntCounterVec::new(turned_away, &["budget"])?;
        let damaged = Opts::new(
            "sharedcourt_damaged_records_total",
            "Stored records that were met and could not be read.",
        );
        let damaged = IntCounterVec::new(damaged, &["table"])?;
        let resynced = Opts::new(
            "sharedcourt_consumer_resyncs_total",
            "Times a consumer read a log again because it no longer knew the consumer's cursor.",
        );
        let resynced = IntCounterVec::new(resynced, &["log"])?;
        let page_errors =
            IntCounter::new("sharedcourt_page_errors_total", "Errors that pages reported from browsers.")?;
        registry.register(Box::new(page_errors.clone()))?;
        let build = Opts::new("sharedcourt_build_info", "Which build this is; always 1.");
        let build = IntCounterVec::new(build, &["version", "rust_version"])?;
        let version = [env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_RUST_VERSION")];
        build.with_label_values(&version).inc();
        let clock =
            Opts::new("sharedcourt_clock_in_doubt", "1 while deletion and expiry stop because of the clock.");
        let clock_in_doubt = IntGaugeVec::new(clock, &["service"])?;
        registry.register(Box::new(clock_in_doubt.clone()))?;
        registry.register(Box::new(handled.clone()))?;
        registry.register(Box::new(took.clone()))?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(request_took.clone()))?;
        registry.register(Box::new(turned_away.clone()))?;
        registry.register(Box::new(damaged.clone()))?;
        registry.register(Box::new(resynced.clone()))?;
        registry.register(Box::new(build))?;
        Ok(Self {
            registry,
            handled,
            took,
            requests,
            request_took,
            turned_away,
            clock_in_doubt,
            damaged,
            resynced,
            page_errors,
        })
    }
}

static METRICS: LazyLock<Option<Metrics>> =
    LazyLock::new(|| Metrics::new().map_err(|fault| tracing::error!(%fault, "no metrics")).ok());

/// Service and method of the contract's paths.
static NAMES: LazyLock<HashMap<String, (String, String)>> = LazyLock::new(|| {
    let named = proto::methods(&proto::POOL).map(|method| {
        let names = (method.parent_service().full_name().to_owned(), method.name().to_owned());
        (proto::method_path(&method), names)
    });
    named.collect()
});

/// All numbers, as Prometheus reads them.
#[must_use]
pub fn render() -> String {
    let families = METRICS.as_ref().map(|metrics| metrics.registry.gather()).unwrap_or_default();
    TextEncoder::new().encode_to_string(&families).unwrap_or_default()
}

/// Counts what was turned away because a budget was used up.
pub fn turned_away(budget: &'static str) {
    if let Some(metrics) = METRICS.as_ref() {
        metrics.turned_away.with_label_values(&[budget]).inc();
    }
}

/// Counts a stored record that could not be read.
pub fn damaged_record(table: &str) {
    if let Some(metrics) = METRICS.as_ref() {
        metrics.damaged.with_label_values(&[table]).inc();
    }
}

/// Counts a consumer that reads a log again.
pub fn consumer_resynced(log: &str) {
    if let Some(metrics) = METRICS.as_ref() {
        metrics.resynced.with_label_values(&[log]).inc();
    }
}

/// Counts an error that a page reported.
pub fn page_failed() {
    if let Some(metrics) = METRICS.as_ref() {
        metrics.page_errors.inc();
    }
}

/// Counts a request at the gateway.
pub fn request(method: &http::Method, status: http::StatusCode, started: Instant) {
    const KNOWN: [http::Method; 7] = [
        http::Method::GET,
        http::Method::HEAD,
        http::Method::POST,
        http::Method::PUT,
        http::Method::PATCH,
        http::Method::DELETE,
        http::Method::OPTIONS,
    ];
    let Some(metrics) = METRICS.as_ref() else { return };
    let method = if KNOWN.contains(method) { method.as_str() } else { "other" };
    metrics.requests.with_label_values(&[method, status.as_str()]).inc();
    metrics.request_took.with_label_values(&[method]).observe(started.elapsed().as_secs_f64());
}

/// Says whether a service's clock is in doubt.
pub(crate) fn clock_doubt(service: &str, doubt: bool) {
    let Some(metrics) = METRICS.as_ref() else { return };
    metrics.clock_in_doubt.with_label_values(&[service]).set(i64::from(doubt));
}

fn call((service, method): &(String, String), code: Code, started: Instant) {
    let Some(metrics) = METRICS.as_ref() else { return };
    metrics.handled.with_label_values(&[service, method, &format!("{code:?}")]).inc();
    metrics.took.with_label_values(&[service, method]).observe(started.elapsed().as_secs_f64());
}

/// Counts every call when it has ended.
#[derive(Clone, Copy, Debug)]
pub struct MetricsLayer;

impl<S> Layer<S> for MetricsLayer {
    type Service = MetricsService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        MetricsService { inner }
    }
}

/// A service whose calls are counted.
#[derive(Clone, Debug)]
pub struct MetricsService<S> {
    inner: S,
}

impl<S, B> Service<http::Request<B>> for MetricsService<S>
where
    S: Service<http::Request<B>, Response = http::Response<Body>>,
    S::Future: Send + 'static,
    S::Error: 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let names = NAMES.get(request.uri().path());
        let answer = self.inner.call(request);
        let Some(names) = names else { return Box::pin(answer) };
        let mut counted = Counted { names, started: Instant::now(), code: Some(Code::Cancelled) };
        Box::pin(async move {
            let response = answer.await?;
            if let Some(status) = Status::from_header_map(response.headers()) {
                counted.end(status.code());
                return Ok(response);
            }
            Ok(response.map(|body| Body::new(CountedBody { body, counted })))
        })
    }
}

/// A call that is counted once: by the code with which it ends, or as given up where it is dropped before.
struct Counted {
    names: &'static (String, String),
    started: Instant,
    /// What it counts as where nothing more is heard of it; nothing once it has been counted.
    code: Option<Code>,
}

impl Counted {
    fn end(&mut self, code: Code) {
        if self.code.take().is_some() {
            call(self.names, code, self.started);
        }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(code) = self.code.take() {
            call(self.names, code, self.started);
        }
    }
}

struct CountedBody {
    body: Body,
    counted: Counted,
}

impl http_body::Body for CountedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let frame = std::task::ready!(Pin::new(&mut self.body).poll_frame(cx));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(status) = frame.trailers_ref().and_then(Status::from_header_map) {
                    self.counted.end(status.code());
                }
            }
            Some(Err(status)) => self.counted.end(status.code()),
            None => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
