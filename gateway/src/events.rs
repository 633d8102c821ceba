//! A server's stream as server-sent events: the id of an event is the message's cursor, so that a browser that reconnects says
//! where it was; the name of an event is the message's kind.

use std::{convert::Infallible, time::Duration};

use axum::response::{
    IntoResponse as _, Response,
    sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, future::BoxFuture, stream};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, HeaderName},
};
use prost_reflect::{FieldDescriptor, MessageDescriptor};
use tonic::Status;

use crate::{call::Messages, contract, json, language::Language, problem::Fault, room::Place};

/// How often a comment is sent while nothing happens, so that nobody between takes the silence for an end.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What a stream needs beside its messages.
pub(crate) struct Telling {
    pub(crate) message: MessageDescriptor,
    pub(crate) field: Option<FieldDescriptor>,
    pub(crate) language: Language,
    pub(crate) path: String,
    pub(crate) request_id: String,
    /// Held for as long as the stream lasts.
    pub(crate) _place: Place,
}

/// Answers with a stream that lasts until the upstream or the future ends it.
pub(crate) fn answer(telling: Telling, messages: Messages, end: BoxFuture<'static, ()>) -> Response {
    let mut response = kept_alive(events(telling, messages, end), KEEP_ALIVE);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Asks proxies between not to hold events back.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

fn kept_alive(
    live: impl Stream<Item = Result<Event, Infallible>> + Send + 'static,
    every: Duration,
) -> Response {
    Sse::new(live).keep_alive(KeepAlive::new().interval(every)).into_response()
}

fn events(
    telling: Telling,
    messages: Messages,
    end: BoxFuture<'static, ()>,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    stream::unfold(Some((telling, messages, end)), |state| async move {
        let (telling, mut messages, mut end) = state?;
        let next = tokio::select! {
            biased;
            next = messages.next() => next?,
            () = &mut end => return None,
        };
        match next.and_then(|bytes| telling.event(bytes)) {
            Ok(event) => Some((Ok(event), Some((telling, messages, end)))),
            Err(status) => Some((Ok(telling.failure(status)), None)),
        }
    })
}

impl Telling {
    fn event(&self, bytes: bytes::Bytes) -> Result<Event, Status> {
        let (message, text) = json::transcribe(&self.message, self.field.as_ref(), bytes)?;
        let mut event = Event::default().data(text_of(text));
        if let Some(kind) = contract::enum_name_in(&message, "kind") {
            event = event.event(kind);
        }
        let cursor =
            message.get_field_by_name("cursor").and_then(|cursor| cursor.as_str().map(str::to_owned));
        // An id with a line break would be another event; no cursor of ours has one.
        match cursor.filter(|cursor| !cursor.is_empty() && !cursor.contains(['\n', '\r', '\0'])) {
            Some(cursor) => Ok(event.id(cursor)),
            None => Ok(event),
        }
    }

    fn failure(&self, status: Status) -> Event {
        let problem = Fault::from(status).event(self.language, &self.path, &self.request_id);
        Event::default().event("error").data(text_of(problem))
    }
}

fn text_of(json: Vec<u8>) -> String {
    // JSON is UTF-8 by its making.
    String::from_utf8(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn silence_is_filled_with_comments() {
        let response = kept_alive(stream::pending(), Duration::from_millis(20));
        let mut body = response.into_body();
        for _ in 0..2 {
            let frame = tokio::time::timeout(Duration::from_secs(5), body.frame()).await.unwrap().unwrap();
            assert_eq!(frame.unwrap().into_data().unwrap(), ":\n\n");
        }
    }
}
