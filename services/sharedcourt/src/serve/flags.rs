//! The settings of `serve`, by sections; the headings are the sections of a configuration file.

use std::{num::NonZeroU32, path::PathBuf};

use clap::Args;
use courts::{Policy, Times};
use evidence::domain::quota::Quota;
use gateway::{Budgets, OidcSettings, Rate, RateSettings, Settings, Tls};
use http::{HeaderValue, Uri};
use investigation::domain::outbound::{Allow, Allowed};
use kit::rpc::Mtls;
use proto::Service;

use crate::error::Failure;

/// Where the rows are stored.
#[derive(Args)]
#[command(next_help_heading = "installation")]
pub(crate) struct Database {
    /// PostgreSQL instead of SQLite in the data folder: postgres://user@host/database
    #[arg(long = "database", hide_default_value = true)]
    pub(crate) url: Option<String>,
}

/// Where the bytes of evidence lie.
#[derive(Args)]
#[command(next_help_heading = "installation")]
pub(crate) struct Objects {
    /// s3://bucket, with keys, region and endpoint from AWS_…, or a folder; `evidence` in the data folder where absent.
    #[arg(id = "objects", long = "objects", value_name = "PLACE")]
    place: Option<String>,
}

impl Objects {
    /// What was said, or nothing.
    pub(crate) fn place(&self) -> &str {
        self.place.as_deref().unwrap_or_default()
    }
}

/// How long evidence is kept.
#[derive(Args)]
#[command(next_help_heading = "evidence")]
pub(crate) struct Retention {
    /// For how many years evidence is kept after the last task, request or case that cites it is over; then it is deleted, unless a hold
    /// keeps it.
    #[arg(id = "evidence-years", long, default_value_t = evidence::domain::retention::YEARS,
          value_parser = clap::value_parser!(i16).range(1..=100))]
    pub(crate) years: i16,
}

/// How much evidence one person may send, and how much of the disk stays free.
#[derive(Args)]
#[command(next_help_heading = "evidence")]
pub(crate) struct Quotas {
    /// How many files one person may have declared that have not arrived whole.
    #[arg(id = "evidence-quota-person-files", long, default_value_t = Quota::default().person_files,
          value_parser = clap::value_parser!(i64).range(1..))]
    files: i64,
    /// How many bytes those may have in sum. Nobody takes more than a quarter of the room that is left on the disk.
    #[arg(id = "evidence-quota-person-bytes", long, default_value_t = Quota::default().person_bytes,
          value_parser = clap::value_parser!(i64).range(1..))]
    bytes: i64,
    /// How many bytes of one person are stored in one day.
    #[arg(id = "evidence-quota-person-day-bytes", long, default_value_t = Quota::default().person_day_bytes,
          value_parser = clap::value_parser!(i64).range(1..))]
    day_bytes: i64,
    /// How many uploads of one person are under way at a time in one process.
    #[arg(id = "evidence-quota-person-uploads", long, default_value_t = 8,
          value_parser = clap::value_parser!(u16).range(1..))]
    uploads: u16,
    /// How many bytes of the disk evidence never fills, so that sign-in and reading go on.
    #[arg(id = "evidence-reserve-bytes", long, default_value_t = Quota::default().reserve_bytes,
          value_parser = clap::value_parser!(i64).range(0..))]
    reserve: i64,
}

impl Quotas {
    /// As evidence takes them.
    pub(crate) fn quota(&self) -> Quota {
        Quota {
            person_files: self.files,
            person_bytes: self.bytes,
            person_day_bytes: self.day_bytes,
            person_uploads: self.uploads.into(),
            reserve_bytes: self.reserve,
        }
    }
}

/// The court of the installation.
#[derive(Args)]
#[command(next_help_heading = "installation")]
pub(crate) struct Court {
    /// The region of the court, in which its cooperating units serve. At the first start it is that of `peoplesCourts/…` and of `people/admin`,
    /// the first administrator.
    #[arg(long, default_value = "330783")]
    pub(crate) region: String,
    /// The court's name at the first start. From then on an administrator changes it (PATCH /v1/peoplesCourts/…), and what is said here
    /// changes nothing.
    #[arg(long = "court-name", default_value = "东阳市人民法院")]
    pub(crate) name: String,
    /// A Redis that wakes readers in other processes: redis://host:6379. It holds nothing that may not be lost.
    #[arg(long, hide_default_value = true)]
    pub(crate) redis: Option<String>,
}

/// Where webhooks may go: the addresses at which units are notified.
#[derive(Args)]
#[command(next_help_heading = "webhooks")]
pub(crate) struct Webhooks {
    /// Places inside this installation's own network to which webhooks of units may go: host:port or a network such as 10.1.0.0/16.
    /// Anywhere else inside is refused.
    #[arg(id = "webhooks-allow", long, value_name = "PLACE", value_delimiter = ',')]
    allow: Vec<Allowed>,
}

impl Webhooks {
    /// As the service takes them.
    pub(crate) fn allow(&self) -> Allow {
        Allow(self.allow.clone())
    }
}

