//! Service by public notice (公告送达): article 95, interpretation 138–140. The last resort, by law.

use jiff::civil::Date;

use super::{DocumentKind, Findings, Mode, Place, Procedure, common};
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

pub(super) fn check(found: &mut Findings<'_>) -> Option<Date> {
    let act = found.act;
    let last = act.publications.iter().copied().max().or(act.served_date);
    let first = act.publications.iter().copied().min().or(act.served_date);
    let tried = act.earlier.iter().any(|attempt| {
        attempt.mode != Mode::PublicNotice
            && attempt.date.is_none_or(|day| first.is_none_or(|first| day <= first))
    });
    found.require(act.procedure != Some(Procedure::Summary), &SUMMARY);
    found.require(act.document != DocumentKind::MediationStatement, &common::MEDIATION_IN_PERSON);
    found.require(act.addressee_missing || tried, &TOO_EARLY);
    found.require(act.place != Some(Place::Residence) || act.recorded_media, &NOT_FILMED);
    found.require(act.noted != Some(false), &NOT_NOTED);
    found.require(act.notice_complete != Some(false), &INCOMPLETE);
    let last = last?;
    let rule = service::PUBLIC_NOTICE.on(last);
    let period = reckon(last, rule.measure.unwrap_or(Measure::Days(30)), &Intervals::NONE);
    found.why.extend(period.why);
    // The row of the day of publication decides, not that of the day on which the notice ends.
    found.why.push(Why::new(rule, last, Step::Deemed { date: period.end }));
    Some(period.end)
}
