//! gRPC in, gRPC out: finds the service that owns a method, adds the caller assertion, and passes body and trailers on unchanged.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use bytes::{Bytes, BytesMut};
use futures::{FutureExt as _, future::BoxFuture};
use http::{
    HeaderMap, HeaderName, Request, Response, Version,
    header::{AUTHORIZATION, CONNECTION, COOKIE, HOST, TRANSFER_ENCODING, UPGRADE},
};
use http_body_util::{BodyExt as _, Full};
use kit::{
    access,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::{bounds::too_large, deadline},
    telemetry::REQUEST_ID,
};
use prost_reflect::DynamicMessage;
use tonic::{Status, body::Body};
use tower::{Service, ServiceExt as _};

use super::upstream;
use crate::{
    Inner,
    auth::caller::{self, Caller},
    contract::Method,
    http::http_body::request,
    limits::{
        body_timeout::{self, PermitBody},
        concurrency::{BodyBudget, Permit},
    },
};

/// What concerns the hop from the caller to us, or us alone, and goes no further.
const OF_THIS_HOP: [HeaderName; 6] = [AUTHORIZATION, COOKIE, CONNECTION, HOST, TRANSFER_ENCODING, UPGRADE];

/// A flag and four bytes of length before a message of gRPC.
const PREFIX: usize = 5;

/// The proxy, beside the services of the gateway's own: health and reflection.
#[derive(Clone)]
pub(crate) struct Proxy(pub(crate) Arc<Inner>);

impl Service<Request<Body>> for Proxy {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let gateway = Arc::clone(&self.0);
        async move { Ok(answer(&gateway, request).await.unwrap_or_else(Status::into_http)) }.boxed()
    }
}

async fn answer(gateway: &Inner, request: Request<Body>) -> Result<Response<Body>, Status> {
    let Some(method) = gateway.contract.methods.get(request.uri().path()) else {
        return Ok(own(gateway, request).await);
    };
    if method.internal {
        return Err(internal_method().into());
    }
    let permit = gateway.concurrency.enter(method.class())?;
    let longest = if method.takes_one { gateway.settings.deadline } else { gateway.settings.upload };
    let deadline = deadline::of(request.headers(), longest);
    let client_deadline = deadline::requested_by(request.headers());
    let forwarded = forward(gateway, method, request, permit, deadline);
    let (response, caller, permit) =
        tokio::time::timeout_at(deadline.into(), forwarded).await.map_err(|_| deadline::too_late())??;
    let draining = gateway.draining();
    let end = if method.streams {
        let changed = caller.changed(gateway);
        async move {
            tokio::select! {
                status = body_timeout::of_stream(draining, client_deadline) => status,
                status = changed => status,
            }
        }
        .boxed()
    } else {
        body_timeout::of_answer(deadline).boxed()
    };
    Ok(response.map(|body| Body::new(PermitBody::new(body, end, Some(permit)))))
}

async fn forward(
    gateway: &Inner,
    method: &Method,
    mut request: Request<Body>,
    mut permit: Permit,
    deadline: Instant,
) -> Result<(Response<Body>, Caller, Permit), Status> {
    let caller =
        caller::authenticate(gateway, method, request.method(), request.headers(), request.extensions())
            .await?;
    let holder = caller.holder(gateway, request.headers(), request.extensions());
    let budget = gateway.concurrency.body(holder.clone());
    gateway.concurrency.share(&mut permit, method.class(), holder)?;
    let headers = request.headers_mut();
    for name in OF_THIS_HOP {
        headers.remove(name);
    }
    if !method.streams {
        headers.insert(deadline::HEADER, deadline::left(deadline));
    }
    headers.insert(access::HEADER, caller.assertion.clone());
    let redaction = caller.redaction(method);
    if !redaction.is_nothing() {
        // What is to be looked through must not be compressed.
        headers.remove("grpc-accept-encoding");
    }
    *request.uri_mut() = method.uri.clone();
    *request.version_mut() = Version::HTTP_2;
    let response = passed(method, request, budget).await?;
    Ok((redaction.over_answer(method.output.clone(), response), caller, permit))
}

async fn passed(
    method: &Method,
    request: Request<Body>,
    budget: BodyBudget,
) -> Result<Response<Body>, Status> {
    if !method.takes_one {
        let request = request.map(|body| Body::new(body.map_err(|_| request::broken_off())));
        return Ok(upstream::send(&method.peer, request).await?);
    }
    if method.streams {
        return Ok(upstream::send(&method.peer, request).await?);
    }
    // One message: kept until it is answered, so that another replica can be asked.
    let (head, body) = request.into_parts();
    let body = whole(body, method.largest + PREFIX, budget).await?;
    let again = || Request::from_parts(head.clone(), Body::new(Full::new(body.clone())));
    match upstream::send(&method.peer, again()).await {
        Err(_) if is_safe(method, &body) => Ok(upstream::send(&method.peer, again()).await?),
        answer => Ok(answer?),
    }
}

/// The bytes of a body, as many as a method takes at the most.
async fn whole(mut body: Body, largest: usize, mut budget: BodyBudget) -> Result<Bytes, Status> {
    let mut text = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| request::broken_off())?.into_data() else { continue };
        if text.len() + data.len() > largest {
            return Err(too_large(largest - PREFIX).into());
        }
        budget.hold(text.len() + data.len())?;
        text.extend_from_slice(&data);
    }
    Ok(text.freeze())
}

/// Whether a framed message can be sent a second time. Read only where the first time was in vain.
fn is_safe(method: &Method, framed: &Bytes) -> bool {
    let message =
        framed.get(PREFIX..).and_then(|bytes| DynamicMessage::decode(method.input.clone(), bytes).ok());
    message.is_some_and(|message| method.is_safe(&message))
}

/// Health and reflection; they answer UNIMPLEMENTED to everything else.
async fn own(gateway: &Inner, request: Request<Body>) -> Response<Body> {
    let end = body_timeout::of_stream(gateway.draining(), None).boxed();
    match gateway.own.clone().oneshot(request).await {
        Ok(response) => response.map(|body| Body::new(PermitBody::new(Body::new(body), end, None))),
        Err(never) => match never {},
    }
}

/// The headers that go with a call made from a REST request.
pub(crate) fn headers_for_upstream(outer: &HeaderMap) -> HeaderMap {
    const KEPT: [&str; 6] =
        [REQUEST_ID, access::REASON_HEADER, "accept-language", "traceparent", "tracestate", "user-agent"];
    let mut headers = HeaderMap::with_capacity(10);
    for name in KEPT {
        if let Some(value) = outer.get(name) {
            headers.insert(HeaderName::from_static(name), value.clone());
        }
    }
    headers
}

fn internal_method() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::INTERNAL_METHOD,
        "此接口仅供系统内部使用。",
        "This method is for the installation's own processes.",
    )
}
