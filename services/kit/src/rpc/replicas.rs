//! The replicas of a service beyond sockets: calls go round, and a replica that is not there is left alone for a while.
//!
//! A replica that refuses connections fails faster than any other answers, so a balancer that looks for the least busy one would
//! keep choosing it; and one that hangs takes its callers' time. Here the first failure takes a replica out of the turns. From then
//! on it is asked after its health beside the calls, more and more rarely up to [`LONGEST`], and no caller waits for it until it has
//! answered that. Where all are out, they are asked in turn all the same.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use arc_swap::ArcSwap;
use futures::future::BoxFuture;
use http::Uri;
use tonic::{
    body::Body,
    transport::{Channel, Endpoint, Error},
};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};
use tower::{BoxError, Service, ServiceExt as _};

use crate::{domain::Timestamp, rpc::Mtls};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(2);
/// How often a silent replica is asked whether it is there, and how long it may take to say so: one that hangs is left within the
/// sum of both, whatever TCP believes.
const PING: Duration = Duration::from_secs(2);
/// How long is waited before a replica that is out is asked after its health, and at the most; and how long it may take to answer.
const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(8);
const PATIENCE: Duration = Duration::from_secs(1);
/// A replica that has answered nothing for so long while calls wait for it is passed over, unless all are like that.
const SILENT: i64 = 1_000_000;
/// How often a host name is asked for its addresses.
const RESOLVE: Duration = Duration::from_secs(5);

/// One of the processes that do the same.
#[derive(Debug)]
struct Replica {
    channel: Channel,
    /// Out of the turns until it says that it is well.
    out: AtomicBool,
    /// How many calls wait for it, and since when nothing has come: since the first of them, or the last answer. In microseconds
    /// since 1970.
    waiting: AtomicUsize,
    silent_since: AtomicI64,
}

/// A service whose calls go to its replicas in turn.
#[derive(Clone, Debug)]
pub(crate) struct Replicas {
    known: Arc<ArcSwap<Vec<Arc<Replica>>>>,
    turn: Arc<AtomicUsize>,
}

impl Replicas {
    /// Nothing is connected before the first call.
    pub(crate) fn new(uris: &[Uri], mutual: Option<&Mtls>) -> Result<Self, Error> {
        let endpoints = uris.iter().map(|uri| endpoint(uri, mutual)).collect::<Result<Vec<_>, _>>()?;
        let replicas = endpoints.iter().map(|endpoint| Arc::new(Replica::new(endpoint.connect_lazy())));
        let known = Arc::new(ArcSwap::from_pointee(replicas.collect()));
        if uris.iter().any(|uri| named_host(uri).is_some()) {
            tokio::spawn(keep_resolving(Arc::downgrade(&known), uris.to_vec(), mutual.cloned()));
        }
        Ok(Self { known, turn: Arc::default() })
    }

    fn choose(&self, now: i64) -> Option<Arc<Replica>> {
        let known = self.known.load();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut in_turn = (0..known.len()).map(|step| &known[(turn + step) % known.len()]);
        in_turn.clone().find(|replica| replica.answers(now)).or_else(|| in_turn.next()).cloned()
    }
}

impl Replica {
    fn new(channel: Channel) -> Self {
        Self {
            channel,
            out: AtomicBool::new(false),
            waiting: AtomicUsize::new(0),
            silent_since: AtomicI64::new(0),
        }
    }

    fn answers(&self, now: i64) -> bool {
        let silent = self.waiting.load(Ordering::Relaxed) > 0
            && now - self.silent_since.load(Ordering::Relaxed) > SILENT;
        !silent && !self.out.load(Ordering::Relaxed)
    }

    fn answered(&self) {
        self.silent_since.store(Timestamp::now().micros(), Ordering::Relaxed);
    }

    /// Takes it out of the turns until it is well.
    fn failed(self: &Arc<Self>) {
        if !self.out.swap(true, Ordering::Relaxed) {
            tokio::spawn(ask_after(Arc::downgrade(self)));
        }
    }

