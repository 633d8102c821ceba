//! A server's stream as server-sent events: the id of an event is the message's cursor, so that a browser that reconnects says
//! where it was; the name of an event is the message's kind. An event that goes to many is written once.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures::{Stream, future::BoxFuture, stream};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName},
};
use prost_reflect::{FieldDescriptor, MessageDescriptor};
use tonic::Status;

use super::{language::Language, problem::HttpError};
use crate::{
    contract,
    grpc::upstream::Messages,
    json::{self, redaction::Redaction},
    limits::concurrency::Permit,
};

/// How often a comment is sent while nothing happens, so that nobody between takes the silence for an end.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How many events are remembered as they were written. An event goes to all its readers within moments.
const REMEMBERED: usize = 256;

/// A method's events as they were last written, by the message that each was made of and by what was hidden in it.
#[derive(Debug, Default)]
pub(crate) struct EventCache(Mutex<HashMap<(Bytes, Vec<i32>), Bytes>>);

impl EventCache {
    fn of(
        &self,
        message: Bytes,
        hidden: &[i32],
        write: impl FnOnce(Bytes) -> Result<Bytes, Status>,
    ) -> Result<Bytes, Status> {
        let key = (message, hidden.to_vec());
        if let Some(written) = self.lock().get(&key) {
            return Ok(written.clone());
        }
        let text = write(key.0.clone())?;
        let mut written = self.lock();
        if written.len() >= REMEMBERED {
            written.clear();
        }
        written.insert(key, text.clone());
        Ok(text)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(Bytes, Vec<i32>), Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a stream needs beside its messages.
pub(crate) struct EventWriter {
    pub(crate) message: MessageDescriptor,
    pub(crate) field: Option<FieldDescriptor>,
    pub(crate) written: Arc<EventCache>,
    pub(crate) redaction: Redaction,
    pub(crate) language: Language,
    pub(crate) path: String,
    pub(crate) request_id: String,
    /// Held for as long as the stream lasts.
    pub(crate) _permit: Permit,
}

/// Answers with a stream that lasts until the upstream or the future ends it.
pub(crate) fn answer(writer: EventWriter, messages: Messages, end: BoxFuture<'static, ()>) -> Response {
    let mut response = Response::new(Body::from_stream(events(writer, messages, end, KEEP_ALIVE)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Asks proxies between not to hold events back.
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}

fn events(
    writer: EventWriter,
    messages: Messages,
    end: BoxFuture<'static, ()>,
    silence: Duration,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    stream::unfold(Some((writer, messages, end)), move |state| async move {
        let (writer, mut messages, mut end) = state?;
        let next = tokio::select! {
            biased;
            next = messages.next() => next?,
            () = &mut end => return None,
            () = tokio::time::sleep(silence) => {
                return Some((Ok(Bytes::from_static(b":\n\n")), Some((writer, messages, end))));
            }
        };
        match next.and_then(|message| writer.event(message)) {
            Ok(event) => Some((Ok(event), Some((writer, messages, end)))),
            Err(status) => Some((Ok(writer.failure(status)), None)),
        }
    })
}

impl EventWriter {
    fn event(&self, message: Bytes) -> Result<Bytes, Status> {
        self.written.of(message, &self.redaction.hidden, |message| self.text(message))
    }

    fn text(&self, message: Bytes) -> Result<Bytes, Status> {
        let (message, json) = json::transcribe(&self.message, self.field.as_ref(), message, &self.redaction)?;
        // A line break in either would be another event; no kind and no cursor of ours has one.
        let (kind, id) = (contract::word_in(&message, "kind"), contract::word_in(&message, "cursor"));
        Ok(text(id.as_deref(), kind.as_deref(), &json))
    }

    fn failure(&self, status: Status) -> Bytes {
        let problem = HttpError::from(status).event(self.language, &self.path, &self.request_id);
        text(None, Some("error"), &problem)
    }
}

/// An event as it is written. JSON of ours has no line break.
fn text(id: Option<&str>, event: Option<&str>, data: &[u8]) -> Bytes {
    let mut text = Vec::with_capacity(data.len() + 128);
    for (name, value) in [("id", id), ("event", event)] {
        if let Some(value) = value {
            text.extend_from_slice(format!("{name}: {value}\n").as_bytes());
        }
    }
    text.extend_from_slice(b"data: ");
    text.extend_from_slice(data);
    text.extend_from_slice(b"\n\n");
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_many_is_written_once() {
        let written = EventCache::default();
        let message = Bytes::from_static(b"a");
        let first = written.of(message.clone(), &[], |_| Ok(Bytes::from(b"text".to_vec()))).unwrap();
        let again = written.of(Bytes::from(b"a".to_vec()), &[], |_| Err(Status::internal("written twice")));
        assert_eq!(again.unwrap().as_ptr(), first.as_ptr());
        for number in 0..10 * REMEMBERED {
            written.of(number.to_string().into(), &[], Ok).unwrap();
        }
        assert!(written.lock().len() <= REMEMBERED);
        assert!(written.of(Bytes::from_static(b"bad"), &[], |_| Err(Status::internal("no"))).is_err());
    }

    #[test]
    fn an_event_is_an_id_a_name_and_a_line_of_data() {
        assert_eq!(text(Some("c1"), Some("MOVED"), b"{}"), "id: c1\nevent: MOVED\ndata: {}\n\n");
        assert_eq!(text(None, None, b"{}"), "data: {}\n\n");
    }
}
