//! A phone without a signal: the tasks that it holds, and what was done and not yet handed in.
//!
//! Each act is kept as the ordinary call with its own request id, so that handing in twice is handing in once. The first act on a
//! task rests on the version that the phone saw; those that follow rest on the first. The queue is a journal: an act enters it by an
//! appended record and leaves it by another one, which is written for a final answer about that very act.

use std::{collections::HashSet, path::Path};

use kit::domain::{Timestamp, refusal::Refusal};
use proto::dispatch::v1 as wire;
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};

use super::journal::{Folder, Lock, Piece, frame, pieces};
use crate::{client::person_name, error::Failure, json};

const TASK: &str = "sharedcourt.dispatch.v1.Task";
const TASKS: &str = "tasks.jsonl";
/// What was done and not yet answered.
const QUEUE: &str = "queue.jsonl";
/// Acts that were refused for good, and acts of another version of the program; `sync --retry-refused` queues them again.
const REFUSED: &str = "refused.jsonl";
/// The bytes of records that can't be read any more, as they were found.
const DAMAGED: &str = "damaged";
/// The right to hand in: two programs that do so at once would set things aside twice.
const SYNC: &str = "sync.lock";
/// The credential by which the device hands in what was done, whatever became of the person's session.
const CREDENTIAL: &str = "credential";

/// What can be done without a signal.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    Accept(wire::AcceptTaskRequest),
    Decline(wire::DeclineTaskRequest),
    Attempt(Box<wire::CreateAttemptRequest>),
    Report(wire::ReportTaskRequest),
}

/// The time on a device: what its clock shows, which anybody may set, and how long it has run, which nobody can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceTime {
    /// The device's clock.
    pub(super) clock: String,
    /// Which run of the device this is; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) boot: String,
    /// Milliseconds since the run began, those asleep too.
    #[serde(default)]
    pub(super) since_boot_ms: u64,
}

/// An act as it lies in the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Queued {
    /// The request id of the call.
    pub(super) id: String,
    method: String,
    request: String,
    /// When it was done.
    pub(super) done: DeviceTime,
    /// When it was sent last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sent: Option<DeviceTime>,
}

/// A record of the queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Entry {
    /// Something was done.
    Act(Queued),
    /// It is being sent.
    Sent { id: String, at: DeviceTime },
    /// There is a final answer about it.
    Settled { id: String },
}

/// A record of what was set aside.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum SetAside {
    /// An act that was refused, and why.
    Refused { act: Queued, why: String },
    /// A record that this version does not know, as it stood in the queue.
    Foreign { record: String },
}

/// An act as versions before this one wrote it, without a frame.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OldAct {
    method: String,
    request: String,
    done: String,
}

/// A refused act as versions before this one wrote it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OldRefused {
    act: OldAct,
    why: String,
}

/// What was found when a queue was rewritten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Compacted {
    /// Records that were cut off or changed.
    pub(super) damaged: usize,
    /// Records that another version of the program wrote.
    pub(super) foreign: usize,
    /// Acts that were set aside earlier and are queued again.
    pub(super) retried: usize,
}

/// What a queue holds.
#[derive(Default)]
struct Contents {
    acts: Vec<Queued>,
    foreign: Vec<String>,
    damaged: Vec<Vec<u8>>,
}

impl DeviceTime {
    /// The device's time now.
    pub(super) fn now() -> Self {
        let ticks = clock_gettime(ClockId::Boottime);
        let seconds = u64::try_from(ticks.tv_sec).unwrap_or(0);
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Self {
            clock: Timestamp::now().to_string(),
            boot: boot.trim().to_owned(),
            since_boot_ms: seconds * 1000 + u64::try_from(ticks.tv_nsec).unwrap_or(0) / 1_000_000,
        }
    }

    /// What the clock that showed this time would show now, had nobody set it since; the clock of now where the device was started
    /// again meanwhile.
    pub(super) fn shown_later(&self, now: &Self) -> Option<Timestamp> {
        let then = Timestamp::parse(&self.clock).ok();
        let same_run = !self.boot.is_empty() && self.boot == now.boot;
        match (then, now.since_boot_ms.checked_sub(self.since_boot_ms)) {
            (Some(then), Some(passed)) if same_run => {
                let micros = i64::try_from(passed).ok()?.checked_mul(1000)?;
                Some(Timestamp::from_micros(then.micros().checked_add(micros)?))
            }
            _ => Timestamp::parse(&now.clock).ok(),
        }
    }
}

