//! Requests as the domain reads them.

use kit::domain::{
    identity, reason,
    refusal::{Refusal, Violations},
};
use law::identifiers::Fen;
use proto::enforcement::v1 as wire;

use crate::{
    api::date,
    domain::{
        case::{DischargeKind, Draft, DraftDischarge, DraftParty, Ending, Settlement, Side, Ticks},
        money::amount,
    },
};

pub(super) fn draft(told: wire::Case) -> Draft {
    Draft {
        case_number: told.case_number,
        cause: told.cause,
        filing_date: told.filing_date.as_ref().map(date),
        application_received_date: told.application_received_date.as_ref().map(date),
        claim_fen: told.claim_fen,
        parties: told.parties.into_iter().map(party).collect(),
        handler: told.handler,
        region_code: told.region_code,
        non_litigation: told.non_litigation,
        green_channel: told.green_channel,
    }
}

fn party(told: wire::Party) -> DraftParty {
    DraftParty {
        side: match told.side() {
            wire::Side::Unspecified => None,
            wire::Side::Applicant => Some(Side::Applicant),
            wire::Side::Debtor => Some(Side::Debtor),
        },
        identity: identity_draft(&told),
        display_name: told.display_name,
        phone: told.phone,
        agents: told.agents.into_iter().map(|agent| (agent.display_name, agent.special_authority)).collect(),
    }
}

/// By which paper a party is known, as it was written in the message or in the older fields.
pub(crate) fn identity_draft(told: &wire::Party) -> identity::Draft {
    let organisation = told.kind() == wire::PartyKind::Organisation;
    identity::Draft::of(
        told.identity.as_ref(),
        &told.identity_number,
        &told.registered_as_is_reason,
        organisation,
    )
}

/// What discharged a debt, as it was written.
pub(super) fn discharge(told: wire::Discharge) -> DraftDischarge {
    DraftDischarge {
        kind: match told.kind() {
            wire::DischargeKind::Unspecified => None,
            wire::DischargeKind::PaidDirectly => Some(DischargeKind::PaidDirectly),
            wire::DischargeKind::SetOff => Some(DischargeKind::SetOff),
            wire::DischargeKind::Waived => Some(DischargeKind::Waived),
            wire::DischargeKind::TransferredInKind => Some(DischargeKind::TransferredInKind),
        },
        amount_fen: told.amount_fen,
        evidence: told.evidence,
        note: told.note,
    }
}

/// A settlement as it was written; its amounts and days are read here, the rest is the domain's.
pub(super) fn settlement(told: wire::Settlement) -> Result<Settlement, Refusal> {
    let mut v = Violations::new();
    let signed = told.signed_date.unwrap_or_default();
    let signed = v.parse("settlement.signed_date", reason::DATE_MALFORMED, date(&signed));
    let instalments = told.instalments.iter().enumerate().filter_map(|(at, instalment)| {
        let field = |name: &str| format!("settlement.instalments[{at}].{name}");
        let due = date(&instalment.due_date.unwrap_or_default());
        let due = v.parse(&field("due_date"), reason::DATE_MALFORMED, due);
        Some((due?, amount::bounded(&mut v, &field("amount_fen"), instalment.amount_fen)?))
    });
    let instalments = instalments.collect();
    match signed {
        Some(signed) if v.is_empty() => {
            let (performed, paid, repudiation) = (None, Fen::ZERO, String::new());
            Ok(Settlement { signed, terms: told.terms, instalments, performed, paid, repudiation })
        }
        _ => Err(v.into_refusal()),
    }
}

pub(super) fn ending(told: wire::Ending) -> Option<Ending> {
    Some(match told {
        wire::Ending::Unspecified => return None,
        wire::Ending::Completed => Ending::Completed,
        wire::Ending::CurrentProcedure => Ending::CurrentProcedure,
        wire::Ending::Terminated => Ending::Terminated,
        wire::Ending::Refused => Ending::Refused,
        wire::Ending::Dismissed => Ending::Dismissed,
        wire::Ending::StruckOut => Ending::StruckOut,
    })
}

pub(super) fn ticks(told: wire::ClosingFacts) -> Ticks {
    Ticks {
        performed: told.performed,
        notice_sent: told.notice_sent,
        report_order_sent: told.report_order_sent,
        consumption_restricted: told.consumption_restricted,
        listed_where_due: told.listed_where_due,
        inquiry_exhausted: told.inquiry_exhausted,
        search_done: told.search_done,
        applicant_signed: told.applicant_signed,
        panel_reviewed: told.panel_reviewed,
        ground: told.ground,
    }
}
