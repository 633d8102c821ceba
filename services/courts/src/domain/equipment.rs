//! What stands in a shared court (一屏一线一终端).

use kit::domain::{
    Timestamp, reason,
    refusal::{Text, Violations},
};
use serde::{Deserialize, Serialize};

/// Kinds of equipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EquipmentKind {
    /// Display (屏).
    Screen,
    /// Data line (线).
    Line,
    /// Computer terminal (终端).
    Terminal,
    /// Telephone.
    Phone,
    /// Camera and microphone.
    Camera,
    /// All-in-one machine.
    AllInOne,
}

impl EquipmentKind {
    /// The name by which it is stored and imported.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Screen => "SCREEN",
            Self::Line => "LINE",
            Self::Terminal => "TERMINAL",
            Self::Phone => "PHONE",
            Self::Camera => "CAMERA",
            Self::AllInOne => "ALL_IN_ONE",
        }
    }
}

/// Whether a piece of equipment works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EquipmentCondition {
    /// Nobody said.
    #[default]
    #[serde(rename = "NOT_TOLD")]
    NotStated,
    /// It works.
    Working,
    /// It does not work.
    Faulty,
    /// It is not there.
    Missing,
}

/// A piece of equipment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equipment {
    /// What it is.
    pub kind: EquipmentKind,
    /// Whether it works.
    pub condition: EquipmentCondition,
    /// Anything worth knowing.
    pub note: String,
}

/// A piece of equipment as somebody wrote it, unchecked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EquipmentDraft {
    /// What it is; required.
    pub kind: Option<EquipmentKind>,
    /// Whether it works.
    pub condition: EquipmentCondition,
    /// Anything worth knowing.
    pub note: String,
}

/// What a director found of the equipment of their court.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EquipmentReport {
    /// Who reported it, `people/{id}`.
    pub reporter: String,
    /// When.
    pub at: Timestamp,
    /// Each piece that was looked at.
    pub equipment: Vec<Equipment>,
    /// Whether somebody has to repair what is not in order.
    pub repair_requested: bool,
}

impl EquipmentReport {
    /// Reads a report as a director wrote it, or names every field at fault.
    pub fn read(
        drafts: &[EquipmentDraft],
        repair_requested: bool,
        (reporter, at): (&str, Timestamp),
        violations: &mut Violations,
    ) -> Option<Self> {
        if drafts.is_empty() {
            let text = Text::new("请逐件说明设备是否完好。", "Say of each piece whether it is in order.");
            violations.add("equipment", reason::REQUIRED, text);
            return None;
        }
        let mut equipment = Vec::with_capacity(drafts.len());
        for (index, draft) in drafts.iter().enumerate() {
            let field = format!("equipment[{index}]");
            if draft.condition == EquipmentCondition::NotStated {
                let text = Text::new("请说明这件设备是否完好。", "Say whether this piece is in order.");
                violations.add(format!("{field}.condition"), reason::REQUIRED, text);
            }
            equipment.extend(Equipment::read(draft, &field, violations));
        }
        let is_in_order = |piece: &Equipment| piece.condition == EquipmentCondition::Working;
        if repair_requested && equipment.len() == drafts.len() && equipment.iter().all(is_in_order) {
            let text = Text::new(
                "所报设备都完好，没有需要报修的设备。",
                "All the equipment is in order; there is nothing to repair.",
            );
            violations.add("repair_requested", reason::NOTHING_TO_REPAIR, text);
        }
        Some(Self { reporter: reporter.to_owned(), at, equipment, repair_requested })
    }
}

impl Equipment {
    /// Reads a draft, or names every field at fault below `at`.
    pub fn read(draft: &EquipmentDraft, at: &str, violations: &mut Violations) -> Option<Self> {
        let note = violations.optional_text(&format!("{at}.note"), &draft.note, 200);
        if draft.kind.is_none() {
            let text = Text::new("必填项：设备种类。", "Required: the kind of equipment.");
            violations.add(format!("{at}.kind"), reason::REQUIRED, text);
        }
        Some(Self { kind: draft.kind?, condition: draft.condition, note: note? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(kind: EquipmentKind, condition: EquipmentCondition) -> EquipmentDraft {
        EquipmentDraft { kind: Some(kind), condition, note: String::new() }
    }

    fn read(drafts: &[EquipmentDraft], repair: bool) -> Result<EquipmentReport, Vec<(String, &'static str)>> {
        let mut violations = Violations::new();
        let at = Timestamp::from_micros(0);
        let report = EquipmentReport::read(drafts, repair, ("people/director", at), &mut violations);
        match violations.check() {
            Ok(()) => Ok(report.unwrap()),
            Err(refusal) => {
                Err(refusal.fields().iter().map(|fault| (fault.field.clone(), fault.reason)).collect())
            }
        }
    }

    #[test]
    fn a_report_says_of_each_piece_whether_it_is_in_order() {
        use EquipmentCondition::{Faulty, Missing, NotStated, Working};
        use EquipmentKind::{Line, Screen, Terminal};
        let report = read(&[piece(Screen, Working), piece(Line, Faulty)], true).unwrap();
        assert_eq!((report.reporter.as_str(), report.equipment.len()), ("people/director", 2));
        assert!(report.repair_requested);
        assert!(read(&[piece(Terminal, Missing)], true).is_ok());
        assert!(read(&[piece(Terminal, Faulty)], false).is_ok());
        assert_eq!(read(&[], false).unwrap_err(), [("equipment".to_owned(), "REQUIRED")]);
        let unsaid = [piece(Screen, Working), piece(Line, NotStated)];
        assert_eq!(read(&unsaid, false).unwrap_err(), [("equipment[1].condition".to_owned(), "REQUIRED")]);
        let nothing = [("repair_requested".to_owned(), "NOTHING_TO_REPAIR")];
        assert_eq!(read(&[piece(Screen, Working)], true).unwrap_err(), nothing);
        let wordy = EquipmentDraft { note: "线".repeat(201), ..piece(Line, Faulty) };
        assert_eq!(read(&[wordy], true).unwrap_err()[0].0, "equipment[0].note");
    }
}
