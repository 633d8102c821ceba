//! Service by public notice (公告送达): article 95, interpretation 138–140. The last resort, by law.

use jiff::civil::Date;

use super::{AddresseeStatus, DocumentKind, Findings, Mode, Modes, Place, Procedure, common};
use crate::period::{Intervals, Measure, reckon};
use crate::rules::service;
use crate::unmet::Unmet;
use crate::why::{Step, Why};

static SUMMARY: Unmet = Unmet::new(
    &service::NOTICE_SUMMARY,
    ("适用简易程序的案件不适用公告送达", "there is no public notice in summary procedure"),
    ("转为普通程序后再公告，或者用其他方式送达", "change to ordinary procedure first, or use another mode"),
);
static TOO_EARLY: Unmet = Unmet::new(
    &service::PUBLIC_NOTICE,
    (
        "既没有下落不明的认定，也没有其他方式无法送达的记录",
        "the addressee is not found missing, and no other mode is recorded as failed",
    ),
    (
        "先以其他方式送达并记录结果，或者取得下落不明的证明",
        "try another mode and record it, or obtain a finding that the addressee is missing",
    ),
);
static NOT_FILMED: Unmet = Unmet::new(
    &service::NOTICE_PLACE,
    (
        "在住所地张贴公告，没有拍照、录像记录张贴过程",
        "the notice was posted at the residence without photo or video of the posting",
    ),
    ("重新张贴并拍照、录像", "post it again with photo or video"),
);
static NOT_NOTED: Unmet = Unmet::new(
    &service::PUBLIC_NOTICE,
    ("案卷中没有记明公告送达的原因和经过", "the file does not state the reason and course of the notice"),
    ("在案卷中记明原因和经过", "state the reason and course on file"),
);
static INCOMPLETE: Unmet = Unmet::new(
    &service::NOTICE_CONTENT,
    (
        "公告没有说明原因或者该类文书应当说明的内容",
        "the notice lacks its reason or what its kind of document wants",
    ),
    ("按文书种类补足内容后重新公告", "complete the notice and give it again"),
);

static NOTE_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::PUBLIC_NOTICE,
    "noted",
    (
        "没有写明案卷中是否记明公告送达的原因和经过",
        "whether the file states the reason and course of the notice is not stated",
    ),
    ("核对案卷后写明", "look at the file and state it"),
);
static CONTENT_NOT_SHOWN: Unmet = Unmet::not_shown(
    &service::NOTICE_CONTENT,
    "noticeComplete",
    (
        "没有写明公告是否说明原因和该类文书应当说明的内容",
        "whether the notice says its reason and what its kind of document wants is not stated",
    ),
    ("核对公告内容后写明", "look at the notice and state it"),
);

static NO_PUBLICATION_DATE: Unmet = Unmet::not_shown(
    &service::NOTICE_LAST,
    "publicationDates",
    ("没有写明公告张贴或者刊登的日期", "the day on which the notice was posted or printed is not stated"),
    ("写明最后一次张贴或者刊登的日期", "state the day of the last posting or printing"),
);
/// What the mode says of its own about a missing day.
pub(super) static DATES: &[&Unmet] = &[&NO_PUBLICATION_DATE];

pub(super) fn check(found: &mut Findings<'_>) -> Option<Date> {
    let act = found.act;
    let last = act.publications.iter().copied().max().or(act.served_date);
    let first = act.publications.iter().copied().min().or(act.served_date);
    let before = act.earlier.iter().filter(|attempt| {
        attempt.mode != Mode::PublicNotice
            && attempt.date.is_none_or(|day| first.is_none_or(|first| day <= first))
    });
    let failed: Vec<Mode> = before.map(|attempt| attempt.mode).collect();
    found.require(act.procedure != Some(Procedure::Summary), &SUMMARY);
    found.require(act.document != DocumentKind::MediationStatement, &common::MEDIATION_IN_PERSON);
    found.require(act.addressee_missing || !failed.is_empty(), &TOO_EARLY);
    found.require(act.place != Some(Place::Residence) || act.recorded_media, &NOT_FILMED);
    found.require_shown(act.noted, &NOT_NOTED, &NOTE_NOT_SHOWN);
    found.require_shown(act.notice_complete, &INCOMPLETE, &CONTENT_NOT_SHOWN);
    found.require(last.is_some(), &NO_PUBLICATION_DATE);
    let last = last?;
    found.why.push(Why::new(service::NOTICE_LAST.on(last), last, Step::NoticeGiven { date: last }));
    let rule = service::PUBLIC_NOTICE.on(last);
    let period = reckon(last, rule.measure.unwrap_or(Measure::Days(30)), &Intervals::NONE);
    found.why.extend(period.why);
    // The row of the day of publication decides, not that of the day on which the notice ends.
    found.why.push(Why::new(rule, last, Step::Deemed { date: period.end }));
    let may_be_forwarded = !matches!(act.addressee.status, Some(AddresseeStatus::None) | None);
    let modes = Modes::untried(&failed, may_be_forwarded);
    if !act.addressee_missing && !modes.is_empty() {
        found.why.push(Why::new(rule, last, Step::Untried { modes }));
    }
    Some(period.end)
}
