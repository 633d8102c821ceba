//! `sharedcourt serve`: the services behind one gateway, in one process.

use std::{
    fs::{File, TryLockError},
    net::SocketAddr,
    path::PathBuf,
    process::ExitCode,
};

use clap::Args;
use courts::Courts;
use dispatch::Dispatch;
use gateway::{Gateway, Settings, Upstreams};
use kit::{keys::Keys, moment::Moment, store::Location, telemetry};
use law::identifiers::RegionCode;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{client::DATA, told::Failure};

/// Run the services behind one gateway.
#[derive(Args)]
pub(crate) struct Serve {
    /// Where to answer.
    #[arg(long, env = "SHAREDCOURT_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The data folder; made on the first start, together with its key.
    #[arg(long, env = "SHAREDCOURT_DATA", default_value = DATA)]
    data: PathBuf,
    /// PostgreSQL instead of SQLite in the data folder: postgres://user@host/database
    #[arg(long, env = "SHAREDCOURT_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The region of the court, of which `people/admin` is the first administrator.
    #[arg(long, default_value = "330783")]
    region: String,
    /// Fill an empty data folder with the network of Dongyang and illustrative people. Refused on a folder with real data.
    #[arg(long)]
    demo: bool,
}

impl Serve {
    /// Serves until a signal; then lets running calls come to their end.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        telemetry::start("info");
        let region =
            RegionCode::parse(&self.region).map_err(|fault| Failure::Usage(fault.text().to_string()))?;
        std::fs::create_dir_all(&self.data)?;
        let _alone = self.lock()?;
        let listener = TcpListener::bind(self.listen).await.map_err(|fault| {
            Failure::Usage(format!("{} 不能监听 (can't be listened on): {fault}", self.listen))
        })?;
        // Before anything is opened: a signal that comes early ends the process in order too.
        let (mut ended, mut interrupted) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);

        let keys = Keys::open(&self.data)?;
        let location = Location::new(self.database.as_deref(), &self.data)?;
        let courts = Courts::start(&location, &keys).await?;
        if self.demo {
            courts.fill_demo(Moment::now()).await?;
        } else {
            courts.ensure_admin(&region, Moment::now()).await?;
        }
        let dispatch = Dispatch::start(&location, &keys, courts.peer.clone())
            .await
            .map_err(kit::refusal::Refusal::from)?;
        let upstreams = Upstreams::new()
            .with("sharedcourt.access.v1", courts.peer.clone())
            .with("sharedcourt.courts.v1", courts.peer.clone())
            .with("sharedcourt.dispatch.v1", dispatch.peer.clone());
        let gateway = Gateway::new(upstreams, &keys, Settings::default()).await;
        let gateway = gateway.map_err(|fault| Failure::Usage(fault.to_string()))?;

        self.greet(listener.local_addr()?);
        let shutdown = async {
            tokio::select! {
                _ = ended.recv() => {}
                _ = interrupted.recv() => {}
            }
            tracing::info!("stopping");
        };
        gateway.serve(listener, shutdown).await;
        dispatch.stop().await;
        courts.stop().await;
        Ok(ExitCode::SUCCESS)
    }

    /// Two processes on one folder would each believe to be the only writer.
    fn lock(&self) -> Result<File, Failure> {
        let path = self.data.join("serve.lock");
        let file = File::create(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Failure::Usage(format!(
                "{} 已有一个服务在运行 (is being served by another process)",
                self.data.display()
            ))),
            Err(TryLockError::Error(fault)) => Err(fault.into()),
        }
    }

    fn greet(&self, address: SocketAddr) {
        let program = std::env::args().next().unwrap_or_else(|| "sharedcourt".into());
        let mut with = String::new();
        if self.data.as_os_str() != DATA {
            with = format!(" --data {}", self.data.display());
        }
        let token = format!("{program} token officer{with}");
        if address.port() != 8080 {
            with = format!("{with} --server http://{address}");
        }
        println!("sharedcourt {} → http://{address}", env!("CARGO_PKG_VERSION"));
        if !self.demo {
            println!("  管理员 (administrator)  {program} token admin{with}");
            return;
        }
        println!(
            "演示模式：网络为东阳市公开数据，人员与法庭分布均为示意。(demonstration: people and the choice of villages are \
             illustrative)\n\
             \n  概况 (the network)\n    curl -H \"Authorization: Bearer $({token})\" http://{address}/v1/network:summary\n\
             \n在三个终端里扮演三个角色 (three terminals, three roles):\n\
             \n  执行干警 (officer)\n    {program} officer officer{with}\n      file service 张三 东阳市三单乡前田村12号 --document 执行通知书\n\
             \n  庭务主任 (director)\n    {program} terminal 330783201203{with}\n      assign 1 worker-330783201203-1\n\
             \n  网格员 (grid worker)\n    {program} worker worker-330783201203-1{with}\n      accept 1\n      attempt 1 delivered 当面送达\n      report 1 已送达\n"
        );
    }
}
