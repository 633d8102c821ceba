//! The network: its numbers, its courts, and changes that every process sees.

use std::time::Duration;

use courts::Migrator;
use kit::testing::on_every_database;
use proto::courts::v1 as wire;

use crate::world::{Person, World, fields, reason};

const COURT: &str = "courts/330783201203";

async fn get(person: &Person, name: &str) -> wire::Court {
    person.courts().get_court(wire::GetCourtRequest { name: name.into() }).await.unwrap().into_inner()
}

fn close(name: &str, etag: &str) -> wire::UpdateCourtRequest {
    let court = wire::Court {
        name: name.into(),
        etag: etag.into(),
        state: wire::CourtState::Closed.into(),
        ..wire::Court::default()
    };
    let update_mask = Some(prost_types::FieldMask { paths: vec!["state".into()] });
    wire::UpdateCourtRequest { court: Some(court), update_mask, ..wire::UpdateCourtRequest::default() }
}

#[tokio::test]
async fn the_demonstration_covers_every_village_and_every_town() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let mut network = world.person("officer").await.network();
        let summary = network.get_network_summary(wire::GetNetworkSummaryRequest {});
        let summary = summary.await.unwrap().into_inner();
        assert_eq!(summary.courts, 355);
        let kinds = ["TOWN", "VILLAGE", "SPECIAL"].map(|kind| summary.by_kind[kind]);
        assert_eq!(kinds, [18, 328, 9]);
        assert_eq!((summary.villages, summary.villages_covered), (388, 388));
        assert_eq!((summary.towns, summary.towns_covered), (18, 18));
        assert_eq!((summary.courts_without_director, summary.courts_without_contact_judge), (0, 0));
        assert!(summary.demonstration && summary.villages_uncovered.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_list_of_courts_has_no_gap() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let officer = world.person("officer").await;
        let mut courts = Vec::new();
        let mut page_token = String::new();
        loop {
            let request =
                wire::ListCourtsRequest { page_size: 50, page_token, ..wire::ListCourtsRequest::default() };
            let page = officer.courts().list_courts(request).await.unwrap().into_inner();
            courts.extend(page.courts);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(courts.len(), 355);
        assert!(courts.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(courts.iter().all(|court| !court.director.is_empty() && !court.contact_judge.is_empty()));
        let filter = "kind=VILLAGE AND region=330783201".to_owned();
        let request = wire::ListCourtsRequest { filter, ..wire::ListCourtsRequest::default() };
        let some = officer.courts().list_courts(request).await.unwrap().into_inner().courts;
        assert!(some.iter().any(|court| court.name == COURT) && some.len() < 15);
        let filter = "parent=regions/330783 AND level=TOWN".to_owned();
        let request = wire::ListRegionsRequest { filter, ..wire::ListRegionsRequest::default() };
        assert_eq!(officer.regions().list_regions(request).await.unwrap().into_inner().regions.len(), 18);
    })
    .await;
}

#[tokio::test]
async fn a_closed_court_leaves_its_villages_to_the_town_in_every_process() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store.clone()).await;
        let beside = world.beside(store).await;
        let admin = world.person("admin").await;
        let present = get(&admin, COURT).await;
        assert_eq!(
            reason(&admin.courts().update_court(close(COURT, "\"v7\"")).await.unwrap_err()),
            "ETAG_MISMATCH"
        );
        let closed = admin.courts().update_court(close(COURT, &present.etag)).await.unwrap().into_inner();
        assert_eq!(closed.state(), wire::CourtState::Closed);
        assert_ne!(closed.etag, present.etag);
        assert_eq!(closed.director, present.director);
        let place = wire::resolve_court_request::Place::Address("三单乡前田村".into());
        let ask = wire::ResolveCourtRequest { place: Some(place) };
        let found = admin.courts().resolve_court(ask.clone()).await.unwrap().into_inner();
        assert_eq!(found.court, "courts/330783201");
        let officer = beside.person("officer").await;
        let mut seen = String::new();
        for _ in 0..30 {
            seen = officer.courts().resolve_court(ask.clone()).await.unwrap().into_inner().court;
            if seen == "courts/330783201" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(seen, "courts/330783201", "another process saw it within three seconds");
    })
    .await;
}

