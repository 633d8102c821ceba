//! Electronic service (电子送达): article 90, interpretation 135–136, online litigation rules 29–31.

use jiff::civil::{Date, date};

use super::{DocumentKind, Findings};
use crate::rules::service;
use crate::unmet::Unmet;
use crate::why::Step;

static NO_CONSENT: Unmet = Unmet::new(
    &service::ELECTRONIC,
    ("没有受送达人同意电子送达的记录", "the addressee's consent to electronic service is not on record"),
    (
        "在送达地址确认书、电话或者平台上取得并记录同意，或者改用其他方式",
        "obtain and record consent, or use another mode",
    ),
);
static NOT_RECEIVED: Unmet = Unmet::new(
    &service::ONLINE_ADDRESS,
    (
        "电子地址不是受送达人提供或者确认的，又没有收悉的证明",
        "the address was not offered or confirmed, and nothing shows receipt",
    ),
    (
        "取得回复或者已阅知的证明，或者向确认的地址重新送达",
        "obtain a reply or proof of reading, or send to a confirmed address",
    ),
);
static ADDRESS_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::ONLINE_ADDRESS,
    "addressConfirmed",
    (
        "没有写明电子地址是否由受送达人提供或者确认",
        "whether the address was offered or confirmed by the addressee is not stated",
    ),
    (
        "核对送达地址确认书等材料后写明；不是的，写明收悉的证明和日期",
        "look at the confirmation of address and state it; where it was not, state what shows receipt, and the day",
    ),
);
static NO_RECEIPT_DATE: Unmet = Unmet::not_shown(
    &service::ONLINE_ADDRESS,
    "receiptShownDate",
    (
        "没有写明受送达人回复收悉、作出相应诉讼行为或者阅知的日期",
        "the day on which the addressee replied, acted on it or read it is not stated",
    ),
    ("写明该日期，送达自该日完成", "state that day, which is the day of service"),
);
/// What a mode says of its own about a missing day.
pub(super) static DATES: &[&Unmet] = &[&NO_RECEIPT_DATE];
static NOT_THEN: Unmet = Unmet::new(
    &service::ELECTRONIC,
    (
        "2022年1月1日前，判决书、裁定书、调解书不适用电子送达（旧法文本待确认）",
        "before 2022-01-01 judgments, rulings and mediation statements were not served electronically (old text to be confirmed)",
    ),
    ("改用其他方式送达，或者确认当时的试点规定", "use another mode, or confirm the pilot rules of that time"),
);

pub(super) fn check(found: &mut Findings<'_>) -> Option<Date> {
    let act = found.act;
    found.require(act.consent_recorded || act.consent.is_some(), &NO_CONSENT);
    match act.consent {
        Some(_) => found.rests_on(&service::ONLINE_CONSENT, Step::Applies),
        None => found.rests_on(&service::CONSENT, Step::Applies),
    }
    found.require(act.address_confirmed.is_some(), &ADDRESS_NOT_SHOWN);
    let weighty = matches!(
        act.document,
        DocumentKind::Judgment | DocumentKind::Ruling | DocumentKind::MediationStatement
    );
    let sent = act.served_date;
    if weighty {
        found.require(sent.is_none_or(|day| day >= date(2022, 1, 1)), &NOT_THEN);
        if act.paper_requested {
            found.rests_on(
                &service::ELECTRONIC,
                Step::Remark {
                    zh: "受送达人要求纸质文书的，应当提供",
                    en: "the addressee asked for paper, which must be provided",
                },
            );
        }
    }
    // At an address that the addressee did not name, the reply or the reading completes it, not the sending.
    if act.address_confirmed == Some(false) {
        found.require(act.receipt_shown, &NOT_RECEIVED);
        found.require(!act.receipt_shown || act.receipt_shown_on.is_some(), &NO_RECEIPT_DATE);
        let day = if act.receipt_shown { act.receipt_shown_on } else { sent };
        return found.deemed(&service::ONLINE_ADDRESS, day);
    }
    match act.proved_arrival {
        Some(proved) => found.deemed(&service::ARRIVAL, Some(proved)),
        None => found.deemed(&service::ELECTRONIC, sent),
    }
}
