//! Whether a claim is satisfied (执行完毕): by what was paid out of the case's money, and what discharged the rest, each with its paper.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::identifiers::Fen;
use serde::{Deserialize, Serialize};

use super::{Case, Ending};
use crate::domain::money::amount;

/// The most parts of one debt, and the most papers of one part.
const PARTS: usize = 50;
const PAPERS: usize = 20;

/// Ways in which a debt is discharged otherwise than by money paid out here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DischargeKind {
    /// The debtor paid the applicant directly.
    PaidDirectly,
    /// Set off (抵销).
    SetOff,
    /// Waived by the applicant (放弃).
    Waived,
    /// Property was transferred in satisfaction (以物抵债).
    TransferredInKind,
}

/// A part of the debt that was discharged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discharge {
    /// How.
    pub kind: DischargeKind,
    /// How much of the claim.
    pub amount: Fen,
    /// The papers that prove it, `evidence/{sha256}`.
    pub evidence: Vec<String>,
    /// In words.
    pub note: String,
}

/// The same as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftDischarge {
    /// How.
    pub kind: Option<DischargeKind>,
    /// How much of the claim, in fen.
    pub amount_fen: i64,
    /// The papers that prove it.
    pub evidence: Vec<String>,
    /// In words.
    pub note: String,
}

/// By what a claim was satisfied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Satisfaction {
    /// Paid out of the case's money, before and after it was entered here.
    pub paid: Fen,
    /// What discharged the rest.
    pub discharges: Vec<Discharge>,
}

impl Case {
    /// Notes by what the claim of a case that ends as fully performed is satisfied. `paid` is what was paid out of its money here. A
    /// settlement that was performed satisfies what was agreed, and a case without a claim in money nothing. Refused where something of
    /// the claim is neither paid nor discharged, naming how much.
    pub fn satisfy(&mut self, ending: Ending, paid: Fen, drafts: Vec<DraftDischarge>) -> Result<(), Refusal> {
        let mut v = Violations::new();
        if ending != Ending::Completed && !drafts.is_empty() {
            let text = Text::new(
                "只有以执行完毕方式结案才填写债务清偿情况。",
                "What discharged the debt goes with full performance alone.",
            );
            v.add("facts.discharges", reason::NOT_FOR_ENDING, text);
        }
        let discharges = read(drafts, &mut v);
        v.check()?;
        if ending != Ending::Completed {
            return Ok(());
        }
        let before = self.origin.as_ref().map_or(Fen::ZERO, |origin| origin.paid);
        let broken = self.settlements.iter().filter(|settlement| settlement.performed == Some(false));
        let on_settlements = amount::sum(broken.map(|settlement| settlement.paid));
        let paid = amount::sum([paid, before, on_settlements]);
        let otherwise = amount::sum(discharges.iter().map(|discharge| discharge.amount));
        let covered = amount::sum([paid, otherwise]);
        let settled = self.settlements.last().is_some_and(|last| last.performed == Some(true));
        if let Some(open) = self.claim.checked_sub(covered).filter(|open| *open > Fen::ZERO && !settled) {
            return Err(unsatisfied(self.claim, covered, open));
        }
        self.satisfaction = Some(Satisfaction { paid, discharges });
        Ok(())
    }
}

fn read(drafts: Vec<DraftDischarge>, v: &mut Violations) -> Vec<Discharge> {
    if drafts.len() > PARTS {
        let text = Text::new("最多 50 项。", "At most 50 parts.");
        v.add("facts.discharges", reason::TOO_MANY, text);
        return Vec::new();
    }
    let read = drafts.into_iter().enumerate().filter_map(|(index, draft)| {
        let at = |name: &str| format!("facts.discharges[{index}].{name}");
        if draft.kind.is_none() {
            v.add(at("kind"), reason::REQUIRED, Text::new("请选择清偿方式。", "Say how it was discharged."));
        }
        let amount = amount::positive(v, &at("amount_fen"), draft.amount_fen);
        let evidence = papers(&draft.evidence, &at("evidence"), v);
        let note = v.optional_text(&at("note"), &draft.note, 1000);
        Some(Discharge { kind: draft.kind?, amount: amount?, evidence: evidence?, note: note? })
    });
    read.collect()
}

/// Reads the papers on which something rests: at least one, each written `evidence/{sha256}`.
pub(in crate::domain) fn papers(files: &[String], field: &str, v: &mut Violations) -> Option<Vec<String>> {
    let digest = |file: &str| {
        file.strip_prefix("evidence/").is_some_and(|digest| {
            digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        })
    };
    if files.is_empty() {
        let text = Text::new("请附上证明材料。", "Attach the paper that proves it.");
        v.add(field, reason::PAPERS_MISSING, text);
        return None;
    }
    if files.len() > PAPERS || !files.iter().all(|file| digest(file.trim())) {
        let text = Text::new(
            "材料须为已上传的文件，最多 20 份。",
            "A paper is a file of the evidence store; 20 at the most.",
        );
        v.add(field, reason::EVIDENCE_MALFORMED, text);
        return None;
    }
    Some(files.iter().map(|file| file.trim().to_owned()).collect())
}

fn unsatisfied(claim: Fen, covered: Fen, open: Fen) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::CLAIM_NOT_SATISFIED,
        format!(
            "申请执行标的 {claim} 元，已发放和已有材料证明清偿的共 {covered} 元，尚有 {open} 元未清偿，不能以执行完毕结案。请先发放案款，或者填写直接给付、抵销、放弃、以物抵债的金额并附材料；未清偿的，按其他方式结案。"
        ),
        format!(
            "Of the claim of {claim} yuan {covered} are paid out or discharged with a paper; {open} are open. Pay them out first, say with papers how they were discharged, or end the case in another way."
        ),
    )
    .at("facts.discharges")
    .with("openFen", open.get().to_string())
}
