//! Cases as messages, and drafts from messages.

use jiff::civil::Date;
use kit::{
    domain::{
        Timestamp, identity,
        party::PartyName,
        reason,
        refusal::{Refusal, Violations},
    },
    unit_of_work::etag,
};
use law::{
    closing::Ending,
    deadline::{Ground, Kind, Nature},
    identifiers::Fen,
};
use proto::enforcement::v1 as wire;

use crate::{
    domain::{
        case::{
            Case, Closing, ClosingRequest, Correction, Discharge, DischargeKind, Draft, DraftDischarge,
            DraftParty, Extension, Identity, Met, Party, Sent, Set, Settlement, Side, State, Suspension,
            Ticks,
        },
        money::amount,
    },
    messages::{date, legal, to_date},
};

pub(crate) fn to_message(case: &Case) -> wire::Case {
    let state = match case.state {
        State::Open => wire::CaseState::Open,
        State::Suspended => wire::CaseState::Suspended,
        State::Closed => wire::CaseState::Closed,
    };
    wire::Case {
        name: case.name(),
        case_number: case.number.to_string(),
        cause: case.cause.clone(),
        filing_date: Some(to_date(case.filed)),
        application_received_date: case.application_received.map(to_date),
        claim_fen: case.claim.get(),
        parties: parties(case, Identity::masked),
        handler: case.handler.clone(),
        region_code: case.region_code.as_str().to_owned(),
        non_litigation: case.non_litigation,
        green_channel: case.green_channel,
        state: state.into(),
        first_enforcement: case.is_first(),
        suspensions: case.suspensions.iter().map(suspension).collect(),
        extensions: case.extensions.iter().map(extension).collect(),
        settlements: case.settlements.iter().map(settlement).collect(),
        closing: case.closing.as_ref().map(|ended| closing(case, ended)),
        closing_approver: case.closing_approver.clone(),
        closing_request: case.closing_request.as_ref().map(closing_request),
        origin: case.origin.as_ref().map(|origin| wire::CaseOrigin {
            file: origin.file.clone(),
            line: i32::try_from(origin.line).unwrap_or(i32::MAX),
            opening: origin.opening.map(|(id, _)| format!("caseOpenings/{id}")).unwrap_or_default(),
            as_of_date: origin.opening.map(|(_, day)| to_date(day)),
            paid_fen: origin.paid.get(),
        }),
        corrections: case.corrections.iter().map(correction).collect(),
        // Filled in by the handler, from the register.
        peoples_court: String::new(),
        etag: etag::of(case.version),
        create_time: Some(case.created.to_timestamp()),
        update_time: Some(case.updated.to_timestamp()),
        ..Default::default()
    }
}

fn correction(correction: &Correction) -> wire::CaseCorrection {
    wire::CaseCorrection {
        fields: correction.fields.iter().map(|field| field.name().to_owned()).collect(),
        reason: correction.reason.clone(),
        person: correction.person.clone(),
        correct_time: Some(correction.at.to_timestamp()),
    }
}

fn discharge(discharge: &Discharge) -> wire::Discharge {
    let kind = match discharge.kind {
        DischargeKind::PaidDirectly => wire::DischargeKind::PaidDirectly,
        DischargeKind::SetOff => wire::DischargeKind::SetOff,
        DischargeKind::Waived => wire::DischargeKind::Waived,
        DischargeKind::TransferredInKind => wire::DischargeKind::TransferredInKind,
    };
    wire::Discharge {
        kind: kind.into(),
        amount_fen: discharge.amount.get(),
        evidence: discharge.evidence.clone(),
        note: discharge.note.clone(),
    }
}

/// The parties of a case, each with its number as `number` gives it.
pub(crate) fn parties(case: &Case, number: impl Fn(&Identity) -> String) -> Vec<wire::Party> {
    let named = case.parties.iter().enumerate();
    named
        .map(|(index, one)| wire::Party {
            name: PartyName::at(&case.name(), index),
            ..party(one, number(&one.identity))
        })
        .collect()
}

