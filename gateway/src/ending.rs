//! A body that ends in time. A stream ends when the gateway drains; an answer ends at its deadline; both tell the reader why, in
//! trailers as the upstream would have sent them.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use kit::{
    deadline,
    refusal::{Kind, Refusal},
};
use tokio::sync::watch;
use tonic::{Status, body::Body};

use crate::room::Place;

/// Whether the gateway is draining.
pub(crate) type Draining = watch::Receiver<bool>;

/// A body with an end.
pub(crate) struct Ending {
    inner: Body,
    end: BoxFuture<'static, Status>,
    ended: bool,
    /// Held until the body is gone.
    _place: Option<Place>,
}

impl Ending {
    /// A body that ends with this status when the future resolves, if it has not ended by itself.
    pub(crate) fn new(inner: Body, end: BoxFuture<'static, Status>, place: Option<Place>) -> Self {
        Self { inner, end, ended: false, _place: place }
    }
}

impl http_body::Body for Ending {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        // What is there goes out first: the last word of a health stream is that the gateway no longer serves.
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

/// Resolves when the gateway drains, or at the deadline where there is one.
pub(crate) async fn of_stream(draining: Draining, deadline: Option<Instant>) -> Status {
    match deadline {
        None => {
            drained(draining).await;
            going_away().into()
        }
        Some(deadline) => tokio::select! {
            () = drained(draining) => going_away().into(),
            status = of_answer(deadline) => status,
        },
    }
}

/// Resolves at the deadline.
pub(crate) async fn of_answer(deadline: Instant) -> Status {
    tokio::time::sleep_until(deadline.into()).await;
    deadline::too_late().into()
}

/// Resolves when the gateway drains.
pub(crate) async fn drained(mut draining: Draining) {
    // A sender that is gone is a gateway that is gone.
    let _ = draining.wait_for(|draining| *draining).await;
}

/// What is said to the readers of streams when the gateway drains.
fn going_away() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        "GATEWAY_DRAINING",
        "服务正在重启，请从上次的位置继续。",
        "The gateway is going away. Go on from the last cursor.",
    )
    .retry_after(std::time::Duration::from_secs(1))
}
