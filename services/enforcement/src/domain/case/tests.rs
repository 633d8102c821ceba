//! Cases by example and by property.

use jiff::{ToSpan as _, civil::date};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::{
    Actor,
    approval::{Awaits as _, Kind},
};

fn draft() -> Draft {
    let party = |side, number: &str| DraftParty {
        side: Some(side),
        display_name: "张三".into(),
        identity: kit::domain::identity::Draft::of(None, number, "", false),
        ..DraftParty::default()
    };
    Draft {
        case_number: "（2023）浙0783执1号".into(),
        filing_date: Some(Ok(date(2023, 3, 1))),
        claim_fen: 100,
        parties: vec![
            party(Side::Applicant, "11010519491231002X"),
            party(Side::Debtor, "34052419800101001X"),
        ],
        ..Draft::default()
    }
}

fn case() -> Case {
    let at = Timestamp::parse("2024-01-05T00:00:00Z").unwrap();
    draft()
        .check(Uuid::nil(), &RegionCode::parse("330783").unwrap(), "people/officer", &Handlers::default(), at)
        .unwrap()
}

#[test]
fn a_resumed_case_is_not_a_first_one_and_a_civil_one_is_none() {
    let with = |number: &str| {
        let at = Timestamp::parse("2024-01-05T00:00:00Z").unwrap();
        let draft = Draft { case_number: number.into(), ..draft() };
        draft.check(
            Uuid::nil(),
            &RegionCode::parse("330783").unwrap(),
            "people/officer",
            &Handlers::default(),
            at,
        )
    };
    assert!(case().is_first());
    assert!(!with("（2023）浙0783执恢1号").unwrap().is_first());
    assert_eq!(with("（2023）浙0783民初1号").unwrap_err().fields()[0].reason, "NOT_ENFORCEMENT");
    assert_eq!(with("（2023）浙0783民诉前调1号").unwrap_err().fields()[0].reason, "NOT_ENFORCEMENT");
    for older in ["(2009)绍诸民执字第03265号", "(2016)阳法晋0122执字第00104号", "(2015)瑶执字第02181号"]
    {
        assert!(with(older).unwrap().is_first(), "{older}");
    }
}

#[test]
fn days_that_do_not_count_are_taken_out_once() {
    let mut case = case();
    let suspended = |from, until| Suspension {
        ground: Ground::Suspension,
        reason: "中止".into(),
        from,
        until: Some(until),
    };
    case.suspensions.push(suspended(date(2023, 4, 1), date(2023, 4, 10)));
    case.suspensions.push(suspended(date(2023, 4, 6), date(2023, 4, 20)));
    assert_eq!(case.days(date(2023, 5, 1)), (61, 41));
    assert_eq!(case.days(date(2023, 4, 5)), (35, 30), "only up to the day that is asked for");
}

proptest! {
    #[test]
    fn the_limit_never_comes_earlier_for_a_suspension(from in 0i64..300, long in 0i64..200, on in 0i64..600) {
        let mut case = case();
        let day = |n: i64| date(2023, 3, 1).saturating_add(n.days());
        let bare = case.limit(day(on)).end;
        case.suspensions.push(Suspension {
            ground: Ground::Auction,
            reason: "拍卖".into(),
            from: day(from),
            until: Some(day(from + long)),
        });
        prop_assert!(case.limit(day(on)).end >= bare);
        let (all, net) = case.days(day(on));
        prop_assert!(0 <= net && net <= all);
    }
}

#[test]
fn who_handles_a_case_holds_an_office_of_its_region() {
    let at = Timestamp::parse("2024-01-05T00:00:00Z").unwrap();
    let office = |region: &str, until: Option<Timestamp>| Office {
        region_code: RegionCode::parse(region).unwrap(),
        from: Timestamp::from_micros(0),
        until,
    };
    let handlers = Handlers::at(
        [
            ("people/here".to_owned(), vec![office("330783", None)]),
            ("people/there".to_owned(), vec![office("330784", None)]),
            ("people/gone".to_owned(), vec![office("330783", Some(at))]),
            ("people/clerk".to_owned(), vec![]),
        ]
        .into(),
        at,
    );
    let region = RegionCode::parse("330783").unwrap();
    for (handler, now, ever) in [
        ("people/here", true, true),
        ("people/there", false, false),
        ("people/gone", false, true),
        ("people/clerk", false, false),
        ("people/zzzz", false, false),
    ] {
        let draft = || Draft { handler: handler.into(), ..draft() };
        assert_eq!(draft().check(Uuid::nil(), &region, "people/a", &handlers, at).is_ok(), now, "{handler}");
        assert_eq!(
            draft().check(Uuid::nil(), &region, "people/a", &handlers.ever(), at).is_ok(),
            ever,
            "{handler}"
        );
    }
}

