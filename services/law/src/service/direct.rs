//! Personal service (直接送达): articles 87 and 88, and what refusal means at court and outside the residence.

use jiff::civil::Date;

use super::{DocumentKind, Findings, Place, Relation, common};
use crate::rules::service;
use crate::unmet::Unmet;
use crate::why::Step;

static REFUSED_AT_HOME: Unmet = Unmet::new(
    &service::LEAVE,
    (
        "在住所被拒收，未签收的不能作为直接送达",
        "it was refused at the residence; unsigned, it is not personal service",
    ),
    (
        "改用留置送达：邀请合格的见证人到场，或者拍照、录像后留在住所",
        "use leave service: an eligible witness, or photo or video, and leave it at the residence",
    ),
);
static NO_MEDIA: Unmet = Unmet::new(
    &service::ELSEWHERE,
    (
        "在住所地以外被拒签，没有拍照、录像记录送达过程",
        "refused outside the residence, without photo or video of the process",
    ),
    ("重新送达并拍照、录像记录过程", "serve again with photo or video of the process"),
);
static NOT_PARTY_AT_COURT: Unmet = Unmet::new(
    &service::AT_COURT,
    ("到院拒签视为送达只适用于当事人本人", "refusal at court is service where the party itself came"),
    ("向当事人本人送达", "serve the party"),
);
static NOT_PARTY: Unmet = Unmet::new(
    &service::ELSEWHERE,
    (
        "住所地以外拒签视为送达只适用于当事人本人",
        "refusal outside the residence is service where it is the party that refuses",
    ),
    ("向当事人本人送达", "serve the party"),
);
static NOT_NOTED: Unmet = Unmet::new(
    &service::AT_COURT,
    (
        "审判人员、书记员没有在送达回证上注明送达情况并签名",
        "the judge or clerk did not note the service and sign",
    ),
    ("由审判人员、书记员注明送达情况并签名", "have the judge or clerk note it and sign"),
);
static NOT_NOTED_ELSEWHERE: Unmet = Unmet::new(
    &service::ELSEWHERE,
    (
        "审判人员、书记员没有在送达回证上注明送达情况并签名",
        "the judge or clerk did not note the service and sign",
    ),
    ("由审判人员、书记员注明送达情况并签名", "have the judge or clerk note it and sign"),
);
static NOT_IN_RECORD: Unmet = Unmet::new(
    &service::PRONOUNCEMENT,
    ("没有在宣判笔录中记明当事人拒不签收", "the record of the pronouncement does not state the refusal"),
    ("在宣判笔录中记明", "state it in the record"),
);
static NOTE_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::AT_COURT,
    "noted",
    (
        "没有写明审判人员、书记员是否在送达回证上注明送达情况并签名",
        "whether the judge or clerk noted the service and signed is not stated",
    ),
    ("核对送达回证后写明", "look at the proof of service and state it"),
);
static NOTE_ELSEWHERE_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::ELSEWHERE,
    "noted",
    (
        "没有写明审判人员、书记员是否在送达回证上注明送达情况并签名",
        "whether the judge or clerk noted the service and signed is not stated",
    ),
    ("核对送达回证后写明", "look at the proof of service and state it"),
);
static RECORD_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::PRONOUNCEMENT,
    "noted",
    (
        "没有写明宣判笔录是否记明当事人拒不签收",
        "whether the record of the pronouncement states the refusal is not stated",
    ),
    ("核对宣判笔录后写明", "look at the record and state it"),
);
static NO_PLACE: Unmet = Unmet::not_shown(
    &service::PERSONAL,
    "place",
    ("被拒收，但没有记明送达地点", "it was refused, and the place is not stated"),
    ("记明送达地点，按地点适用相应规定", "state the place, which decides the rule"),
);

pub(super) fn check(found: &mut Findings<'_>) -> Option<Date> {
    common::server_is_named(found);
    let act = found.act;
    if !act.refused {
        common::signer(found);
        found.rests_on(&service::PERSONAL, Step::Applies);
        return found.deemed(&service::PROOF, act.served_date);
    }
    found.require(act.document != DocumentKind::MediationStatement, &common::MEDIATION_IN_PERSON);
    let at_court = act.place == Some(Place::Court);
    if at_court
        && act.at_pronouncement
        && matches!(act.document, DocumentKind::Judgment | DocumentKind::Ruling)
    {
        found.require_shown(act.noted, &NOT_IN_RECORD, &RECORD_NOT_SHOWN);
        return found.deemed(&service::PRONOUNCEMENT, act.served_date);
    }
    match act.place {
        Some(Place::Residence) => {
            found.require(false, &REFUSED_AT_HOME);
            act.served_date
        }
        Some(Place::Court) => {
            party(found, &NOT_PARTY_AT_COURT);
            found.require_shown(act.noted, &NOT_NOTED, &NOTE_NOT_SHOWN);
            found.deemed(&service::AT_COURT, act.served_date)
        }
        Some(Place::Elsewhere | Place::Workplace) => {
            party(found, &NOT_PARTY);
            found.require(act.recorded_media, &NO_MEDIA);
            found.require_shown(act.noted, &NOT_NOTED_ELSEWHERE, &NOTE_ELSEWHERE_NOT_SHOWN);
            found.deemed(&service::ELSEWHERE, act.served_date)
        }
        None => {
            found.require(false, &NO_PLACE);
            act.served_date
        }
    }
}

fn party(found: &mut Findings<'_>, fault: &'static Unmet) {
    let party = matches!(found.act.recipient, Some(Relation::Addressee | Relation::LegalRepresentative));
    found.require(party, fault);
}