impl Act {
    pub(super) fn task(&self) -> &str {
        match self {
            Self::Accept(request) => &request.name,
            Self::Decline(request) => &request.name,
            Self::Attempt(request) => &request.parent,
            Self::Report(request) => &request.name,
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Accept(request) => &request.request_id,
            Self::Decline(request) => &request.request_id,
            Self::Attempt(request) => &request.request_id,
            Self::Report(request) => &request.request_id,
        }
    }

    /// Notes when it is sent, by the clock that recorded it: a visit is dated by the time that passed since, whatever the clock showed.
    pub(super) fn sent_at(&mut self, time: Option<Timestamp>) {
        if let Self::Attempt(request) = self {
            request.sent_time = time.map(Timestamp::to_timestamp);
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

    /// Refuses what the service would refuse whatever becomes of the task: somebody who hears so in the village can cure it there.
    pub(super) fn check(&self, at: Timestamp) -> Result<(), Refusal> {
        match self {
            Self::Accept(_) => Ok(()),
            Self::Decline(request) => dispatch::check_decline(request),
            Self::Attempt(request) => dispatch::check_attempt(request, at),
            Self::Report(request) => dispatch::check_report(request),
        }
    }

    fn queued(&self, done: DeviceTime) -> Result<Queued, Failure> {
        let name = |method: &str| format!("sharedcourt.dispatch.v1.{method}Request");
        let (method, request) = match self {
            Self::Accept(request) => ("AcceptTask", json::text(&name("AcceptTask"), request)?),
            Self::Decline(request) => ("DeclineTask", json::text(&name("DeclineTask"), request)?),
            Self::Attempt(request) => ("CreateAttempt", json::text(&name("CreateAttempt"), request)?),
            Self::Report(request) => ("ReportTask", json::text(&name("ReportTask"), request)?),
        };
        Ok(Queued { id: self.id().to_owned(), method: method.to_owned(), request, done, sent: None })
    }

    fn read(method: &str, request: &str) -> Option<Self> {
        let name = format!("sharedcourt.dispatch.v1.{method}Request");
        let act = match method {
            "AcceptTask" => json::read(&name, request).map(Act::Accept),
            "DeclineTask" => json::read(&name, request).map(Act::Decline),
            "CreateAttempt" => json::read(&name, request).map(|request| Act::Attempt(Box::new(request))),
            "ReportTask" => json::read(&name, request).map(Act::Report),
            _ => return None,
        };
        act.ok()
    }
}

impl Queued {
    /// The call that it stands for; `None` where another version of the program wrote it.
    pub(super) fn act(&self) -> Option<Act> {
        Act::read(&self.method, &self.request)
    }
}

impl OldAct {
    fn queued(self) -> Option<Queued> {
        let id = Act::read(&self.method, &self.request)?.id().to_owned();
        let done = DeviceTime { clock: self.done, boot: String::new(), since_boot_ms: 0 };
        Some(Queued { id, method: self.method, request: self.request, done, sent: None })
    }
}

/// What lies in a queue, acts in the order in which they were done and each once.
fn contents(bytes: &[u8]) -> Contents {
    let mut contents = Contents::default();
    let (mut seen, mut settled) = (HashSet::new(), HashSet::new());
    for piece in pieces(bytes) {
        let (act, record) = match piece {
            Piece::Damaged(bytes) => {
                contents.damaged.push(bytes);
                continue;
            }
            Piece::Framed(record) => match serde_json::from_str(&record) {
                Ok(Entry::Act(queued)) => (Some(queued), record),
                Ok(Entry::Sent { id, at }) => {
                    if let Some(act) = contents.acts.iter_mut().find(|act| act.id == id) {
                        act.sent = Some(at);
                    }
                    continue;
                }
                Ok(Entry::Settled { id }) => {
                    settled.insert(id);
                    continue;
                }
                Err(_) => (None, record),
            },
            Piece::Unframed(record) => (serde_json::from_str(&record).ok().and_then(OldAct::queued), record),
        };
        match act.filter(|queued| queued.act().is_some()) {
            Some(queued) if seen.insert(queued.id.clone()) => contents.acts.push(queued),
            Some(_) => {}
            None => contents.foreign.push(record),
        }
    }
    contents.acts.retain(|act| !settled.contains(&act.id));
    contents
}

/// What lies set aside; what can't be read of it stays where it is and is not counted.
fn set_aside(bytes: &[u8]) -> Vec<SetAside> {
    let mut seen = HashSet::new();
    let records = pieces(bytes).into_iter().filter_map(|piece| match piece {
        Piece::Framed(record) => serde_json::from_str(&record).ok(),
        Piece::Unframed(record) => {
            let old: OldRefused = serde_json::from_str(&record).ok()?;
            Some(SetAside::Refused { act: old.act.queued()?, why: old.why })
        }
        Piece::Damaged(_) => None,
    });
    records
        .filter(|record| match record {
            SetAside::Refused { act, .. } => seen.insert(act.id.clone()),
            SetAside::Foreign { record } => seen.insert(record.clone()),
        })
        .collect()
}

/// Whether these are the remains of a record that says how far the sending had come. The act itself has a record of its own.
fn is_mark(damaged: &[u8]) -> bool {
    let holds = |text: &str| damaged.windows(text.len()).any(|window| window == text.as_bytes());
    (holds("\"record\":{\"sent\":") || holds("\"record\":{\"settled\":")) && !holds("{\"act\":")
}

fn record(entry: &impl Serialize) -> Result<String, Failure> {
    Ok(serde_json::to_string(entry).map_err(std::io::Error::other)?)
}

/// The folder of a person's device.
pub(super) struct Device {
    folder: Folder,
}

impl Device {
    pub(super) fn open(data: &Path, person: &str) -> Result<Self, Failure> {
        let person = person_name(person);
        let id = person.trim_start_matches("people/");
        // The name of a folder is never made to fit: two people would share it.
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(Failure::Usage(format!("“{id}”不是人员编号 (not the id of a person)")));
        }
        Ok(Self { folder: Folder::open(data.join("devices").join(id))? })
    }

    /// The device's own credential, where the court has given it one.
    pub(super) fn credential(&self) -> Result<Option<String>, Failure> {
        let bytes = self.folder.read(&self.folder.lock()?, CREDENTIAL)?;
        let token = String::from_utf8(bytes).unwrap_or_default();
        Ok(Some(token.trim().to_owned()).filter(|token| !token.is_empty()))
    }

    /// Stores the device's own credential.
    pub(super) fn store_credential(&self, token: &str) -> Result<(), Failure> {
        Ok(self.folder.replace(&self.folder.lock()?, CREDENTIAL, token.as_bytes())?)
    }

    /// The tasks that the device holds. What can't be read is left out: the next sync brings it again.
    pub(super) fn tasks(&self) -> Result<Vec<wire::Task>, Failure> {
        self.tasks_under(&self.folder.lock()?)
    }

    fn tasks_under(&self, lock: &Lock) -> Result<Vec<wire::Task>, Failure> {
        let bytes = self.folder.read(lock, TASKS)?;
        let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        Ok(lines.filter_map(|line| json::read(TASK, line).ok()).collect())
    }

    /// Holds these tasks and no others: what is no longer the worker's leaves the device.
    pub(super) fn hold(&self, tasks: &[wire::Task]) -> Result<(), Failure> {
        self.hold_under(&self.folder.lock()?, tasks)
    }

    fn hold_under(&self, lock: &Lock, tasks: &[wire::Task]) -> Result<(), Failure> {
        let lines = tasks.iter().map(|task| Ok(json::text(TASK, task)? + "\n"));
        let text = lines.collect::<Result<String, Failure>>()?;
        Ok(self.folder.replace(lock, TASKS, text.as_bytes())?)
    }

    /// Holds a task as it is now, where the device holds it: what is done next rests on this version.
    pub(super) fn refresh(&self, task: &wire::Task) -> Result<(), Failure> {
        let lock = self.folder.lock()?;
        let mut tasks = self.tasks_under(&lock)?;
        match tasks.iter_mut().find(|held| held.name == task.name) {
            Some(held) => held.clone_from(task),
            None => return Ok(()),
        }
        self.hold_under(&lock, &tasks)
    }

    /// What was done and not yet answered, in the order in which it was done.
    pub(super) fn queue(&self) -> Result<Vec<Queued>, Failure> {
        Ok(contents(&self.folder.read(&self.folder.lock()?, QUEUE)?).acts)
    }

    /// How many acts lie set aside.
    pub(super) fn refused(&self) -> Result<usize, Failure> {
        Ok(set_aside(&self.folder.read(&self.folder.lock()?, REFUSED)?).len())
    }

    /// Keeps an act; on disk when this returns.
    pub(super) fn keep(&self, mut act: Act, done: DeviceTime) -> Result<(), Failure> {
        let lock = self.folder.lock()?;
        let queue = contents(&self.folder.read(&lock, QUEUE)?).acts;
        let done_before = queue.iter().filter_map(Queued::act).any(|other| other.task() == act.task());
        let held = self.tasks_under(&lock)?.into_iter().find(|task| task.name == act.task());
        if let (false, Some(held)) = (done_before, held) {
            act.rest_on(held.etag);
        }
        Ok(self.folder.append(&lock, QUEUE, &record(&Entry::Act(act.queued(done)?))?)?)
    }

    /// The right to hand in, until it is dropped; refused while another program does so.
    pub(super) fn begin_sync(&self) -> Result<Lock, Failure> {
        self.folder.try_lock(SYNC)?.ok_or_else(|| {
            Failure::Usage(
                "手机上另一个 sync 正在提交，请等它结束后再试 (another sync of this device is running; wait until it has ended)"
                    .into(),
            )
        })
    }

    /// Notes that an act is being sent.
    pub(super) fn sending(&self, id: &str, at: DeviceTime) -> Result<(), Failure> {
        let entry = Entry::Sent { id: id.to_owned(), at };
        Ok(self.folder.append(&self.folder.lock()?, QUEUE, &record(&entry)?)?)
    }

    /// Takes an act out of the queue, because it was carried out.
    pub(super) fn settle(&self, id: &str) -> Result<(), Failure> {
        let entry = Entry::Settled { id: id.to_owned() };
        Ok(self.folder.append(&self.folder.lock()?, QUEUE, &record(&entry)?)?)
    }

    /// Takes an act out of the queue, because it was refused for good, and keeps it beside with the reason.
    pub(super) fn set_aside(&self, act: Queued, why: &str) -> Result<(), Failure> {
        let id = act.id.clone();
        let aside = SetAside::Refused { act, why: why.to_owned() };
        self.folder.append(&self.folder.lock()?, REFUSED, &record(&aside)?)?;
        self.settle(&id)
    }

    /// Rewrites the queue with what is still to be sent, before it what was set aside where that is wanted. What can't be sent is kept
    /// beside and reported.
    pub(super) fn compact(&self, retry_refused: bool) -> Result<Compacted, Failure> {
        let lock = self.folder.lock()?;
        let bytes = self.folder.read(&lock, QUEUE)?;
        let Contents { acts, foreign, damaged } = contents(&bytes);
        let mut compacted = Compacted::default();
        for bytes in damaged.iter().filter(|bytes| !is_mark(bytes)) {
            self.folder.append_bytes(&lock, DAMAGED, &[bytes, &b"\n"[..]].concat())?;
            compacted.damaged += 1;
        }
        for found in foreign {
            self.folder.append(&lock, REFUSED, &record(&SetAside::Foreign { record: found })?)?;
            compacted.foreign += 1;
        }
        let (again, kept) = if retry_refused { self.to_retry(&lock)? } else { (Vec::new(), None) };
        compacted.retried = again.len();
        let (mut text, mut seen) = (String::new(), HashSet::new());
        for act in again.into_iter().chain(acts) {
            if seen.insert(act.id.clone()) {
                text.push_str(&frame(&record(&Entry::Act(act))?));
            }
        }
        if text.as_bytes() != bytes {
            self.folder.replace(&lock, QUEUE, text.as_bytes())?;
        }
        if let Some(kept) = kept {
            self.folder.replace(&lock, REFUSED, kept.as_bytes())?;
        }
        Ok(compacted)
    }

    /// What was set aside and can be sent by this version of the program, and the text of the rest, which stays aside.
    fn to_retry(&self, lock: &Lock) -> Result<(Vec<Queued>, Option<String>), Failure> {
        let bytes = self.folder.read(lock, REFUSED)?;
        let (mut again, mut kept) = (Vec::new(), String::new());
        for aside in set_aside(&bytes) {
            let act = match &aside {
                SetAside::Refused { act, .. } => Some(act.clone()).filter(|act| act.act().is_some()),
                SetAside::Foreign { record } => known_now(record),
            };
            match act {
                Some(act) => again.push(act),
                None => kept.push_str(&frame(&record(&aside)?)),
            }
        }
        for piece in pieces(&bytes) {
            if let Piece::Damaged(bytes) = piece {
                self.folder.append_bytes(lock, DAMAGED, &[&bytes[..], b"\n"].concat())?;
            }
        }
        Ok((again, Some(kept)))
    }

    /// Where the bytes of damaged records lie.
    pub(super) fn damaged_file(&self) -> std::path::PathBuf {
        self.folder.file(DAMAGED)
    }
}

/// The act of a record that an earlier version of the program did not know.
fn known_now(record: &str) -> Option<Queued> {
    let framed = serde_json::from_str::<Entry>(record).ok().and_then(|entry| match entry {
        Entry::Act(queued) => Some(queued),
        Entry::Sent { .. } | Entry::Settled { .. } => None,
    });
    let queued = framed.or_else(|| serde_json::from_str::<OldAct>(record).ok()?.queued())?;
    queued.act().is_some().then_some(queued)
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Barrier, thread};

