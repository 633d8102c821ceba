//! How one service calls another: over the same type whether the other lives in this process or beyond a socket.

use std::{
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use futures::future::BoxFuture;
use http::{HeaderValue, Uri};
use tonic::{Code, Status};
use tower::{BoxError, Service, ServiceExt as _, util::BoxCloneSyncService};

use crate::{
    access::{AssertionSigner, Caller, HEADER},
    domain::{Timestamp, refusal::Refusal},
    rpc::{Mtls, deadline, replicas::Replicas, resource_labels},
    telemetry,
};

/// A service to be called, near or far.
pub type Peer =
    BoxCloneSyncService<http::Request<tonic::body::Body>, http::Response<tonic::body::Body>, BoxError>;

/// The replicas of a service beyond sockets, in turn; one that is not there, or hangs, is left alone for a while. A host name
/// stands for all its addresses, and is asked for them again and again.
pub fn remote(replicas: &[Uri], mutual: Option<&Mtls>) -> Result<Peer, tonic::transport::Error> {
    Ok(BoxCloneSyncService::new(Replicas::new(replicas, mutual)?))
}

/// A service that is not there yet: of two in one process that follow each other's logs one has to be made first. Until it is set,
/// calls fail as those to a replica that is unavailable.
#[derive(Clone, Default)]
pub struct LateBoundPeer(Arc<OnceLock<Peer>>);

impl LateBoundPeer {
    /// The way to it.
    #[must_use]
    pub fn peer(&self) -> Peer {
        BoxCloneSyncService::new(self.clone())
    }

    /// It is there now. Only the first counts.
    pub fn set(&self, peer: Peer) {
        let _ = self.0.set(peer);
    }
}

impl Service<http::Request<tonic::body::Body>> for LateBoundPeer {
    type Response = http::Response<tonic::body::Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<tonic::body::Body>) -> Self::Future {
        let peer = self.0.get().cloned();
        Box::pin(async move {
            match peer {
                Some(peer) => peer.oneshot(request).await,
                None => Err("the service is not there yet".into()),
            }
        })
    }
}

/// Asks what changes nothing, and asks again where the other side was not there: a replica that died is left behind by then.
pub async fn again<T, F>(mut ask: impl FnMut() -> F) -> Result<T, Status>
where
    F: Future<Output = Result<T, Status>>,
{
    for wait in [20, 100] {
        match ask().await {
            Err(status) if is_unavailable(&status) => tokio::time::sleep(Duration::from_millis(wait)).await,
            answer => return answer,
        }
    }
    ask().await
}

/// Whether it is the other side that is not there, and not the question that is wrong.
#[must_use]
pub fn is_unavailable(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded | Code::Unknown | Code::Cancelled)
}

/// A channel that sends who is calling with every call. Generated clients are made from it.
#[derive(Clone)]
pub struct ClientChannel {
    peer: Peer,
    assertion: HeaderValue,
}

impl ClientChannel {
    /// Calls on behalf of a caller: the caller assertion is passed on.
    pub fn on_behalf_of(peer: &Peer, caller: &Caller) -> Result<Self, Refusal> {
        Self::with_assertion(peer, &caller.assertion)
    }

    /// Calls for ourselves.
    pub fn of_ourselves(peer: &Peer, signer: &AssertionSigner, at: Timestamp) -> Result<Self, Refusal> {
        Self::with_assertion(peer, &signer.we_call(at))
    }

    /// Calls for somebody who has not said who they are.
    pub fn of_stranger(peer: &Peer, signer: &AssertionSigner, at: Timestamp) -> Result<Self, Refusal> {
        Self::with_assertion(peer, &signer.stranger_calls(at))
    }

    /// The same, and from which address they call.
    pub fn of_stranger_from(
        peer: &Peer,
        signer: &AssertionSigner,
        address: String,
        at: Timestamp,
    ) -> Result<Self, Refusal> {
        Self::with_assertion(peer, &signer.stranger_calls_from(address, at))
    }

    fn with_assertion(peer: &Peer, assertion: &str) -> Result<Self, Refusal> {
        let assertion = HeaderValue::from_str(assertion).map_err(|fault| Refusal::internal(&fault))?;
        Ok(Self { peer: peer.clone(), assertion })
    }
}

impl Service<http::Request<tonic::body::Body>> for ClientChannel {
    type Response = http::Response<tonic::body::Body>;
    type Error = BoxError;
    type Future = <Peer as Service<http::Request<tonic::body::Body>>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.peer.poll_ready(cx)
    }

    fn call(&mut self, mut request: http::Request<tonic::body::Body>) -> Self::Future {
        let headers = request.headers_mut();
        headers.insert(HEADER, self.assertion.clone());
        headers.insert(resource_labels::HEADER, HeaderValue::from_static(resource_labels::NONE));
        if let Some(deadline) = deadline::current() {
            headers.insert(deadline::HEADER, deadline::left(deadline));
        }
        telemetry::pass_on(headers);
        self.peer.call(request)
    }
}
