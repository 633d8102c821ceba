//! Calling an upstream with bytes: one frame of the gRPC wire out, frames back. Nothing is decoded here, so a call through the
//! gateway costs the transcription of JSON and nothing more.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Request, Uri, Version, header};
use http_body::Body as _;
use http_body_util::{BodyExt as _, Full};
use kit::{
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::Peer,
};
use prost::Message;
use tonic::{Code, Status, body::Body};
use tower::ServiceExt as _;

/// The largest answer that is taken from a service of ours.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;
/// A flag and four bytes of length.
const PREFIX: usize = 5;

/// A request of the gRPC wire that holds one message.
pub(crate) fn request(
    uri: &Uri,
    headers: HeaderMap,
    message: &impl Message,
) -> Result<Request<Body>, Refusal> {
    Ok(with_body(uri, headers, Body::new(Full::new(frame(message)?))))
}

/// A message in its frame.
pub(crate) fn frame(message: &impl Message) -> Result<Bytes, Refusal> {
    let length = message.encoded_len();
    let length_prefix = u32::try_from(length).map_err(|fault| Refusal::internal(&fault))?;
    let mut frame = BytesMut::with_capacity(PREFIX + length);
    frame.put_u8(0);
    frame.put_u32(length_prefix);
    message.encode(&mut frame).map_err(|fault| Refusal::internal(&fault))?;
    Ok(frame.freeze())
}

/// A request of the gRPC wire with these frames.
pub(crate) fn with_body(uri: &Uri, headers: HeaderMap, frames: Body) -> Request<Body> {
    let mut request = Request::new(frames);
    *request.method_mut() = http::Method::POST;
    *request.version_mut() = Version::HTTP_2;
    *request.uri_mut() = uri.clone();
    *request.headers_mut() = headers;
    request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    request.headers_mut().insert(header::TE, HeaderValue::from_static("trailers"));
    request
}

/// Calls and gives the initial metadata and the one message of the answer. Where the service was not there, what is safe to repeat is asked once more: of
/// another replica.
pub(crate) async fn unary(
    peer: &Peer,
    safe: bool,
    request: impl Fn() -> Result<Request<Body>, Refusal>,
) -> Result<(HeaderMap, Bytes), Status> {
    only(read(send_again(peer, safe, request).await?)?).await
}

/// The same of a request that can't be sent again.
pub(crate) async fn one(peer: &Peer, request: Request<Body>) -> Result<(HeaderMap, Bytes), Status> {
    only(read(send(peer, request).await?)?).await
}

async fn only(mut answer: Messages) -> Result<(HeaderMap, Bytes), Status> {
    let message = answer.next().await.transpose()?;
    while let Some(more) = answer.next().await {
        more?;
    }
    let message = message.ok_or_else(|| Refusal::internal(&"an upstream answered without a message"))?;
    Ok((answer.metadata, message))
}

/// Calls and gives the answer's messages as they come. A refusal before the first message is returned as an error.
pub(crate) async fn open(peer: &Peer, request: Request<Body>) -> Result<Messages, Status> {
    read(send(peer, request).await?)
}

fn read(response: http::Response<Body>) -> Result<Messages, Status> {
    if response.status() != http::StatusCode::OK {
        return Err(
            Refusal::internal(&format!("an upstream answered with HTTP {}", response.status())).into()
        );
    }
    if let Some(status) = Status::from_header_map(response.headers())
        && (status.code() != Code::Ok || response.body().is_end_stream())
    {
        return if status.code() == Code::Ok { Ok(Messages::none()) } else { Err(status) };
    }
    let (head, body) = response.into_parts();
    Ok(Messages { metadata: head.headers, body: Some(body), buffer: BytesMut::new() })
}

/// Calls and gives the answer untouched; asks once more where the service was not there and the request is safe to repeat.
pub(crate) async fn send_again(
    peer: &Peer,
    safe: bool,
    request: impl Fn() -> Result<Request<Body>, Refusal>,
) -> Result<http::Response<Body>, Refusal> {
    match send(peer, request()?).await {
        Err(_) if safe => send(peer, request()?).await,
        answer => answer,
    }
}

/// Calls and gives the answer untouched.
pub(crate) async fn send(peer: &Peer, request: Request<Body>) -> Result<http::Response<Body>, Refusal> {
    peer.clone().oneshot(request).await.map_err(|fault| {
        tracing::warn!(%fault, "upstream unavailable");
        unavailable()
    })
}

/// The refusal when a service cannot be reached.
pub(crate) fn unavailable() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::SERVICE_UNAVAILABLE,
        "服务暂时不可用，请稍后重试。",
        "The service is away. Try again in a moment.",
    )
    .retry_after(std::time::Duration::from_secs(1))
}

/// The messages of an answer.
pub(crate) struct Messages {
    /// What came before the first of them.
    pub(crate) metadata: HeaderMap,
    body: Option<Body>,
    buffer: BytesMut,
}

