//! Days as other programs write them: `{"year":2023,"month":3,"day":1}` or `"2023-03-01"`.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};

/// A legal day on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LegalDay {
    /// Year.
    pub year: i16,
    /// Month, from 1.
    pub month: i8,
    /// Day of the month.
    pub day: i8,
}

impl From<Date> for LegalDay {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: date.month(), day: date.day() }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Parts { year: i16, month: i8, day: i8 },
}

/// A day in either form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)
            .map_err(|_| serde::de::Error::custom("日期应写作 2026-03-06（a day reads 2026-03-06）"))?;
        match written {
            Written::Text(text) => text.parse(),
            Written::Parts { year, month, day } => Date::new(year, month, day),
        }
        .map(Self)
        .map_err(|_| serde::de::Error::custom("日期不存在（there is no such day）"))
    }
}

/// Reads an optional day.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    Ok(Option::<Day>::deserialize(deserializer)?.map(|day| day.0))
}

/// Reads a day that has to be there.
pub(crate) fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    Day::deserialize(deserializer).map(|day| day.0)
}

/// Reads several days.
pub(crate) fn dates<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Date>, D::Error> {
    Ok(Vec::<Day>::deserialize(deserializer)?.into_iter().map(|day| day.0).collect())
}