    async fn is_well(&self) -> bool {
        let question = HealthCheckRequest { service: String::new() };
        let mut client = HealthClient::new(self.channel.clone());
        matches!(tokio::time::timeout(PATIENCE, client.check(question)).await, Ok(Ok(_)))
    }
}

/// Asks after the health of a replica that is out, until it is well or nobody knows it any more.
async fn ask_after(replica: Weak<Replica>) {
    let mut wait = FIRST;
    loop {
        tokio::time::sleep(wait).await;
        let Some(replica) = replica.upgrade() else { return };
        if replica.is_well().await {
            replica.answered();
            replica.out.store(false, Ordering::Relaxed);
            return;
        }
        wait = (wait * 2).min(LONGEST);
    }
}

/// A call that waits for a replica. Who stops waiting after a silence says that the replica hangs.
struct Waiting(Arc<Replica>);

impl Waiting {
    fn begin(replica: Arc<Replica>, now: i64) -> Self {
        if replica.waiting.fetch_add(1, Ordering::Relaxed) == 0 {
            replica.silent_since.store(now, Ordering::Relaxed);
        }
        Self(replica)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.0.answers(Timestamp::now().micros()) {
            self.0.failed();
        }
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Service<http::Request<Body>> for Replicas {
    type Response = http::Response<Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let now = Timestamp::now().micros();
        let chosen = self.choose(now).map(|replica| Waiting::begin(replica, now));
        Box::pin(async move {
            let Some(Waiting(replica)) = &chosen else { return Err("no replica is known".into()) };
            match replica.channel.clone().oneshot(request).await {
                Ok(response) => {
                    replica.answered();
                    Ok(response)
                }
                Err(fault) => {
                    replica.failed();
                    Err(fault.into())
                }
            }
        })
    }
}

fn endpoint(uri: &Uri, mutual: Option<&Mtls>) -> Result<Endpoint, Error> {
    let endpoint = Endpoint::from(uri.clone())
        .connect_timeout(CONNECT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(PING)
        .keep_alive_timeout(PING)
        .keep_alive_while_idle(true);
    match (uri.scheme_str(), mutual) {
        (Some("https"), Some(mutual)) => endpoint.tls_config(mutual.client(uri.host().unwrap_or_default())),
        _ => Ok(endpoint),
    }
}

/// The host and port of an address that is a name and not a number.
fn named_host(uri: &Uri) -> Option<(String, u16)> {
    let host = uri.host()?;
    let number = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    (!number).then(|| (host.to_owned(), port))
}

/// Keeps the replicas at what their names stand for now. One that stays keeps its connection; where a name is not known at the
/// moment, what it stood for last counts.
async fn keep_resolving(known: Weak<ArcSwap<Vec<Arc<Replica>>>>, uris: Vec<Uri>, mutual: Option<Mtls>) {
    let mut last: HashMap<(usize, Option<SocketAddr>), Arc<Replica>> = HashMap::new();
    loop {
        let mut next = HashMap::new();
        for (index, uri) in uris.iter().enumerate() {
            let mut addresses = vec![None];
            if let Some(host) = named_host(uri) {
                match tokio::net::lookup_host(host).await {
                    Ok(found) => addresses = found.map(Some).collect(),
                    Err(fault) => {
                        tracing::warn!(%uri, %fault, "the name of a service is not known now");
                        addresses = last.keys().filter(|(of, _)| *of == index).map(|(_, at)| *at).collect();
                    }
                }
            }
            for address in addresses {
                let replica = match last.get(&(index, address)) {
                    Some(replica) => Arc::clone(replica),
                    None => match at(uri, address, mutual.as_ref()) {
                        Some(replica) => replica,
                        None => continue,
                    },
                };
                next.insert((index, address), replica);
            }
        }
        let Some(known) = known.upgrade() else { return };
        let same = next.len() == last.len() && next.keys().all(|key| last.contains_key(key));
        if !next.is_empty() && !same {
            let mut replicas: Vec<_> = next.iter().collect();
            replicas.sort_by_key(|(key, _)| **key);
            known.store(Arc::new(replicas.into_iter().map(|(_, replica)| Arc::clone(replica)).collect()));
            last = next;
        }
        drop(known);
        tokio::time::sleep(RESOLVE).await;
    }
}

/// A replica of a service at one of the addresses of its name.
fn at(uri: &Uri, address: Option<SocketAddr>, mutual: Option<&Mtls>) -> Option<Arc<Replica>> {
    let endpoint = endpoint(uri, mutual).ok()?;
    let Some(address) = address else { return Some(Arc::new(Replica::new(endpoint.connect_lazy()))) };
    let connect = move |_: Uri| async move {
        let socket = tokio::net::TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        Ok::<_, std::io::Error>(hyper_util::rt::TokioIo::new(socket))
    };
    Some(Arc::new(Replica::new(endpoint.connect_with_connector_lazy(tower::service_fn(connect)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Replicas {
        let uris = ["http://127.0.0.1:1".parse().unwrap(), "http://127.0.0.1:2".parse().unwrap()];
        Replicas::new(&uris, None).unwrap()
    }

    fn chosen(replicas: &Replicas, now: i64) -> Vec<usize> {
        let known = replicas.known.load();
        let place =
            |replica: &Arc<Replica>| known.iter().position(|other| Arc::ptr_eq(other, replica)).unwrap();
        (0..4).map(|_| place(&replicas.choose(now).unwrap())).collect()
    }

    #[tokio::test]
    async fn a_replica_that_fails_is_out_until_it_is_well() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        drop(listener);
        let uris = [format!("http://{at}").parse().unwrap(), "http://127.0.0.1:2".parse().unwrap()];
        let replicas = Replicas::new(&uris, None).unwrap();
        let known = replicas.known.load();
        assert_eq!(chosen(&replicas, 0), [0, 1, 0, 1]);
        known[0].failed();
        assert_eq!(chosen(&replicas, 0), [1, 1, 1, 1]);
        known[1].failed();
        assert_eq!(chosen(&replicas, 0), [0, 1, 0, 1], "all are out: asked all the same");
        let (_, health) = tonic_health::server::health_reporter();
        tokio::spawn(tonic::transport::Server::builder().add_service(health).serve(at));
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if !known[0].out.load(Ordering::Relaxed) {
                break;
            }
        }
        assert_eq!(chosen(&replicas, Timestamp::now().micros()), [0, 0, 0, 0]);
    }

    #[tokio::test]
    async fn a_replica_that_hangs_is_passed_over_while_another_answers() {
        let replicas = two();
        let known = replicas.known.load();
        let begun = Timestamp::now().micros() - 2 * SILENT;
        let waits = Waiting::begin(Arc::clone(&known[0]), begun);
        assert_eq!(chosen(&replicas, begun + SILENT / 2), [0, 1, 0, 1], "not silent for long");
        assert_eq!(chosen(&replicas, begun + 2 * SILENT), [1, 1, 1, 1]);
        drop(waits);
        let now = Timestamp::now().micros();
        assert_eq!(chosen(&replicas, now), [1, 1, 1, 1], "who gave up waiting has taken it out");
        assert_eq!(known[0].waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_name_stands_for_all_its_addresses() {
        let replicas = Replicas::new(&["http://localhost:1".parse().unwrap()], None).unwrap();
        let first = Arc::clone(&replicas.known.load()[0]);
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            if !Arc::ptr_eq(&first, &replicas.known.load()[0]) {
                break;
            }
        }
        let found = tokio::net::lookup_host(("localhost", 1)).await.unwrap().count();
        assert_eq!(replicas.known.load().len(), found);
        assert!(named_host(&"http://[::1]:9".parse().unwrap()).is_none());
        assert_eq!(named_host(&"https://courts".parse().unwrap()), Some(("courts".into(), 443)));
    }
}
