//! Values of the contract as the domain has them, and back.

pub(crate) mod approval;
pub(crate) mod batch;
pub(crate) mod case;
pub(crate) mod legal;
pub(crate) mod money;
pub(crate) mod money_month;
pub(crate) mod opening;
pub(crate) mod payout_file;
pub(crate) mod sanction;
pub(crate) mod supervision;

use jiff::civil::Date;
use kit::domain::refusal::Text;

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
