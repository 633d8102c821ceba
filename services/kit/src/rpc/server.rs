//! How a service is put together: its routes behind the layers that are the same for all.

use std::{convert::Infallible, future::Future, time::Duration};

use futures::FutureExt as _;
use http::Request;
use tokio::{net::TcpListener, sync::watch};
use tonic::{
    Status,
    body::Body,
    service::Routes,
    transport::{Error, Server, server::TcpIncoming},
};
use tower::{
    BoxError, ServiceBuilder, ServiceExt as _, load_shed::error::Overloaded, service_fn,
    util::BoxCloneSyncService,
};

use crate::{
    access::{AccessLayer, keys::Keys},
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    events::subscribe::replace_body,
    rpc::{
        Mtls, Peer,
        around::AroundLayer,
        bounds::BoundedRequests,
        deadline::DeadlineLayer,
        labels::FieldLabels,
        resource_labels::{LabelledAnswers, ResourceLabels},
        timed_body::TimedBody,
    },
    telemetry::{
        TraceLayer,
        metrics::{self, MetricsLayer},
    },
};

/// How many calls a service works on at a time. A watch is none: it is answered at once and then only waits.
const AT_ONCE: usize = 512;

/// Puts a service's routes behind the layers, ready to be called in this process or served on a socket. Outermost first:
///
/// 1. metrics: one count per call, by its code;
/// 2. trace: one span and one event per call;
/// 3. shed: what comes on top of what is worked on is sent away at once, before it costs anything;
/// 4. deadline: a call that is late is given up, and what it asks of others knows how long it has;
/// 5. access: the policy of each method, and the caller where it admits them;
/// 6. resource labels: an answer says what the resources are called that it names, where `labels` can be asked;
/// 7. labels: a refusal names fields as people know them;
/// 8. bounds: a request that holds more than the contract allows is refused before it is decoded;
/// 9. watches get the body that their events are shared through.
#[must_use]
pub fn stack_with(name: &'static str, routes: Routes, keys: &Keys, labels: Option<ResourceLabels>) -> Peer {
    let service = ServiceBuilder::new()
        .layer(MetricsLayer)
        .layer(TraceLayer::new(name))
        .map_result(|answer: Result<_, BoxError>| match answer {
            Err(fault) if fault.is::<Overloaded>() => Ok(Status::from(overloaded()).into_http()),
            answer => answer,
        })
        .load_shed()
        .concurrency_limit(AT_ONCE)
        .layer(DeadlineLayer)
        .layer(AccessLayer::new(keys))
        .layer(AroundLayer(LabelledAnswers(labels)))
        .layer(AroundLayer(FieldLabels))
        .layer(AroundLayer(BoundedRequests))
        .service(routes.prepare())
        .map_request(|request: Request<tonic::body::Body>| request)
        .map_response(replace_body);
    BoxCloneSyncService::new(service)
}

/// The same without labels of resources.
#[must_use]
pub fn stack(name: &'static str, routes: Routes, keys: &Keys) -> Peer {
    stack_with(name, routes, keys, None)
}

/// What is said to a call for which there is no room.
#[must_use]
pub fn overloaded() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::OVERLOADED,
        "当前访问量过大，请稍后重试。",
        "Too much is going on at the moment. Try again shortly.",
    )
    .retry_after(Duration::from_secs(1))
}

/// Serves what is for the platform alone, on a port of its own: `/metrics` and `/healthz`.
pub async fn admin(listener: TcpListener) -> std::io::Result<()> {
    let text = [(http::header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    let router = axum::Router::new()
        .route("/metrics", axum::routing::get(async move || (text, metrics::render())))
        .route("/healthz", axum::routing::get(async || "ok\n"));
    axum::serve(listener, router).await
}

/// How often a silent caller is asked whether it is there.
const PING: Duration = Duration::from_secs(20);

/// Serves services on a socket, each by the packages that it owns, until the future resolves. Then streams end with SERVICE_DRAINING,
/// with a status that makes their readers resume elsewhere, and running calls have `drain` to finish: two services that read each other's streams
/// would otherwise wait for each other. Health answers for all of them.
pub async fn serve(
    listener: TcpListener,
    services: Vec<(&'static str, Peer)>,
    mutual: Option<&Mtls>,
    shutdown: impl Future<Output = ()>,
    drain: Duration,
) -> Result<(), Error> {
    let (draining, ends) = watch::channel(false);
    let drained = move || {
        let mut ends = ends.clone();
        // A sender that is gone is a server that is gone.
        async move { drop(ends.wait_for(|draining| *draining).await) }
    };
    let streams_end = drained.clone();
    let health = crate::rpc::health::of_parts(&services);
    let answer = service_fn(move |request: Request<axum::body::Body>| {
        let path = request.uri().path().trim_start_matches('/');
        let owner = services
            .iter()
            .find(|(package, _)| path.strip_prefix(package).is_some_and(|rest| rest.starts_with('.')));
        let peer = owner.map(|(_, peer)| peer.clone());
        let end = streams_end();
        async move {
            let Some(peer) = peer else {
                return Ok(Status::unimplemented("").into_http());
            };
            let answer = peer.oneshot(request.map(Body::new)).await;
            let answer = answer.unwrap_or_else(|fault| Status::unavailable(fault.to_string()).into_http());
            let end = end.map(|()| drains_now().into()).boxed();
            Ok::<_, Infallible>(answer.map(|body| axum::body::Body::new(TimedBody::new(body, end, ()))))
        }
    });
    let routes = Routes::from(axum::Router::new().fallback_service(answer));
    let mut server = Server::builder();
    if let Some(mutual) = mutual {
        server = server.tls_config(mutual.server())?;
    }
    let serving = server
        .http2_keepalive_interval(Some(PING))
        .add_routes(routes.add_service(health))
        // Small answers must not wait for more to come.
        .serve_with_incoming_shutdown(TcpIncoming::from(listener).with_nodelay(Some(true)), async move {
            shutdown.await;
            draining.send_replace(true);
        });
    let cut_off = async {
        drained().await;
        tokio::time::sleep(drain).await;
    };
    tokio::select! {
        result = serving => result,
        () = cut_off => {
            tracing::warn!("calls cut off at the end of the drain");
            Ok(())
        }
    }
}

/// What the readers of streams are sent when the server drains.
fn drains_now() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::SERVICE_DRAINING,
        "服务正在重启，请从上次的位置继续。",
        "The service is shutting down. Resume from the last cursor.",
    )
    .retry_after(Duration::from_secs(1))
}
