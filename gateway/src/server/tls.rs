//! TLS of the listener, from the files of a certificate and its key. They are read again when they have changed, so that a renewed
//! certificate needs no restart; what can't be read leaves the one before in force.

use std::{
    convert::Infallible,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use arc_swap::ArcSwap;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio_rustls::TlsAcceptor;

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Why a certificate can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// A file can't be read as PEM.
    #[error("{0}: {1}")]
    File(PathBuf, String),
    /// Certificate and key don't go together, or not with what we speak.
    #[error(transparent)]
    Unusable(#[from] rustls::Error),
}

/// The certificate in force.
#[derive(Clone)]
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    config: Arc<ArcSwap<ServerConfig>>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files of a chain of certificates and of the key of the first.
    pub fn open(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Result<Self, TlsFault> {
        let (certificate, key) = (certificate.into(), key.into());
        let config = Arc::new(ArcSwap::from_pointee(read(&certificate, &key)?));
        Ok(Self { certificate, key, config })
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.config.load_full().into()
    }

    /// Watches the files until cancelled.
    pub(crate) async fn follow(self) -> Infallible {
        let mut seen = self.changed();
        loop {
            tokio::time::sleep(LOOK).await;
            let now = self.changed();
            if now == seen {
                continue;
            }
            seen = now;
            match read(&self.certificate, &self.key) {
                Ok(config) => {
                    self.config.store(Arc::new(config));
                    tracing::info!("certificate read again");
                }
                Err(fault) => {
                    tracing::error!(%fault, "the new certificate can't be used; the old one stays in force");
                }
            }
        }
    }

    fn changed(&self) -> [Option<SystemTime>; 2] {
        let changed = |path: &Path| -> io::Result<SystemTime> { std::fs::metadata(path)?.modified() };
        [changed(&self.certificate).ok(), changed(&self.key).ok()]
    }
}

fn read(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsFault> {
    let fault =
        |path: &Path, fault: &dyn std::fmt::Display| TlsFault::File(path.to_owned(), fault.to_string());
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|why| fault(certificate, &why))?;
    let key = PrivateKeyDer::from_pem_file(key).map_err(|why| fault(key, &why))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
