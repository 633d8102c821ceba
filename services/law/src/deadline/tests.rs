//! Clocks by example, and what holds for all of them.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::period::{Interval, is_rest_day};

fn excluded(from: Date, to: Date, ground: Option<Ground>) -> Exclusion {
    Exclusion { days: Interval { from, to }, ground }
}

#[test]
fn every_clock_has_a_length() {
    for kind in Kind::ALL {
        assert!(kind.rule().on(date(2024, 6, 3)).measure.is_some(), "{kind:?}");
    }
}

#[test]
fn the_limit_grows_with_the_five_grounds_and_with_no_other() {
    let filed = date(2023, 3, 1);
    let due = |ground| {
        let list = [excluded(date(2023, 4, 1), date(2023, 4, 10), Some(ground))];
        due(Kind::EnforcementLimit, filed, &list, &[]).value().map(|period| period.end)
    };
    for ground in [
        Ground::AuditAppraisal,
        Ground::Suspension,
        Ground::SettlementOrSecurity,
        Ground::SuperiorNotice,
        Ground::Auction,
    ] {
        assert_eq!(due(ground), Some(date(2023, 9, 11)), "{ground:?}");
    }
    for ground in [Ground::PublicNotice, Ground::JurisdictionDispute, Ground::Coordination] {
        assert_eq!(due(ground), None, "{ground:?}");
    }
}

#[test]
fn the_first_extension_is_the_presidents_and_the_next_goes_on_record() {
    let with = |list: &[Extension]| due(Kind::EnforcementLimit, date(2023, 3, 1), &[], list);
    let first = Extension { months: 3, president_approved: true, high_court_record: false };
    assert_eq!(with(&[first]).value().unwrap().end, date(2023, 12, 1));
    assert!(!with(&[Extension { president_approved: false, ..first }]).is_met());
    assert!(!with(&[Extension { months: 4, ..first }]).is_met());
    assert!(!with(&[first, first]).is_met());
    assert!(with(&[first, Extension { high_court_record: true, ..first }]).is_met());
    assert!(!due(Kind::ClueCheck, date(2023, 3, 1), &[], &[first]).is_met());
}

proptest! {
    #[test]
    fn adding_an_exclusion_never_shortens_a_limit(
        filed in 0i64..2500, at in 0i64..400, long in 0i64..90, extended in 0u16..4,
    ) {
        use jiff::ToSpan;
        let day = |n: i64| date(2019, 1, 1).saturating_add(n.days());
        let extension = Extension { months: extended, president_approved: true, high_court_record: true };
        let exclusion = excluded(day(filed + at), day(filed + at + long), Some(Ground::Suspension));
        let bare = due(Kind::EnforcementLimit, day(filed), &[], &[extension]);
        let longer = due(Kind::EnforcementLimit, day(filed), &[exclusion], &[extension]);
        let (bare, longer) = (bare.value().unwrap().end, longer.value().unwrap().end);
        prop_assert!(longer >= bare && !is_rest_day(longer));
    }
}
