//! A month of a court's case funds as the ledger has it: its bounds, its name and its figures.

use std::fmt;

use jiff::{
    ToSpan as _,
    civil::{Date, date},
    tz::Offset,
};
use kit::domain::Timestamp;
use law::identifiers::{RegionCode, RegionLevel};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The days of the months are those of Beijing.
const BEIJING: Offset = Offset::constant(8);

/// A month of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// From its number, as `2026-10`; none where it is not written like that.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let (year, month): (i16, i8) = (year.parse().ok()?, month.parse().ok()?);
        let month =
            ((2000..=9000).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })?;
        (month.to_string() == text).then_some(month)
    }

    fn first_day(self) -> Date {
        date(self.year, self.month, 1)
    }

    /// When it begins.
    #[must_use]
    pub fn start(self) -> Timestamp {
        let instant = BEIJING.to_timestamp(self.first_day().at(0, 0, 0, 0));
        instant.map_or_else(
            |_| Timestamp::from_micros(i64::MAX),
            |at| Timestamp::from_micros(at.as_microsecond()),
        )
    }

    /// When it ends, which is when the next begins.
    #[must_use]
    pub fn end(self) -> Timestamp {
        self.next().start()
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.first_day().saturating_add(1.month()))
    }

    /// The one before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.first_day().saturating_sub(1.month()))
    }

    /// As columns hold it, in whose order months are: 202610.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.year) * 100 + i64::from(self.month)
    }

    /// From what a column holds; none for what is no month.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::parse(&format!("{:04}-{:02}", number / 100, number % 100))
    }

    /// As a paper writes it: 2026年10月.
    #[must_use]
    pub fn chinese(self) -> String {
        format!("{}年{}月", self.year, self.month)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl TryFrom<String> for Month {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("no month")
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

/// Which month of which court.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthName {
    /// The court's region, no smaller than a county: the money of a county's towns is its court's.
    pub region_code: RegionCode,
    /// The month.
    pub month: Month,
}

impl MonthName {
    /// What stands before it in a resource name.
    pub const PREFIX: &'static str = "moneyMonths/";

    /// From a resource name; none where it is not written as [`fmt::Display`] writes it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (region, month) = name.strip_prefix(Self::PREFIX)?.split_once('-')?;
        let parsed = Self { region_code: RegionCode::parse(region).ok()?, month: Month::parse(month)? };
        let fits = parsed.region_code.level() <= RegionLevel::County && parsed.to_string() == name;
        fits.then_some(parsed)
    }

    /// The id of its record: the same for everybody who asks for it, so that a court has one record of a month.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let region: u128 = self.region_code.as_str().parse().unwrap_or_default();
        let month = u128::try_from(self.month.number()).unwrap_or_default();
        Uuid::from_u128(region * 1_000_000 + month)
    }
}

impl fmt::Display for MonthName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}-{}", Self::PREFIX, self.region_code, self.month)
    }
}

/// What moved in a time, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    /// What arrived.
    pub received: i64,
    /// What was paid to those who are owed.
    pub paid: i64,
    /// What was paid back to payers.
    pub returned: i64,
}

impl Sums {
    /// What came to the account in all.
    #[must_use]
    pub const fn net(self) -> i64 {
        self.received - self.paid - self.returned
    }
}

/// What the ledger says of a month, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What was at the bank when it began.
    pub opening: i64,
    /// What moved in it.
    pub sums: Sums,
}

impl Figures {
    /// What is at the bank when it ends.
    #[must_use]
    pub const fn closing(self) -> i64 {
        self.opening + self.sums.net()
    }
}
