//! People's courts: read by everybody who is signed in, changed by who administers the whole region.

use std::time::Duration;

use courts::{Fill, Migrator};
use kit::{domain::Timestamp, testing::on_every_database};
use law::identifiers::RegionCode;
use proto::{
    access::v1::{Grant, Principal, Role},
    courts::v1 as wire,
};
use tonic::Status;

use crate::world::{Person, World, fields, reason};

const NAME: &str = "peoplesCourts/330783";
const SEAL: &str = "evidence/14bcd090baf31edba64e9cbd8cdfc15f943344aa72cb3675ad8e91bfcbce03ad";

async fn get(person: &Person) -> wire::PeoplesCourt {
    let request = wire::GetPeoplesCourtRequest { name: NAME.into() };
    person.peoples_courts().get_peoples_court(request).await.unwrap().into_inner()
}

async fn list(person: &Person, filter: &str) -> Result<Vec<String>, Status> {
    let request = wire::ListPeoplesCourtsRequest { filter: filter.into(), ..Default::default() };
    let page = person.peoples_courts().list_peoples_courts(request).await?.into_inner();
    Ok(page.peoples_courts.into_iter().map(|court| court.name).collect())
}

fn change(court: wire::PeoplesCourt, paths: &[&str]) -> wire::UpdatePeoplesCourtRequest {
    let paths = paths.iter().map(|path| (*path).to_owned()).collect();
    let peoples_court = Some(wire::PeoplesCourt { name: NAME.into(), ..court });
    let update_mask = Some(prost_types::FieldMask { paths });
    wire::UpdatePeoplesCourtRequest { peoples_court, update_mask, ..Default::default() }
}

async fn update(
    person: &Person,
    request: wire::UpdatePeoplesCourtRequest,
) -> Result<wire::PeoplesCourt, Status> {
    Ok(person.peoples_courts().update_peoples_court(request).await?.into_inner())
}

/// Somebody with an office in a region.
fn holder(world: &World, role: Role, region: &str) -> Person {
    let grant = Grant {
        role: role.into(),
        region_code: region.into(),
        start_time: Some(Timestamp::from_micros(0).to_timestamp()),
        ..Grant::default()
    };
    let person = format!("people/{}-{region}", role.as_str_name().to_lowercase().replace('_', "-"));
    world.signed_in(Principal { person, grants: vec![grant], ..Principal::default() })
}

fn telephone(number: &str) -> wire::PeoplesCourt {
    wire::PeoplesCourt { telephone: number.into(), ..Default::default() }
}

