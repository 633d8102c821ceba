//! A body that ends in time: a stream ends when its server drains, an answer at its deadline. Both give the reader the reason in trailers,
//! as gRPC does.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use tonic::{Status, body::Body};

/// A body with an end; `G` is held until the body is gone.
pub struct TimedBody<G = ()> {
    inner: Body,
    end: BoxFuture<'static, Status>,
    ended: bool,
    _guard: G,
}

impl<G> TimedBody<G> {
    /// A body that ends with this status when the future resolves, if it has not ended by itself.
    pub fn new(inner: Body, end: BoxFuture<'static, Status>, guard: G) -> Self {
        Self { inner, end, ended: false, _guard: guard }
    }
}

impl<G: Unpin> http_body::Body for TimedBody<G> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        // What is there goes out first: the last message of a health stream is that the server no longer serves.
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            return Poll::Ready(frame);
        }
        let Poll::Ready(status) = self.end.as_mut().poll(cx) else { return Poll::Pending };
        self.ended = true;
        self.inner = Body::empty();
        let mut trailers = HeaderMap::new();
        Poll::Ready(Some(status.add_header(&mut trailers).map(|()| Frame::trailers(trailers))))
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
