//! A shared court (共享法庭): what it stands on, what it answers for, what stands in it.

use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::{RegionCode, RegionLevel};

pub use super::court_code::{CourtCode, CourtKind, CourtState};
use super::{
    equipment::{Equipment, EquipmentDraft, EquipmentReport},
    hand::Hand,
    position::Position,
    reception::Reception,
    region,
};

/// A shared court.
#[derive(Clone, Debug, PartialEq)]
pub struct Court {
    /// Its code.
    pub code: CourtCode,
    /// Its name as people say it.
    pub display_name: String,
    /// The body in whose rooms it stands.
    pub host: String,
    /// Where it stands.
    pub region: RegionCode,
    /// The regions that it answers for, in order.
    pub covers: Vec<RegionCode>,
    /// What stands in it.
    pub equipment: Vec<Equipment>,
    /// What its director last reported of what stands in it; it is no change of the court.
    pub report: Option<EquipmentReport>,
    /// When villagers find somebody there; it is no change of the court either.
    pub reception: Reception,
    /// Whether it works.
    pub state: CourtState,
    /// Where exactly it stands.
    pub position: Option<Position>,
    /// Grows with every change.
    pub version: i64,
    /// When it entered the register.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// A court as somebody wrote it, unchecked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CourtDraft {
    /// The code; the region's where it is empty.
    pub code: String,
    /// The name.
    pub display_name: String,
    /// The kind; required.
    pub kind: Option<CourtKind>,
    /// The body in whose rooms it stands.
    pub host: String,
    /// Where it stands.
    pub region_code: String,
    /// What it answers for; its own region alone where empty.
    pub covers: Vec<String>,
    /// What stands in it.
    pub equipment: Vec<EquipmentDraft>,
    /// Whether it works; active where absent.
    pub state: Option<CourtState>,
    /// Latitude and longitude.
    pub position: Option<(f64, f64)>,
}

impl Court {
    /// Takes over what is no change of the court: what was reported of it and when it receives.
    pub fn keep_beside(&mut self, known: &Self) {
        self.report.clone_from(&known.report);
        self.reception.clone_from(&known.reception);
    }

    /// Whether it stands, and all that it answers for lies, inside somebody's regions.
    #[must_use]
    pub fn lies_in(&self, hand: &Hand) -> bool {
        hand.holds(self.region.as_str()) && self.covers.iter().all(|code| hand.holds(code.as_str()))
    }

    /// Reads a draft, or names every field at fault below `at`.
    pub fn read(draft: &CourtDraft, at: &str, now: Timestamp, violations: &mut Violations) -> Option<Self> {
        let region = violations.parse(
            &format!("{at}.region_code"),
            reason::REGION_CODE_MALFORMED,
            region::code(&draft.region_code),
        );
        let written = if draft.code.is_empty() { &draft.region_code } else { &draft.code };
        let code =
            violations.parse(&format!("{at}.name"), reason::COURT_CODE_MALFORMED, CourtCode::parse(written));
        let display_name = violations.text(&format!("{at}.display_name"), &draft.display_name, 60);
        let host = violations.optional_text(&format!("{at}.host"), &draft.host, 60);
        let equipment = read_equipment(&draft.equipment, at, violations);
        let position = region::seat(draft.position, &format!("{at}.position"), violations);
        let covers = read_covers(&draft.covers, at, violations);
        if draft.kind.is_none() {
            let text = Text::new("必填项：共享法庭种类。", "Required: the kind of court.");
            violations.add(format!("{at}.kind"), reason::REQUIRED, text);
        }
        let mut court = Self {
            code: code?,
            display_name: display_name?,
            host: host?,
            region: region?,
            covers: covers?,
            equipment: equipment?,
            report: None,
            reception: Reception::default(),
            state: draft.state.unwrap_or_default(),
            position,
            version: 1,
            created: now,
            updated: now,
        };
        court.fits(draft.kind?, at, violations).then_some(())?;
        court.covers_fit(at, violations).then_some(court)
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> CourtKind {
        self.code.kind()
    }

    /// Resource name, `courts/{code}`.
    #[must_use]
    pub fn name(&self) -> String {
        self.code.name()
    }

    /// Whether it takes tasks.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == CourtState::Active
    }