#[test]
fn a_case_goes_to_another_handler_with_a_reason_and_who_had_it_decides_nothing_on_it() {
    let (mut case, at) = (case(), Timestamp::parse("2024-01-05T00:00:00Z").unwrap());
    let who = |person: &str| Actor::person(person);
    let office = |region: &str| {
        vec![Office {
            region_code: RegionCode::parse(region).unwrap(),
            from: Timestamp::from_micros(0),
            until: None,
        }]
    };
    let before = case.handler.clone();
    let party = case.parties[0].display_name.clone();
    let handlers = Handlers::at(
        [
            (before.clone(), office("330783")),
            ("people/next".to_owned(), office("330783")),
            ("people/away".to_owned(), office("330784")),
            ("people/party".to_owned(), office("330783")),
        ]
        .into(),
        at,
    );
    let names = [(before.clone(), "甲"), ("people/next".into(), "乙"), ("people/party".into(), &*party)];
    let handlers = handlers.called(names.map(|(person, name)| (person, name.to_owned())).into());
    let chief = who("people/chief");
    let faults = |case: &mut Case, to: &str, reason: &str| {
        let refused = case.assign_handler((to, reason), &chief, &handlers, at).unwrap_err();
        refused
            .fields()
            .iter()
            .map(|fault| (fault.field.clone(), fault.reason.to_owned()))
            .collect::<Vec<_>>()
    };
    let fault = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
    assert_eq!(faults(&mut case, "", " "), [fault("reason", "REQUIRED"), fault("handler", "REQUIRED")]);
    assert_eq!(faults(&mut case, "张三", "调离"), [fault("handler", "PERSON_MALFORMED")]);
    assert_eq!(faults(&mut case, &before, "调离"), [fault("handler", "NOTHING_CHANGED")]);
    assert_eq!(faults(&mut case, "people/away", "调离"), [fault("handler", "HANDLER_NOT_OF_COURT")]);
    assert_eq!(faults(&mut case, "people/party", "调离"), [fault("handler", "HANDLER_IS_PARTY")]);
    assert_eq!(case.handler, before);
    let event = case.assign_handler(("people/next", "承办人调离"), &chief, &handlers, at).unwrap();
    assert_eq!((event.kind, event.summary.as_str()), ("HANDLER_ASSIGNED", "承办人由甲变更为乙"));
    assert_eq!(case.handler, "people/next");
    assert_eq!(case.handovers[0].reason, "承办人调离");
    // Somebody who handled it may have become president since.
    case.request_closing("无财产可供执行", &who("people/next"), at).unwrap();
    assert!(case.reject_closing("不同意", &who(&before), at).unwrap_err().reason().contains("PROPOSER"));
    case.reject_closing("不同意", &who("people/president"), at).unwrap();
}

#[test]
fn what_is_asked_of_the_president_waits_until_it_is_decided() {
    let (mut case, at) = (case(), Timestamp::parse("2024-01-05T00:00:00Z").unwrap());
    let who = |person: &str| Actor::person(person);
    let (officer, president) = (who("people/officer"), who("people/president"));
    assert_eq!(case.waiting(), []);
    assert_eq!(case.reject_closing("不同意", &president, at).unwrap_err().reason(), "NO_PROPOSAL");
    assert_eq!(case.request_closing(" ", &officer, at).unwrap_err().fields()[0].field, "reason");
    case.extend(3, "鉴定尚未完成", true, &officer, at).unwrap();
    case.request_closing("无财产可供执行，申请执行人下落不明", &officer, at).unwrap();
    assert_eq!(case.request_closing("再报", &officer, at).unwrap_err().reason(), "CLOSING_PENDING");
    let waiting = case.waiting();
    let kinds: Vec<_> = waiting.iter().map(|one| (one.kind, one.months, one.for_president)).collect();
    assert_eq!(kinds, [(Kind::Extension, Some(3), true), (Kind::Closing, None, true)]);
    assert!(waiting[0].subject.ends_with("/extensions/1") && waiting[1].subject.ends_with("/closingRequest"));
    assert!(waiting.iter().all(|one| one.since == at && one.proposer == "people/officer"));
    // Who asked does not decide, in whatever office.
    assert_eq!(case.reject_closing("不同意", &officer, at).unwrap_err().reason(), "APPROVER_IS_PROPOSER");
    case.decide_extension(false, "鉴定可以先行", &president, at).unwrap();
    case.reject_closing("财产尚未查清", &president, at).unwrap();
    assert_eq!(case.waiting(), []);
    assert_eq!(case.closing_approver, "");
    case.request_closing("财产已查清，确无可供执行", &officer, at).unwrap();
    case.approve_closing(&president, at).unwrap();
    assert_eq!((case.waiting().len(), &*case.closing_approver), (0, "people/president"));
}

#[test]
fn whoever_approved_an_ending_does_not_carry_it_out() {
    let at = Timestamp::parse("2024-01-05T00:00:00Z").unwrap();
    let who = |person: &str| Actor::person(person);
    let mut case = case();
    assert_eq!(
        case.approve_closing(&who("people/officer"), at).unwrap_err().reason(),
        "APPROVER_IS_PROPOSER"
    );
    case.approve_closing(&who("people/president"), at).unwrap();
    let ticks = Ticks::default();
    let mut close =
        |by: &str| case.close(Ending::CurrentProcedure, date(2023, 9, 1), &ticks, &who(by), at).unwrap_err();
    assert_eq!(close("people/president").reason(), "APPROVER_IS_PROPOSER");
    assert_eq!(close("people/officer").reason(), "LAW_NOT_MET");
}

