//! From the wire: messages as drafts. Whether they are in order is for the domain to say.

use kit::domain::{
    identity, reason,
    refusal::{Refusal, Text, Violations},
};
use proto::enforcement::v1 as wire;
use uuid::Uuid;

use crate::{
    api::date,
    domain::money::{
        deferral::{DraftDeferral, Ground},
        distribution::Purpose,
        entitlement::{self, Entitlement},
        entry,
        payee::DraftPayee,
        proposal::{self, DraftItem},
        receipt::Payer,
    },
};

/// A receipt as it was sent, and the case that it names.
pub(crate) fn receipt(receipt: Option<wire::Receipt>) -> Result<(entry::Draft, String), Refusal> {
    let mut wrong = Violations::new();
    let receipt = receipt.unwrap_or_default();
    let arrived = wrong.timestamp("arrive_time", receipt.arrive_time.as_ref());
    let noticed = wrong.timestamp("notice_time", receipt.notice_time.as_ref());
    wrong.check()?;
    let payer = receipt.payer.unwrap_or_default();
    let draft = entry::Draft {
        bank_reference: receipt.bank_reference,
        amount_fen: receipt.amount_fen,
        arrived,
        noticed,
        payer: Payer { display_name: payer.display_name, account: payer.account, bank: payer.bank },
        remark: receipt.remark,
    };
    Ok((draft, receipt.case))
}

/// A deferral as it was sent.
pub(super) fn deferral(deferral: Option<wire::Deferral>) -> Result<DraftDeferral, Refusal> {
    let deferral = deferral.unwrap_or_default();
    let mut wrong = Violations::new();
    let until = deferral
        .until_date
        .as_ref()
        .and_then(|told| wrong.parse("until_date", reason::DATE_MALFORMED, date(told)));
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
pub(crate) fn payee(payee: wire::Payee) -> DraftPayee {
    DraftPayee {
        display_name: payee.display_name,
        identity: identity::Draft::of(payee.identity.as_ref(), &payee.identity_number, "", false),
        account: payee.account,
        bank: payee.bank,
    }
}

/// A plan as it was sent.
pub(super) fn distribution(plan: wire::Distribution) -> Result<proposal::Draft, Refusal> {
    let purpose = match plan.purpose() {
        wire::DistributionPurpose::Return => Purpose::Return,
        wire::DistributionPurpose::Payment | wire::DistributionPurpose::Unspecified => Purpose::Payment,
    };
    let mut wrong = Violations::new();
    let items = plan.items.into_iter().enumerate().map(|(at, item)| DraftItem {
        payee: payee(item.payee.unwrap_or_default()),
        amount_fen: item.amount_fen,
        claim_fen: item.claim_fen,
        case: case(&format!("items[{at}].case"), &item.case, &mut wrong),
        entitlement: entitlement(item.entitlement.unwrap_or_default()),
    });
    let items = items.collect();
    wrong.check()?;
    Ok(proposal::Draft { purpose, items, split_fen: plan.split_fen, note: plan.note })
}

fn entitlement(told: wire::PayeeEntitlement) -> Entitlement {
    let ground = match told.kind() {
        wire::EntitlementKind::Unspecified | wire::EntitlementKind::Party => entitlement::Ground::Party,
        wire::EntitlementKind::NamedByParty => entitlement::Ground::NamedByParty,
        wire::EntitlementKind::ParticipatingCreditor => entitlement::Ground::ParticipatingCreditor,
        wire::EntitlementKind::Costs => entitlement::Ground::Costs,
    };
    Entitlement { ground, named_by: told.named_by, evidence: told.evidence }
}

fn case(field: &str, name: &str, wrong: &mut Violations) -> Option<Uuid> {
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
