//! `sharedcourt terminal`.

use std::{process::ExitCode, time::Duration};

use clap::{Args, Subcommand};
use proto::{courts::v1 as courts, dispatch::v1 as wire};
use tokio::task::JoinHandle;

use super::{
    Output,
    open::{self, Watching},
    session::{Session, again, request_id},
};
use crate::{
    client::{Client, Connection, person_name},
    error::Failure,
    json, table,
};

/// How often a terminal says that it is there; three may be lost before it counts as away.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// A shared court's desk.
#[derive(Args)]
pub(crate) struct Terminal {
    /// The court, `courts/{code}` or the code alone.
    court: String,
    /// The director who sits there; `people/director-{court code}` where absent.
    #[arg(long = "as", value_name = "PERSON")]
    director: Option<String>,
    /// Which of the court's terminals it is.
    #[arg(long, default_value_t = 1)]
    number: u32,
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
    /// List the court's tasks, what is due first at the top.
    List {
        /// For example: state=DISPATCHED
        #[arg(default_value = "")]
        filter: String,
    },
    /// Show one task whole.
    Show {
        /// Its number in the list, its short id or its name.
        task: String,
    },
    /// List the court's grid workers.
    Workers,
    /// Give a task to a grid worker.
    Assign {
        /// Its number in the list, its short id or its name.
        task: String,
        /// The worker, people/{id} or the id alone.
        worker: String,
    },
    /// Hand a task to another shared court.
    Transfer {
        /// Its number in the list, its short id or its name.
        task: String,
        /// The other court, courts/{code}.
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
    /// Say once that the terminal is there.
    Heartbeat,
}

impl Terminal {
    /// Carries out the action, or opens the desk.
    pub(crate) async fn run(self) -> Result<ExitCode, Failure> {
        let code = self.court.trim_start_matches("courts/").to_owned();
        let director = self.director.unwrap_or_else(|| format!("people/director-{code}"));
        let client = self.connection.client_of(&director).await?;
        let name = format!("terminals/{code}-{}", self.number);
        let mut session = Session::new(client, self.output);
        if let Some(action) = self.action {
            act(&mut session, &code, &name, action).await?;
        } else {
            beat(&session.client, &name).await?;
            session.list("").await?;
            let _beating = Beating::start(session.client.clone(), name.clone());
            let _watching = Watching::start(session.client.clone(), self.output);
            open::run(async |action| act(&mut session, &code, &name, action).await).await?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn act(session: &mut Session, code: &str, terminal: &str, action: Action) -> Result<(), Failure> {
    let tasks = || session.client.tasks();
    let task = match action {
        Action::List { filter } => return session.list(&filter).await,
        Action::Show { task } => return session.show(&task).await,
        Action::Workers => return workers(session, code).await,
        Action::Watch { cursor } => {
            let _beating = Beating::start(session.client.clone(), terminal.to_owned());
            return open::watch(&session.client, session.listing.output, cursor).await;
        }
        Action::Heartbeat => return Ok(beat(&session.client, terminal).await?),
        Action::Assign { task, worker } => {
            let (name, worker) = (session.find(&task).await?, person_name(&worker));
            let request =
                wire::AssignTaskRequest { request_id: request_id(), name, worker, etag: String::new() };
            again(tasks, async |mut tasks| tasks.assign_task(request.clone()).await).await?
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

async fn workers(session: &Session, code: &str) -> Result<(), Failure> {
    let filter = format!("role=GRID_WORKER AND court=courts/{code}");
    let asked = courts::ListPeopleRequest { filter, page_size: 1000, page_token: String::new() };
    let answer =
        again(|| session.client.people(), async |mut people| people.list_people(asked.clone()).await).await?;
    if session.listing.output == Output::Json {
        return answer
            .people
            .iter()
            .try_for_each(|person| json::print("sharedcourt.courts.v1.Person", person));
    }
    let grid = |person: &courts::Person| {
        person.terms.iter().map(|term| term.grid.clone()).find(|grid| !grid.is_empty()).unwrap_or_default()
    };
    let rows: Vec<_> = answer
        .people
        .iter()
        .map(|person| {
            let id = person.name.trim_start_matches("people/").to_owned();
            [id, person.display_name.clone(), person.phone.clone(), grid(person)]
        })
        .collect();
    table::print(["编号", "姓名", "电话", "网格"], &rows);
    Ok(())
}

async fn beat(client: &Client, terminal: &str) -> Result<(), tonic::Status> {
    let software_version = env!("CARGO_PKG_VERSION").to_owned();
    let beat = courts::HeartbeatRequest { name: terminal.to_owned(), software_version };
    again(|| client.terminals(), async |mut terminals| terminals.heartbeat(beat.clone()).await).await?;
    Ok(())
}

/// Says that the terminal is there, for as long as the desk is open.
struct Beating(JoinHandle<()>);

impl Beating {
    fn start(client: Client, terminal: String) -> Self {
        Self(tokio::spawn(async move {
            loop {
                // A heartbeat that was lost is followed by the next one.
                let _ = beat(&client, &terminal).await;
                tokio::time::sleep(HEARTBEAT).await;
            }
        }))
    }
}

impl Drop for Beating {
    fn drop(&mut self) {
        self.0.abort();
    }
}
