//! Cases from filing to closing.

use kit::access::Role;
use proto::enforcement::v1 as wire;

use crate::world::{World, case, day, fields, id, on_every, party, reason};

fn named(name: &str) -> wire::GetCaseRequest {
    wire::GetCaseRequest { name: name.to_owned() }
}

/// Everything that the end of the current procedure asks for, but the president.
fn ticks() -> wire::ClosingFacts {
    wire::ClosingFacts {
        notice_sent: true,
        report_order_sent: true,
        consumption_restricted: true,
        listed_where_due: true,
        inquiry_exhausted: true,
        search_done: true,
        panel_reviewed: true,
        ..wire::ClosingFacts::default()
    }
}

async fn close(
    world: &World,
    name: &str,
    ending: wire::Ending,
    facts: wire::ClosingFacts,
) -> Result<wire::Case, tonic::Status> {
    let request = wire::CloseCaseRequest {
        request_id: id(),
        name: name.into(),
        ending: ending.into(),
        date: day(2023, 8, 31),
        facts: Some(facts),
        ..wire::CloseCaseRequest::default()
    };
    world.officer().cases().close_case(request).await.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn a_case_is_entered_found_and_closed() {
    on_every(|world| async move {
        let officer = world.officer();
        let filed = officer.file(1).await;
        assert_eq!((filed.state(), filed.first_enforcement), (wire::CaseState::Open, true));
        assert_eq!(filed.handler, "people/officer");
        assert!(filed.parties.iter().all(|party| party.identity_number.contains('*')), "not masked");
        let found = officer.cases().get_case(named(&filed.name)).await.unwrap().into_inner();
        assert_eq!(found, filed);
        for (filter, there) in [
            ("case_number=\"(2023)浙0783执1号\"", true),
            ("state=OPEN AND first_enforcement=true", true),
            ("identity_number=34052419800101001X", true),
            ("identity_number=110105194912310038", false),
            ("filing_date>=2023-03-01 AND filing_date<2023-03-02", true),
            ("state=CLOSED", false),
            ("region=330783", true),
            ("region!=330783201", true),
            ("region!=330783", false),
            ("first_enforcement!=true", false),
            ("handler=people/officer", true),
            ("region=330784", false),
        ] {
            let request = wire::ListCasesRequest { filter: filter.into(), ..Default::default() };
            let list = officer.cases().list_cases(request).await.unwrap().into_inner().cases;
            assert_eq!(!list.is_empty(), there, "{filter}");
        }
        let facts = wire::ClosingFacts { performed: true, ..Default::default() };
        let closed = close(&world, &filed.name, wire::Ending::Completed, facts).await.unwrap();
        let closing = closed.closing.unwrap();
        assert_eq!((closing.days, closing.within_limit), (183, true));
        let request = wire::ListCaseTimelineRequest { parent: filed.name.clone(), ..Default::default() };
        let story = officer.cases().list_case_timeline(request).await.unwrap().into_inner().entries;
        // Its limit has long passed: the command centre may have spoken of it meanwhile.
        let kinds = story.iter().map(|entry| entry.kind.as_str());
        let kinds: Vec<_> = kinds.filter(|kind| *kind != "SUPERVISION_ISSUED").collect();
        assert_eq!(kinds, ["CASE_CLOSED", "CASE_FILED"]);
        let again = close(&world, &filed.name, wire::Ending::Completed, wire::ClosingFacts::default()).await;
        assert_eq!(reason(&again.unwrap_err()), "CASE_STATE_CONFLICT");
    })
    .await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_case_is_told_at_once_and_nothing_is_kept() {
    on_every(|world| async move {
        let officer = world.officer();
        let wrong = wire::Case {
            case_number: "浙0783执1号".into(),
            filing_date: day(2023, 2, 30),
            claim_fen: -1,
            parties: vec![
                party(wire::Side::Applicant, "", ""),
                party(wire::Side::Debtor, "李四", "34052419800101999X"),
            ],
            region_code: "330784".into(),
            ..wire::Case::default()
        };
        let request = wire::CreateCaseRequest { request_id: id(), case: Some(wrong) };
        let refusal = officer.cases().create_case(request).await.unwrap_err();
        let told = fields(&refusal);
        for (field, reason) in [
            ("case.case_number", "CASE_NUMBER_MALFORMED"),
            ("case.filing_date", "DATE_MALFORMED"),
            ("case.claim_fen", "AMOUNT_NEGATIVE"),
            ("case.parties[0].display_name", "REQUIRED"),
            ("case.parties[0].identity_number", "IDENTITY_REQUIRED"),
            ("case.parties[1].identity_number", "CITIZEN_ID_MALFORMED"),
            ("case.region_code", "OUTSIDE_REGION"),
        ] {
            assert!(told.contains(&(field.into(), reason.into())), "{field}: {told:?}");
        }
        assert!(!format!("{refusal:?}").contains("34052419800101999"), "a number stands in the refusal");
        for (filing, reason) in [((2022, 12, 31), "DATE_BEFORE_CASE"), ((2099, 1, 1), "DATE_IN_FUTURE")] {
            let (year, month, date) = filing;
            let case = wire::Case { filing_date: day(year, month, date), ..case(1) };
            let request = wire::CreateCaseRequest { request_id: id(), case: Some(case) };
            let refusal = officer.cases().create_case(request).await.unwrap_err();
            assert_eq!(fields(&refusal), [("case.filing_date".to_owned(), reason.to_owned())]);
        }
        let list = officer.cases().list_cases(wire::ListCasesRequest::default()).await.unwrap();
        assert!(list.into_inner().cases.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_number_is_taken_once_whoever_is_faster() {
    on_every(|world| async move {
        let officer = world.officer();
        let tries = (0..8).map(|_| {
            let request = wire::CreateCaseRequest { request_id: id(), case: Some(case(7)) };
            let mut client = officer.cases();
            async move { client.create_case(request).await }
        });
        let answers = futures::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        for refusal in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            assert_eq!(reason(refusal), "CASE_EXISTS");
        }
    })
    .await;
}

#[tokio::test]
async fn a_closing_is_refused_with_every_condition_that_is_not_met() {
    on_every(|world| async move {
        let filed = world.officer().file(1).await;
        let ending = wire::Ending::CurrentProcedure;
        let refusal = close(&world, &filed.name, ending, wire::ClosingFacts::default()).await.unwrap_err();
        assert_eq!(reason(&refusal), "LAW_NOT_MET");
        assert_eq!(fields(&refusal).len(), 7, "{:?}", fields(&refusal));
        // An officer can't say that the president approved.
        let refusal = close(&world, &filed.name, ending, ticks()).await.unwrap_err();
        assert_eq!(fields(&refusal).len(), 1);
        let request = || wire::ApproveClosingRequest {
            request_id: id(),
            name: filed.name.clone(),
            ..Default::default()
        };
        let by_officer = world.officer().cases().approve_closing(request()).await.unwrap_err();
        assert_eq!(reason(&by_officer), "ROLE_REQUIRED");
        world.president().cases().approve_closing(request()).await.unwrap();
        let closed = close(&world, &filed.name, ending, ticks()).await.unwrap();
        assert_eq!(closed.state(), wire::CaseState::Closed);
    })
    .await;
}

#[tokio::test]
async fn the_limit_grows_with_suspensions_and_what_the_president_approves() {
    on_every(|world| async move {
        let (officer, president) = (world.officer(), world.president());
        let filed = officer.file(1).await;
        let limit = async || {
            let request = wire::ListCaseDeadlinesRequest { parent: filed.name.clone() };
            let all = officer.cases().list_case_deadlines(request).await.unwrap().into_inner().deadlines;
            let limit = all.into_iter().find(|deadline| deadline.kind == "ENFORCEMENT_LIMIT").unwrap();
            assert!(limit.why.iter().any(|why| why.article.contains('条')), "{:?}", limit.why);
            let date = limit.date.unwrap();
            (date.year, date.month, date.day)
        };
        assert_eq!(limit().await, (2023, 9, 1));
        let extend = |months| wire::ExtendCaseRequest {
            request_id: id(),
            name: filed.name.clone(),
            months,
            reason: "财产处置未完成".into(),
            ..Default::default()
        };
        let decide = |approve| wire::DecideExtensionRequest {
            request_id: id(),
            name: filed.name.clone(),
            approve,
            ..Default::default()
        };
        let none = president.cases().decide_extension(decide(true)).await.unwrap_err();
        assert_eq!(reason(&none), "NO_PROPOSAL");
        officer.cases().extend_case(extend(4)).await.unwrap();
        let pending = officer.cases().extend_case(extend(3)).await.unwrap_err();
        assert_eq!(reason(&pending), "EXTENSION_PENDING");
        let too_much = president.cases().decide_extension(decide(true)).await.unwrap_err();
        assert_eq!(reason(&too_much), "LAW_NOT_MET");
        president.cases().decide_extension(decide(false)).await.unwrap();
        assert_eq!(limit().await, (2023, 9, 1));
        officer.cases().extend_case(extend(3)).await.unwrap();
        // Two presidents decide at once: one of them does.
        let tries = (0..4).map(|_| {
            let (mut client, request) = (president.cases(), decide(true));
            async move { client.decide_extension(request).await }
        });
        let decided = futures::future::join_all(tries).await;
        assert_eq!(decided.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(limit().await, (2023, 12, 1));

        // Somebody who holds both offices can't decide what they asked for.
        let both = world.person("officer", Role::President, "330783");
        let filed = officer.file(2).await;
        let request = wire::ExtendCaseRequest { name: filed.name.clone(), ..extend(3) };
        officer.cases().extend_case(request).await.unwrap();
        let request = wire::DecideExtensionRequest { name: filed.name, ..decide(true) };
        let own = both.cases().decide_extension(request).await.unwrap_err();
        assert_eq!(reason(&own), "OWN_PROPOSAL");
    })
    .await;
}

#[tokio::test]
async fn a_settlement_stays_the_case_until_it_is_performed_or_broken() {
    on_every(|world| async move {
        let officer = world.officer();
        let filed = officer.file(1).await;
        let settle = |signed_by_agent| wire::SettleCaseRequest {
            request_id: id(),
            name: filed.name.clone(),
            settlement: Some(wire::Settlement {
                signed_date: day(2023, 4, 1),
                terms: "分两期付清".into(),
                instalments: vec![wire::Instalment { due_date: day(2023, 5, 1), amount_fen: 100 }],
                ..Default::default()
            }),
            signed_by_agent,
            ..Default::default()
        };
        let refusal = officer.cases().settle_case(settle(true)).await.unwrap_err();
        assert_eq!(fields(&refusal)[0].1, "SPECIAL_AUTHORITY");
        let settled = officer.cases().settle_case(settle(false)).await.unwrap().into_inner();
        assert_eq!(settled.state(), wire::CaseState::Suspended);
        let resume =
            wire::ResumeCaseRequest { request_id: id(), name: filed.name.clone(), ..Default::default() };
        let stands = officer.cases().resume_case(resume).await.unwrap_err();
        assert_eq!(reason(&stands), "SETTLEMENT_STANDS");
        let end = wire::EndSettlementRequest {
            request_id: id(),
            name: filed.name.clone(),
            performed: false,
            paid_fen: 40,
            ..Default::default()
        };
        let broken = officer.cases().end_settlement(end).await.unwrap().into_inner();
        assert_eq!((broken.state(), broken.settlements[0].paid_fen), (wire::CaseState::Open, 40));
    })
    .await;
}

#[tokio::test]
async fn outside_the_region_there_is_nothing() {
    on_every(|world| async move {
        let filed = world.officer().file(1).await;
        let mut stranger = world.stranger().cases();
        let name = filed.name.clone();
        let refusals = [
            stranger.get_case(named(&name)).await.unwrap_err(),
            stranger
                .list_case_timeline(wire::ListCaseTimelineRequest {
                    parent: name.clone(),
                    ..Default::default()
                })
                .await
                .unwrap_err(),
            stranger
                .list_case_deadlines(wire::ListCaseDeadlinesRequest { parent: name.clone() })
                .await
                .unwrap_err(),
            stranger
                .resume_case(wire::ResumeCaseRequest { name: name.clone(), ..Default::default() })
                .await
                .unwrap_err(),
        ];
        for refusal in refusals {
            assert_eq!((refusal.code(), reason(&refusal).as_str()), (tonic::Code::NotFound, "CASE_UNKNOWN"));
        }
        let list = stranger.list_cases(wire::ListCasesRequest::default()).await.unwrap().into_inner();
        assert!(list.cases.is_empty());
    })
    .await;
}

#[tokio::test]
async fn old_records_are_taken_over_once_and_bad_rows_are_told() {
    on_every(|world| async move {
        let officer = world.person("chief", Role::BureauChief, "330783");
        let rows: Vec<_> = (1..=500)
            .map(|number| wire::ImportedCase {
                case: Some(match number {
                    100 => wire::Case { claim_fen: -1, ..case(number) },
                    200 => wire::Case { parties: Vec::new(), ..case(number) },
                    _ => case(number),
                }),
                ending: wire::Ending::Completed.into(),
                closing_date: if number == 300 { day(2023, 2, 1) } else { day(2023, 10, 1) },
                excluded_days: if number % 2 == 0 { 60 } else { 0 },
                ..wire::ImportedCase::default()
            })
            .collect();
        let mut request = wire::ImportCasesRequest { rows, validate_only: true, ..Default::default() };
        let tried = officer.cases().import_cases(request.clone()).await.unwrap().into_inner();
        assert_eq!((tried.created, tried.bad_rows.len()), (497, 4));
        request.validate_only = false;
        let first = officer.cases().import_cases(request.clone()).await.unwrap().into_inner();
        assert_eq!((first.created, first.present), (497, 0));
        let bad: Vec<_> = first.bad_rows.iter().map(|row| (row.index, row.field.as_str())).collect();
        assert_eq!(
            bad,
            [(99, "case.claim_fen"), (199, "case.parties"), (199, "case.parties"), (299, "closing_date")]
        );
        let again = officer.cases().import_cases(request).await.unwrap().into_inner();
        assert_eq!((again.created, again.present), (0, 497));
        let request = wire::ListCasesRequest { page_size: 1000, ..Default::default() };
        let list = officer.cases().list_cases(request).await.unwrap().into_inner().cases;
        assert_eq!(list.len(), 497);
        let within = list.iter().filter(|case| case.closing.as_ref().unwrap().within_limit).count();
        // Without days that do not count the limit ended on the first of September.
        assert_eq!(within, 247);
    })
    .await;
}

#[tokio::test]
async fn a_value_that_a_field_cannot_have_is_refused_in_every_list() {
    on_every(|world| async move {
        let officer = world.officer();
        for filter in [
            "state=FOO",
            "ending!=FOO",
            "first_enforcement=yes",
            "region=东阳",
            "handler=officer",
            "case_number=7001",
            "filing_date>=yesterday",
        ] {
            let request = wire::ListCasesRequest { filter: filter.into(), ..Default::default() };
            let refused = officer.cases().list_cases(request).await.unwrap_err();
            assert_eq!(reason(&refused), "FILTER_VALUE_INVALID", "{filter}");
        }
        for filter in ["state=FOO", "kind=FOO", "lift_due=1", "case=7"] {
            let request = wire::ListSanctionsRequest { filter: filter.into(), ..Default::default() };
            let refused = officer.sanctions().list_sanctions(request).await.unwrap_err();
            assert_eq!(reason(&refused), "FILTER_VALUE_INVALID", "{filter}");
        }
    })
    .await;
}