impl Messages {
    /// Of a body that is read for the first time.
    pub(crate) fn of(body: Body) -> Self {
        Self { metadata: HeaderMap::new(), body: Some(body), buffer: BytesMut::new() }
    }

    fn none() -> Self {
        Self { metadata: HeaderMap::new(), body: None, buffer: BytesMut::new() }
    }

    /// The next message; `None` at a good end.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, Status>> {
        loop {
            match self.buffered() {
                Ok(Some(message)) => return Some(Ok(message)),
                Ok(None) => {}
                Err(fault) => return Some(Err(self.ended(fault.into()))),
            }
            let frame = match self.body.as_mut()?.frame().await {
                Some(Ok(frame)) => frame,
                Some(Err(status)) => return Some(Err(self.ended(status))),
                None => return Some(Err(self.ended(unavailable().into()))),
            };
            match frame.into_data() {
                Ok(data) if self.buffer.is_empty() => {
                    if let Some(message) = whole(&data) {
                        return Some(Ok(message));
                    }
                    self.buffer =
                        data.try_into_mut().unwrap_or_else(|shared| BytesMut::from(shared.as_ref()));
                }
                Ok(data) => self.buffer.extend_from_slice(&data),
                Err(frame) => {
                    let trailers = frame.into_trailers().unwrap_or_default();
                    let status = Status::from_header_map(&trailers).unwrap_or_else(|| unavailable().into());
                    let broken_off = !self.buffer.is_empty();
                    let status = self.ended(status);
                    return match status.code() {
                        Code::Ok if broken_off => Some(Err(unavailable().into())),
                        Code::Ok => None,
                        _ => Some(Err(status)),
                    };
                }
            }
        }
    }

    fn ended(&mut self, status: Status) -> Status {
        self.body = None;
        self.buffer.clear();
        status
    }

    fn buffered(&mut self) -> Result<Option<Bytes>, Refusal> {
        let Some((prefix, _)) = self.buffer.split_first_chunk::<PREFIX>() else { return Ok(None) };
        let [flag, length @ ..] = *prefix;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if flag != 0 || length > LARGEST_ANSWER {
            return Err(Refusal::internal(&format!(
                "an upstream sent a frame of {length} bytes, flag {flag}"
            )));
        }
        if self.buffer.len() < PREFIX + length {
            self.buffer.reserve(PREFIX + length - self.buffer.len());
            return Ok(None);
        }
        self.buffer.advance(PREFIX);
        Ok(Some(self.buffer.split_to(length).freeze()))
    }
}

/// The message of a frame that holds one and nothing else: a view of the same bytes.
fn whole(data: &Bytes) -> Option<Bytes> {
    let ([0, length @ ..], message) = data.split_first_chunk::<PREFIX>()? else { return None };
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    (length == message.len() && length <= LARGEST_ANSWER).then(|| data.slice(PREFIX..))
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use http_body::Frame;
    use http_body_util::StreamBody;

    use super::*;

    fn messages(pieces: Vec<&'static [u8]>, end: Option<&'static str>) -> Messages {
        let data = pieces.into_iter().map(|piece| Ok::<_, Status>(Frame::data(Bytes::from_static(piece))));
        let trailers = end.map(|code| {
            let mut trailers = HeaderMap::new();
            trailers.insert("grpc-status", HeaderValue::from_static(code));
            Ok(Frame::trailers(trailers))
        });
        let frames: Vec<_> = data.chain(trailers).collect();
        Messages {
            metadata: HeaderMap::new(),
            body: Some(Body::new(StreamBody::new(stream::iter(frames)))),
            buffer: BytesMut::new(),
        }
    }

    async fn all(mut messages: Messages) -> (Vec<Bytes>, Option<Code>) {
        let mut read = Vec::new();
        while let Some(next) = messages.next().await {
            match next {
                Ok(message) => read.push(message),
                Err(status) => return (read, Some(status.code())),
            }
        }
        (read, None)
    }

    #[tokio::test]
    async fn messages_come_whole_however_they_are_cut() {
        let pieces: Vec<&[u8]> = vec![&[0, 0, 0], &[0, 2, 7], &[8, 0, 0, 0, 0, 0], &[0, 0, 0, 0, 1, 9]];
        let (read, end) = all(messages(pieces, Some("0"))).await;
        assert_eq!(read, [&[7u8, 8][..], &[], &[9]]);
        assert_eq!(end, None);
    }

    #[tokio::test]
    async fn an_end_without_a_status_is_no_good_end() {
        let (read, end) = all(messages(vec![&[0, 0, 0, 0, 1, 9]], None)).await;
        assert_eq!((read.len(), end), (1, Some(Code::Unavailable)));
        assert_eq!(all(messages(vec![&[0, 0, 0, 0, 9, 1]], Some("0"))).await.1, Some(Code::Unavailable));
        assert_eq!(all(messages(vec![], Some("10"))).await.1, Some(Code::Aborted));
        assert_eq!(all(messages(vec![&[1, 0, 0, 0, 0]], Some("0"))).await.1, Some(Code::Internal));
    }
}
