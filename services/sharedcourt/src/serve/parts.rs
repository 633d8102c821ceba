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

use super::{
    settings::{ParsedFlags, Part, Serve},
    setup_code,
};
use crate::error::Failure;

/// What every service needs to start.
pub(super) struct Ground<'a> {
    pub(super) serve: &'a Serve,
    pub(super) flags: &'a ParsedFlags,
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
        let investigation_later = match serve.runs(Part::Investigation) {
            true => Some(later.peer()),
            false if serve.elsewhere.investigation.is_empty() => None,
            false => Some(ground.remote("investigation", &serve.elsewhere.investigation)?),
        };
        let evidence_later = match serve.runs(Part::Evidence) {
            true => Some(later_evidence.peer()),
            false if serve.elsewhere.evidence.is_empty() => None,
            false => Some(ground.remote("evidence", &serve.elsewhere.evidence)?),
        };
        let mut parts = Self::default();
        if serve.runs(Part::Courts) {
            parts.courts = Some(ground.courts().await?);
        }
        if serve.runs(Part::Dispatch) {
            let courts = parts.way(ground, Part::Courts)?;
            let (investigation, evidence) = (investigation_later.clone(), evidence_later.clone());
            let started = Dispatch::start(location, keys, courts, investigation, evidence).await;
            parts.dispatch = Some(started.map_err(Refusal::from)?);
        }
        if serve.runs(Part::Enforcement) {
            let (dispatch, courts) = (parts.way(ground, Part::Dispatch)?, parts.way(ground, Part::Courts)?);
            let started = Enforcement::start(location, keys, dispatch, courts, investigation_later).await;
            let started = started.map_err(Refusal::from)?;
            if let Some(evidence) = evidence_later {
                started.ask_for_files(evidence);
            }
            parts.enforcement = Some(started);
        }
        if serve.runs(Part::Investigation) {
            let others = investigation::Others {
                enforcement: parts.way(ground, Part::Enforcement)?,
                dispatch: parts.way(ground, Part::Dispatch)?,
                courts: parts.way(ground, Part::Courts)?,
            };
            let settings = investigation::Settings {
                region: ground.flags.region.clone(),
                webhooks: serve.webhooks.allow(),
            };
            let started = Investigation::start(location, keys, settings, others).await;
            let started = started.map_err(Refusal::from)?;
            later.set(started.peer.clone());
            parts.investigation = Some(started);
        }
        if serve.runs(Part::Evidence) {
            let others = evidence::Others {
                courts: parts.way(ground, Part::Courts)?,
                dispatch: parts.way(ground, Part::Dispatch)?,
                enforcement: parts.way(ground, Part::Enforcement)?,
                investigation: parts.way(ground, Part::Investigation)?,
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
    fn way(&self, ground: &Ground<'_>, part: Part) -> Result<Peer, Failure> {
        let serve = ground.serve;
        let (name, here, replicas) = match part {
            Part::Courts => ("courts", self.courts.as_ref().map(|here| &here.peer), &serve.elsewhere.courts),
            Part::Dispatch => {
                ("dispatch", self.dispatch.as_ref().map(|here| &here.peer), &serve.elsewhere.dispatch)
            }
            Part::Enforcement => (
                "enforcement",
                self.enforcement.as_ref().map(|here| &here.peer),
                &serve.elsewhere.enforcement,
            ),
            Part::Evidence => {
                ("evidence", self.evidence.as_ref().map(|here| &here.peer), &serve.elsewhere.evidence)
            }
            Part::Investigation => (
                "investigation",
                self.investigation.as_ref().map(|here| &here.peer),
                &serve.elsewhere.investigation,
            ),
            Part::All | Part::Gateway => {
                return Err(Failure::Usage(format!("{part:?} is no service")));
            }
        };
        here.map_or_else(|| ground.remote(name, replicas), |peer| Ok(peer.clone()))
    }

    /// The way to the register of people and courts.
    pub(super) fn register(&self, ground: &Ground<'_>) -> Result<Peer, Failure> {
        self.way(ground, Part::Courts)
    }

    /// Every package of the contract with the way to its service.
    pub(super) fn upstreams(&self, ground: &Ground<'_>) -> Result<Upstreams, Failure> {
        Ok(Upstreams::new()
            .with("sharedcourt.access.v1", self.way(ground, Part::Courts)?)
            .with("sharedcourt.courts.v1", self.way(ground, Part::Courts)?)
            .with("sharedcourt.dispatch.v1", self.way(ground, Part::Dispatch)?)
            .with("sharedcourt.enforcement.v1", self.way(ground, Part::Enforcement)?)
            .with("sharedcourt.evidence.v1", self.way(ground, Part::Evidence)?)
            .with("sharedcourt.investigation.v1", self.way(ground, Part::Investigation)?))
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

    fn remote(&self, name: &str, replicas: &[Uri]) -> Result<Peer, Failure> {
        remote(self.flags, name, replicas)
    }
}

/// Whom each part asks.
const ASKS: [(Part, &[Part]); 5] = [
    (Part::Dispatch, &[Part::Courts]),
    (Part::Enforcement, &[Part::Dispatch, Part::Courts]),
    (Part::Investigation, &[Part::Enforcement, Part::Dispatch, Part::Courts]),
    (Part::Evidence, &[Part::Courts, Part::Dispatch, Part::Enforcement, Part::Investigation]),
    (Part::Gateway, &[Part::Courts, Part::Dispatch, Part::Enforcement, Part::Evidence, Part::Investigation]),
];

/// Whether every part that runs here has a way to those whom it asks.
pub(super) fn check(serve: &Serve, flags: &ParsedFlags) -> Result<(), Failure> {
    let elsewhere = &serve.elsewhere;
    for (part, name, replicas) in [
        (Part::Courts, "courts", &elsewhere.courts),
        (Part::Dispatch, "dispatch", &elsewhere.dispatch),
        (Part::Enforcement, "enforcement", &elsewhere.enforcement),
        (Part::Investigation, "investigation", &elsewhere.investigation),
        (Part::Evidence, "evidence", &elsewhere.evidence),
    ] {
        let asked = ASKS.iter().any(|(asks, whom)| serve.runs(*asks) && whom.contains(&part));
        if (asked && !serve.runs(part)) || !replicas.is_empty() {
            remote(flags, name, replicas)?;
        }
    }
    Ok(())
}

/// The way to a service that runs elsewhere.
fn remote(flags: &ParsedFlags, name: &str, replicas: &[Uri]) -> Result<Peer, Failure> {
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
