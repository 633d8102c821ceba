//! Each article by example, with both sides of its boundary.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::identifiers::RegionCode;
use crate::unmet::Lack;

fn act(mode: Mode) -> Act {
    Act {
        recipient: Some(Relation::Addressee),
        place: Some(Place::Residence),
        server: Some(Server { display_name: "王法官".into(), court_staff: true }),
        served_date: Some(date(2023, 3, 6)),
        signed: Some(true),
        noted: Some(true),
        notice_complete: Some(true),
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
        signed: Some(true),
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
fn a_grid_worker_is_never_the_server_in_any_mode_of_the_courts() {
    let handed_over_by = |court_staff, mode| Act {
        server: Some(Server { display_name: "网格员".into(), court_staff }),
        ..act(mode)
    };
    for (mode, article) in [
        (Mode::Direct, "民事诉讼法解释第一百三十一条"),
        (Mode::DirectElsewhere, "民事诉讼法解释第一百三十一条"),
        (Mode::Left, "民事诉讼法解释第一百三十一条"),
        (Mode::Electronic, "民事诉讼法第九十条"),
        (Mode::Entrusted, "民事诉讼法第九十一条"),
        (Mode::PublicNotice, "民事诉讼法解释第一百三十八条"),
    ] {
        assert!(articles(&handed_over_by(false, mode)).contains(&article), "{mode:?}");
    }
}

#[test]
fn the_postman_and_the_forwarding_body_hand_over_without_serving() {
    let postman = Server { display_name: "投递员".into(), court_staff: false };
    let mail = Act {
        server: Some(postman.clone()),
        receipt_attached: Some(true),
        postal_receipt: Some(date(2023, 3, 9)),
        ..act(Mode::Postal)
    };
    assert_eq!(check(&mail).value(), Some(&date(2023, 3, 9)));
    let undated = check(&Act { postal_receipt: None, ..mail });
    assert_eq!(undated.unmet().iter().map(|unmet| unmet.fact()).collect::<Vec<_>>(), ["postalReceiptDate"]);
    let mut forwarded = Act {
        server: Some(postman),
        forwarded_through: Some(ForwardingBody::Prison),
        ..act(Mode::Forwarded)
    };
    forwarded.addressee.status = Some(AddresseeStatus::Prisoner);
    assert!(check(&forwarded).is_met());
}

#[test]
fn papers_for_soldiers_and_prisoners_are_forwarded() {
    let with = |status, mut act: Act| {
        act.addressee.status = Some(status);
        check(&act)
    };
    let missing = Act { addressee_missing: true, place: None, ..act(Mode::PublicNotice) };
    for (status, article) in [
        (AddresseeStatus::Soldier, "民事诉讼法第九十二条"),
        (AddresseeStatus::Prisoner, "民事诉讼法第九十三条"),
        (AddresseeStatus::CompulsoryEducation, "民事诉讼法第九十三条"),
    ] {
        let family = Act { recipient: Some(Relation::CohabitingAdultFamily), ..act(Mode::Direct) };
        for act in [left(committee(None)), missing.clone(), family] {
            let verdict = with(status, act);
            assert_eq!(verdict.unmet()[0].rule().article, article, "{status:?}");
            assert!(verdict.unmet()[0].reason().zh.ends_with("（依据待确认）"));
        }
        let tried = Act {
            earlier: vec![Attempt { mode: Mode::Forwarded, date: Some(date(2023, 2, 1)) }],
            ..missing.clone()
        };
        assert!(with(status, tried).is_met(), "{status:?}");
        let verdict = with(status, act(Mode::Direct));
        assert!(verdict.is_met() && verdict.why().iter().any(Why::needs_confirmation), "{status:?}");
    }
    assert!(with(AddresseeStatus::None, left(committee(None))).is_met());
}

type Set = fn(&mut Act, Option<bool>);

#[test]
fn what_is_not_stated_is_not_shown_and_kept_apart_from_what_is_wrong() {
    let witnessed = left(committee(None));
    let mail =
        Act { receipt_attached: Some(true), postal_receipt: Some(date(2023, 3, 9)), ..act(Mode::Postal) };
    let sent = Act { consent_recorded: true, address_confirmed: Some(true), ..act(Mode::Electronic) };
    let entrusted = Act { letter_attached: Some(true), ..act(Mode::Entrusted) };
    let notice = Act { addressee_missing: true, place: None, ..act(Mode::PublicNotice) };
    let refused =
        |place| Act { refused: true, recorded_media: true, place: Some(place), ..act(Mode::Direct) };
    let mut forwarded = Act { forwarded_through: Some(ForwardingBody::Prison), ..act(Mode::Forwarded) };
    forwarded.addressee.status = Some(AddresseeStatus::Prisoner);
    let cases: Vec<(Act, &str, Set)> = vec![
        (act(Mode::Direct), "signed", |act, fact| act.signed = fact),
        (refused(Place::Court), "noted", |act, fact| act.noted = fact),
        (refused(Place::Elsewhere), "noted", |act, fact| act.noted = fact),
        (witnessed.clone(), "noted", |act, fact| act.noted = fact),
        (witnessed, "witness.signed", |act, fact| act.witness.as_mut().unwrap().signed = fact),
        (mail, "receiptAttached", |act, fact| act.receipt_attached = fact),
        (entrusted.clone(), "letterAttached", |act, fact| act.letter_attached = fact),
        (entrusted, "signed", |act, fact| act.signed = fact),
        (forwarded, "signed", |act, fact| act.signed = fact),
        (sent, "addressConfirmed", |act, fact| act.address_confirmed = fact),
        (notice.clone(), "noted", |act, fact| act.noted = fact),
        (notice, "noticeComplete", |act, fact| act.notice_complete = fact),
    ];
    for (act, name, set) in cases {
        let with = |fact| {
            let mut act = act.clone();
            set(&mut act, fact);
            check(&act)
        };
        assert!(with(Some(true)).is_met(), "{:?} {name}: {:?}", act.mode, with(Some(true)));
        let silent = with(None);
        assert_eq!(
            silent.unmet().iter().map(|unmet| (unmet.fact(), unmet.lack())).collect::<Vec<_>>(),
            [(name, Lack::NotShown)]
        );
        let against = with(Some(false));
        assert!(
            !against.is_met() && against.unmet().iter().all(|unmet| unmet.lack() == Lack::NotMet),
            "{name}"
        );
    }
}

#[test]
fn a_place_of_work_is_not_the_domicile_of_an_organisation() {
    let mut act = Act {
        refused: true,
        recorded_media: true,
        recipient: Some(Relation::ReceivingStaff),
        ..act(Mode::Left)
    };
    act.addressee.kind = Some(AddresseeKind::Organisation);
    assert!(check(&act).is_met());
    assert_eq!(articles(&Act { place: Some(Place::Workplace), ..act }), ["民事诉讼法解释第三条第一款"]);
}

#[test]
fn at_an_address_that_was_not_confirmed_the_reply_is_the_service() {
    let sent = Act {
        consent_recorded: true,
        address_confirmed: Some(false),
        receipt_shown: true,
        ..act(Mode::Electronic)
    };
    let replied = Act { receipt_shown_on: Some(date(2023, 3, 8)), ..sent.clone() };
    assert_eq!(check(&replied).value(), Some(&date(2023, 3, 8)));
    assert_eq!(check(&sent).unmet()[0].fact(), "receiptShownDate");
}

#[test]
fn a_notice_after_one_attempt_names_the_modes_that_were_not_tried() {
    let notice = |modes: &[Mode]| {
        let earlier = modes.iter().map(|mode| Attempt { mode: *mode, date: None }).collect();
        check(&Act { earlier, place: None, ..act(Mode::PublicNotice) })
    };
    let one = notice(&[Mode::Direct]);
    let warning = one.why().iter().find(|why| why.step.is_warning()).unwrap();
    assert!(
        warning.step.text().unwrap().zh.starts_with("没有留置、电子、委托、邮寄送达的记录"),
        "{warning:?}"
    );
    let all = notice(&[Mode::DirectElsewhere, Mode::Left, Mode::Electronic, Mode::Entrusted, Mode::Postal]);
    assert!(all.is_met() && !all.why().iter().any(|why| why.step.is_warning()));
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
fn every_unmet_condition_is_reported_at_once() {
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
fn a_notice_without_a_day_says_which_day_is_missing() {
    let notice = Act { addressee_missing: true, place: None, served_date: None, ..act(Mode::PublicNotice) };
    let facts: Vec<_> = check(&notice).unmet().iter().map(|unmet| unmet.fact()).collect();
    assert_eq!(facts, ["publicationDates"]);
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

#[test]
fn a_server_by_video_serves_subject_to_confirmation_and_an_absent_one_does_not() {
    let notice = Act { addressee_missing: true, place: None, ..act(Mode::PublicNotice) };
    let entrusted = Act { letter_attached: Some(true), ..act(Mode::Entrusted) };
    for served in [act(Mode::Direct), left(committee(None)), entrusted, notice] {
        let with = |presence| check(&Act { server_presence: presence, ..served.clone() });
        for confirmed in [None, Some(ServerPresence::OnSite)] {
            let verdict = with(confirmed);
            assert!(verdict.is_met() && !verdict.needs_confirmation(), "{:?}", served.mode);
        }
        let by_video = with(Some(ServerPresence::Video));
        assert!(by_video.is_met() && by_video.needs_confirmation(), "{:?}", served.mode);
        let absent = with(Some(ServerPresence::Absent));
        assert_eq!(absent.unmet().len(), 1, "{:?}", served.mode);
        assert_eq!(absent.unmet()[0].lack(), Lack::NotMet);
    }
}

#[test]
fn a_thumbprint_serves_subject_to_confirmation() {
    for signed in [None, Some(false)] {
        let printed = check(&Act { signed, thumbprint: true, ..act(Mode::Direct) });
        assert!(printed.is_met() && printed.needs_confirmation(), "{signed:?}");
    }
    assert!(!check(&Act { thumbprint: true, ..act(Mode::Direct) }).needs_confirmation());
}

fn facts() -> impl Strategy<Value = Act> {
    let flags = (any::<[Option<bool>; 8]>(), any::<[bool; 7]>(), any::<[bool; 4]>());
    let choices = (
        proptest::sample::select(vec![
            Mode::Direct,
            Mode::DirectElsewhere,
            Mode::Left,
            Mode::Electronic,
            Mode::Entrusted,
            Mode::Postal,
            Mode::Forwarded,
            Mode::PublicNotice,
        ]),
        proptest::sample::select(vec![Place::Residence, Place::Workplace, Place::Court, Place::Elsewhere]),
        proptest::sample::select(vec![
            AddresseeStatus::None,
            AddresseeStatus::Soldier,
            AddresseeStatus::Prisoner,
        ]),
    );
    (flags, choices).prop_map(|((options, flags, dated), (mode, place, status))| {
        let [signed, noted, address, slip, letter, complete, witnessed, court] = options;
        let [refused, media, consent, receipt, missing, staff, agent] = flags;
        let day = |dated: bool, day| dated.then(|| date(2023, 3, day));
        let [served, posted, replied, witness] = dated;
        let mut act = Act {
            signed,
            noted,
            address_confirmed: address,
            receipt_attached: slip,
            letter_attached: letter,
            notice_complete: complete,
            entrusted_to_court: court,
            refused,
            recorded_media: media,
            consent_recorded: consent,
            receipt_shown: receipt,
            receipt_shown_on: day(replied, 9),
            addressee_missing: missing,
            agent_is_receiver: agent,
            place: Some(place),
            served_date: day(served, 6),
            postal_receipt: day(posted, 8),
            server: Some(Server { display_name: "王法官".into(), court_staff: staff }),
            witness: witness.then(|| Witness { signed: witnessed, ..committee(None) }),
            forwarded_through: Some(match status {
                AddresseeStatus::Soldier => ForwardingBody::RegimentPoliticalOrgan,
                _ => ForwardingBody::Prison,
            }),
            ..Act { recipient: Some(Relation::Addressee), ..Act::new(mode) }
        };
        act.addressee.status = Some(status);
        act
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    /// Whatever else is said: an act is valid only where every fact that its mode rests on was stated, and stated as it has to be.
    #[test]
    fn silence_makes_no_act_valid(act in facts()) {
        let verdict = check(&act);
        let Some(day) = verdict.value() else {
            prop_assert!(!verdict.unmet().is_empty());
            return Ok(());
        };
        let shown = |fact: Option<bool>| fact == Some(true);
        match act.mode {
            Mode::Direct | Mode::DirectElsewhere if act.refused => prop_assert!(shown(act.noted)),
            Mode::Direct | Mode::DirectElsewhere => prop_assert!(shown(act.signed)),
            Mode::Left => {
                let signed = act.witness.as_ref().is_some_and(|witness| shown(witness.signed));
                prop_assert!(act.recorded_media || signed && shown(act.noted));
                prop_assert!(act.place == Some(Place::Residence));
                prop_assert!(act.addressee.status == Some(AddresseeStatus::None));
            }
            Mode::Electronic => {
                prop_assert!(shown(act.address_confirmed) || act.receipt_shown && Some(*day) == act.receipt_shown_on);
            }
            Mode::Entrusted => prop_assert!(shown(act.letter_attached) && shown(act.signed)),
            Mode::Postal => prop_assert!(shown(act.receipt_attached) && Some(*day) == act.postal_receipt),
            Mode::Forwarded => prop_assert!(shown(act.signed) && !act.refused),
            Mode::PublicNotice => {
                prop_assert!(shown(act.noted) && shown(act.notice_complete));
                prop_assert!(act.addressee.status == Some(AddresseeStatus::None));
            }
        }
        prop_assert!(!matches!(act.mode, Mode::Direct | Mode::DirectElsewhere | Mode::Left | Mode::Electronic)
            || act.server.as_ref().is_some_and(|server| server.court_staff));
    }
}
