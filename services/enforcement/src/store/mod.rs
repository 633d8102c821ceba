//! What is kept. Every reading takes a scope: there is none without.
//!
//! What lists are filtered and sorted by stands in columns; all else lies sealed beside them as one piece, because nothing is
//! looked for in it and most of it is about people.

pub(crate) mod batches;
pub(crate) mod cases;
pub(crate) mod controls;
pub(crate) mod figures;
pub(crate) mod kept;
pub(crate) mod known_tasks;
pub(crate) mod measures;
mod migrations;
pub(crate) mod money;
pub(crate) mod openings;
pub(crate) mod sanctions;
pub(crate) mod service_acts;
pub(crate) mod snapshots;
pub(crate) mod supervision_cases;
pub(crate) mod supervision_list;
pub(crate) mod supervision_money;
pub(crate) mod supervision_subjects;
pub(crate) mod supervisions;
#[cfg(test)]
mod tests;
pub(crate) mod timeline;
pub(crate) mod unlinked;
pub(crate) mod visits;
mod work;

pub use migrations::Migrator;
pub(crate) use work::{Begun, House, Record, Work};

use jiff::civil::Date;
use kit::{access::Scope, refusal::Refusal, seal::Seal};
use sea_orm::Value;

/// Values of a statement, and their places in it.
#[derive(Default)]
pub(crate) struct Bind(pub(crate) Vec<Value>);

impl Bind {
    /// Adds a value; its place.
    pub(crate) fn one(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// The condition that a region column lies inside a scope. A code's digits with nines behind them end its range.
    pub(crate) fn inside(&mut self, column: &str, scope: &Scope) -> String {
        if scope.everything {
            return "1 = 1".to_owned();
        }
        let ranges: Vec<_> = scope.regions.iter().map(|code| self.below(column, code.as_str())).collect();
        if ranges.is_empty() { "1 = 0".to_owned() } else { format!("({})", ranges.join(" OR ")) }
    }

    /// The condition that a region column begins with a code.
    pub(crate) fn below(&mut self, column: &str, code: &str) -> String {
        let last = format!("{code:9<12}");
        let (first, last) = (self.one(code), self.one(last));
        format!("{column} BETWEEN {first} AND {last}")
    }
}

/// A day as it is kept: 20231231.
pub(crate) fn day(date: Date) -> i64 {
    (i64::from(date.year()) * 100 + i64::from(date.month())) * 100 + i64::from(date.day())
}

/// The name of a value as it is stored and filtered.
pub(crate) fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Seals a value as one piece.
pub(crate) fn close(value: &impl serde::Serialize, seal: &Seal) -> Result<Vec<u8>, Refusal> {
    seal.close(&serde_json::to_string(value).map_err(|fault| Refusal::internal(&fault))?)
}

/// Opens what was sealed.
pub(crate) fn open<T: serde::de::DeserializeOwned>(sealed: &[u8], seal: &Seal) -> Result<T, Refusal> {
    serde_json::from_str(&seal.open(sealed)?).map_err(|fault| Refusal::internal(&fault))
}
