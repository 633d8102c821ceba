//! `sharedcourt`: all services in one program, and the command line of its users.
//!
//! `serve` runs the services behind one gateway. Everything else is a client of that gateway, through the contract alone, except
//! for `token` (which reads the key and the register in the data folder) and `law` (which asks the law library directly).
//!
//! Exit codes: 0 done; 1 the answer is no (refused rows, a condition of the law that is not met); 2 it could not be asked.

mod client;
mod clock;
mod config;
mod desk;
mod end_sessions;
mod enrol;
mod error;
mod folder;
mod health;
mod import;
mod invite;
mod json;
mod keys;
mod law;
mod migrate;
mod serve;
mod setup_code;
mod sign_in;
mod table;
mod token;
mod verify;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use ::config::Environment;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;

use config::{Config, Layers};
use error::Failure;

/// The shared courts of a county court: services, gateway and tools in one program.
#[derive(Parser)]
#[command(name = "sharedcourt", version, arg_required_else_help = true)]
struct Cli {
    /// A configuration file (TOML); `sharedcourt config show` prints one with everything that can be said.
    #[arg(long, global = true, env = config::FILE, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the services behind one gateway.
    Serve(Box<serve::Serve>),
    /// Print a bearer token for a person, good for 12 hours.
    Token(token::Token),
    /// Sign in with a password and, where one is needed, a second factor; print the session's bearer token.
    SignIn(sign_in::SignIn),
    /// Print a new code by which people/admin sets their password and second factor.
    SetupCode(setup_code::SetupCode),
    /// Make a code by which a person sets their password and signs in with a browser.
    Invite(invite::Invite),
    /// End every session of a person and every credential of their devices, for example because a phone is lost.
    EndSessions(end_sessions::EndSessions),
    /// Make a code by which a terminal of a shared court is enrolled, or take its credential from one.
    Enrol(enrol::Enrol),
    /// Take over rows of a file; bad rows are reported with line, field and reason, good rows are kept, a re-run imports nothing twice.
    Import(import::Import),
    /// An officer's desk: file tasks, follow them, review them. Without an action: an open desk that takes one action a line.
    Officer(desk::Officer),
    /// A shared court's desk: incoming tasks, assign them, watch. Without an action: an open desk that takes one action a line.
    Terminal(desk::Terminal),
    /// A grid worker's phone: tasks, accept, attempt, report. Without an action: an open desk that takes one action a line.
    Worker(desk::Worker),
    /// Ask whether a running installation, or one process of it, serves.
    Health(health::Health),
    /// Bring the databases up to date and end.
    Migrate(migrate::Migrate),
    /// Rotate the keys under which data is encrypted.
    Keys(keys::Keys),
    /// Whether the clock is believed, by which evidence is deleted and tasks expire.
    Clock(clock::Clock),
    /// Prove what must always be true, on a data folder or a database.
    Verify(verify::Verify),
    /// Ask the law library; answers are JSON with their reasons.
    Law(law::Law),
    /// Show or check the settings of an installation: its configuration file and the environment.
    Config(Config),
    /// Print the REST surface as an OpenAPI 3.1 document.
    Openapi,
    /// Print which build this is.
    Version,
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: Shell,
    },
}

fn main() -> ExitCode {
    if let Err(fault) = folder::protect_process() {
        eprintln!("无法限制文件权限或内存转储 (file modes or core dumps can't be limited): {fault}");
        return ExitCode::from(2);
    }
    // What a file says are defaults of flags, so the file is looked for before the flags are read in earnest.
    let glance = Cli::command().ignore_errors(true).try_get_matches().ok();
    let file = glance.and_then(|said| said.try_get_one::<PathBuf>("config").ok().flatten().cloned());
    answer(file.as_deref()).unwrap_or_else(|failure| {
        eprintln!("{failure}");
        ExitCode::from(2)
    })
}

fn answer(file: Option<&Path>) -> Result<ExitCode, Failure> {
    let layers = Layers::read(file, Environment::default());
    let layers = layers.map_err(|faults| Failure::Usage(faults.to_string()))?;
    let command = layers.under(Cli::command()).map_err(|faults| Failure::Usage(faults.to_string()))?;
    let cli = Cli::from_arg_matches(&command.get_matches()).unwrap_or_else(|fault| fault.exit());
    match cli.command {
        Command::Law(law) => Ok(law.run()),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "sharedcourt", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Command::Config(config) => config.run(&layers, Cli::command()),
        Command::Openapi => openapi(),
        Command::Version => {
            println!("sharedcourt {}", env!("CARGO_PKG_VERSION"));
            Ok(ExitCode::SUCCESS)
        }
        command => run(command),
    }
}

fn openapi() -> Result<ExitCode, Failure> {
    let document = gateway::openapi().map_err(|fault| Failure::Usage(fault.to_string()))?;
    println!("{document:#}");
    Ok(ExitCode::SUCCESS)
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let done = runtime.block_on(async {
        match command {
            Command::Serve(serve) => Box::pin(serve.run()).await,
            Command::Token(token) => token.run().await,
            Command::SignIn(sign_in) => sign_in.run().await,
            Command::SetupCode(setup_code) => setup_code.run().await,
            Command::Invite(invite) => invite.run().await,
            Command::EndSessions(end_sessions) => end_sessions.run().await,
            Command::Enrol(enrol) => enrol.run().await,
            Command::Import(import) => import.run().await,
            Command::Officer(officer) => officer.run().await,
            Command::Terminal(terminal) => terminal.run().await,
            Command::Worker(worker) => worker.run().await,
            Command::Verify(verify) => verify.run().await,
            Command::Keys(keys) => keys.run().await,
            Command::Clock(clock) => clock.run().await,
            Command::Health(health) => health.run().await,
            Command::Migrate(migrate) => migrate.run().await,
            Command::Config(_)
            | Command::Law(_)
            | Command::Openapi
            | Command::Version
            | Command::Completions { .. } => Ok(ExitCode::SUCCESS),
        }
    });
    // A line that is being read from a terminal can't be interrupted: it must not keep the program alive.
    runtime.shutdown_background();
    done
}
