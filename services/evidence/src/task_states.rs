//! What the state of a task means for its packets and for the files that its visits cite.

use proto::dispatch::v1::TaskState;

/// Whether a worker has accepted a task that is open.
pub(crate) fn in_hand(state: TaskState) -> bool {
    matches!(state, TaskState::Accepted | TaskState::InField | TaskState::Reported | TaskState::Returned)
}

/// Whether a task has come to its end.
pub(crate) fn is_over(state: TaskState) -> bool {
    match state {
        TaskState::Done | TaskState::Revoked | TaskState::Expired => true,
        TaskState::Unspecified
        | TaskState::Created
        | TaskState::Dispatched
        | TaskState::Assigned
        | TaskState::Accepted
        | TaskState::InField
        | TaskState::Reported
        | TaskState::Returned
        | TaskState::Declined
        | TaskState::Transferred => false,
    }
}