/// The parts that do not run in this process: the addresses of all their replicas.
#[derive(Args)]
#[command(next_help_heading = "parts")]
pub(crate) struct RemoteParts {
    /// The replicas of courts, where courts do not run in this process: http://host:port,http://host:port
    #[arg(long, value_delimiter = ',')]
    pub(crate) courts: Vec<Uri>,
    /// The replicas of dispatch, where dispatch does not run in this process.
    #[arg(long, value_delimiter = ',')]
    pub(crate) dispatch: Vec<Uri>,
    /// The replicas of enforcement, where enforcement does not run in this process.
    #[arg(long, value_delimiter = ',')]
    pub(crate) enforcement: Vec<Uri>,
    /// The replicas of investigation, where investigation does not run in this process.
    #[arg(long, value_delimiter = ',')]
    pub(crate) investigation: Vec<Uri>,
    /// The replicas of evidence, where evidence does not run in this process.
    #[arg(long, value_delimiter = ',')]
    pub(crate) evidence: Vec<Uri>,
}

impl RemoteParts {
    /// The replicas of a service; none of the audit, which comes with the gateway.
    pub(crate) fn replicas(&self, service: Service) -> &[Uri] {
        match service {
            Service::Courts => &self.courts,
            Service::Dispatch => &self.dispatch,
            Service::Enforcement => &self.enforcement,
            Service::Investigation => &self.investigation,
            Service::Evidence => &self.evidence,
            Service::Audit => &[],
        }
    }
}

/// Mutual TLS between the processes of an installation: PEM files, all three or none.
#[derive(Args)]
#[command(next_help_heading = "peer")]
pub(crate) struct MutualFiles {
    /// The certificate that this process shows to others.
    #[arg(id = "peer-cert", long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Its key.
    #[arg(id = "peer-key", long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The authority whose certificates it believes.
    #[arg(id = "peer-ca", long, value_name = "FILE")]
    authority: Option<PathBuf>,
}

impl MutualFiles {
    /// Reads the files.
    pub(crate) fn open(&self) -> Result<Option<Mtls>, Failure> {
        match (&self.certificate, &self.key, &self.authority) {
            (None, None, None) => Ok(None),
            (Some(certificate), Some(key), Some(authority)) => {
                Mtls::open(certificate, key, authority).map(Some).map_err(|fault| {
                    Failure::Usage(format!(
                        "证书或私钥无法读取 (a certificate or its key can't be read): {fault}"
                    ))
                })
            }
            _ => Err(together("--peer-cert, --peer-key, --peer-ca")),
        }
    }
}

/// The certificate of the gateway.
#[derive(Args)]
#[command(next_help_heading = "tls")]
pub(crate) struct TlsFiles {
    /// The certificate chain that the gateway shows, as PEM. Read again when the file changes.
    #[arg(id = "tls-cert", long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Its key.
    #[arg(id = "tls-key", long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl TlsFiles {
    /// Whether browsers are spoken with by TLS.
    pub(crate) const fn is_given(&self) -> bool {
        self.certificate.is_some()
    }

    fn open(&self) -> Result<Option<Tls>, Failure> {
        match (&self.certificate, &self.key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => Tls::open(certificate, key).map(Some).map_err(|fault| {
                Failure::Usage(format!(
                    "证书或私钥无法使用 (a certificate or its key can't be used): {fault}"
                ))
            }),
            _ => Err(together("--tls-cert, --tls-key")),
        }
    }
}

/// How often one may call.
#[derive(Args)]
#[command(next_help_heading = "rate")]
pub(crate) struct Rates {
    /// Calls a second of one person, and ten times as many at once; 0 for no bound.
    #[arg(id = "rate-person", long, default_value_t = 50)]
    person: u32,
    /// Calls a second from one address, and ten times as many at once; 0 for no bound.
    #[arg(id = "rate-address", long, default_value_t = 500)]
    address: u32,
}

/// How the gateway behaves.
#[derive(Args)]
#[command(next_help_heading = "gateway")]
pub(crate) struct Door {
    /// A proxy stands before the gateway and says in x-forwarded-for whom it heard.
    #[arg(long)]
    behind_proxy: bool,
    /// Other origins whose pages may call from a browser.
    #[arg(long, value_delimiter = ',', value_parser = origin)]
    allow_origin: Vec<HeaderValue>,
    /// Where browsers find this installation: https://court.example
    #[arg(long)]
    public_url: Option<String>,
    /// How many streams may be open at a time, the watches of terminals and phones.
    #[arg(long, default_value_t = Budgets::default().streams)]
    streams: usize,
    /// How many of these one person may have open.
    #[arg(long, default_value_t = Budgets::default().streams_of_one)]
    streams_of_one: usize,
    /// How many connections one address may have, where no proxy stands before the gateway.
    #[arg(long, default_value_t = Budgets::default().connections_of_one)]
    connections_of_one: usize,
    #[command(flatten)]
    pub(crate) tls: TlsFiles,
    #[command(flatten)]
    rates: Rates,
    #[command(flatten)]
    oidc: Oidc,
}

