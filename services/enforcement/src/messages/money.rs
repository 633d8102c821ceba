//! Receipts, plans and payouts as messages.

use jiff::civil::Date;
use kit::{
    access::{Caller, Role},
    domain::Timestamp,
    unit_of_work::etag,
};
use proto::enforcement::v1 as wire;

use crate::{
    domain::money::{
        clock::{self, Colour},
        deferral::{Deferral, Ground},
        distribution::{self, Distribution, Purpose},
        entitlement::{self, Entitlement},
        payee::Payee,
        payout::{self, AccountChange, Payout},
        receipt::{Holder, Receipt, State},
    },
    messages::to_date,
    store::money::ledger::LedgerLine,
};

#[expect(clippy::unnecessary_wraps, reason = "the contract takes times that may be absent")]
fn time(timestamp: Timestamp) -> Option<prost_types::Timestamp> {
    Some(timestamp.to_timestamp())
}

#[expect(clippy::unnecessary_wraps, reason = "the contract takes times that may be absent")]
fn day(date: Date) -> Option<proto::google::r#type::Date> {
    Some(to_date(date))
}

/// A receipt, as it is at a moment.
pub(crate) fn receipt(receipt: &Receipt, at: Timestamp) -> wire::Receipt {
    let today = at.legal_day();
    let due = clock::due(receipt.noticed);
    let reasons = due.why.iter().map(|why| {
        let step = why.step.text().map(|text| format!("：{}", text.zh)).unwrap_or_default();
        format!("{}{step}", why.rule.article)
    });
    wire::Receipt {
        name: receipt.name(),
        bank_reference: receipt.bank_reference.clone(),
        amount_fen: receipt.amount.get(),
        arrive_time: time(receipt.arrived),
        notice_time: time(receipt.noticed),
        payer: Some(wire::Payer {
            display_name: receipt.payer.display_name.clone(),
            account: masked(&receipt.payer.account),
            bank: receipt.payer.bank.clone(),
        }),
        remark: receipt.remark.clone(),
        case: receipt.case(),
        state: state(receipt.state()).into(),
        batch: match receipt.holder {
            Holder::Batch(id) => format!("batches/{id}"),
            Holder::Nobody | Holder::Case(_) => String::new(),
        },
        claimant: receipt.claim.as_ref().map(|claim| claim.person.clone()).unwrap_or_default(),
        claim_time: receipt.claim.as_ref().and_then(|claim| time(claim.at)),
        proposed_fen: receipt.proposed.get(),
        payable_fen: receipt.payable.get(),
        paid_fen: receipt.paid.get(),
        returned_fen: receipt.returned.get(),
        rest_fen: receipt.rest().get(),
        age_days: receipt.age(today),
        colour: receipt.colour(today).map_or(wire::ReceiptColour::Unspecified, colour).into(),
        covered_until_date: day(receipt.covered_until()),
        claim_by_date: day(clock::claim_by(receipt.noticed).end),
        due_date: day(due.end),
        due_reasons: reasons.collect(),
        deferrals: receipt.deferrals.iter().map(|one| deferral(&receipt.name(), one)).collect(),
        creator: receipt.creator.clone(),
        etag: etag::of(receipt.version),
        create_time: time(receipt.created),
        update_time: time(receipt.updated),
        reversal: receipt.reversal.as_ref().map(|reversal| wire::ReceiptReversal {
            reason: reversal.reason.clone(),
            person: reversal.person.clone(),
            time: time(reversal.at),
        }),
        settle_time: receipt.last_paid.filter(|_| receipt.is_settled()).and_then(time),
        ..Default::default()
    }
}

/// The last four characters of an account that may be anything.
fn masked(account: &str) -> String {
    if account.is_empty() {
        return String::new();
    }
    let last: Vec<char> = account.chars().rev().take(4).collect();
    format!("****{}", last.into_iter().rev().collect::<String>())
}

fn state(state: State) -> wire::ReceiptState {
    match state {
        State::Unidentified => wire::ReceiptState::Unidentified,
        State::Claimed => wire::ReceiptState::Claimed,
        State::Distributed => wire::ReceiptState::Distributed,
        State::Paid => wire::ReceiptState::Paid,
        State::Returned => wire::ReceiptState::Returned,
        State::Reversed => wire::ReceiptState::Reversed,
    }
}

