//! `sharedcourt law`: asks the law library. Answers are JSON with their reasons in both languages; the exit code says whether the
//! law says yes.
//!
//! `topic` holds what can be asked and how a command line becomes a question, `question` reads and doubts what a person wrote,
//! `examples` has one question for each topic.

mod examples;
mod question;
#[cfg(test)]
mod tests;
mod topic;

use std::{
    io::{Write as _, stderr, stdout},
    process::ExitCode,
};

use clap::Args;

/// Ask the law library.
#[derive(Args)]
pub(crate) struct Law {
    #[command(subcommand)]
    topic: topic::Topic,
}

/// How the program leaves where the law says no.
const NO: u8 = 1;
/// How it leaves where the question could not be read.
const UNREADABLE: u8 = 2;

impl Law {
    /// Asks and prints. Exit code 0 where the law says yes, 1 where it says no, 2 where the question could not be read.
    pub(crate) fn run(&self) -> ExitCode {
        // A reader that has gone away, as `head` does, is no reason to fail.
        let code = match self.topic.ask() {
            Ok(answer) => {
                let _ = writeln!(stdout().lock(), "{:#}", answer.value);
                if answer.ok { 0 } else { NO }
            }
            Err(wrong) => {
                let _ = writeln!(stderr().lock(), "{wrong}");
                UNREADABLE
            }
        };
        ExitCode::from(code)
    }
}