    /// Whether another says the same, whenever it was written.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let Self { code, display_name, host, region, covers, equipment, state, position, .. } = self;
        (code, display_name, host, region) == (&other.code, &other.display_name, &other.host, &other.region)
            && (covers, equipment) == (&other.covers, &other.equipment)
            && (state, position) == (&other.state, &other.position)
    }

    /// The court as somebody would write it, to be changed and read again.
    #[must_use]
    pub fn draft(&self) -> CourtDraft {
        let piece = |piece: &Equipment| EquipmentDraft {
            kind: Some(piece.kind),
            condition: piece.condition,
            note: piece.note.clone(),
        };
        CourtDraft {
            code: self.code.as_str().to_owned(),
            display_name: self.display_name.clone(),
            kind: Some(self.kind()),
            host: self.host.clone(),
            region_code: self.region.as_str().to_owned(),
            covers: self.covers.iter().map(ToString::to_string).collect(),
            equipment: self.equipment.iter().map(piece).collect(),
            state: Some(self.state),
            position: self.position.map(|at| (at.lat(), at.lng())),
        }
    }

    /// The code, the kind and the region have to agree.
    fn fits(&self, kind: CourtKind, at: &str, violations: &mut Violations) -> bool {
        if kind != self.kind() {
            let text =
                Text::new("种类与编号的形式不一致。", "The kind is not the one that the code's form tells.");
            violations.add(format!("{at}.kind"), reason::KIND_MISMATCH, text);
            return false;
        }
        let right = match kind {
            CourtKind::Town | CourtKind::Village => self.region.as_str() == self.code.as_str(),
            CourtKind::Special => {
                self.region.level() == RegionLevel::Town
                    && self.region.as_str().starts_with(self.code.digits())
            }
        };
        if !right {
            let text = Text::new(
                "镇街、村社共享法庭的编号就是所在地的区划代码；特设共享法庭须设在同一县的某个乡镇街道。",
                "A town or village court's code is its region's; a special court stands in a town of its county.",
            );
            violations.add(format!("{at}.region_code"), reason::REGION_MISMATCH, text);
        }
        right
    }

    /// Fills in what goes without saying and checks that the covered regions are such as this kind can answer for.
    pub(crate) fn covers_fit(&mut self, at: &str, violations: &mut Violations) -> bool {
        let kind = self.kind();
        if self.covers.is_empty() && kind != CourtKind::Special {
            self.covers.push(self.region.clone());
        }
        self.covers.sort();
        self.covers.dedup();
        let town = self.region.as_str().get(..9).unwrap_or_default();
        let right = match kind {
            CourtKind::Special => true,
            CourtKind::Town => self.covers == [self.region.clone()],
            CourtKind::Village => {
                self.covers.contains(&self.region)
                    && self
                        .covers
                        .iter()
                        .all(|code| code.level() == RegionLevel::Village && code.as_str().starts_with(town))
            }
        };
        if !right {
            let text = Text::new(
                "镇街共享法庭只覆盖本乡镇街道；村社共享法庭覆盖本村社及同一乡镇街道内的其他村社。",
                "A town court covers its own town alone; a village court its own village and others of the same town.",
            );
            violations.add(format!("{at}.covers"), reason::COVERS_MISMATCH, text);
        }
        right
    }
}

fn read_covers(covers: &[String], at: &str, violations: &mut Violations) -> Option<Vec<RegionCode>> {
    let codes = covers.iter().enumerate().map(|(index, code)| {
        violations.parse(&format!("{at}.covers[{index}]"), reason::REGION_CODE_MALFORMED, region::code(code))
    });
    codes.collect::<Vec<_>>().into_iter().collect()
}

fn read_equipment(
    drafts: &[EquipmentDraft],
    at: &str,
    violations: &mut Violations,
) -> Option<Vec<Equipment>> {
    let pieces = drafts.iter().enumerate();
    let pieces =
        pieces.map(|(index, draft)| Equipment::read(draft, &format!("{at}.equipment[{index}]"), violations));
    pieces.collect::<Vec<_>>().into_iter().collect()
}

