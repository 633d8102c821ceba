//! Corrections of a case's particulars.

use kit::{
    access::{Caller, Role},
    domain::{
        reason,
        refusal::{Refusal, Text, Violations},
    },
    unit_of_work::etag,
};
use proto::enforcement::v1 as wire;
use tonic::Request;

use super::{Answer, Api, view, words};
use crate::{
    api::{actor, work},
    domain::case::{self, Field},
    effects::cases::count_outcome,
    store::{cases, unlinked},
};

impl Api {
    pub(super) async fn correct(&self, request: Request<wire::UpdateCaseRequest>) -> Answer<wire::Case> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let written = body.case.clone().unwrap_or_default();
        let fields = fields(&body, &written)?;
        let name = written.name.clone();
        // Who handles the case may not be a party of it: asked before the transaction, which never waits for the network.
        let handler = self.read_case(&caller, &name).await?.handler;
        let handlers = self.handlers([handler.as_str()], &caller).await?;
        let mut work = work!(self, caller, body, "UpdateCase");
        let taken = cases::take(work.tx(), &caller.scope(), &name, work.encryption()).await?;
        let mut case = taken.ok_or_else(case::unknown)?;
        etag::check(&body.etag, case.version)?;
        let is_chief = caller.acts_as(Role::BureauChief);
        let (draft, by) = (words::draft(written), (&actor(&caller), is_chief));
        let corrected = case.correct(draft, &fields, &body.reason, by, &handlers, caller.at);
        let (happening, changed) = corrected?;
        if changed.contains(&Field::CaseNumber) {
            let known = cases::known(work.tx(), &caller.scope(), [&case.number]).await?;
            match known.get(&case.number) {
                Some(known) if known.name == case.name() => {}
                Some(known) if known.visible => return Err(case::exists().into()),
                Some(_) => return Err(case::number_refused().into()),
                None => {}
            }
        }
        work.explain(&body.reason);
        work.emit(happening);
        cases::save(work.tx(), &case, work.encryption()).await?;
        if changed.contains(&Field::CaseNumber) {
            // What named the case by its right number is linked now.
            let linked = unlinked::link(work.tx(), &[&case], work.encryption()).await?;
            if !linked.is_empty() {
                work.emit(case.linked());
                count_outcome(&mut work, &case.name()).await?;
            }
        }
        if changed.iter().any(|field| matches!(field, Field::Parties | Field::FilingDate)) {
            cases::save_parties(work.tx(), &case, work.encryption()).await?;
        }
        if changed.iter().any(|field| matches!(field, Field::CaseNumber | Field::FilingDate)) {
            work.measure_anew([case.measured_filing()]);
        }
        Ok(work.commit(view::case(&case)).await?)
    }
}

/// The fields that a request corrects: those of its mask, else those that are filled in.
fn fields(body: &wire::UpdateCaseRequest, written: &wire::Case) -> Result<Vec<Field>, Refusal> {
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
