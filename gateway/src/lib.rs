//! The front door: one port that answers gRPC, gRPC-web and REST for every service of the house.
//!
//! It owns what concerns the way in and out: which service owns a method, who is calling, how a REST request becomes a message and
//! a message JSON, how a refusal looks on the wire, how a stream reaches a browser, when a call is late, how the process stops.
//! All of it is derived from the contract's descriptors when the gateway is made. It knows nothing of what the methods are about:
//! a method that is added to the contract and to its service is reachable here without a line of change, and no word of the
//! domain belongs in this crate. It decides nothing about access either; it says who calls, and the services open or don't.
//!
//! Start reading with [`Gateway`], then `front` (the choice between gRPC and REST), `rest` and `proxy` (the two ways), `contract`
//! and `route` (what is derived), `json`, `mend` and `query` (how a request is read), `problem` (how a refusal is told).

use std::{collections::BTreeMap, convert::Infallible, fmt, future::Future, sync::Arc, time::Duration};

use axum::Router;
use http::HeaderValue;
use kit::{
    access::Speaker,
    audit::{AuditLayer, Auditor},
    call::Peer,
    keys::Keys,
    refusal::Text,
    token::Reader,
};
use prost_reflect::DescriptorPool;
use tokio::{net::TcpListener, sync::watch};
use tonic::service::Routes;
use tonic_health::{ServingStatus, server::HealthReporter};

mod active;
mod audit;
mod body;
mod call;
mod contract;
mod ending;
mod events;
mod faults;
mod front;
mod headers;
mod health;
mod identity;
mod json;
mod language;
mod masks;
mod mend;
mod oidc;
mod once;
mod openapi;
mod pages;
mod plain;
mod problem;
mod proxy;
mod query;
mod rates;
mod raw;
mod rest;
mod room;
mod route;
mod serve;
mod sign_in;
mod tls;
mod who;
mod words;

use contract::Contract;
use identity::Identity;
use oidc::Oidc;
pub use oidc::{OidcFault, OidcSettings};
use pages::Pages;
use rates::Rates;
pub use rates::{Rate, RateSettings};
pub use room::Budgets;
use room::Room;
use sign_in::cookies::Cookies;
pub use tls::{Tls, TlsFault};

/// The service that says who a person is.
const IDENTITY: &str = proto::access::v1::identity_service_server::SERVICE_NAME;

/// The services behind the gateway, by the packages of the contract that they own.
#[derive(Clone, Default)]
pub struct Upstreams {
    peers: BTreeMap<String, Peer>,
    auditor: Option<Auditor>,
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
    pub fn audited(mut self, auditor: &Auditor, keys: &Keys) -> Self {
        let layer = AuditLayer::new(auditor.clone(), keys);
        self.peers = self.peers.into_iter().map(|(package, peer)| (package, layer.before(peer))).collect();
        self.auditor = Some(auditor.clone());
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
    /// How long calls may go on after the gateway was told to stop; 10 seconds.
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
    /// The certificate of the front door; none, and so no TLS.
    pub tls: Option<Tls>,
    /// Origins whose pages may call from a browser, beside our own; none.
    pub origins: Vec<HeaderValue>,
    /// The house's identity provider; none, and one signs in with a password alone.
    pub oidc: Option<OidcSettings>,
    /// Whether gRPC reflection answers; it does.
    pub reflection: bool,
    /// What every page says first; nothing.
    pub notice: Option<Text>,
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

/// The REST surface of the house's contract as an OpenAPI 3.1 document.
pub fn openapi() -> Result<serde_json::Value, WiringFault> {
    let nobody = Peer::new(tower::service_fn(async |_| Err("nobody".into())));
    let packages = proto::POOL.services().map(|service| service.parent_file().package_name().to_owned());
    let upstreams = packages.fold(Upstreams::new(), |all, package| all.with(package, nobody.clone()));
    Ok(openapi::document(&Contract::new(&proto::POOL, &upstreams)?, env!("CARGO_PKG_VERSION")))
}

/// The gateway. Cheap to clone; every clone is the same gateway.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

/// What all calls share.
struct Inner {
    upstreams: Upstreams,
    settings: Settings,
    contract: Contract,
    identity: Arc<Identity>,
    room: Room,
    /// Health and reflection.
    own: Routes,
    reporter: HealthReporter,
    draining: watch::Sender<bool>,
    pages: Pages,
    rates: Rates,
    oidc: Option<Oidc>,
}

impl Inner {
    fn draining(&self) -> ending::Draining {
        self.draining.subscribe()
    }
}

impl Gateway {
    /// Reads the contract and makes everything ready that a call needs.
    pub async fn new(upstreams: Upstreams, keys: &Keys, settings: Settings) -> Result<Self, WiringFault> {
        Self::of_contract(&proto::POOL, upstreams, keys, settings).await
    }

    /// The same for a contract that is not the house's own.
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
        let identity = Arc::new(Identity {
            reader: Reader::new(keys),
            speaker: Speaker::new(keys, "gateway"),
            register,
            cookies: Cookies::new(keys, secure),
        });
        let described = settings.reflection.then(|| pool.encode_to_vec());
        let (own, reporter) = health::own_services(&contract.services, described.as_deref()).await?;
        let room = Room::new(&settings.budgets);
        let draining = watch::Sender::new(false);
        let pages = Pages::new(&contract, settings.notice.as_ref());
        let rates = Rates::new(&settings.rates);
        Ok(Self(Arc::new(Inner {
            upstreams,
            settings,
            contract,
            identity,
            room,
            own,
            reporter,
            draining,
            pages,
            rates,
            oidc,
        })))
    }

    /// Everything that the gateway answers, to be served by whoever has a socket.
    pub fn router(&self) -> Router {
        front::router(Arc::clone(&self.0))
    }

    /// Serves on a socket until the future resolves; then drains and returns: health says NOT_SERVING, no connection is taken any
    /// more, streams end with a word to go on from the cursor, and other calls have [`Settings::drain`] to finish.
    pub async fn serve(&self, listener: TcpListener, shutdown: impl Future<Output = ()>) {
        let mut connections = serve::Connections::new(self.router(), &self.0.settings);
        tokio::select! {
            never = connections.accept(&listener) => match never {},
            never = self.mind() => match never {},
            () = shutdown => {}
        }
        self.drain().await;
        drop(listener);
        connections.finish(self.0.settings.drain).await;
    }

    /// What is to be done now and then, for ever.
    async fn mind(&self) -> Infallible {
        let tls = async {
            match self.0.settings.tls.clone() {
                Some(tls) => tls.follow().await,
                None => std::future::pending().await,
            }
        };
        let forget = async {
            loop {
                tokio::time::sleep(Duration::from_mins(1)).await;
                self.0.rates.forget();
            }
        };
        tokio::select! {
            never = tls => never,
            never = forget => never,
        }
    }

    /// Says that the gateway no longer serves and ends all streams. For a process that serves [`Gateway::router`] itself.
    pub async fn drain(&self) {
        health::set(&self.0.reporter, &self.0.contract.services, ServingStatus::NotServing).await;
        self.0.draining.send_replace(true);
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("upstreams", &self.0.upstreams).finish_non_exhaustive()
    }
}
