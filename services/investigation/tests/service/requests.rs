//! Requests: who sees them, what is refused, and what a unit answers.

use std::time::Duration;

use investigation::Migrator;
use kit::testing::on_every_database;
use proto::investigation::v1 as wire;

use crate::world::{World, done, names, paper, query, reason};

#[tokio::test]
async fn a_clerk_sees_the_requests_of_their_own_unit_from_the_first_submission_on() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let (officer, police, market) = (world.person("officer"), world.person("u03"), world.person("u01"));
        let drawn = officer.draw_up(query()).await.unwrap();
        assert_eq!(drawn.case_number, "（2023）浙0783执123号");
        assert_eq!(reason(&police.get(&drawn.name).await.unwrap_err()), "REQUEST_UNKNOWN");
        assert!(police.list("").await.is_empty());
        // A query takes hold of nothing: who drew it up may send it.
        let sent = officer.submit(&drawn.name).await.unwrap();
        assert_eq!(sent.state(), wire::RequestState::Submitted);
        assert_eq!(police.list("state=SUBMITTED").await.len(), 1);
        assert!(market.list("").await.is_empty());
        for stranger in [&market, &world.person("elsewhere")] {
            assert_eq!(reason(&stranger.get(&drawn.name).await.unwrap_err()), "REQUEST_UNKNOWN");
        }
        // Another unit's request is nobody's to answer, and nothing is stored.
        let refused = market.answer(&drawn.name, done("查无此人")).await.unwrap_err();
        assert_eq!(reason(&refused), "REQUEST_UNKNOWN");
        assert!(!refused.message().contains("张三"));
        let now = officer.get(&drawn.name).await.unwrap();
        assert_eq!((now.state(), now.feedbacks.len()), (wire::RequestState::Submitted, 0));
        // The number is masked, but for the clerk who has to act on it.
        let number = |request: wire::AssistRequest| request.subject.unwrap().identity_number;
        assert!(number(now).contains('*'));
        assert!(number(police.list("").await.remove(0)).contains('*'));
        assert_eq!(number(police.get(&drawn.name).await.unwrap()), "11010519491231002X");
    })
    .await;
}

