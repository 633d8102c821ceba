//! The socket: takes connections of HTTP/1.1 and HTTP/2 until shutdown, then drains. Connections
//! are bounded in sum, by the file descriptors of the process, and for each address; one without a call for a while is closed.

use std::{convert::Infallible, io, net::IpAddr, time::Duration};

use axum::{
    Router,
    extract::Request,
    middleware::{self, Next},
};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use kit::{rpc::shares::Shares, telemetry::metrics};
use tower::ServiceExt as _;

use super::tls::Tls;
use crate::{
    Settings,
    limits::{in_flight::InFlight, rate::block},
};

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address(pub(crate) IpAddr);

/// How often a silent HTTP/2 connection is asked whether it is still there, and how long it may take to answer.
const PING: Duration = Duration::from_secs(20);
/// Streams that one connection may have open at a time.
const STREAMS: u32 = 1024;
/// The largest head that a request may have over HTTP/2.
const LARGEST_HEAD: u32 = 64 * 1024;
/// Streams that one connection may reset, or have reset, before it is ended: the flood of CVE-2023-44487.
const RESETS: usize = 64;
/// Bytes of answers that wait for a reader on one stream.
const SEND_BUFFER: usize = 256 * 1024;
/// File descriptors that are kept back from connections: for databases, files of evidence, sockets to other services.
const DESCRIPTORS_KEPT_BACK: u64 = 256;
/// What HTTP/2 begins with.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How long to wait where no connection can be taken, as when no file handle is free.
const BREATH: Duration = Duration::from_millis(50);

/// How long a connection on which nothing is under way may take to close at the end.
const CLOSING: Duration = Duration::from_millis(250);

/// Connections, and how they end.
pub(crate) struct Connections {
    builder: Builder<TokioExecutor>,
    router: Router,
    tls: Option<Tls>,
    patience: Duration,
    /// At a time, in sum.
    most: usize,
    /// At a time from one address; `None` behind a proxy, whose address all have.
    most_of_one: Option<usize>,
    idle: Duration,
    addresses: Shares<IpAddr>,
    graceful: GracefulShutdown,
    running: JoinSet<()>,
    active: InFlight,
}

