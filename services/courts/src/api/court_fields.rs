//! The fields of a court by name: in a filter and in an update mask.

use kit::{
    domain::{
        reason,
        refusal::{Refusal, Text, Violations},
    },
    storage::list::filter,
};
use law::identifiers::RegionCode;
use proto::courts::v1 as wire;

use crate::{
    domain::court::{Court, CourtDraft, CourtKind, CourtState},
    messages,
};

/// Whether a court meets a condition of a list.
pub(super) fn meets(court: &Court, term: &filter::Term) -> Result<bool, Refusal> {
    let bad = |zh, en| filter::bad_value(term, zh, en);
    let is = match term.field.as_str() {
        "kind" => CourtKind::from_name(&term.value)
            .map(|kind| kind == court.kind())
            .ok_or_else(|| bad("可用：TOWN、VILLAGE、SPECIAL。", "there is TOWN, VILLAGE, SPECIAL."))?,
        "state" => CourtState::from_name(&term.value)
            .map(|state| state == court.state)
            .ok_or_else(|| bad("可用：ACTIVE、CLOSED。", "there is ACTIVE, CLOSED."))?,
        "repair_requested" => {
            let is_requested = court.report.as_ref().is_some_and(|report| report.repair_requested);
            return Ok(is_requested == filter::flag(term)?);
        }
        _ => is_below(&court.region, term)?,
    };
    Ok(is == (term.op == filter::Op::Eq))
}

/// Whether a region begins with the code of a condition.
pub(super) fn is_below(region: &RegionCode, term: &filter::Term) -> Result<bool, Refusal> {
    let code = term.value.strip_prefix("regions/").unwrap_or(&term.value);
    if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(filter::bad_value(term, "须为区划代码。", "it is a region code."));
    }
    Ok(region.as_str().starts_with(code))
}

/// The paths that a message without a mask means: those that are set.
pub(super) fn those_set(court: &wire::Court) -> Vec<String> {
    let paths = [
        ("display_name", !court.display_name.is_empty()),
        ("host", !court.host.is_empty()),
        ("covers", !court.covers.is_empty()),
        ("equipment", !court.equipment.is_empty()),
        ("position", court.position.is_some()),
        ("state", court.state() != wire::CourtState::Unspecified),
    ];
    paths.into_iter().filter(|(_, set)| *set).map(|(path, _)| path.to_owned()).collect()
}

/// Puts the new value of one path into the draft.
pub(super) fn put(path: &str, written: &wire::Court, draft: &mut CourtDraft, violations: &mut Violations) {
    match path {
        "display_name" => draft.display_name.clone_from(&written.display_name),
        "host" => draft.host.clone_from(&written.host),
        "covers" => draft.covers.clone_from(&written.covers),
        "equipment" => draft.equipment = written.equipment.iter().map(messages::network::equipment_draft).collect(),
        "position" => draft.position = written.position.as_ref().map(messages::network::pair),
        "state" => match messages::network::court_state(written.state()) {
            Some(state) => draft.state = Some(state),
            None => violations.add(
                "court.state",
                reason::REQUIRED,
                Text::new("须为启用或者停用。", "It is active or closed."),
            ),
        },
        _ => violations.add(
            "update_mask",
            reason::PATH_UNKNOWN,
            Text::new(
                "只能修改名称、驻地单位、覆盖村居、设备、位置和状态。",
                "Only the name, the host, the villages covered, the equipment, the position and the state can change.",
            ),
        ),
    }
}
