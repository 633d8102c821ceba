//! Mutual TLS between the processes of an installation: each presents a certificate, and each trusts those of one authority alone.

use std::{io, path::Path};

use tonic::transport::{Certificate, ClientTlsConfig, Identity, ServerTlsConfig};

/// What a process shows, and whom it believes.
#[derive(Clone)]
pub struct Mtls {
    identity: Identity,
    authority: Certificate,
}

impl std::fmt::Debug for Mtls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mtls")
    }
}

impl Mtls {
    /// Reads a certificate, its key and the authority's certificate, all PEM. The certificate must be good for both sides of a
    /// connection and name the host under which the process is reached, and `localhost` for health checks.
    pub fn open(certificate: &Path, key: &Path, authority: &Path) -> io::Result<Self> {
        Ok(Self {
            identity: Identity::from_pem(std::fs::read(certificate)?, std::fs::read(key)?),
            authority: Certificate::from_pem(std::fs::read(authority)?),
        })
    }

    /// For who answers.
    #[must_use]
    pub fn server(&self) -> ServerTlsConfig {
        ServerTlsConfig::new().identity(self.identity.clone()).client_ca_root(self.authority.clone())
    }

    /// For who asks the host of this name.
    #[must_use]
    pub fn client(&self, host: &str) -> ClientTlsConfig {
        let client = ClientTlsConfig::new().identity(self.identity.clone());
        client.ca_certificate(self.authority.clone()).domain_name(host)
    }
}
