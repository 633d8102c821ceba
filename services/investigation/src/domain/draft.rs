//! A request as an officer wrote it, and the same found to be in order.

use kit::domain::{
    Reason, Timestamp, identity, reason,
    refusal::{Refusal, Text, Violations},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    catalogue::{Catalogue, EQUITY_FREEZE, EQUITY_LIFT, Matter, PaperKind},
    freeze::{EquityFreeze, FreezeDraft},
    reading::{self, CaseRef, Party},
    seizure::Seizure,
};

/// A paper that is attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The file, `evidence/{sha256}`.
    pub evidence: String,
    /// What it is.
    pub kind: PaperKind,
    /// Whether somebody said so; else it was taken as what was still needed.
    #[serde(rename = "told")]
    pub stated: bool,
    /// Who attached it, `people/{id}`; empty in rows of releases that did not record it.
    #[serde(default)]
    pub cited_by: String,
}

/// What somebody said of a paper.
#[derive(Clone, Debug, Default)]
pub struct PaperDetail {
    /// The file.
    pub evidence: String,
    /// What it is.
    pub kind: Option<PaperKind>,
    /// The case in which it was issued.
    pub case: String,
}

/// Whom a request concerns, as it was written.
#[derive(Clone, Debug, Default)]
pub struct PartyDraft {
    /// Name.
    pub display_name: String,
    /// By which paper they are known; says whether it is an organisation.
    pub identity: identity::Draft,
}

/// A request as it was written. Fields are named as in the contract.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The unit.
    pub unit: String,
    /// The matter.
    pub matter: String,
    /// The case.
    pub case: String,
    /// The case's number.
    pub case_number: String,
    /// The papers.
    pub papers: Vec<String>,
    /// What some of them are.
    pub paper_details: Vec<PaperDetail>,
    /// Whom it concerns.
    pub subject: Option<PartyDraft>,
    /// What the unit should know.
    pub content: String,
    /// The seizure of equity that is lifted, `seizures/{id}`; may be empty.
    pub seizure: String,
    /// The freeze.
    pub freeze: Option<FreezeDraft>,
}

/// A draft that is in order.
#[derive(Clone, Debug)]
pub struct Filing {
    /// The unit, `units/{id}`.
    pub unit: String,
    /// The matter, `matters/{id}`.
    pub matter: String,
    /// Whether it takes hold of property or of a person.
    pub coercive: bool,
    /// The case.
    pub case: CaseRef,
    /// The papers.
    pub papers: Vec<Paper>,
    /// Whom it concerns.
    pub subject: Option<Party>,
    /// What the unit should know.
    pub content: String,
    /// The freeze.
    pub freeze: Option<EquityFreeze>,
    /// What was written of the seizure that is lifted.
    pub seizure: String,
    /// The seizure of equity that is lifted.
    pub lifts: Option<Uuid>,
}

impl Filing {
    /// The filing with the seizure that it lifts: the one that was named, else the only one that its case holds. `held` are those of its
    /// case. A freeze from before the system is in no queue, and lifting it releases nothing here.
    pub fn lifting(self, held: &[Seizure]) -> Result<Self, Refusal> {
        let refuse = |reason: Reason, text: Text| {
            let mut v = Violations::new();
            v.add("seizure", reason, text);
            Err(v.into_refusal())
        };
        if self.matter != EQUITY_LIFT {
            if self.seizure.is_empty() {
                return Ok(self);
            }
            let text = Text::new(
                "只有股权解除冻结事项填写此项。",
                "Only for the matter that lifts a freeze of equity.",
            );
            return refuse(reason::NOT_FOR_MATTER, text);
        }
        let lifts = match (self.seizure.as_str(), held) {
            ("", []) => None,
            ("", [one]) => Some(one.id),
            ("", _) => {
                let text = Text::new(
                    "本案有多项股权冻结，请选择要解除的一项。",
                    "The case holds more than one freeze of equity; say which is lifted.",
                );
                return refuse(reason::REQUIRED, text);
            }
            (name, held) => match held.iter().find(|one| one.name() == name) {
                Some(one) => Some(one.id),
                None => {
                    let text = Text::new(
                        "不是本案现有的股权冻结，请核对要解除的冻结。",
                        "It is no freeze of equity that the case holds; check what is lifted.",
                    );
                    return refuse(reason::SEIZURE_NOT_OF_CASE, text);
                }
            },
        };
        Ok(Self { lifts, ..self })
    }
}

/// The most papers.
const PAPERS: usize = 20;

impl Draft {
    /// The filing, or everything that is wrong with the draft, by field.
    pub fn check(self, catalogue: &Catalogue, at: Timestamp) -> Result<Filing, Refusal> {
        self.read(catalogue, at, true)
    }