impl Connections {
    pub(crate) fn new(router: Router, settings: &Settings) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().timer(TokioTimer::new()).header_read_timeout(settings.patience);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(PING)
            .keep_alive_timeout(PING)
            .max_concurrent_streams(STREAMS)
            .max_header_list_size(LARGEST_HEAD)
            .max_pending_accept_reset_streams(Some(RESETS))
            .max_local_error_reset_streams(Some(RESETS))
            .max_send_buf_size(SEND_BUFFER)
            .adaptive_window(true);
        let active = InFlight::new();
        let counting = active.clone();
        let router = router.layer(middleware::from_fn(move |mut request: Request, next: Next| {
            let call = counting.begin();
            let of_connection = request.extensions_mut().remove::<InFlight>().map(|active| active.begin());
            async move {
                let response = next.run(request).await.map(|body| call.until_the_end_of(body));
                response.map(|body| match of_connection {
                    Some(call) => call.until_the_end_of(body),
                    None => body,
                })
            }
        }));
        let budgets = &settings.budgets;
        Self {
            builder,
            router,
            tls: settings.tls.clone(),
            patience: settings.patience,
            most: budgets.connections.min(descriptors()),
            most_of_one: (!settings.rates.behind_proxy).then_some(budgets.connections_of_one),
            idle: budgets.idle,
            addresses: Shares::default(),
            graceful: GracefulShutdown::new(),
            running: JoinSet::new(),
            active,
        }
    }

    /// Accepts connections until cancelled.
    pub(crate) async fn accept(&mut self, listener: &TcpListener) -> Infallible {
        loop {
            match listener.accept().await {
                Ok((socket, peer)) => self.start(socket, peer.ip()),
                Err(fault) if is_the_callers(&fault) => {}
                Err(fault) => {
                    tracing::error!(%fault, "no connection can be taken");
                    tokio::time::sleep(BREATH).await;
                }
            }
            while self.running.try_join_next().is_some() {}
            while self.running.len() >= self.most {
                self.running.join_next().await;
            }
        }
    }

    fn start(&mut self, socket: TcpStream, peer: IpAddr) {
        // Somebody who holds many connections leaves room for others: half of all at the most, whatever the bound.
        let most_of_one = self.most_of_one.map(|most| most.min(self.most / 2).max(1));
        let share = match most_of_one.map(|most| self.addresses.take(block(peer), 1, most)) {
            Some(None) => {
                metrics::turned_away("connections_of_one");
                return;
            }
            Some(share) => share,
            None => None,
        };
        // Small answers must not wait for more to come.
        if let Err(fault) = socket.set_nodelay(true) {
            tracing::debug!(%fault, "no TCP_NODELAY");
        }
        let (builder, watcher) = (self.builder.clone(), self.graceful.watcher());
        let in_flight = InFlight::new();
        let (counting, idle) = (in_flight.clone(), self.idle);
        let service = self.router.clone().map_request(move |mut request: http::Request<Incoming>| {
            request.extensions_mut().insert(Address(peer));
            request.extensions_mut().insert(counting.clone());
            request
        });
        let service = TowerToHyperService::new(service);
        let (acceptor, patience) = (self.tls.as_ref().map(Tls::acceptor), self.patience);
        self.running.spawn(async move {
            let _share = share;
            // Before its protocol is known, neither HTTP version's timeout applies to a connection.
            if tokio::time::timeout(patience, speaks(&socket)).await.is_err() {
                tracing::debug!("connection that says nothing");
                return;
            }
            let served = async {
                match acceptor {
                    None => {
                        watcher
                            .watch(builder.serve_connection(TokioIo::new(socket), service).into_owned())
                            .await
                    }
                    Some(acceptor) => match tokio::time::timeout(patience, acceptor.accept(socket)).await {
                        Ok(Ok(socket)) => {
                            watcher
                                .watch(builder.serve_connection(TokioIo::new(socket), service).into_owned())
                                .await
                        }
                        Ok(Err(fault)) => Err(fault.into()),
                        Err(_) => Err("a handshake that does not end".into()),
                    },
                }
            };
            tokio::select! {
                ended = served => {
                    if let Err(fault) = ended {
                        tracing::debug!(%fault, "connection ended badly");
                    }
                }
                () = in_flight.idle_for(idle) => tracing::debug!("connection without a call closed"),
            }
        });
    }

    /// Lets what runs come to its end, and cuts off what has not by then, or on what nothing runs at all.
    pub(crate) async fn finish(mut self, longest: Duration) {
        let idle = async {
            self.active.none().await;
            tokio::time::sleep(CLOSING).await;
        };
        tokio::select! {
            () = self.graceful.shutdown() => {}
            () = idle => {}
            () = tokio::time::sleep(longest) => {
                tracing::warn!(connections = self.running.len(), "cut off at the end of the drain");
            }
        }
        self.running.shutdown().await;
    }
}

/// How many connections the process has descriptors for.
fn descriptors() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).current;
    let left = limit.map_or(u64::MAX, |limit| limit.saturating_sub(DESCRIPTORS_KEPT_BACK.min(limit / 2)));
    usize::try_from(left).unwrap_or(usize::MAX).max(1)
}

/// Resolves when enough has come to know which version of HTTP it is, or when no more will come.
async fn speaks(socket: &TcpStream) {
    let mut begun = [0; PREFACE.len()];
    loop {
        match socket.peek(&mut begun).await {
            // What has come may still become the preface of HTTP/2.
            Ok(length) if (1..PREFACE.len()).contains(&length) && PREFACE.starts_with(&begun[..length]) => {
                tokio::time::sleep(BREATH).await;
            }
            Ok(_) | Err(_) => return,
        }
    }
}

fn is_the_callers(fault: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(fault.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    #[tokio::test]
    async fn a_connection_speaks_when_it_is_clear_what() {
        for (pieces, is_clear) in [
            (&[][..], false),
            (&[&b"P"[..], b"RI * HT"], false),
            (&[b"P", b"OST / HTTP/1.1"], true),
            (&[b"GET"], true),
            (&[b"PRI * ", b"HTTP/2.0\r\n\r\nSM\r\n\r\n"], true),
        ] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut caller = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (socket, _) = listener.accept().await.unwrap();
            for piece in pieces {
                caller.write_all(piece).await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let spoken = tokio::time::timeout(Duration::from_millis(300), speaks(&socket)).await;
            assert_eq!(spoken.is_ok(), is_clear, "{pieces:?}");
        }
    }
}
