//! Spans for a collector of OpenTelemetry, where the environment names one (`OTEL_EXPORTER_OTLP_ENDPOINT`, and the other names of
//! its specification), and the header by which a trace goes on from one process to the next (W3C traceparent). A span names the
//! method, the code and the request's id, and of the database the statement's kind; never a value.

use http::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::{
    Context,
    propagation::{Extractor, Injector, TextMapPropagator as _},
    trace::{TraceContextExt as _, TracerProvider as _},
};
use opentelemetry_sdk::{Resource, propagation::TraceContextPropagator, trace::SdkTracerProvider};
use tracing::{Span, level_filters::LevelFilter};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::{Layer, Registry, filter::Targets};

/// Variables that name a collector.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"];

/// The way of spans to their collector. Sends what is left when it is dropped.
#[derive(Debug)]
pub struct Spans(Option<SdkTracerProvider>);

impl Drop for Spans {
    fn drop(&mut self) {
        let Some(provider) = self.0.take() else { return };
        // The exporter needs the runtime that this thread may be of.
        let sending = std::thread::spawn(move || provider.shutdown());
        if let Ok(Err(fault)) = sending.join() {
            tracing::warn!(%fault, "the last spans were not sent");
        }
    }
}

type Exported = Box<dyn Layer<Registry> + Send + Sync>;

/// The layer that sends spans; none where nobody is named to send them to.
pub(super) fn exported() -> (Spans, Option<Exported>) {
    let named = ENDPOINTS.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    let off = std::env::var("OTEL_SDK_DISABLED").is_ok_and(|value| value.eq_ignore_ascii_case("true"));
    if !named || off {
        return (Spans(None), None);
    }
    let exporter = match opentelemetry_otlp::SpanExporter::builder().with_tonic().build() {
        Ok(exporter) => exporter,
        Err(fault) => {
            eprintln!("OTEL: {fault}");
            return (Spans(None), None);
        }
    };
    let mut resource = Resource::builder();
    if std::env::var_os("OTEL_SERVICE_NAME").is_none() {
        resource = resource.with_service_name("sharedcourt");
    }
    let provider =
        SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build()).build();
    let tracer = provider.tracer("sharedcourt");
    // Ours alone: what libraries say of themselves can hold what was said to them.
    let ours =
        Targets::new().with_target("kit", LevelFilter::DEBUG).with_target("sea_orm", LevelFilter::INFO);
    let layer = tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_threads(false);
    (Spans(Some(provider)), Some(layer.with_filter(ours).boxed()))
}

/// Makes a span the child of the one that a request's headers name, and names it there instead, for the next service.
pub(super) fn adopt(span: &Span, headers: &mut HeaderMap) {
    if span.is_disabled() {
        return;
    }
    let parent = TraceContextPropagator::new().extract(&Read(headers));
    if parent.span().span_context().is_valid() {
        let _ = span.set_parent(parent);
    }
    inject(&span.context(), headers);
}

/// Names the span in which we are in the headers of a call to somebody else.
pub fn pass_on(headers: &mut HeaderMap) {
    inject(&Span::current().context(), headers);
}

fn inject(context: &Context, headers: &mut HeaderMap) {
    if context.span().span_context().is_valid() {
        TraceContextPropagator::new().inject_context(context, &mut Write(headers));
    }
}

struct Read<'a>(&'a HeaderMap);

impl Extractor for Read<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

struct Write<'a>(&'a mut HeaderMap);

impl Injector for Write<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(key.as_bytes()), HeaderValue::try_from(value))
        {
            self.0.insert(name, value);
        }
    }
}
