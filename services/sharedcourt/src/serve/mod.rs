//! `sharedcourt serve`: the services behind one gateway, in one process; or some of them, with the others elsewhere.

mod parts;

use std::{
    fs::{File, Permissions, TryLockError},
    io::Write as _,
    net::SocketAddr,
    num::NonZeroU32,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use courts::Times;
use gateway::{Gateway, OidcSettings, Rate, RateSettings, Settings, Tls};
use http::{HeaderValue, Uri};
use kit::{
    audit::{self, Auditor},
    moment::Moment,
    mutual::Mutual,
    refusal::Refusal,
    server,
    store::Location,
    telemetry,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use self::parts::{Ground, Parts};
use crate::{client::DATA, folder::Folder, told::Failure};

/// The file with the code by which the first administrator sets their password.
const SETUP_CODE: &str = "setup-code";

/// Run the services behind one gateway.
#[derive(Args)]
pub(crate) struct Serve {
    /// Which parts run in this process; those that do not are reached at the addresses given for them.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "all")]
    roles: Vec<Role>,
    /// Where to answer: the gateway, or without one in this process the services.
    #[arg(long, env = "SHAREDCOURT_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The replicas of courts, where courts do not run in this process: http://host:port,http://host:port
    #[arg(long, env = "SHAREDCOURT_COURTS", value_delimiter = ',')]
    courts: Vec<Uri>,
    /// The replicas of dispatch, where dispatch does not run in this process.
    #[arg(long, env = "SHAREDCOURT_DISPATCH", value_delimiter = ',')]
    dispatch: Vec<Uri>,
    /// Where /metrics answers, for Prometheus and nobody outside; nowhere unless it is said.
    #[arg(long, env = "SHAREDCOURT_ADMIN")]
    admin: Option<SocketAddr>,
    #[command(flatten)]
    folder: Folder,
    /// The replicas of enforcement, where enforcement does not run in this process.
    #[arg(long, env = "SHAREDCOURT_ENFORCEMENT", value_delimiter = ',')]
    enforcement: Vec<Uri>,
    /// The replicas of investigation, where investigation does not run in this process.
    #[arg(long, env = "SHAREDCOURT_INVESTIGATION", value_delimiter = ',')]
    investigation: Vec<Uri>,
    /// The replicas of evidence, where evidence does not run in this process.
    #[arg(long, env = "SHAREDCOURT_EVIDENCE", value_delimiter = ',')]
    evidence: Vec<Uri>,
    #[command(flatten)]
    objects: Objects,
    /// For how many years evidence is kept after the last task, request or case that cites it is over; then it is deleted, unless a hold
    /// keeps it.
    #[arg(long, env = "SHAREDCOURT_EVIDENCE_YEARS", default_value_t = evidence::domain::retention::YEARS,
          value_parser = clap::value_parser!(i16).range(1..=100))]
    evidence_years: i16,
    /// PostgreSQL instead of SQLite in the data folder: postgres://user@host/database
    #[arg(long, env = "SHAREDCOURT_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The region of the court, of which `people/admin` is the first administrator.
    #[arg(long, default_value = "330783")]
    region: String,
    /// The court's name, as its papers bear it.
    #[arg(long = "court-name", env = "SHAREDCOURT_COURT_NAME", default_value = "东阳市人民法院")]
    court: String,
    /// A Redis that wakes readers in other processes: redis://host:6379. It holds nothing that may not be lost.
    #[arg(long, env = "SHAREDCOURT_REDIS", hide_env_values = true)]
    redis: Option<String>,
    #[command(flatten)]
    mutual: MutualFiles,
    #[command(flatten)]
    door: Door,
    #[command(flatten)]
    sessions: Sessions,
    #[command(flatten)]
    oidc: Oidc,
    /// Fill an empty data folder with the network of Dongyang and illustrative people. Refused on a folder with real data.
    #[arg(long)]
    demo: bool,
}

