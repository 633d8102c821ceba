use kit::domain::Timestamp;
use proptest::prelude::*;

use super::{super::*, draft, now};

fn faults(draft: Draft) -> Vec<(String, &'static str)> {
    let refusal = draft.check(now()).unwrap_err();
    assert!(refusal.fields().iter().all(|v| !v.text.zh.is_empty() && !v.text.en.is_empty()));
    refusal.fields().iter().map(|v| (v.field.clone(), v.reason)).collect()
}

#[test]
fn everything_that_is_wrong_is_reported_at_once() {
    let wrong = Draft {
        kind: None,
        case_number: "执123".into(),
        addressee: Some(DraftAddressee {
            identity_number: "110105194912310021".into(),
            phone: "call me".into(),
            ..DraftAddressee::default()
        }),
        region_code: "33078".into(),
        court: "330783104".into(),
        documents: vec![DraftDocument { copies: 101, file: "evidence/1".into(), ..DraftDocument::default() }],
        finish_by: Some(now().plus_hours(-1)),
        ..Draft::default()
    };
    let found: Vec<String> = faults(wrong).into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        found,
        [
            "kind",
            "case_number",
            "addressee.display_name",
            "addressee.phone",
            "addressee.identity_number",
            "region_code",
            "court",
            "documents[0].title",
            "documents[0].copies",
            "documents[0].file",
            "finish_by",
        ]
    );
}

#[test]
fn service_needs_papers_and_a_search_does_not() {
    assert_eq!(faults(Draft { documents: vec![], ..draft() }), [("documents".to_owned(), "REQUIRED")]);
    assert!(Draft { documents: vec![], kind: Some(Kind::LocatePerson), ..draft() }.check(now()).is_ok());
}

#[test]
fn a_place_is_a_town_or_a_village() {
    for (code, right) in
        [("330783", false), ("330783201", true), ("330783201203", true), ("3307832012031", false)]
    {
        let draft = Draft { address: String::new(), region_code: code.into(), ..draft() };
        assert_eq!(draft.check(now()).is_ok(), right, "{code}");
    }
    assert_eq!(faults(Draft { address: " ".into(), ..draft() }), [("address".to_owned(), "REQUIRED")]);
}

#[test]
fn a_case_number_comes_back_in_its_printed_form() {
    let filing = Draft { case_number: "(2023)浙０７８３执123号".into(), ..draft() }.check(now()).unwrap();
    assert_eq!(filing.case_number.unwrap().to_string(), "（2023）浙0783执123号");
}

#[test]
fn times_come_in_their_order_and_defaults_give_way() {
    let soon = now().plus_hours(2);
    let times = Draft { finish_by: Some(soon), ..draft() }.check(now()).unwrap().times;
    assert_eq!((times.accept_by, times.first_attempt_by, times.finish_by), (soon, soon, soon));
    let late = now().plus_hours(24 * 40);
    let times = Draft { accept_by: Some(late), ..draft() }.check(now()).unwrap().times;
    assert_eq!((times.accept_by, times.first_attempt_by, times.finish_by), (late, late, late));
    let wrong = Draft { accept_by: Some(late), finish_by: Some(soon), ..draft() };
    assert_eq!(faults(wrong), [("accept_by".to_owned(), "OUT_OF_ORDER")]);
    let usual = draft().check(now()).unwrap().times;
    assert_eq!(usual.accept_by, now().plus_hours(24));
    let urgent = Draft { urgent: true, ..draft() }.check(now()).unwrap().times;
    assert_eq!(urgent.finish_by, now().plus_hours(72));
}

#[test]
fn a_visit_is_reported_with_all_that_is_wrong_with_it() {
    let wrong = AttemptDraft {
        outcome: Some(Outcome::Refused),
        device_time: Some(now().plus_hours(1)),
        position: Some(Fix { latitude: 91.0, longitude: f64::NAN, accuracy_m: -1.0 }),
        witness: Some((String::new(), String::new())),
        evidence: vec!["evidence/xyz".into()],
        ..AttemptDraft::default()
    };
    let refusal = wrong.check(uuid::Uuid::nil(), "people/w", now()).unwrap_err();
    let fields: Vec<_> = refusal.fields().iter().map(|v| v.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "note",
            "position.latitude",
            "position.longitude",
            "position.accuracy_m",
            "witness.display_name",
            "evidence[0]",
        ]
    );
}

#[test]
fn half_a_position_is_refused_and_an_empty_one_is_none() {
    let visit = |latitude, longitude| {
        let position = Some(Fix { latitude, longitude, accuracy_m: 0.0 });
        let draft = AttemptDraft { outcome: Some(Outcome::NotFound), position, ..AttemptDraft::default() };
        draft.check(uuid::Uuid::nil(), "people/w", now())
    };
    assert_eq!(visit(0.0, 0.0).unwrap().position, None);
    for (latitude, longitude) in [(29.28, 0.0), (0.0, 120.24)] {
        let refusal = visit(latitude, longitude).unwrap_err();
        assert_eq!(
            (refusal.fields()[0].field.as_str(), refusal.fields()[0].reason),
            ("position", "INCOMPLETE")
        );
    }
    assert_eq!(
        visit(29.28, 120.24).unwrap().position,
        Some(Fix { latitude: 29.28, longitude: 120.24, accuracy_m: 0.0 })
    );
}

#[test]
fn a_time_at_the_end_of_all_times_is_too_far_and_no_malformed_time() {
    let last = Timestamp::parse("9999-12-31T23:59:59Z").unwrap();
    assert_eq!(faults(Draft { finish_by: Some(last), ..draft() }), [("finish_by".to_owned(), "TOO_FAR")]);
}

proptest! {
    #[test]
    fn whatever_is_said_times_are_in_order_or_refused(
        given in prop::array::uniform3(prop::option::of(-10i64..2000)), urgent: bool,
    ) {
        let at = |hours: Option<i64>| hours.map(|hours| now().plus_hours(hours));
        let draft = Draft {
            accept_by: at(given[0]), first_attempt_by: at(given[1]), finish_by: at(given[2]), urgent, ..draft()
        };
        if let Ok(filing) = draft.check(now()) {
            let Times { accept_by, first_attempt_by, finish_by } = filing.times;
            prop_assert!(now() < accept_by && accept_by <= first_attempt_by && first_attempt_by <= finish_by);
            for (said, kept) in [(at(given[0]), accept_by), (at(given[1]), first_attempt_by), (at(given[2]), finish_by)] {
                prop_assert!(said.is_none_or(|said: Timestamp| said == kept));
            }
        }
    }

    #[test]
    fn no_text_brings_it_down(a in ".{0,40}", b in ".{0,40}", c in ".{0,40}", copies: i32) {
        let draft = Draft {
            case_number: a.clone(), address: b.clone(), region_code: c.clone(), court: a.clone(),
            addressee: Some(DraftAddressee { display_name: b.clone(), identity_number: c, phone: a, ..DraftAddressee::default() }),
            documents: vec![DraftDocument { title: b.clone(), copies, file: b, ..DraftDocument::default() }], ..draft()
        };
        let _ = draft.check(now());
    }
}
