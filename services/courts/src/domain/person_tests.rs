//! Terms of office and who sees whom, without a store.

use kit::access::{Caller, Grant};
use law::identifiers::RegionCode;

use super::*;
use crate::domain::court::CourtCode;

fn at(second: i64) -> Moment {
    Moment::from_micros(0).plus_seconds(second)
}

fn term(id: &str, role: Role, from: i64, until: Option<i64>) -> Term {
    let post = Post::Court(CourtCode::parse("330783201203").unwrap(), None);
    Term { id: id.into(), role, post, committee_staff: false, from: at(from), until: until.map(at) }
}

fn person(terms: Vec<Term>) -> Person {
    Person {
        id: PersonId::parse("a").unwrap(),
        display_name: "某甲".into(),
        phone: "13800000001".into(),
        deactivated: None,
        version: 1,
        created: at(0),
        terms,
    }
}

fn caller(role: Role, region: Option<&str>, court: Option<&str>) -> Caller {
    let grant = Grant {
        role,
        region: region.map(|code| RegionCode::parse(code).unwrap()),
        court: court.map(str::to_owned),
        unit: None,
        from: at(0),
        until: None,
    };
    Caller { person: "people/z".into(), grants: vec![grant], ..Caller::ourselves(at(0)) }
}

#[test]
fn terms_that_meet_do_not_overlap() {
    let first = term("1", Role::Director, 0, Some(10));
    assert!(!first.overlaps(&term("2", Role::Director, 10, None)));
    assert!(first.overlaps(&term("2", Role::Director, 9, None)));
    assert!(!first.overlaps(&term("2", Role::Director, 5, Some(5))), "an empty term shares no instant");
    assert!(first.runs(at(0)) && first.runs(at(9)) && !first.runs(at(10)));
}

#[test]
fn only_one_directs_a_court_and_many_walk_its_grids() {
    let held = [Held {
        person: PersonId::parse("b").unwrap(),
        display_name: "某乙".into(),
        term: term("9", Role::Director, 0, None),
    }];
    let somebody = person(vec![]);
    let clash = somebody.clash("term", &term("1", Role::Director, 5, None), &held).unwrap();
    assert_eq!(clash.reason, "TERM_OVERLAP");
    assert!(clash.text.zh.contains("某乙") && clash.text.zh.contains("330783201203"));
    assert!(somebody.clash("term", &term("1", Role::ContactJudge, 5, None), &held).is_none());
    assert!(somebody.clash("term", &term("1", Role::GridWorker, 5, None), &held).is_none());
    let walker = person(vec![term("1", Role::GridWorker, 0, None)]);
    assert!(walker.clash("term", &term("2", Role::GridWorker, 5, None), &[]).is_some());
}

#[test]
fn a_term_ends_once_and_not_in_the_past() {
    let mut somebody = person(vec![term("1", Role::Director, 0, None)]);
    assert_eq!(somebody.end_term("2", None, at(5)).unwrap_err().reason(), "TERM_UNKNOWN");
    assert_eq!(somebody.end_term("1", Some(at(4)), at(5)).unwrap_err().reason(), "BAD_REQUEST");
    somebody.end_term("1", Some(at(20)), at(5)).unwrap();
    assert_eq!(somebody.end_term("1", Some(at(21)), at(5)).unwrap_err().reason(), "BAD_REQUEST");
    somebody.end_term("1", None, at(6)).unwrap();
    assert_eq!((somebody.terms[0].until, somebody.version), (Some(at(6)), 3));
    assert_eq!(somebody.end_term("1", None, at(6)).unwrap_err().reason(), "TERM_ENDED");
}

#[test]
fn deactivation_ends_what_runs_and_what_would_begin() {
    let ended = term("1", Role::Director, 0, Some(3));
    let mut somebody =
        person(vec![ended.clone(), term("2", Role::Director, 3, None), term("3", Role::GridWorker, 9, None)]);
    somebody.deactivate(at(5)).unwrap();
    assert_eq!(somebody.terms[0], ended);
    assert_eq!((somebody.terms[1].until, somebody.terms[2].until), (Some(at(5)), Some(at(9))));
    assert!(somebody.terms.iter().all(|term| !term.runs(at(9))));
    assert_eq!(somebody.deactivate(at(6)).unwrap_err().reason(), "PERSON_DEACTIVATED");
}

#[test]
fn a_person_is_seen_inside_the_scope_alone_and_with_the_terms_in_it() {
    let network = Network::default();
    let elsewhere = Term {
        post: Post::Court(CourtCode::parse("330783123").unwrap(), None),
        ..term("2", Role::GridWorker, 0, None)
    };
    let somebody = person(vec![term("1", Role::GridWorker, 0, None), elsewhere]);
    let seen = |caller: &Caller| somebody.clone().seen_by(caller, &network);
    let director = seen(&caller(Role::Director, None, Some("courts/330783201203"))).unwrap();
    assert_eq!((director.terms.len(), director.phone.as_str()), (1, "13800000001"));
    assert!(seen(&caller(Role::Director, None, Some("courts/330783201"))).is_none());
    let president = seen(&caller(Role::President, Some("330783"), None)).unwrap();
    assert_eq!((president.terms.len(), president.phone.as_str()), (2, "138****0001"));
    assert!(seen(&caller(Role::Officer, Some("330784"), None)).is_none());
    let new = person(vec![]);
    assert!(new.clone().seen_by(&caller(Role::Admin, Some("330783"), None), &network).is_some());
    assert!(new.seen_by(&caller(Role::Officer, Some("330783"), None), &network).is_none());
}

#[test]
fn a_number_is_a_number_and_a_mask_shows_little() {
    for right in ["", "13800000001", "+86 138-0000-0001", "(0579)86600000"] {
        assert!(phone(right).is_ok(), "{right}");
    }
    for wrong in ["1234", "138****0001", "电话", "1+2345678"] {
        assert!(phone(wrong).is_err(), "{wrong}");
    }
    assert_eq!((masked("13800000001").as_str(), masked("86600").as_str()), ("138****0001", "*****"));
    for wrong in ["", "-a", "A", "a b", "甲"] {
        assert!(PersonId::parse(wrong).is_err(), "{wrong}");
    }
}
