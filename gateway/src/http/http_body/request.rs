//! A body of HTTP as the messages of a streaming method: the first carries everything but the bytes, so that a service can refuse
//! before any of them has come; each of the others a bounded piece. The service sets the pace: nothing is read that it has not
//! asked for.

use std::{
    collections::VecDeque,
    future::Future as _,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use futures::StreamExt as _;
use http::StatusCode;
use http_body::{Body as _, Frame};
use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};
use tokio::time::{Instant, Sleep, sleep};
use tonic::Status;

use super::wire;
use crate::http::problem::HttpError;

/// The most bytes that one message carries.
const LARGEST_PIECE: usize = 256 * 1024;
/// Bytes that are there already go into one message up to here.
const PIECE: usize = 64 * 1024;
/// How much of a body that nobody wants any more is read and thrown away, and for how long, so that a client that sends before it
/// listens gets to hear why.
const THROWN_AWAY: usize = 64 * 1024 * 1024;
const THROWING: Duration = Duration::from_secs(10);

/// What went wrong while a body was read, for the handler that writes the response.
#[derive(Clone, Debug, Default)]
pub(crate) struct BodyFaultSlot(Arc<OnceLock<BodyFault>>);

#[derive(Clone, Copy, Debug)]
enum BodyFault {
    Off,
    Slow,
}

impl BodyFaultSlot {
    /// The error for the caller.
    pub(crate) fn fault(&self) -> Option<HttpError> {
        self.0.get().map(|fault| fault.fault())
    }
}

impl BodyFault {
    fn fault(self) -> HttpError {
        match self {
            Self::Off => Refusal::new(
                Kind::Invalid,
                reason::BODY_BROKEN_OFF,
                "请求正文没有传完。",
                "The body of the request broke off.",
            )
            .into(),
            Self::Slow => HttpError::http(
                StatusCode::REQUEST_TIMEOUT,
                Refusal::new(
                    Kind::TooLate,
                    reason::BODY_TOO_SLOW,
                    "请求正文长时间没有继续传送，请从已收到的位置续传。",
                    "Nothing more of the body came for too long. Go on from what was received.",
                ),
            ),
        }
    }
}

/// What a service reads where a stream of requests broke off. Not CANCELLED: tonic takes that for a good end, and so would the
/// service take a part for the whole.
pub(crate) fn broken_off() -> Status {
    Status::aborted("the stream of requests broke off")
}

/// The messages of an upload.
pub(crate) struct Upload {
    /// Taken when there is no more to read.
    body: Option<Body>,
    field: u32,
    /// Frames that are ready to go.
    ready: VecDeque<Bytes>,
    fault: Option<BodyFault>,
    fault_slot: BodyFaultSlot,
    patience: Duration,
    silence: Pin<Box<Sleep>>,
}

impl Upload {
    /// Of a framed first message, and a body whose pieces go into this field; the body may be silent for so long.
    pub(crate) fn new(first: Bytes, field: u32, body: Body, patience: Duration) -> (Self, BodyFaultSlot) {
        let fault_slot = BodyFaultSlot::default();
        let upload = Self {
            body: Some(body),
            field,
            ready: VecDeque::from([first]),
            fault: None,
            fault_slot: fault_slot.clone(),
            patience,
            silence: Box::pin(sleep(patience)),
        };
        (upload, fault_slot)
    }

    /// Reads what is there, up to a piece. Pending where nothing is there and more may come.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let (mut pieces, mut length) = (Vec::new(), 0);
        while length < PIECE
            && let Some(body) = self.body.as_mut()
        {
            match Pin::new(body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    // Trailers of a request say nothing to us.
                    if let Ok(data) = frame.into_data()
                        && !data.is_empty()
                    {
                        length += data.len();
                        pieces.push(data);
                    }
                }
                Poll::Ready(Some(Err(_))) => {
                    self.body = None;
                    self.fault = Some(BodyFault::Off);
                }
                Poll::Ready(None) => self.body = None,
                Poll::Pending if pieces.is_empty() => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        self.queue(pieces);
        Poll::Ready(())
    }

