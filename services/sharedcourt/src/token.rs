//! `sharedcourt token`.

use std::process::ExitCode;

use clap::Args;
use courts::Courts;
use kit::{access::token, domain::Timestamp, storage::Location};

use crate::{client::person_name, error::Failure, folder::Folder, serve::Database};

/// Print a bearer token for a person. Outside a demonstration there is none for administrators, cashiers, bureau chiefs and presidents:
/// they sign in with a second factor, and programs use a service account.
#[derive(Args)]
pub(crate) struct Token {
    /// The person, `people/{id}` or the id alone.
    person: String,
    #[command(flatten)]
    folder: Folder,
    #[command(flatten)]
    database: Database,
}

impl Token {
    /// Writes the token to standard output, and nothing else.
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let (keys, person, at) =
            (self.folder.keys_of_installation()?, person_name(&self.person), Timestamp::now());
        if self.has_register() {
            let location = Location::new(self.database.url.as_deref(), self.folder.path())?;
            if Courts::needs_second_factor(&location, &keys, &person, at).await? {
                return Err(Failure::Usage(format!(
                    "{person} 的职务须用密码和动态口令登录，不签发凭证：请运行 sharedcourt sign-in {}，或在网页登录；其他系统请使用服务账号 \
                     (signs in with a password and a second factor, so there is no token: run sharedcourt sign-in {}, or use the sign-in page; \
                     programs use a service account)",
                    self.person, self.person
                )));
            }
        }
        println!("{}", token::issue(&keys, &person, at)?);
        Ok(ExitCode::SUCCESS)
    }

    /// Whether the register can be looked at from here. Where it is elsewhere, the gateway refuses such a token.
    fn has_register(&self) -> bool {
        self.database.url.is_some() || self.folder.path().join(format!("{}.db", courts::NAME)).exists()
    }
}
