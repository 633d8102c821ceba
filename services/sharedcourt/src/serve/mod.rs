//! `sharedcourt serve`: the services behind one gateway, in one process; or some of them, with the others elsewhere.

mod flags;
mod pages;
mod services;
mod settings;
mod setup_code;
mod story;

use std::{
    fs::{File, TryLockError},
    net::SocketAddr,
    process::ExitCode,
    sync::Arc,
};

use audit::Auditor;
use courts::domain::peoples_court::PeoplesCourt;
use gateway::Gateway;
use kit::{
    domain::{
        Timestamp,
        refusal::{Refusal, Text},
    },
    rpc::{audit::SharedSink, server},
    telemetry,
};
use law::identifiers::RegionCode;
use proto::Service;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

pub(crate) use self::{
    flags::{Database, MutualFiles, Objects},
    settings::Serve,
};
use self::{
    services::{Services, StartContext},
    settings::{Demo, ParsedFlags},
};
use crate::{error::Failure, folder::DATA};

/// What a demonstration says of itself, on its pages and when it starts.
const DEMO: (&str, &str) = (
    "演示模式：网络为东阳市公开数据，人员与法庭分布均为示意。",
    "Demonstration: the network is public data of Dongyang; people and the choice of villages are illustrative.",
);

impl Serve {
    /// Serves until a signal; then running calls have the time of the drain to finish. A second signal ends the process at once.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let flags = self.read()?;
        let _spans = telemetry::start("info,sea_orm=warn,sea_orm_migration=warn");
        self.folder.make(self.database.url.is_none())?;
        let _alone = self.lock()?;
        raise_descriptors();
        let listener = TcpListener::bind(self.listen).await.map_err(|fault| {
            Failure::Usage(format!("{} 不能监听 (can't be listened on): {fault}", self.listen))
        })?;
        self.tell_admin().await?;
        // Before anything is opened: a signal that comes early ends the process in order too.
        let (mut ended, mut interrupted) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let mut shutdown = Box::pin(async move {
            tokio::select! {
                _ = ended.recv() => {}
                _ = interrupted.recv() => {}
            }
            tracing::info!("stopping");
            tokio::spawn(async move {
                tokio::select! {
                    _ = ended.recv() => {}
                    _ = interrupted.recv() => {}
                }
                tracing::warn!("second signal; stopping at once");
                std::process::exit(1);
            });
        });

        let drain = flags.door.drain;
        let location = self.location()?;
        let keys = self.folder.keys(&location).await?;
        let context = StartContext { serve: &self, flags: &flags, location: &location, keys: &keys };
        let story = match self.demo {
            Demo::Story => story::Story::due(self.folder.path(), &location).await?,
            Demo::No | Demo::Network => {
                story::Story::refuse_broken_off(self.folder.path())?;
                None
            }
        };
        let services = Services::start(&context).await?;
        let mut played = None;
        if let Some(story) = story {
            tokio::select! {
                acts = story.play(services.served(), (&location, &keys)) => played = Some(acts?),
                () = &mut shutdown => {
                    Box::pin(services.stop()).await;
                    return Ok(ExitCode::SUCCESS);
                }
            }
        }
        if self.runs_gateway() {
            let auditor = Auditor::start(&location, self.folder.path(), &keys).await;
            let auditor = auditor.map_err(Refusal::from)?;
            let sink: SharedSink = Arc::new(auditor.clone());
            let mut upstreams = services.upstreams(&context)?;
            let audit = audit::peer(&auditor, &keys, services.peer(&context, Service::Courts)?);
            for package in Service::Audit.packages() {
                upstreams = upstreams.with(*package, audit.clone());
            }
            let gateway = Gateway::new(upstreams.audited(&sink, &keys), &keys, flags.door).await;
            let gateway = gateway.map_err(|fault| Failure::Usage(fault.to_string()))?;
            self.greet(listener.local_addr()?);
            if self.demo == Demo::Story {
                announce(played);
            }
            gateway.serve(listener, shutdown).await;
            auditor.stop().await;
        } else {
            println!("sharedcourt {} → http://{}", env!("CARGO_PKG_VERSION"), listener.local_addr()?);
            let served =
                server::serve(listener, services.served(), flags.mutual.as_ref(), shutdown, drain).await;
            served.map_err(std::io::Error::other)?;
        }
        if tokio::time::timeout(drain, Box::pin(services.stop())).await.is_err() {
            tracing::warn!("databases were not closed in time");
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Reads the settings before anything is opened, so that a wrong one is reported at once.
    fn read(&self) -> Result<ParsedFlags, Failure> {
        let region = RegionCode::parse(&self.court.region)
            .map_err(|fault| Failure::Usage(fault.text().to_string()))?;
        PeoplesCourt::first(region.clone(), &self.court.name, Timestamp::now())
            .map_err(|refusal| Failure::Usage(format!("--court-name: {}", refusal.text())))?;
        let mut door = self.door.settings(self.court.redis.as_deref())?;
        door.notice = self.is_demo().then(|| Text::new(DEMO.0, DEMO.1));
        door.site = pages::site()?;
        if self.is_demo() && !self.demo_second_factor {
            door.guests = pages::guests();
        }
        let flags = ParsedFlags { region, mutual: self.mutual.open()?, door };
        self.folder.check()?;
        self.location()?;
        services::check(self, &flags)?;
        self.check_story()?;
        Ok(flags)
    }

    /// Checks whether it could start with these settings; opens nothing.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        self.read().map(|_| ())
    }

