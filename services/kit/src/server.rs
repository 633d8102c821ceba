//! How a service is put together: its routes behind the layers that are the same for all.

use http::Request;
use tonic::service::Routes;
use tower::{ServiceBuilder, ServiceExt as _, util::BoxCloneSyncService};

use crate::{access::AccessLayer, call::Peer, keys::Keys, telemetry::TraceLayer};

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
        .map_err(|never| match never {});
    BoxCloneSyncService::new(service)
}
