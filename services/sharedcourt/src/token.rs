//! `sharedcourt token`.

use std::process::ExitCode;

use clap::Args;
use kit::{moment::Moment, token};

use crate::{client::person_name, folder::Folder, told::Failure};

/// Print a bearer token for a person.
#[derive(Args)]
pub(crate) struct Token {
    /// The person, `people/{id}` or the id alone.
    person: String,
    #[command(flatten)]
    folder: Folder,
}

impl Token {
    /// Writes the token to standard output, and nothing else.
    pub(crate) fn run(&self) -> Result<ExitCode, Failure> {
        println!(
            "{}",
            token::issue(&self.folder.keys_of_a_house()?, &person_name(&self.person), Moment::now())?
        );
        Ok(ExitCode::SUCCESS)
    }
}
