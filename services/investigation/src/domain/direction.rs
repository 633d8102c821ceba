//! Where to look next: from what is known and what is missing, whom to ask, and why.

use jiff::{ToSpan as _, civil::Date};
use kit::domain::refusal::Text;

use super::debtor::{Confidence, Fact, Topic};

/// A way to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Direction {
    /// About what.
    pub topic: Topic,
    /// Why.
    pub reason: Text,
    /// Whom to ask.
    pub ask: Ask,
}

/// Whom to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A unit, for this matter.
    Unit(&'static str),
    /// A shared court, by this kind of task.
    Court(&'static str),
}

/// What units know of a topic: asked for where nothing is known, or what is known is old.
const QUERIES: &[(Topic, &str, bool)] = &[
    (Topic::Deposit, "matters/account-query", true),
    (Topic::RealEstate, "matters/real-estate-query", true),
    (Topic::Vehicle, "matters/vehicle-query", true),
    (Topic::Equity, "matters/equity-query", true),
    (Topic::Fund, "matters/housing-fund-query", false),
    (Topic::Work, "matters/social-insurance-query", false),
    (Topic::Family, "matters/marriage-query", false),
    (Topic::Claim, "matters/tax-query", true),
];
/// After so many days a fact is old.
const OLD_DAYS: i32 = 180;

/// Where to look next. `owned` are the sorts of property on record, `open` the topics of leads not yet verified.
#[must_use]
pub fn directions(
    organisation: bool,
    facts: &[&Fact],
    owned: &[Topic],
    open: &[Topic],
    today: Date,
) -> Vec<Direction> {
    let mut found = Vec::new();
    for topic in open {
        let reason = Text::new(
            "有线索尚未核实，请共享法庭就近查看。",
            "A lead is not verified yet; have the shared court look.",
        );
        found.push(Direction { topic: *topic, reason, ask: Ask::Court("VERIFY_LEAD") });
    }
    let newest = |topic: Topic| facts.iter().filter(|fact| fact.topic == topic).max_by_key(|fact| fact.date);
    let line = today.saturating_sub(OLD_DAYS.days());
    match newest(Topic::Residence) {
        Some(fact) if fact.date >= line && fact.confidence != Confidence::Low => {}
        Some(_) => {
            let reason = Text::new(
                "已知下落过时或者不可靠，请共享法庭上门核实。",
                "The known whereabouts are old or unsure; have the shared court go and see.",
            );
            found.push(Direction { topic: Topic::Residence, reason, ask: Ask::Court("LOCATE_PERSON") });
        }
        None => {
            let reason = Text::new("下落不明。", "The whereabouts are not known.");
            found.push(Direction {
                topic: Topic::Residence,
                reason: reason.clone(),
                ask: Ask::Court("LOCATE_PERSON"),
            });
            if !organisation {
                let ask = Ask::Unit("matters/identity-query");
                found.push(Direction { topic: Topic::Residence, reason, ask });
            }
        }
    }
    for (topic, matter, of_organisations) in QUERIES {
        if organisation && !of_organisations || owned.contains(topic) {
            continue;
        }
        let reason = match newest(*topic) {
            Some(fact) if fact.date < line => Text::new(
                format!("最近一次了解是 {}，已过时。", fact.date),
                format!("What is known is of {} and old.", fact.date),
            ),
            Some(fact) if fact.confidence == Confidence::Low => Text::new(
                "只有传闻，须向主管单位核实。",
                "Hearsay only; ask the unit that keeps the register.",
            ),
            Some(_) => continue,
            None => Text::new("还没有查询过。", "Nobody has asked yet."),
        };
        found.push(Direction { topic: *topic, reason, ask: Ask::Unit(matter) });
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kit::domain::Timestamp;

    use super::*;
    use crate::domain::{
        catalogue::Catalogue,
        debtor::{Audience, Source},
    };

    fn fact(topic: Topic, day: Date, confidence: Confidence) -> Fact {
        Fact {
            topic,
            text: "x".into(),
            source: Source::Court,
            reference: String::new(),
            date: day,
            confidence,
            audience: Audience::Court,
            author: String::new(),
            at: Timestamp::from_micros(0),
        }
    }

    fn asks(facts: &[&Fact], owned: &[Topic]) -> Vec<Ask> {
        directions(false, facts, owned, &[], date(2026, 11, 23)).into_iter().map(|d| d.ask).collect()
    }

    #[test]
    fn every_matter_that_is_pointed_to_is_in_the_catalogue() {
        let catalogue = Catalogue::shipped().unwrap();
        for (_, matter, _) in QUERIES {
            assert!(catalogue.matter(matter).is_some(), "{matter}");
        }
        assert!(catalogue.matter("matters/identity-query").is_some());
    }

    #[test]
    fn what_is_known_and_fresh_is_not_asked_again() {
        let vehicle = Ask::Unit("matters/vehicle-query");
        let fresh = fact(Topic::Vehicle, date(2026, 11, 1), Confidence::High);
        let old = fact(Topic::Vehicle, date(2025, 11, 1), Confidence::High);
        let hearsay = fact(Topic::Vehicle, date(2026, 11, 1), Confidence::Low);
        assert!(asks(&[], &[]).contains(&vehicle));
        assert!(!asks(&[&fresh], &[]).contains(&vehicle));
        assert!(!asks(&[&old, &fresh], &[]).contains(&vehicle));
        assert!(asks(&[&old], &[]).contains(&vehicle));
        assert!(asks(&[&hearsay], &[]).contains(&vehicle));
        assert!(!asks(&[&old], &[Topic::Vehicle]).contains(&vehicle));
    }

    #[test]
    fn nobody_is_looked_for_whose_whereabouts_are_known() {
        let home = fact(Topic::Residence, date(2026, 11, 1), Confidence::Medium);
        assert!(asks(&[], &[]).contains(&Ask::Court("LOCATE_PERSON")));
        assert!(!asks(&[&home], &[]).contains(&Ask::Court("LOCATE_PERSON")));
    }
}