    /// Opens the port for the platform, where there is to be one.
    async fn tell_admin(&self) -> Result<(), Failure> {
        let Some(admin) = self.admin else { return Ok(()) };
        raise_descriptors();
        let listener = TcpListener::bind(admin)
            .await
            .map_err(|fault| Failure::Usage(format!("{admin} 不能监听 (can't be listened on): {fault}")))?;
        tokio::spawn(server::admin(listener));
        Ok(())
    }

    /// Two processes on one SQLite file would each believe to be the only writer. PostgreSQL knows its writers itself.
    fn lock(&self) -> Result<Vec<File>, Failure> {
        let here = services::parts().filter(|service| self.database.url.is_none() && self.runs(*service));
        here.map(|service| {
            let file = File::create(self.folder.path().join(format!("{}.lock", service.name())))?;
            match file.try_lock() {
                Ok(()) => Ok(file),
                Err(TryLockError::WouldBlock) => Err(Failure::Usage(format!(
                    "{} 已有一个服务在运行 (is being served by another process)",
                    self.folder.path().display()
                ))),
                Err(TryLockError::Error(fault)) => Err(fault.into()),
            }
        })
        .collect()
    }

    fn greet(&self, address: SocketAddr) {
        let program = std::env::args().next().unwrap_or_else(|| "sharedcourt".into());
        let mut with = String::new();
        if self.folder.path().as_os_str() != DATA {
            with = format!(" --data {}", self.folder.path().display());
        }
        let token = format!("{program} token officer{with}");
        if address.port() != 8080 {
            with = format!("{with} --server http://{address}");
        }
        let scheme = if self.door.tls.is_given() { "https" } else { "http" };
        println!("sharedcourt {} → {scheme}://{address}", env!("CARGO_PKG_VERSION"));
        if web::TABLE.is_empty() {
            println!("  网页未构建：make web (the pages are not built)");
        }
        if !self.is_demo() {
            let code = setup_code::path(self.folder.path());
            if code.exists() {
                println!(
                    "  首次登录 (first sign-in)  {scheme}://{address}/sign-in/invitation  admin，邀请码见 (code in) {}",
                    code.display()
                );
            }
            return;
        }
        // Among the tasks of a story the new one is known by the short id that `file` prints.
        let task = if self.demo == Demo::Story { "短号" } else { "1" };
        println!(
            "{} ({})\n\
             \n  网页登录 (sign in with a browser)\n    {program} invite officer{with}  →  {scheme}://{address}/sign-in/invitation\n\
             \n  概况 (the network)\n    curl -H \"Authorization: Bearer $({token})\" http://{address}/v1/network:summary\n\
             \n在三个终端里扮演三个角色 (three terminals, three roles):\n\
             \n  执行干警 (officer)\n    {program} officer officer{with}\n      file service 张三 东阳市三单乡前田村12号 --document 执行通知书\n\
             \n  庭务主任 (director)\n    {program} terminal 330783201203{with}\n      assign {task} worker-330783201203-1\n\
             \n  网格员 (grid worker)\n    {program} worker worker-330783201203-1{with}\n      accept {task}\n      attempt {task} delivered 当面送达\n      report {task} 已送达\n",
            DEMO.0, DEMO.1
        );
    }
}

/// Prints what was played of the story.
fn announce(acts: Option<u32>) {
    match acts {
        Some(acts) => println!("演示情节：{acts} 项操作 (the story was played: {acts} acts)"),
        None => {
            println!(
                "演示情节：沿用数据目录中的数据 (the data folder is used as it is; a story is played in an empty one)"
            );
        }
    }
}

/// Takes as many file descriptors as the system grants: the usual soft limit of 1024 is less than the connections of a county.
fn raise_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, ..limit };
    if let Err(fault) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%fault, "limit of file descriptors not raised");
    }
}
