//! The services that run in this process, and the ways to those that run elsewhere.

use courts::Courts;
use dispatch::Dispatch;
use enforcement::Enforcement;
use evidence::Evidence;
use gateway::Upstreams;
use http::Uri;
use investigation::Investigation;
use kit::{
    access::keys::Keys,
    domain::{Timestamp, refusal::Refusal},
    rpc::{LateBoundPeer, Peer, client},
    storage::Location,
};

use super::{Role, Said, Serve};
use crate::error::Failure;

/// What every service needs to start.
pub(super) struct Ground<'a> {
    pub(super) serve: &'a Serve,
    pub(super) said: &'a Said,
    pub(super) location: &'a Location,
    pub(super) keys: &'a Keys,
}

/// The services of this process.
#[derive(Default)]
pub(super) struct Parts {
    courts: Option<Courts>,
    dispatch: Option<Dispatch>,
    enforcement: Option<Enforcement>,
    evidence: Option<Evidence>,
    investigation: Option<Investigation>,
}

impl Parts {
    /// Starts what runs here. Some follow each other's logs; of two of those one has to be made first.
    pub(super) async fn start(ground: &Ground<'_>) -> Result<Self, Failure> {
        let (serve, location, keys) = (ground.serve, ground.location, ground.keys);
        let (later, later_evidence) = (LateBoundPeer::default(), LateBoundPeer::default());
        let investigation_later = match serve.runs(Role::Investigation) {
            true => Some(later.peer()),
            false if serve.elsewhere.investigation.is_empty() => None,
            false => Some(ground.remote("investigation", &serve.elsewhere.investigation)?),
        };
        let evidence_later = match serve.runs(Role::Evidence) {
            true => Some(later_evidence.peer()),
            false if serve.elsewhere.evidence.is_empty() => None,
            false => Some(ground.remote("evidence", &serve.elsewhere.evidence)?),
        };
        let mut parts = Self::default();
        if serve.runs(Role::Courts) {
            parts.courts = Some(ground.courts().await?);
        }
        if serve.runs(Role::Dispatch) {
            let courts = parts.way(ground, Role::Courts)?;
            let (investigation, evidence) = (investigation_later.clone(), evidence_later.clone());
            let started = Dispatch::start(location, keys, courts, investigation, evidence).await;
            parts.dispatch = Some(started.map_err(Refusal::from)?);
        }
        if serve.runs(Role::Enforcement) {
            let (dispatch, courts) = (parts.way(ground, Role::Dispatch)?, parts.way(ground, Role::Courts)?);
            let started = Enforcement::start(location, keys, dispatch, courts, investigation_later).await;
            let started = started.map_err(Refusal::from)?;
            if let Some(evidence) = evidence_later {
                started.ask_for_files(evidence);
            }
            parts.enforcement = Some(started);
        }
        if serve.runs(Role::Investigation) {
            let others = investigation::Others {
                enforcement: parts.way(ground, Role::Enforcement)?,
                dispatch: parts.way(ground, Role::Dispatch)?,
                courts: parts.way(ground, Role::Courts)?,
            };
            let settings = investigation::Settings {
                region: ground.said.region.clone(),
                webhooks: serve.webhooks.allow(),
            };
            let started = Investigation::start(location, keys, settings, others).await;
            let started = started.map_err(Refusal::from)?;
            later.set(started.peer.clone());
            parts.investigation = Some(started);
        }
        if serve.runs(Role::Evidence) {
            let others = evidence::Others {
                courts: parts.way(ground, Role::Courts)?,
                dispatch: parts.way(ground, Role::Dispatch)?,
                enforcement: parts.way(ground, Role::Enforcement)?,
                investigation: parts.way(ground, Role::Investigation)?,
            };
            let objects = (serve.objects.place(), serve.folder.path());
            let settings = evidence::Settings { years: serve.retention.years, quota: serve.quotas.quota() };
            let started = Evidence::start(location, keys, objects, settings, others).await;
            let started = started.map_err(Refusal::from)?;
            later_evidence.set(started.peer.clone());
            parts.evidence = Some(started);
        }
        Ok(parts)
    }

    /// The way to a service: in this process where it runs here, else to its replicas.
    fn way(&self, ground: &Ground<'_>, role: Role) -> Result<Peer, Failure> {
        let serve = ground.serve;
        let (name, here, replicas) = match role {
            Role::Courts => ("courts", self.courts.as_ref().map(|here| &here.peer), &serve.elsewhere.courts),
            Role::Dispatch => {
                ("dispatch", self.dispatch.as_ref().map(|here| &here.peer), &serve.elsewhere.dispatch)
            }
            Role::Enforcement => (
                "enforcement",
                self.enforcement.as_ref().map(|here| &here.peer),
                &serve.elsewhere.enforcement,
            ),
            Role::Evidence => {
                ("evidence", self.evidence.as_ref().map(|here| &here.peer), &serve.elsewhere.evidence)
            }
            Role::Investigation => (
                "investigation",
                self.investigation.as_ref().map(|here| &here.peer),
                &serve.elsewhere.investigation,
            ),
            Role::All | Role::Gateway => {
                return Err(Failure::Usage(format!("{role:?} is no service")));
            }
        };
        here.map_or_else(|| ground.remote(name, replicas), |peer| Ok(peer.clone()))
    }

