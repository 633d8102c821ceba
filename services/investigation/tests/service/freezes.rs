//! Freezes of equity, from the draft to the duties that follow.

use investigation::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::investigation::v1 as wire;

use crate::world::{Person, World, done, freeze, names, reason};

async fn seizure(person: &Person, name: &str) -> wire::Seizure {
    let ask = wire::GetSeizureRequest { name: name.into() };
    person.seizures().get_seizure(ask).await.unwrap().into_inner()
}

fn seizure_of(request: &wire::AssistRequest) -> String {
    request.equity_freeze.as_ref().unwrap().seizure.clone()
}

#[tokio::test]
async fn what_the_law_does_not_allow_is_refused_field_by_field() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let officer = world.person("officer");
        let mut wrong = freeze("a");
        wrong.papers.clear();
        let part = wrong.equity_freeze.as_mut().unwrap();
        part.company_uscc = "91350100M000100Y4Z".into();
        part.percent = "100.5".into();
        part.term_months = 37;
        part.listed = true;
        let refused = officer.draw_up(wrong).await.unwrap_err();
        for (field, why) in [
            ("request.papers", "PAPERS_MISSING"),
            ("request.equity_freeze.company_uscc", "CREDIT_CODE_MALFORMED"),
            ("request.equity_freeze.percent", "PERCENT_OUT_OF_RANGE"),
            ("request.equity_freeze.term_months", "TERM_BEYOND_LAW"),
            ("request.equity_freeze.listed", "LISTED_COMPANY"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", crate::world::fields(&refused));
        }
        let mut more = freeze("a");
        let part = more.equity_freeze.as_mut().unwrap();
        part.held_percent = "29.9999".into();
        part.value_fen = 200;
        part.claim_fen = 100;
        part.evidence_kind = wire::EquityEvidence::Other.into();
        let refused = officer.draw_up(more).await.unwrap_err();
        for (field, why) in [
            ("request.equity_freeze.percent", "MORE_THAN_HELD"),
            ("request.equity_freeze.excess_reason", "EXCESS_WITHOUT_REASON"),
            ("request.equity_freeze.evidence_kind", "HOLDING_NOT_ON_RECORD"),
        ] {
            assert!(names(&refused, field, why), "{field} {why}: {:?}", crate::world::fields(&refused));
        }
        // One paper is not two.
        let one = wire::AssistRequest { papers: vec![crate::world::paper(1)], ..freeze("a") };
        let refused = officer.draw_up(one).await.unwrap_err();
        assert!(names(&refused, "request.papers", "PAPERS_MISSING"));
        assert!(officer.list("").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn whoever_drew_a_freeze_up_does_not_send_it() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let officer = world.person("officer");
        let drawn = officer.draw_up(freeze("a")).await.unwrap();
        assert_eq!(reason(&officer.submit(&drawn.name).await.unwrap_err()), "APPROVER_IS_PROPOSER");
        // Who rewrote it has drawn it up too.
        let update = wire::UpdateAssistRequestRequest {
            request: Some(wire::AssistRequest { name: drawn.name.clone(), ..freeze("a") }),
            ..Default::default()
        };
        world.person("officer2").requests().update_assist_request(update).await.unwrap();
        let refused = world.person("officer2").submit(&drawn.name).await.unwrap_err();
        assert_eq!(reason(&refused), "APPROVER_IS_PROPOSER");
        assert_eq!(officer.get(&drawn.name).await.unwrap().state(), wire::RequestState::Draft);
        let sent = world.person("chief").submit(&drawn.name).await.unwrap();
        assert_eq!((sent.approver.as_str(), sent.proposer.as_str()), ("people/chief", "people/officer"));
        assert_eq!(sent.equity_freeze.unwrap().state(), wire::FreezeState::Uploaded);
    })
    .await;
}

