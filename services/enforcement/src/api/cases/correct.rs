//! Corrections of a case's particulars: which fields, and what follows from them.

use kit::domain::{
    reason,
    refusal::{Refusal, Text, Violations},
};
use proto::enforcement::v1 as wire;

use crate::{
    domain::case::{self, Case, Field},
    effects::cases::count_outcome,
    store::{CaseWork, cases, known_cases, unlinked},
};

/// The fields that a request corrects: those of its mask, else those that are filled in.
pub(super) fn fields(body: &wire::UpdateCaseRequest, written: &wire::Case) -> Result<Vec<Field>, Refusal> {
    let Some(mask) = &body.update_mask else {
        let filled = |field: &Field| match field {
            Field::CaseNumber => !written.case_number.is_empty(),
            Field::Cause => !written.cause.is_empty(),
            Field::FilingDate => written.filing_date.is_some(),
            Field::Claim => written.claim_fen != 0,
            Field::Parties => !written.parties.is_empty(),
            Field::NonLitigation => written.non_litigation,
            Field::GreenChannel => written.green_channel,
        };
        return Ok(Field::ALL.into_iter().filter(filled).collect());
    };
    let mut v = Violations::new();
    let mut fields = Vec::new();
    for (index, path) in mask.paths.iter().enumerate() {
        match Field::ALL.into_iter().find(|field| field.name() == path) {
            Some(field) => fields.push(field),
            None => {
                let text = Text::new(
                    "这一项不能在此更正；可以更正案号、案由、立案日期、申请执行标的、当事人、非诉执行和绿色通道。",
                    "This can't be corrected here; number, cause, day of filing, claim, parties and the two marks can.",
                );
                v.add(format!("update_mask.paths[{index}]"), reason::NOT_CORRECTABLE, text);
            }
        }
    }
    v.check()?;
    fields.sort_unstable();
    fields.dedup();
    Ok(fields)
}

/// Saves a case whose fields changed, with what named it by its right number; refused where another case has that number.
pub(super) async fn save(work: &mut CaseWork, case: &Case, changed: &[Field]) -> Result<(), Refusal> {
    let number_changed = changed.contains(&Field::CaseNumber);
    if number_changed {
        let known = known_cases::known(work.tx(), &work.caller().scope(), [&case.number]).await?;
        match known.get(&case.number) {
            Some(known) if known.name == case.name() => {}
            Some(known) if known.visible => return Err(case::exists()),
            Some(_) => return Err(case::number_refused()),
            None => {}
        }
    }
    cases::save(work.tx(), case, work.encryption()).await?;
    if number_changed {
        let linked = unlinked::link(work.tx(), &[case], work.encryption()).await?;
        if !linked.is_empty() {
            work.emit(case.linked());
            count_outcome(work, &case.name()).await?;
        }
    }
    if changed.iter().any(|field| matches!(field, Field::Parties | Field::FilingDate | Field::CaseNumber)) {
        cases::save_parties(work.tx(), case, work.encryption()).await?;
    }
    if changed.iter().any(|field| matches!(field, Field::CaseNumber | Field::FilingDate)) {
        work.measure_anew([case.measured_filing()]);
    }
    Ok(())
}