    use super::*;
    use crate::desk::journal::tests::killed_after;

    fn accept(name: &str, id: &str) -> Act {
        Act::Accept(wire::AcceptTaskRequest { request_id: id.into(), name: name.into(), etag: String::new() })
    }

    fn time(clock: &str) -> DeviceTime {
        DeviceTime { clock: clock.into(), boot: "one".into(), since_boot_ms: 5 }
    }

    fn ids(device: &Device) -> Vec<String> {
        device.queue().unwrap().into_iter().map(|queued| queued.id).collect()
    }

    fn device(place: &tempfile::TempDir) -> Device {
        Device::open(place.path(), "people/worker-1").unwrap()
    }

    #[test]
    fn what_was_done_is_kept_in_order_and_the_first_rests_on_what_was_seen() {
        let place = tempfile::tempdir().unwrap();
        let device = device(&place);
        assert!(device.queue().unwrap().is_empty());
        let task =
            |name: &str| wire::Task { name: name.into(), etag: "\"v2\"".into(), ..wire::Task::default() };
        device.hold(&[task("tasks/a"), task("tasks/b")]).unwrap();
        device.keep(accept("tasks/a", "1"), DeviceTime::now()).unwrap();
        let report =
            wire::ReportTaskRequest { request_id: "2".into(), name: "tasks/a".into(), ..Default::default() };
        device.keep(Act::Report(report), DeviceTime::now()).unwrap();
        device.keep(accept("tasks/b", "3"), DeviceTime::now()).unwrap();
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
        for id in ["1", "2"] {
            device.settle(id).unwrap();
        }
        assert_eq!(ids(&device), ["3"]);
        // An act that follows on one which was answered rests on the answer, not on what was seen before it.
        let answer = wire::Task { etag: "\"v3\"".into(), ..task("tasks/a") };
        device.refresh(&answer).unwrap();
        device.keep(accept("tasks/a", "4"), DeviceTime::now()).unwrap();
        let last = device.queue().unwrap().pop().unwrap().act().unwrap();
        assert!(matches!(last, Act::Accept(request) if request.etag == "\"v3\""));
    }

