//! Values of the contract as the domain has them, and back.

use jiff::civil::Date;
use kit::domain::refusal::Text;

/// A day from the wire; what is no day of the calendar is told in words.
pub(crate) fn date(told: &proto::google::r#type::Date) -> Result<Date, Text> {
    let parts = (i16::try_from(told.year), i8::try_from(told.month), i8::try_from(told.day));
    let date = match parts {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    date.ok_or_else(|| Text::new("日历上没有这一天。", "Not a day of the calendar."))
}

/// A day to the wire.
pub(crate) fn told_date(date: Date) -> proto::google::r#type::Date {
    proto::google::r#type::Date {
        year: date.year().into(),
        month: date.month().into(),
        day: date.day().into(),
    }
}
