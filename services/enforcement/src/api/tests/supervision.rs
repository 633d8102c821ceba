//! The supervision list as people meet it.

use std::collections::BTreeSet;

use kit::{access::Role, testing::on_every_database};
use proto::enforcement::v1 as wire;
use tonic::Code;

use super::{World, fields, item, reason};
use crate::store::Migrator;

fn sign(name: &str) -> wire::SignSupervisionRequest {
    wire::SignSupervisionRequest { name: name.into(), ..wire::SignSupervisionRequest::default() }
}

fn reply(name: &str) -> wire::ReplySupervisionRequest {
    wire::ReplySupervisionRequest { name: name.into(), reply: "已约谈".into(), ..Default::default() }
}

fn accept(name: &str) -> wire::AcceptSupervisionRequest {
    wire::AcceptSupervisionRequest { name: name.into(), ..wire::AcceptSupervisionRequest::default() }
}

async fn list(world: &World, filter: &str) -> Vec<String> {
    let request = wire::ListSupervisionsRequest { filter: filter.into(), ..Default::default() };
    let page = world.command().list_supervisions(request).await.unwrap().into_inner();
    page.supervisions.into_iter().map(|item| item.subject).collect()
}

#[tokio::test]
async fn an_item_is_issued_signed_replied_to_and_closed() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let issued = world.chief().create_supervision(item("cases/1")).await.unwrap().into_inner();
        let year = kit::domain::Timestamp::now().legal_day().year();
        assert_eq!(issued.number, format!("〔{year}〕督1号"));
        assert_eq!((issued.case.as_str(), issued.issuer.as_str()), ("cases/1", "people/chief"));
        let signed = world.officer().sign_supervision(sign(&issued.name)).await.unwrap().into_inner();
        let old = wire::ReplySupervisionRequest { etag: issued.etag.clone(), ..reply(&issued.name) };
        let refused = world.officer().reply_supervision(old).await.unwrap_err();
        assert_eq!(reason(&refused), "ETAG_MISMATCH");
        let present = wire::ReplySupervisionRequest { etag: signed.etag, ..reply(&issued.name) };
        world.officer().reply_supervision(present).await.unwrap();
        let back = wire::ReturnSupervisionRequest {
            name: issued.name.clone(),
            reason: "请补充".into(),
            ..wire::ReturnSupervisionRequest::default()
        };
        let back = world.chief().return_supervision(back).await.unwrap().into_inner();
        assert_eq!((back.state(), back.return_count), (wire::SupervisionState::Returned, 1));
        let begin = wire::BeginSupervisionRequest { name: issued.name.clone(), ..Default::default() };
        world.officer().begin_supervision(begin).await.unwrap();
        world.officer().reply_supervision(reply(&issued.name)).await.unwrap();
        let closed = world.chief().accept_supervision(accept(&issued.name)).await.unwrap().into_inner();
        assert_eq!(closed.state(), wire::SupervisionState::Accepted);
        let get = wire::GetSupervisionRequest { name: issued.name };
        assert_eq!(world.officer().get_supervision(get).await.unwrap().into_inner(), closed);
        assert_eq!(closed.steps.len(), 7);
    })
    .await;
}

#[tokio::test]
async fn what_is_refused_says_why() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let name = world.chief().create_supervision(item("cases/1")).await.unwrap().into_inner().name;
        let again = world.chief().create_supervision(item("cases/1")).await.unwrap_err();
        assert_eq!((reason(&again).as_str(), again.code()), ("SUPERVISION_OPEN", Code::AlreadyExists));
        let early = world.officer().reply_supervision(reply(&name)).await.unwrap_err();
        assert_eq!(reason(&early), "SUPERVISION_NOT_SIGNED");
        let foreign = world.supervision("officer2", Role::Officer).sign_supervision(sign(&name)).await;
        assert_eq!(reason(&foreign.unwrap_err()), "NOT_THE_OWNER");
        world.officer().sign_supervision(sign(&name)).await.unwrap();
        world.officer().reply_supervision(reply(&name)).await.unwrap();
        // The door is closed to an officer, and to an owner whatever other offices they hold.
        let own = world.officer().accept_supervision(accept(&name)).await.unwrap_err();
        assert_eq!(reason(&own), "ROLE_REQUIRED");
        let mut promoted = world.supervision("officer", Role::BureauChief);
        assert_eq!(
            reason(&promoted.accept_supervision(accept(&name)).await.unwrap_err()),
            "OWNER_MAY_NOT_CLOSE"
        );
        let other = world.command().accept_supervision(accept(&name)).await.unwrap_err();
        assert_eq!(reason(&other), "NOT_THE_ISSUER");
        let silent = wire::CancelSupervisionRequest { name: name.clone(), ..Default::default() };
        let silent = world.chief().cancel_supervision(silent).await.unwrap_err();
        assert_eq!((reason(&silent).as_str(), fields(&silent)), ("BAD_REQUEST", vec!["reason".to_owned()]));
        let role = world.officer().create_supervision(item("cases/2")).await.unwrap_err();
        assert_eq!((reason(&role).as_str(), role.code()), ("ROLE_REQUIRED", Code::PermissionDenied));
        let mut elsewhere = item("cases/3");
        elsewhere.supervision.as_mut().unwrap().region_code = "330784".into();
        let elsewhere = world.chief().create_supervision(elsewhere).await.unwrap_err();
        assert_eq!(reason(&elsewhere), "OUTSIDE_REGION");
        let bad = wire::CreateSupervisionRequest {
            supervision: Some(wire::Supervision::default()),
            ..wire::CreateSupervisionRequest::default()
        };
        let bad = world.chief().create_supervision(bad).await.unwrap_err();
        assert_eq!(fields(&bad), ["supervision.subject", "supervision.matter", "supervision.owner"]);
    })
    .await;
}