#[tokio::test]
async fn every_office_reads_the_court_that_the_first_start_entered() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        for person in ["officer", "admin", "worker-330783201203-1", "clerk-u01"] {
            let person = world.person(person).await;
            let court = get(&person).await;
            assert_eq!(
                (court.display_name.as_str(), court.region_code.as_str()),
                ("东阳市人民法院", "330783")
            );
            assert_eq!(court.case_number_code, "浙0783");
            assert_eq!(court.calendar(), wire::CourtCalendar::StateCouncil);
            assert!(court.address.is_empty() && court.telephone.is_empty() && court.seal.is_empty());
            for filter in ["", "region=3307", "region=330783", "case_number_code=浙0783", "region!=330784"] {
                assert_eq!(list(&person, filter).await.unwrap(), [NAME], "{filter}");
            }
            for filter in ["region=330784", "region!=33", "case_number_code=浙0784"] {
                assert!(list(&person, filter).await.unwrap().is_empty(), "{filter}");
            }
            for filter in ["region=x", "case_number_code=东1"] {
                assert_eq!(reason(&list(&person, filter).await.unwrap_err()), "FILTER_VALUE_INVALID");
            }
            for name in ["peoplesCourts/330784", "courts/330783", "x"] {
                let request = wire::GetPeoplesCourtRequest { name: name.into() };
                let refused = person.peoples_courts().get_peoples_court(request).await.unwrap_err();
                assert_eq!(reason(&refused), "PEOPLES_COURT_UNKNOWN");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn who_administers_the_whole_region_changes_it_and_nobody_else() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let before = get(&world.person("officer").await).await;
        for (role, region, refused) in [
            (Role::Admin, "330783201", "BEYOND_SCOPE"),
            (Role::Admin, "330782", "BEYOND_SCOPE"),
            (Role::Officer, "330783", "ROLE_REQUIRED"),
            (Role::President, "33", "ROLE_REQUIRED"),
        ] {
            let request = change(telephone("0579-12345678"), &["telephone"]);
            let answer = update(&holder(&world, role, region), request).await;
            assert_eq!(reason(&answer.unwrap_err()), refused, "{role:?} of {region}");
        }
        assert_eq!(get(&world.person("officer").await).await, before);
        for (number, region) in ["330783", "3307", "33"].into_iter().enumerate() {
            let request = change(telephone(&format!("0579-1234567{number}")), &["telephone"]);
            let changed = update(&holder(&world, Role::Admin, region), request).await.unwrap();
            assert_eq!(changed.telephone, format!("0579-1234567{number}"));
            assert_eq!(get(&world.person("officer").await).await, changed);
        }
        let mut nowhere = change(telephone("0579-12345678"), &["telephone"]);
        nowhere.peoples_court.as_mut().unwrap().name = "peoplesCourts/330784".into();
        let answer = update(&holder(&world, Role::Admin, "33"), nowhere).await;
        assert_eq!(reason(&answer.unwrap_err()), "PEOPLES_COURT_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn a_mask_says_what_changes_and_an_etag_on_what_it_rests() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let before = get(&admin).await;
        let whole = wire::PeoplesCourt {
            display_name: "东阳人民法院".into(),
            display_name_en: "People's Court of Dongyang".into(),
            case_number_code: "浙０７８４".into(),
            address: " 浙江省东阳市人民路1号 ".into(),
            telephone: "0579-12345678".into(),
            seal: SEAL.into(),
            calendar: wire::CourtCalendar::StateCouncil.into(),
            region_code: "330784".into(),
            etag: before.etag.clone(),
            ..Default::default()
        };
        // One path alone.
        let one = update(&admin, change(whole.clone(), &["address"])).await.unwrap();
        assert_eq!(one.address, "浙江省东阳市人民路1号");
        assert_eq!((&one.display_name, &one.telephone), (&before.display_name, &before.telephone));
        assert_ne!(one.etag, before.etag);
        let late = update(&admin, change(whole.clone(), &["telephone"])).await;
        assert_eq!(reason(&late.unwrap_err()), "ETAG_MISMATCH");
        // Without a mask what is set changes; the region never does.
        let mut all = change(wire::PeoplesCourt { etag: one.etag.clone(), ..whole }, &[]);
        all.update_mask = None;
        all.request_id = "4f1d".into();
        let changed = update(&admin, all.clone()).await.unwrap();
        assert_eq!(changed.display_name, "东阳人民法院");
        assert_eq!((changed.case_number_code.as_str(), changed.seal.as_str()), ("浙0784", SEAL));
        assert_eq!((changed.name.as_str(), changed.region_code.as_str()), (NAME, "330783"));
        // The same call again finds its answer, though its etag is old by now.
        assert_eq!(update(&admin, all).await.unwrap(), changed);
        // What says the same changes nothing.
        assert_eq!(update(&admin, change(changed.clone(), &["seal", "address"])).await.unwrap(), changed);
        // What may be empty can be emptied.
        let emptied = change(wire::PeoplesCourt::default(), &["seal", "telephone", "case_number_code"]);
        let emptied = update(&admin, emptied).await.unwrap();
        assert!(
            emptied.seal.is_empty() && emptied.telephone.is_empty() && emptied.case_number_code.is_empty()
        );
        assert_eq!(emptied.display_name, changed.display_name);
    })
    .await;
}

