//! The layer that puts labels into answers.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use bytes::{BufMut as _, Bytes, BytesMut};
use http_body_util::{BodyExt as _, Full};
use prost::encoding::{btree_map, message, string};
use proto::access::v1 as wire;
use tonic::{Status, body::Body};
use tower::ServiceExt as _;

use super::{LabelFields, ResourceLabel, ResourceLabels, fields::LabelledAnswer};
use crate::rpc::{
    around::{Around, Inner},
    language::Language,
};

/// The header by which a caller says that it needs no labels, with [`NONE`]: services that call one another.
pub const HEADER: &str = "x-response-labels";
/// No labels.
pub const NONE: &str = "none";
/// The flag and the length before a message of gRPC.
const PREFIX: usize = 5;

/// Puts labels into the answers of a service; with none to ask for it leaves them as they are.
#[derive(Clone, Debug)]
pub(crate) struct LabelledAnswers(pub(crate) Option<ResourceLabels>);

impl Around for LabelledAnswers {
    async fn call<S: Inner>(
        &self,
        request: http::Request<Body>,
        inner: S,
    ) -> Result<http::Response<Body>, S::Error> {
        let is_wanted = request.headers().get(HEADER).is_none_or(|value| value != NONE);
        let answer = LabelFields::ours().answer(request.uri().path()).filter(|_| is_wanted);
        let language = Language::of(request.headers());
        let response = inner.oneshot(request).await?;
        match (&self.0, answer) {
            // A refusal comes with the headers, and nothing after them.
            (Some(labels), Some(answer)) if Status::from_header_map(response.headers()).is_none() => {
                Ok(with_labels(response, labels, answer, language).await)
            }
            _ => Ok(response),
        }
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
    answer: &[u8],
    field: u32,
    labels: &HashMap<String, Arc<ResourceLabel>>,
    language: Language,
) -> Bytes {
    let entries: BTreeMap<String, wire::ResourceLabel> = labels
        .iter()
        .map(|(name, label)| {
            let text = language.choose(&label.text.zh, &label.text.en).clone();
            let title = language.choose(&label.title.zh, &label.title.en).clone();
            (name.clone(), wire::ResourceLabel { text, title })
        })
        .collect();
    let mut frame = BytesMut::with_capacity(PREFIX + answer.len() + labels.len() * 96);
    frame.put_bytes(0, PREFIX);
    frame.put_slice(answer);
    btree_map::encode(
        string::encode,
        string::encoded_len,
        message::encode,
        message::encoded_len,
        field,
        &entries,
        &mut frame,
    );
    let length = u32::try_from(frame.len() - PREFIX).unwrap_or(u32::MAX);
    frame[1..PREFIX].copy_from_slice(&length.to_be_bytes());
    frame.freeze()
}
