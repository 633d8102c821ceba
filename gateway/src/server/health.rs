//! Whether the gateway serves: to gRPC by `grpc.health.v1`, to a platform by `/healthz` (the process lives) and `/readyz` (what it
//! needs is there).

use std::{collections::BTreeMap, fmt::Write as _, time::Duration};

use futures::future::join_all;
use http::{HeaderMap, StatusCode, Uri};
use kit::rpc::Peer;
use prost::Message as _;
use tonic::{Code, service::Routes};
use tonic_health::{
    ServingStatus,
    pb::{HealthCheckRequest, HealthCheckResponse, health_check_response},
    server::{HealthReporter, health_reporter},
};

use crate::{WiringFault, grpc::upstream};

/// The health method of gRPC.
const CHECK: &str = "/grpc.health.v1.Health/Check";
/// The gateway's own services.
const OWN: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];
/// How long a service may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// The gateway's own gRPC services, and the word that they give about health.
pub(crate) async fn own_services(
    services: &[String],
    described: Option<&[u8]>,
) -> Result<(Routes, HealthReporter), WiringFault> {
    let (reporter, health) = health_reporter();
    set(&reporter, services, ServingStatus::Serving).await;
    let mut routes = Routes::new(health);
    if let Some(described) = described {
        let reflection = || reflection(services, described);
        routes = routes.add_service(reflection().build_v1()?).add_service(reflection().build_v1alpha()?);
    }
    Ok((routes.prepare(), reporter))
}

/// The reflection service: the part of the contract that is served here, and the gateway's own services.
fn reflection<'a>(services: &'a [String], described: &'a [u8]) -> tonic_reflection::server::Builder<'a> {
    let described = [
        described,
        tonic_health::pb::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
    ];
    let mut builder = tonic_reflection::server::Builder::configure();
    for set in described {
        builder = builder.register_encoded_file_descriptor_set(set);
    }
    for name in services.iter().map(String::as_str).chain(OWN) {
        builder = builder.with_service_name(name);
    }
    builder
}

/// Says the same of every service and of the gateway as a whole.
pub(crate) async fn set(reporter: &HealthReporter, services: &[String], status: ServingStatus) {
    for service in services.iter().map(String::as_str).chain([""]) {
        reporter.set_service_status(service, status).await;
    }
}

/// Asks every service, at once, whether it is there; a line for each.
pub(crate) async fn ready(peers: &BTreeMap<String, Peer>, draining: bool) -> (StatusCode, String) {
    let asked = peers.values().map(is_there);
    let mut lines = String::new();
    let mut all = !draining;
    if draining {
        lines.push_str("[-] gateway draining\n");
    }
    for (package, (there, detail)) in peers.keys().zip(join_all(asked).await) {
        all &= there;
        let (sign, word) = if there { ('+', "ok") } else { ('-', "away") };
        let word = detail.as_deref().unwrap_or(word);
        let _ = writeln!(lines, "[{sign}] {package} {word}");
    }
    (if all { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, lines)
}

/// Whether a service serves, with its status text.
async fn is_there(peer: &Peer) -> (bool, Option<String>) {
    let asked =
        || upstream::request(&Uri::from_static(CHECK), HeaderMap::new(), &HealthCheckRequest::default());
    match tokio::time::timeout(PATIENCE, upstream::unary(peer, true, asked)).await {
        Ok(Ok((metadata, answer))) => {
            let serves = HealthCheckResponse::decode(answer)
                .is_ok_and(|answer| answer.status() == health_check_response::ServingStatus::Serving);
            let detail = metadata.get(kit::rpc::health::DETAIL).and_then(|detail| detail.to_str().ok());
            (serves, detail.map(str::to_owned))
        }
        // A service in this process may have no health of its own: who answers, is there.
        Ok(Err(status)) => (status.code() == Code::Unimplemented, None),
        Err(_) => (false, None),
    }
}

#[cfg(test)]
mod tests {
    use tonic::Status;

    use super::*;

    #[tokio::test]
    async fn one_service_that_is_away_is_enough_not_to_be_ready() {
        let here = Peer::new(tower::service_fn(async |_| Ok(Status::unimplemented("").into_http())));
        let away = Peer::new(tower::service_fn(async |_| Err("away".into())));
        let peers = BTreeMap::from([("a.v1".to_owned(), here.clone()), ("b.v1".to_owned(), away)]);
        let (status, lines) = ready(&peers, false).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(lines, "[+] a.v1 ok\n[-] b.v1 away\n");
        assert_eq!(ready(&BTreeMap::from([("a.v1".to_owned(), here)]), false).await.0, StatusCode::OK);
    }
}
