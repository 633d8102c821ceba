//! `sharedcourt worker`.

use std::{cell::Cell, process::ExitCode};

use clap::{Args, Subcommand, ValueEnum};
use kit::domain::{Timestamp, reason};
use proto::{access::v1::CreateDeviceCredentialRequest, dispatch::v1 as wire};
use tonic::{Code, Status};

use super::{
    Output,
    device::{Act, Compacted, Device, DeviceTime},
    listing::{Listing, ending_in},
    open::{self, Watching},
    session::{Session, again, request_id},
    show,
    sync::{self, Report, Round},
};
use crate::{
    client::{Client, Connection},
    error::{ClientError, Failure},
    json,
};

/// What the device calls itself to the court.
const DEVICE: &str = "sharedcourt worker";

/// A grid worker's phone.
#[derive(Args)]
pub(crate) struct Worker {
    /// The worker, `people/{id}` or the id alone.
    person: String,
    /// How answers are printed.
    #[arg(short, long, global = true, value_enum, default_value = "table")]
    output: Output,
    /// Without a signal: tasks are those of the last sync, and what is done is kept on the device until the next.
    #[arg(long, global = true)]
    offline: bool,
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Subcommand)]
enum Action {
    /// List the worker's tasks, what is due first at the top.
    List {
        /// For example: state=ASSIGNED
        #[arg(default_value = "")]
        filter: String,
    },
    /// Show one task whole.
    Show {
        /// Its number in the list, its short id or its name.
        task: String,
    },
    #[command(flatten)]
    Do(Do),
    /// Hand in what was done with --offline, and take home the tasks as they are now. Exit code 1 where something was refused or can't
    /// be sent, 2 where it ended early; what was not answered stays on the device.
    Sync {
        /// Hand in again what was refused earlier.
        #[arg(long)]
        retry_refused: bool,
    },
    /// Show what happens, until interrupted.
    Watch {
        /// Since this cursor; from now on where absent.
        #[arg(long)]
        cursor: Option<String>,
    },
}

/// What a worker does with a task, with a signal or without.
#[derive(Subcommand)]
enum Do {
    /// Take a task on.
    Accept {
        /// Its number in the list, its short id or its name.
        task: String,
    },
    /// Give a task back to the director.
    Decline {
        /// Its number in the list, its short id or its name.
        task: String,
        /// Why.
        reason: String,
    },
    /// Record a visit.
    Attempt(Visit),
    /// Hand the result in.
    Report {
        /// Its number in the list, its short id or its name.
        task: String,
        /// What was achieved.
        summary: String,
    },
}

/// A visit.
#[derive(Args)]
struct Visit {
    /// Its number in the list, its short id or its name.
    task: String,
    /// What came of it.
    #[arg(value_enum)]
    outcome: Outcome,
    /// What happened.
    #[arg(default_value = "")]
    note: String,
    /// Latitude, degrees north (WGS 84).
    #[arg(long, requires = "lon", allow_negative_numbers = true)]
    lat: Option<f64>,
    /// Longitude, degrees east (WGS 84).
    #[arg(long, requires = "lat", allow_negative_numbers = true)]
    lon: Option<f64>,
    /// Who else was there.
    #[arg(long)]
    witness: Option<String>,
    /// Whom the witness represents.
    #[arg(long, requires = "witness", default_value = "")]
    witness_of: String,
}

/// Outcomes as they are typed.
#[derive(Clone, Copy, ValueEnum)]
enum Outcome {
    /// 办成
    #[value(alias = "办成")]
    Delivered,
    /// 拒收
    #[value(alias = "拒收")]
    Refused,
    /// 未见到人
    #[value(alias = "未见到人")]
    NotFound,
    /// 已搬离
    #[value(alias = "已搬离")]
    Moved,
    /// 其他
    #[value(alias = "其他")]
    Other,
}