impl Door {
    /// The settings of the gateway.
    pub(crate) fn settings(&self, redis: Option<&str>) -> Result<Settings, Failure> {
        let rate = |per_second: u32| {
            let burst = NonZeroU32::new(per_second.saturating_mul(10))?;
            Some(Rate { per_second: NonZeroU32::new(per_second)?, burst })
        };
        let rates = RateSettings {
            address: rate(self.rates.address),
            person: rate(self.rates.person),
            redis: redis.map(str::to_owned),
            behind_proxy: self.behind_proxy,
        };
        Ok(Settings {
            rates,
            tls: self.tls.open()?,
            origins: self.allow_origin.clone(),
            oidc: self.oidc.settings(self.public_url.as_deref())?,
            budgets: Budgets {
                streams: self.streams,
                streams_of_one: self.streams_of_one.min(self.streams),
                connections_of_one: self.connections_of_one,
                ..Budgets::default()
            },
            ..Settings::default()
        })
    }
}

/// The court's identity provider, by OpenID Connect.
#[derive(Args)]
#[command(next_help_heading = "oidc")]
struct Oidc {
    /// Its issuer: https://id.example
    #[arg(id = "oidc-issuer", long)]
    issuer: Option<String>,
    /// Who we are to it.
    #[arg(id = "oidc-client-id", long)]
    client_id: Option<String>,
    /// What we show it. Without it or its file we are a public client.
    #[arg(id = "oidc-secret", long, hide = true, hide_default_value = true)]
    secret: Option<String>,
    /// A file with what we show it.
    #[arg(id = "oidc-secret-file", long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// The claim that holds a person's id.
    #[arg(id = "oidc-claim", long, default_value = "preferred_username")]
    claim: String,
    /// For whom the tokens of programs have to be; the client id where absent.
    #[arg(id = "oidc-audience", long)]
    audience: Option<String>,
    /// The provider asks everybody for a second factor, so that ours is not asked for at sign-in.
    #[arg(id = "oidc-second-factor", long)]
    second_factor: bool,
}

impl Oidc {
    fn settings(&self, public_url: Option<&str>) -> Result<Option<OidcSettings>, Failure> {
        let (issuer, client_id, public_url) = match (&self.issuer, &self.client_id, public_url) {
            (Some(issuer), Some(client_id), Some(public_url)) => (issuer, client_id, public_url),
            (None, None, _) => return Ok(None),
            _ => return Err(together("--oidc-issuer, --oidc-client-id, --public-url")),
        };
        let client_secret = match &self.secret_file {
            Some(path) => Some(std::fs::read_to_string(path).map_err(|fault| {
                Failure::Usage(format!("{}: 读不了 (can't be read): {fault}", path.display()))
            })?),
            None => self.secret.clone(),
        };
        Ok(Some(OidcSettings {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            client_secret: client_secret.map(|secret| secret.trim().to_owned()).filter(|s| !s.is_empty()),
            claim: self.claim.clone(),
            audience: self.audience.clone(),
            public_url: public_url.to_owned(),
            second_factor: self.second_factor,
        }))
    }
}

/// How long one stays signed in.
#[derive(Args)]
#[command(next_help_heading = "session")]
pub(crate) struct Sessions {
    /// Hours after which a session ends at the latest.
    #[arg(id = "session-hours", long, default_value_t = Times::default().hours,
          value_parser = clap::value_parser!(u16).range(1..=720))]
    hours: u16,
    /// Minutes without a call after which it ends.
    #[arg(id = "session-idle-minutes", long, default_value_t = Times::default().idle_minutes,
          value_parser = clap::value_parser!(u16).range(2..=1440))]
    idle_minutes: u16,
    /// Amount in yuan above which an approval asks for the second factor anew.
    #[arg(id = "session-confirm-above-yuan", long, default_value_t = 1_000_000)]
    confirm_above_yuan: u32,
}

impl Sessions {
    /// As the register takes them.
    pub(crate) const fn times(&self) -> Times {
        Times { hours: self.hours, idle_minutes: self.idle_minutes }
    }

    /// What is asked of a second factor, where one is required.
    pub(crate) fn policy(&self, required: bool) -> Policy {
        Policy { required, confirm_above_fen: i64::from(self.confirm_above_yuan) * 100 }
    }
}

/// An origin as a browser says it: a scheme and a host, and nothing behind.
fn origin(text: &str) -> Result<HeaderValue, String> {
    let uri: Option<Uri> = text.parse().ok();
    let whole = uri.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some()
            && !text.ends_with('/')
            && uri.path() == "/"
    });
    let value = HeaderValue::try_from(text).ok().filter(|_| whole);
    value.ok_or_else(|| "an origin reads https://desk.example".to_owned())
}

/// Some settings mean something together alone.
fn together(flags: &str) -> Failure {
    Failure::Usage(format!("{flags}: 须一并给出 (all of them or none)"))
}
