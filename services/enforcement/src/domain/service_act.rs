//! Legal acts of service (送达) in a case: what may be entered, beyond what the law library says about the act itself.

use jiff::civil::Date;
use kit::domain::{
    Timestamp, reason,
    refusal::{Kind, Refusal, Text, Violations},
};
use law::{service, unmet::Ruling, why::Why};

use super::DomainEvent;
use crate::domain::case::Case;

/// From which day an act counts, and by which provisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deemed {
    /// The day.
    pub on: Date,
    /// The provisions.
    pub why: Vec<Why>,
}

/// Whether an act may be entered in a case, and from which day it counts.
pub fn enter(act: &service::Act, case: &Case, at: Timestamp) -> Result<Deemed, Refusal> {
    let mut v = Violations::new();
    let days = [
        ("served_date", act.served_date),
        ("postal_receipt_date", act.postal_receipt),
        ("receipt_shown_date", act.receipt_shown_on),
    ];
    let days = days.into_iter().chain(act.publications.iter().map(|day| ("publication_dates", Some(*day))));
    for (field, day) in days.filter_map(|(field, day)| Some((field, day?))) {
        if day < case.filed {
            let text = Text::new("早于立案日期。", "Before the filing of the case.");
            v.add(field, reason::DATE_BEFORE_CASE, text);
        } else if day > at.legal_day() {
            v.add(field, reason::TIME_IN_FUTURE, Text::new("不能晚于今天。", "It is not after today."));
        }
    }
    v.check()?;
    match service::check(act) {
        Ruling::Met(on, why) => Ok(Deemed { on, why }),
        Ruling::Unmet(unmet) => Err(Refusal::law_not_met(&unmet)),
    }
}

/// How an act served, in the words of the law.
#[must_use]
pub const fn how(mode: service::Mode) -> &'static str {
    match mode {
        service::Mode::Direct | service::Mode::DirectElsewhere => "直接送达",
        service::Mode::Left => "留置送达",
        service::Mode::Electronic => "电子送达",
        service::Mode::Entrusted => "委托送达",
        service::Mode::Postal => "邮寄送达",
        service::Mode::Forwarded => "转交送达",
        service::Mode::PublicNotice => "公告送达",
    }
}

/// The event of an act that was entered.
#[must_use]
pub fn entered(name: &str, mode: service::Mode, case: &Case) -> DomainEvent {
    DomainEvent {
        kind: "SERVICE_ACT_ENTERED",
        case: case.name(),
        subject: name.to_owned(),
        region_code: case.region_code.as_str().to_owned(),
        summary: format!("{}有效", how(mode)),
        amount_fen: 0,
    }
}

/// The refusal for an act that is not there for the caller.
#[must_use]
pub fn unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::SERVICE_ACT_UNKNOWN,
        "没有这份送达记录，或不在您的权限范围内。",
        "There is no such act of service, or it is not yours to see.",
    )
    .with("resource", "service_act")
}

/// The refusal for a visit that is not there for the caller.
#[must_use]
pub fn attempt_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::ATTEMPT_UNKNOWN,
        "没有这次上门记录，或不在您的权限范围内。",
        "There is no such visit, or it is not yours to see.",
    )
    .with("resource", "attempt")
}

/// The refusal for a visit that is nothing to judge: its task serves nothing, nobody was met, or a notice was not posted at the residence.
#[must_use]
pub fn visit_is_no_service() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::VISIT_IS_NO_SERVICE,
        "这次上门不构成送达，只能作为协助记录，不能生成送达记录。仍需送达的，请再次派员上门，或者改用其他送达方式。",
        "This visit is no service of process; it is kept as a record of assistance. To serve the document, send somebody again or use another mode of service.",
    )
    .at("attempt")
}

/// The refusal for a task that an act cites and that is not there for the caller.
#[must_use]
pub fn task_unknown() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::TASK_UNKNOWN,
        "没有所引用的任务，或不在您的权限范围内，请核对任务。",
        "There is no such task, or it is not yours to see; check which one the act rests on.",
    )
    .at("act.task")
}

/// The refusal where a form is asked for and there is no such task for the caller.
#[must_use]
pub fn form_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::TASK_UNKNOWN,
        "没有这项任务，或不在您的权限范围内。",
        "There is no such task, or it is not yours to see.",
    )
    .with("resource", "task")
}

/// The refusal for the form of a proof of service of a task that serves nothing.
#[must_use]
pub fn no_return_form() -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::NO_RETURN_FORM,
        "这项任务不送达文书，没有送达回证。",
        "The task serves no paper, so it has no proof of service.",
    )
}

/// The refusal for a task of another case.
#[must_use]
pub fn task_of_another_case() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::TASK_OF_ANOTHER_CASE,
        "所引用的任务不是本案的任务，不能作为本案的送达依据，请换上本案的任务。",
        "The task belongs to another case and proves nothing in this one; cite a task of this case.",
    )
    .at("act.task")
}
