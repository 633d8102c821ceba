//! How long money has been here, and how pressing it is to pay it out.

use jiff::{ToSpan as _, civil::Date};
use kit::domain::Timestamp;
use law::{
    deadline::{self, Kind},
    period::Period,
    unmet::Ruling,
};

/// So many days before the last one a receipt is near it.
pub const NEAR_DAYS: i32 = 7;

/// How pressing a receipt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// More than a week is left.
    New,
    /// A week or less is left.
    Near,
    /// Past the last day, and not every day since is covered by a deferral.
    Overdue,
    /// Past the last day, every day since covered.
    Deferred,
}

/// How late a receipt was paid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Punctuality {
    /// By the last day.
    OnTime,
    /// Later, every day of it covered by a deferral.
    LateExplained,
    /// Later, and not.
    LateUnexplained,
}

impl Punctuality {
    /// As indicators know it.
    #[must_use]
    pub const fn facet(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::LateExplained => "late-explained",
            Self::LateUnexplained => "late-unexplained",
        }
    }
}

/// The last day for paying money out, and why.
#[must_use]
pub fn due(notice: Timestamp) -> Period {
    last_day(Kind::Payout, notice.legal_day())
}

/// The last day for claiming money, and why.
#[must_use]
pub fn claim_by(notice: Timestamp) -> Period {
    last_day(Kind::ClaimMoney, notice.legal_day())
}

fn last_day(kind: Kind, from: Date) -> Period {
    match deadline::due(kind, from, &[], &[]) {
        Ruling::Met(period, _) => period,
        // Only exclusions and extensions have conditions, and there are none.
        Ruling::Unmet(_) => Period { start: from, end: from, why: Vec::new() },
    }
}

/// The last day that deferrals cover without a gap after `due`; `due` itself where none does. Each is its first and last day.
#[must_use]
pub fn covered_until(due: Date, deferrals: impl IntoIterator<Item = (Date, Date)>) -> Date {
    let mut deferrals: Vec<_> = deferrals.into_iter().collect();
    deferrals.sort_unstable();
    let mut until = due;
    for (from, last) in deferrals {
        let next = until.checked_add(1.day()).unwrap_or(Date::MAX);
        if from <= next && last > until {
            until = last;
        }
    }
    until
}

/// How pressing it is on a day.
#[must_use]
pub fn colour(due: Date, covered_until: Date, today: Date) -> Colour {
    if today > covered_until {
        Colour::Overdue
    } else if today > due {
        Colour::Deferred
    } else if days_between(today, due) <= NEAR_DAYS {
        Colour::Near
    } else {
        Colour::New
    }
}

/// How late a payment on a day is.
#[must_use]
pub fn punctuality(due: Date, covered_until: Date, paid: Date) -> Punctuality {
    if paid <= due {
        Punctuality::OnTime
    } else if paid <= covered_until {
        Punctuality::LateExplained
    } else {
        Punctuality::LateUnexplained
    }
}

/// Days from one day to another.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
