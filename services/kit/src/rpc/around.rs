//! What is done around each call to a service, as one asynchronous function instead of a layer, a service and a future.

use std::task::{Context, Poll};

use futures::future::BoxFuture;
use tonic::body::Body;
use tower::{Layer, Service};

/// The service that is called inside.
pub(crate) trait Inner:
    Service<http::Request<Body>, Response = http::Response<Body>, Future: Send, Error: Send> + Send + 'static
{
}

impl<S> Inner for S
where
    S: Service<http::Request<Body>, Response = http::Response<Body>> + Send + 'static,
    S::Future: Send,
    S::Error: Send,
{
}

/// What is done around each call.
pub(crate) trait Around: Clone + Send + Sync + 'static {
    /// Answers a call, by `inner` where it is not refused before.
    fn call<S: Inner>(
        &self,
        request: http::Request<Body>,
        inner: S,
    ) -> impl Future<Output = Result<http::Response<Body>, S::Error>> + Send;
}

/// The layer that does it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AroundLayer<A>(pub(crate) A);

impl<A: Clone, S> Layer<S> for AroundLayer<A> {
    type Service = AroundService<A, S>;

    fn layer(&self, inner: S) -> Self::Service {
        AroundService { around: self.0.clone(), inner }
    }
}

/// A service with what is done around its calls.
#[derive(Clone, Debug)]
pub(crate) struct AroundService<A, S> {
    around: A,
    inner: S,
}

impl<A: Around, S: Inner + Clone> Service<http::Request<Body>> for AroundService<A, S> {
    type Response = http::Response<Body>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    /// The service inside is waited for with its call.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let (around, inner) = (self.around.clone(), self.inner.clone());
        Box::pin(async move { around.call(request, inner).await })
    }
}