/// Where the bytes of evidence lie.
#[derive(Args)]
pub(crate) struct Objects {
    /// s3://bucket, with keys, region and endpoint from AWS_…, or a folder; `evidence` in the data folder where absent.
    #[arg(
        id = "objects",
        long = "objects",
        env = "SHAREDCOURT_OBJECTS",
        default_value = "",
        hide_default_value = true
    )]
    pub(crate) place: String,
}

/// How the front door behaves.
#[derive(Args)]
pub(crate) struct Door {
    /// TLS: the certificate chain that the gateway shows, as PEM. Read again when the file changes.
    #[arg(long, env = "SHAREDCOURT_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its key.
    #[arg(long, env = "SHAREDCOURT_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Calls a second of one person, and ten times as many at once; 0 for no bound.
    #[arg(long, env = "SHAREDCOURT_RATE_PERSON", default_value_t = 50)]
    rate_person: u32,
    /// Calls a second from one address, and ten times as many at once; 0 for no bound.
    #[arg(long, env = "SHAREDCOURT_RATE_ADDRESS", default_value_t = 500)]
    rate_address: u32,
    /// A proxy stands before the gateway and says in x-forwarded-for whom it heard.
    #[arg(long, env = "SHAREDCOURT_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Other origins whose pages may call from a browser.
    #[arg(long, env = "SHAREDCOURT_ALLOW_ORIGIN", value_delimiter = ',')]
    allow_origin: Vec<HeaderValue>,
}

impl Door {
    fn settings(&self, redis: Option<&str>) -> Result<Settings, Failure> {
        let rate = |per_second: u32| {
            let burst = NonZeroU32::new(per_second.saturating_mul(10))?;
            Some(Rate { per_second: NonZeroU32::new(per_second)?, burst })
        };
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(certificate), Some(key)) => Some(Tls::open(certificate, key).map_err(|fault| {
                Failure::Usage(format!(
                    "证书或私钥无法使用 (a certificate or its key can't be used): {fault}"
                ))
            })?),
            _ => None,
        };
        let rates = RateSettings {
            address: rate(self.rate_address),
            person: rate(self.rate_person),
            redis: redis.map(str::to_owned),
            behind_proxy: self.behind_proxy,
        };
        Ok(Settings { rates, tls, origins: self.allow_origin.clone(), ..Settings::default() })
    }
}

/// The court's identity provider, by OpenID Connect.
#[derive(Args)]
pub(crate) struct Oidc {
    /// Its issuer: https://id.example
    #[arg(id = "oidc-issuer", long, env = "SHAREDCOURT_OIDC_ISSUER", requires_all = ["oidc-client-id", "public_url"])]
    issuer: Option<String>,
    /// Who we are to it.
    #[arg(id = "oidc-client-id", long, env = "SHAREDCOURT_OIDC_CLIENT_ID", requires = "oidc-issuer")]
    client_id: Option<String>,
    /// A file with what we show it; or SHAREDCOURT_OIDC_SECRET. Without either we are a public client.
    #[arg(id = "oidc-secret-file", long, env = "SHAREDCOURT_OIDC_SECRET_FILE", requires = "oidc-issuer")]
    secret_file: Option<PathBuf>,
    /// The claim that holds a person's id.
    #[arg(id = "oidc-claim", long, env = "SHAREDCOURT_OIDC_CLAIM", default_value = "preferred_username")]
    claim: String,
    /// For whom the tokens of programs have to be; the client id where absent.
    #[arg(id = "oidc-audience", long, env = "SHAREDCOURT_OIDC_AUDIENCE", requires = "oidc-issuer")]
    audience: Option<String>,
    /// Where browsers find this house: https://court.example
    #[arg(long, env = "SHAREDCOURT_PUBLIC_URL")]
    public_url: Option<String>,
}

impl Oidc {
    fn settings(&self) -> Result<Option<OidcSettings>, Failure> {
        let (Some(issuer), Some(client_id), Some(public_url)) =
            (&self.issuer, &self.client_id, &self.public_url)
        else {
            return Ok(None);
        };
        let client_secret = match &self.secret_file {
            Some(path) => Some(std::fs::read_to_string(path)?.trim().to_owned()),
            None => std::env::var("SHAREDCOURT_OIDC_SECRET").ok().filter(|secret| !secret.is_empty()),
        };
        Ok(Some(OidcSettings {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            client_secret,
            claim: self.claim.clone(),
            audience: self.audience.clone(),
            public_url: public_url.clone(),
        }))
    }
}

