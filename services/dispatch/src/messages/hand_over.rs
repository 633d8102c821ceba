//! What became of tasks that somebody handed over.

use kit::domain::refusal::Refusal;
use proto::dispatch::v1 as wire;

use super::task::{kind_to, state_of};
use crate::domain::Task;

/// A task that moved.
pub(crate) fn moved(task: &Task) -> wire::HandOverResult {
    result(task, wire::HandOverOutcome::Moved)
}

/// A task that is left, and why.
pub(crate) fn left(task: &Task, refusal: &Refusal) -> wire::HandOverResult {
    because(result(task, wire::HandOverOutcome::Left), refusal)
}

/// A task that is left since its row can't be read.
pub(crate) fn unread(id: &str, refusal: &Refusal) -> wire::HandOverResult {
    let result = wire::HandOverResult {
        task: format!("tasks/{id}"),
        outcome: wire::HandOverOutcome::Left.into(),
        ..Default::default()
    };
    because(result, refusal)
}

/// A task as the caller who hands it over sees it: what and where, and nothing of those whom it concerns.
fn result(task: &Task, outcome: wire::HandOverOutcome) -> wire::HandOverResult {
    wire::HandOverResult {
        task: task.name(),
        kind: kind_to(task.kind).into(),
        region_code: task.region_code.as_str().to_owned(),
        finish_by: Some(task.times.finish_by.to_timestamp()),
        state: state_of(task).into(),
        outcome: outcome.into(),
        ..Default::default()
    }
}

fn because(result: wire::HandOverResult, refusal: &Refusal) -> wire::HandOverResult {
    let text = refusal.text();
    wire::HandOverResult {
        reason: refusal.reason().to_owned(),
        message_zh: text.zh.clone(),
        message_en: text.en.clone(),
        ..result
    }
}
