//! Counting what is under way, so that the end need not wait for connections on which nothing happens.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use tokio::sync::watch;

/// How many calls are under way: from the head of the request to the last byte of the answer.
#[derive(Clone, Debug)]
pub(crate) struct InFlight(Arc<watch::Sender<usize>>);

impl InFlight {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// Counts a call for as long as what is given lives.
    pub(crate) fn begin(&self) -> InFlightGuard {
        self.0.send_modify(|calls| *calls += 1);
        InFlightGuard(Arc::clone(&self.0))
    }

    /// Resolves when nothing has been under way for so long.
    pub(crate) async fn idle_for(&self, idle: Duration) {
        let mut calls = self.0.subscribe();
        loop {
            // The sender lives as long as we do, so that waiting can't fail.
            let _ = calls.wait_for(|calls| *calls == 0).await;
            if tokio::time::timeout(idle, calls.changed()).await.is_err() {
                return;
            }
        }
    }

    /// Resolves when nothing is under way.
    pub(crate) async fn none(&self) {
        // The sender lives as long as we do, so that waiting can't fail.
        let _ = self.0.subscribe().wait_for(|calls| *calls == 0).await;
    }
}

/// A call under way.
pub(crate) struct InFlightGuard(Arc<watch::Sender<usize>>);

impl Drop for InFlightGuard {
    fn drop(&mut self) {
        self.0.send_modify(|calls| *calls -= 1);
    }
}

impl InFlightGuard {
    /// Goes on for as long as a body is not at its end.
    pub(crate) fn until_the_end_of(self, body: Body) -> Body {
        Body::new(Counted { body, _call: self })
    }
}

struct Counted {
    body: Body,
    _call: InFlightGuard,
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
