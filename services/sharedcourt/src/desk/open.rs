//! A desk that stays open: what comes in is shown as it comes, and every line is an action.

use std::time::Duration;

use clap::{Parser, Subcommand};
use futures::StreamExt as _;
use proto::dispatch::v1 as wire;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    task::JoinHandle,
};
use tonic::Code;

use super::{Output, show};
use crate::{client::Client, error::Failure, json};

/// A line as an action.
#[derive(Parser)]
#[command(no_binary_name = true, disable_version_flag = true)]
struct CommandLine<A: Subcommand> {
    #[command(subcommand)]
    action: Typed<A>,
}

#[derive(Subcommand)]
enum Typed<A: Subcommand> {
    #[command(flatten)]
    Action(A),
    /// Leave the desk.
    #[command(visible_alias = "exit")]
    Quit,
}

/// Takes actions until the end of the input.
pub(super) async fn run<A: Subcommand>(
    mut act: impl AsyncFnMut(A) -> Result<(), Failure>,
) -> Result<(), Failure> {
    println!("输入 help 查看可用操作，quit 退出。(help lists the actions, quit leaves)");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let Some(words) = shlex::split(&line) else {
            println!("引号没有成对。(a quote is not closed)");
            continue;
        };
        if words.is_empty() {
            continue;
        }
        let done = match CommandLine::<A>::try_parse_from(words) {
            Ok(CommandLine { action: Typed::Quit }) => break,
            Ok(CommandLine { action: Typed::Action(action) }) => act(action).await,
            Err(error) => {
                println!("{error}");
                continue;
            }
        };
        if let Err(failure) = done {
            println!("✗ {failure}");
        }
    }
    Ok(())
}

/// Watches beside whatever else the desk does; ends with it.
pub(super) struct Watching(JoinHandle<()>);

impl Watching {
    pub(super) fn start(client: Client, output: Output) -> Self {
        Self(tokio::spawn(async move {
            if let Err(failure) = watch(&client, output, None).await {
                println!("✗ {failure}");
            }
        }))
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Shows what happens from now on, or since a cursor. Where the line breaks it goes on from the last cursor.
pub(super) async fn watch(client: &Client, output: Output, since: Option<String>) -> Result<(), Failure> {
    let mut cursor = match since {
        Some(cursor) => cursor,
        None => now(client).await?,
    };
    let mut wait = Duration::from_millis(500);
    loop {
        let asked = wire::WatchTasksRequest { cursor: cursor.clone() };
        match client.tasks().watch_tasks(asked).await {
            Ok(events) => {
                let mut events = events.into_inner();
                while let Some(Ok(event)) = events.next().await {
                    wait = Duration::from_millis(500);
                    cursor.clone_from(&event.cursor);
                    print(&event, output)?;
                }
            }
            Err(status) if status.code() == Code::Unavailable => {}
            Err(status) => return Err(status.into()),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(30));
    }
}

async fn now(client: &Client) -> Result<String, Failure> {
    let asked = wire::ListTasksRequest { page_size: 1, ..wire::ListTasksRequest::default() };
    Ok(client.tasks().list_tasks(asked).await?.into_inner().watch_cursor)
}

fn print(event: &wire::TaskEvent, output: Output) -> Result<(), Failure> {
    match (output, &event.task) {
        (Output::Json, _) => json::print("sharedcourt.dispatch.v1.TaskEvent", event)?,
        (Output::Table, Some(task)) => {
            println!("● {}：{}", show::event_label(event.kind()), show::line(task));
        }
        (Output::Table, None) => {}
    }
    Ok(())
}
