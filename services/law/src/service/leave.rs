//! Leave service (留置送达): article 89. Refusal, the residence, and a witness or the camera.

use jiff::civil::Date;

use super::{AddresseeKind, DocumentKind, Findings, Place, Relation, Represents, Witness, common};
use crate::identifiers::{RegionCode, RegionLevel};
use crate::rules::service;
use crate::unmet::Unmet;
use crate::why::Step;

static NOT_REFUSED: Unmet = Unmet::new(
    &service::LEAVE,
    ("没有人拒收，不具备留置的前提", "nobody refused, so there is nothing to leave"),
    ("由有权签收的人签收；被拒收后再留置", "have it signed; leave it only after a refusal"),
);
static WRONG_REFUSER: Unmet = Unmet::new(
    &service::LEAVE,
    (
        "拒收人不是受送达人、其同住成年家属，也不是组织的负责人或者收件人员",
        "the one who refused is neither the addressee, cohabiting adult family, nor head or receiving staff",
    ),
    (
        "由受送达人或者同住成年家属表示拒收后再留置",
        "leave it only after the addressee or cohabiting adult family refused",
    ),
);
static AGENT_NOT_RECEIVER: Unmet = Unmet::new(
    &service::AGENT,
    (
        "诉讼代理人未被指定为代收人，对其不适用留置送达",
        "the agent is not the designated receiver, so leave service does not apply",
    ),
    ("改向受送达人送达，或者取得指定代收人的材料", "serve the addressee, or obtain the designation"),
);
static NOT_RESIDENCE: Unmet = Unmet::new(
    &service::LEAVE,
    ("文书没有留在受送达人的住所", "the document was not left at the addressee's residence"),
    (
        "留在住所；在住所地以外向当事人送达被拒签的，拍照、录像后按直接送达记录",
        "leave it at the residence; outside it, serve the party with photo or video as personal service",
    ),
);
static NOT_DOMICILE: Unmet = Unmet::new(
    &service::DOMICILE,
    (
        "工作地点不是组织的住所，组织的住所是其主要办事机构所在地",
        "a place of work is not the domicile of an organisation, which is where its main office stands",
    ),
    (
        "留在主要办事机构所在地；确在该处的，送达地点写明为住所",
        "leave it at the main office; where it was left there, state the residence as the place",
    ),
);
static NO_PROOF: Unmet = Unmet::new(
    &service::LEAVE,
    (
        "既没有合格的见证人到场，也没有拍照、录像记录送达过程",
        "there was neither an eligible witness nor photo or video of the process",
    ),
    (
        "邀请基层组织或者所在单位的代表见证，或者拍照、录像记录过程",
        "invite a representative of the committee or employer, or take photo or video",
    ),
);
static WRONG_WITNESS: Unmet = Unmet::new(
    &service::WITNESS,
    (
        "见证人不是住所地居（村）民委员会或者所在单位的工作人员",
        "the witness is neither staff of the committee of the residence nor of the employer",
    ),
    (
        "另请住所地居（村）民委员会或者所在单位的工作人员见证，或者拍照、录像",
        "find such a witness, or take photo or video",
    ),
);
static WRONG_VILLAGE: Unmet = Unmet::new(
    &service::WITNESS,
    (
        "见证人所在的居（村）民委员会不是受送达人住所地的",
        "the witness is of another village's or community's committee",
    ),
    (
        "邀请受送达人住所地的居（村）民委员会工作人员见证，或者拍照、录像",
        "invite staff of the addressee's own committee, or take photo or video",
    ),
);
static WITNESS_IS_SERVER: Unmet = Unmet::new(
    &service::LEAVE,
    ("见证人就是送达人", "the witness is the server"),
    ("由送达人以外的合格人员见证", "have another eligible person witness"),
);
static WITNESS_UNSIGNED: Unmet = Unmet::new(
    &service::LEAVE,
    ("见证人没有在送达回证上签名或者盖章", "the witness did not sign or seal the proof of service"),
    ("由见证人补签，或者提供拍照、录像记录", "have the witness sign, or provide photo or video"),
);
static WITNESS_SIGNATURE_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::LEAVE,
    "witness.signed",
    (
        "没有写明见证人是否在送达回证上签名或者盖章",
        "whether the witness signed or sealed the proof of service is not stated",
    ),
    (
        "核对送达回证后写明，或者提供拍照、录像记录",
        "look at the proof of service and state it, or provide photo or video",
    ),
);
static NOTE_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::LEAVE,
    "noted",
    (
        "没有写明送达回证是否记明拒收事由和日期",
        "whether the proof of service states the refusal and its date is not stated",
    ),
    ("核对送达回证后写明", "look at the proof of service and state it"),
);
static NOT_NOTED: Unmet = Unmet::new(
    &service::LEAVE,
    ("送达回证没有记明拒收事由和日期", "the proof of service does not state the refusal and its date"),
    ("在送达回证上记明拒收事由和日期", "state the refusal and its date on the proof of service"),
);
static MEDIATION: Unmet = Unmet::new(
    &service::MEDIATION,
    ("调解书不适用留置送达", "a mediation statement is never left"),
    (
        "直接送达当事人本人，或者由其指定的代收人签收",
        "serve the party in person, or a receiver that the party names",
    ),
);

