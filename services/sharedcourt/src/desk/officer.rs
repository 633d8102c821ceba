//! `sharedcourt officer`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use proto::{dispatch::v1 as wire, enforcement::v1 as acts};

use super::{
    Output,
    open::{self, Watching},
    paper::Paper,
    session::{Session, again, request_id},
};
use crate::{client::Connection, error::Failure};

/// An officer's desk.
#[derive(Args)]
pub(crate) struct Officer {
    /// The officer, `people/{id}` or the id alone.
    person: String,
    /// How answers are printed.
    #[arg(short, long, global = true, value_enum, default_value = "table")]
    output: Output,
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum Action {
    /// List tasks, what is due first at the top.
    List {
        /// For example: state=REPORTED AND court=courts/330783201203
        #[arg(default_value = "")]
        filter: String,
    },
    /// Show one task whole.
    Show {
        /// Its number in the list, its short id or its name.
        task: String,
    },
    /// File a task.
    File(Box<Filing>),
    /// Approve a report.
    Approve {
        /// Its number in the list, its short id or its name.
        task: String,
        /// A word to the worker.
        #[arg(default_value = "")]
        comment: String,
        /// Why it is approved before every file is here that its visits cite.
        #[arg(long, default_value = "")]
        missing_files: String,
    },
    /// Return a report to the worker.
    Return {
        /// Its number in the list, its short id or its name.
        task: String,
        /// What is missing.
        comment: String,
    },
    /// Take a task back.
    Revoke {
        /// Its number in the list, its short id or its name.
        task: String,
        /// Why.
        reason: String,
    },
    /// Hand a task to a shared court.
    Transfer {
        /// Its number in the list, its short id or its name.
        task: String,
        /// The court, courts/{code}.
        court: String,
        /// Why.
        reason: String,
    },
    /// Show what happens, until interrupted.
    Watch {
        /// Since this cursor; from now on where absent.
        #[arg(long)]
        cursor: Option<String>,
    },
}

/// A task to be filed.
#[derive(Args)]
struct Filing {
    /// What is to be done.
    #[arg(value_enum)]
    kind: TaskKind,
    /// Whom it concerns.
    name: String,
    /// Where, as people write it.
    address: String,
    /// The case number.
    #[arg(long, default_value = "")]
    case: String,
    /// It concerns an organisation.
    #[arg(long)]
    organisation: bool,
    /// Identity number or credit code.
    #[arg(long, default_value = "")]
    id: String,
    /// Telephone number of the person concerned.
    #[arg(long, default_value = "")]
    phone: String,
    /// A paper to take along; may be given several times. Behind its title, between commas: its kind, 密封 where it is sealed, and its
    /// file. For example: 民事裁定书×2,裁定书,密封
    #[arg(long = "document")]
    documents: Vec<Paper>,
    /// In which procedure the papers are served; by the case number where this is not said.
    #[arg(long, value_enum)]
    procedure: Option<Procedure>,
    /// Why papers have to be forwarded to the addressee, or that they need not be.
    #[arg(long, value_enum)]
    status: Option<Status>,
    /// What the worker should know.
    #[arg(long, default_value = "")]
    instructions: String,
    /// Region code, where the address alone is not sure.
    #[arg(long, default_value = "")]
    region: String,
    /// The court, where the address alone is not sure.
    #[arg(long, default_value = "")]
    court: String,
    /// Needs doing at once.
    #[arg(long)]
    urgent: bool,
    /// Until when it must be reported, RFC 3339.
    #[arg(long)]
    finish_by: Option<String>,
    /// Check alone and file nothing.
    #[arg(long)]
    dry_run: bool,
}

/// Kinds of tasks as they are typed.
#[derive(Clone, Copy, ValueEnum)]
enum TaskKind {
    /// 协助送达
    #[value(aliases = ["协助送达", "送达协助"])]
    Service,
    /// 查找下落
    #[value(alias = "查找下落")]
    Locate,
    /// 核实线索
    #[value(aliases = ["核实线索", "财产线索核实"])]
    VerifyLead,
    /// 督促履行
    #[value(alias = "督促履行")]
    Urge,
    /// 见证
    #[value(alias = "见证")]
    Witness,
    /// 张贴公告
    #[value(aliases = ["张贴公告", "公告张贴"])]
    PostNotice,
    /// 到场协助
    #[value(aliases = ["到场协助", "在场"])]
    OnSite,
}

/// Procedures as they are typed.
#[derive(Clone, Copy, ValueEnum)]
enum Procedure {
    /// 普通程序
    #[value(alias = "普通程序")]
    Ordinary,
    /// 简易程序
    #[value(alias = "简易程序")]
    Summary,
    /// 执行程序
    #[value(alias = "执行程序")]
    Enforcement,
}

impl From<Procedure> for acts::Procedure {
    fn from(procedure: Procedure) -> Self {
        match procedure {
            Procedure::Ordinary => Self::Ordinary,
            Procedure::Summary => Self::Summary,
            Procedure::Enforcement => Self::Enforcement,
        }
    }
}

/// Addressees to whom papers are forwarded, as they are typed.
#[derive(Clone, Copy, ValueEnum)]
enum Status {
    /// 军人
    #[value(alias = "军人")]
    Soldier,
    /// 被监禁
    #[value(alias = "被监禁")]
    Prisoner,
    /// 强制性教育
    #[value(alias = "强制性教育")]
    CompulsoryEducation,
    /// 无
    #[value(alias = "无")]
    None,
}

impl From<Status> for acts::AddresseeStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Soldier => Self::Soldier,
            Status::Prisoner => Self::Prisoner,
            Status::CompulsoryEducation => Self::CompulsoryEducation,
            Status::None => Self::None,
        }
    }
}