fn colour(colour: Colour) -> wire::ReceiptColour {
    match colour {
        Colour::New => wire::ReceiptColour::New,
        Colour::Near => wire::ReceiptColour::Near,
        Colour::Overdue => wire::ReceiptColour::Overdue,
        Colour::Deferred => wire::ReceiptColour::Deferred,
    }
}

/// A deferral of a receipt.
pub(crate) fn deferral(receipt: &str, deferral: &Deferral) -> wire::Deferral {
    let decision = deferral.decision.as_ref();
    let state = match decision {
        None => wire::DeferralState::Proposed,
        Some(decision) if decision.rejection.is_none() => wire::DeferralState::Approved,
        Some(_) => wire::DeferralState::Rejected,
    };
    wire::Deferral {
        name: format!("{receipt}/deferrals/{}", deferral.number),
        reason: match deferral.ground {
            Ground::DistributionPending => wire::DeferralReason::DistributionPending,
            Ground::Objection => wire::DeferralReason::Objection,
            Ground::OtherCase => wire::DeferralReason::OtherCase,
            Ground::PayeeUnreachable => wire::DeferralReason::PayeeUnreachable,
            Ground::Agreement => wire::DeferralReason::Agreement,
            Ground::Other => wire::DeferralReason::Other,
        }
        .into(),
        note: deferral.note.clone(),
        until_date: day(deferral.until),
        state: state.into(),
        from_date: deferral.covers().and_then(|(from, _)| day(from)),
        proposer: deferral.proposer.clone(),
        propose_time: time(deferral.proposed),
        approver: decision.map(|decision| decision.person.clone()).unwrap_or_default(),
        decide_time: decision.and_then(|decision| time(decision.at)),
        rejection: decision.and_then(|decision| decision.rejection.clone()).unwrap_or_default(),
        ..Default::default()
    }
}

/// Somebody who is paid, masked.
pub(crate) fn payee(payee: &Payee) -> wire::Payee {
    wire::Payee {
        display_name: payee.display_name.clone(),
        identity_number: payee.identity().map(|identity| identity.masked()).unwrap_or_default(),
        identity: payee.identity().map(|identity| identity.to_wire(identity.masked())),
        account: payee.account.masked(),
        bank: payee.bank.clone(),
    }
}

fn purpose(purpose: Purpose) -> wire::DistributionPurpose {
    match purpose {
        Purpose::Payment => wire::DistributionPurpose::Payment,
        Purpose::Return => wire::DistributionPurpose::Return,
    }
}

fn entitled(by: &Entitlement) -> wire::PayeeEntitlement {
    let kind = match by.ground {
        entitlement::Ground::Party => wire::EntitlementKind::Party,
        entitlement::Ground::NamedByParty => wire::EntitlementKind::NamedByParty,
        entitlement::Ground::ParticipatingCreditor => wire::EntitlementKind::ParticipatingCreditor,
        entitlement::Ground::Costs => wire::EntitlementKind::Costs,
    };
    wire::PayeeEntitlement { kind: kind.into(), named_by: by.named_by.clone(), evidence: by.evidence.clone() }
}

/// A plan.
pub(crate) fn distribution(plan: &Distribution) -> wire::Distribution {
    let decision = plan.decision.as_ref();
    let items = plan.items.iter().map(|item| wire::DistributionItem {
        payee: Some(payee(&item.payee)),
        amount_fen: item.amount.get(),
        claim_fen: item.claim.get(),
        case: item.case.map(|id| format!("cases/{id}")).unwrap_or_default(),
        payout: item.payout.map(|id| format!("payouts/{id}")).unwrap_or_default(),
        entitlement: Some(entitled(&item.entitlement)),
    });
    wire::Distribution {
        name: plan.name(),
        receipt: format!("receipts/{}", plan.receipt),
        purpose: purpose(plan.purpose).into(),
        items: items.collect(),
        split_fen: 0,
        note: plan.note.clone(),
        state: match plan.state() {
            distribution::State::Proposed => wire::DistributionState::Proposed,
            distribution::State::Approved => wire::DistributionState::Approved,
            distribution::State::Rejected => wire::DistributionState::Rejected,
        }
        .into(),
        case: plan.case.clone(),
        total_fen: plan.total.get(),
        proposer: plan.proposer.clone(),
        approver: decision.map(|decision| decision.person.clone()).unwrap_or_default(),
        decide_time: decision.and_then(|decision| time(decision.at)),
        rejection: decision.and_then(|decision| decision.rejection.clone()).unwrap_or_default(),
        etag: etag::of(plan.version),
        create_time: time(plan.created),
        update_time: time(plan.updated),
        ..Default::default()
    }
}

