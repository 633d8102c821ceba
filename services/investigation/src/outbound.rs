//! Connections to addresses that somebody typed. A name is resolved once, each of its addresses is checked, and the connection goes to
//! one of those and nowhere else.

use std::{
    io,
    net::SocketAddr,
    task::{Context, Poll},
    time::Duration,
};

use futures::future::BoxFuture;
use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tower::Service;

use crate::domain::outbound::Allow;

/// How long a name and a connection are waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why there is no way to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The name stands for no address.
    Unresolved,
    /// One of its addresses is not to be connected to.
    Inside,
}

/// The addresses of a host, all of them found to be in order.
pub(crate) async fn addresses(allow: &Allow, (host, port): (&str, u16)) -> Result<Vec<SocketAddr>, Fault> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found = timeout(PATIENCE, lookup_host((bare, port))).await;
    let found: Vec<SocketAddr> = found.ok().and_then(Result::ok).map(Iterator::collect).unwrap_or_default();
    if found.is_empty() {
        return Err(Fault::Unresolved);
    }
    let inside = found.iter().any(|address| !allow.admits(host, port, address.ip()));
    if inside { Err(Fault::Inside) } else { Ok(found) }
}

/// Connects to checked addresses alone.
#[derive(Clone, Debug)]
pub(crate) struct Connector(pub(crate) Allow);

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = io::Error;
    type Future = BoxFuture<'static, io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let allow = self.0.clone();
        Box::pin(async move {
            let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
            let host = uri.host().unwrap_or_default();
            let found = addresses(&allow, (host, port)).await.map_err(|fault| {
                io::Error::new(io::ErrorKind::PermissionDenied, format!("not connected: {fault:?}"))
            })?;
            let stream = timeout(PATIENCE, TcpStream::connect(found.as_slice())).await;
            stream.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?.map(TokioIo::new)
        })
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// Numbers and names in every spelling that the resolver of this machine reads as an address inside.
    #[tokio::test]
    async fn a_host_is_judged_by_what_it_resolves_to() {
        let none = Allow::default();
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.1",
            "localhost",
            "LOCALHOST",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "169.254.169.254",
            "10.0.0.1",
            "192.168.0.1",
            "[fe80::1]",
            "0.0.0.0",
        ] {
            assert_eq!(addresses(&none, (host, 80)).await, Err(Fault::Inside), "{host}");
        }
        assert_eq!(addresses(&none, ("no-such-host.invalid", 80)).await, Err(Fault::Unresolved));
        assert!(addresses(&none, ("8.8.8.8", 443)).await.is_ok());
    }

    #[tokio::test]
    async fn a_connection_is_checked_again_and_refused_before_it_is_made() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let uri: Uri = format!("http://127.0.0.1:{port}/").parse().unwrap();
        let refused = Connector(Allow::default()).call(uri.clone()).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        assert!(timeout(Duration::from_millis(50), listener.accept()).await.is_err(), "nothing came");
        let allow = Allow(vec![format!("127.0.0.1:{port}").parse().unwrap()]);
        assert!(Connector(allow).call(uri).await.is_ok());
    }
}
