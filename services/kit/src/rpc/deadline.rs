//! How long a call may take: what its caller allows by `grpc-timeout`, and never longer than who answers it does. What is left goes
//! on to the services that are asked on the way, so that nobody works for a caller who is gone.

use std::{
    collections::HashSet,
    sync::LazyLock,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use http::{HeaderMap, HeaderValue};
use tonic::Status;
use tower::{Layer, Service};

use crate::domain::{
    reason,
    refusal::{Kind, Refusal},
};

/// The header by which a caller of gRPC says how long the call may take.
pub const HEADER: &str = "grpc-timeout";

/// How long a service works on a call at the most, streams aside.
const LONGEST: Duration = Duration::from_secs(30);

/// The same for a call that sends a stream: it lasts as long as its caller goes on sending, and who reads it minds the silence.
const LONGEST_SENDING: Duration = Duration::from_hours(1);

/// The paths of the methods whose callers send a stream.
static SENDING: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let sending = proto::methods(&proto::POOL).filter(prost_reflect::MethodDescriptor::is_client_streaming);
    sending.map(|method| proto::method_path(&method)).collect()
});

tokio::task_local! {
    static DEADLINE: Instant;
}

/// When a call that comes in now is late.
#[must_use]
pub fn of(headers: &HeaderMap, longest: Duration) -> Instant {
    Instant::now() + timeout(headers).map_or(longest, |timeout| timeout.min(longest))
}

/// When its caller says that it is late.
#[must_use]
pub fn requested_by(headers: &HeaderMap) -> Option<Instant> {
    Instant::now().checked_add(timeout(headers)?)
}

/// When the call is late in which this is asked; `None` outside of one.
#[must_use]
pub fn current() -> Option<Instant> {
    DEADLINE.try_with(|deadline| *deadline).ok()
}

/// What is left, for the next hop.
#[must_use]
pub fn left(deadline: Instant) -> HeaderValue {
    let millis = deadline.saturating_duration_since(Instant::now()).as_millis().clamp(1, 99_999_999);
    HeaderValue::try_from(format!("{millis}m")).unwrap_or(HeaderValue::from_static("1m"))
}

/// What is said at a deadline.
#[must_use]
pub fn too_late() -> Refusal {
    Refusal::new(
        Kind::TooLate,
        reason::DEADLINE_EXCEEDED,
        "处理超时，请稍后重试，不会重复提交。",
        "It took too long. Try again; it is carried out once.",
    )
}

/// Ends a call at its deadline, and lets what it asks of others know of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeadlineLayer;

impl<S> Layer<S> for DeadlineLayer {
    type Service = DeadlineService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        DeadlineService { inner }
    }
}

/// A service that answers in time.
#[derive(Clone, Debug)]
pub struct DeadlineService<S> {
    inner: S,
}

impl<S, B, R> Service<http::Request<B>> for DeadlineService<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>>,
    S::Future: Send + 'static,
    R: Default + Send,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let longest = if SENDING.contains(request.uri().path()) { LONGEST_SENDING } else { LONGEST };
        let deadline = of(request.headers(), longest);
        let answer = DEADLINE.sync_scope(deadline, || self.inner.call(request));
        let answer = tokio::time::timeout_at(deadline.into(), DEADLINE.scope(deadline, answer));
        Box::pin(async move { answer.await.unwrap_or_else(|_| Ok(Status::from(too_late()).into_http())) })
    }
}

fn timeout(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(HEADER)?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    Some(match unit {
        "H" => Duration::from_secs(amount * 3600),
        "M" => Duration::from_secs(amount * 60),
        "S" => Duration::from_secs(amount),
        "m" => Duration::from_millis(amount),
        "u" => Duration::from_micros(amount),
        "n" => Duration::from_nanos(amount),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use tower::ServiceExt as _;

    use super::*;

    #[test]
    fn a_timeout_is_digits_and_a_unit() {
        for (said, means) in [
            ("10S", Some(Duration::from_secs(10))),
            ("250m", Some(Duration::from_millis(250))),
            ("99999999H", Some(Duration::from_hours(99_999_999))),
            ("123456789S", None),
            ("S", None),
            ("-1S", None),
            ("10", None),
        ] {
            let headers =
                HeaderMap::from_iter([(http::HeaderName::from_static(HEADER), said.parse().unwrap())]);
            assert_eq!(timeout(&headers), means, "{said}");
        }
        assert!(left(Instant::now()).to_str().unwrap() == "1m");
    }

    #[tokio::test]
    async fn a_call_ends_in_time_and_what_it_asks_knows_when() {
        let slow = tower::service_fn(|request: http::Request<()>| async move {
            let known =
                current().is_some_and(|deadline| deadline <= Instant::now() + Duration::from_millis(50));
            if request.uri().path() == "/slow" {
                std::future::pending::<()>().await;
            }
            let mut answer = http::Response::new(());
            answer.headers_mut().insert("known", known.to_string().parse().unwrap());
            Ok::<_, std::convert::Infallible>(answer)
        });
        let service = tower::ServiceBuilder::new().layer(DeadlineLayer).service(slow);
        let ask = |path: &str| http::Request::get(path).header(HEADER, "50m").body(()).unwrap();
        let answer = service.clone().oneshot(ask("/quick")).await.unwrap();
        assert_eq!(answer.headers()["known"], "true");
        let answer = service.oneshot(ask("/slow")).await.unwrap();
        assert_eq!(Status::from_header_map(answer.headers()).unwrap().code(), tonic::Code::DeadlineExceeded);
        assert!(current().is_none());
    }
}
