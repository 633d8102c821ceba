//! Imports: all rows or none, and the same file again changes nothing.

use courts::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use law::identifiers::RegionCode;
use proto::{access::v1::Role, courts::v1 as wire};

use crate::world::{Person, World, fields, reason};

async fn admin(world: &World) -> Person {
    let county = RegionCode::parse("330783").unwrap();
    world.courts.ensure_admin(&county, Timestamp::now()).await.unwrap();
    world.person("admin").await
}

fn region(code: &str, name: &str) -> wire::Region {
    wire::Region { code: code.into(), display_name: name.into(), ..wire::Region::default() }
}

fn village_court(code: &str, covers: &[&str]) -> wire::Court {
    wire::Court {
        name: format!("courts/{code}"),
        display_name: "村共享法庭".into(),
        kind: wire::CourtKind::Village.into(),
        region_code: code.into(),
        covers: covers.iter().map(|code| (*code).to_owned()).collect(),
        ..wire::Court::default()
    }
}

fn term(role: Role, court: &str, start: i64) -> wire::Term {
    let start_time = Some(prost_types::Timestamp { seconds: start, nanos: 0 });
    wire::Term { role: role.into(), court: court.into(), start_time, ..wire::Term::default() }
}

fn counts(result: &wire::ImportResult) -> (i32, i32, i32) {
    (result.created, result.updated, result.unchanged)
}

async fn regions(admin: &Person, rows: Vec<wire::Region>) -> Result<wire::ImportResult, tonic::Status> {
    let request = wire::ImportRegionsRequest { regions: rows, ..wire::ImportRegionsRequest::default() };
    admin.regions().import_regions(request).await.map(tonic::Response::into_inner)
}

/// A county, a town and two villages; the parents last.
fn county() -> Vec<wire::Region> {
    vec![
        region("330783201203", "前田村委会"),
        region("330783201204", "中村村委会"),
        region("330783201", "三单乡"),
        region("330783", "东阳市"),
    ]
}

#[tokio::test]
async fn every_bad_row_is_named_and_nothing_is_kept() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::empty(store).await;
        let admin = admin(&world).await;
        let mut rows = county();
        rows.extend([region("330784001", "别处镇"), region("x", ""), region("330783201", "三单乡")]);
        let refused = regions(&admin, rows).await.unwrap_err();
        let violation = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
        assert_eq!(
            fields(&refused),
            [
                violation("regions[5].code", "REGION_CODE_MALFORMED"),
                violation("regions[5].display_name", "REQUIRED"),
                violation("regions[6].code", "DUPLICATE"),
                violation("regions[4].code", "REGION_UNKNOWN"),
            ]
        );
        let list =
            admin.regions().list_regions(wire::ListRegionsRequest::default()).await.unwrap().into_inner();
        assert!(list.regions.is_empty());
        assert_eq!(counts(&regions(&admin, county()).await.unwrap()), (4, 0, 0));
        assert_eq!(counts(&regions(&admin, county()).await.unwrap()), (0, 0, 4));
        assert_eq!(counts(&regions(&admin, vec![region("330783201204", "中村")]).await.unwrap()), (0, 1, 0));

        let rows = vec![
            village_court("330783201203", &["330783201203", "330783201204"]),
            village_court("330783201204", &[]),
            village_court("330783201999", &[]),
        ];
        let request = wire::ImportCourtsRequest { courts: rows, ..wire::ImportCourtsRequest::default() };
        let refused = admin.courts().import_courts(request).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            [
                violation("courts[2].region_code", "REGION_UNKNOWN"),
                violation("courts[1].covers[0]", "VILLAGE_COVERED"),
            ]
        );
        assert!(
            admin
                .courts()
                .list_courts(wire::ListCourtsRequest::default())
                .await
                .unwrap()
                .into_inner()
                .courts
                .is_empty()
        );
    })
    .await;
}

