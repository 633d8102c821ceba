//! What stands in a shared court (一屏一线一终端).

use kit::domain::{
    reason,
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
