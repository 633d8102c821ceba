//! One port that answers gRPC, gRPC-web and REST for every service of an installation.
//!
//! The gateway owns the transport: which service owns a method, who calls, how a REST request becomes a message and a message JSON,
//! how a refusal looks on the wire, how a stream reaches a browser, when a call is too late, how the process drains. All of it is
//! derived from the contract's descriptors when the gateway is built. A method that is added to the contract and to its service is
//! reachable without a change here, and no word of the domain belongs in this crate. The gateway does not decide on access: it says
//! who calls, and the services decide.
//!
//! Start reading with [`Gateway`], then `router` (the choice between gRPC and REST), `http::rest` and `grpc::proxy` (the two ways),
//! `contract` (what is derived), `json` and `http::query` (how a request is read), `http::problem` (how a refusal is written).

use std::{collections::BTreeMap, convert::Infallible, fmt, future::Future, sync::Arc, time::Duration};

use ::http::HeaderValue;
use axum::Router;
use kit::{
    access::{AssertionSigner, keys::Keys, token::Reader},
    domain::refusal::Text,
    rpc::{
        Peer,
        audit::{AuditLayer, SharedSink},
    },
};
use prost_reflect::DescriptorPool;
use tokio::{net::TcpListener, sync::watch};
use tonic::service::Routes;
use tonic_health::{ServingStatus, server::HealthReporter};

mod auth;
mod contract;
mod export;
mod grpc;
mod http;
mod json;
mod limits;
mod router;
mod server;
mod site;

use auth::{authentication::Authentication, guests::Guests, oidc::Oidc, sign_in::cookies::Cookies};
pub use auth::{
    guests::Guest,
    oidc::{OidcFault, OidcSettings},
};
use contract::Contract;
pub use limits::{
    concurrency::Budgets,
    rate::{Rate, RateSettings},
};
use limits::{concurrency::ConcurrencyLimit, rate::Rates};
pub use server::tls::{Tls, TlsFault};
use site::contract_pages::ContractPages;
pub use site::{Site, SiteFault};

/// The service that authenticates persons.
const IDENTITY: &str = proto::access::v1::identity_service_server::SERVICE_NAME;

/// The services behind the gateway, by the packages of the contract that they own.
#[derive(Clone, Default)]
pub struct Upstreams {
    peers: BTreeMap<String, Peer>,
    audit: Option<SharedSink>,
}

impl Upstreams {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the service that owns a package, for example `sharedcourt.access.v1`. One service may own several.
    #[must_use]
    pub fn with(mut self, package: impl Into<String>, peer: Peer) -> Self {
        self.peers.insert(package.into(), peer);
        self
    }

    /// Has every call recorded, those that a service was named for until here on their way to it.
    #[must_use]
    pub fn audited(mut self, sink: &SharedSink, keys: &Keys) -> Self {
        let layer = AuditLayer::new(Arc::clone(sink), keys);
        self.peers = self.peers.into_iter().map(|(package, peer)| (package, layer.before(peer))).collect();
        self.audit = Some(Arc::clone(sink));
        self
    }

    fn peer(&self, package: &str) -> Option<&Peer> {
        self.peers.get(package)
    }
}

impl fmt::Debug for Upstreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.peers.keys()).finish()
    }
}

/// How the gateway behaves.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The longest that a call may take which is no stream; 30 seconds. A caller's `grpc-timeout` counts where it is shorter.
    pub deadline: Duration,
    /// The longest that a call may take which sends a stream and gets one answer, as an upload; an hour.
    pub upload: Duration,
    /// How long running calls may take after shutdown began; 10 seconds.
    pub drain: Duration,
    /// How much may be under way at a time. More is refused at once and asked to come again.
    pub budgets: Budgets,
    /// How long a client may take over the head of a request, be silent between two of HTTP/1.1, or in the body of an upload; 30
    /// seconds.
    pub patience: Duration,
    /// How often the register is asked whether the caller of a stream is still who they were when it opened; every 30 seconds.
    pub look: Duration,
    /// How often one may call; without a bound.
    pub rates: RateSettings,
    /// The certificate of the listener; none, and so no TLS.
    pub tls: Option<Tls>,
    /// Origins whose pages may call from a browser, beside our own; none.
    pub origins: Vec<HeaderValue>,
    /// The identity provider of the installation; none, and one signs in with a password alone.
    pub oidc: Option<OidcSettings>,
    /// Whether gRPC reflection answers; it does.
    pub reflection: bool,
    /// A notice at the top of every page; none.
    pub notice: Option<Text>,
    /// The files that browsers are served; none.
    pub site: Site,
    /// Whom anybody may sign in as by one press, on a machine of their own; nobody.
    pub guests: Vec<Guest>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(30),
            upload: Duration::from_hours(1),
            drain: Duration::from_secs(10),
            budgets: Budgets::default(),
            patience: Duration::from_secs(30),
            look: Duration::from_secs(30),
            rates: RateSettings::default(),
            tls: None,
            origins: Vec::new(),
            oidc: None,
            reflection: true,
            notice: None,
            site: Site::default(),
            guests: Vec::new(),
        }
    }
}

