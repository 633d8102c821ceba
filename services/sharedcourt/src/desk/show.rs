//! Tasks as people read them.

use jiff::{Timestamp, tz::Offset};
use kit::domain::visit::words;
use proto::dispatch::v1::{self as wire, TaskState};

use super::paper;
use crate::table;

/// The end of a task's name, enough to distinguish tasks of one desk.
pub(super) fn short(name: &str) -> &str {
    name.get(name.len().saturating_sub(8)..).unwrap_or(name)
}

pub(super) const fn is_final(state: TaskState) -> bool {
    matches!(state, TaskState::Done | TaskState::Revoked | TaskState::Expired)
}

pub(super) fn list(tasks: &[wire::Task]) {
    if tasks.is_empty() {
        println!("没有任务。(no tasks)");
        return;
    }
    let rows: Vec<_> = tasks
        .iter()
        .enumerate()
        .map(|(index, task)| {
            [
                (index + 1).to_string(),
                short(&task.name).to_owned(),
                state(task),
                kind(task.kind()).to_owned(),
                task.addressee.as_ref().map(|addressee| addressee.display_name.clone()).unwrap_or_default(),
                place(task),
                when(task.finish_by.as_ref()),
                task.worker.trim_start_matches("people/").to_owned(),
            ]
        })
        .collect();
    table::print(["#", "短号", "状态", "种类", "相关人", "地点", "办结期限", "网格员"], &rows);
}

pub(super) fn line(task: &wire::Task) -> String {
    let name = task.addressee.as_ref().map(|addressee| addressee.display_name.as_str()).unwrap_or_default();
    let holder = if task.worker.is_empty() { &task.court } else { &task.worker };
    format!("{} {} {} {} {} → {holder}", short(&task.name), state(task), kind(task.kind()), name, place(task))
}

pub(super) fn whole(task: &wire::Task) {
    let addressee = task.addressee.clone().unwrap_or_default();
    let rows = [
        ("任务", task.name.clone()),
        ("状态", state(task)),
        ("种类", kind(task.kind()).to_owned()),
        ("案号", task.case_number.clone()),
        ("相关人", [addressee.display_name, addressee.identity_number, addressee.phone].join(" ")),
        ("地点", place(task)),
        ("文书", task.documents.iter().map(paper::shown).collect::<Vec<_>>().join("；")),
        ("要求", task.instructions.clone()),
        (
            "联系人",
            task.contact.as_ref().map(|c| format!("{} {}", c.display_name, c.phone)).unwrap_or_default(),
        ),
        ("共享法庭", task.court.clone()),
        ("网格员", task.worker.clone()),
        ("接收期限", when(task.accept_by.as_ref())),
        ("上门期限", when(task.first_attempt_by.as_ref())),
        ("办结期限", when(task.finish_by.as_ref())),
        ("待路由原因", task.routing_problem.clone()),
        ("报告", task.report.as_ref().map(|report| report.summary.clone()).unwrap_or_default()),
        ("审核", task.review.as_ref().map(|review| review.comment.clone()).unwrap_or_default()),
        ("etag", task.etag.clone()),
    ];
    for (label, value) in rows.iter().filter(|(_, value)| !value.trim().is_empty()) {
        println!("{label}：{}", value.trim());
    }
    for attempt in &task.attempts {
        let late = if attempt.lateness() == wire::Lateness::Unspecified {
            ""
        } else {
            "（任务变动后收到）"
        };
        let early =
            if attempt.predates_task { "（手机时间早于任务创建，请核实）" } else { "" };
        let witness =
            attempt.witness.as_ref().map(|w| format!(" 见证：{} {}", w.display_name, w.organisation));
        let when = when(attempt.device_time.as_ref());
        let outcome = outcome(attempt.outcome());
        println!("上门 {when} {outcome}{late}{early} {}{}", attempt.note, witness.unwrap_or_default());
    }
    for step in &task.steps {
        let who = if step.actor.is_empty() { "系统" } else { step.actor.as_str() };
        let (when, happened) = (when(step.step_time.as_ref()), event_label(step.kind()));
        println!("经过 {when} {happened} {who} {}{}", step.comment, paper::printed(task, step));
    }
}

/// What was noted on a visit when it came in, for the person who handed it in; empty where nothing was.
pub(super) fn marks(visit: &wire::Attempt) -> String {
    let late = (visit.lateness() != wire::Lateness::Unspecified).then_some("任务已有变动，已注明");
    let early = visit.predates_task.then_some("手机时间早于任务创建，已注明，请检查手机时钟");
    let marks: Vec<_> = late.into_iter().chain(early).collect();
    if marks.is_empty() { String::new() } else { format!("（{}）", marks.join("；")) }
}

pub(super) fn event_label(kind: wire::TaskEventKind) -> &'static str {
    use wire::TaskEventKind as Kind;
    match kind {
        Kind::Unspecified => "有变化",
        Kind::TaskCreated => "已创建",
        Kind::TaskDispatched => "已分派",
        Kind::TaskAssigned => "已指派",
        Kind::TaskAccepted => "已接收",
        Kind::TaskDeclined => "已退回主任",
        Kind::TaskTransferred => "已转办",
        Kind::TaskAttempted => "已上门",
        Kind::TaskReported => "已报告",
        Kind::TaskApproved => "审核通过",
        Kind::TaskReturned => "退回补充",
        Kind::TaskRevoked => "已撤回",
        Kind::TaskExpired => "已过期",
        Kind::TaskReportedLate => "任期结束后补报",
        Kind::TaskPrinted => "已打印",
    }
}

fn outcome(outcome: wire::AttemptOutcome) -> &'static str {
    match outcome {
        wire::AttemptOutcome::Unspecified => "",
        wire::AttemptOutcome::Delivered => "办成",
        wire::AttemptOutcome::Refused => "拒收",
        wire::AttemptOutcome::NotFound => "未见到人",
        wire::AttemptOutcome::Moved => "已搬离",
        wire::AttemptOutcome::Other => "其他",
    }
}

fn state(task: &wire::Task) -> String {
    let (words, _) = words::state(task.state());
    if task.overdue.is_empty() { words.to_owned() } else { format!("{words}!逾期") }
}

fn kind(kind: wire::TaskKind) -> &'static str {
    words::kind(kind).0
}

fn place(task: &wire::Task) -> String {
    if task.address.is_empty() { task.region_code.clone() } else { task.address.clone() }
}

/// A moment in Beijing, to the minute.
fn when(time: Option<&prost_types::Timestamp>) -> String {
    let Some(instant) = time.and_then(|time| Timestamp::new(time.seconds, time.nanos).ok()) else {
        return String::new();
    };
    Offset::constant(8).to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
}
