//! A phone without a signal: the tasks that it holds, and what was done and not yet handed in.
//!
//! Each act is kept as the ordinary call with its own request id, so that handing in twice is handing in once. The first act on a
//! task rests on the version that the phone saw; those that follow rest on the first. Nothing that was done is ever lost: what the
//! house refuses is told and kept beside.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use kit::moment::Moment;
use proto::dispatch::v1 as wire;
use serde::{Deserialize, Serialize};

use crate::{json, told::Failure};

const TASK: &str = "sharedcourt.dispatch.v1.Task";

/// What can be done without a signal.
#[derive(Clone, Debug)]
pub(super) enum Act {
    Accept(wire::AcceptTaskRequest),
    Decline(wire::DeclineTaskRequest),
    Attempt(wire::CreateAttemptRequest),
    Report(wire::ReportTaskRequest),
}

/// An act as it lies in the queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Queued {
    method: String,
    request: String,
    /// When it was done, by the device's clock.
    pub(super) done: String,
}

impl Act {
    fn task(&self) -> &str {
        match self {
            Self::Accept(request) => &request.name,
            Self::Decline(request) => &request.name,
            Self::Attempt(request) => &request.parent,
            Self::Report(request) => &request.name,
        }
    }

    fn rest_on(&mut self, base: String) {
        match self {
            Self::Accept(request) => request.etag = base,
            Self::Decline(request) => request.etag = base,
            Self::Report(request) => request.etag = base,
            Self::Attempt(_) => {}
        }
    }

    fn queued(&self) -> Result<Queued, Failure> {
        let name = |method: &str| format!("sharedcourt.dispatch.v1.{method}Request");
        let (method, request) = match self {
            Self::Accept(request) => ("AcceptTask", json::text(&name("AcceptTask"), request)?),
            Self::Decline(request) => ("DeclineTask", json::text(&name("DeclineTask"), request)?),
            Self::Attempt(request) => ("CreateAttempt", json::text(&name("CreateAttempt"), request)?),
            Self::Report(request) => ("ReportTask", json::text(&name("ReportTask"), request)?),
        };
        Ok(Queued { method: method.to_owned(), request, done: Moment::now().to_string() })
    }
}

impl Queued {
    /// The call that it stands for.
    pub(super) fn act(&self) -> Result<Act, Failure> {
        let name = format!("sharedcourt.dispatch.v1.{}Request", self.method);
        let act = match self.method.as_str() {
            "AcceptTask" => json::read(&name, &self.request).map(Act::Accept),
            "DeclineTask" => json::read(&name, &self.request).map(Act::Decline),
            "CreateAttempt" => json::read(&name, &self.request).map(Act::Attempt),
            "ReportTask" => json::read(&name, &self.request).map(Act::Report),
            other => Err(format!("{other}: 不认识的操作 (not a known act)")),
        };
        act.map_err(Failure::Usage)
    }
}

/// The folder of a person's device.
pub(super) struct Device {
    folder: PathBuf,
}

impl Device {
    pub(super) fn open(data: &Path, person: &str) -> Result<Self, Failure> {
        let id: String = person
            .trim_start_matches("people/")
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == '-')
            .collect();
        let folder = data.join("devices").join(id);
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// The tasks that the device holds.
    pub(super) fn tasks(&self) -> Result<Vec<wire::Task>, Failure> {
        let text = present(fs::read_to_string(self.folder.join("tasks.jsonl")))?;
        text.lines().map(|line| json::read(TASK, line).map_err(Failure::Usage)).collect()
    }

    /// Holds these tasks and no others: what is no longer the worker's leaves the device.
    pub(super) fn hold(&self, tasks: &[wire::Task]) -> Result<(), Failure> {
        let lines = tasks.iter().map(|task| json::text(TASK, task)).collect::<Result<Vec<_>, _>>()?;
        self.write("tasks.jsonl", &lines)
    }