impl From<Outcome> for wire::AttemptOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Delivered => Self::Delivered,
            Outcome::Refused => Self::Refused,
            Outcome::NotFound => Self::NotFound,
            Outcome::Moved => Self::Moved,
            Outcome::Other => Self::Other,
        }
    }
}

impl Worker {
    /// Carries out the action, or opens the phone.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let device = Device::open(self.connection.data(), &self.person)?;
        if self.offline {
            let mut pocket = Pocket { device, listing: Listing::new(self.output) };
            match self.action {
                Some(action) => pocket.act(action)?,
                None => {
                    pocket.act(Action::List { filter: String::new() })?;
                    open::run(async |action| pocket.act(action)).await?;
                }
            }
            return Ok(ExitCode::SUCCESS);
        }
        let client = self.connection.client_of(&self.person).await?;
        let mut session = Session::new(client, self.output);
        match self.action {
            Some(Action::Sync { retry_refused }) => return sync(&session, &device, retry_refused).await,
            Some(action) => act(&mut session, &device, action).await?,
            None => {
                session.list("").await?;
                let _watching = Watching::start(session.client.clone(), self.output);
                open::run(async |action| act(&mut session, &device, action).await).await?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn act(session: &mut Session, device: &Device, action: Action) -> Result<(), Failure> {
    let act = match action {
        Action::List { filter } => return session.list(&filter).await,
        Action::Show { task } => return session.show(&task).await,
        Action::Watch { cursor } => {
            return open::watch(&session.client, session.listing.output, cursor).await;
        }
        Action::Sync { retry_refused } => return sync(session, device, retry_refused).await.map(|_| ()),
        Action::Do(what) => {
            let task = session.find(what.task()).await?;
            let mut act = what.on(task);
            act.sent_at(Some(Timestamp::now()));
            act
        }
    };
    done(&session.listing, call(&session.client, &act).await?)
}

/// Says what became of an act.
fn done(listing: &Listing, done: Done) -> Result<(), Failure> {
    match done {
        Done::Task(task) => listing.done(&task),
        Done::Visit(visit) => match listing.output {
            Output::Table => {
                println!("✓ 已登记上门{}：{}", show::marks(&visit), show::short(&visit.name));
                Ok(())
            }
            Output::Json => json::print("sharedcourt.dispatch.v1.Attempt", &visit),
        },
    }
}

/// What an act led to.
enum Done {
    Task(Box<wire::Task>),
    Visit(Box<wire::Attempt>),
}

async fn call(client: &Client, act: &Act) -> Result<Done, Status> {
    let tasks = || client.tasks();
    let task = match act {
        Act::Accept(request) => {
            again(tasks, async |mut tasks| tasks.accept_task(request.clone()).await).await?
        }
        Act::Decline(request) => {
            again(tasks, async |mut tasks| tasks.decline_task(request.clone()).await).await?
        }
        Act::Report(request) => {
            again(tasks, async |mut tasks| tasks.report_task(request.clone()).await).await?
        }
        Act::Attempt(request) => {
            let visit =
                again(tasks, async |mut tasks| tasks.create_attempt(request.as_ref().clone()).await).await?;
            return Ok(Done::Visit(Box::new(visit)));
        }
    };
    Ok(Done::Task(Box::new(task)))
}

/// Hands in what was done without a signal, in its order, and takes home the tasks as they are now.
async fn sync(session: &Session, device: &Device, retry_refused: bool) -> Result<ExitCode, Failure> {
    let _alone = device.begin_sync()?;
    let output = session.listing.output;
    let found = device.compact(retry_refused)?;
    report_unsendable(device, found);
    let as_device = device.credential()?.map(|token| session.client.as_bearer_of(&token)).transpose()?;
    let handed_in_by_device = Cell::new(false);
    let round = sync::hand_in(
        device,
        DeviceTime::now,
        async |act| match (call(&session.client, act).await, &as_device) {
            (Err(status), Some(device)) if is_for_the_device(&status, act) => {
                handed_in_by_device.set(true);
                call(device, act).await
            }
            (answer, _) => answer,
        },
        |answer| match answer {
            Done::Task(task) => device.refresh(task),
            Done::Visit(_) => Ok(()),
        },
        |report| {
            match report {
                Report::Done(answer) => return done(&session.listing, answer),
                Report::Refused(act, why) => eprintln!("✗ {} 所做：{why}", act.done.clock),
                Report::OutsideTerm(act, why) => eprintln!("… {} 所做，保留在手机上：{why}", act.done.clock),
            }
            Ok(())
        },
    )
    .await?;
    device.compact(false)?;
    // Anyone who holds no office any more has no tasks to take home; what they did has been handed in.
    let takes_home = round.stopped.is_none() && !handed_in_by_device.get();
    let tasks = if takes_home { Some(take_home(session, device).await) } else { None };
    if takes_home && as_device.is_none() {
        ask_for_credential(session, device).await?;
    }
    let waiting = device.queue()?.len();
    let held = device.tasks()?.len();
    match output {
        Output::Table => println!("{}", in_words(&round, waiting, device.refused()?, held)),
        Output::Json => println!(
            "{}",
            serde_json::json!({
                "submitted": round.submitted, "refused": round.refused, "waiting": waiting, "damaged": found.damaged,
                "foreign": found.foreign, "retried": found.retried, "setAside": device.refused()?, "tasks": held,
                "stopped": round.stopped.as_ref().map(|why| serde_json::json!({"reason": why.reason, "zh": why.zh, "en": why.en})),
            })
        ),
    }
    if let Some(why) = &round.stopped {
        eprintln!("✗ 提交中断，未提交的都保留在手机上 (the sync ended early; nothing is lost)：{why}");
        return Ok(ExitCode::from(2));
    }
    tasks.transpose()?;
    let clean = round.refused + round.outside_term + found.damaged + found.foreign == 0;
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Whether an act is refused because of what became of the person's session or office, and is one that a device hands in by itself.
fn is_for_the_device(status: &Status, act: &Act) -> bool {
    let by_device = matches!(act, Act::Attempt(_) | Act::Report(_));
    let out_of_office = ClientError::from(status).reason == reason::TERM_NOT_RUNNING.name();
    by_device && (out_of_office || status.code() == Code::Unauthenticated)
}

/// Asks the court for the device's own credential. A court of an earlier version gives none, nor does it to somebody who does not visit.
async fn ask_for_credential(session: &Session, device: &Device) -> Result<(), Failure> {
    let asked = CreateDeviceCredentialRequest { device: DEVICE.into() };
    match session.client.sessions().create_device_credential(asked).await {
        Ok(given) => device.store_credential(&given.into_inner().token),
        Err(_) => Ok(()),
    }
}

async fn take_home(session: &Session, device: &Device) -> Result<(), Failure> {
    let mut tasks = session.tasks("").await?;
    tasks.retain(|task| !show::is_final(task.state()));
    device.hold(&tasks)
}

fn report_unsendable(device: &Device, found: Compacted) {
    if found.damaged > 0 {
        eprintln!(
            "✗ 手机上有 {} 条记录已损坏（如保存时断电），无法提交，原样留在 {}；请核对是否需要重新登记。 (damaged records were set aside)",
            found.damaged,
            device.damaged_file().display()
        );
    }
    if found.foreign > 0 {
        eprintln!(
            "✗ 手机上有 {} 条记录由其他版本的程序写入，本版本无法提交，已保留；更新程序后运行 sync --retry-refused。 (records of another version were set aside)",
            found.foreign
        );
    }
}

fn in_words(round: &Round, waiting: usize, aside: usize, held: usize) -> String {
    let (submitted, refused) = (round.submitted, round.refused);
    let mut parts = vec![format!("已提交 {submitted} 项，被退回 {refused} 项，手机上现有 {held} 项任务。")];
    if waiting > 0 {
        parts.push(format!("还有 {waiting} 项待提交。"));
    }
    if aside > 0 {
        parts.push(format!("被退回后尚未处理的共 {aside} 项，处理后可运行 sync --retry-refused 重新提交。"));
    }
    parts.concat()
}

/// The phone in a pocket of the mountains: what it holds is what there is.
struct Pocket {
    device: Device,
    listing: Listing,
}

impl Pocket {
    fn act(&mut self, action: Action) -> Result<(), Failure> {
        let tasks = self.device.tasks()?;
        match action {
            Action::List { .. } => {
                self.listing.list(tasks)?;
                let (waiting, aside) = (self.device.queue()?.len(), self.device.refused()?);
                if waiting > 0 && self.listing.output == Output::Table {
                    println!("{waiting} 项操作待提交。");
                }
                if aside > 0 && self.listing.output == Output::Table {
                    println!("{aside} 项操作被退回，有信号后可运行 sync --retry-refused 重新提交。");
                }
                Ok(())
            }
            Action::Watch { .. } | Action::Sync { .. } => Err(Failure::Usage(
                "没有信号时不能这样做，请去掉 --offline (not without a signal; leave --offline out)".into(),
            )),
            Action::Show { task } => {
                let task = self.find(&task, &tasks)?;
                self.listing.show(task)
            }
            Action::Do(what) => {
                let name = self.find(what.task(), &tasks)?.name.clone();
                let act = what.on(name);
                act.check(Timestamp::now())?;
                self.device.keep(act, DeviceTime::now())?;
                println!("✓ 已存入手机，有信号后运行 sync 提交。");
                Ok(())
            }
        }
    }

    fn find<'a>(&self, meant: &str, tasks: &'a [wire::Task]) -> Result<&'a wire::Task, Failure> {
        let name = self.listing.named(meant).map_or_else(|| ending_in(meant, tasks), Ok)?;
        let held = tasks.iter().find(|task| task.name == name);
        held.ok_or_else(|| {
            Failure::Usage(
                "手机上没有这项任务，请先 sync (the phone does not hold this task; sync first)".into(),
            )
        })
    }
}

impl Do {
    /// The task that is meant, as it was typed.
    fn task(&self) -> &str {
        match self {
            Self::Accept { task }
            | Self::Decline { task, .. }
            | Self::Report { task, .. }
            | Self::Attempt(Visit { task, .. }) => task,
        }
    }

    /// The call for a task.
    fn on(self, name: String) -> Act {
        let (request_id, etag) = (request_id(), String::new());
        match self {
            Self::Accept { .. } => Act::Accept(wire::AcceptTaskRequest { request_id, name, etag }),
            Self::Decline { reason, .. } => {
                Act::Decline(wire::DeclineTaskRequest { request_id, name, reason, etag })
            }
            Self::Report { summary, .. } => {
                Act::Report(wire::ReportTaskRequest { request_id, name, summary, etag })
            }
            Self::Attempt(visit) => Act::Attempt(Box::new(wire::CreateAttemptRequest {
                request_id,
                parent: name,
                attempt: Some(visit.attempt()),
                sent_time: None,
            })),
        }
    }
}

impl Visit {
    fn attempt(self) -> wire::Attempt {
        let position = self.lat.zip(self.lon).map(|(latitude, longitude)| wire::Position {
            latitude,
            longitude,
            accuracy_m: 0.0,
        });
        let witness =
            self.witness.map(|display_name| wire::Witness { display_name, organisation: self.witness_of });
        wire::Attempt {
            outcome: wire::AttemptOutcome::from(self.outcome).into(),
            note: self.note,
            device_time: Some(Timestamp::now().to_timestamp()),
            position,
            witness,
            ..wire::Attempt::default()
        }
    }
}