#[tokio::test]
async fn what_lies_in_another_region_is_not_there() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let name = world.chief().create_supervision(item("cases/1")).await.unwrap().into_inner().name;
        let line = || world.channel("officer", Role::Officer, "330784");
        let mut away = wire::supervision_service_client::SupervisionServiceClient::new(line());
        let get = wire::GetSupervisionRequest { name: name.clone() };
        let refused = away.get_supervision(get).await.unwrap_err();
        assert_eq!((reason(&refused).as_str(), refused.code()), ("SUPERVISION_UNKNOWN", Code::NotFound));
        assert_eq!(away.sign_supervision(sign(&name)).await.unwrap_err().code(), Code::NotFound);
        let all = away.list_supervisions(wire::ListSupervisionsRequest::default()).await.unwrap();
        assert!(all.into_inner().supervisions.is_empty());
        for nothing in ["supervisions/1", "cases/1", ""] {
            let get = wire::GetSupervisionRequest { name: nothing.into() };
            assert_eq!(
                reason(&world.officer().get_supervision(get).await.unwrap_err()),
                "SUPERVISION_UNKNOWN"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn numbers_have_no_gap_whoever_issues_at_once_and_whoever_is_refused() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        world.chief().create_supervision(item("cases/taken")).await.unwrap();
        let calls = (0..16).map(|number| {
            let world = world.clone();
            tokio::spawn(async move {
                // Every fourth is refused after its number was drawn.
                let subject = if number % 4 == 0 { "cases/taken".into() } else { format!("cases/{number}") };
                world.chief().create_supervision(item(&subject)).await
            })
        });
        let mut numbers = BTreeSet::new();
        for call in calls.collect::<Vec<_>>() {
            match call.await.unwrap() {
                Ok(issued) => assert!(numbers.insert(issued.into_inner().number)),
                Err(refused) => assert_eq!(reason(&refused), "SUPERVISION_OPEN"),
            }
        }
        let year = kit::domain::Timestamp::now().legal_day().year();
        let wanted: BTreeSet<_> = (2..=13).map(|serial| format!("〔{year}〕督{serial}号")).collect();
        assert_eq!(numbers, wanted);
    })
    .await;
}

#[tokio::test]
async fn of_sixteen_who_issue_about_one_subject_at_once_one_wins() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let calls = (0..16).map(|_| {
            let world = world.clone();
            tokio::spawn(async move { world.chief().create_supervision(item("cases/1")).await.is_ok() })
        });
        let mut won = 0;
        for call in calls.collect::<Vec<_>>() {
            won += usize::from(call.await.unwrap());
        }
        assert_eq!(won, 1);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_accept_at_once_one_wins_and_it_counts_once() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let name = world.chief().create_supervision(item("cases/1")).await.unwrap().into_inner().name;
        world.officer().sign_supervision(sign(&name)).await.unwrap();
        world.officer().reply_supervision(reply(&name)).await.unwrap();
        let (mut one, mut other) = (world.chief(), world.chief());
        let (one, other) =
            tokio::join!(one.accept_supervision(accept(&name)), other.accept_supervision(accept(&name)));
        let lost = if one.is_ok() { other } else { one };
        assert_eq!(reason(&lost.unwrap_err()), "SUPERVISION_STATE_CONFLICT");
        let day = kit::domain::Timestamp::now().legal_day().to_string();
        let request = wire::GetIndicatorRequest {
            name: "indicators/supervision-closure-rate".into(),
            from: day.clone(),
            to: day,
            ..wire::GetIndicatorRequest::default()
        };
        let rate = world.indicators("330783").get_indicator(request).await.unwrap().into_inner();
        assert_eq!((rate.numerator, rate.denominator, rate.value), (Some(1), Some(1), Some("100.00".into())));
    })
    .await;
}

