//! Tasks as they were listed last, and which of them is meant.

use proto::dispatch::v1 as wire;
use uuid::Uuid;

use super::{Output, show};
use crate::{error::Failure, json};

/// What is printed, and what numbers stand for.
pub(super) struct Listing {
    pub(super) output: Output,
    /// "2" means the second of them.
    shown: Vec<String>,
}

impl Listing {
    pub(super) fn new(output: Output) -> Self {
        Self { output, shown: Vec::new() }
    }

    /// Shows tasks and remembers their numbers.
    pub(super) fn list(&mut self, mut tasks: Vec<wire::Task>) -> Result<(), Failure> {
        // What is due first comes first; what is finished comes last.
        tasks.sort_by_key(|task| (show::is_final(task.state()), task.finish_by.map(|time| time.seconds)));
        self.shown = tasks.iter().map(|task| task.name.clone()).collect();
        match self.output {
            Output::Table => show::list(&tasks),
            Output::Json => {
                tasks.iter().try_for_each(|task| json::print("sharedcourt.dispatch.v1.Task", task))?;
            }
        }
        Ok(())
    }

    /// Shows one task whole.
    pub(super) fn show(&self, task: &wire::Task) -> Result<(), Failure> {
        match self.output {
            Output::Table => show::whole(task),
            Output::Json => json::print("sharedcourt.dispatch.v1.Task", task)?,
        }
        Ok(())
    }

    /// Says what became of a task.
    pub(super) fn done(&self, task: &wire::Task) -> Result<(), Failure> {
        match self.output {
            Output::Table => println!("✓ {}", show::line(task)),
            Output::Json => json::print("sharedcourt.dispatch.v1.Task", task)?,
        }
        Ok(())
    }

    /// The task of a number in the last list, or of a name in full; `None` where other tasks have to be looked at.
    pub(super) fn named(&self, meant: &str) -> Option<String> {
        let number = meant.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(name) = number.and_then(|index| self.shown.get(index)) {
            return Some(name.clone());
        }
        if meant.starts_with("tasks/") {
            return Some(meant.to_owned());
        }
        Uuid::parse_str(meant).is_ok().then(|| format!("tasks/{meant}"))
    }
}

/// The one of these tasks whose name ends like this.
pub(super) fn ending_in(meant: &str, tasks: &[wire::Task]) -> Result<String, Failure> {
    let end = meant.to_ascii_lowercase();
    let mut found = tasks.iter().filter(|task| task.name.ends_with(&end));
    match (found.next(), found.next()) {
        (Some(task), None) if meant.len() >= 4 => Ok(task.name.clone()),
        _ => Err(Failure::Usage(format!(
            "“{meant}”不能确定是哪一项任务：请用 list 中的序号或短号 (not one task; use a number or short id from list)"
        ))),
    }
}