#[tokio::test]
async fn every_field_at_fault_is_named_at_once_and_nothing_is_stored() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let before = get(&admin).await;
        let wrong = wire::PeoplesCourt {
            display_name_en: "x".repeat(201),
            case_number_code: "东0783".into(),
            address: "路".repeat(201),
            telephone: "12ab".into(),
            seal: "evidence/1".into(),
            ..Default::default()
        };
        let paths = [
            "display_name",
            "display_name_en",
            "case_number_code",
            "address",
            "telephone",
            "seal",
            "calendar",
            "region_code",
        ];
        let refused = update(&admin, change(wrong, &paths)).await.unwrap_err();
        let named = fields(&refused);
        let named: Vec<_> = named.iter().map(|(field, why)| (field.as_str(), why.as_str())).collect();
        let wanted = [
            ("update_mask", "PATH_UNKNOWN"),
            ("peoples_court.display_name", "REQUIRED"),
            ("peoples_court.display_name_en", "TOO_LONG"),
            ("peoples_court.case_number_code", "CASE_NUMBER_CODE_MALFORMED"),
            ("peoples_court.address", "TOO_LONG"),
            ("peoples_court.telephone", "PHONE_MALFORMED"),
            ("peoples_court.seal", "EVIDENCE_MALFORMED"),
            ("peoples_court.calendar", "REQUIRED"),
        ];
        assert_eq!(named, wanted);
        assert_eq!(get(&admin).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_name_at_a_later_start_overwrites_nothing_and_every_process_sees_a_change() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store.clone()).await;
        let beside = world.beside(store).await;
        let admin = world.person("admin").await;
        let name = wire::PeoplesCourt { display_name: "东阳人民法院".into(), ..Default::default() };
        let changed = update(&admin, change(name, &["display_name"])).await.unwrap();
        let officer = beside.person("officer").await;
        let mut seen = get(&officer).await;
        for _ in 0..100 {
            if seen == changed {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            seen = get(&officer).await;
        }
        assert_eq!(seen, changed);
        for (region, name) in [("330783", "另一个名称"), ("330784", "另一个法院")] {
            let region = RegionCode::parse(region).unwrap();
            for process in [&world.courts, &beside.courts] {
                let later = process.ensure_peoples_court(&region, name, Timestamp::now()).await.unwrap();
                assert_eq!(later, Fill::There);
            }
        }
        assert_eq!(get(&admin).await, changed);
        assert_eq!(list(&admin, "").await.unwrap(), [NAME]);
    })
    .await;
}

#[tokio::test]
async fn of_processes_that_start_at_once_one_enters_the_court() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let one = World::empty(store.clone()).await;
        let other = one.beside(store).await;
        let region = RegionCode::parse("330783").unwrap();
        let nameless = one.courts.ensure_peoples_court(&region, " ", Timestamp::now()).await;
        assert_eq!(nameless.unwrap_err().reason(), "BAD_REQUEST");
        let (first, second) = tokio::join!(
            one.courts.ensure_peoples_court(&region, "东阳市人民法院", Timestamp::now()),
            other.courts.ensure_peoples_court(&region, "东阳市人民法院", Timestamp::now()),
        );
        let mut both = [first.unwrap(), second.unwrap()];
        both.sort_by_key(|fill| *fill == Fill::There);
        assert_eq!(both, [Fill::Filled, Fill::There]);
    })
    .await;
}

#[tokio::test]
async fn terms_of_the_court_and_of_contact_judges_name_it() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let court = wire::GetCourtRequest { name: "courts/330783201203".into() };
        let court = admin.courts().get_court(court).await.unwrap().into_inner();
        for (name, named) in [
            ("people/officer", NAME),
            ("people/president", NAME),
            (court.contact_judge.as_str(), NAME),
            (court.director.as_str(), ""),
            ("people/worker-330783201203-1", ""),
            ("people/clerk-u01", ""),
        ] {
            let request = wire::BatchGetPeopleRequest { names: vec![name.into()] };
            let people =
                world.ourselves().people().batch_get_people(request).await.unwrap().into_inner().people;
            assert!(people.iter().any(|person| !person.terms.is_empty()), "{name}");
            assert!(people[0].terms.iter().all(|term| term.peoples_court == named), "{name}: {people:?}");
        }
        // Nobody's office of a region that is wider than that of any court.
        let term =
            wire::Term { role: Role::Auditor.into(), region_code: "3307".into(), ..Default::default() };
        let person = wire::Person { display_name: "督察".into(), ..Default::default() };
        let city = holder(&world, Role::Admin, "33");
        let created = wire::CreatePersonRequest { person: Some(person), ..Default::default() };
        let created = city.people().create_person(created).await.unwrap().into_inner();
        let request =
            wire::CreateTermRequest { parent: created.name, term: Some(term), ..Default::default() };
        let person = city.people().create_term(request).await.unwrap().into_inner();
        assert_eq!(person.terms[0].peoples_court, "");
    })
    .await;
}