#[tokio::test]
async fn a_published_freeze_is_in_the_ledger_and_its_duties_follow() {
    on_every_database::<Migrator, _>("investigation", |store| {
        Box::pin(async move {
            let world = World::new(store).await;
            let (clerk, officer) = (world.person("u01"), world.person("officer"));
            let sent = world.sent(freeze("a")).await;
            let receive = wire::ReceiveAssistRequestRequest { name: sent.name.clone(), ..Default::default() };
            let taken = clerk.requests().receive_assist_request(receive).await.unwrap().into_inner();
            assert_eq!(taken.equity_freeze.unwrap().state(), wire::FreezeState::UnderReview);
            let late = wire::Feedback {
                publish_time: Some(Timestamp::now().plus_hours(1).to_timestamp()),
                ..done("已公示")
            };
            let refused = clerk.answer(&sent.name, late).await.unwrap_err();
            assert!(names(&refused, "feedback.publish_time", "PUBLISH_TIME_OUT_OF_RANGE"));
            let answer = wire::Feedback { notice_number: "公示001".into(), ..done("已公示") };
            let published = clerk.answer(&sent.name, answer).await.unwrap();
            let part = published.equity_freeze.clone().unwrap();
            assert_eq!(
                (part.state(), part.notice_number.as_str()),
                (wire::FreezeState::Published, "公示001")
            );
            let held = seizure(&officer, &part.seizure).await;
            assert_eq!(held.state(), wire::SeizureState::InForce);
            assert_eq!(held.request, sent.name);
            let (start, last) = (held.start_date.unwrap(), held.last_day.unwrap());
            assert_eq!((last.year, last.month), (start.year + 3, start.month));
            let ask = wire::ListDutiesRequest { filter: "state=OPEN".into(), ..Default::default() };
            let duties = officer.seizures().list_duties(ask).await.unwrap().into_inner().duties;
            let mut kinds: Vec<_> = duties.iter().map(wire::Duty::kind).collect();
            kinds.sort_unstable();
            let all =
                [wire::DutyKind::ServeApplicant, wire::DutyKind::ServeDebtor, wire::DutyKind::NotifyCompany];
            assert_eq!(kinds, all);
            // Another service reads of each in the log.
            let ask = wire::WatchEventsRequest::default();
            let mut events = world.ourselves().events().watch_events(ask).await.unwrap().into_inner();
            let mut kinds = Vec::new();
            while kinds.iter().filter(|kind| *kind == "DUTY_CREATED").count() < 3 {
                kinds.push(events.message().await.unwrap().unwrap().kind);
            }
            assert!(kinds.contains(&"SEIZURE_IN_FORCE".to_owned()), "{kinds:?}");
            let complete = wire::CompleteDutyRequest {
                name: duties[0].name.clone(),
                outcome: "serviceActs/1".into(),
                ..Default::default()
            };
            officer.seizures().complete_duty(complete.clone()).await.unwrap();
            assert_eq!(reason(&officer.seizures().complete_duty(complete).await.unwrap_err()), "DUTY_DONE");
        })
    })
    .await;
}

#[tokio::test]
async fn the_first_published_is_the_first_whoever_asked_first() {
    on_every_database::<Migrator, _>("investigation", |store| {
        Box::pin(async move {
            let world = World::new(store).await;
            let (clerk, officer) = (world.person("u01"), world.person("officer"));
            let mut sent = Vec::new();
            for case in ["a", "b", "c"] {
                sent.push(world.sent(freeze(case)).await.name);
            }
            let now = Timestamp::now();
            let second = clerk.answer(&sent[1], done("已公示")).await.unwrap();
            let first = clerk.answer(&sent[0], done("已公示")).await.unwrap();
            assert_eq!(first.equity_freeze.as_ref().unwrap().state(), wire::FreezeState::Queued);
            let (held, waits) = (seizure_of(&second), seizure_of(&first));
            assert_eq!(seizure(&officer, &held).await.state(), wire::SeizureState::InForce);
            let behind = seizure(&officer, &waits).await;
            assert_eq!((behind.state(), behind.queue_position), (wire::SeizureState::Waiting, 1));
            // Reported last, and published before both: it comes before both.
            let earlier = wire::Feedback { publish_time: Some(now.to_timestamp()), ..done("已公示") };
            let third = clerk.answer(&sent[2], earlier).await.unwrap();
            assert_eq!(seizure(&officer, &seizure_of(&third)).await.state(), wire::SeizureState::InForce);
            assert_eq!(seizure(&officer, &held).await.queue_position, 1);
            assert_eq!(seizure(&officer, &waits).await.queue_position, 2);
            let release = wire::ReleaseSeizureRequest {
                name: seizure_of(&third),
                reason: "已履行".into(),
                ..Default::default()
            };
            officer.seizures().release_seizure(release).await.unwrap();
            assert_eq!(seizure(&officer, &held).await.state(), wire::SeizureState::InForce);
            assert_eq!(seizure(&officer, &waits).await.queue_position, 1);
        })
    })
    .await;
}

#[tokio::test]
async fn parts_that_fit_stand_side_by_side() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let clerk = world.person("u01");
        let mut states = Vec::new();
        for (case, percent) in [("a", "30"), ("b", "20"), ("c", "0.0001")] {
            let mut request = freeze(case);
            let part = request.equity_freeze.as_mut().unwrap();
            (part.percent, part.held_percent) = (percent.into(), "50".into());
            let sent = world.sent(request).await;
            let answered = clerk.answer(&sent.name, done("已公示")).await.unwrap();
            states.push(answered.equity_freeze.unwrap().state());
        }
        let (published, queued) = (wire::FreezeState::Published, wire::FreezeState::Queued);
        assert_eq!(states, [published, published, queued]);
    })
    .await;
}

#[tokio::test]
async fn of_many_published_at_once_one_holds() {
    on_every_database::<Migrator, _>("investigation", |store| async move {
        let world = World::new(store).await;
        let mut sent = Vec::new();
        for case in 0..6 {
            sent.push(world.sent(freeze(&case.to_string())).await.name);
        }
        let answers = sent.iter().map(|name| {
            let clerk = world.person("u01");
            async move { clerk.answer(name, done("已公示")).await.unwrap() }
        });
        let answers = futures::future::join_all(answers).await;
        let mut places = Vec::new();
        for answer in &answers {
            places.push(seizure(&world.person("officer"), &seizure_of(answer)).await.queue_position);
        }
        places.sort_unstable();
        assert_eq!(places, [0, 1, 2, 3, 4, 5]);
    })
    .await;
}
