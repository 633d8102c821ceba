//! Lengths of time.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar::is_rest_day;
use crate::zh;

/// A length of time as a provision gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Measure {
    /// Days by the calendar, with the end moved off holidays.
    Days(u16),
    /// Working days.
    WorkingDays(u16),
    /// Months.
    Months(u16),
    /// Years.
    Years(u16),
}

impl Measure {
    /// The day that lies this far after `from`, before exclusions and holidays.
    #[must_use]
    pub fn after(self, from: Date) -> Date {
        match self {
            Self::Days(n) => from.checked_add(i32::from(n).days()),
            Self::Months(n) => from.checked_add(i32::from(n).months()),
            Self::Years(n) => from.checked_add(i32::from(n).years()),
            Self::WorkingDays(n) => return working_days_after(from, n),
        }
        .unwrap_or(Date::MAX)
    }

    /// In Chinese, as the articles write it: 三十日, 六个月, 二年.
    pub(crate) fn zh(self) -> String {
        match self {
            Self::Days(n) => format!("{}日", zh::numeral(n)),
            Self::WorkingDays(n) => format!("{}个工作日", zh::numeral(n)),
            Self::Months(n) => format!("{}个月", zh::numeral(n)),
            Self::Years(n) => format!("{}年", zh::numeral(n)),
        }
    }

    /// In English.
    pub(crate) fn en(self) -> String {
        match self {
            Self::Days(n) => format!("{n} days"),
            Self::WorkingDays(n) => format!("{n} working days"),
            Self::Months(n) => format!("{n} months"),
            Self::Years(n) => format!("{n} years"),
        }
    }

    /// The same length, longer by `more`, where both are months or years; otherwise unchanged.
    #[must_use]
    pub fn and_months(self, more: u16) -> Self {
        match self {
            Self::Months(n) => Self::Months(n.saturating_add(more)),
            Self::Years(n) => Self::Months(n.saturating_mul(12).saturating_add(more)),
            other @ (Self::Days(_) | Self::WorkingDays(_)) => other,
        }
    }
}

fn working_days_after(from: Date, n: u16) -> Date {
    let mut day = from;
    let mut left = n;
    while left > 0 && day < Date::MAX {
        day = day.saturating_add(1.day());
        if !is_rest_day(day) {
            left -= 1;
        }
    }
    day
}
