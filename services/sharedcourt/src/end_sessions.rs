//! `sharedcourt end-sessions`.

use std::process::ExitCode;

use clap::Args;
use proto::access::v1::EndPersonSessionsRequest;
use uuid::Uuid;

use crate::{
    client::{Connection, person_name},
    error::Failure,
};

/// End every session of a person and every credential of their devices, for example because a phone is lost. The password stays.
#[derive(Args)]
pub(crate) struct EndSessions {
    /// The person, `people/{id}` or the id alone.
    person: String,
    /// The administrator who ends them.
    #[arg(long = "as", default_value = "admin")]
    admin: String,
    #[command(flatten)]
    connection: Connection,
}

impl EndSessions {
    /// Writes how many there were to standard output, and nothing else.
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let client = self.connection.client_of(&self.admin).await?;
        let request_id = Uuid::now_v7().to_string();
        let request = EndPersonSessionsRequest { request_id, name: person_name(&self.person) };
        let answer = client.sessions().end_person_sessions(request).await?.into_inner();
        println!("{}", answer.ended);
        Ok(ExitCode::SUCCESS)
    }
}
