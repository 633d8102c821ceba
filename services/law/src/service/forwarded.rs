//! Forwarded service (转交送达): articles 92 to 94, to soldiers, prisoners and people in compulsory education.

use jiff::civil::Date;

use super::{AddresseeStatus, Findings, ForwardingBody};
use crate::rules::service;
use crate::unmet::Unmet;
use crate::why::Step;

static NOT_THEIRS: Unmet = Unmet::new(
    &service::FORWARDED_PRISONER,
    (
        "没有记明受送达人是军人、被监禁的人或者被采取强制性教育措施的人",
        "the addressee is not stated to be a soldier, a prisoner or in compulsory education",
    ),
    ("记明受送达人的身份，或者改用其他方式", "state the addressee's status, or use another mode"),
);
static WRONG_BODY_SOLDIER: Unmet = Unmet::new(
    &service::FORWARDED_SOLDIER,
    (
        "军人的文书应当通过其所在部队团以上单位的政治机关转交",
        "a soldier's papers go through the political organ of the regiment or above",
    ),
    ("改由该政治机关转交", "forward them through that organ"),
);
static WRONG_BODY: Unmet = Unmet::new(
    &service::FORWARDED_PRISONER,
    (
        "转交机关不是受送达人所在的监所或者强制性教育机构",
        "the forwarding body is not the addressee's prison or institution",
    ),
    ("改由所在监所或者强制性教育机构转交", "forward them through that prison or institution"),
);
static UNSIGNED: Unmet = Unmet::new(
    &service::FORWARDED,
    ("受送达人没有在送达回证上签收", "the addressee did not sign the proof of service"),
    ("由转交机关交受送达人签收", "have the forwarding body obtain the signature"),
);

static SIGNATURE_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::FORWARDED,
    "signed",
    (
        "没有写明受送达人是否在送达回证上签收",
        "whether the addressee signed the proof of service is not stated",
    ),
    ("核对转交机关交回的送达回证后写明", "look at the proof of service that came back and state it"),
);

pub(super) fn check(found: &mut Findings<'_>) -> Option<Date> {
    let act = found.act;
    let (right, rule, fault) = match act.addressee.status {
        Some(AddresseeStatus::Soldier) => {
            (ForwardingBody::RegimentPoliticalOrgan, &service::FORWARDED_SOLDIER, &WRONG_BODY_SOLDIER)
        }
        Some(AddresseeStatus::Prisoner) => {
            (ForwardingBody::Prison, &service::FORWARDED_PRISONER, &WRONG_BODY)
        }
        Some(AddresseeStatus::CompulsoryEducation) => {
            (ForwardingBody::CompulsoryInstitution, &service::FORWARDED_PRISONER, &WRONG_BODY)
        }
        Some(AddresseeStatus::None) | None => {
            found.require(false, &NOT_THEIRS);
            return act.served_date;
        }
    };
    found.require(act.forwarded_through == Some(right), fault);
    found.require(!act.refused, &UNSIGNED);
    found.require_shown(act.signed, &UNSIGNED, &SIGNATURE_NOT_SHOWN);
    found.rests_on(rule, Step::Applies);
    found.deemed(&service::FORWARDED, act.served_date)
}