#[tokio::test]
async fn the_same_call_twice_is_one_item() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        let call = wire::CreateSupervisionRequest { request_id: "督-1".into(), ..item("cases/1") };
        let malformed = world.chief().create_supervision(call).await.unwrap_err();
        assert_eq!(fields(&malformed), ["request_id"]);
        let call = wire::CreateSupervisionRequest { request_id: "d1".into(), ..item("cases/1") };
        let first = world.chief().create_supervision(call.clone()).await.unwrap().into_inner();
        assert_eq!(world.chief().create_supervision(call).await.unwrap().into_inner(), first);
        let other = wire::CreateSupervisionRequest { request_id: "d1".into(), ..item("cases/2") };
        let reused = world.chief().create_supervision(other).await.unwrap_err();
        assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
        assert_eq!(list(&world, "").await, ["cases/1"]);
    })
    .await;
}

#[tokio::test]
async fn a_list_is_filtered_and_paged() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        for number in 0..7 {
            world.chief().create_supervision(item(&format!("cases/{number}"))).await.unwrap();
        }
        let request = wire::ListSupervisionsRequest { page_size: 3, ..Default::default() };
        let (mut seen, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = wire::ListSupervisionsRequest { page_token, ..request.clone() };
            let page = world.officer().list_supervisions(request).await.unwrap().into_inner();
            seen.extend(page.supervisions.into_iter().map(|item| item.subject));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        let wanted: Vec<_> = (0..7).rev().map(|number| format!("cases/{number}")).collect();
        assert_eq!(seen, wanted);
        let cancel = |name: String| wire::CancelSupervisionRequest {
            name,
            reason: "重复".into(),
            ..Default::default()
        };
        let all = world.chief().list_supervisions(request.clone()).await.unwrap().into_inner().supervisions;
        world.chief().cancel_supervision(cancel(all[0].name.clone())).await.unwrap();
        assert_eq!(list(&world, "state=CANCELLED").await, ["cases/6"]);
        assert_eq!(list(&world, "state=SUPERVISION_STATE_ISSUED AND owner=people/officer").await.len(), 6);
        assert_eq!(list(&world, "open=false").await, ["cases/6"]);
        assert_eq!(list(&world, "overdue=true").await.len(), 0);
        assert_eq!(list(&world, "overdue=false AND rule=BY_HAND AND region=330783").await.len(), 7);
        for wrong in ["state=LATE", "overdue=perhaps", "colour=red", "due_time<yesterday"] {
            let request = wire::ListSupervisionsRequest { filter: wrong.into(), ..Default::default() };
            let refused = world.command().list_supervisions(request).await.unwrap_err();
            assert_eq!(fields(&refused), ["filter"], "{wrong}");
        }
        // Whose subject is free again can be supervised again.
        world.chief().create_supervision(item("cases/6")).await.unwrap();
    })
    .await;
}

/// An item is about something that is visible to the issuer, and its owner holds an office.
#[tokio::test]
async fn no_item_is_issued_about_nothing_or_to_nobody() {
    on_every_database::<Migrator, _>("enforcement", |store| async move {
        let world = World::over(store).await;
        for subject in ["cases/none", "receipts/none", "payouts/1", "tasks/none", "batches/1", "sanctions/1"]
        {
            let refused = world.chief().create_supervision(item(subject)).await.unwrap_err();
            assert_eq!(
                (reason(&refused).as_str(), fields(&refused)),
                ("SUBJECT_UNKNOWN", vec!["supervision.subject".to_owned()]),
                "{subject}"
            );
        }
        for owner in ["people/zzzz", "people/retired"] {
            let mut asked = item("cases/1");
            asked.supervision.as_mut().unwrap().owner = owner.into();
            let refused = world.chief().create_supervision(asked).await.unwrap_err();
            assert_eq!(
                (reason(&refused).as_str(), fields(&refused)),
                ("OWNER_UNKNOWN", vec!["supervision.owner".to_owned()]),
                "{owner}"
            );
        }
        world.chief().create_supervision(item("receipts/1")).await.unwrap();
    })
    .await;
}