/// Why a gateway can't be put together. Found when the process starts, never by a call.
#[derive(Debug, thiserror::Error)]
pub enum WiringFault {
    /// The descriptors don't know `google.api.http`.
    #[error("the contract does not hold google.api.http")]
    NoHttpOption,
    /// Nobody can say who a person is.
    #[error("no upstream owns {IDENTITY}")]
    NoIdentity,
    /// An upstream was named for a package without a service.
    #[error("the contract has no service in package {0}")]
    UnknownPackage(String),
    /// A method's REST annotation can't be served.
    #[error("{path}: {why}")]
    Operation {
        /// The method.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// The identity provider can't be used.
    #[error("identity provider: {0}")]
    Oidc(#[from] OidcFault),
    /// The descriptors can't be offered for reflection.
    #[error("reflection: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// The REST surface of the contract as an OpenAPI 3.1 document.
pub fn openapi() -> Result<serde_json::Value, WiringFault> {
    let nobody = Peer::new(tower::service_fn(async |_| Err("nobody".into())));
    let packages = proto::POOL.services().map(|service| service.parent_file().package_name().to_owned());
    let upstreams = packages.fold(Upstreams::new(), |all, package| all.with(package, nobody.clone()));
    Ok(contract::openapi::document(&Contract::new(&proto::POOL, &upstreams)?, env!("CARGO_PKG_VERSION")))
}

/// The gateway. Cheap to clone; every clone is the same gateway.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

/// What all calls share.
struct Inner {
    upstreams: Upstreams,
    settings: Settings,
    contract: Contract,
    identity: Arc<Authentication>,
    concurrency: ConcurrencyLimit,
    /// Health and reflection.
    own: Routes,
    reporter: HealthReporter,
    draining: watch::Sender<bool>,
    pages: ContractPages,
    rates: Rates,
    oidc: Option<Oidc>,
    guests: Guests,
}

impl Inner {
    fn draining(&self) -> limits::body_timeout::Draining {
        self.draining.subscribe()
    }
}

impl Gateway {
    /// Reads the contract and makes everything ready that a call needs.
    pub async fn new(upstreams: Upstreams, keys: &Keys, settings: Settings) -> Result<Self, WiringFault> {
        Self::of_contract(&proto::POOL, upstreams, keys, settings).await
    }

    /// The same for a contract that is not sharedcourt's own.
    pub async fn of_contract(
        pool: &DescriptorPool,
        upstreams: Upstreams,
        keys: &Keys,
        settings: Settings,
    ) -> Result<Self, WiringFault> {
        let package = IDENTITY.rsplit_once('.').map_or("", |(package, _)| package);
        let register = upstreams.peer(package).ok_or(WiringFault::NoIdentity)?.clone();
        let known = |package: &String| pool.services().any(|s| s.parent_file().package_name() == package);
        if let Some(unknown) = upstreams.peers.keys().find(|package| !known(package)) {
            return Err(WiringFault::UnknownPackage(unknown.clone()));
        }
        let contract = Contract::new(pool, &upstreams)?;
        // Behind a proxy it is the proxy that speaks TLS with browsers.
        let secure = settings.tls.is_some() || settings.rates.behind_proxy;
        let oidc = settings.oidc.clone().map(|settings| Oidc::new(settings, keys, secure)).transpose()?;
        let identity = Arc::new(Authentication {
            reader: Reader::new(keys),
            signer: AssertionSigner::new(keys, "gateway"),
            register,
            cookies: Cookies::new(keys, secure),
        });
        let described = settings.reflection.then(|| pool.encode_to_vec());
        let (own, reporter) = server::health::own_services(&contract.services, described.as_deref()).await?;
        let concurrency = ConcurrencyLimit::new(&settings.budgets);
        let draining = watch::Sender::new(false);
        let pages = ContractPages::new(&contract, settings.notice.as_ref());
        let rates = Rates::new(&settings.rates);
        let guests = Guests::new(settings.guests.clone(), settings.rates.behind_proxy);
        Ok(Self(Arc::new(Inner {
            upstreams,
            settings,
            contract,
            identity,
            concurrency,
            own,
            reporter,
            draining,
            pages,
            rates,
            oidc,
            guests,
        })))
    }

    /// Everything that the gateway answers, to be served by a process that has a socket.
    pub fn router(&self) -> Router {
        router::router(Arc::clone(&self.0))
    }

    /// Serves on a socket until the future resolves; then drains and returns: health says NOT_SERVING, no connection is taken any
    /// more, streams end with a word to continue from the cursor, and other calls have [`Settings::drain`] to finish.
    pub async fn serve(&self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        self.0.guests.heard_at(listener.local_addr().ok());
        let mut connections = server::listener::Connections::new(self.router(), &self.0.settings);
        tokio::select! {
            never = connections.accept(&listener) => match never {},
            never = self.maintain() => match never {},
            () = shutdown => {}
        }
        self.drain().await;
        drop(listener);
        connections.finish(self.0.settings.drain).await;
    }

    /// Reloads certificates and drops idle rate limits, until cancelled.
    async fn maintain(&self) -> Infallible {
        let tls = async {
            match self.0.settings.tls.clone() {
                Some(tls) => tls.follow().await,
                None => std::future::pending().await,
            }
        };
        let drop_idle = async {
            loop {
                tokio::time::sleep(Duration::from_mins(1)).await;
                self.0.rates.drop_idle();
            }
        };
        tokio::select! {
            never = tls => never,
            never = drop_idle => never,
        }
    }

    /// Says that the gateway no longer serves and ends all streams. For a process that serves [`Gateway::router`] itself.
    pub async fn drain(&self) {
        server::health::set(&self.0.reporter, &self.0.contract.services, ServingStatus::NotServing).await;
        self.0.draining.send_replace(true);
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("upstreams", &self.0.upstreams).finish_non_exhaustive()
    }
}
