//! Openings and their rows from the wire and to it.

use kit::{
    domain::{
        Reason, Timestamp, reason,
        refusal::{Refusal, Text, Violations},
    },
    unit_of_work::etag,
};
use prost::Message as _;
use proto::investigation::v1::{self as wire, seizure_opening_row::Entry as WireEntry};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    domain::{
        case_lookup::{CaseAnswer, CaseLookup},
        opening::{Entry, OpenTerms, Opening, OpeningRow, RowFault},
        watch_draft::Author,
    },
    log_events::Shown as _,
    messages::{
        self,
        values::{WireEnum as _, date, day, time},
    },
    store::openings::Totals,
};

/// An opening with what it holds.
pub(crate) fn to_message(opening: &Opening, totals: &Totals) -> wire::SeizureOpening {
    let count = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
    wire::SeizureOpening {
        name: opening.name(),
        as_of_date: Some(day(opening.as_of)),
        remark: opening.remark.clone(),
        state: opening.state.to_wire().into(),
        accepted_count: count(totals.counts.accepted),
        exception_count: count(totals.counts.exceptions),
        entered_count: count(totals.entered),
        totals: totals
            .kinds
            .iter()
            .map(|(kind, rows, value)| wire::SeizureOpeningTotal {
                kind: kind.to_wire().into(),
                row_count: count(*rows),
                value_fen: *value,
            })
            .collect(),
        preparers: opening.preparers.clone(),
        confirmer: opening.confirmer.clone(),
        confirm_time: time(opening.confirmed),
        withdraw_reason: opening.withdraw_reason.clone(),
        etag: etag::of(opening.version),
        create_time: time(Some(opening.created)),
        ..Default::default()
    }
}

/// A row, with numbers covered.
pub(crate) fn row(row: &OpeningRow, at: Timestamp) -> wire::SeizureOpeningRow {
    let entry = row.entry.as_ref().map(|entry| match entry {
        Entry::Seizure(seizure) => {
            let start = seizure.from.or_else(|| seizure.published.map(|(when, _)| when.legal_day()));
            WireEntry::Seizure(wire::OpenSeizure {
                start_date: start.map(day),
                last_day: seizure.last_day.map(day),
                queue_position: seizure.position,
                publish_time: time(seizure.published.map(|(when, _)| when)),
                notice_number: seizure.notice_number.clone(),
                seizure: Some(seizure.show(at)),
            })
        }
        Entry::Watch(watch) => WireEntry::Watch(wire::OpenWatch {
            push_time: time(watch.pushed),
            watch: Some(messages::watch::to_message(watch, false)),
        }),
    });
    let exceptions = row.faults.iter().chain(&row.conflict).map(|fault| wire::SeizureOpeningException {
        field: fault.field.clone(),
        reason: fault.reason.clone(),
        text: fault.zh.clone(),
        text_en: fault.en.clone(),
    });
    wire::SeizureOpeningRow {
        name: row.name(),
        source_file: row.file.clone(),
        source_line: row.line,
        entry,
        exceptions: exceptions.collect(),
        entered_as: row.entered.clone().unwrap_or_default(),
        preparer: row.preparer.clone(),
    }
}

/// The case that a row names, and the person who has to be a party of it.
pub(crate) fn question(row: &wire::SeizureOpeningRow) -> CaseLookup {
    match &row.entry {
        Some(WireEntry::Seizure(open)) => {
            let seizure = open.seizure.clone().unwrap_or_default();
            CaseLookup { case: seizure.case, number: seizure.case_number, ..CaseLookup::default() }
        }
        Some(WireEntry::Watch(open)) => {
            let watch = open.watch.clone().unwrap_or_default();
            messages::watch::question(&watch)
        }
        None => CaseLookup::default(),
    }
}

/// Where a row comes from, by which it is known. A row without it can't be kept, not even as an exception.
pub(crate) fn place(row: &wire::SeizureOpeningRow, at: &str, v: &mut Violations) -> (String, i32) {
    let file = v.text(&format!("{at}.source_file"), &row.source_file, 200).unwrap_or_default();
    if row.source_line < 1 {
        let text = Text::new("请填写行号。", "The line is missing.");
        v.add(format!("{at}.source_line"), reason::REQUIRED, text);
    }
    (file, row.source_line)
}