#[tokio::test]
async fn the_same_people_again_change_nothing() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::empty(store).await;
        let admin = admin(&world).await;
        regions(&admin, county()).await.unwrap();
        let courts = vec![village_court("330783201203", &["330783201203", "330783201204"])];
        let request = wire::ImportCourtsRequest { courts, ..wire::ImportCourtsRequest::default() };
        assert_eq!(
            counts(&admin.courts().import_courts(request.clone()).await.unwrap().into_inner()),
            (1, 0, 0)
        );
        assert_eq!(counts(&admin.courts().import_courts(request).await.unwrap().into_inner()), (0, 0, 1));

        let court = "courts/330783201203";
        let person = |id: &str, terms: Vec<wire::Term>| wire::Person {
            name: format!("people/{id}"),
            display_name: format!("某{id}"),
            phone: "13800000000".into(),
            terms,
            ..wire::Person::default()
        };
        let import = async |people: Vec<wire::Person>, validate_only: bool| {
            let request =
                wire::ImportPeopleRequest { people, validate_only, ..wire::ImportPeopleRequest::default() };
            admin.people().import_people(request).await.map(tonic::Response::into_inner)
        };
        let ended = wire::Term {
            end_time: Some(prost_types::Timestamp { seconds: 2000, nanos: 0 }),
            ..term(Role::Director, court, 1000)
        };
        let rows = vec![
            person("a", vec![ended, term(Role::GridWorker, court, 1000)]),
            person("b", vec![term(Role::Director, court, 2000)]),
        ];
        assert_eq!(counts(&import(rows.clone(), true).await.unwrap()), (2, 0, 0));
        assert_eq!(counts(&import(rows.clone(), false).await.unwrap()), (2, 0, 0));
        assert_eq!(counts(&import(rows.clone(), false).await.unwrap()), (0, 0, 2));
        let mut changed = rows;
        changed[0].phone = "13800000001".into();
        assert_eq!(counts(&import(changed, false).await.unwrap()), (0, 1, 1));

        let bad = vec![
            person("c", vec![term(Role::Director, court, 1500)]),
            person(
                "d",
                vec![
                    term(Role::ContactJudge, court, 1),
                    wire::Term { start_time: None, ..term(Role::Director, court, 1) },
                ],
            ),
            person("e", vec![term(Role::ContactJudge, court, 5)]),
            wire::Person { phone: "138****0001".into(), ..person("f", vec![]) },
        ];
        let refused = import(bad, false).await.unwrap_err();
        let violation = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
        assert_eq!(
            fields(&refused),
            [
                violation("people[1].terms[1].start_time", "REQUIRED"),
                violation("people[3].phone", "PHONE_MALFORMED"),
                violation("people[0].terms[0].start_time", "TERM_OVERLAP"),
                violation("people[1].terms[0].start_time", "TERM_OVERLAP"),
                violation("people[2].terms[0].start_time", "TERM_OVERLAP"),
            ]
        );
        let missing = admin.people().get_person(wire::GetPersonRequest { name: "people/c".into() }).await;
        assert_eq!(reason(&missing.unwrap_err()), "PERSON_UNKNOWN");
    })
    .await;
}

/// Prints what a thousand people cost; asserts nothing, for machines differ.
#[tokio::test]
async fn what_a_thousand_people_cost() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let people = (0..1000).map(|number| wire::Person {
            name: format!("people/many-{number}"),
            display_name: "某某".into(),
            phone: "13800000000".into(),
            terms: vec![term(Role::GridWorker, "courts/330783201203", 1000)],
            ..wire::Person::default()
        });
        let people = people.collect();
        let request = wire::ImportPeopleRequest { people, ..wire::ImportPeopleRequest::default() };
        let begin = std::time::Instant::now();
        admin.people().import_people(request.clone()).await.unwrap();
        let first = begin.elapsed();
        let begin = std::time::Instant::now();
        let again = admin.people().import_people(request).await.unwrap().into_inner();
        println!("1000 people: {first:?}, again {:?}", begin.elapsed());
        assert_eq!(counts(&again), (0, 0, 1000));
    })
    .await;
}
