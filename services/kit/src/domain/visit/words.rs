//! What people call the states and kinds of tasks, in Chinese and English: the words of the pages, for all that prints them elsewhere.

use proto::dispatch::v1::{TaskKind, TaskState};

/// A state.
#[must_use]
pub const fn state(state: TaskState) -> (&'static str, &'static str) {
    match state {
        TaskState::Unspecified => ("未定", "Not known"),
        TaskState::Created => ("待路由", "Awaiting a court"),
        TaskState::Dispatched => ("待指派", "To assign"),
        TaskState::Assigned => ("待接收", "To accept"),
        TaskState::Accepted => ("已接收", "Accepted"),
        TaskState::InField => ("办理中", "In the field"),
        TaskState::Reported => ("待审核", "To review"),
        TaskState::Done => ("已办结", "Done"),
        TaskState::Returned => ("退回补充", "Returned"),
        TaskState::Declined => ("已退回主任", "Declined"),
        TaskState::Transferred => ("已转办", "Transferred"),
        TaskState::Revoked => ("已撤回", "Revoked"),
        TaskState::Expired => ("已过期", "Expired"),
    }
}

/// A state by its name without prefix, for example `IN_FIELD`; a name that the contract does not have is not known.
#[must_use]
pub fn state_named(name: &str) -> (&'static str, &'static str) {
    state(TaskState::from_str_name(&format!("TASK_STATE_{name}")).unwrap_or(TaskState::Unspecified))
}

/// A kind.
#[must_use]
pub const fn kind(kind: TaskKind) -> (&'static str, &'static str) {
    match kind {
        TaskKind::Unspecified => ("任务", "Task"),
        TaskKind::ServiceOfProcess => ("协助送达", "Help with service"),
        TaskKind::LocatePerson => ("查找下落", "Locate"),
        TaskKind::VerifyLead => ("核实线索", "Verify a lead"),
        TaskKind::UrgePerformance => ("督促履行", "Urge performance"),
        TaskKind::Witness => ("见证", "Witness"),
        TaskKind::PostNotice => ("张贴公告", "Post a notice"),
        TaskKind::OnSiteAssistance => ("到场协助", "Assist on site"),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    /// The word of the pages for a value of an enum.
    fn of_pages(language: &str, value: &str) -> Option<String> {
        let words = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/src/words");
        let text = fs::read_to_string(words.join(format!("{language}.ts"))).unwrap();
        let (_, rest) = text.split_once(&format!("{value}: \""))?;
        rest.split('"').next().map(str::to_owned)
    }

    #[test]
    fn the_words_are_those_of_the_pages() {
        let states = (0..).map_while(|value| TaskState::try_from(value).ok());
        let states = states.map(|one| (one.as_str_name(), state(one)));
        let kinds = (0..).map_while(|value| TaskKind::try_from(value).ok());
        let kinds = kinds.map(|one| (one.as_str_name(), kind(one)));
        let mut compared = 0;
        for (value, (zh, en)) in states.chain(kinds) {
            assert_eq!(of_pages("zh", value).as_deref(), Some(zh), "{value}");
            assert_eq!(of_pages("en", value).as_deref(), Some(en), "{value}");
            compared += 1;
        }
        assert_eq!(compared, 13 + 8);
        assert_eq!(state_named("IN_FIELD"), state(TaskState::InField));
    }
}
