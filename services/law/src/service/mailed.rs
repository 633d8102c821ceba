//! Entrusted service (委托送达) and postal service (邮寄送达): article 91.

use jiff::civil::Date;

use super::{Findings, Relation, common};
use crate::period::{Intervals, Measure, last_day};
use crate::rules::service;
use crate::unmet::Unmet;
use crate::why::Step;

static NOT_A_COURT: Unmet = Unmet::new(
    &service::ENTRUSTED,
    (
        "受委托的不是人民法院；村（居）委会、网格员不能受托送达",
        "the one entrusted is not a court; a village or a grid worker cannot be",
    ),
    ("委托其他人民法院送达", "entrust another court"),
);
static NO_LETTER: Unmet = Unmet::new(
    &service::ENTRUSTED_PAPERS,
    ("没有出具委托函并附诉讼文书和送达回证", "there is no letter with the papers and the proof of service"),
    ("补发委托函、诉讼文书和送达回证", "send the letter, the papers and the proof of service"),
);
static REFUSED: Unmet = Unmet::new(
    &service::ENTRUSTED_PAPERS,
    ("被拒收，送达回证上没有签收日期", "it was refused, so there is no date signed"),
    ("请受委托法院依法留置送达并记录", "have the entrusted court use leave service and record it"),
);
static NO_SLIP: Unmet = Unmet::new(
    &service::POSTAL,
    ("案卷中没有注明收件日期的邮寄回执", "there is no postal slip with the date of receipt"),
    ("取得并附上回执，或者改用其他方式", "obtain and attach the slip, or use another mode"),
);
static RETURNED: Unmet = Unmet::new(
    &service::POSTAL_RETURNED,
    ("邮件被拒收或者退回，没有收件日期", "the mail was refused or returned; there is no date of receipt"),
    (
        "核对邮寄送达的专门规定，或者改用直接、留置等方式",
        "look into the provision on postal service, or use personal or leave service",
    ),
);
static TAKEN_BY_STRANGER: Unmet = Unmet::new(
    &service::PERSONAL,
    ("邮件由无权代收的人签收", "the mail was signed for by someone who may not"),
    ("向有权签收的人重新送达", "serve again on a person who may sign"),
);

static LETTER_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::ENTRUSTED_PAPERS,
    "letterAttached",
    (
        "没有写明是否出具委托函并附诉讼文书和送达回证",
        "whether a letter with the papers and the proof of service went along is not stated",
    ),
    ("核对委托材料后写明", "look at the papers and state it"),
);
static SLIP_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::POSTAL,
    "receiptAttached",
    ("没有写明邮寄回执是否附卷", "whether the postal slip is on file is not stated"),
    ("核对案卷后写明", "look at the file and state it"),
);
static NO_SLIP_DATE: Unmet = Unmet::not_shown(
    &service::POSTAL,
    "postalReceiptDate",
    ("没有写明回执上注明的收件日期", "the date of receipt on the slip is not stated"),
    (
        "按回执写明收件日期，交邮日期不能代替",
        "state the date on the slip; the day of posting does not stand for it",
    ),
);
/// What a mode says of its own about a missing day.
pub(super) static DATES: &[&Unmet] = &[&NO_SLIP_DATE];

pub(super) fn entrusted(found: &mut Findings<'_>) -> Option<Date> {
    let act = found.act;
    let court = act.entrusted_to_court.or(act.server.as_ref().map(|server| server.court_staff));
    found.require(court == Some(true), &NOT_A_COURT);
    found.require_shown(act.letter_attached, &NO_LETTER, &LETTER_NOT_SHOWN);
    found.require(!act.refused, &REFUSED);
    common::signer(found);
    found.rests_on(&service::ENTRUSTED, Step::Applies);
    if let (Some(received), Some(served)) = (act.letter_received, act.served_date)
        && served > last_day(received, Measure::Days(10), &Intervals::NONE)
    {
        found.rests_on(
            &service::ENTRUSTED_PAPERS,
            Step::Remark {
                zh: "受委托法院超过十日代为送达，不影响送达的效力",
                en: "the entrusted court took more than 10 days, which does not undo the service",
            },
        );
    }
    found.deemed(&service::ENTRUSTED_PAPERS, act.served_date)
}

/// The postman hands it over; the slip proves it, and its date is the date of service.
pub(super) fn postal(found: &mut Findings<'_>) -> Option<Date> {
    let act = found.act;
    if act.refused {
        found.require(false, &RETURNED);
        return act.postal_receipt.or(act.served_date);
    }
    found.require_shown(act.receipt_attached, &NO_SLIP, &SLIP_NOT_SHOWN);
    found.require(act.postal_receipt.is_some(), &NO_SLIP_DATE);
    found.require(act.recipient != Some(Relation::Other), &TAKEN_BY_STRANGER);
    if act.recipient.is_some() {
        common::recipient(found);
    }
    found.deemed(&service::POSTAL, act.postal_receipt)
}
