//! `sharedcourt enrol`.

use std::process::ExitCode;

use clap::Args;
use proto::courts::v1::{EnrolTerminalRequest, RevokeTerminalRequest};
use uuid::Uuid;

use crate::{client::Connection, error::Failure};

/// Make a code by which a terminal of a shared court is enrolled: ten digits, typed there once and within an hour.
#[derive(Args)]
pub(crate) struct Enrol {
    /// The court, `courts/{code}` or the code alone.
    court: String,
    /// Which of the court's terminals it is.
    #[arg(long, default_value_t = 1)]
    number: u16,
    /// Take its credential from the terminal instead, with the sessions that run on it.
    #[arg(long)]
    revoke: bool,
    /// The administrator who enrols.
    #[arg(long = "as", default_value = "admin")]
    admin: String,
    #[command(flatten)]
    connection: Connection,
}

impl Enrol {
    /// Writes the code to standard output, and nothing else.
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let client = self.connection.client_of(&self.admin).await?;
        let name = format!("terminals/{}-{}", self.court.trim_start_matches("courts/"), self.number);
        let request_id = Uuid::now_v7().to_string();
        let mut terminals = client.terminals();
        if self.revoke {
            terminals.revoke_terminal(RevokeTerminalRequest { request_id, name }).await?;
        } else {
            let enrolment = terminals.enrol_terminal(EnrolTerminalRequest { request_id, name }).await?;
            println!("{}", enrolment.into_inner().code);
        }
        Ok(ExitCode::SUCCESS)
    }
}
