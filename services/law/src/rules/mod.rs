//! The rules as data: each row is one provision in one stretch of time, with its article and its text.
//!
//! A row that is not read from the text at hand, or whose text was superseded in part, carries
//! `needs_confirmation`; an answer that rests on it says so. To change the law, add a row: a new one
//! takes over from its first day and the old one keeps answering for the days before.

pub mod closing;
pub mod enforcement;
pub mod periods;
pub mod sanctions;
pub mod seizure;
pub mod service;

use jiff::civil::{Date, date};
use serde::Serialize;

use crate::period::Measure;

/// One provision during one stretch of time.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The name by which answers point at this rule.
    pub id: &'static str,
    /// Where it stands, as it is cited in a ruling.
    pub article: &'static str,
    /// What it says, shortly, in Chinese.
    pub zh: &'static str,
    /// What it says, shortly, in English.
    pub en: &'static str,
    /// The first day on which this row answers.
    pub from: Date,
    /// The last day on which this row answers; none while it is in force.
    pub to: Option<Date>,
    /// The length of time that the provision gives, if it gives one.
    pub measure: Option<Measure>,
    /// Whether the row must be confirmed before it decides a person's rights.
    pub needs_confirmation: bool,
}

impl Rule {
    const fn new(
        id: &'static str,
        article: &'static str,
        from: Date,
        zh: &'static str,
        en: &'static str,
    ) -> Self {
        Self { id, article, zh, en, from, to: None, measure: None, needs_confirmation: false }
    }

    const fn until(mut self, last: Date) -> Self {
        self.to = Some(last);
        self
    }

    const fn gives(mut self, measure: Measure) -> Self {
        self.measure = Some(measure);
        self
    }

    const fn unconfirmed(mut self) -> Self {
        self.needs_confirmation = true;
        self
    }

    /// Whether the row answers for this day.
    #[must_use]
    pub fn in_force(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}

/// One rule through time: its rows from the oldest to the newest, never empty.
#[derive(Debug)]
pub struct Dated(&'static [Rule]);

impl Dated {
    /// The row that answers for a day. Before the oldest row, the oldest one: an answer that rests on
    /// a row outside its time is marked as needing confirmation.
    #[must_use]
    pub fn on(&self, day: Date) -> &'static Rule {
        self.0.iter().rev().find(|rule| rule.from <= day).unwrap_or(&self.0[0])
    }

    /// All rows, from the oldest to the newest.
    #[must_use]
    pub const fn rows(&self) -> &'static [Rule] {
        self.0
    }
}

/// Every rule of the library, for printing the tables and for the tests that guard them.
#[must_use]
pub fn all() -> Vec<&'static Rule> {
    [service::ALL, periods::ALL, enforcement::ALL, seizure::ALL, sanctions::ALL, closing::ALL]
        .into_iter()
        .flatten()
        .flat_map(|dated| dated.rows())
        .collect()
}

/// Makes the statics of a topic, and the list of them.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $rows:expr;)+) => {
        $($(#[$doc])* pub static $name: Dated = {
            const ROWS: &[Rule] = &$rows;
            Dated(ROWS)
        };)+
        pub(super) static ALL: &[&Dated] = &[$(&$name),+];
    };
}
use rules;

/// Civil Procedure Law (民事诉讼法), articles 1 to 119 in the numbering kept since the amendment of 2021.
const CPL_2022: Date = date(2022, 1, 1);
/// Civil Procedure Law, as amended in 2023.
const CPL_2024: Date = date(2024, 1, 1);
/// Interpretation of the Civil Procedure Law (民事诉讼法解释), text of 2022.
const INTERPRETATION: Date = date(2022, 4, 10);
/// The revision of the enforcement provisions after the Civil Code.
const REVISION_2021: Date = date(2021, 1, 1);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rows_of_one_rule_share_an_id_and_follow_each_other_without_overlap() {
        for topic in
            [service::ALL, periods::ALL, enforcement::ALL, seizure::ALL, sanctions::ALL, closing::ALL]
        {
            for dated in topic {
                for pair in dated.rows().windows(2) {
                    let [old, new] = pair else { continue };
                    assert_eq!(old.id, new.id);
                    assert_eq!(old.to.unwrap().tomorrow().unwrap(), new.from, "{}", old.id);
                }
                assert!(dated.rows().last().unwrap().to.is_none(), "{}", dated.rows()[0].id);
            }
        }
    }

    #[test]
    fn every_rule_names_its_article_in_both_languages() {
        let mut ids = BTreeSet::new();
        for rule in all() {
            assert!(
                rule.article.contains('第') && rule.article.ends_with(['条', '款', '项']),
                "{}",
                rule.article
            );
            assert!(!rule.zh.is_empty() && rule.en.is_ascii(), "{}", rule.id);
            assert!(ids.insert((rule.id, rule.from)), "{} stands twice", rule.id);
        }
        assert!(ids.len() > 90, "{}", ids.len());
    }
}
