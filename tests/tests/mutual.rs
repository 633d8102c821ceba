//! Mutual TLS between the processes of an installation: a peer without a certificate of its authority is refused.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::path::Path;

use installation::{Database, cluster::Cluster};
use kit::rpc::Mtls;
use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair};
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

/// An authority and a certificate of it, as PEM files in a folder.
fn certify(folder: &Path, name: &str) -> [String; 6] {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let mut process = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    process.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = process.signed_by(&key, &issuer).unwrap();
    let write = |what: &str, text: String| {
        let path = folder.join(format!("{name}-{what}.pem"));
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    [
        "--peer-cert".into(),
        write("cert", certificate.pem()),
        "--peer-key".into(),
        write("key", key.serialize_pem()),
        "--peer-ca".into(),
        write("ca", authority_certificate.pem()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_show_certificates_do_the_job_and_strangers_are_not_heard() {
    let folder = tempfile::tempdir().unwrap();
    let ours = certify(folder.path(), "ours");
    let theirs = certify(folder.path(), "theirs");
    let given: Vec<&str> = ours.iter().map(String::as_str).collect();
    let mut cluster = Cluster::of(folder, Database::Sqlite, 1, &given, "https://").await;
    let installation = cluster.installation();
    installation.job().await;

    let at = cluster.dispatch[0].url.trim_start_matches("http://127.0.0.1:").to_owned();
    let peer = format!("localhost:{at}");
    let asked = installation.run(&[&["health", "--peer", &peer], given.as_slice()].concat()).await;
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let asked = installation.run(&["health", "--peer", &peer]).await;
    assert!(!asked.status.success(), "heard without a certificate");

    // The right authority for the server, and a certificate of somebody else's to show.
    let stranger = Mtls::open(Path::new(&theirs[1]), Path::new(&theirs[3]), Path::new(&ours[5])).unwrap();
    let uri = format!("https://{peer}").parse().unwrap();
    let line = kit::rpc::client::remote(&[uri], Some(&stranger)).unwrap();
    assert!(HealthClient::new(line).check(HealthCheckRequest::default()).await.is_err());
}
