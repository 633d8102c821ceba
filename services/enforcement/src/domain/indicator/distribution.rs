//! How single values lie.

use serde::{Deserialize, Serialize};

use super::figure::decimal;

/// Values with how often each occurs, the least first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram(Vec<(i64, i64)>);

impl Histogram {
    /// From values and how often each occurs, in any order.
    #[must_use]
    pub fn new(mut values: Vec<(i64, i64)>) -> Self {
        values.retain(|(_, number)| *number > 0);
        values.sort_unstable();
        Self(values)
    }

    fn number(&self) -> i64 {
        self.0.iter().map(|(_, number)| number).sum()
    }

    /// The nearest rank: the least value that so many of a hundred do not exceed.
    fn percentile(&self, percent: i64) -> Option<i64> {
        let rank = (self.number() * percent + 99) / 100;
        let mut seen = 0;
        self.0.iter().find_map(|(value, number)| {
            seen += number;
            (seen >= rank).then_some(*value)
        })
    }

    /// The distribution of seconds, in minutes; `None` where there are none.
    #[must_use]
    pub fn in_minutes(&self, limit: i64) -> Option<Distribution> {
        let minutes = |seconds: i64| decimal(i128::from(seconds), 60, 2);
        let within: i64 = self.0.iter().filter(|(value, _)| *value <= limit).map(|(_, number)| number).sum();
        Some(Distribution {
            median: minutes(self.percentile(50)?)?,
            p95: minutes(self.percentile(95)?)?,
            max: minutes(self.0.last()?.0)?,
            limit: minutes(limit)?,
            share_within_limit: decimal(i128::from(within) * 100, i128::from(self.number()), 2)?,
        })
    }
}

/// How single values lie. Ranks are nearest ranks: each is a value that really occurred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// Half do not exceed it.
    pub median: String,
    /// 95 of a hundred do not exceed it.
    pub p95: String,
    /// The greatest.
    pub max: String,
    /// How long it may take.
    pub limit: String,
    /// How many kept to that, in percent.
    pub share_within_limit: String,
}
