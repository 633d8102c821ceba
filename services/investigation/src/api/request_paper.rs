//! What a notice to assist in enforcement says, from the request.

use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};
use papers::{AssistanceNotice, Court, chinese};

use crate::domain::{
    catalogue::{Catalogue, PaperKind},
    freeze::EquityFreeze,
    request::{AssistRequest, RequestState},
};

/// The notice of a request, dated by the day on which it was first sent, or drawn up where it was not. Refused with
/// CASE_NUMBER_MISSING where the request does not know the number of its case.
pub(super) fn notice(
    court: Court,
    catalogue: &Catalogue,
    request: &AssistRequest,
) -> Result<AssistanceNotice, Refusal> {
    let number = request.case.number.clone().ok_or_else(|| {
        Refusal::new(
            Kind::Precondition,
            reason::CASE_NUMBER_MISSING,
            "该协助事项没有填写案号，无法制作协助执行通知书。请补充案号。",
            "The request does not say the number of its case, which the notice bears. Add it.",
        )
    })?;
    let matter = catalogue.matter(&request.matter);
    let unit =
        catalogue.unit(&request.unit).map_or_else(|| request.unit.clone(), |unit| unit.display_name.clone());
    let sent = request.steps.iter().find(|step| step.state == RequestState::Submitted);
    let ruling = request.papers.iter().map(|paper| paper.kind).find(|kind| *kind == PaperKind::Ruling);
    let subject = request.subject.as_ref().map(|subject| subject.display_name.clone());
    let mut items = Vec::new();
    if let Some(matter) = matter {
        let about = subject.as_ref().map(|name| format!("（{name}）")).unwrap_or_default();
        items.push(format!("{}{about}。", matter.display_name));
    }
    items.extend(request.freeze.as_ref().map(freeze));
    if !request.content.is_empty() {
        items.push(request.content.clone());
    }
    Ok(AssistanceNotice {
        name: request.name(),
        court,
        unit,
        parties: subject.map(|name| format!("涉及{name}的")).unwrap_or_default(),
        cause: number.to_string(),
        case_number: number,
        ruling: ruling.map_or("法律文书", |kind| kind.text().0).to_owned(),
        items,
        basis: matter.map(|matter| matter.legal_basis.clone()).unwrap_or_default(),
        until: request.due.map(kit::domain::Timestamp::legal_day),
        contact: request.authors.first().cloned().unwrap_or_default(),
        issued: sent.map_or(request.created, |step| step.at).legal_day(),
    })
}

fn freeze(freeze: &EquityFreeze) -> String {
    let months =
        freeze.months.map_or_else(|| "冻结期限三年".to_owned(), |months| format!("冻结期限{months}个月"));
    let value =
        freeze.value.map(|value| format!("，价值人民币{}元", chinese::figures(value))).unwrap_or_default();
    format!(
        "冻结{}持有的{}（统一社会信用代码{}）{}%的股权{value}，{months}，自公示之日起算。",
        freeze.holder.display_name,
        freeze.company_name,
        freeze.company,
        freeze.share.percent()
    )
}