#[tokio::test]
async fn every_bad_field_is_named_at_once_and_nothing_is_stored() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let officer = world.person("officer");
        let wrong = wire::AssistRequest {
            unit: "units/u01".into(),
            case: "case 7".into(),
            case_number: "二〇二三".into(),
            papers: vec!["evidence/xyz".into()],
            ..query()
        };
        let refused = officer.draw_up(wrong).await.unwrap_err();
        assert_eq!(reason(&refused), "BAD_REQUEST");
        for (field, why) in [
            ("request.unit", "MATTER_NOT_OF_UNIT"),
            ("request.case", "CASE_MALFORMED"),
            ("request.case_number", "CASE_NUMBER_MALFORMED"),
            ("request.papers[0]", "EVIDENCE_MALFORMED"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", crate::world::fields(&refused));
        }
        let unknown = wire::AssistRequest { matter: "matters/tea".into(), ..query() };
        let refused = officer.draw_up(unknown).await.unwrap_err();
        assert!(names(&refused, "request.matter", "MATTER_UNKNOWN"));
        let bare = wire::AssistRequest { papers: vec![], ..query() };
        assert!(names(&officer.draw_up(bare).await.unwrap_err(), "request.papers", "PAPERS_MISSING"));
        let foreign = wire::AssistRequest {
            paper_details: vec![wire::Paper {
                evidence: paper(1),
                kind: wire::PaperKind::QueryNotice.into(),
                case: "cases/other".into(),
            }],
            ..query()
        };
        let refused = officer.draw_up(foreign).await.unwrap_err();
        assert!(names(&refused, "request.paper_details[0].case", "PAPER_OF_ANOTHER_CASE"));
        let mut bad = query();
        bad.subject.as_mut().unwrap().identity_number = "110105194912310021".into();
        let refused = officer.draw_up(bad).await.unwrap_err();
        assert!(names(&refused, "request.subject.identity_number", "CITIZEN_ID_MALFORMED"));
        assert!(!format!("{refused:?}").contains("110105194912310021"));
        assert!(officer.list("").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_kept_once_and_corrected_by_versions() {
    on_every_database::<Migrator, _>("investigation", |store| {
        Box::pin(async move {
            let world = World::new(store).await;
            let (officer, clerk) = (world.person("officer"), world.person("u03"));
            let sent = world.sent(query()).await;
            let call = wire::FeedbackAssistRequestRequest {
                request_id: "f-1".into(),
                name: sent.name.clone(),
                feedback: Some(done("户籍在三单乡")),
                ..Default::default()
            };
            let first = clerk.requests().feedback_assist_request(call.clone()).await.unwrap().into_inner();
            assert_eq!((first.state(), first.feedbacks[0].version), (wire::RequestState::Done, 1));
            // The same call again is the same answer again; the same words under another call are refused and not stored.
            let again = clerk.requests().feedback_assist_request(call).await.unwrap().into_inner();
            assert_eq!(again, first);
            let refused = clerk.answer(&sent.name, done("户籍在三单乡")).await.unwrap_err();
            assert_eq!(reason(&refused), "FEEDBACK_EXISTS");
            let refused = clerk.answer(&sent.name, done("户籍在吴宁街道")).await.unwrap_err();
            assert_eq!(reason(&refused), "FEEDBACK_EXISTS");
            let wrong = wire::Feedback { corrects: 2, ..done("户籍在吴宁街道") };
            let refused = clerk.answer(&sent.name, wrong).await.unwrap_err();
            assert!(names(&refused, "feedback.corrects", "NOT_THE_NEWEST"));
            assert_eq!(officer.get(&sent.name).await.unwrap().feedbacks.len(), 1);
            let right = wire::Feedback { corrects: 1, ..done("户籍在吴宁街道") };
            let corrected = clerk.answer(&sent.name, right).await.unwrap();
            let texts: Vec<_> = corrected.feedbacks.iter().map(|f| (f.version, f.text.as_str())).collect();
            assert_eq!(texts, [(1, "户籍在三单乡"), (2, "户籍在吴宁街道")]);
            let confirm = wire::ConfirmAssistRequestRequest { name: sent.name.clone(), ..Default::default() };
            let confirmed =
                officer.requests().confirm_assist_request(confirm.clone()).await.unwrap().into_inner();
            assert_eq!(confirmed.state(), wire::RequestState::Confirmed);
            let refused = officer.requests().confirm_assist_request(confirm).await.unwrap_err();
            assert_eq!(reason(&refused), "REQUEST_STATE_CONFLICT");
        })
    })
    .await;
}

#[tokio::test]
async fn what_is_given_back_is_fixed_and_sent_again_and_the_times_are_distinguished() {
    on_every_database::<Migrator, _>("investigation", |store| {
        Box::pin(async move {
            let world = World::new(store).await;
            let (officer, clerk) = (world.person("officer"), world.person("u03"));
            let sent = world.sent(query()).await;
            let back = wire::ReturnAssistRequestForFixRequest {
                name: sent.name.clone(),
                reason: "通知书缺页".into(),
                ..Default::default()
            };
            let returned = clerk.requests().return_assist_request_for_fix(back).await.unwrap().into_inner();
            assert_eq!(
                (returned.state(), returned.fix.as_str()),
                (wire::RequestState::ReturnedForFix, "通知书缺页")
            );
            let old = wire::UpdateAssistRequestRequest {
                request: Some(wire::AssistRequest { name: sent.name.clone(), ..query() }),
                etag: sent.etag.clone(),
                ..Default::default()
            };
            let refused = officer.requests().update_assist_request(old).await.unwrap_err();
            assert_eq!(reason(&refused), "ETAG_MISMATCH");
            let fixed = wire::AssistRequest { name: sent.name.clone(), papers: vec![paper(9)], ..query() };
            let update = wire::UpdateAssistRequestRequest {
                request: Some(fixed),
                etag: returned.etag,
                ..Default::default()
            };
            officer.requests().update_assist_request(update).await.unwrap();
            officer.submit(&sent.name).await.unwrap();
            let answered = clerk.answer(&sent.name, done("已查")).await.unwrap();
            assert_eq!(answered.papers, [paper(9)]);
            let elapsed = answered.elapsed.unwrap();
            assert!(elapsed.total_seconds >= elapsed.court_seconds + elapsed.unit_seconds - 1);
            let ask = wire::GetStatisticsRequest::default();
            let durations =
                world.person("command").units().get_statistics(ask.clone()).await.unwrap().into_inner();
            let row = &durations.rows[0];
            assert_eq!((row.submitted_count, row.answered_count, row.on_time_count), (1, 1, 1));
            assert_eq!(row.answer_rate_ppm, Some(1_000_000));
            assert!(row.median_seconds.is_some() && row.max_seconds >= row.median_seconds);
            let other = world.person("u01").units().get_statistics(ask).await.unwrap().into_inner();
            assert!(other.rows.is_empty(), "a clerk sees how another unit answers");
        })
    })
    .await;
}

#[tokio::test]
async fn a_clerk_hears_of_their_own_requests_live_and_of_no_others() {
    on_every_database::<Migrator, _>("investigation", |store| {
        Box::pin(async move {
            let world = World::new(store).await;
            world.sent(query()).await;
            let clerk = world.person("u03");
            let ask = wire::WatchAssistRequestsRequest::default();
            let mut events = clerk.requests().watch_assist_requests(ask).await.unwrap().into_inner();
            let mut next = async || {
                let event = tokio::time::timeout(Duration::from_secs(10), events.message()).await;
                event.expect("no event came").unwrap().unwrap()
            };
            // The drawing up is the court's own affair.
            assert_eq!(next().await.kind, "REQUEST_SUBMITTED");
            world.sent(crate::world::freeze("other")).await;
            let second = world.sent(query()).await;
            let event = next().await;
            assert_eq!(
                (event.kind.as_str(), event.request.unwrap().name),
                ("REQUEST_SUBMITTED", second.name)
            );
            let mut worker = world.person("worker").requests();
            let refused = worker.list_assist_requests(wire::ListAssistRequestsRequest::default()).await;
            assert_eq!(reason(&refused.unwrap_err()), "ROLE_REQUIRED");
        })
    })
    .await;
}

#[tokio::test]
async fn a_value_that_a_field_cannot_have_is_refused() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let officer = World::new(store).await.person("officer");
        for filter in ["unit=u03", "matter=units/u03", "case=7001", "case_number=7001", "proposer=officer"] {
            let request = wire::ListAssistRequestsRequest { filter: filter.into(), ..Default::default() };
            let refused = officer.requests().list_assist_requests(request).await.unwrap_err();
            assert_eq!(reason(&refused), "FILTER_VALUE_INVALID", "{filter}");
        }
        let request = wire::ListMattersRequest { filter: "unit=u03".into() };
        let refused = officer.units().list_matters(request).await.unwrap_err();
        assert_eq!(reason(&refused), "FILTER_VALUE_INVALID");
    })
    .await;
}