proptest! {
    #[test]
    fn only_a_duty_without_its_act_is_overdue(
        today in 0i64..900, notified in proptest::option::of(0i64..900), closed: bool, from in 0i64..300, long in 0i64..200,
    ) {
        let mut case = case();
        let day = |n: i64| date(2023, 3, 1).saturating_add(n.days());
        case.suspensions.push(Suspension {
            ground: Ground::Suspension,
            reason: "中止".into(),
            from: day(from),
            until: Some(day(from + long)),
        });
        if closed {
            case.end(Ending::Terminated, day(1), "撤销申请", true);
        }
        let notices: Vec<Sent> = notified
            .map(|n| Sent { act: "serviceActs/1".into(), addressee: "张三".into(), on: day(n) })
            .into_iter()
            .collect();
        for set in case.deadlines(day(today), &notices) {
            let duty = set.kind.nature() == deadline::Nature::Duty;
            prop_assert_eq!(set.overdue(day(today)), duty && set.met.is_none() && set.period.end < day(today));
            prop_assert!(duty || set.met.is_none(), "{:?} is met by nothing", set.kind);
            match set.kind {
                deadline::Kind::Handler => prop_assert!(set.met.is_some()),
                deadline::Kind::NoticeOfEnforcement => {
                    prop_assert_eq!(set.met.and_then(|met| met.on), notified.map(day));
                }
                deadline::Kind::EnforcementLimit => prop_assert_eq!(set.met.is_some(), closed),
                _ => {}
            }
        }
    }

    #[test]
    fn what_is_not_counted_never_shortens_the_way_to_the_higher_court(
        ground in proptest::sample::select(vec![
            Ground::AuditAppraisal, Ground::Suspension, Ground::SettlementOrSecurity, Ground::SuperiorNotice,
            Ground::Auction, Ground::JurisdictionDispute,
        ]),
        from in 0i64..120, long in 12i64..100, received in 0i64..30,
    ) {
        let mut case = case();
        let day = |n: i64| date(2023, 3, 1).saturating_add(n.days());
        case.application_received = Some(day(-received));
        let higher = |case: &Case| {
            let all = case.deadlines(day(900), &[]);
            all.into_iter().find(|set| set.kind == deadline::Kind::HigherCourt).unwrap().period.end
        };
        let bare = higher(&case);
        case.suspensions.push(Suspension {
            ground,
            reason: "扣除".into(),
            from: day(from),
            until: Some(day(from + long)),
        });
        // An auction is not among what article 13 leaves out.
        let moved = higher(&case);
        prop_assert_eq!(moved > bare, ground != Ground::Auction);
        prop_assert!(moved >= bare);
    }
}

#[test]
fn a_notice_fulfils_its_duty_once_every_debtor_has_had_one() {
    let mut case = case();
    case.parties.push(Party { display_name: "李四".into(), ..case.parties[1].clone() });
    let sent = |addressee: &str, day| Sent {
        act: format!("serviceActs/{day}"),
        addressee: addressee.into(),
        on: date(2023, 3, day),
    };
    let met = |notices: &[Sent]| {
        let all = case.deadlines(date(2023, 9, 1), notices);
        all.into_iter().find(|set| set.kind == deadline::Kind::NoticeOfEnforcement).unwrap().met
    };
    assert_eq!(met(&[sent("张三", 2)]), None);
    assert_eq!(met(&[sent("张三", 2), sent("王五", 3)]), None);
    let both = met(&[sent("张三", 2), sent("李 四", 6), sent("李四", 9)]).unwrap();
    assert_eq!((both.on, both.by.as_str()), (Some(date(2023, 3, 6)), "serviceActs/6"));
    assert!(met(&[sent("", 4)]).is_some(), "an act that names nobody is taken for all");
}

#[test]
fn a_clock_that_stands_has_no_day_and_one_that_ran_on_has_the_same_day_whenever_it_is_asked_for() {
    let mut case = case();
    let kinds = |case: &Case| case.running_deadlines(&[]).iter().map(|set| set.kind).collect::<Vec<_>>();
    let all = kinds(&case);
    assert!(all.contains(&deadline::Kind::EnforcementLimit) && all.contains(&deadline::Kind::Handler));
    case.suspensions.push(Suspension {
        ground: Ground::Suspension,
        reason: "中止".into(),
        from: date(2023, 4, 1),
        until: None,
    });
    let running = kinds(&case);
    assert!(!running.contains(&deadline::Kind::EnforcementLimit), "it has no day while it stands");
    assert!(running.contains(&deadline::Kind::NoticeOfEnforcement), "nothing stops this one");
    case.suspensions[0].until = Some(date(2023, 5, 10));
    assert_eq!(case.running_deadlines(&[]), case.deadlines(date(2023, 5, 10), &[]));
    assert_eq!(case.running_deadlines(&[]), case.deadlines(date(2030, 1, 1), &[]));
    case.end(Ending::Terminated, date(2023, 6, 1), "撤销申请", true);
    assert_eq!(case.running_deadlines(&[]), []);
}
