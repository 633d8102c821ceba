//! What a device without a signal checks before it keeps an act: what is refused here whatever becomes of the task.

use kit::domain::{Timestamp, refusal::Refusal};
use proto::dispatch::v1 as wire;
use uuid::Uuid;

use super::attempt;
use crate::domain;

/// Refuses a visit that is not taken in, as `CreateAttempt` does at this time.
pub fn check_attempt(request: &wire::CreateAttemptRequest, at: Timestamp) -> Result<(), Refusal> {
    let draft = attempt::draft_from(request)?;
    draft.check(Uuid::nil(), "", at).map(drop)
}

/// Refuses a reason that is not taken, as `DeclineTask` does.
pub fn check_decline(request: &wire::DeclineTaskRequest) -> Result<(), Refusal> {
    domain::decline_reason(&request.reason).map(drop)
}

/// Refuses a summary that is not taken, as `ReportTask` does.
pub fn check_report(request: &wire::ReportTaskRequest) -> Result<(), Refusal> {
    domain::report_summary(&request.summary).map(drop)
}
