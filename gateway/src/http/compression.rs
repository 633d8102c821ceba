//! Compression of JSON answers (brotli, gzip). Streams of events are left as they are: an encoder holds its window for as long as a
//! stream lasts, and there is one for every reader.

use http::{HeaderMap, HeaderValue, header::CONTENT_TYPE};
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{And, Predicate, SizeAbove},
    },
};

/// Below so many bytes an answer fits into a packet or two anyway.
const SMALLEST: u64 = 1024;

/// Compresses what is JSON, borders of regions included, or a table, and not small. The etag stays: it names the version of the resource,
/// however it is encoded.
pub(crate) fn layer() -> CompressionLayer<And<SizeAbove, Json>> {
    CompressionLayer::new()
        .br(true)
        .gzip(true)
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(SMALLEST).and(Json))
}

/// Answers of JSON, problems among them, and tables of text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Json;

impl Predicate for Json {
    fn should_compress<B: http_body::Body>(&self, response: &http::Response<B>) -> bool {
        is_text(response.headers())
    }
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    [&b"application/json"[..], b"application/problem+json", b"application/geo+json", b"text/csv"]
        .iter()
        .any(|text| kind.starts_with(text))
}