    fn queue(&mut self, pieces: Vec<Bytes>) {
        let small: usize = pieces.iter().map(Bytes::len).sum();
        if small <= LARGEST_PIECE {
            if small > 0 {
                self.ready.push_back(wire::before_data(self.field, small));
                self.ready.extend(pieces);
            }
            return;
        }
        for mut piece in pieces {
            while !piece.is_empty() {
                let part = piece.split_to(piece.len().min(LARGEST_PIECE));
                self.ready.push_back(wire::before_data(self.field, part.len()));
                self.ready.push_back(part);
            }
        }
    }

    fn note(&self, fault: BodyFault) -> Status {
        let _ = self.fault_slot.0.set(fault);
        broken_off()
    }
}

impl http_body::Body for Upload {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = &mut *self;
        loop {
            if let Some(bytes) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            if let Some(fault) = this.fault.take() {
                return Poll::Ready(Some(Err(this.note(fault))));
            }
            if this.body.is_none() {
                return Poll::Ready(None);
            }
            if this.poll_fill(cx).is_ready() {
                let later = Instant::now() + this.patience;
                this.silence.as_mut().reset(later);
                continue;
            }
            if this.silence.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            this.body = None;
            this.fault = Some(BodyFault::Slow);
        }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        let Some(body) = self.body.take() else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(tokio::time::timeout(THROWING, throw_away(body)));
        }
    }
}

async fn throw_away(body: Body) {
    let (mut frames, mut length) = (body.into_data_stream(), 0);
    while let Some(Ok(frame)) = frames.next().await {
        length += frame.len();
        if length > THROWN_AWAY {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use http_body_util::BodyExt as _;

    use super::*;

    fn upload(pieces: Vec<Result<Bytes, std::io::Error>>) -> (Upload, BodyFaultSlot) {
        let body = Body::from_stream(stream::iter(pieces));
        Upload::new(Bytes::from_static(b"first"), 3, body, Duration::from_mins(1))
    }

    #[tokio::test]
    async fn large_pieces_are_cut_and_small_ones_gathered() {
        let small = (0..10).map(|_| Ok(Bytes::from_static(&[1; 1000])));
        let large = [Ok(Bytes::from(vec![2; 600 * 1024]))];
        let (mut upload, _) = upload(small.chain(large).collect());
        let mut frames = Vec::new();
        while let Some(frame) = upload.frame().await {
            frames.push(frame.unwrap().into_data().unwrap());
        }
        assert_eq!(frames[0], "first");
        let whole = frames[1..].concat();
        let (mut at, mut messages, mut data) = (0, Vec::new(), Vec::new());
        while at < whole.len() {
            let length = u32::from_be_bytes(whole[at + 1..at + 5].try_into().unwrap()) as usize;
            let message = Bytes::copy_from_slice(&whole[at + 5..at + 5 + length]);
            let content = wire::read(message, Some(3)).unwrap();
            messages.push(content.data.len());
            data.extend_from_slice(&content.data);
            at += 5 + length;
        }
        assert!(messages.iter().all(|length| *length <= LARGEST_PIECE), "{messages:?}");
        assert!(messages.len() <= 14, "{messages:?}");
        assert_eq!(data.len(), 10 * 1000 + 600 * 1024);
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_no_good_end() {
        let (mut upload, fault_slot) =
            upload(vec![Ok(Bytes::from_static(b"abc")), Err(std::io::ErrorKind::ConnectionReset.into())]);
        let mut frames = 0;
        let status = loop {
            match upload.frame().await {
                Some(Ok(_)) => frames += 1,
                Some(Err(status)) => break status,
                None => panic!("a good end"),
            }
        };
        assert_eq!((frames, status.code()), (3, tonic::Code::Aborted));
        assert!(fault_slot.fault().is_some());
        assert!(upload.frame().await.is_none());
    }

    #[tokio::test]
    async fn a_body_that_falls_silent_is_given_up() {
        let body = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let (mut upload, fault_slot) = Upload::new(Bytes::new(), 1, body, Duration::from_millis(30));
        upload.frame().await.unwrap().unwrap();
        assert!(upload.frame().await.unwrap().is_err());
        assert!(fault_slot.fault().is_some());
    }
}