    /// The same; the papers of an old record may be missing.
    pub(super) fn read(
        self,
        catalogue: &Catalogue,
        at: Timestamp,
        complete: bool,
    ) -> Result<Filing, Refusal> {
        let mut v = Violations::new();
        let matter = catalogue.matter(self.matter.trim());
        if matter.is_none() {
            let text = Text::new(
                "事项目录中没有这个事项，请从目录中选择。",
                "The catalogue has no such matter; choose one of it.",
            );
            v.add("matter", reason::MATTER_UNKNOWN, text);
        }
        if !self.unit.trim().is_empty() {
            check_unit(self.unit.trim(), matter, catalogue, &mut v);
        }
        let read = if complete { reading::case } else { reading::old_case };
        let case = read(&self.case, &self.case_number, &mut v);
        reading::evidence("papers", &self.papers, PAPERS, &mut v);
        let (papers, open) = papers(&self.papers, &self.paper_details, self.case.trim(), matter, &mut v);
        if complete && !open.is_empty() {
            let zh: Vec<_> = open.iter().map(|kind| kind.text().0).collect();
            let en: Vec<_> = open.iter().map(|kind| kind.text().1).collect();
            let text =
                Text::new(format!("缺少{}。", zh.join("、")), format!("Missing: {}.", en.join(" and ")));
            v.add("papers", reason::PAPERS_MISSING, text);
        }
        let subject = self.subject.map(|subject| {
            let name = v.text("subject.display_name", &subject.display_name, 100);
            let identity = reading::identity("subject", &subject.identity, &mut v);
            let organisation = subject.identity.is_of_organisation();
            name.map(|display_name| Party { display_name, organisation, identity })
        });
        let content = v.optional_text("content", &self.content, 4000);
        let freeze = check_freeze(self.freeze, matter, at, &mut v)?;
        match (matter, case, content) {
            (Some(matter), Some(case), Some(content)) if v.is_empty() => Ok(Filing {
                unit: matter.unit_name(),
                matter: matter.name(),
                coercive: matter.coercive,
                case,
                papers,
                subject: subject.flatten(),
                content,
                freeze,
                seizure: self.seizure.trim().to_owned(),
                lifts: None,
            }),
            _ => Err(v.into_refusal()),
        }
    }
}

fn check_unit(unit: &str, matter: Option<&Matter>, catalogue: &Catalogue, v: &mut Violations) {
    if catalogue.unit(unit).is_none() {
        v.add("unit", reason::UNIT_UNKNOWN, Text::new("没有这个协作单位。", "There is no such unit."));
    } else if let Some(matter) = matter
        && matter.unit_name() != unit
    {
        let owner = catalogue.unit(&matter.unit_name()).map_or("", |unit| unit.display_name.as_str());
        let text = Text::new(
            format!("“{}”由{owner}（{}）办理，不归这个单位。", matter.display_name, matter.unit_name()),
            format!("This matter is with {}, not with this unit.", matter.unit_name()),
        );
        v.add("unit", reason::MATTER_NOT_OF_UNIT, text);
    }
}

/// What the papers are, and which are missing. Those of which nobody says it are taken as those that are still needed.
fn papers(
    files: &[String],
    details: &[PaperDetail],
    case: &str,
    matter: Option<&Matter>,
    v: &mut Violations,
) -> (Vec<Paper>, Vec<PaperKind>) {
    for (index, detail) in details.iter().enumerate() {
        let at = |field: &str| format!("paper_details[{index}].{field}");
        if !files.iter().any(|file| file.trim() == detail.evidence.trim()) {
            let text = Text::new("这份文件不在所附材料中。", "This file is not among the papers.");
            v.add(at("evidence"), reason::PAPER_NOT_ATTACHED, text);
        }
        if detail.kind.is_none() {
            v.add(at("kind"), reason::REQUIRED, Text::new("请选择文书种类。", "Say what the paper is."));
        }
        if !detail.case.trim().is_empty() && detail.case.trim() != case {
            let text = Text::new(
                "这份文书是另一案件的，不能用于本案。请换上本案的文书。",
                "This paper was issued in another case; attach the one of this case.",
            );
            v.add(at("case"), reason::PAPER_OF_ANOTHER_CASE, text);
        }
    }
    let needed = matter.map_or(&[][..], |matter| matter.papers.as_slice());
    let said = |file: &str| details.iter().find(|detail| detail.evidence.trim() == file).and_then(|d| d.kind);
    let mut open: Vec<PaperKind> = needed
        .iter()
        .copied()
        .filter(|kind| !files.iter().any(|file| said(file.trim()) == Some(*kind)))
        .rev()
        .collect();
    let mut seen: Vec<&str> = Vec::new();
    let mut read = Vec::new();
    for file in files.iter().take(PAPERS).map(|file| file.trim()) {
        if seen.contains(&file) {
            continue;
        }
        seen.push(file);
        let stated = said(file);
        let kind = stated.unwrap_or_else(|| open.pop().unwrap_or(PaperKind::Other));
        read.push(Paper {
            evidence: file.to_owned(),
            kind,
            stated: stated.is_some(),
            cited_by: String::new(),
        });
    }
    open.reverse();
    (read, open)
}

fn check_freeze(
    draft: Option<FreezeDraft>,
    matter: Option<&Matter>,
    at: Timestamp,
    v: &mut Violations,
) -> Result<Option<EquityFreeze>, Refusal> {
    let freezes = matter.is_some_and(|matter| matter.name() == EQUITY_FREEZE);
    match draft {
        None if freezes => {
            let text = Text::new("请填写冻结的股权。", "Say which equity is frozen.");
            v.add("equity_freeze", reason::REQUIRED, text);
            Ok(None)
        }
        Some(_) if matter.is_some() && !freezes => {
            let text = Text::new("只有股权冻结事项填写此项。", "Only for the matter that freezes equity.");
            v.add("equity_freeze", reason::NOT_FOR_MATTER, text);
            Ok(None)
        }
        None => Ok(None),
        Some(draft) => {
            let mut inner = Violations::new();
            let freeze = draft.check(at, &mut inner);
            if let Err(refusal) = inner.check() {
                v.absorb(refusal, "equity_freeze")?;
            }
            Ok(freeze)
        }
    }
}
