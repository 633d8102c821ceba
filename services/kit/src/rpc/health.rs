//! Health by `grpc.health.v1`: whether the database of a service is there, whole and of this installation's key. What a person should
//! know beside the status travels as metadata ([`DETAIL`]), also where the service serves, such as a clock in doubt.

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures::{Stream, StreamExt as _, future::BoxFuture, stream::BoxStream};
use http::Request;
use tokio::time::error::Elapsed;
use tonic::{Code, Response, Status, body::Body, metadata::MetadataValue};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse,
    health_check_response::ServingStatus,
    health_client::HealthClient,
    health_server::{Health, HealthServer},
};
use tower::{BoxError, Service, ServiceExt as _, service_fn, util::BoxCloneSyncService};

use crate::{rpc::Peer, storage::Store};

/// The metadata of an answer that says more than its status.
pub const DETAIL: &str = "sharedcourt-health";
/// With what the paths of the health service begin.
const PATH: &str = "/grpc.health.v1.Health/";
/// How long a part may take to say how it is.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a watch looks whether something changed.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// What a service says of its own beside its database, in English; absent while there is nothing to say.
pub type Notice = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// Whose health it is.
#[derive(Clone)]
enum Of {
    Store(Box<Store>, Notice),
    /// Of all services of a process, by their packages.
    Parts(Arc<[(&'static str, Peer)]>),
}

/// How it is.
struct Report {
    serves: bool,
    detail: Option<String>,
}

/// A service that answers for its health by its database.
#[must_use]
pub fn with_store(peer: Peer, store: &Store) -> Peer {
    with_notice(peer, store, Arc::new(|| None))
}

/// The same for a service that has more to say; a notice leaves it serving.
#[must_use]
pub fn with_notice(peer: Peer, store: &Store, notice: Notice) -> Peer {
    let health = HealthServer::new(Of::Store(Box::new(store.clone()), notice));
    BoxCloneSyncService::new(service_fn(move |request: Request<Body>| {
        let (peer, health) = (peer.clone(), health.clone());
        async move {
            if request.uri().path().starts_with(PATH) {
                return health.oneshot(request).await.map_err(BoxError::from);
            }
            peer.oneshot(request).await
        }
    }))
}

/// The health of a process that serves these services: of each by its package, of all of them by the empty name.
pub(crate) fn of_parts(parts: &[(&'static str, Peer)]) -> HealthServer<impl Health + Clone> {
    HealthServer::new(Of::Parts(parts.to_vec().into()))
}

impl Of {
    async fn report(&self, service: &str) -> Result<Report, Status> {
        match self {
            Self::Store(store, notice) => {
                let asked = tokio::time::timeout(PATIENCE, store.health()).await;
                let wrong = match asked {
                    Ok(Ok(())) => None,
                    Ok(Err(refusal)) => Some(refusal.text().en.clone()),
                    Err(_) => Some("the database does not answer".to_owned()),
                };
                if let Some(wrong) = &wrong {
                    tracing::warn!(service = store.service(), wrong, "not serving");
                }
                let doubt = store.clock_doubt().lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let detail = wrong.clone().or_else(|| doubt.clone()).or_else(|| notice());
                Ok(Report { serves: wrong.is_none(), detail })
            }
            Self::Parts(parts) => {
                let asked = parts.iter().filter(|(package, _)| service.is_empty() || service == *package);
                let asked: Vec<_> = asked.map(|(_, peer)| ask(peer.clone())).collect();
                if asked.is_empty() {
                    return Err(Status::not_found("no such service"));
                }
                let mut all = Report { serves: true, detail: None };
                for report in futures::future::join_all(asked).await {
                    all.serves &= report.serves;
                    all.detail = all.detail.or(report.detail);
                }
                Ok(all)
            }
        }
    }
}

/// How a part of this process is. One that has no health of its own is well: it answers.
fn ask(peer: Peer) -> BoxFuture<'static, Report> {
    Box::pin(async move {
        let mut client = HealthClient::new(Part(peer));
        let asked = client.check(HealthCheckRequest::default());
        report_of(tokio::time::timeout(2 * PATIENCE, asked).await)
    })
}

/// A part, as a generated client takes it.
#[derive(Clone)]
struct Part(Peer);

impl Service<Request<Body>> for Part {
    type Response = http::Response<Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.0.call(request))
    }
}

fn report_of(answer: Result<Result<Response<HealthCheckResponse>, Status>, Elapsed>) -> Report {
    match answer {
        Ok(Ok(answer)) => Report {
            detail: answer.metadata().get(DETAIL).and_then(|detail| detail.to_str().ok()).map(str::to_owned),
            serves: answer.get_ref().status() == ServingStatus::Serving,
        },
        Ok(Err(status)) => Report { serves: status.code() == Code::Unimplemented, detail: None },
        Err(_) => Report { serves: false, detail: None },
    }
}

fn message(serves: bool) -> HealthCheckResponse {
    let status = if serves { ServingStatus::Serving } else { ServingStatus::NotServing };
    HealthCheckResponse { status: status.into() }
}

#[tonic::async_trait]
impl Health for Of {
    type WatchStream = BoxStream<'static, Result<HealthCheckResponse, Status>>;

    async fn check(
        &self,
        request: tonic::Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let report = self.report(&request.get_ref().service).await?;
        let mut answer = Response::new(message(report.serves));
        if let Some(detail) = report.detail.and_then(|detail| MetadataValue::try_from(detail).ok()) {
            answer.metadata_mut().insert(DETAIL, detail);
        }
        Ok(answer)
    }

    async fn watch(
        &self,
        request: tonic::Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        Ok(Response::new(changes(self.clone(), request.into_inner().service).boxed()))
    }
}

/// The status now, and again each time it changed.
fn changes(of: Of, service: String) -> impl Stream<Item = Result<HealthCheckResponse, Status>> + Send {
    futures::stream::unfold((of, service, None::<bool>), async |(of, service, last)| {
        loop {
            let serves = of.report(&service).await.is_ok_and(|report| report.serves);
            if last != Some(serves) {
                return Some((Ok(message(serves)), (of, service, Some(serves))));
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    })
}
