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
fn every_duty_names_the_act_that_fulfils_it_and_nothing_else_does() {
    for kind in Kind::ALL {
        assert_eq!(kind.fulfilled_by().is_some(), kind.nature() == Nature::Duty, "{kind:?}");
        assert!(!kind.start().zh.is_empty(), "{kind:?}");
    }
}

#[test]
fn an_earliest_day_is_said_to_be_one_and_no_holiday_moves_it() {
    for (kind, from, day) in [
        (Kind::AuctionRealEstate, date(2026, 3, 6), date(2026, 4, 5)), // Qingming, a Sunday
        (Kind::AuctionMovable, date(2026, 3, 6), date(2026, 3, 21)),   // a Saturday
        (Kind::CurrentProcedureEarliest, date(2026, 3, 2), date(2026, 6, 3)),
        (Kind::CurrentProcedureEarliest, date(2026, 3, 6), date(2026, 6, 7)), // a Sunday
    ] {
        let ruling = due(kind, from, &[], &[]);
        assert_eq!(ruling.value().unwrap().end, day, "{kind:?}");
        assert_eq!(kind.nature(), Nature::EarliestDay);
        assert!(ruling.why().iter().any(|why| why.step == Step::Earliest { date: day }), "{kind:?}");
    }
}

#[test]
fn a_clock_whose_rule_knows_no_exclusion_refuses_one() {
    for kind in Kind::ALL {
        for ground in [None, Some(Ground::Suspension)] {
            let ruling =
                due(*kind, date(2026, 3, 2), &[excluded(date(2026, 3, 3), date(2026, 3, 4), ground)], &[]);
            assert_eq!(ruling.is_met(), kind.knows_exclusions(), "{kind:?} {ground:?}");
            if !kind.knows_exclusions() {
                assert_eq!(
                    ruling.unmet()[0].rule().id,
                    kind.rule().on(Date::MAX).id,
                    "it cites its own rule"
                );
            }
        }
    }
}

#[test]
fn an_extension_is_approved_while_the_limit_still_runs() {
    let filed = date(2026, 3, 2); // until 2 September 2026
    let approved = |day| {
        let extension =
            Extension { months: 3, president_approved: true, approved_on: day, high_court_record: false };
        due(Kind::EnforcementLimit, filed, &[], &[extension])
    };
    assert!(approved(Some(date(2026, 9, 2))).is_met());
    assert_eq!(approved(Some(date(2026, 9, 3))).unmet(), [&APPROVED_LATE]);
    assert_eq!(approved(None).unmet(), [&NO_APPROVAL_DAY]);
    assert_eq!(APPROVED_LATE.rule().article, "案件审理期限规定第十四条第二款");
}

#[test]
fn public_notice_is_left_out_in_civil_cases_and_not_in_enforcement() {
    let days = [excluded(date(2023, 4, 1), date(2023, 4, 10), Some(Ground::PublicNotice))];
    let ruling = due(Kind::EnforcementLimit, date(2023, 3, 1), &days, &[]);
    assert_eq!(ruling.unmet()[0].rule().article, "案件审理期限规定第九条第六项");
}

#[test]
fn a_period_over_a_festival_of_a_year_without_a_list_says_what_is_not_known() {
    // Six months end on 1 October 2027.
    let ruling = due(Kind::EnforcementLimit, date(2027, 4, 1), &[], &[]);
    assert_eq!(ruling.value().unwrap().end, date(2027, 10, 4));
    let last = ruling.why().last().unwrap();
    assert_eq!(last.step, Step::HolidaysUnknown { year: 2027 });
    assert!(last.needs_confirmation() && last.rule.article.contains("放假办法"), "{}", last.rule.article);
}

#[test]
fn the_limit_grows_with_the_six_grounds_and_with_no_other() {
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
        Ground::JurisdictionDispute,
    ] {
        assert_eq!(due(ground), Some(date(2023, 9, 11)), "{ground:?}");
    }
    for ground in [Ground::PublicNotice, Ground::Coordination] {
        assert_eq!(due(ground), None, "{ground:?}");
    }
}

#[test]
fn the_first_extension_is_the_presidents_and_the_next_goes_on_record() {
    let with = |list: &[Extension]| due(Kind::EnforcementLimit, date(2023, 3, 1), &[], list);
    let approved_on = Some(date(2023, 8, 1));
    let first = Extension { months: 3, president_approved: true, approved_on, high_court_record: false };
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
        let extension = Extension {
            months: extended, president_approved: true, approved_on: Some(day(filed)), high_court_record: true,
        };
        let exclusion = excluded(day(filed + at), day(filed + at + long), Some(Ground::Suspension));
        let bare = due(Kind::EnforcementLimit, day(filed), &[], &[extension]);
        let longer = due(Kind::EnforcementLimit, day(filed), &[exclusion], &[extension]);
        let (bare, longer) = (bare.value().unwrap().end, longer.value().unwrap().end);
        prop_assert!(longer >= bare && !is_rest_day(longer));
    }

    #[test]
    fn an_extension_counts_exactly_where_it_was_approved_within_the_limit(
        filed in 0i64..2500, late in -30i64..30, at in 0i64..300, long in 0i64..60, second: bool,
    ) {
        use jiff::ToSpan;
        let day = |n: i64| date(2019, 1, 1).saturating_add(n.days());
        let exclusions = [excluded(day(filed + at), day(filed + at + long), Some(Ground::Suspension))];
        let extension = |approved_on| Extension {
            months: 3, president_approved: true, approved_on: Some(approved_on), high_court_record: true,
        };
        let mut extensions = if second { vec![extension(day(filed + 1))] } else { Vec::new() };
        let end = due(Kind::EnforcementLimit, day(filed), &exclusions, &extensions).value().unwrap().end;
        extensions.push(extension(end.saturating_add(late.days())));
        let ruling = due(Kind::EnforcementLimit, day(filed), &exclusions, &extensions);
        prop_assert_eq!(ruling.is_met(), late <= 0);
    }

    #[test]
    fn an_earliest_day_is_the_length_itself(n in 0i64..4000) {
        use jiff::ToSpan;
        let from = date(2017, 1, 1).saturating_add(n.days());
        for (kind, days) in [(Kind::AuctionMovable, 15), (Kind::AuctionRealEstate, 30)] {
            prop_assert_eq!(due(kind, from, &[], &[]).value().unwrap().end, from.saturating_add(days.days()));
        }
    }
}
