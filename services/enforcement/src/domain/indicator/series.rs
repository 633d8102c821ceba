//! A definition computed for each period of a window and for each region.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kit::domain::{
    reason,
    refusal::{Kind, Refusal},
};

use super::{Definition, Figure, Span, Sums, Window, number_of};

/// How long the periods of a series are. They are those of the calendar; the first and the last end with the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The window itself.
    Whole,
    /// Days.
    Day,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
}

impl Period {
    /// Every period.
    pub const ALL: [Self; 5] = [Self::Whole, Self::Day, Self::Month, Self::Quarter, Self::Year];

    /// The periods of a window, in order and without a gap.
    #[must_use]
    pub fn split(self, window: Window) -> Vec<Window> {
        let mut periods = Vec::new();
        let mut first = window.from();
        loop {
            let last = self.last_day(first).unwrap_or(window.to()).min(window.to());
            periods.extend(Window::between(first, last));
            match last.tomorrow() {
                Ok(next) if next <= window.to() => first = next,
                _ => return periods,
            }
        }
    }

    /// The last day of the calendar's period that holds a day; none where the window itself is the period.
    fn last_day(self, day: Date) -> Option<Date> {
        match self {
            Self::Whole => None,
            Self::Day => Some(day),
            Self::Month => Some(day.last_of_month()),
            Self::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 3;
                Date::new(day.year(), month, 1).ok().map(Date::last_of_month)
            }
            Self::Year => Date::new(day.year(), 12, 31).ok(),
        }
    }
}

/// The most points that an answer holds.
const MOST_POINTS: usize = 5_000;

/// Sums by region and by period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    periods: Vec<Window>,
    regions: BTreeMap<String, Vec<Sums>>,
}

impl Series {
    /// A series of these periods in these regions, in which nothing is counted yet. Refused with QUERY_TOO_LARGE.
    pub fn new(periods: Vec<Window>, regions: impl IntoIterator<Item = String>) -> Result<Self, Refusal> {
        let empty = vec![Sums::default(); periods.len()];
        let regions: BTreeMap<_, _> =
            regions.into_iter().take(MOST_POINTS + 1).map(|region| (region, empty.clone())).collect();
        if periods.len().saturating_mul(regions.len()) > MOST_POINTS {
            return Err(too_large());
        }
        Ok(Self { periods, regions })
    }

    /// Adds what was counted in a region on a day, or in a month that is written as its day 0. What is there until the end counts in its
    /// own period and in all after it.
    pub fn add(
        &mut self,
        region: &str,
        (span, what, facet): (Span, &str, &str),
        at: i64,
        (number, amount): (i64, i64),
    ) {
        let Some(sums) = self.regions.get_mut(region) else { return };
        let Some(begin) = self.periods.iter().position(|period| number_of(period.to()) >= at) else { return };
        let end = if span == Span::UntilEnd { sums.len() } else { begin + 1 };
        for of_period in sums.iter_mut().take(end).skip(begin) {
            of_period.add(span, what.to_owned(), facet.to_owned(), number, amount);
        }
    }

    /// The figures of a definition, by region and in each from the first period to the last.
    pub fn figures<'a>(
        &'a self,
        definition: &'a Definition,
    ) -> impl Iterator<Item = (&'a str, usize, Window, Figure)> {
        self.regions.iter().flat_map(move |(region, sums)| {
            let in_order = self.periods.iter().zip(sums).enumerate();
            in_order
                .map(move |(at, (period, sums))| (region.as_str(), at, *period, Figure::of(definition, sums)))
        })
    }

    /// The figure of one region and period; none where there is none.
    #[must_use]
    pub fn figure(&self, definition: &Definition, region: &str, at: usize) -> Option<(Window, Figure)> {
        let period = *self.periods.get(at)?;
        // Where nothing was counted the other window is empty and not unknown.
        let nothing = Sums::default();
        let sums = self.regions.get(region).and_then(|sums| sums.get(at)).unwrap_or(&nothing);
        Some((period, Figure::of(definition, sums)))
    }

    /// What was counted in one region and one period, of a series that has no other.
    #[must_use]
    pub fn into_sum(self) -> Sums {
        self.regions.into_values().flatten().next().unwrap_or_default()
    }

    /// How many periods there are.
    #[must_use]
    pub fn length(&self) -> usize {
        self.periods.len()
    }
}

fn too_large() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::QUERY_TOO_LARGE,
        format!("查询结果超过 {MOST_POINTS} 个数值，请缩短统计区间，或者改用更长的周期、更大的地区。"),
        format!(
            "The answer has more than {MOST_POINTS} points: choose a shorter window, longer periods or larger regions."
        ),
    )
}
