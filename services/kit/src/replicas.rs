//! The replicas of a service beyond sockets: calls go round, and a replica that is not there is left alone for a while.
//!
//! A replica that refuses connections fails faster than any other answers, so a balancer that looks for the least busy one would
//! keep choosing it. Here each failure opens its circuit for a time that doubles, up to [`LONGEST`]; the first call after that time
//! finds out whether it is back. Where all are away, the one whose time is up first is asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures::future::BoxFuture;
use http::Uri;
use tonic::{
    body::Body,
    transport::{Channel, Endpoint},
};
use tower::{BoxError, Service, ServiceExt as _};

use crate::moment::Moment;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(2);
/// How often a silent replica is asked whether it is there, and how long it may take to say so: one that hangs is left within the
/// sum of both, whatever TCP believes.
const PING: Duration = Duration::from_secs(5);
/// For how long a replica is left alone after its first failure, and at the most.
const FIRST: i64 = 250_000;
const LONGEST: i64 = 8_000_000;

struct Replica {
    channel: Channel,
    failures: AtomicU32,
    /// In microseconds since 1970.
    away_until: AtomicI64,
}

/// A service whose calls go to its replicas in turn.
#[derive(Clone)]
pub(crate) struct Replicas {
    replicas: Arc<[Replica]>,
    turn: Arc<AtomicUsize>,
}

impl Replicas {
    /// Nothing is connected before the first call.
    pub(crate) fn new(uris: &[Uri]) -> Self {
        let replicas = uris.iter().map(|uri| {
            let endpoint = Endpoint::from(uri.clone())
                .connect_timeout(CONNECT)
                .tcp_nodelay(true)
                .http2_keep_alive_interval(PING)
                .keep_alive_timeout(PING)
                .keep_alive_while_idle(true);
            let channel = endpoint.connect_lazy();
            Replica { channel, failures: AtomicU32::new(0), away_until: AtomicI64::new(i64::MIN) }
        });
        Self { replicas: replicas.collect(), turn: Arc::default() }
    }

    fn choose(&self, now: i64) -> Option<usize> {
        let count = self.replicas.len();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let in_turn = (0..count).map(|step| (turn + step) % count);
        in_turn
            .clone()
            .find(|index| self.replicas[*index].away_until.load(Ordering::Relaxed) <= now)
            .or_else(|| in_turn.min_by_key(|index| self.replicas[*index].away_until.load(Ordering::Relaxed)))
    }
}

impl Replica {
    fn answered(&self) {
        self.failures.store(0, Ordering::Relaxed);
        self.away_until.store(i64::MIN, Ordering::Relaxed);
    }

    fn failed(&self, now: i64) {
        let failures = self.failures.fetch_add(1, Ordering::Relaxed);
        let wait = FIRST.saturating_mul(1 << failures.min(10)).min(LONGEST);
        self.away_until.store(now.saturating_add(wait), Ordering::Relaxed);
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
        let replicas = Arc::clone(&self.replicas);
        let chosen = self.choose(Moment::now().micros());
        Box::pin(async move {
            let Some(replica) = chosen.and_then(|index| replicas.get(index)) else {
                return Err("no replica is known".into());
            };
            match replica.channel.clone().oneshot(request).await {
                Ok(response) => {
                    replica.answered();
                    Ok(response)
                }
                Err(fault) => {
                    replica.failed(Moment::now().micros());
                    Err(fault.into())
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_replica_that_fails_is_left_alone_and_asked_again() {
        let uris = ["http://127.0.0.1:1".parse().unwrap(), "http://127.0.0.1:2".parse().unwrap()];
        let replicas = Replicas::new(&uris);
        let chosen = |now: i64| (0..4).map(|_| replicas.choose(now).unwrap()).collect::<Vec<_>>();
        assert_eq!(chosen(0), [0, 1, 0, 1]);
        replicas.replicas[0].failed(0);
        assert_eq!(chosen(1), [1, 1, 1, 1]);
        assert!(chosen(FIRST).contains(&0), "its time is up");
        replicas.replicas[0].failed(0);
        replicas.replicas[1].failed(0);
        assert_eq!(chosen(1), [1, 1, 1, 1], "the one whose time is up first");
        replicas.replicas[0].answered();
        assert_eq!(chosen(1), [0, 0, 0, 0]);
        for _ in 0..100 {
            replicas.replicas[1].failed(0);
        }
        assert_eq!(replicas.replicas[1].away_until.load(Ordering::Relaxed), LONGEST);
    }
}
