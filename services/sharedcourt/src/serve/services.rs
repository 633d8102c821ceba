//! The services that run in this process, and the peers of those that run elsewhere.

use courts::Courts;
use dispatch::Dispatch;
use enforcement::Enforcement;
use evidence::Evidence;
use gateway::Upstreams;
use investigation::Investigation;
use kit::{
    access::keys::Keys,
    domain::{Timestamp, refusal::Refusal},
    rpc::{LateBoundPeer, Peer, client},
    storage::Location,
};
use proto::Service;

use super::{
    settings::{ParsedFlags, Serve},
    setup_code,
};
use crate::error::Failure;

/// What every service needs to start.
pub(super) struct StartContext<'a> {
    pub(super) serve: &'a Serve,
    pub(super) flags: &'a ParsedFlags,
    pub(super) location: &'a Location,
    pub(super) keys: &'a Keys,
}

/// The services of this process.
#[derive(Default)]
pub(super) struct Services {
    courts: Option<Courts>,
    dispatch: Option<Dispatch>,
    enforcement: Option<Enforcement>,
    evidence: Option<Evidence>,
    investigation: Option<Investigation>,
}

impl Services {
    /// Starts what runs here. Some follow each other's logs; of two of those one has to be made first.
    pub(super) async fn start(context: &StartContext<'_>) -> Result<Self, Failure> {
        let (serve, location, keys) = (context.serve, context.location, context.keys);
        let (later, later_evidence) = (LateBoundPeer::default(), LateBoundPeer::default());
        let investigation_later = match serve.runs(Service::Investigation) {
            true => Some(later.peer()),
            false if serve.remote.investigation.is_empty() => None,
            false => Some(context.remote(Service::Investigation)?),
        };
        let evidence_later = match serve.runs(Service::Evidence) {
            true => Some(later_evidence.peer()),
            false if serve.remote.evidence.is_empty() => None,
            false => Some(context.remote(Service::Evidence)?),
        };
        let mut services = Self::default();
        if serve.runs(Service::Courts) {
            services.courts = Some(context.courts().await?);
        }
        if serve.runs(Service::Dispatch) {
            let courts = services.peer(context, Service::Courts)?;
            let (investigation, evidence) = (investigation_later.clone(), evidence_later.clone());
            let started = Dispatch::start(location, keys, courts, investigation, evidence).await;
            services.dispatch = Some(started.map_err(Refusal::from)?);
        }
        if serve.runs(Service::Enforcement) {
            let (dispatch, courts) =
                (services.peer(context, Service::Dispatch)?, services.peer(context, Service::Courts)?);
            let started = Enforcement::start(location, keys, dispatch, courts, investigation_later).await;
            let started = started.map_err(Refusal::from)?;
            if let Some(evidence) = evidence_later {
                started.ask_for_files(evidence);
            }
            services.enforcement = Some(started);
        }
        if serve.runs(Service::Investigation) {
            let others = investigation::Others {
                enforcement: services.peer(context, Service::Enforcement)?,
                dispatch: services.peer(context, Service::Dispatch)?,
                courts: services.peer(context, Service::Courts)?,
            };
            let settings = investigation::Settings {
                region: context.flags.region.clone(),
                webhooks: serve.webhooks.allow(),
            };
            let started = Investigation::start(location, keys, settings, others).await;
            let started = started.map_err(Refusal::from)?;
            later.set(started.peer.clone());
            services.investigation = Some(started);
        }
        if serve.runs(Service::Evidence) {
            let others = evidence::Others {
                courts: services.peer(context, Service::Courts)?,
                dispatch: services.peer(context, Service::Dispatch)?,
                enforcement: services.peer(context, Service::Enforcement)?,
                investigation: services.peer(context, Service::Investigation)?,
            };
            let objects = (serve.objects.place(), serve.folder.path());
            let settings = evidence::Settings { years: serve.retention.years, quota: serve.quotas.quota() };
            let started = Evidence::start(location, keys, objects, settings, others).await;
            let started = started.map_err(Refusal::from)?;
            later_evidence.set(started.peer.clone());
            services.evidence = Some(started);
        }
        Ok(services)
    }

    /// The peer of a service: in this process where it runs here, else its replicas.
    pub(super) fn peer(&self, context: &StartContext<'_>, service: Service) -> Result<Peer, Failure> {
        self.here(service).map_or_else(|| context.remote(service), |peer| Ok(peer.clone()))
    }

