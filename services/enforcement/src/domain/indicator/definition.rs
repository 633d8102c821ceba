//! What an indicator is made of: data, so that every version stays computable.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whether things are counted or what they amount to is added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// How many.
    Count,
    /// How much altogether.
    Amount,
}

/// Over which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// Those of the window.
    InWindow,
    /// All up to the last day of the window: for what is there on a day, however long it has been.
    UntilEnd,
}

/// Things that are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// What was measured.
    pub what: &'static str,
    /// Which of it: beginnings of facets, part by part, `*` for any one part. All of it where there are none.
    pub facets: &'static [&'static str],
    /// Count or amount.
    pub take: Take,
    /// Over which days.
    pub span: Span,
}

impl Term {
    /// How many of it there were in the window.
    #[must_use]
    pub const fn count(what: &'static str, facets: &'static [&'static str]) -> Self {
        Self { what, facets, take: Take::Count, span: Span::InWindow }
    }

    /// How much it amounted to in the window.
    #[must_use]
    pub const fn amount(what: &'static str, facets: &'static [&'static str]) -> Self {
        Self { what, facets, take: Take::Amount, span: Span::InWindow }
    }

    /// How much it amounted to up to the last day.
    #[must_use]
    pub const fn standing(what: &'static str, facets: &'static [&'static str]) -> Self {
        Self { what, facets, take: Take::Amount, span: Span::UntilEnd }
    }

    /// Whether a facet belongs to it.
    #[must_use]
    pub fn admits(&self, facet: &str) -> bool {
        self.facets.is_empty() || self.facets.iter().any(|pattern| begins(facet, pattern))
    }

    /// In words of the data, for example `count of case-closed first/completed`.
    #[must_use]
    pub fn formula(&self) -> String {
        let take = match self.take {
            Take::Count => "count",
            Take::Amount => "sum",
        };
        let until = match self.span {
            Span::InWindow => "",
            Span::UntilEnd => " until the last day",
        };
        let facets = self.facets.join(" | ");
        format!("{take} of {} {facets}", self.what).trim_end().to_owned() + until
    }
}

/// Whether a facet begins with a pattern, part by part.
fn begins(facet: &str, pattern: &str) -> bool {
    let mut parts = facet.split('/');
    pattern.split('/').all(|wanted| parts.next().is_some_and(|part| wanted == "*" || wanted == part))
}

/// In what a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Hundredths.
    Percent,
    /// Days.
    Days,
    /// Minutes.
    Minutes,
    /// Cases.
    Cases,
    /// Items of a list.
    Items,
    /// Person-times (人次): somebody counted twice is two.
    PersonTimes,
    /// People.
    People,
    /// Courts.
    Courts,
    /// Parcels of land.
    Parcels,
    /// Yuan.
    Yuan,
    /// Yuan for a mu.
    YuanPerMu,
    /// Mu (亩), a fifteenth of a hectare.
    Mu,
    /// Square metres.
    SquareMetres,
}

impl Unit {
    /// How it is written on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Days => "days",
            Self::Minutes => "minutes",
            Self::Cases => "cases",
            Self::Items => "items",
            Self::PersonTimes => "person-times",
            Self::People => "people",
            Self::Courts => "courts",
            Self::Parcels => "parcels",
            Self::Yuan => "CNY",
            Self::YuanPerMu => "CNY-per-mu",
            Self::Mu => "mu",
            Self::SquareMetres => "m2",
        }
    }
}

/// One version of how an indicator is made.
///
/// The figure is `numerator × times ÷ (denominator × over)`, rounded half away from zero to `decimals` places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Of which indicator.
    pub id: &'static str,
    /// Which version, from 1.
    pub version: i32,
    /// First day on which it is the one that is used; `None` where it is only made when asked for by number.
    pub from: Option<Date>,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Whence it is, and where it is no more than a judgement of this product.
    pub basis: &'static str,
    /// What is added up.
    pub numerator: Term,
    /// What it is divided by; nothing for a plain count or sum.
    pub denominator: Option<Term>,
    /// The numerator is taken so many times.
    pub times: i64,
    /// The denominator is taken so many times.
    pub over: i64,
    /// Places after the point.
    pub decimals: u32,
    /// In what it is.
    pub unit: Unit,
    /// How long a single one may take, in seconds, where it matters how the single values lie.
    pub limit: Option<i64>,
}

impl Definition {
    /// Its terms.
    pub fn terms(&self) -> impl Iterator<Item = Term> + use<> {
        std::iter::once(self.numerator).chain(self.denominator)
    }
}