    #[test]
    fn two_people_never_share_a_folder() {
        let place = tempfile::tempdir().unwrap();
        for wrong in ["", "people/", "..", "a/b", "a.b", "people/张三"] {
            assert!(Device::open(place.path(), wrong).is_err(), "{wrong}");
        }
    }

    /// A1: half a line of a version before this one, without a line end.
    #[test]
    fn a_torn_record_takes_no_other_with_it() {
        let place = tempfile::tempdir().unwrap();
        let device = device(&place);
        device.keep(accept("tasks/a", "1"), DeviceTime::now()).unwrap();
        let path = device.folder.file(QUEUE);
        let mut bytes = fs::read(&path).unwrap();
        bytes.extend_from_slice(b"{\"method\":\"Acc\xE5");
        fs::write(&path, bytes).unwrap();
        device.keep(accept("tasks/b", "2"), DeviceTime::now()).unwrap();
        assert_eq!(ids(&device), ["1", "2"]);
        assert_eq!(device.compact(false).unwrap(), Compacted { damaged: 1, ..Compacted::default() });
        assert_eq!(fs::read(device.damaged_file()).unwrap(), b"{\"method\":\"Acc\xE5\n");
        assert_eq!(device.compact(false).unwrap(), Compacted::default());
        assert_eq!(ids(&device), ["1", "2"]);
    }