impl From<TaskKind> for wire::TaskKind {
    fn from(kind: TaskKind) -> Self {
        match kind {
            TaskKind::Service => Self::ServiceOfProcess,
            TaskKind::Locate => Self::LocatePerson,
            TaskKind::VerifyLead => Self::VerifyLead,
            TaskKind::Urge => Self::UrgePerformance,
            TaskKind::Witness => Self::Witness,
            TaskKind::PostNotice => Self::PostNotice,
            TaskKind::OnSite => Self::OnSiteAssistance,
        }
    }
}

impl Officer {
    /// Carries out the action, or opens the desk.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let client = self.connection.client_of(&self.person).await?;
        let mut session = Session::new(client, self.output);
        if let Some(action) = self.action {
            act(&mut session, action).await?;
        } else {
            session.list("").await?;
            let _watching = Watching::start(session.client.clone(), self.output);
            open::run(async |action| act(&mut session, action).await).await?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn act(session: &mut Session, action: Action) -> Result<(), Failure> {
    let tasks = || session.client.tasks();
    let task = match action {
        Action::List { filter } => return session.list(&filter).await,
        Action::Show { task } => return session.show(&task).await,
        Action::Watch { cursor } => {
            return open::watch(&session.client, session.listing.output, cursor).await;
        }
        Action::File(filing) => {
            let request = filing.request()?;
            again(tasks, async |mut tasks| tasks.create_task(request.clone()).await).await?
        }
        Action::Approve { task, comment, missing_files } => {
            review(session, &task, wire::ReviewDecision::Approve, (comment, missing_files)).await?
        }
        Action::Return { task, comment } => {
            review(session, &task, wire::ReviewDecision::Return, (comment, String::new())).await?
        }
        Action::Revoke { task, reason } => {
            let name = session.find(&task).await?;
            let request =
                wire::RevokeTaskRequest { request_id: request_id(), name, reason, etag: String::new() };
            again(tasks, async |mut tasks| tasks.revoke_task(request.clone()).await).await?
        }
        Action::Transfer { task, court, reason } => {
            let name = session.find(&task).await?;
            let etag = String::new();
            let request = wire::TransferTaskRequest { request_id: request_id(), name, court, reason, etag };
            again(tasks, async |mut tasks| tasks.transfer_task(request.clone()).await).await?
        }
    };
    session.listing.done(&task)
}

async fn review(
    session: &Session,
    task: &str,
    decision: wire::ReviewDecision,
    (comment, missing_files_reason): (String, String),
) -> Result<wire::Task, Failure> {
    let name = session.find(task).await?;
    let request = wire::ReviewTaskRequest {
        request_id: request_id(),
        name,
        decision: decision.into(),
        comment,
        etag: String::new(),
        missing_files_reason,
    };
    Ok(again(|| session.client.tasks(), async |mut tasks| tasks.review_task(request.clone()).await).await?)
}

impl Filing {
    fn request(&self) -> Result<wire::CreateTaskRequest, Failure> {
        let kind =
            if self.organisation { wire::AddresseeKind::Organisation } else { wire::AddresseeKind::Person };
        let finish_by = self.finish_by.as_deref().map(kit::domain::Timestamp::parse).transpose();
        let finish_by = finish_by
            .map_err(|text| Failure::Usage(text.to_string()))?
            .map(kit::domain::Timestamp::to_timestamp);
        let task = wire::Task {
            kind: wire::TaskKind::from(self.kind).into(),
            case_number: self.case.clone(),
            addressee: Some(wire::Addressee {
                display_name: self.name.clone(),
                kind: kind.into(),
                identity_number: self.id.clone(),
                phone: self.phone.clone(),
                status: self.status.map_or(0, |status| acts::AddresseeStatus::from(status).into()),
                ..wire::Addressee::default()
            }),
            address: self.address.clone(),
            region_code: self.region.clone(),
            court: self.court.clone(),
            documents: self.documents.iter().map(Paper::document).collect(),
            procedure: self.procedure.map_or(0, |procedure| acts::Procedure::from(procedure).into()),
            instructions: self.instructions.clone(),
            urgent: self.urgent,
            finish_by,
            ..wire::Task::default()
        };
        Ok(wire::CreateTaskRequest {
            request_id: request_id(),
            task: Some(task),
            validate_only: self.dry_run,
        })
    }
}
