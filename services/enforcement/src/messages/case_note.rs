//! Notes about cases as messages.

use kit::unit_of_work::etag;
use proto::enforcement::v1 as wire;

use super::{date, to_date};
use crate::domain::case_note::{CaseNote, Draft};

pub(crate) fn to_message(note: &CaseNote) -> wire::CaseNote {
    wire::CaseNote {
        name: note.name(),
        case: format!("cases/{}", note.case),
        text: note.text.clone(),
        remind_date: note.remind_on.map(to_date),
        shared: note.shared,
        done: note.done,
        author: note.author.clone(),
        etag: etag::of(note.version),
        create_time: Some(note.created.to_timestamp()),
        update_time: Some(note.updated.to_timestamp()),
        ..Default::default()
    }
}

pub(crate) fn draft_from(note: wire::CaseNote) -> Draft {
    Draft {
        text: note.text,
        remind_on: note.remind_date.as_ref().map(date),
        shared: note.shared,
        done: note.done,
    }
}
