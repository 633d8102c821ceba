//! TLS on the gateway, and a certificate that is renewed.

use std::{path::Path, sync::Arc, time::Duration};

use gateway::{Settings, Tls};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use crate::world::World;

/// A new certificate in the files of this folder.
fn renew(folder: &Path) -> rustls::pki_types::CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    made.cert.der().clone()
}

/// Asks over TLS, believing this certificate alone.
async fn ask(
    world: &World,
    believed: &rustls::pki_types::CertificateDer<'static>,
    alpn: &[u8],
) -> Option<(String, Vec<u8>)> {
    let mut roots = RootCertStore::empty();
    roots.add(believed.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![alpn.to_vec()];
    let socket = TcpStream::connect(world.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut socket = TlsConnector::from(Arc::new(config)).connect(name, socket).await.ok()?;
    let chosen = socket.get_ref().1.alpn_protocol().unwrap_or_default().to_vec();
    if alpn == b"h2" {
        return Some((String::new(), chosen));
    }
    socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut said = Vec::new();
    let _ = socket.read_to_end(&mut said).await;
    Some((String::from_utf8(said).unwrap(), chosen))
}

#[tokio::test]
async fn a_renewed_certificate_needs_no_restart_and_a_broken_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = renew(folder.path());
    let tls = Tls::open(folder.path().join("cert.pem"), folder.path().join("key.pem")).unwrap();
    let world = World::with(Settings { tls: Some(tls), ..Settings::default() }).await;
    let (said, _) = ask(&world, &first, b"http/1.1").await.unwrap();
    assert!(
        said.starts_with("HTTP/1.1 200 OK") && said.contains("strict-transport-security: max-age=31536000"),
        "{said}"
    );
    assert_eq!(ask(&world, &first, b"h2").await.unwrap().1, b"h2");

    std::fs::write(folder.path().join("cert.pem"), "nothing of the kind").unwrap();
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert!(ask(&world, &first, b"http/1.1").await.is_some());

    let second = renew(folder.path());
    for _ in 0..100 {
        if ask(&world, &second, b"http/1.1").await.is_some() {
            assert!(ask(&world, &first, b"http/1.1").await.is_none());
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the new certificate is not shown");
}

#[test]
fn files_that_are_no_certificate_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let fault = Tls::open(folder.path().join("cert.pem"), folder.path().join("key.pem")).unwrap_err();
    assert!(fault.to_string().contains("cert.pem"), "{fault}");
}
