//! A watch on the wire. An event is framed once and its bytes go to every watcher as they are: what a watcher costs is its place in
//! a queue, not a message of its own.
//!
//! The generated server knows only messages that it encodes itself, for each stream anew. So a method that answers with a watch
//! gives an [`SharedBody`], which holds nothing, and lays the real body beside it; [`replace_body`] at the end of the stack
//! puts it in its place.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures::stream::BoxStream;
use http_body::Frame;
use tokio::{
    sync::mpsc,
    time::{Sleep, sleep},
};
use tonic::{Response, Status, body::Body};

use crate::{
    access::{Caller, Scope},
    domain::refusal::Refusal,
    events::{Log, Position, RecordedEvent, cursor_expired, too_slow},
};

/// The stream that the generated code sees: never read.
pub type SharedBody<T> = futures::stream::Empty<Result<T, Status>>;

/// A watch ends at the latest after this time, so that whose term has ended does not see on.
const LONGEST: Duration = Duration::from_hours(1);

/// The body that belongs to an answer.
#[derive(Clone)]
struct Beside(Arc<Mutex<Option<Body>>>);

/// What concerns a reader, past and live, as frames.
struct Watch {
    /// Gone when the reader has caught up.
    past: Option<BoxStream<'static, Result<Arc<RecordedEvent>, Refusal>>>,
    live: mpsc::Receiver<Arc<RecordedEvent>>,
    from: Position,
    scope: Scope,
    tombstone: fn(&[u8]) -> Vec<u8>,
    until: Pin<Box<Sleep>>,
    ended: bool,
}

impl Log {
    /// Answers a call with what concerns its caller, since a cursor and from now on: in order, without a gap and without a
    /// repetition, until a term ends on which the call stands. `tombstone` makes what those receive whom a subject has left out of
    /// the message for those who have it.
    pub fn answer<T>(
        &self,
        caller: &Caller,
        cursor: &str,
        tombstone: fn(&[u8]) -> Vec<u8>,
    ) -> Result<Response<SharedBody<T>>, Refusal> {
        let from = self.position(cursor).ok_or_else(cursor_expired)?;
        let scope = caller.scope();
        let (joined_at, live) = self.hub.join(&scope);
        let past = (from < joined_at)
            .then(|| Box::pin(self.clone().past(scope.clone(), from, joined_at)) as BoxStream<'static, _>);
        let until = Box::pin(sleep(watch_lasts(caller)));
        let watch = Watch { past, live, from, scope, tombstone, until, ended: false };
        let mut answer = Response::new(futures::stream::empty());
        answer.extensions_mut().insert(Beside(Arc::new(Mutex::new(Some(Body::new(watch))))));
        Ok(answer)
    }
}

/// How long a watch of a caller lasts from now: until the first term ends on which the call stands, and an hour at the longest.
#[must_use]
pub fn watch_lasts(caller: &Caller) -> Duration {
    let ends = caller.grants.iter().filter_map(|grant| grant.until).min();
    ends.map_or(LONGEST, |until| {
        let micros = u64::try_from(until.micros() - caller.at.micros()).unwrap_or(0);
        LONGEST.min(Duration::from_micros(micros))
    })
}

/// Gives an answer the body that was laid beside it.
pub(crate) fn replace_body(mut answer: http::Response<Body>) -> http::Response<Body> {
    let Some(Beside(body)) = answer.extensions_mut().remove::<Beside>() else { return answer };
    match body.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(body) => answer.map(|_| body),
        None => answer,
    }
}

impl Watch {
    fn frame(&self, event: &RecordedEvent) -> Option<Frame<Bytes>> {
        let share = event.share_of(&self.scope)?;
        Some(Frame::data(event.frame(share, self.tombstone)))
    }

    fn end(&mut self, refusal: Refusal) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.ended = true;
        self.past = None;
        self.live.close();
        let mut trailers = http::HeaderMap::new();
        Poll::Ready(Some(Status::from(refusal).add_header(&mut trailers).map(|()| Frame::trailers(trailers))))
    }
}

impl http_body::Body for Watch {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        while let Some(past) = &mut self.past {
            match past.as_mut().poll_next(cx) {
                Poll::Pending => break,
                Poll::Ready(None) => self.past = None,
                Poll::Ready(Some(Err(refusal))) => return self.end(refusal),
                Poll::Ready(Some(Ok(event))) => {
                    if let Some(frame) = self.frame(&event) {
                        return Poll::Ready(Some(Ok(frame)));
                    }
                }
            }
        }
        while self.past.is_none() {
            match self.live.poll_recv(cx) {
                Poll::Pending => break,
                Poll::Ready(None) => return self.end(too_slow()),
                // A cursor may stand before the place where the reader joined by more than what was there then.
                Poll::Ready(Some(event)) if event.position <= self.from => {}
                Poll::Ready(Some(event)) => {
                    if let Some(frame) = self.frame(&event) {
                        return Poll::Ready(Some(Ok(frame)));
                    }
                }
            }
        }
        match self.until.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => self.end(too_slow()),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended
    }
}
