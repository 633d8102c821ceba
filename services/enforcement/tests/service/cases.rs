//! Cases from filing to closing.

use jiff::{ToSpan as _, civil::Date};
use kit::{access::Role, domain::Timestamp};
use proto::enforcement::v1 as wire;

use crate::world::{Person, World, case, day, fields, id, on_every, party, reason};

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
        let paid = crate::guards::discharge(wire::DischargeKind::PaidDirectly, filed.claim_fen);
        let facts = wire::ClosingFacts { performed: true, discharges: vec![paid], ..Default::default() };
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
async fn everything_that_is_wrong_with_a_case_is_reported_at_once_and_nothing_is_kept() {
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
        let violations = fields(&refusal);
        for (field, reason) in [
            ("case.case_number", "CASE_NUMBER_MALFORMED"),
            ("case.filing_date", "DATE_MALFORMED"),
            ("case.claim_fen", "AMOUNT_NEGATIVE"),
            ("case.parties[0].display_name", "REQUIRED"),
            ("case.parties[0].identity_number", "IDENTITY_REQUIRED"),
            ("case.parties[1].identity_number", "CITIZEN_ID_MALFORMED"),
            ("case.region_code", "OUTSIDE_REGION"),
        ] {
            assert!(violations.contains(&(field.into(), reason.into())), "{field}: {violations:?}");
        }
        assert!(!format!("{refusal:?}").contains("34052419800101999"), "a number stands in the refusal");
        for (filing, reason) in [((2022, 12, 31), "DATE_BEFORE_CASE"), ((2099, 1, 1), "TIME_IN_FUTURE")] {
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
        let recent = today().saturating_sub(1.month());
        let filed = file_on(&officer, 1, recent).await;
        let limit = async || {
            let request = wire::ListCaseDeadlinesRequest { parent: filed.name.clone() };
            let all = officer.cases().list_case_deadlines(request).await.unwrap().into_inner().deadlines;
            let limit = all.into_iter().find(|deadline| deadline.kind == "ENFORCEMENT_LIMIT").unwrap();
            assert!(limit.why.iter().any(|why| why.article.contains('条')), "{:?}", limit.why);
            assert!(
                limit.summary.starts_with("立案日（") && limit.summary.ends_with("。"),
                "{}",
                limit.summary
            );
            limit.date
        };
        let end = |months| {
            let length = law::period::Measure::Months(months);
            let last = law::period::last_day(recent, length, &law::period::Intervals::NONE);
            day(last.year().into(), last.month().into(), last.day().into())
        };
        assert_eq!(limit().await, end(6));
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
        assert_eq!(limit().await, end(6));
        officer.cases().extend_case(extend(3)).await.unwrap();
        // Two presidents decide at once: one of them does.
        let tries = (0..4).map(|_| {
            let (mut client, request) = (president.cases(), decide(true));
            async move { client.decide_extension(request).await }
        });
        let decided = futures::future::join_all(tries).await;
        assert_eq!(decided.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(limit().await, end(9));

        // A limit that has run out is not extended.
        let late = officer.file(3).await;
        let request = wire::ExtendCaseRequest { name: late.name.clone(), ..extend(3) };
        officer.cases().extend_case(request).await.unwrap();
        let request = wire::DecideExtensionRequest { name: late.name.clone(), ..decide(true) };
        let refused = president.cases().decide_extension(request).await.unwrap_err();
        assert_eq!(reason(&refused), "LAW_NOT_MET");
        assert_eq!(fields(&refused)[0].0, "enforcement.extension-in-time");

        // Somebody who holds both offices can't decide what they asked for.
        let both = world.person("officer", Role::President, "330783");
        let filed = file_on(&officer, 2, recent).await;
        let request = wire::ExtendCaseRequest { name: filed.name.clone(), ..extend(3) };
        officer.cases().extend_case(request).await.unwrap();
        let request = wire::DecideExtensionRequest { name: filed.name, ..decide(true) };
        let own = both.cases().decide_extension(request).await.unwrap_err();
        assert_eq!(reason(&own), "APPROVER_IS_PROPOSER");
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
async fn a_settlement_is_broken_once_something_is_due_or_the_debtor_refuses() {
    on_every(|world| async move {
        let officer = world.officer();
        let filed = officer.file(1).await;
        let next = today().saturating_add(1.month());
        let settle = wire::SettleCaseRequest {
            request_id: id(),
            name: filed.name.clone(),
            settlement: Some(wire::Settlement {
                signed_date: day(2023, 4, 1),
                terms: "分期付清".into(),
                instalments: vec![wire::Instalment { due_date: on(next), amount_fen: 100 }],
                ..Default::default()
            }),
            ..Default::default()
        };
        officer.cases().settle_case(settle).await.unwrap();
        let end = |repudiation: &str| wire::EndSettlementRequest {
            request_id: id(),
            name: filed.name.clone(),
            repudiation: repudiation.to_owned(),
            ..Default::default()
        };
        let refused = officer.cases().end_settlement(end("")).await.unwrap_err();
        assert_eq!(reason(&refused), "LAW_NOT_MET");
        assert_eq!(fields(&refused)[0].0, "closing.settlement-not-due");
        let ended =
            officer.cases().end_settlement(end("被执行人书面表示不再履行")).await.unwrap().into_inner();
        assert_eq!(ended.state(), wire::CaseState::Open);
        assert_eq!(ended.settlements[0].repudiation, "被执行人书面表示不再履行");
    })
    .await;
}

#[tokio::test]
async fn a_duty_is_met_by_its_act_and_days_that_are_no_duties_are_never_overdue() {
    on_every(|world| async move {
        let officer = world.officer();
        // Long past every day that the law set in it.
        let filed = officer.file(1).await;
        let deadlines = async || {
            let request = wire::ListCaseDeadlinesRequest { parent: filed.name.clone() };
            officer.cases().list_case_deadlines(request).await.unwrap().into_inner().deadlines
        };
        let find = |all: &[wire::Deadline], kind: &str| all.iter().find(|d| d.kind == kind).unwrap().clone();
        let all = deadlines().await;
        for deadline in &all {
            let duty = deadline.nature() == wire::DeadlineNature::Duty;
            assert_eq!(duty, !deadline.fulfilled_by.is_empty(), "{}", deadline.kind);
            assert!(duty || !deadline.overdue, "{} is no duty", deadline.kind);
        }
        let handler = find(&all, "HANDLER");
        assert_eq!((handler.overdue, handler.met_by.as_str()), (false, filed.handler.as_str()));
        assert_eq!(handler.met_date, on(today()));
        let earliest = find(&all, "CURRENT_PROCEDURE_EARLIEST");
        assert_eq!((earliest.nature(), earliest.date), (wire::DeadlineNature::EarliestDay, day(2023, 6, 2)));
        let notice = find(&all, "NOTICE_OF_ENFORCEMENT");
        assert!(notice.overdue && notice.met_date.is_none());
        assert!(notice.why.iter().any(|why| why.step.contains("没有登记收到申请执行书")), "{notice:?}");

        let act = |title: &str, to: &str| wire::CreateServiceActRequest {
            request_id: id(),
            parent: filed.name.clone(),
            act: Some(wire::ServiceAct {
                mode: wire::ServiceMode::Direct.into(),
                document: Some(wire::ServedDocument {
                    title: title.to_owned(),
                    kind: wire::ServedDocumentKind::Notice.into(),
                    ..Default::default()
                }),
                addressee: Some(wire::ServiceAddressee { display_name: to.to_owned(), ..Default::default() }),
                recipient: Some(wire::ServiceRecipient {
                    relation: wire::RecipientRelation::Addressee.into(),
                    ..Default::default()
                }),
                server: Some(wire::ServiceServer { court_staff: true, ..Default::default() }),
                signed: Some(true),
                served_date: day(2023, 3, 7),
                ..Default::default()
            }),
        };
        for other in [act("协助执行通知书", "某银行"), act("执行通知书", "王五")] {
            officer.acts().create_service_act(other).await.unwrap();
            assert!(find(&deadlines().await, "NOTICE_OF_ENFORCEMENT").overdue);
        }
        let served =
            officer.acts().create_service_act(act("执行通知书", "李 四")).await.unwrap().into_inner();
        let notice = find(&deadlines().await, "NOTICE_OF_ENFORCEMENT");
        assert_eq!((notice.overdue, notice.met_date, notice.met_by), (false, day(2023, 3, 7), served.name));

        let close = wire::CloseCaseRequest {
            request_id: id(),
            name: filed.name.clone(),
            ending: wire::Ending::Terminated.into(),
            date: day(2023, 8, 1),
            facts: Some(wire::ClosingFacts { ground: "申请人撤销申请".into(), ..Default::default() }),
            ..Default::default()
        };
        officer.cases().close_case(close).await.unwrap();
        let limit = find(&deadlines().await, "ENFORCEMENT_LIMIT");
        assert_eq!((limit.met_date, limit.met_by.as_str()), (day(2023, 8, 1), filed.name.as_str()));
    })
    .await;
}

#[tokio::test]
async fn the_way_to_the_higher_court_runs_from_the_application_without_what_is_not_counted() {
    on_every(|world| async move {
        let officer = world.officer();
        let received = today().saturating_sub(1.month());
        let mut draft = case(1);
        draft.filing_date = on(today());
        for (wrong, field) in [(today().saturating_add(1.day()), "DATE_AFTER_FILING")] {
            draft.application_received_date = on(wrong);
            let request = wire::CreateCaseRequest { request_id: id(), case: Some(draft.clone()) };
            let refused = officer.cases().create_case(request).await.unwrap_err();
            assert_eq!(fields(&refused), [("case.application_received_date".to_owned(), field.to_owned())]);
        }
        draft.application_received_date = on(received);
        let request = wire::CreateCaseRequest { request_id: id(), case: Some(draft) };
        let filed = officer.cases().create_case(request).await.unwrap().into_inner();
        assert_eq!(filed.application_received_date, on(received));
        let higher = async || {
            let request = wire::ListCaseDeadlinesRequest { parent: filed.name.clone() };
            let all = officer.cases().list_case_deadlines(request).await.unwrap().into_inner().deadlines;
            all.into_iter().find(|deadline| deadline.kind == "HIGHER_COURT").unwrap()
        };
        let end = |excluded: &[law::period::Interval]| {
            let excluded = law::period::Intervals::of(excluded.iter().copied());
            on(law::period::last_day(received, law::period::Measure::Months(6), &excluded))
        };
        assert_eq!(higher().await.date, end(&[]));
        let suspend = wire::SuspendCaseRequest {
            request_id: id(),
            name: filed.name.clone(),
            ground: wire::SuspensionGround::JurisdictionDispute.into(),
            reason: "管辖权异议".into(),
            ..Default::default()
        };
        officer.cases().suspend_case(suspend).await.unwrap();
        let today = today();
        let moved = higher().await;
        assert_eq!(moved.date, end(&[law::period::Interval { from: today, to: today }]));
        assert!(moved.why.iter().any(|why| why.article == "执行程序解释第十三条"), "{moved:?}");
    })
    .await;
}

fn today() -> Date {
    Timestamp::now().legal_day()
}

fn on(date: Date) -> Option<proto::google::r#type::Date> {
    day(date.year().into(), date.month().into(), date.day().into())
}

/// Enters a case that was filed on a day.
async fn file_on(officer: &Person, number: u32, filed: Date) -> wire::Case {
    let case = wire::Case { filing_date: on(filed), ..case(number) };
    let request = wire::CreateCaseRequest { request_id: id(), case: Some(case) };
    officer.cases().create_case(request).await.unwrap().into_inner()
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
async fn old_records_are_taken_over_once_and_bad_rows_are_reported() {
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
        for filter in ["owner=officer", "issuer!=people/"] {
            let request = wire::ListSupervisionsRequest { filter: filter.into(), ..Default::default() };
            let refused = officer.supervisions().list_supervisions(request).await.unwrap_err();
            assert_eq!(reason(&refused), "FILTER_VALUE_INVALID", "{filter}");
        }
        let request = wire::ListBatchesRequest { filter: "creator=officer".into(), ..Default::default() };
        let refused = officer.batches().list_batches(request).await.unwrap_err();
        assert_eq!(reason(&refused), "FILTER_VALUE_INVALID");
        for filter in ["case=7001", "distribution=distributions/1", "receipt=cases/1"] {
            let request = wire::ListPayoutsRequest { filter: filter.into(), ..Default::default() };
            let refused = officer.money().list_payouts(request).await.unwrap_err();
            assert_eq!(reason(&refused), "FILTER_VALUE_INVALID", "{filter}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_served_and_who_witnessed_are_what_the_register_knows_of_them() {
    on_every(|world| async move {
        let officer = world.officer();
        let filed = officer.file(1).await;
        let served = |server: &str, witness: &str| wire::ServiceAct {
            mode: wire::ServiceMode::Direct.into(),
            document: Some(wire::ServedDocument {
                title: "执行通知书".into(),
                kind: wire::ServedDocumentKind::Notice.into(),
                ..Default::default()
            }),
            addressee: Some(wire::ServiceAddressee { display_name: "李四".into(), ..Default::default() }),
            recipient: Some(wire::ServiceRecipient {
                relation: wire::RecipientRelation::Addressee.into(),
                ..Default::default()
            }),
            server: Some(wire::ServiceServer {
                display_name: "王干警".into(),
                court_staff: true,
                person: server.into(),
                ..Default::default()
            }),
            witness: (!witness.is_empty()).then(|| wire::ServiceWitness {
                display_name: "李网格员".into(),
                represents: wire::WitnessOf::ResidenceCommittee.into(),
                region_code: "330783201203".into(),
                signed: Some(true),
                person: witness.into(),
            }),
            signed: Some(true),
            served_date: day(2023, 3, 7),
            ..Default::default()
        };
        for (server, witness, refused) in [
            ("people/officer", "", None),
            ("people/officer", "people/staff", None),
            ("people/helper", "", Some(("act.server.court_staff", "SERVER_NOT_COURT_STAFF"))),
            ("people/clerk", "", Some(("act.server.court_staff", "SERVER_NOT_COURT_STAFF"))),
            ("people/nobody", "", Some(("act.server.person", "PERSON_UNKNOWN"))),
            ("people/officer", "people/helper", Some(("act.witness.represents", "WITNESS_NOT_OF_COMMITTEE"))),
        ] {
            let act = Some(served(server, witness));
            let request = wire::CreateServiceActRequest {
                request_id: id(),
                parent: filed.name.clone(),
                act: act.clone(),
            };
            let entered = officer.acts().create_service_act(request).await;
            let checked = officer.acts().check_service_act(wire::CheckServiceActRequest { act }).await;
            match refused {
                None => {
                    entered.unwrap();
                    assert_eq!(checked.unwrap().into_inner().valid, Some(true));
                }
                Some((field, reason)) => {
                    for refusal in [entered.unwrap_err(), checked.unwrap_err()] {
                        let named = fields(&refusal);
                        assert_eq!(named, [(field.to_owned(), reason.to_owned())], "{server} {witness}");
                    }
                }
            }
        }
    })
    .await;
}