fn party(party: &Party, number: String) -> wire::Party {
    let (side, kind) = (
        match party.side {
            Side::Applicant => wire::Side::Applicant,
            Side::Debtor => wire::Side::Debtor,
        },
        if party.identity.is_of_organisation() {
            wire::PartyKind::Organisation
        } else {
            wire::PartyKind::Person
        },
    );
    let agents = party.agents.iter();
    wire::Party {
        side: side.into(),
        display_name: party.display_name.clone(),
        kind: kind.into(),
        identity_number: number.clone(),
        phone: party.phone.clone(),
        agents: agents
            .map(|(name, special)| wire::Agent { display_name: name.clone(), special_authority: *special })
            .collect(),
        registered_as_is_reason: String::new(),
        identity: Some(party.identity.to_wire(number)),
        ..Default::default()
    }
}

fn closing_request(request: &ClosingRequest) -> wire::ClosingRequest {
    let decision = request.decision.as_ref();
    let refusal = decision.and_then(|decision| decision.refusal.clone());
    let state = match decision {
        None => wire::ExtensionState::Proposed,
        Some(_) if refusal.is_none() => wire::ExtensionState::Approved,
        Some(_) => wire::ExtensionState::Refused,
    };
    wire::ClosingRequest {
        reason: request.reason.clone(),
        proposer: request.proposer.clone(),
        propose_time: Some(request.at.to_timestamp()),
        decider: decision.map(|decision| decision.person.clone()).unwrap_or_default(),
        state: state.into(),
        refusal: refusal.unwrap_or_default(),
        decide_time: decision.map(|decision| decision.at.to_timestamp()),
    }
}

fn suspension(suspension: &Suspension) -> wire::Suspension {
    let ground = match suspension.ground {
        Ground::AuditAppraisal => wire::SuspensionGround::AuditAppraisal,
        Ground::SettlementOrSecurity => wire::SuspensionGround::SettlementOrSecurity,
        Ground::SuperiorNotice => wire::SuspensionGround::SuperiorNotice,
        Ground::Auction => wire::SuspensionGround::Auction,
        Ground::JurisdictionDispute => wire::SuspensionGround::JurisdictionDispute,
        _ => wire::SuspensionGround::Suspension,
    };
    wire::Suspension {
        ground: ground.into(),
        reason: suspension.reason.clone(),
        from: Some(to_date(suspension.from)),
        until: suspension.until.map(to_date),
    }
}

fn extension(extension: &Extension) -> wire::Extension {
    let (approver, state) = match &extension.decided {
        None => (String::new(), wire::ExtensionState::Proposed),
        Some((by, true)) => (by.clone(), wire::ExtensionState::Approved),
        Some((by, false)) => (by.clone(), wire::ExtensionState::Refused),
    };
    wire::Extension {
        months: extension.months.into(),
        reason: extension.reason.clone(),
        proposer: extension.proposer.clone(),
        approver,
        state: state.into(),
        high_court_record: extension.high_court_record,
        decided_date: extension.decided_on.map(to_date),
        propose_time: extension.proposed.map(Timestamp::to_timestamp),
        refusal: extension.refusal.clone(),
    }
}

fn settlement(settlement: &Settlement) -> wire::Settlement {
    let state = match settlement.performed {
        None => wire::SettlementState::Stands,
        Some(true) => wire::SettlementState::Performed,
        Some(false) => wire::SettlementState::Broken,
    };
    let instalments = settlement
        .instalments
        .iter()
        .map(|(due, amount)| wire::Instalment { due_date: Some(to_date(*due)), amount_fen: amount.get() });
    wire::Settlement {
        signed_date: Some(to_date(settlement.signed)),
        terms: settlement.terms.clone(),
        instalments: instalments.collect(),
        state: state.into(),
        paid_fen: settlement.paid.get(),
        repudiation: settlement.repudiation.clone(),
    }
}

