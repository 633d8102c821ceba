//! The rules as data: each row is one provision in one stretch of time, with its article and its text.
//!
//! The Chinese words of a row are a quotation, word for word from [`crate::articles`], unless the row says that they are a gist (要旨).
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

use crate::{articles, period::measure::Measure, text::Text};

/// How the words of a row stand to the text of its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Wording {
    /// Word for word; `……` stands for what is left out.
    Quotation,
    /// What it says, in other words (要旨).
    Gist,
}

/// One provision during one stretch of time.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The name by which answers point at this rule.
    pub id: &'static str,
    /// Where it stands, as it is cited in a ruling; empty where no provision says it.
    pub article: &'static str,
    /// What it says in Chinese, in the wording that [`Rule::wording`] names. [`Rule::text`] is what is printed.
    pub zh: &'static str,
    /// What it says, shortly, in English.
    pub en: &'static str,
    /// The first day on which this row answers.
    pub from: Date,
    /// The last day on which this row answers; none while it is in force.
    pub to: Option<Date>,
    /// The length of time that the provision gives, if it gives one.
    pub measure: Option<Measure>,
    /// Whether the Chinese words are those of the article.
    pub wording: Wording,
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
        Self {
            id,
            article,
            zh,
            en,
            from,
            to: None,
            measure: None,
            wording: Wording::Quotation,
            needs_confirmation: false,
        }
    }

    /// The Chinese words are not those of the article.
    const fn gist(mut self) -> Self {
        self.wording = Wording::Gist;
        self
    }

    /// The text of the article is not at hand: its gist, to be confirmed.
    const fn not_at_hand(self) -> Self {
        self.gist().unconfirmed()
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

    /// What it says, as it is printed: a quotation as it stands, a gist under its name, and both with 待确认 where they need it.
    #[must_use]
    pub fn text(&self) -> Text {
        let (zh, en) = match (self.wording, self.needs_confirmation) {
            (Wording::Quotation, false) => ("", ""),
            (Wording::Quotation, true) => ("（待确认）", "(to be confirmed) "),
            (Wording::Gist, false) => ("要旨：", "In substance: "),
            (Wording::Gist, true) => ("要旨（待确认）：", "In substance (to be confirmed): "),
        };
        Text::new(format!("{zh}{}", self.zh), format!("{en}{}", self.en))
    }

    /// The official name of the law in which it stands, where its text is at hand.
    #[must_use]
    pub fn source(&self) -> Option<&'static str> {
        articles::law_of(self.article).map(|law| law.title)
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
                rule.article.is_empty()
                    || rule.article.contains('第') && rule.article.ends_with(['条', '款', '项']),
                "{}",
                rule.article
            );
            assert!(!rule.zh.is_empty() && rule.en.is_ascii(), "{}", rule.id);
            assert!(ids.insert((rule.id, rule.from)), "{} stands twice", rule.id);
        }
        assert!(ids.len() > 90, "{}", ids.len());
    }

    #[test]
    fn every_quotation_stands_in_its_article_word_for_word() {
        let mut quoted = 0;
        let mut wrong = Vec::new();
        for rule in all().into_iter().filter(|rule| rule.wording == Wording::Quotation) {
            quoted += 1;
            let Some(article) = articles::text(rule.article) else {
                wrong.push(format!("{}: {} is not at hand", rule.id, rule.article));
                continue;
            };
            let mut rest = article.as_str();
            for fragment in rule.zh.split("……") {
                match rest.split_once(fragment) {
                    Some((_, after)) if !fragment.is_empty() => rest = after,
                    _ => wrong.push(format!("{}: {} does not say: {fragment}", rule.id, rule.article)),
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(quoted > 90, "{quoted}");
    }

    #[test]
    fn what_is_not_at_hand_is_a_gist_that_needs_confirmation() {
        for rule in all().into_iter().filter(|rule| articles::text(rule.article).is_none()) {
            assert!(
                rule.wording == Wording::Gist && rule.needs_confirmation,
                "{}: {}",
                rule.id,
                rule.article
            );
            assert!(rule.text().zh.starts_with("要旨（待确认）："), "{}", rule.text().zh);
        }
    }
}
