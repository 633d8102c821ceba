//! `sharedcourt worker`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use kit::moment::Moment;
use proto::dispatch::v1 as wire;
use tonic::{Code, Status};

use super::{
    Output,
    device::{Act, Device},
    listing::{Listing, ending_in},
    open::{self, Watching},
    session::{Session, again, request_id},
    show,
};
use crate::{
    client::Connection,
    json,
    told::{Failure, Told},
};

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
    /// Hand in what was done with --offline, and take home the tasks as they are now.
    Sync,
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
        let house = self.connection.house(&self.person).await?;
        let mut session = Session::new(house, self.output);
        match self.action {
            Some(Action::Sync) => return sync(&session, &device).await,
            Some(action) => act(&mut session, &device, action).await?,
            None => {
                session.list("").await?;
                let _watching = Watching::start(session.house.clone(), self.output);
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
        Action::Watch { cursor } => return open::watch(&session.house, session.listing.output, cursor).await,
        Action::Sync => return sync(session, device).await.map(|_| ()),
        Action::Do(what) => {
            let task = session.find(what.task()).await?;
            what.on(task)
        }
    };
    match hand_in(session, &act).await? {
        Done::Task(task) => session.listing.done(&task),
        Done::Visit(attempt) => match session.listing.output {
            Output::Table => {
                println!("✓ 已登记上门{}：{}", show::marks(&attempt), show::short(&attempt.name));
                Ok(())
            }
            Output::Json => json::print("sharedcourt.dispatch.v1.Attempt", &attempt),
        },
    }
}

/// What an act led to.
enum Done {
    Task(Box<wire::Task>),
    Visit(Box<wire::Attempt>),
}

async fn hand_in(session: &Session, act: &Act) -> Result<Done, Status> {
    let tasks = || session.house.tasks();
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
            let visit = again(tasks, async |mut tasks| tasks.create_attempt(request.clone()).await).await?;
            return Ok(Done::Visit(Box::new(visit)));
        }
    };
    Ok(Done::Task(Box::new(task)))
}

/// Hands in what was done without a signal, in its order, and takes home the tasks as they are now. What is refused is told and set
/// aside; where the line breaks the rest waits. Exit code 1 where something was refused.
async fn sync(session: &Session, device: &Device) -> Result<ExitCode, Failure> {
    let queue = device.queue()?;
    let mut refused = 0;
    for (index, queued) in queue.iter().enumerate() {
        let act = queued.act()?;
        match hand_in(session, &act).await {
            Ok(Done::Task(task)) => session.listing.done(&task)?,
            Ok(Done::Visit(visit)) => {
                println!("✓ 已登记上门{}：{}", show::marks(&visit), show::short(&visit.name));
            }
            Err(status) if status.code() == Code::Unavailable => return Err(status.into()),
            Err(status) => {
                let told = Told::from(&status);
                println!("✗ {} 所做：{told}", queued.done);
                device.set_aside(queued, &told.to_string())?;
                refused += 1;
            }
        }
        device.requeue(&queue[index + 1..])?;
    }
    let mut tasks = session.tasks("").await?;
    tasks.retain(|task| !show::is_final(task.state()));
    device.hold(&tasks)?;
    println!("已提交 {} 项，被退回 {refused} 项，手机上现有 {} 项任务。", queue.len() - refused, tasks.len());
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
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
                let waiting = self.device.queue()?.len();
                if waiting > 0 {
                    println!("{waiting} 项操作待提交。");
                }
                Ok(())
            }
            Action::Watch { .. } | Action::Sync => Err(Failure::Usage(
                "没有信号时不能这样做，请去掉 --offline (not without a signal; leave --offline out)".into(),
            )),
            Action::Show { task } => {
                let task = self.find(&task, &tasks)?;
                self.listing.show(task)
            }
            Action::Do(what) => {
                let name = self.find(what.task(), &tasks)?.name.clone();
                self.device.keep(what.on(name))?;
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
            Self::Attempt(visit) => Act::Attempt(wire::CreateAttemptRequest {
                request_id,
                parent: name,
                attempt: Some(visit.attempt()),
                sent_time: None,
            }),
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
            device_time: Some(Moment::now().to_timestamp()),
            position,
            witness,
            ..wire::Attempt::default()
        }
    }
}