fn closing(case: &Case, closing: &Closing) -> wire::Closing {
    wire::Closing {
        ending: ending(closing.ending).into(),
        date: Some(to_date(closing.on)),
        days: closing.days,
        net_days: closing.net_days,
        within_limit: closing.within_limit,
        basis: case.limit(closing.on).why.iter().map(legal::reason).collect(),
        paid_fen: case.satisfaction.as_ref().map_or(0, |satisfaction| satisfaction.paid.get()),
        discharges: case
            .satisfaction
            .iter()
            .flat_map(|satisfaction| satisfaction.discharges.iter().map(discharge))
            .collect(),
    }
}

fn ending(ending: Ending) -> wire::Ending {
    match ending {
        Ending::Completed => wire::Ending::Completed,
        Ending::CurrentProcedure => wire::Ending::CurrentProcedure,
        Ending::Terminated => wire::Ending::Terminated,
        Ending::Refused => wire::Ending::Refused,
        Ending::Dismissed => wire::Ending::Dismissed,
        Ending::StruckOut => wire::Ending::StruckOut,
        // A suspension ends no case, and no case is kept with it as its ending.
        Ending::Suspended => wire::Ending::Unspecified,
    }
}

pub(crate) fn deadlines(case: &Case, notices: &[Sent], at: Timestamp) -> wire::ListCaseDeadlinesResponse {
    let today = at.legal_day();
    let on = case.closing.as_ref().map_or(today, |closing| closing.on);
    let deadlines = case.deadlines(on, notices).into_iter().map(|set| deadline(case, set, today));
    wire::ListCaseDeadlinesResponse { deadlines: deadlines.collect(), ..Default::default() }
}

/// A day of a clock that runs, with the act that fulfilled it; none where the case has closed or the clock stands meanwhile.
pub(crate) fn running_deadline(
    case: &Case,
    kind: Kind,
    met: Option<Met>,
    at: Timestamp,
) -> Option<wire::Deadline> {
    let set = case.running_deadlines(&[]).into_iter().find(|set| set.kind == kind)?;
    Some(deadline(case, Set { met, ..set }, at.legal_day()))
}

fn deadline(case: &Case, set: Set, today: Date) -> wire::Deadline {
    let (overdue, sentence) = (case.closing.is_none() && set.overdue(today), set.sentence());
    let nature = match set.kind.nature() {
        Nature::Duty => wire::DeadlineNature::Duty,
        Nature::Right => wire::DeadlineNature::Right,
        Nature::EarliestDay => wire::DeadlineNature::EarliestDay,
        Nature::Term => wire::DeadlineNature::Term,
    };
    wire::Deadline {
        kind: crate::store::name(&set.kind),
        date: Some(to_date(set.period.end)),
        why: set.period.why.iter().map(legal::reason).collect(),
        overdue,
        nature: nature.into(),
        fulfilled_by: set.kind.fulfilled_by().map(|act| crate::store::name(&act)).unwrap_or_default(),
        met_date: set.met.as_ref().and_then(|met| met.on).map(to_date),
        met_by: set.met.map(|met| met.by).unwrap_or_default(),
        summary: sentence.as_ref().map(|text| text.zh.clone()).unwrap_or_default(),
        summary_en: sentence.map(|text| text.en).unwrap_or_default(),
        case: case.name(),
        handler: case.handler.clone(),
    }
}

pub(crate) fn draft_from(message: wire::Case) -> Draft {
    Draft {
        case_number: message.case_number,
        cause: message.cause,
        filing_date: message.filing_date.as_ref().map(date),
        application_received_date: message.application_received_date.as_ref().map(date),
        claim_fen: message.claim_fen,
        parties: message.parties.into_iter().map(party_from).collect(),
        handler: message.handler,
        region_code: message.region_code,
        non_litigation: message.non_litigation,
        green_channel: message.green_channel,
    }
}

