//! `sharedcourt invite`.

use std::process::ExitCode;

use clap::Args;
use proto::access::v1::InvitePersonRequest;
use uuid::Uuid;

use crate::{
    client::{Connection, person_name},
    error::Failure,
};

/// Make a code by which a person sets their password, once and within seven days.
#[derive(Args)]
pub(crate) struct Invite {
    /// The person, `people/{id}` or the id alone.
    person: String,
    /// The administrator who invites.
    #[arg(long = "as", default_value = "admin")]
    admin: String,
    #[command(flatten)]
    connection: Connection,
}

impl Invite {
    /// Writes the code to standard output, and nothing else.
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let client = self.connection.client_of(&self.admin).await?;
        let request =
            InvitePersonRequest { request_id: Uuid::now_v7().to_string(), name: person_name(&self.person) };
        let invitation = client.sessions().invite_person(request).await?.into_inner();
        println!("{}", invitation.code);
        Ok(ExitCode::SUCCESS)
    }
}