    /// Every package of the contract with the way to its service.
    pub(super) fn upstreams(&self, ground: &Ground<'_>) -> Result<Upstreams, Failure> {
        Ok(Upstreams::new()
            .with("sharedcourt.access.v1", self.way(ground, Role::Courts)?)
            .with("sharedcourt.courts.v1", self.way(ground, Role::Courts)?)
            .with("sharedcourt.dispatch.v1", self.way(ground, Role::Dispatch)?)
            .with("sharedcourt.enforcement.v1", self.way(ground, Role::Enforcement)?)
            .with("sharedcourt.evidence.v1", self.way(ground, Role::Evidence)?)
            .with("sharedcourt.investigation.v1", self.way(ground, Role::Investigation)?))
    }

    /// The packages of the contract that are served here.
    pub(super) fn served(&self) -> Vec<(&'static str, Peer)> {
        let here = [
            ("sharedcourt.access.v1", self.courts.as_ref().map(|here| &here.peer)),
            ("sharedcourt.courts.v1", self.courts.as_ref().map(|here| &here.peer)),
            ("sharedcourt.dispatch.v1", self.dispatch.as_ref().map(|here| &here.peer)),
            ("sharedcourt.enforcement.v1", self.enforcement.as_ref().map(|here| &here.peer)),
            ("sharedcourt.evidence.v1", self.evidence.as_ref().map(|here| &here.peer)),
            ("sharedcourt.investigation.v1", self.investigation.as_ref().map(|here| &here.peer)),
        ];
        here.into_iter().filter_map(|(package, peer)| Some((package, peer?.clone()))).collect()
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

impl Ground<'_> {
    async fn courts(&self) -> Result<Courts, Failure> {
        let required = !self.serve.is_demo() || self.serve.demo_second_factor;
        let (times, policy) = (self.serve.sessions.times(), self.serve.sessions.policy(required));
        let courts = Courts::start_under(self.location, self.keys, times, policy).await?;
        let (region, name) = (&self.said.region, &self.serve.court.name);
        courts.ensure_peoples_court(region, name, Timestamp::now()).await?;
        if self.serve.is_demo() {
            courts.fill_demo(Timestamp::now()).await?;
            if required {
                self.serve.leave_code(&courts).await?;
            }
        } else {
            courts.ensure_admin(&self.said.region, Timestamp::now()).await?;
            self.serve.leave_code(&courts).await?;
        }
        Ok(courts)
    }

    fn remote(&self, name: &str, replicas: &[Uri]) -> Result<Peer, Failure> {
        remote(self.said, name, replicas)
    }
}

/// Whom each part asks.
const ASKS: [(Role, &[Role]); 5] = [
    (Role::Dispatch, &[Role::Courts]),
    (Role::Enforcement, &[Role::Dispatch, Role::Courts]),
    (Role::Investigation, &[Role::Enforcement, Role::Dispatch, Role::Courts]),
    (Role::Evidence, &[Role::Courts, Role::Dispatch, Role::Enforcement, Role::Investigation]),
    (Role::Gateway, &[Role::Courts, Role::Dispatch, Role::Enforcement, Role::Evidence, Role::Investigation]),
];

/// Whether every part that runs here has a way to those whom it asks.
pub(super) fn check(serve: &Serve, said: &Said) -> Result<(), Failure> {
    let elsewhere = &serve.elsewhere;
    for (role, name, replicas) in [
        (Role::Courts, "courts", &elsewhere.courts),
        (Role::Dispatch, "dispatch", &elsewhere.dispatch),
        (Role::Enforcement, "enforcement", &elsewhere.enforcement),
        (Role::Investigation, "investigation", &elsewhere.investigation),
        (Role::Evidence, "evidence", &elsewhere.evidence),
    ] {
        let asked = ASKS.iter().any(|(asks, whom)| serve.runs(*asks) && whom.contains(&role));
        if (asked && !serve.runs(role)) || !replicas.is_empty() {
            remote(said, name, replicas)?;
        }
    }
    Ok(())
}

/// The way to a service that runs elsewhere.
fn remote(said: &Said, name: &str, replicas: &[Uri]) -> Result<Peer, Failure> {
    if replicas.is_empty() {
        return Err(Failure::Usage(format!(
            "{name} 不在本进程中运行，请用 --{name} 给出地址 (does not run in this process; say with --{name} where it is)"
        )));
    }
    if said.mutual.is_none() && replicas.iter().any(|uri| uri.scheme_str() == Some("https")) {
        return Err(Failure::Usage(format!(
            "--{name} 使用 https，需要 --peer-cert、--peer-key、--peer-ca (https needs these three)"
        )));
    }
    client::remote(replicas, said.mutual.as_ref())
        .map_err(|fault| Failure::Usage(format!("证书无法使用 (a certificate can't be used): {fault}")))
}
