//! What waits for a decision, as the contract writes it.

use kit::unit_of_work::etag;
use law::identifiers::Fen;
use proto::enforcement::v1 as wire;

use crate::{
    domain::approval::{Kind, Waiting},
    messages::legal,
};

pub(crate) fn to_message(waiting: &Waiting) -> wire::Approval {
    let kind = match waiting.kind {
        Kind::Sanction => wire::ApprovalKind::Sanction,
        Kind::Distribution => wire::ApprovalKind::Distribution,
        Kind::PayoutAccount => wire::ApprovalKind::PayoutAccount,
        Kind::Deferral => wire::ApprovalKind::Deferral,
        Kind::Extension => wire::ApprovalKind::Extension,
        Kind::Closing => wire::ApprovalKind::Closing,
        Kind::MoneyClose => wire::ApprovalKind::MoneyClose,
    };
    let sanction = waiting.sanction.map(|kind| format!("SANCTION_KIND_{}", legal::name(&kind)));
    wire::Approval {
        subject: waiting.subject.clone(),
        kind: kind.into(),
        case: waiting.case.clone(),
        sanction_kind: sanction
            .and_then(|name| wire::SanctionKind::from_str_name(&name))
            .unwrap_or_default()
            .into(),
        about: waiting.about.clone(),
        amount_fen: waiting.amount.map_or(0, Fen::get),
        months: waiting.months.map_or(0, i32::from),
        reason: waiting.reason.clone(),
        proposer: waiting.proposer.clone(),
        propose_time: Some(waiting.since.to_timestamp()),
        for_president: waiting.for_president,
        etag: etag::of(waiting.version),
    }
}
