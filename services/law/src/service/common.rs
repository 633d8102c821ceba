//! What every mode asks: a server from the court, a day, a signer who may sign, and forwarding where the law sends papers that way.

use super::{AddresseeKind, AddresseeStatus, DocumentKind, Findings, Mode, Relation, ServerPresence};
use crate::rules::service;
use crate::unmet::Unmet;
use crate::why::Step;

pub(super) static NO_DATE: Unmet = Unmet::not_shown(
    &service::PROOF,
    "servedDate",
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
static ABSENT: Unmet = Unmet::new(
    &service::SERVER,
    (
        "送达时法院工作人员既不在现场，也没有通过视频到场",
        "no court staff were present, neither on site nor by video",
    ),
    (
        "由法院工作人员到现场送达，或者通过视频到场并报法院确认；否则只作为协助记录",
        "have court staff serve on site, or be present by video and have the court confirm it; otherwise the visit is a record of assistance",
    ),
);
const BY_VIDEO: Step = Step::Remark {
    zh: "法院工作人员通过视频到场，条文没有规定其效力，待法院确认",
    en: "the court's server was present by video, on which the text is silent; the court has to confirm it",
};
const BY_THUMBPRINT: Step = Step::Remark {
    zh: "以捺印代替签名或者盖章，条文没有规定其效力，待法院确认",
    en: "a thumbprint stands for the signature or seal, on which the text is silent; the court has to confirm it",
};
static SENT_BY_OTHERS: Unmet = Unmet::new(
    &service::ELECTRONIC,
    (
        "电子送达由人民法院发送，网格员等不能代为发送",
        "electronic service is sent by the court; a grid worker does not send it",
    ),
    ("由人民法院通过送达平台等发送", "have the court send it"),
);
static POSTED_BY_OTHERS: Unmet = Unmet::new(
    &service::NOTICE_PLACE,
    (
        "公告由人民法院张贴或者刊登，网格员等只能协助",
        "a notice is posted or printed by the court; a grid worker assists",
    ),
    ("由法院工作人员张贴或者刊登并记录过程", "have court staff post or print it and record it"),
);
static NOT_OF_A_COURT: Unmet = Unmet::new(
    &service::ENTRUSTED,
    ("送达人不是受委托人民法院的工作人员", "the server is not staff of the entrusted court"),
    ("由受委托人民法院送达", "have the entrusted court serve"),
);
pub(super) static NO_SERVER: Unmet = Unmet::not_shown(
    &service::SERVER,
    "server",
    ("没有记明送达人", "no server is named"),
    ("记明实施送达的法院工作人员", "name the court staff who served"),
);
static NO_SIGNER: Unmet = Unmet::not_shown(
    &service::PERSONAL,
    "recipient.relation",
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
static SIGNATURE_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::PROOF,
    "signed",
    ("没有写明送达回证是否签名或者盖章", "whether the proof of service is signed or sealed is not stated"),
    (
        "核对送达回证后写明；没有签名或者盖章的补签",
        "look at the proof of service and state it; have it signed where it is not",
    ),
);
static SOLDIER: Unmet = Unmet::new(
    &service::ONLY_FORWARDED_SOLDIER,
    (
        "受送达人是军人，文书应当通过其所在部队团以上单位的政治机关转交",
        "the addressee is a soldier, whose papers are forwarded through the political organ of the regiment or above",
    ),
    ("改用转交送达", "forward the papers"),
);
static PRISONER: Unmet = Unmet::new(
    &service::ONLY_FORWARDED_PRISONER,
    (
        "受送达人被监禁或者被采取强制性教育措施，文书应当通过其所在监所、强制性教育机构转交",
        "the addressee is in prison or in compulsory education, and the papers are forwarded through that institution",
    ),
    ("改用转交送达", "forward the papers"),
);
const IN_PERSON: Step = Step::Remark {
    zh: "受送达人的文书依法通过其所在单位转交；由本人等签收的其他方式是否有效，条文没有写明，待确认",
    en: "the addressee's papers are forwarded; whether another mode counts that the addressee took part in the text does not say, to be confirmed",
};
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

/// Who may serve, by mode: the court, for its own modes; a postman or the forwarding body hand over without serving.
pub(super) fn server(found: &mut Findings<'_>) {
    let Some(server) = &found.act.server else { return };
    let fault = match found.act.mode {
        Mode::Direct | Mode::DirectElsewhere | Mode::Left => &NOT_COURT,
        Mode::Electronic => &SENT_BY_OTHERS,
        Mode::PublicNotice => &POSTED_BY_OTHERS,
        Mode::Entrusted => &NOT_OF_A_COURT,
        Mode::Postal | Mode::Forwarded => return,
    };
    found.require(server.court_staff, fault);
}

/// Whether the server was there. A mode in which the court hands over nothing on the spot does not ask it.
pub(super) fn presence(found: &mut Findings<'_>) {
    let fault = match found.act.mode {
        Mode::Direct | Mode::DirectElsewhere | Mode::Left | Mode::Entrusted => &ABSENT,
        Mode::PublicNotice => &POSTED_BY_OTHERS,
        Mode::Electronic | Mode::Postal | Mode::Forwarded => return,
    };
    match found.act.server_presence {
        Some(ServerPresence::OnSite) | None => {}
        Some(ServerPresence::Video) => found.rests_on(&service::SERVER_BY_VIDEO, BY_VIDEO),
        Some(ServerPresence::Absent) => found.require(false, fault),
    }
}

/// Papers for soldiers, prisoners and people in compulsory education go through their institution.
pub(super) fn forwarding(found: &mut Findings<'_>) {
    let act = found.act;
    let (fault, rule) = match act.addressee.status {
        Some(AddresseeStatus::Soldier) => (&SOLDIER, &service::ONLY_FORWARDED_SOLDIER),
        Some(AddresseeStatus::Prisoner | AddresseeStatus::CompulsoryEducation) => {
            (&PRISONER, &service::ONLY_FORWARDED_PRISONER)
        }
        Some(AddresseeStatus::None) | None => return,
    };
    let at_home = act.recipient == Some(Relation::CohabitingAdultFamily);
    match act.mode {
        Mode::Forwarded => {}
        Mode::Left => found.require(false, fault),
        Mode::PublicNotice => {
            let forwarded = act.earlier.iter().any(|attempt| attempt.mode == Mode::Forwarded);
            found.require(forwarded, fault);
        }
        Mode::Direct | Mode::DirectElsewhere | Mode::Entrusted | Mode::Postal if at_home => {
            found.require(false, fault);
        }
        Mode::Direct | Mode::DirectElsewhere | Mode::Entrusted | Mode::Postal | Mode::Electronic => {
            found.rests_on(rule, IN_PERSON);
        }
    }
}

/// The modes in which somebody hands the document over need a server.
pub(super) fn server_is_named(found: &mut Findings<'_>) {
    found.require(found.act.server.is_some(), &NO_SERVER);
}

/// Whether the one who signed may sign.
pub(super) fn signer(found: &mut Findings<'_>) {
    let act = found.act;
    if act.thumbprint && act.signed != Some(true) {
        found.rests_on(&service::THUMBPRINT, BY_THUMBPRINT);
    } else {
        found.require_shown(act.signed, &UNSIGNED, &SIGNATURE_NOT_SHOWN);
    }
    recipient(found);
}

/// Whether the one who took it may take it.
pub(super) fn recipient(found: &mut Findings<'_>) {
    let act = found.act;
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