/// A row as it was sent, judged by itself.
pub(crate) fn read_row(
    row: &wire::SeizureOpeningRow,
    (file, line): (String, i32),
    answer: &CaseAnswer,
    opening: &Opening,
    by: &Author<'_>,
) -> OpeningRow {
    let digest = hex::encode(Sha256::digest(row.encode_to_vec()));
    let (entry, faults) = match read_entry(row, answer, opening, by) {
        Ok(entry) => (Some(entry), Vec::new()),
        Err(refusal) => (None, RowFault::of(&refusal)),
    };
    OpeningRow {
        id: Uuid::now_v7(),
        opening: opening.id,
        region_code: opening.region_code.clone(),
        file,
        line,
        digest,
        entry,
        faults,
        conflict: None,
        entered: None,
        preparer: by.person.to_owned(),
        version: 1,
        created: by.at,
    }
}

fn read_entry(
    row: &wire::SeizureOpeningRow,
    answer: &CaseAnswer,
    opening: &Opening,
    by: &Author<'_>,
) -> Result<Entry, Refusal> {
    let mut v = Violations::new();
    let (case, number) = match answer {
        CaseAnswer::Runs(case, number) => (case.clone(), number.clone()),
        other => {
            v.add("case", refusal_reason(other), refusal_text(other));
            (String::new(), String::new())
        }
    };
    v.check()?;
    match &row.entry {
        Some(WireEntry::Seizure(open)) => {
            let mut v = Violations::new();
            let seizure =
                open.seizure.clone().map(|seizure| wire::Seizure { case, case_number: number, ..seizure });
            let renewals = seizure.iter().flat_map(|seizure| &seizure.renewals).enumerate();
            let renewals = renewals
                .map(|(index, renewal)| {
                    let field = format!("seizure.renewals[{index}].made_date");
                    (date(&field, renewal.made_date.as_ref(), &mut v), renewal.term_months)
                })
                .collect();
            let terms = OpenTerms {
                start: date("start_date", open.start_date.as_ref(), &mut v),
                last_day: date("last_day", open.last_day.as_ref(), &mut v),
                position: open.queue_position,
                published: v.timestamp("publish_time", open.publish_time.as_ref()),
                notice_number: open.notice_number.clone(),
                renewals,
            };
            v.check()?;
            let draft = messages::seizure::draft_from(seizure.as_ref())?;
            let ids = (Uuid::now_v7(), opening.region_code.clone());
            let seizure = draft.open(&terms, opening.as_of, ids, by.person, by.at)?;
            Ok(Entry::Seizure(Box::new(seizure)))
        }
        Some(WireEntry::Watch(open)) => {
            let mut v = Violations::new();
            let pushed = v.timestamp("push_time", open.push_time.as_ref());
            v.check()?;
            let watch =
                open.watch.clone().map(|watch| wire::PersonWatch { case, case_number: number, ..watch });
            let draft = messages::watch::draft_from(watch.as_ref())?;
            let watch = draft.open(pushed, opening.as_of, Uuid::now_v7(), by)?;
            Ok(Entry::Watch(Box::new(watch)))
        }
        None => {
            let mut v = Violations::new();
            let text = Text::new("请填写查封、冻结或者查控。", "The seizure or the watch is missing.");
            v.add("entry", reason::REQUIRED, text);
            Err(v.into_refusal())
        }
    }
}

const fn refusal_reason(answer: &CaseAnswer) -> Reason {
    match answer {
        CaseAnswer::Closed(..) => reason::CASE_CLOSED,
        CaseAnswer::OtherNumber => reason::CASE_NUMBER_DIFFERS,
        CaseAnswer::NoParty => reason::NOT_A_PARTY,
        CaseAnswer::Unknown | CaseAnswer::Runs(..) => reason::CASE_UNKNOWN,
    }
}

fn refusal_text(answer: &CaseAnswer) -> Text {
    match answer {
        CaseAnswer::Closed(..) => Text::new(
            "案件已经结案，不再有有效的措施；请作为历史记录录入。",
            "The case is closed and nothing of it is in force; take it over as history.",
        ),
        CaseAnswer::OtherNumber => Text::new(
            "案号与该案件的案号不一致，请核对。",
            "The number is not the one of this case; check it.",
        ),
        CaseAnswer::NoParty => Text::new(
            "此人不是本案被执行人，请核对姓名、证件号码和案件；查控被执行人单位的法定代表人、主要负责人的，请填写该单位名称。",
            "This person is no debtor of the case; check name, number and case. Where they answer for an organisation that is one, name it.",
        ),
        CaseAnswer::Unknown | CaseAnswer::Runs(..) => Text::new(
            "没有这个案件，或不在您的权限范围内。请先录入案件，再提交。",
            "There is no such case, or it is not yours to see. Enter the case first and send this again.",
        ),
    }
}

/// The fault of a case that an import names, at its field.
pub(crate) fn note_case(answer: &CaseAnswer, field: &str, v: &mut Violations) {
    if !matches!(answer, CaseAnswer::Runs(..)) {
        v.add(field, refusal_reason(answer), refusal_text(answer));
    }
}