/// A payment.
pub(crate) fn payout(payout: &Payout) -> wire::Payout {
    let (state, payment) = match &payout.state {
        _ if payout.awaits_approval() => (wire::PayoutState::AwaitingApproval, None),
        payout::State::Payable => (wire::PayoutState::Payable, None),
        payout::State::AwaitingApproval => (wire::PayoutState::AwaitingApproval, None),
        payout::State::Failed => (wire::PayoutState::Failed, None),
        payout::State::Paid(payment) => (wire::PayoutState::Paid, Some(payment)),
        payout::State::Reversed(payment, _) => (wire::PayoutState::Reversed, Some(payment)),
    };
    let reversal = match &payout.state {
        payout::State::Reversed(_, reversal) => Some(wire::PayoutReversal {
            reason: reversal.reason.clone(),
            person: reversal.person.clone(),
            time: time(reversal.at),
            replacement: format!("payouts/{}", reversal.replacement),
        }),
        _ => None,
    };
    let failures = payout.failures.iter().map(|failure| wire::PayoutFailure {
        reason: failure.reason.clone(),
        account: failure.account.clone(),
        fail_time: time(failure.at),
        person: failure.person.clone(),
    });
    let file = payout.file.as_ref();
    wire::Payout {
        name: payout.name(),
        distribution: format!("distributions/{}", payout.distribution),
        receipt: format!("receipts/{}", payout.receipt),
        case: payout.case.map(|id| format!("cases/{id}")).unwrap_or_default(),
        purpose: purpose(payout.purpose).into(),
        payee: Some(payee(&payout.payee)),
        amount_fen: payout.amount.get(),
        state: state.into(),
        bank_reference: payment.map(|payment| payment.bank_reference.clone()).unwrap_or_default(),
        pay_time: payment.and_then(|payment| time(payment.paid)),
        cashier: payment.map(|payment| payment.person.clone()).unwrap_or_default(),
        failures: failures.collect(),
        reversal,
        etag: etag::of(payout.version),
        create_time: time(payout.created),
        update_time: time(payout.updated),
        account_change: payout.account_change.as_ref().map(account_change),
        payout_file: file.map(|file| format!("payoutFiles/{}", file.file)).unwrap_or_default(),
        payout_file_number: file.map(|file| file.number.clone()).unwrap_or_default(),
        ..Default::default()
    }
}

fn account_change(change: &AccountChange) -> wire::AccountChange {
    let decision = change.decision.as_ref();
    wire::AccountChange {
        previous_account: change.previous.0.masked(),
        previous_bank: change.previous.1.clone(),
        account: change.account.0.masked(),
        bank: change.account.1.clone(),
        proposer: change.by.clone(),
        propose_time: time(change.at),
        approver: decision.map(|decision| decision.person.clone()).unwrap_or_default(),
        decide_time: decision.and_then(|decision| time(decision.at)),
        rejection: decision.and_then(|decision| decision.rejection.clone()).unwrap_or_default(),
    }
}

/// A payment as its reader sees it: anyone who decides on a new account has to compare it while it waits. Anyone who pays asks for the account by
/// itself, with a reason.
pub(crate) fn payout_for(caller: &Caller, payout: &Payout) -> wire::Payout {
    let mut view = self::payout(payout);
    let decides = caller.acts_as(Role::BureauChief) || caller.acts_as(Role::President);
    if payout.awaits_approval()
        && decides
        && let Some(change) = &mut view.account_change
    {
        payout.payee.account.expose().clone_into(&mut change.account);
    }
    view
}

/// The payee, with the whole account.
pub(crate) fn whole_payee(of: &Payee) -> wire::Payee {
    wire::Payee { account: of.account.expose().to_owned(), ..payee(of) }
}

/// A line of the ledger.
pub(crate) fn entry(line: LedgerLine) -> wire::LedgerEntry {
    wire::LedgerEntry {
        posting: line.posting,
        line: i32::try_from(line.number).unwrap_or(i32::MAX),
        kind: line.cause,
        account: line.account,
        amount_fen: line.amount_fen,
        time: time(line.at),
        person: line.person,
    }
}
