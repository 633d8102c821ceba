//! The layer that puts labels into answers.

use std::{
    collections::HashMap,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::{BufMut as _, Bytes, BytesMut};
use futures::{FutureExt as _, future::BoxFuture};
use http_body_util::{BodyExt as _, Full};
use prost::{
    Message as _,
    encoding::{WireType, encode_key, encode_varint, encoded_len_varint},
};
use proto::access::v1 as wire;
use tonic::{Status, body::Body};
use tower::{Layer, Service};

use super::{LabelFields, ResourceLabel, ResourceLabels, fields::LabelledAnswer};
use crate::rpc::language::Language;

/// The header by which a caller says that it needs no labels, with [`NONE`]: services that call one another.
pub const HEADER: &str = "x-response-labels";
/// No labels.
pub const NONE: &str = "none";
/// The flag and the length before a message of gRPC.
const PREFIX: usize = 5;

/// Puts labels into the answers of a service; with none to ask for it leaves them as they are.
#[derive(Clone, Debug)]
pub struct ResourceLabelLayer(pub Option<ResourceLabels>);

impl<S> Layer<S> for ResourceLabelLayer {
    type Service = ResourceLabelService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ResourceLabelService { inner, labels: self.0.clone() }
    }
}

/// A service whose answers have labels.
#[derive(Clone, Debug)]
pub struct ResourceLabelService<S> {
    inner: S,
    labels: Option<ResourceLabels>,
}

impl<S> Service<http::Request<Body>> for ResourceLabelService<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>>,
    S::Future: Send + 'static,
{
    type Response = http::Response<Body>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let is_wanted = request.headers().get(HEADER).is_none_or(|value| value != NONE);
        let answer = LabelFields::ours().answer(request.uri().path()).filter(|_| is_wanted);
        let labels = self.labels.clone();
        let language = Language::of(request.headers());
        let response = self.inner.call(request);
        async move {
            let response = response.await?;
            match (labels, answer) {
                // A refusal comes with the headers, and nothing after them.
                (Some(labels), Some(answer)) if Status::from_header_map(response.headers()).is_none() => {
                    Ok(with_labels(response, &labels, answer, language).await)
                }
                _ => Ok(response),
            }
        }
        .boxed()
    }
}

async fn with_labels(
    response: http::Response<Body>,
    labels: &ResourceLabels,
    answer: LabelledAnswer,
    language: Language,
) -> http::Response<Body> {
    let (head, body) = response.into_parts();
    let body = match body.collect().await {
        Ok(body) => body,
        Err(status) => return status.into_http(),
    };
    let trailers = body.trailers().cloned();
    let mut bytes = body.to_bytes();
    // One message that is not compressed; anything else goes out as it is.
    if let Some(message) = message_of(&bytes) {
        let found = labels.of(LabelFields::ours().names(answer, message)).await;
        if !found.is_empty() {
            bytes = appended(message, answer.labels, &found, language);
        }
    }
    let body = Full::new(bytes).with_trailers(std::future::ready(trailers.map(Ok)));
    http::Response::from_parts(head, Body::new(body))
}

/// The message in the one frame of a unary answer.
fn message_of(bytes: &[u8]) -> Option<&[u8]> {
    let (prefix, message) = bytes.split_at_checked(PREFIX)?;
    let length = u32::from_be_bytes(prefix[1..].try_into().ok()?);
    (prefix[0] == 0 && usize::try_from(length).ok()? == message.len()).then_some(message)
}

/// A frame with the message and the entries of its map behind it: a map is a list of entries wherever they stand in a message.
fn appended(
    message: &[u8],
    field: u32,
    labels: &HashMap<String, Arc<ResourceLabel>>,
    language: Language,
) -> Bytes {
    let mut frame = BytesMut::with_capacity(PREFIX + message.len() + labels.len() * 96);
    frame.put_bytes(0, PREFIX);
    frame.put_slice(message);
    let mut names: Vec<&String> = labels.keys().collect();
    names.sort_unstable();
    for name in names {
        let label = &labels[name];
        let value = wire::ResourceLabel {
            text: language.choose(&label.text.zh, &label.text.en).clone(),
            title: language.choose(&label.title.zh, &label.title.en).clone(),
        };
        entry(field, name, &value, &mut frame);
    }
    let length = u32::try_from(frame.len() - PREFIX).unwrap_or(u32::MAX);
    frame[1..PREFIX].copy_from_slice(&length.to_be_bytes());
    frame.freeze()
}

/// One entry of a map from texts to messages.
fn entry(field: u32, key: &str, value: &wire::ResourceLabel, out: &mut BytesMut) {
    const KEY: u32 = 1;
    const VALUE: u32 = 2;
    let of_bytes = |length: usize| 1 + encoded_len_varint(length as u64) + length;
    let value_length = value.encoded_len();
    encode_key(field, WireType::LengthDelimited, out);
    encode_varint((of_bytes(key.len()) + of_bytes(value_length)) as u64, out);
    encode_key(KEY, WireType::LengthDelimited, out);
    encode_varint(key.len() as u64, out);
    out.put_slice(key.as_bytes());
    encode_key(VALUE, WireType::LengthDelimited, out);
    encode_varint(value_length as u64, out);
    out.put_slice(&value.encode_to_vec());
}
