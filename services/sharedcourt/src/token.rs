//! `sharedcourt token`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use kit::{keys::Keys, moment::Moment, token};

use crate::{
    client::{DATA, person_name},
    told::Failure,
};

/// Print a bearer token for a person.
#[derive(Args)]
pub(crate) struct Token {
    /// The person, `people/{id}` or the id alone.
    person: String,
    /// The data folder, which holds the key.
    #[arg(long, env = "SHAREDCOURT_DATA", default_value = DATA)]
    data: PathBuf,
}

impl Token {
    /// Writes the token to standard output, and nothing else.
    pub(crate) fn run(&self) -> Result<ExitCode, Failure> {
        if !self.data.join("secret.key").exists() {
            return Err(Failure::Usage(format!(
                "{} 里没有密钥，请先启动服务或核对 --data (no key there; start the house first, or check --data)",
                self.data.display()
            )));
        }
        println!("{}", token::issue(&Keys::open(&self.data)?, &person_name(&self.person), Moment::now())?);
        Ok(ExitCode::SUCCESS)
    }
}