    /// What was done and not yet handed in, the oldest first. A last line that a dying battery cut off was never acknowledged.
    pub(super) fn queue(&self) -> Result<Vec<Queued>, Failure> {
        let text = present(fs::read_to_string(self.folder.join("queue.jsonl")))?;
        Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }

    /// Keeps an act; on disk when this returns.
    pub(super) fn keep(&self, mut act: Act) -> Result<(), Failure> {
        let done_before = self
            .queue()?
            .iter()
            .filter_map(|queued| queued.act().ok())
            .any(|other| other.task() == act.task());
        let held = self.tasks()?.into_iter().find(|task| task.name == act.task());
        if let (false, Some(held)) = (done_before, held) {
            act.rest_on(held.etag);
        }
        self.append("queue.jsonl", &act.queued()?)
    }

    /// Leaves these in the queue.
    pub(super) fn requeue(&self, left: &[Queued]) -> Result<(), Failure> {
        let lines = left.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
        self.write("queue.jsonl", &lines.map_err(std::io::Error::other)?)
    }

    /// Keeps what the house refused, with why.
    pub(super) fn set_aside(&self, queued: &Queued, why: &str) -> Result<(), Failure> {
        self.append("refused.jsonl", &serde_json::json!({"act": queued, "why": why}))
    }

    fn append(&self, name: &str, value: &impl Serialize) -> Result<(), Failure> {
        let mut line = serde_json::to_string(value).map_err(std::io::Error::other)?;
        line.push('\n');
        let mut file = fs::OpenOptions::new().create(true).append(true).open(self.folder.join(name))?;
        file.write_all(line.as_bytes())?;
        Ok(file.sync_all()?)
    }

    fn write(&self, name: &str, lines: &[String]) -> Result<(), Failure> {
        let (path, fresh) = (self.folder.join(name), self.folder.join(format!("{name}.new")));
        let mut file = fs::File::create(&fresh)?;
        for line in lines {
            writeln!(file, "{line}")?;
        }
        file.sync_all()?;
        Ok(fs::rename(fresh, path)?)
    }
}

fn present(read: std::io::Result<String>) -> std::io::Result<String> {
    match read {
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(name: &str, id: &str) -> Act {
        Act::Accept(wire::AcceptTaskRequest { request_id: id.into(), name: name.into(), etag: String::new() })
    }

    #[test]
    fn what_was_done_is_kept_in_order_and_the_first_rests_on_what_was_seen() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(folder.path(), "people/worker-1").unwrap();
        assert!(device.queue().unwrap().is_empty());
        let task =
            |name: &str| wire::Task { name: name.into(), etag: "\"v2\"".into(), ..wire::Task::default() };
        device.hold(&[task("tasks/a"), task("tasks/b")]).unwrap();
        device.keep(accept("tasks/a", "1")).unwrap();
        let report =
            wire::ReportTaskRequest { request_id: "2".into(), name: "tasks/a".into(), ..Default::default() };
        device.keep(Act::Report(report)).unwrap();
        device.keep(accept("tasks/b", "3")).unwrap();
        let etags: Vec<String> = device
            .queue()
            .unwrap()
            .iter()
            .map(|queued| match queued.act().unwrap() {
                Act::Accept(request) => request.etag,
                Act::Report(request) => request.etag,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(etags, ["\"v2\"", "", "\"v2\""]);
        device.requeue(&device.queue().unwrap()[2..]).unwrap();
        assert_eq!(device.queue().unwrap().len(), 1);
    }

    #[test]
    fn a_line_that_was_cut_off_hides_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(folder.path(), "worker-1").unwrap();
        device.keep(accept("tasks/a", "1")).unwrap();
        let path = device.folder.join("queue.jsonl");
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str("{\"method\":\"Acc");
        fs::write(&path, text).unwrap();
        assert_eq!(device.queue().unwrap().len(), 1);
    }
}