fn party_from(message: wire::Party) -> DraftParty {
    DraftParty {
        side: match message.side() {
            wire::Side::Unspecified => None,
            wire::Side::Applicant => Some(Side::Applicant),
            wire::Side::Debtor => Some(Side::Debtor),
        },
        identity: identity_draft(&message),
        display_name: message.display_name,
        phone: message.phone,
        agents: message
            .agents
            .into_iter()
            .map(|agent| (agent.display_name, agent.special_authority))
            .collect(),
    }
}

/// By which paper a party is known, as it was written in the message or in the older fields.
pub(crate) fn identity_draft(message: &wire::Party) -> identity::Draft {
    let organisation = message.kind() == wire::PartyKind::Organisation;
    identity::Draft::of(
        message.identity.as_ref(),
        &message.identity_number,
        &message.registered_as_is_reason,
        organisation,
    )
}

/// What discharged a debt, as it was written.
pub(crate) fn discharge_from(message: wire::Discharge) -> DraftDischarge {
    DraftDischarge {
        kind: match message.kind() {
            wire::DischargeKind::Unspecified => None,
            wire::DischargeKind::PaidDirectly => Some(DischargeKind::PaidDirectly),
            wire::DischargeKind::SetOff => Some(DischargeKind::SetOff),
            wire::DischargeKind::Waived => Some(DischargeKind::Waived),
            wire::DischargeKind::TransferredInKind => Some(DischargeKind::TransferredInKind),
        },
        amount_fen: message.amount_fen,
        evidence: message.evidence,
        note: message.note,
    }
}

/// A settlement as it was written; its amounts and days are read here, the rest is the domain's.
pub(crate) fn settlement_from(message: wire::Settlement) -> Result<Settlement, Refusal> {
    let mut v = Violations::new();
    let signed = message.signed_date.unwrap_or_default();
    let signed = v.parse("settlement.signed_date", reason::DATE_MALFORMED, date(&signed));
    let instalments = message.instalments.iter().enumerate().filter_map(|(at, instalment)| {
        let field = |name: &str| format!("settlement.instalments[{at}].{name}");
        let due = date(&instalment.due_date.unwrap_or_default());
        let due = v.parse(&field("due_date"), reason::DATE_MALFORMED, due);
        Some((due?, amount::bounded(&mut v, &field("amount_fen"), instalment.amount_fen)?))
    });
    let instalments = instalments.collect();
    match signed {
        Some(signed) if v.is_empty() => {
            let (performed, paid, repudiation) = (None, Fen::ZERO, String::new());
            Ok(Settlement { signed, terms: message.terms, instalments, performed, paid, repudiation })
        }
        _ => Err(v.into_refusal()),
    }
}

pub(crate) fn ending_from(message: wire::Ending) -> Option<Ending> {
    Some(match message {
        wire::Ending::Unspecified => return None,
        wire::Ending::Completed => Ending::Completed,
        wire::Ending::CurrentProcedure => Ending::CurrentProcedure,
        wire::Ending::Terminated => Ending::Terminated,
        wire::Ending::Refused => Ending::Refused,
        wire::Ending::Dismissed => Ending::Dismissed,
        wire::Ending::StruckOut => Ending::StruckOut,
    })
}

pub(crate) fn ticks_from(message: wire::ClosingFacts) -> Ticks {
    Ticks {
        performed: message.performed,
        notice_sent: message.notice_sent,
        report_order_sent: message.report_order_sent,
        consumption_restricted: message.consumption_restricted,
        listed_where_due: message.listed_where_due,
        inquiry_exhausted: message.inquiry_exhausted,
        search_done: message.search_done,
        applicant_signed: message.applicant_signed,
        panel_reviewed: message.panel_reviewed,
        ground: message.ground,
    }
}