/// How long one stays signed in.
#[derive(Args)]
pub(crate) struct Sessions {
    /// Hours after which a session ends at the latest.
    #[arg(long, env = "SHAREDCOURT_SESSION_HOURS", default_value_t = Times::default().hours,
          value_parser = clap::value_parser!(u16).range(1..=720))]
    session_hours: u16,
    /// Minutes without a call after which it ends.
    #[arg(long, env = "SHAREDCOURT_SESSION_IDLE_MINUTES", default_value_t = Times::default().idle_minutes,
          value_parser = clap::value_parser!(u16).range(2..=1440))]
    session_idle_minutes: u16,
}

impl Sessions {
    pub(crate) const fn times(&self) -> Times {
        Times { hours: self.session_hours, idle_minutes: self.session_idle_minutes }
    }
}

/// Mutual TLS between the processes of a house: PEM files, all three or none.
#[derive(Args)]
pub(crate) struct MutualFiles {
    /// The certificate that this process shows to others.
    #[arg(id = "peer-cert", long, env = "SHAREDCOURT_PEER_CERT", requires_all = ["peer-key", "peer-ca"])]
    certificate: Option<PathBuf>,
    /// Its key.
    #[arg(id = "peer-key", long, env = "SHAREDCOURT_PEER_KEY", requires = "peer-cert")]
    key: Option<PathBuf>,
    /// The authority whose certificates it believes.
    #[arg(id = "peer-ca", long, env = "SHAREDCOURT_PEER_CA", requires = "peer-cert")]
    authority: Option<PathBuf>,
}

impl MutualFiles {
    /// Reads the files.
    pub(crate) fn open(&self) -> Result<Option<Mutual>, Failure> {
        let (Some(certificate), Some(key), Some(authority)) = (&self.certificate, &self.key, &self.authority)
        else {
            return Ok(None);
        };
        Mutual::open(certificate, key, authority).map(Some).map_err(|fault| {
            Failure::Usage(format!("证书或私钥无法读取 (a certificate or its key can't be read): {fault}"))
        })
    }
}

/// Parts of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Role {
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
    /// The front door.
    Gateway,
}

impl Serve {
    /// Serves until a signal; then lets running calls come to their end.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let _spans = telemetry::start("info,sea_orm=warn,sea_orm_migration=warn");
        std::fs::create_dir_all(self.folder.path())?;
        let _alone = self.lock()?;
        let listener = TcpListener::bind(self.listen).await.map_err(|fault| {
            Failure::Usage(format!("{} 不能监听 (can't be listened on): {fault}", self.listen))
        })?;
        self.tell_admin().await?;
        // Before anything is opened: a signal that comes early ends the process in order too.
        let (mut ended, mut interrupted) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let shutdown = async move {
            tokio::select! {
                _ = ended.recv() => {}
                _ = interrupted.recv() => {}
            }
            tracing::info!("stopping");
        };

