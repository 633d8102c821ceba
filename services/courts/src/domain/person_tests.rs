//! Terms of office and who sees whom, without a store.

use kit::access::{Caller, Grant};
use law::identifiers::RegionCode;

use super::*;
use crate::domain::court::CourtCode;

fn at(second: i64) -> Timestamp {
    Timestamp::from_micros(0).plus_seconds(second)
}

fn term(id: &str, role: Role, from: i64, until: Option<i64>) -> Term {
    let post = Post::Court(CourtCode::parse("330783201203").unwrap(), None);
    Term {
        id: id.into(),
        role,
        post,
        committee_staff: false,
        deputises_for: None,
        from: at(from),
        until: until.map(at),
    }
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
        entered_by: String::new(),
        entered_in: None,
    }
}

fn admin(second: i64) -> Caller {
    Caller { at: at(second), ..caller(Role::Admin, Some("330783"), None) }
}

fn caller(role: Role, region: Option<&str>, court: Option<&str>) -> Caller {
    let grant = Grant {
        role,
        region: region.map(|code| RegionCode::parse(code).unwrap()),
        court: court.map(str::to_owned),
        unit: None,
        deputises_for: None,
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
    let network = Network::default();
    let mut end = |id: &str, until: Option<i64>, now: i64| {
        let ended = somebody.end_term(id, until.map(at), &admin(now), &network);
        ended.map(|()| (somebody.terms[0].until, somebody.version)).map_err(|refusal| refusal.reason())
    };
    assert_eq!(end("2", None, 5), Err("TERM_UNKNOWN"));
    assert_eq!(end("1", Some(4), 5), Err("BAD_REQUEST"));
    assert_eq!(end("1", Some(20), 5), Ok((Some(at(20)), 2)));
    assert_eq!(end("1", Some(21), 5), Err("BAD_REQUEST"));
    assert_eq!(end("1", None, 6), Ok((Some(at(6)), 3)));
    assert_eq!(end("1", None, 6), Err("TERM_ENDED"));
}

#[test]
fn deactivation_ends_what_runs_and_what_would_begin() {
    let ended = term("1", Role::Director, 0, Some(3));
    let mut somebody =
        person(vec![ended.clone(), term("2", Role::Director, 3, None), term("3", Role::GridWorker, 9, None)]);
    let network = Network::default();
    somebody.deactivate(&admin(5), &network).unwrap();
    assert_eq!(somebody.terms[0], ended);
    assert_eq!((somebody.terms[1].until, somebody.terms[2].until), (Some(at(5)), Some(at(9))));
    assert!(somebody.terms.iter().all(|term| !term.runs(at(9))));
    assert_eq!(somebody.deactivate(&admin(6), &network).unwrap_err().reason(), "PERSON_DEACTIVATED");
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
    assert!(new.clone().seen_by(&caller(Role::Officer, Some("330783"), None), &network).is_none());
    // Whose entry is not known is the county's; a person who was entered is theirs who entered them, and theirs who stand above.
    assert!(new.clone().seen_by(&caller(Role::Admin, Some("330783201"), None), &network).is_none());
    let mut entered = new;
    entered.note_entry(&caller(Role::Admin, Some("330783201"), None));
    for (region, seen) in
        [("330783201", true), ("330783", true), ("330783001", false), ("330783201203", false)]
    {
        let admin = caller(Role::Admin, Some(region), None);
        assert_eq!(entered.clone().seen_by(&admin, &network).is_some(), seen, "{region}");
        assert_eq!(entered.in_hand_of(&admin, &network).is_ok(), seen, "{region}");
    }
}

fn office(role: Role, region: &str, until: Option<i64>) -> Term {
    let post = Post::Region(RegionCode::parse(region).unwrap());
    Term {
        id: format!("{role:?}{region}"),
        role,
        post,
        committee_staff: false,
        deputises_for: None,
        from: at(0),
        until: until.map(at),
    }
}

#[test]
fn what_came_from_an_invitation_is_good_for_what_the_inviter_could_give() {
    use crate::domain::origin::Origin;
    let network = Network::default();
    let town = Origin::of(&caller(Role::Admin, Some("330783201"), None));
    let holds = |terms: Vec<Term>| town.still_covers(&person(terms), at(50), &network).is_ok();
    assert!(holds(vec![]) && holds(vec![office(Role::Officer, "330783201", None)]));
    assert!(holds(vec![office(Role::President, "330783", Some(50))]), "what is over counts no more");
    assert!(!holds(vec![office(Role::President, "330783", None)]));
    assert!(!holds(vec![office(Role::Officer, "330783201", None), office(Role::Officer, "330783001", None)]));
    let soon = Term { from: at(99), ..office(Role::President, "330783", None) };
    assert!(!holds(vec![soon]), "what will begin counts");
    let clerk = Term { post: Post::Unit("units/u01".into()), ..office(Role::UnitClerk, "330783", None) };
    assert!(!holds(vec![clerk.clone()]));
    let county = Origin::of(&caller(Role::Admin, Some("330783"), None));
    assert!(county.still_covers(&person(vec![clerk]), at(50), &network).is_ok());
    let refusal = town.still_covers(&person(vec![office(Role::Officer, "330783", None)]), at(50), &network);
    let refusal = refusal.unwrap_err();
    assert!(refusal.text().zh.contains("330783") && refusal.reason() == "NEW_INVITATION_REQUIRED");

    // A code that was not used yet asks whether its inviter still holds the office.
    let somebody = person(vec![office(Role::Officer, "330783201", None)]);
    let good = |inviter: Option<&Person>| town.is_good_for(&somebody, inviter, at(50), &network).is_ok();
    let inviter = person(vec![office(Role::Admin, "330783201", Some(60))]);
    assert!(good(Some(&inviter)));
    assert!(!good(None));
    assert!(!good(Some(&person(vec![office(Role::Admin, "330783201", Some(50))]))));
    assert!(!good(Some(&Person { deactivated: Some(at(1)), ..inviter })));
}

#[test]
fn who_has_no_office_any_more_is_in_the_hand_of_who_could_have_given_all_they_had() {
    let network = Network::default();
    let gone =
        person(vec![office(Role::Officer, "330783201", Some(1)), office(Role::President, "330783", Some(1))]);
    let hand = |region: &str| {
        gone.in_hand_of(&Caller { at: at(9), ..caller(Role::Admin, Some(region), None) }, &network)
    };
    assert!(hand("330783").is_ok());
    assert_eq!(hand("330783201").unwrap_err().reason(), "BEYOND_SCOPE");
}

#[test]
fn an_auditor_holds_no_office_that_they_audit() {
    use crate::domain::region::Region;
    let town = RegionCode::parse("330783201").unwrap();
    let network =
        Network::new(1, vec![Region { code: town, display_name: "三单乡".into(), seat: None }], vec![]);
    let admin = admin(5);
    let give = |held: &[Term], term: Term| {
        person(held.to_vec()).appoint(term, (&[], None), &admin, &network).map_err(|refusal| refusal.reason())
    };
    let no = Err("AUDITOR_NOT_INDEPENDENT");
    for role in AUDITED {
        let held = office(role, "330783", None);
        assert_eq!(give(std::slice::from_ref(&held), office(Role::Auditor, "330783", None)), no, "{role:?}");
        assert_eq!(give(&[office(Role::Auditor, "330783201", None)], held.clone()), no, "{role:?}");
        let over = Term { until: Some(at(4)), ..held };
        let after = Term { from: at(4), ..office(Role::Auditor, "330783", None) };
        assert_eq!(give(&[over], after), Ok(()), "{role:?}");
    }
    let elsewhere = office(Role::Officer, "330783001", None);
    assert_eq!(give(&[elsewhere], office(Role::Auditor, "330783201", None)), Ok(()));
    let town = Caller { at: at(5), ..caller(Role::Admin, Some("330783201"), None) };
    let wide = person(vec![office(Role::Officer, "330783201", None)]).appoint(
        office(Role::Auditor, "330783", None),
        (&[], None),
        &town,
        &network,
    );
    assert_eq!(
        wide.unwrap_err().reason(),
        "BEYOND_SCOPE",
        "an auditor is given by who encloses their region"
    );
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

#[test]
fn a_deputy_stands_beside_a_holder_who_is_there_throughout() {
    let caller = caller(Role::Admin, Some("330783"), None);
    let network = Network::default();
    let wanted = || Term {
        deputises_for: Some(PersonId::parse("b").unwrap()),
        ..office(Role::Officer, "330783", None)
    };
    let holder = |own: Vec<Term>| Person { id: PersonId::parse("b").unwrap(), ..person(own) };
    let term = |from: i64, until: Option<i64>| Term {
        from: at(from),
        until: until.map(at),
        ..office(Role::Officer, "330783", None)
    };
    let deputy = |from: i64, until: i64, holder: &Person| {
        let wanted = Term { from: at(from), until: Some(at(until)), ..wanted() };
        let given = person(Vec::new()).appoint(wanted, (&[], Some(holder)), &caller, &network);
        given.map_err(|refusal| refusal.reason().to_owned())
    };
    assert_eq!(deputy(4, 8, &holder(vec![term(0, None)])), Ok(()));
    assert_eq!(deputy(4, 8, &holder(vec![term(0, Some(8))])), Ok(()));
    for other in [term(0, Some(7)), term(5, None), wanted()] {
        assert_eq!(deputy(4, 8, &holder(vec![other])), Err("ABSENT_NOT_IN_OFFICE".into()));
    }
    let oneself = Person { id: person(Vec::new()).id, ..holder(vec![term(0, None)]) };
    assert_eq!(deputy(4, 8, &oneself), Err("OWN_DEPUTY".into()));
}
