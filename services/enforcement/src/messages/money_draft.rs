//! Receipts, deferrals, payees and plans as they were sent.

use kit::domain::{
    Timestamp, identity, reason,
    refusal::{Refusal, Text, Violations},
};
use proto::enforcement::v1 as wire;
use uuid::Uuid;

use crate::{
    domain::money::{
        deferral::{DraftDeferral, Ground},
        distribution::Purpose,
        entitlement::{self, Entitlement},
        entry,
        payee::DraftPayee,
        proposal::{self, DraftItem},
        receipt::Payer,
    },
    messages::date,
};

/// A receipt as it was sent, and the case that it names.
pub(crate) fn receipt_from(receipt: Option<wire::Receipt>) -> Result<(entry::Draft, String), Refusal> {
    let mut wrong = Violations::new();
    let receipt = receipt.unwrap_or_default();
    let arrived = wrong.timestamp("arrive_time", receipt.arrive_time.as_ref());
    let noticed = wrong.timestamp("notice_time", receipt.notice_time.as_ref());
    wrong.check()?;
    let draft = entry::Draft {
        bank_reference: receipt.bank_reference,
        amount_fen: receipt.amount_fen,
        arrived,
        noticed,
        payer: payer_from(receipt.payer),
        remark: receipt.remark,
    };
    Ok((draft, receipt.case))
}

/// A transfer of the bank's list as it was sent; the notice is one for the whole list.
pub(crate) fn transfer_from(
    transfer: wire::BankTransfer,
    noticed: Option<Timestamp>,
) -> Result<entry::Draft, Refusal> {
    let mut wrong = Violations::new();
    let arrived = wrong.timestamp("arrive_time", transfer.arrive_time.as_ref());
    wrong.check()?;
    Ok(entry::Draft {
        bank_reference: transfer.bank_reference,
        amount_fen: transfer.amount_fen,
        arrived,
        noticed,
        payer: payer_from(transfer.payer),
        remark: transfer.remark,
    })
}

fn payer_from(payer: Option<wire::Payer>) -> Payer {
    let payer = payer.unwrap_or_default();
    Payer { display_name: payer.display_name, account: payer.account, bank: payer.bank }
}

/// A deferral as it was sent.
pub(crate) fn deferral_from(deferral: Option<wire::Deferral>) -> Result<DraftDeferral, Refusal> {
    let deferral = deferral.unwrap_or_default();
    let mut wrong = Violations::new();
    let until = deferral
        .until_date
        .as_ref()
        .and_then(|message| wrong.parse("until_date", reason::DATE_MALFORMED, date(message)));
    wrong.check()?;
    let ground = match deferral.reason() {
        wire::DeferralReason::Unspecified => None,
        wire::DeferralReason::DistributionPending => Some(Ground::DistributionPending),
        wire::DeferralReason::Objection => Some(Ground::Objection),
        wire::DeferralReason::OtherCase => Some(Ground::OtherCase),
        wire::DeferralReason::PayeeUnreachable => Some(Ground::PayeeUnreachable),
        wire::DeferralReason::Agreement => Some(Ground::Agreement),
        wire::DeferralReason::Other => Some(Ground::Other),
    };
    Ok(DraftDeferral { ground, note: deferral.note, until })
}

/// Somebody who is paid, as they were sent.
pub(crate) fn payee_from(payee: wire::Payee) -> DraftPayee {
    DraftPayee {
        display_name: payee.display_name,
        identity: identity::Draft::of(payee.identity.as_ref(), &payee.identity_number, "", false),
        account: payee.account,
        bank: payee.bank,
    }
}

/// A plan as it was sent.
pub(crate) fn distribution_from(plan: wire::Distribution) -> Result<proposal::Draft, Refusal> {
    let purpose = match plan.purpose() {
        wire::DistributionPurpose::Return => Purpose::Return,
        wire::DistributionPurpose::Payment | wire::DistributionPurpose::Unspecified => Purpose::Payment,
    };
    let mut wrong = Violations::new();
    let items = plan.items.into_iter().enumerate().map(|(at, item)| DraftItem {
        payee: payee_from(item.payee.unwrap_or_default()),
        amount_fen: item.amount_fen,
        claim_fen: item.claim_fen,
        case: case_id_from(&format!("items[{at}].case"), &item.case, &mut wrong),
        entitlement: entitlement_from(item.entitlement.unwrap_or_default()),
    });
    let items = items.collect();
    wrong.check()?;
    Ok(proposal::Draft { purpose, items, split_fen: plan.split_fen, note: plan.note })
}

fn entitlement_from(message: wire::PayeeEntitlement) -> Entitlement {
    let ground = match message.kind() {
        wire::EntitlementKind::Unspecified | wire::EntitlementKind::Party => entitlement::Ground::Party,
        wire::EntitlementKind::NamedByParty => entitlement::Ground::NamedByParty,
        wire::EntitlementKind::ParticipatingCreditor => entitlement::Ground::ParticipatingCreditor,
        wire::EntitlementKind::Costs => entitlement::Ground::Costs,
    };
    Entitlement { ground, named_by: message.named_by, evidence: message.evidence }
}

fn case_id_from(field: &str, name: &str, wrong: &mut Violations) -> Option<Uuid> {
    if name.is_empty() {
        return None;
    }
    let id = name.strip_prefix("cases/").and_then(|id| Uuid::parse_str(id).ok());
    if id.is_none() {
        let text = Text::new("请从案件列表中选择案件。", "Choose a case of the list.");
        wrong.add(field, reason::CASE_MALFORMED, text);
    }
    id
}