/// The refusal for a court or a region that is outside the caller's regions, or reaches beyond them.
#[must_use]
pub fn beyond() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::BEYOND_SCOPE,
        "所涉区域或者共享法庭的覆盖范围超出您的管理范围，须由上一级管理员办理。",
        "The region, or what the court answers for, lies beyond your scope; it is for an administrator of the wider region.",
    )
}

/// The refusal for a court that somebody else directs.
#[must_use]
pub fn not_directed() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::BEYOND_SCOPE,
        "这个共享法庭的设备由其庭务主任报告，您只能报告本庭的设备。",
        "The director of that shared court reports its equipment; you report that of your own.",
    )
}

/// The refusal for a court whose reception somebody else sets.
#[must_use]
pub fn not_received() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::BEYOND_SCOPE,
        "这个共享法庭的接待时间由其庭务主任或者本地区管理员设定，您只能设定本庭的接待时间。",
        "The director of that shared court, or an administrator of its region, sets its reception; you set that of your own.",
    )
}

/// The refusal for a court that is not in the register.
#[must_use]
pub fn unknown(name: &str) -> Refusal {
    let name: String = name.chars().take(60).collect();
    let (zh, en) = unknown_text(&name);
    Refusal::new(Kind::NotFound, reason::COURT_UNKNOWN, zh, en)
}

pub(crate) fn unknown_text(name: &str) -> (String, String) {
    (
        format!("没有编号为“{name}”的共享法庭，请核对编号。"),
        format!("There is no court \"{name}\"; check its code."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn village() -> CourtDraft {
        CourtDraft {
            display_name: "前田村共享法庭".into(),
            kind: Some(CourtKind::Village),
            region_code: "330783201203".into(),
            ..CourtDraft::default()
        }
    }

    fn fields(draft: &CourtDraft) -> Vec<String> {
        let mut violations = Violations::new();
        let court = Court::read(draft, "court", Timestamp::from_micros(0), &mut violations);
        assert_eq!(court.is_none(), !violations.is_empty());
        violations.check().err().map_or_else(Vec::new, |refusal| {
            refusal.fields().iter().map(|violation| violation.field.clone()).collect()
        })
    }

    #[test]
    fn a_village_court_covers_its_own_village_without_saying() {
        let mut violations = Violations::new();
        let court = Court::read(&village(), "court", Timestamp::from_micros(0), &mut violations).unwrap();
        assert_eq!(court.covers, std::slice::from_ref(&court.region));
    }

    #[test]
    fn a_court_covers_only_what_its_kind_can() {
        let covers = |codes: &[&str]| {
            let covers = codes.iter().map(|code| (*code).to_owned()).collect();
            fields(&CourtDraft { covers, ..village() })
        };
        assert!(covers(&["330783201204", "330783201203"]).is_empty());
        assert_eq!(covers(&["330783201204"]), ["court.covers"]);
        assert_eq!(covers(&["330783201203", "330783123001"]), ["court.covers"]);
        assert_eq!(covers(&["330783201203", "330783201"]), ["court.covers"]);
        assert_eq!(covers(&["x", "y"]), ["court.covers[0]", "court.covers[1]"]);
    }

    #[test]
    fn code_kind_and_region_tell_one_story() {
        assert_eq!(fields(&CourtDraft { kind: Some(CourtKind::Town), ..village() }), ["court.kind"]);
        assert_eq!(fields(&CourtDraft { kind: None, ..village() }), ["court.kind"]);
        assert_eq!(fields(&CourtDraft { code: "330783201204".into(), ..village() }), ["court.region_code"]);
        let special = CourtDraft {
            code: "330783-s1".into(),
            kind: Some(CourtKind::Special),
            region_code: "330783001".into(),
            ..village()
        };
        assert!(fields(&special).is_empty());
        assert_eq!(fields(&CourtDraft { region_code: "330784001".into(), ..special }), ["court.region_code"]);
    }
}
