//! What every mode asks: a server from the court, a day, a signer who may sign.

use super::{AddresseeKind, DocumentKind, Findings, Relation};
use crate::rules::service;
use crate::unmet::Unmet;

pub(super) static NO_DATE: Unmet = Unmet::new(
    &service::PROOF,
    ("没有送达日期", "there is no date of service"),
    ("在送达回证上补明签收或者留置的日期", "state the date signed or left on the proof of service"),
);
static NOT_COURT: Unmet = Unmet::new(
    &service::SERVER,
    (
        "送达人不是人民法院工作人员，网格员等只能协助或者见证",
        "the server is not court staff; a grid worker only assists or witnesses",
    ),
    (
        "由审判人员、书记员等法院工作人员送达，网格员改任协助人或者见证人",
        "have court staff serve; let the grid worker assist or witness",
    ),
);
pub(super) static NO_SERVER: Unmet = Unmet::new(
    &service::SERVER,
    ("没有记明送达人", "no server is named"),
    ("记明实施送达的法院工作人员", "name the court staff who served"),
);
static NO_SIGNER: Unmet = Unmet::new(
    &service::PERSONAL,
    (
        "没有记明签收人及其与受送达人的关系",
        "neither the signer nor their relation to the addressee is stated",
    ),
    ("记明签收人的身份", "state who signed"),
);
static WRONG_SIGNER: Unmet = Unmet::new(
    &service::PERSONAL,
    (
        "签收人不是受送达人、同住成年家属、负责收件的人、诉讼代理人或者代收人",
        "the signer is not the addressee, a cohabiting adult family member, receiving staff, an agent or a designated receiver",
    ),
    ("向有权签收的人重新送达", "serve again on a person who may sign"),
);
static FAMILY_OF_ORGANISATION: Unmet = Unmet::new(
    &service::ORGANISATION,
    (
        "受送达人是组织，家属或者不明身份的人不能代为签收",
        "the addressee is an organisation; neither family nor an unnamed person signs for it",
    ),
    (
        "由法定代表人、主要负责人或者负责收件的人签收或者盖章",
        "have the head or the receiving staff sign or seal",
    ),
);
static STAFF_OF_PERSON: Unmet = Unmet::new(
    &service::PERSONAL,
    (
        "受送达人是公民，单位的负责人、收件人员不能代为签收",
        "the addressee is a person; nobody signs for them as head or receiving staff",
    ),
    (
        "由本人、同住成年家属、诉讼代理人或者代收人签收",
        "have the addressee, cohabiting adult family, an agent or a designated receiver sign",
    ),
);
static UNSIGNED: Unmet = Unmet::new(
    &service::PROOF,
    ("送达回证没有签名或者盖章", "the proof of service is not signed or sealed"),
    ("补签送达回证；拒绝签收的，改用留置送达", "have it signed; on refusal use leave service"),
);
pub(super) static MEDIATION_IN_PERSON: Unmet = Unmet::new(
    &service::MEDIATION,
    (
        "调解书应当由当事人本人或者其指定的代收人签收",
        "a mediation statement is signed by the party in person or a designated receiver",
    ),
    (
        "直接送达当事人本人，或者由其指定的代收人签收",
        "serve the party in person, or a receiver that the party names",
    ),
);

/// A server who is named has to be of the court, whatever the mode.
pub(super) fn server(found: &mut Findings<'_>) {
    if let Some(server) = &found.act.server {
        found.require(server.court_staff, &NOT_COURT);
    }
}

/// The modes in which somebody hands the document over need a server.
pub(super) fn server_is_named(found: &mut Findings<'_>) {
    found.require(found.act.server.is_some(), &NO_SERVER);
}

/// Whether the one who signed may sign.
pub(super) fn signer(found: &mut Findings<'_>) {
    let act = found.act;
    found.require(act.signed != Some(false), &UNSIGNED);
    let Some(recipient) = act.recipient else {
        found.require(false, &NO_SIGNER);
        return;
    };
    match (recipient, act.addressee.kind) {
        (Relation::Other, _) => found.require(false, &WRONG_SIGNER),
        (Relation::CohabitingAdultFamily | Relation::Addressee, Some(AddresseeKind::Organisation)) => {
            found.require(false, &FAMILY_OF_ORGANISATION);
        }
        (Relation::LegalRepresentative | Relation::ReceivingStaff, Some(AddresseeKind::Person)) => {
            found.require(false, &STAFF_OF_PERSON);
        }
        _ => {}
    }
    mediation(found, recipient);
}

/// A mediation statement goes to the party in person.
fn mediation(found: &mut Findings<'_>, recipient: Relation) {
    if found.act.document == DocumentKind::MediationStatement {
        let in_person = match recipient {
            Relation::Addressee | Relation::LegalRepresentative | Relation::DesignatedReceiver => true,
            Relation::Agent => found.act.agent_is_receiver,
            Relation::CohabitingAdultFamily | Relation::ReceivingStaff | Relation::Other => false,
        };
        found.require(in_person, &MEDIATION_IN_PERSON);
    }
}