        let keys = self.folder.keys()?;
        let location =
            Location::new(self.database.as_deref(), self.folder.path())?.woken_by(self.redis.as_deref())?;
        let mutual = self.mutual.open()?;
        let ground = Ground { serve: &self, location: &location, keys: &keys, mutual: mutual.as_ref() };
        let parts = Parts::start(&ground).await?;
        if self.runs(Role::Gateway) {
            let auditor = Auditor::start(&location, self.folder.path(), &keys).await;
            let auditor = auditor.map_err(Refusal::from)?;
            let upstreams = parts.upstreams(&ground)?;
            let upstreams =
                upstreams.with("sharedcourt.audit.v1", audit::peer(&auditor, &keys)).audited(&auditor, &keys);
            let mut settings = self.door.settings(self.redis.as_deref())?;
            settings.oidc = self.oidc.settings()?;
            let gateway = Gateway::new(upstreams, &keys, settings).await;
            let gateway = gateway.map_err(|fault| Failure::Usage(fault.to_string()))?;
            self.greet(listener.local_addr()?);
            gateway.serve(listener, shutdown).await;
            auditor.stop().await;
        } else {
            println!("sharedcourt {} → http://{}", env!("CARGO_PKG_VERSION"), listener.local_addr()?);
            let served = server::serve(listener, parts.served(), ground.mutual, shutdown).await;
            served.map_err(std::io::Error::other)?;
        }
        parts.stop().await;
        Ok(ExitCode::SUCCESS)
    }

    /// Opens the port for the platform, where there is to be one.
    async fn tell_admin(&self) -> Result<(), Failure> {
        let Some(admin) = self.admin else { return Ok(()) };
        let listener = TcpListener::bind(admin)
            .await
            .map_err(|fault| Failure::Usage(format!("{admin} 不能监听 (can't be listened on): {fault}")))?;
        tokio::spawn(server::admin(listener));
        Ok(())
    }

    fn runs(&self, role: Role) -> bool {
        self.roles.contains(&role) || self.roles.contains(&Role::All)
    }

    /// Two processes on one SQLite file would each believe to be the only writer. PostgreSQL knows its writers itself.
    fn lock(&self) -> Result<Vec<File>, Failure> {
        let kept = [
            (Role::Courts, courts::NAME),
            (Role::Dispatch, dispatch::NAME),
            (Role::Enforcement, enforcement::NAME),
            (Role::Evidence, evidence::NAME),
            (Role::Investigation, investigation::NAME),
        ];
        let kept = kept.into_iter().filter(|(role, _)| self.database.is_none() && self.runs(*role));
        kept.map(|(_, name)| {
            let file = File::create(self.folder.path().join(format!("{name}.lock")))?;
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

    /// Leaves the first administrator's code where the owner of the folder alone can read it, and takes it away when it was used.
    async fn leave_code(&self, courts: &courts::Courts) -> Result<(), Failure> {
        let path = self.folder.path().join(SETUP_CODE);
        if let Some(code) = courts.first_code(Moment::now()).await? {
            let mut options = File::options();
            options.write(true).create(true).truncate(true).mode(0o600);
            let mut file = options.open(&path)?;
            file.set_permissions(Permissions::from_mode(0o600))?;
            writeln!(file, "{code}")?;
            file.sync_all()?;
        } else if courts.has_password("people/admin").await? && path.exists() {
            std::fs::remove_file(&path)?;
        }
        Ok(())
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
        let scheme = if self.door.tls_cert.is_some() { "https" } else { "http" };
        println!("sharedcourt {} → {scheme}://{address}", env!("CARGO_PKG_VERSION"));
        if !self.demo {
            println!("  管理员 (administrator)  {program} token admin{with}");
            let code = self.folder.path().join(SETUP_CODE);
            if code.exists() {
                println!(
                    "  首次登录 (first sign-in)  {scheme}://{address}/sign-in/invitation  admin，邀请码见 (code in) {}",
                    code.display()
                );
            }
            return;
        }
        println!(
            "演示模式：网络为东阳市公开数据，人员与法庭分布均为示意。(demonstration: people and the choice of villages are \
             illustrative)\n\
             \n  网页登录 (sign in with a browser)\n    {program} invite officer{with}  →  {scheme}://{address}/sign-in/invitation\n\
             \n  概况 (the network)\n    curl -H \"Authorization: Bearer $({token})\" http://{address}/v1/network:summary\n\
             \n在三个终端里扮演三个角色 (three terminals, three roles):\n\
             \n  执行干警 (officer)\n    {program} officer officer{with}\n      file service 张三 东阳市三单乡前田村12号 --document 执行通知书\n\
             \n  庭务主任 (director)\n    {program} terminal 330783201203{with}\n      assign 1 worker-330783201203-1\n\
             \n  网格员 (grid worker)\n    {program} worker worker-330783201203-1{with}\n      accept 1\n      attempt 1 delivered 当面送达\n      report 1 已送达\n"
        );
    }
}
