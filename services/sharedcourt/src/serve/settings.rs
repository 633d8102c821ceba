//! The flags of `serve`, and what follows from them alone.

use std::net::SocketAddr;

use clap::{Args, ValueEnum};
use gateway::Settings;
use kit::{rpc::Mtls, storage::Location};
use law::identifiers::RegionCode;
use proto::Service;

use super::flags::{
    Court, Database, Door, MutualFiles, Objects, Quotas, RemoteParts, Retention, Sessions, Webhooks,
};
use crate::{error::Failure, folder::Folder};

/// Run the services behind one gateway.
#[derive(Args)]
#[command(next_help_heading = "serve")]
pub(crate) struct Serve {
    /// Which parts run in this process; those that do not are reached at the addresses given for them.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "all")]
    pub(super) roles: Vec<Part>,
    /// Where to answer: the gateway, or without one in this process the services.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(super) listen: SocketAddr,
    /// Where /metrics answers, for Prometheus and nobody outside; nowhere unless it is said.
    #[arg(long)]
    pub(super) admin: Option<SocketAddr>,
    /// Fill an empty data folder with the network of Dongyang and illustrative people; `--demo=story` plays what a court did in the last weeks
    /// as well. Refused on a folder with real data.
    #[arg(
        long,
        value_enum,
        num_args = 0..=1,
        require_equals = true,
        default_value = "no",
        default_missing_value = "network"
    )]
    pub(super) demo: Demo,
    /// Ask for second factors in a demonstration too.
    #[arg(long)]
    pub(super) demo_second_factor: bool,
    #[command(flatten)]
    pub(super) folder: Folder,
    #[command(flatten)]
    pub(super) database: Database,
    #[command(flatten)]
    pub(super) objects: Objects,
    #[command(flatten)]
    pub(super) retention: Retention,
    #[command(flatten)]
    pub(super) quotas: Quotas,
    #[command(flatten)]
    pub(super) court: Court,
    #[command(flatten)]
    pub(super) webhooks: Webhooks,
    #[command(flatten)]
    pub(super) remote: RemoteParts,
    #[command(flatten)]
    pub(super) mutual: MutualFiles,
    #[command(flatten)]
    pub(super) door: Door,
    #[command(flatten)]
    pub(super) sessions: Sessions,
}

/// The flags as they are used.
pub(super) struct ParsedFlags {
    pub(super) region: RegionCode,
    pub(super) mutual: Option<Mtls>,
    pub(super) door: Settings,
}

/// Whether it is a demonstration, and what that holds when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Demo {
    /// No demonstration.
    #[value(alias = "false")]
    No,
    /// The network alone: courts, regions, people.
    #[value(alias = "true")]
    Network,
    /// The network, and cases, tasks, money and requests in hand.
    Story,
}

/// Parts of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Part {
    /// Everything.
    All,
    /// Regions, courts, people, terminals; and who calls.
    Courts,
    /// Tasks.
    Dispatch,
    /// Cases, acts of service, money, measures, supervision, indicators.
    Enforcement,
    /// Debtors, property, units, freezes, police watches.
    Investigation,
    /// Files that prove something, and the log that proves them.
    Evidence,
    /// The gateway.
    Gateway,
}

impl Serve {
    pub(super) fn is_demo(&self) -> bool {
        self.demo != Demo::No
    }

    /// A story is played by one process with all parts over a folder that nobody else opens, for people of whom no second factor is asked.
    pub(super) fn check_story(&self) -> Result<(), Failure> {
        let alone = self.runs_everything() && self.database.url.is_none();
        if self.demo != Demo::Story || (alone && !self.demo_second_factor) {
            return Ok(());
        }
        Err(Failure::Usage(
            "--demo=story 需要在一个进程中运行全部服务并使用数据目录，不能同时使用 --database 或者 --demo-second-factor；请改用 --demo \
             (--demo=story runs everything in one process over a data folder and can't be combined with --database or \
             --demo-second-factor; use --demo)"
                .into(),
        ))
    }

    pub(super) fn runs_everything(&self) -> bool {
        Service::ALL.into_iter().all(|service| self.runs(service))
    }

    pub(super) fn location(&self) -> Result<Location, Failure> {
        let location = Location::new(self.database.url.as_deref(), self.folder.path())?;
        Ok(location.woken_by(self.court.redis.as_deref())?)
    }

    /// Whether a service runs in this process; the audit runs with the gateway.
    pub(super) fn runs(&self, service: Service) -> bool {
        self.has(match service {
            Service::Courts => Part::Courts,
            Service::Dispatch => Part::Dispatch,
            Service::Enforcement => Part::Enforcement,
            Service::Investigation => Part::Investigation,
            Service::Evidence => Part::Evidence,
            Service::Audit => Part::Gateway,
        })
    }

    pub(super) fn runs_gateway(&self) -> bool {
        self.has(Part::Gateway)
    }

    fn has(&self, part: Part) -> bool {
        self.roles.contains(&part) || self.roles.contains(&Part::All)
    }
}
