//! `sharedcourt sign-in`.

use std::{
    io::{BufRead as _, Write as _},
    process::ExitCode,
};

use clap::Args;
use proto::access::v1::{
    CreateSessionRequest, SecondFactorStanding, session_service_client::SessionServiceClient,
};

use crate::{client::Connection, error::Failure};

/// Sign in and print the session's bearer token, for `--token` and `SHAREDCOURT__CLIENT__TOKEN`. Reads the password from a first line of
/// standard input and the code of the second factor from a second one; an empty one where the person needs none.
#[derive(Args)]
pub(crate) struct SignIn {
    /// The person, `people/{id}` or the id alone.
    person: String,
    #[command(flatten)]
    connection: Connection,
}

impl SignIn {
    /// Writes the token to standard output, and nothing else.
    pub(crate) async fn run(&self) -> Result<ExitCode, Failure> {
        let password = line("密码 (password): ")?;
        let code =
            line("动态口令或恢复码，不需要的直接回车 (code or recovery code, empty where none is needed): ")?;
        let request =
            CreateSessionRequest { person: self.person.clone(), password, code: code.trim().to_owned() };
        let mut sessions = SessionServiceClient::new(self.connection.channel().await?);
        let session = sessions.create_session(request).await?.into_inner();
        if session.second_factor() == SecondFactorStanding::Missing {
            return Err(Failure::Usage(
                "请先在网页登录并绑定动态口令 (set up the second factor on the sign-in page first)".into(),
            ));
        }
        println!("{}", session.token);
        Ok(ExitCode::SUCCESS)
    }
}

/// A line of standard input, asked for on standard error.
fn line(prompt: &str) -> Result<String, Failure> {
    eprint!("{prompt}");
    std::io::stderr().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
