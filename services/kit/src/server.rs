//! How a service is put together: its routes behind the layers that are the same for all.

use std::{convert::Infallible, future::Future, time::Duration};

use http::Request;
use tokio::net::TcpListener;
use tonic::{
    Status,
    body::Body,
    service::Routes,
    transport::{Error, Server, server::TcpIncoming},
};
use tower::{ServiceBuilder, ServiceExt as _, service_fn, util::BoxCloneSyncService};

use crate::{
    access::AccessLayer, call::Peer, keys::Keys, log::watch::put_in_place, telemetry::TraceLayer,
};

/// The largest message that a service takes, in bytes (4 MiB, the default of gRPC).
pub const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// Puts a service's routes behind the layers, ready to be called in this process or served on a socket. Outermost first:
///
/// 1. trace: one span and one event per call;
/// 2. access: the door of each method, and the caller for those who enter.
#[must_use]
pub fn stack(name: &'static str, routes: Routes, keys: &Keys) -> Peer {
    let service = ServiceBuilder::new()
        .layer(TraceLayer::new(name))
        .layer(AccessLayer::new(keys))
        .service(routes.prepare())
        .map_request(|request: Request<tonic::body::Body>| request)
        .map_response(put_in_place)
        .map_err(|never| match never {});
    BoxCloneSyncService::new(service)
}

/// How often a silent caller is asked whether it is there.
const PING: Duration = Duration::from_secs(20);

/// Serves services on a socket, each by the packages that it owns, until the future resolves; running calls come to their end.
/// Health answers for all of them.
pub async fn serve(
    listener: TcpListener,
    services: Vec<(&'static str, Peer)>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), Error> {
    let (reporter, health) = tonic_health::server::health_reporter();
    for (package, _) in &services {
        reporter.set_service_status(package, tonic_health::ServingStatus::Serving).await;
    }
    let answer = service_fn(move |request: Request<axum::body::Body>| {
        let path = request.uri().path().trim_start_matches('/');
        let owner = services
            .iter()
            .find(|(package, _)| path.strip_prefix(package).is_some_and(|rest| rest.starts_with('.')));
        let peer = owner.map(|(_, peer)| peer.clone());
        async move {
            let Some(peer) = peer else {
                return Ok(Status::unimplemented("").into_http());
            };
            let answer = peer.oneshot(request.map(Body::new)).await;
            let answer = answer.unwrap_or_else(|fault| Status::unavailable(fault.to_string()).into_http());
            Ok::<_, Infallible>(answer.map(axum::body::Body::new))
        }
    });
    let routes = Routes::from(axum::Router::new().fallback_service(answer));
    Server::builder()
        .http2_keepalive_interval(Some(PING))
        .add_routes(routes.add_service(health))
        // Small answers must not wait for more to come.
        .serve_with_incoming_shutdown(TcpIncoming::from(listener).with_nodelay(Some(true)), shutdown)
        .await
}
