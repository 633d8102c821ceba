//! Each article by example, with both sides of its boundary.

use jiff::civil::date;

use super::*;
use crate::identifiers::RegionCode;

fn act(mode: Mode) -> Act {
    Act {
        recipient: Some(Relation::Addressee),
        place: Some(Place::Residence),
        server: Some(Server { display_name: "王法官".into(), court_staff: true }),
        served_date: Some(date(2023, 3, 6)),
        ..Act::new(mode)
    }
}

fn left(witness: Witness) -> Act {
    Act { refused: true, witness: Some(witness), ..act(Mode::Left) }
}

fn committee(code: Option<&str>) -> Witness {
    Witness {
        display_name: "李主任".into(),
        represents: Some(Represents::ResidenceCommittee),
        region_code: code.map(|code| RegionCode::parse(code).unwrap()),
        signed: None,
    }
}

fn articles(act: &Act) -> Vec<&'static str> {
    check(act).unmet().iter().map(|unmet| unmet.rule().article).collect()
}

#[test]
fn a_signature_of_the_addressee_is_service_on_its_date() {
    assert_eq!(check(&act(Mode::Direct)).value(), Some(&date(2023, 3, 6)));
}

#[test]
fn a_grid_worker_is_never_the_server_in_any_mode() {
    for mode in [
        Mode::Direct,
        Mode::DirectElsewhere,
        Mode::Left,
        Mode::Electronic,
        Mode::Entrusted,
        Mode::Postal,
        Mode::Forwarded,
        Mode::PublicNotice,
    ] {
        let act = Act {
            server: Some(Server { display_name: "网格员".into(), court_staff: false }),
            ..act(mode)
        };
        assert!(articles(&act).contains(&"民事诉讼法解释第一百三十一条"), "{mode:?}");
    }
}

#[test]
fn only_the_committee_of_the_addressees_own_village_may_witness() {
    let at = |home: Option<&str>, witness: Option<&str>| {
        let mut act = left(committee(witness));
        act.addressee.region_code = home.map(|code| RegionCode::parse(code).unwrap());
        check(&act).is_met()
    };
    assert!(at(Some("330783201203"), Some("330783201203")));
    assert!(!at(Some("330783201203"), Some("330783201204")));
    assert!(!at(Some("330783201203"), Some("330783201")));
    assert!(!at(Some("330783201"), Some("330783201203")));
    assert!(!at(Some("330783201203"), None));
    assert!(at(None, Some("330783201203")));
}

#[test]
fn the_camera_stands_in_for_a_witness_but_not_for_the_residence() {
    let filmed = Act { refused: true, recorded_media: true, ..act(Mode::Left) };
    assert!(check(&filmed).is_met());
    assert!(!check(&Act { place: Some(Place::Elsewhere), ..filmed.clone() }).is_met());
    assert!(!check(&Act { recorded_media: false, ..filmed }).is_met());
}

#[test]
fn the_server_does_not_witness() {
    let witness = Witness { display_name: "王法官".into(), ..committee(None) };
    assert_eq!(articles(&left(witness)), ["民事诉讼法第八十九条"]);
}

#[test]
fn every_unmet_condition_is_told_at_once() {
    let act = Act {
        document: DocumentKind::MediationStatement,
        place: Some(Place::Elsewhere),
        served_date: None,
        server: None,
        recipient: Some(Relation::Other),
        ..act(Mode::Left)
    };
    assert!(articles(&act).len() >= 6, "{:?}", articles(&act));
}

#[test]
fn a_notice_counts_from_its_last_posting_and_never_ends_on_a_holiday() {
    let notice = Act {
        earlier: vec![Attempt { mode: Mode::Direct, date: Some(date(2023, 2, 1)) }],
        publications: vec![date(2023, 3, 1), date(2023, 3, 6)],
        place: None,
        ..act(Mode::PublicNotice)
    };
    // 5 April 2023, the 30th day, was Tomb-sweeping Day.
    assert_eq!(check(&notice).value(), Some(&date(2023, 4, 6)));
    let late =
        Act { earlier: vec![Attempt { mode: Mode::Direct, date: Some(date(2023, 3, 2)) }], ..notice.clone() };
    assert_eq!(articles(&late), ["民事诉讼法第九十五条"]);
    let summary = Act { procedure: Some(Procedure::Summary), ..notice };
    assert_eq!(articles(&summary), ["民事诉讼法解释第一百四十条"]);
}

#[test]
fn an_old_notice_runs_sixty_days_and_asks_for_confirmation() {
    let old = Act {
        addressee_missing: true,
        place: None,
        served_date: Some(date(2021, 6, 1)),
        ..act(Mode::PublicNotice)
    };
    let verdict = check(&old);
    assert_eq!(verdict.value(), Some(&date(2021, 8, 2)));
    assert!(verdict.why().iter().any(Why::needs_confirmation));
}
