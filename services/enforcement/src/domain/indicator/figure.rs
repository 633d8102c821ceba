//! A definition computed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kit::domain::Timestamp;
use law::identifiers::RegionCode;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Definition, Distribution, Span, Take, Term, Window};

/// What was counted, by what was measured and facet: how many and how much, in a window and up to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<(Span, String), BTreeMap<String, (i64, i64)>>);

impl Sums {
    /// Adds a sum.
    pub fn add(&mut self, span: Span, what: String, facet: String, number: i64, amount: i64) {
        let sum = self.0.entry((span, what)).or_default().entry(facet).or_default();
        sum.0 = sum.0.saturating_add(number);
        sum.1 = sum.1.saturating_add(amount);
    }

    /// The facets that occur of what was measured.
    pub fn facets(&self, span: Span, what: &str) -> impl Iterator<Item = &str> {
        let found = self.0.get(&(span, what.to_owned()));
        found.into_iter().flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// A term's total.
    #[must_use]
    pub fn total(&self, term: &Term) -> i64 {
        let Some(facets) = self.0.get(&(term.span, term.what.to_owned())) else { return 0 };
        let admitted = facets.iter().filter(|(facet, _)| term.admits(facet));
        let locked = admitted.map(|(_, (number, amount))| match term.take {
            Take::Count => *number,
            Take::Amount => *amount,
        });
        locked.fold(0, i64::saturating_add)
    }
}

/// A figure: what it is made of and what it comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What is added up.
    pub numerator: i64,
    /// What it is divided by; 1 for a plain count or sum.
    pub denominator: i64,
    /// As a decimal; `None` where there is nothing to divide by.
    pub value: Option<String>,
}

impl Figure {
    /// Computes a definition over sums.
    #[must_use]
    pub fn of(definition: &Definition, sums: &Sums) -> Self {
        let numerator = sums.total(&definition.numerator);
        let denominator = definition.denominator.map_or(1, |term| sums.total(&term));
        let value = decimal(
            i128::from(numerator) * i128::from(definition.times),
            i128::from(denominator) * i128::from(definition.over),
            definition.decimals,
        );
        Self { numerator, denominator, value }
    }

    /// Puts it beside the same of another window.
    #[must_use]
    pub fn beside(&self, other: Self, definition: &Definition) -> Comparison {
        let (times, over) = (i128::from(definition.times), i128::from(definition.over));
        let (n, d) = (i128::from(self.numerator), i128::from(self.denominator));
        let (m, e) = (i128::from(other.numerator), i128::from(other.denominator));
        // n/d − m/e over one denominator: rounded once, and not the difference of two rounded figures.
        let apart = (n.checked_mul(e), m.checked_mul(d));
        let apart = match apart {
            (Some(mine), Some(theirs)) => mine.checked_sub(theirs),
            _ => None,
        };
        let difference = apart.and_then(|apart| {
            decimal(apart.checked_mul(times)?, d.checked_mul(e)?.checked_mul(over)?, definition.decimals)
        });
        let relative = apart
            .filter(|_| d != 0 && e != 0)
            .and_then(|apart| decimal(apart.checked_mul(100)?, m.checked_mul(d)?, 2));
        Comparison { other, difference, relative_change_percent: relative }
    }
}

/// A figure beside the same of another window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The other figure.
    pub other: Figure,
    /// The figure less the other, in its own unit: points where it is a percentage.
    pub difference: Option<String>,
    /// The same in hundredths of the other figure.
    pub relative_change_percent: Option<String>,
}

/// `numerator / denominator` to so many places, rounded half away from zero; `None` where the denominator is 0.
#[must_use]
pub(super) fn decimal(numerator: i128, denominator: i128, decimals: u32) -> Option<String> {
    if denominator == 0 {
        return None;
    }
    let negative = (numerator < 0) != (denominator < 0);
    let (numerator, denominator) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let scale = 10_u128.checked_pow(decimals)?;
    // Whole part first, so that the scaled remainder fits whatever the size.
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    let scaled = rest.checked_mul(scale)?.checked_add(denominator / 2)? / denominator;
    // With an odd denominator half of it was cut down; no rest can then lie exactly in the middle.
    let total = whole.checked_mul(scale)?.checked_add(scaled)?;
    let sign = if negative && total > 0 { "-" } else { "" };
    let (whole, rest) = (total / scale, total % scale);
    if decimals == 0 {
        return Some(format!("{sign}{whole}"));
    }
    Some(format!("{sign}{whole}.{rest:0width$}", width = decimals as usize))
}

/// An indicator as it stood when it was frozen, with the definition that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// Which indicator.
    pub id: String,
    /// By which version.
    pub version: i32,
    /// The figure.
    pub figure: Figure,
    /// How the single values lay.
    pub distribution: Option<Distribution>,
}

/// Figures frozen together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Its id.
    pub id: Uuid,
    /// Of which days.
    pub window: Window,
    /// Of where.
    pub region: RegionCode,
    /// What it is for.
    pub title: String,
    /// Who froze it, `people/{id}`.
    pub creator: String,
    /// When.
    pub created: Timestamp,
    /// The figures.
    pub figures: Vec<Frozen>,
}

impl Snapshot {
    /// Resource name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("indicatorSnapshots/{}", self.id)
    }

    /// The last day.
    #[must_use]
    pub const fn to(&self) -> Date {
        self.window.to()
    }
}
