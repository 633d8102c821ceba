//! Values of the contract as the domain has them, and back.

pub(crate) mod approval;
pub(crate) mod batch;
pub(crate) mod case;
pub(crate) mod case_note;
pub(crate) mod legal;
pub(crate) mod money;
pub(crate) mod money_draft;
pub(crate) mod money_month;
pub(crate) mod opening;
pub(crate) mod payout_file;
pub(crate) mod sanction;
pub(crate) mod supervision;

use jiff::civil::Date;
use kit::domain::refusal::{Refusal, Text};
use proto::enforcement::v1 as wire;

/// A day from the wire; what is no day of the calendar gives a text that says so.
pub(crate) fn date(message: &proto::google::r#type::Date) -> Result<Date, Text> {
    let parts = (i16::try_from(message.year), i8::try_from(message.month), i8::try_from(message.day));
    let date = match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    date.ok_or_else(|| Text::new("日历上没有这一天。", "Not a day of the calendar."))
}

/// A day to the wire.
pub(crate) fn to_date(date: Date) -> proto::google::r#type::Date {
    proto::google::r#type::Date {
        year: date.year().into(),
        month: date.month().into(),
        day: date.day().into(),
    }
}

/// What is wrong with a row of an import: an entry for each field.
pub(crate) fn bad_rows(index: usize, refusal: &Refusal) -> impl Iterator<Item = wire::BadRow> {
    refusal.faults().into_iter().map(move |fault| wire::BadRow {
        index: i32::try_from(index).unwrap_or(i32::MAX),
        field: fault.field,
        reason: fault.reason.to_owned(),
        message: fault.text.zh,
        message_en: fault.text.en,
    })
}
