//! What indicators count.

use jiff::civil::Date;

/// One thing that happened and counts: the raw material of every indicator. Written in the transaction of what it measures, so
/// that a figure is never behind its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorRow {
    /// What was measured, for example `case-closed`.
    pub what: &'static str,
    /// By what it is distinguished, parts divided by `/`, for example `first/completed/within-limit`.
    pub facet: String,
    /// The day on which it counts, in China.
    pub day: Date,
    /// The thing itself, a resource name: counted once for each `what`.
    pub subject: String,
    /// Where; an indicator is asked for a region.
    pub region_code: String,
    /// How much: fen, days, minutes, square metres. 1 for what is only counted.
    pub amount: i64,
}