#[tokio::test]
async fn the_pages_of_a_list_show_each_request_once() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        for _ in 0..5 {
            world.person("officer").draw_up(query()).await.unwrap();
        }
        let mut ask = wire::ListAssistRequestsRequest { page_size: 2, ..Default::default() };
        let mut seen = std::collections::BTreeSet::new();
        for size in [2, 2, 1] {
            let page = world.person("officer").requests().list_assist_requests(ask.clone()).await;
            let page = page.unwrap().into_inner();
            assert_eq!(page.requests.len(), size);
            seen.extend(page.requests.into_iter().map(|request| request.name));
            ask.page_token = page.next_page_token;
        }
        assert_eq!((seen.len(), ask.page_token.as_str()), (5, ""));
    })
    .await;
}

/// Anyone who follows the log learns who cited which file: each paper by who attached it, each answer by its clerk.
#[tokio::test]
async fn an_event_names_who_cited_each_file() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let drawn = world.person("officer").draw_up(query()).await.unwrap();
        let more = wire::AssistRequest { papers: vec![paper(1), paper(7)], ..query() };
        let update = wire::UpdateAssistRequestRequest {
            request: Some(wire::AssistRequest { name: drawn.name.clone(), ..more }),
            ..Default::default()
        };
        world.person("officer2").requests().update_assist_request(update).await.unwrap();
        world.person("chief").submit(&drawn.name).await.unwrap();
        let answer = wire::Feedback { evidence: vec![paper(9)], ..done("已查询") };
        world.person("u03").answer(&drawn.name, answer).await.unwrap();
        let watch = world.ourselves().events().watch_events(wire::WatchEventsRequest::default()).await;
        let mut events = watch.unwrap().into_inner();
        let mut last = wire::InvestigationEvent::default();
        while last.kind != "REQUEST_ANSWERED" {
            last = events.message().await.unwrap().unwrap();
        }
        let cited: Vec<_> = last
            .citations
            .iter()
            .map(|one| (one.evidence.clone(), one.cited_by.as_str(), one.unit.as_str()))
            .collect();
        assert_eq!(
            cited,
            [
                (paper(1), "people/officer", ""),
                (paper(7), "people/officer2", ""),
                (paper(9), "people/u03", "units/u03"),
            ]
        );
    })
    .await;
}