#[tokio::test]
async fn a_court_is_opened_where_none_is() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let village = get(&admin, COURT).await;
        let create = async |change: fn(&mut wire::Court)| {
            let mut court = wire::Court { name: String::new(), ..village.clone() };
            change(&mut court);
            let request =
                wire::CreateCourtRequest { court: Some(court), ..wire::CreateCourtRequest::default() };
            admin
                .courts()
                .create_court(request)
                .await
                .map(tonic::Response::into_inner)
                .map_err(|no| reason(&no))
        };
        let refusal = |reason: &str| Err(reason.to_owned());
        assert_eq!(create(|_| {}).await, refusal("COURT_EXISTS"));
        let unknown = |court: &mut wire::Court| {
            court.region_code = "330783201999".into();
            court.covers.clear();
        };
        assert_eq!(create(unknown).await, refusal("REGION_UNKNOWN"));
        let courts = wire::ListCourtsRequest { page_size: 1000, ..wire::ListCourtsRequest::default() };
        let courts = admin.courts().list_courts(courts).await.unwrap().into_inner().courts;
        let sharing = courts.into_iter().find(|court| court.covers.len() > 1).unwrap();
        let neighbour = sharing.covers.iter().find(|code| **code != sharing.region_code).unwrap().clone();
        let court = wire::Court {
            region_code: neighbour.clone(),
            covers: vec![],
            name: String::new(),
            ..village.clone()
        };
        let request = wire::CreateCourtRequest { court: Some(court), ..wire::CreateCourtRequest::default() };
        let refused = admin.courts().create_court(request.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "VILLAGE_COVERED");
        assert!(refused.message().contains(&sharing.name));
        let less = wire::Court { covers: vec![sharing.region_code.clone()], ..sharing };
        let update_mask = Some(prost_types::FieldMask { paths: vec!["covers".into()] });
        let less = wire::UpdateCourtRequest {
            court: Some(less),
            update_mask,
            ..wire::UpdateCourtRequest::default()
        };
        admin.courts().update_court(less).await.unwrap();
        let opened = admin.courts().create_court(request).await.unwrap().into_inner();
        assert_eq!(opened.name, format!("courts/{neighbour}"));
        let mut wrong = close(COURT, "");
        wrong.update_mask = Some(prost_types::FieldMask { paths: vec!["kind".into(), "covers".into()] });
        wrong.court.as_mut().unwrap().covers = vec!["330783123001".into()];
        let refused = admin.courts().update_court(wrong).await.unwrap_err();
        let named: Vec<_> = fields(&refused).into_iter().map(|(field, _)| field).collect();
        assert_eq!(named, ["update_mask", "court.covers"]);
    })
    .await;
}

#[tokio::test]
async fn many_places_are_answered_in_their_order() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        use wire::resolve_court_request::Place;
        let world = World::demo(store).await;
        let officer = world.person("officer").await;
        let ask = |places: Vec<Place>| {
            let requests =
                places.into_iter().map(|place| wire::ResolveCourtRequest { place: Some(place) }).collect();
            wire::BatchResolveCourtsRequest { requests }
        };
        let places = vec![Place::Address("横店镇".into()), Place::RegionCode("330783201203".into())];
        let resolved =
            officer.courts().batch_resolve_courts(ask(places)).await.unwrap().into_inner().responses;
        assert_eq!((resolved[0].court.as_str(), resolved[1].court.as_str()), ("courts/330783123", COURT));
        assert_eq!(resolved[0].region.as_ref().unwrap().display_name, "横店镇");
        let wrong =
            vec![Place::Address(String::new()), Place::Address("x".into()), Place::RegionCode("1".into())];
        let refused = officer.courts().batch_resolve_courts(ask(wrong)).await.unwrap_err();
        let named: Vec<_> = fields(&refused).into_iter().map(|(field, _)| field).collect();
        assert_eq!(named, ["requests[0].address", "requests[2].region_code"]);
        let many = ask(vec![Place::Address("x".into()); 1001]);
        assert_eq!(reason(&officer.courts().batch_resolve_courts(many).await.unwrap_err()), "BAD_REQUEST");
    })
    .await;
}