    /// The peer of a service that runs here.
    fn here(&self, service: Service) -> Option<&Peer> {
        match service {
            Service::Courts => self.courts.as_ref().map(|here| &here.peer),
            Service::Dispatch => self.dispatch.as_ref().map(|here| &here.peer),
            Service::Enforcement => self.enforcement.as_ref().map(|here| &here.peer),
            Service::Investigation => self.investigation.as_ref().map(|here| &here.peer),
            Service::Evidence => self.evidence.as_ref().map(|here| &here.peer),
            // The gateway starts it beside itself.
            Service::Audit => None,
        }
    }

    /// Every package of the contract with the peer of its service.
    pub(super) fn upstreams(&self, context: &StartContext<'_>) -> Result<Upstreams, Failure> {
        let mut upstreams = Upstreams::new();
        for service in parts() {
            let peer = self.peer(context, service)?;
            for package in service.packages() {
                upstreams = upstreams.with(*package, peer.clone());
            }
        }
        Ok(upstreams)
    }

    /// The packages of the contract that are served here.
    pub(super) fn served(&self) -> Vec<(&'static str, Peer)> {
        let here = parts().filter_map(|service| Some((service, self.here(service)?)));
        here.flat_map(|(service, peer)| service.packages().iter().map(|package| (*package, peer.clone())))
            .collect()
    }

    /// Ends them, who asks others before those who are asked.
    pub(super) async fn stop(self) {
        if let Some(evidence) = self.evidence {
            evidence.stop().await;
        }
        if let Some(investigation) = self.investigation {
            investigation.stop().await;
        }
        if let Some(enforcement) = self.enforcement {
            enforcement.stop().await;
        }
        if let Some(dispatch) = self.dispatch {
            dispatch.stop().await;
        }
        if let Some(courts) = self.courts {
            courts.stop().await;
        }
    }
}

impl StartContext<'_> {
    async fn courts(&self) -> Result<Courts, Failure> {
        let required = !self.serve.is_demo() || self.serve.demo_second_factor;
        let (times, policy) = (self.serve.sessions.times(), self.serve.sessions.policy(required));
        let courts = Courts::start_under(self.location, self.keys, times, policy).await?;
        let (region, name) = (&self.flags.region, &self.serve.court.name);
        courts.ensure_peoples_court(region, name, Timestamp::now()).await?;
        if self.serve.is_demo() {
            courts.fill_demo(Timestamp::now()).await?;
            if required {
                setup_code::leave(self.serve.folder.path(), &courts).await?;
            }
        } else {
            courts.ensure_admin(&self.flags.region, Timestamp::now()).await?;
            setup_code::leave(self.serve.folder.path(), &courts).await?;
        }
        Ok(courts)
    }

    fn remote(&self, service: Service) -> Result<Peer, Failure> {
        remote(self.serve, self.flags, service)
    }
}

/// The services that are parts of their own; the audit comes with the gateway.
pub(super) fn parts() -> impl Iterator<Item = Service> {
    Service::ALL.into_iter().filter(|service| *service != Service::Audit)
}

/// Whom a service asks.
const fn asks(service: Service) -> &'static [Service] {
    match service {
        Service::Courts | Service::Audit => &[],
        Service::Dispatch => &[Service::Courts],
        Service::Enforcement => &[Service::Dispatch, Service::Courts],
        Service::Investigation => &[Service::Enforcement, Service::Dispatch, Service::Courts],
        Service::Evidence => {
            &[Service::Courts, Service::Dispatch, Service::Enforcement, Service::Investigation]
        }
    }
}

/// Whether every part that runs here has a peer for those whom it asks; the gateway asks all of them.
pub(super) fn check(serve: &Serve, flags: &ParsedFlags) -> Result<(), Failure> {
    for service in parts() {
        let asked =
            serve.runs_gateway() || parts().any(|other| serve.runs(other) && asks(other).contains(&service));
        if (asked && !serve.runs(service)) || !serve.remote.replicas(service).is_empty() {
            remote(serve, flags, service)?;
        }
    }
    Ok(())
}

/// The peer of a service that runs elsewhere.
fn remote(serve: &Serve, flags: &ParsedFlags, service: Service) -> Result<Peer, Failure> {
    let (name, replicas) = (service.name(), serve.remote.replicas(service));
    if replicas.is_empty() {
        return Err(Failure::Usage(format!(
            "{name} 不在本进程中运行，请用 --{name} 给出地址 (does not run in this process; say with --{name} where it is)"
        )));
    }
    if flags.mutual.is_none() && replicas.iter().any(|uri| uri.scheme_str() == Some("https")) {
        return Err(Failure::Usage(format!(
            "--{name} 使用 https，需要 --peer-cert、--peer-key、--peer-ca (https needs these three)"
        )));
    }
    client::remote(replicas, flags.mutual.as_ref())
        .map_err(|fault| Failure::Usage(format!("证书无法使用 (a certificate can't be used): {fault}")))
}