pub(super) fn check(found: &mut Findings<'_>) -> Option<Date> {
    common::server_is_named(found);
    let act = found.act;
    found.require(act.document != DocumentKind::MediationStatement, &MEDIATION);
    found.require(act.refused, &NOT_REFUSED);
    refuser(found);
    let organisation = act.addressee.kind == Some(AddresseeKind::Organisation);
    let fault =
        if organisation && act.place == Some(Place::Workplace) { &NOT_DOMICILE } else { &NOT_RESIDENCE };
    found.require(act.place == Some(Place::Residence), fault);
    if act.recorded_media {
        found.rests_on(
            &service::LEAVE,
            Step::Remark { zh: "拍照、录像记录送达过程", en: "photo or video of the process" },
        );
    } else {
        witness(found);
        found.require_shown(act.noted, &NOT_NOTED, &NOTE_NOT_SHOWN);
    }
    found.deemed(&service::LEAVE, act.served_date)
}

fn refuser(found: &mut Findings<'_>) {
    let act = found.act;
    match act.recipient {
        Some(Relation::Addressee) => {}
        Some(Relation::CohabitingAdultFamily) => {
            found.require(act.addressee.kind != Some(AddresseeKind::Organisation), &WRONG_REFUSER);
        }
        Some(Relation::LegalRepresentative | Relation::ReceivingStaff) => {
            found.require(act.addressee.kind != Some(AddresseeKind::Person), &WRONG_REFUSER);
            found.rests_on(&service::ORGANISATION, Step::Applies);
        }
        Some(Relation::Agent) => {
            found.require(act.agent_is_receiver, &AGENT_NOT_RECEIVER);
            found.rests_on(&service::AGENT, Step::Applies);
        }
        Some(Relation::DesignatedReceiver | Relation::Other) | None => found.require(false, &WRONG_REFUSER),
    }
}

fn witness(found: &mut Findings<'_>) {
    let act = found.act;
    let Some(witness) = &act.witness else {
        found.require(false, &NO_PROOF);
        return;
    };
    let server = act.server.as_ref().map_or("", |server| server.display_name.trim());
    let same = !server.is_empty() && server == witness.display_name.trim();
    found.require(!same, &WITNESS_IS_SERVER);
    found.require_shown(witness.signed, &WITNESS_UNSIGNED, &WITNESS_SIGNATURE_NOT_SHOWN);
    eligible(found, witness);
}

fn eligible(found: &mut Findings<'_>, witness: &Witness) {
    match witness.represents {
        Some(Represents::Employer) => found.rests_on(&service::WITNESS, Step::Applies),
        Some(Represents::ResidenceCommittee) => {
            match (&found.act.addressee.region_code, &witness.region_code) {
                (None, _) => found.rests_on(&service::WITNESS, Step::Remark {
                    zh: "受送达人住所地的区划代码未提供，未能核对见证人所属的居（村）民委员会",
                    en: "the addressee's region is not given, so the witness's committee was not compared with it",
                }),
                (Some(home), at) => {
                    found.require(at.as_ref().is_some_and(|at| is_committee_of(at, home)), &WRONG_VILLAGE);
                    found.rests_on(&service::WITNESS, Step::Applies);
                }
            }
        }
        Some(Represents::Other) | None => found.require(false, &WRONG_WITNESS),
    }
}

/// A committee belongs to one village; a town or county has none of this kind.
fn is_committee_of(committee: &RegionCode, home: &RegionCode) -> bool {
    committee.level() == RegionLevel::Village && committee == home
}