#[tokio::test]
async fn a_director_reports_the_equipment_of_their_court_and_the_register_stays_the_administrator_s() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let (director, admin) = (world.person("director-330783201203").await, world.person("admin").await);
        let piece = |kind: wire::EquipmentKind, condition: wire::EquipmentCondition, note: &str| {
            wire::Equipment { kind: kind.into(), condition: condition.into(), note: note.into() }
        };
        let screen = piece(wire::EquipmentKind::Screen, wire::EquipmentCondition::Working, "");
        let line = piece(wire::EquipmentKind::Line, wire::EquipmentCondition::Faulty, "雨后断线");
        let report = |request_id: &str, equipment: &[wire::Equipment], repair_requested| {
            wire::ReportEquipmentRequest {
                request_id: request_id.into(),
                name: COURT.into(),
                equipment: equipment.to_vec(),
                repair_requested,
            }
        };
        let before = get(&admin, COURT).await;
        assert!(before.equipment_report.is_none());

        let pieces = [screen.clone(), line];
        let send = async |person: &Person, request: wire::ReportEquipmentRequest| {
            person.courts().report_equipment(request).await.map(tonic::Response::into_inner)
        };
        let reported = send(&director, report("r1", &pieces, true)).await.unwrap();
        let kept = reported.equipment_report.clone().unwrap();
        assert_eq!(kept.reporter, "people/director-330783201203");
        assert!(kept.report_time.is_some() && kept.repair_requested);
        assert_eq!(kept.equipment, pieces);
        assert_eq!((&reported.equipment, &reported.etag), (&before.equipment, &before.etag));
        assert_eq!(send(&director, report("r1", &pieces, true)).await.unwrap(), reported);
        assert_eq!(get(&admin, COURT).await.equipment_report.as_ref(), Some(&kept));

        let to_repair = async |value: &str| {
            let request = wire::ListCourtsRequest {
                filter: format!("repair_requested={value}"),
                page_size: 1000,
                ..wire::ListCourtsRequest::default()
            };
            let mut courts = world.person("command").await.courts();
            let found = courts.list_courts(request).await.unwrap().into_inner().courts;
            found.into_iter().map(|court| court.name).collect::<Vec<_>>()
        };
        assert_eq!(to_repair("true").await, [COURT]);
        assert_eq!(to_repair("false").await.len(), 354);

        // A change by the administrator keeps it, and one of another court says nothing about it.
        let host =
            wire::Court { name: COURT.into(), host: "前田村村民委员会".into(), ..Default::default() };
        let update = wire::UpdateCourtRequest { court: Some(host), ..Default::default() };
        let changed = admin.courts().update_court(update).await.unwrap().into_inner();
        assert_eq!(changed.equipment_report.as_ref(), Some(&kept));

        let repaired = send(&director, report("r2", std::slice::from_ref(&screen), false)).await.unwrap();
        assert!(!repaired.equipment_report.unwrap().repair_requested);
        assert!(to_repair("true").await.is_empty());

        let nothing = send(&director, report("r3", std::slice::from_ref(&screen), true)).await.unwrap_err();
        assert_eq!(fields(&nothing)[0].0, "repair_requested");
        let unsaid = piece(wire::EquipmentKind::Screen, wire::EquipmentCondition::Unspecified, "");
        let unsaid = send(&director, report("r4", &[unsaid], false)).await.unwrap_err();
        assert_eq!(fields(&unsaid)[0].0, "equipment[0].condition");
        for (person, wanted) in [("director-330783123", "BEYOND_SCOPE"), ("admin", "ROLE_REQUIRED")] {
            let person = world.person(person).await;
            let refused = send(&person, report("r5", std::slice::from_ref(&screen), false)).await;
            assert_eq!(reason(&refused.unwrap_err()), wanted);
        }
        let nowhere = wire::ReportEquipmentRequest {
            name: "courts/330783201999".into(),
            ..report("r6", &[screen], false)
        };
        assert_eq!(reason(&send(&director, nowhere).await.unwrap_err()), "COURT_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn a_director_says_when_their_court_receives_and_an_administrator_may() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let (director, admin) = (world.person("director-330783201203").await, world.person("admin").await);
        let hours = |day, opens: &str, closes: &str| wire::ReceptionHours {
            day,
            opens: opens.into(),
            closes: closes.into(),
        };
        let say = |request_id: &str, hours: &[wire::ReceptionHours], telephone: &str| {
            let reception = wire::Reception { hours: hours.to_vec(), telephone: telephone.into() };
            wire::SetReceptionRequest {
                request_id: request_id.into(),
                name: COURT.into(),
                reception: Some(reception),
            }
        };
        let send = async |person: &Person, request: wire::SetReceptionRequest| {
            person.courts().set_reception(request).await.map(tonic::Response::into_inner)
        };
        let before = get(&admin, COURT).await;
        assert!(before.reception.is_none());
        let (morning, afternoon) = (hours(1, "08:30", "11:30"), hours(1, "14:00", "17:00"));
        let said = say("r1", &[afternoon.clone(), morning.clone()], "0579-85521234");
        let answer = send(&director, said.clone()).await.unwrap();
        let kept = answer.reception.clone().unwrap();
        assert_eq!(
            (kept.hours.as_slice(), kept.telephone.as_str()),
            ([morning, afternoon].as_slice(), "0579-85521234")
        );
        assert_eq!(answer.etag, before.etag);
        assert_eq!(send(&director, said).await.unwrap(), answer);

        // A change by the administrator keeps it.
        let host =
            wire::Court { name: COURT.into(), host: "前田村村民委员会".into(), ..Default::default() };
        let update = wire::UpdateCourtRequest { court: Some(host), ..Default::default() };
        let changed = admin.courts().update_court(update).await.unwrap().into_inner();
        assert_eq!(changed.reception.as_ref(), Some(&kept));
        let reread = get(&admin, COURT).await;
        assert_eq!(reread.reception.as_ref(), Some(&kept));

        let wrong = say("r2", &[hours(8, "08:30", "08:00"), hours(2, "08:30", "9")], "主任");
        let refused = send(&director, wrong).await.unwrap_err();
        let named: Vec<_> = fields(&refused).into_iter().map(|(field, _)| field).collect();
        let expected = [
            "reception.telephone",
            "reception.hours[0].day",
            "reception.hours[0].closes",
            "reception.hours[1].closes",
        ];
        assert_eq!(named, expected);
        for (person, wanted) in [("director-330783123", "BEYOND_SCOPE"), ("officer", "ROLE_REQUIRED")] {
            let person = world.person(person).await;
            assert_eq!(reason(&send(&person, say("r3", &[], "")).await.unwrap_err()), wanted);
        }
        assert!(send(&admin, say("r4", &[], "")).await.unwrap().reception.is_none());
        let nowhere = wire::SetReceptionRequest { name: "courts/330783201999".into(), ..say("r5", &[], "") };
        assert_eq!(reason(&send(&director, nowhere).await.unwrap_err()), "COURT_UNKNOWN");
    })
    .await;
}