    /// A4: what another version wrote is kept beside, and goes as soon as the program knows it.
    #[test]
    fn a_record_of_another_version_stops_nothing() {
        let place = tempfile::tempdir().unwrap();
        let device = device(&place);
        let old = |request: &str| serde_json::json!({"method": "AcceptTask", "request": request, "done": "2026-11-20T01:02:03Z"});
        let lines = [
            old(r#"{"requestId":"0","name":"tasks/a","mood":"good"}"#).to_string(),
            old(r#"{"requestId":"1","name":"tasks/a"}"#).to_string(),
            r#"{"method":"Dance","request":"{}","done":"2026-11-20T01:02:03Z"}"#.to_owned(),
            r#"{"version":9}"#.to_owned(),
            frame(r#"{"photo":{"id":"9"}}"#),
        ];
        fs::write(device.folder.file(QUEUE), lines.join("\n")).unwrap();
        device.keep(accept("tasks/b", "2"), DeviceTime::now()).unwrap();
        assert_eq!(ids(&device), ["1", "2"]);
        assert_eq!(device.compact(false).unwrap(), Compacted { foreign: 4, ..Compacted::default() });
        assert_eq!((ids(&device), device.refused().unwrap()), (vec!["1".into(), "2".into()], 4));
        assert_eq!(device.compact(true).unwrap(), Compacted::default(), "it is not known yet");
        assert_eq!(device.refused().unwrap(), 4);
        // The next version knows it.
        let known = SetAside::Foreign { record: old(r#"{"requestId":"0","name":"tasks/a"}"#).to_string() };
        fs::write(device.folder.file(REFUSED), frame(&record(&known).unwrap())).unwrap();
        assert_eq!(device.compact(true).unwrap(), Compacted { retried: 1, ..Compacted::default() });
        assert_eq!((ids(&device), device.refused().unwrap()), (vec!["0".into(), "1".into(), "2".into()], 0));
    }

    #[test]
    fn what_earlier_versions_refused_is_queued_again_before_what_was_done_since() {
        let place = tempfile::tempdir().unwrap();
        let device = device(&place);
        let refused = |id: &str| {
            let act = serde_json::json!({"method": "AcceptTask", "request": format!("{{\"requestId\":\"{id}\"}}"), "done": "2026-11-20T01:02:03Z"});
            serde_json::json!({"act": act, "why": "登录已过期"}).to_string()
        };
        fs::write(device.folder.file(REFUSED), [refused("1"), refused("2"), refused("1")].join("\n"))
            .unwrap();
        device.keep(accept("tasks/b", "3"), DeviceTime::now()).unwrap();
        let first = device.queue().unwrap().remove(0);
        device.set_aside(first, "请先接受任务").unwrap();
        device.keep(accept("tasks/b", "4"), DeviceTime::now()).unwrap();
        assert_eq!((ids(&device), device.refused().unwrap()), (vec!["4".into()], 3));
        assert_eq!(device.compact(true).unwrap().retried, 3);
        assert_eq!(
            (ids(&device), device.refused().unwrap()),
            (["1", "2", "3", "4"].map(String::from).to_vec(), 0)
        );
    }

    #[test]
    fn the_clock_decides_neither_order_nor_identity() {
        let place = tempfile::tempdir().unwrap();
        let device = device(&place);
        for (id, clock) in [
            ("1", "2026-11-20T01:00:00Z"),
            ("2", "1970-01-01T00:00:00Z"),
            ("3", "9999-12-30T22:00:00Z"),
            ("4", "no time"),
        ] {
            device.keep(accept("tasks/a", id), time(clock)).unwrap();
        }
        device.sending("2", time("2031-01-01T00:00:00Z")).unwrap();
        for _ in 0..2 {
            let queue = device.queue().unwrap();
            let seen: Vec<_> = queue.iter().map(|act| (act.id.as_str(), act.done.clock.as_str())).collect();
            let expected = [
                ("1", "2026-11-20T01:00:00Z"),
                ("2", "1970-01-01T00:00:00Z"),
                ("3", "9999-12-30T22:00:00Z"),
                ("4", "no time"),
            ];
            assert_eq!(seen, expected);
            // Both times of the device stand in the record, also after the queue was rewritten.
            assert_eq!(queue[1].sent, Some(time("2031-01-01T00:00:00Z")));
            device.settle("9").unwrap();
            device.compact(false).unwrap();
        }
    }

    #[test]
    fn the_time_of_sending_is_by_the_clock_that_recorded_the_act() {
        let at = |clock: &str, boot: &str, since_boot_ms| DeviceTime {
            clock: clock.into(),
            boot: boot.into(),
            since_boot_ms,
        };
        let done = at("1970-01-01T00:00:10Z", "a", 1_000);
        for (now, shown) in [
            // Somebody set the clock meanwhile: what counts is that 90 s passed.
            (at("2026-11-20T08:00:00Z", "a", 91_000), "1970-01-01T00:01:40Z"),
            (at("1969-01-01T00:00:00Z", "a", 91_000), "1970-01-01T00:01:40Z"),
            // The device was started again, or how long it has run is not known.
            (at("1970-01-01T01:00:00Z", "b", 91_000), "1970-01-01T01:00:00Z"),
            (at("1970-01-01T01:00:00Z", "a", 0), "1970-01-01T01:00:00Z"),
            (at("1970-01-01T01:00:00Z", "", 91_000), "1970-01-01T01:00:00Z"),
        ] {
            assert_eq!(
                done.shown_later(&now).map(|time| time.to_string()).as_deref(),
                Some(shown),
                "{now:?}"
            );
        }
    }

    #[test]
    fn a_device_that_dies_at_any_step_loses_nothing_that_was_acknowledged() {
        let everything = |device: &Device, acknowledged: &mut Vec<&'static str>| -> Result<(), Failure> {
            for id in ["3", "4"] {
                device.keep(accept("tasks/b", id), time("2026-11-20T01:00:00Z"))?;
                acknowledged.push(id);
            }
            let first = device.queue()?.remove(0);
            device.sending(&first.id, time("2026-11-20T02:00:00Z"))?;
            device.set_aside(first, "请先接受任务")?;
            device.compact(false)?;
            device.keep(accept("tasks/c", "5"), time("2026-11-20T01:00:00Z"))?;
            acknowledged.push("5");
            device.compact(true)?;
            Ok(())
        };
        for points in 0.. {
            let place = tempfile::tempdir().unwrap();
            let device = device(&place);
            for id in ["1", "2"] {
                device.keep(accept("tasks/a", id), time("2026-11-20T00:00:00Z")).unwrap();
            }
            let mut acknowledged = vec!["1", "2"];
            let (done, survived) = killed_after(points, || everything(&device, &mut acknowledged));
            // What is there is queued or set aside, once, and in its order.
            device.compact(true).unwrap();
            let there = ids(&device);
            let mut sorted = there.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!(sorted.len(), there.len(), "killed after {points}: {there:?}");
            let lost: Vec<_> =
                acknowledged.iter().filter(|id| !there.iter().any(|there| there == *id)).collect();
            assert!(lost.is_empty(), "killed after {points}: {lost:?} of {acknowledged:?} are lost");
            assert_eq!(there[..2], ["1", "2"], "killed after {points}");
            if survived {
                assert!(done.is_ok() && there.len() == 5 && points > 40, "{points}");
                return;
            }
        }
    }

    #[test]
    fn programs_that_write_at_once_lose_nothing() {
        let place = tempfile::tempdir().unwrap();
        let start = Barrier::new(5);
        thread::scope(|scope| {
            for writer in 0..4 {
                let (start, place) = (&start, &place);
                scope.spawn(move || {
                    let device = device(place);
                    start.wait();
                    for number in 0..25 {
                        device
                            .keep(accept("tasks/a", &format!("{writer}-{number}")), DeviceTime::now())
                            .unwrap();
                    }
                });
            }
            let device = device(&place);
            start.wait();
            let mut answered = HashSet::new();
            while answered.len() < 100 {
                for act in device.queue().unwrap() {
                    assert!(answered.insert(act.id.clone()), "{} came back", act.id);
                    device.settle(&act.id).unwrap();
                }
                assert_eq!(device.compact(false).unwrap(), Compacted::default());
            }
            assert!(device.queue().unwrap().is_empty());
        });
    }

    #[test]
    fn one_program_hands_in_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let (one, two) = (device(&place), device(&place));
        let right = one.begin_sync().unwrap();
        assert!(two.begin_sync().is_err());
        two.keep(accept("tasks/a", "1"), DeviceTime::now()).unwrap();
        drop(right);
        two.begin_sync().unwrap();
    }
}
