//! Terms of office: one holder at a time, whatever the races.

use courts::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{
    access::v1::{self as access, Role},
    courts::v1 as wire,
};

use crate::world::{World, fields, reason};

const COURT: &str = "courts/330783201203";
const DIRECTOR: &str = "people/director-330783201203";

fn director(parent: &str) -> wire::CreateTermRequest {
    let term = wire::Term { role: Role::Director.into(), court: COURT.into(), ..wire::Term::default() };
    wire::CreateTermRequest { parent: parent.into(), term: Some(term), ..wire::CreateTermRequest::default() }
}

async fn end_present(world: &World) -> wire::Person {
    let mut people = world.person("admin").await.people();
    let name = DIRECTOR.to_owned();
    let present = people.get_person(wire::GetPersonRequest { name }).await.unwrap().into_inner();
    let name = present.terms[0].name.clone();
    people
        .end_term(wire::EndTermRequest { name, ..wire::EndTermRequest::default() })
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn a_court_has_one_director_at_a_time() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let mut people = world.person("admin").await.people();
        let refused = people.create_term(director("people/officer")).await.unwrap_err();
        assert_eq!(reason(&refused), "TERM_OVERLAP");
        assert!(refused.message().contains(COURT), "{}", refused.message());
        end_present(&world).await;
        let mut people = world.person("admin").await.people();
        let made = people.create_term(director("people/officer")).await.unwrap().into_inner();
        assert_eq!(made.terms.len(), 2);
        let court = wire::GetCourtRequest { name: COURT.into() };
        let court = world.person("officer2").await.courts().get_court(court).await.unwrap().into_inner();
        assert_eq!(court.director, "people/officer");
    })
    .await;
}

fn deputy(parent: &str, hours: Option<i64>) -> wire::CreateTermRequest {
    let end_time = hours.map(|hours| Timestamp::now().plus_hours(hours).to_timestamp());
    let request = director(parent);
    let term = request.term.map(|term| wire::Term { deputises_for: DIRECTOR.into(), end_time, ..term });
    wire::CreateTermRequest { term, ..request }
}

#[tokio::test]
async fn a_deputy_holds_the_office_beside_its_holder_until_a_day() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let mut people = world.person("admin").await.people();
        let open = people.create_term(deputy("people/officer", None)).await.unwrap_err();
        assert_eq!(fields(&open), [("term.end_time".into(), "REQUIRED".into())]);
        let own = people.create_term(deputy(DIRECTOR, Some(24))).await.unwrap_err();
        assert_eq!(reason(&own), "OWN_DEPUTY");
        let made = people.create_term(deputy("people/officer", Some(24))).await.unwrap().into_inner();
        let term = made.terms.iter().find(|term| !term.deputises_for.is_empty()).unwrap();
        assert_eq!((term.role(), term.deputises_for.as_str()), (Role::Director, DIRECTOR));
        // One deputy at a time, and who leads the court today is the deputy.
        let second = people.create_term(deputy("people/officer2", Some(12))).await.unwrap_err();
        assert_eq!(reason(&second), "TERM_OVERLAP");
        let asked = wire::GetCourtRequest { name: COURT.into() };
        let court = world.person("officer2").await.courts().get_court(asked.clone()).await.unwrap();
        assert_eq!(court.into_inner().director, "people/officer");
        let asked_for = access::IdentifyPrincipalRequest {
            person: "people/officer".into(),
            ..access::IdentifyPrincipalRequest::default()
        };
        let mut identity = world.ourselves().identity();
        let grants = identity.identify_principal(asked_for).await.unwrap().into_inner().grants;
        assert_eq!(grants.iter().filter(|grant| grant.deputises_for == DIRECTOR).count(), 1);
        // It ends before its day where somebody says so; the holder is back.
        let end = wire::EndTermRequest { name: term.name.clone(), ..wire::EndTermRequest::default() };
        people.end_term(end).await.unwrap();
        let court = world.person("officer2").await.courts().get_court(asked).await.unwrap();
        assert_eq!(court.into_inner().director, DIRECTOR);
        // Nobody deputises for who is not there.
        let gone = end_present(&world).await;
        assert!(gone.terms[0].end_time.is_some());
        let late = people.create_term(deputy("people/officer2", Some(24))).await.unwrap_err();
        assert_eq!(reason(&late), "ABSENT_NOT_IN_OFFICE");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_appoint_a_director_at_once_one_wins() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        end_present(&world).await;
        let admin = world.person("admin").await;
        let (mut one, mut other) = (admin.people(), admin.people());
        let (one, other) = tokio::join!(
            one.create_term(director("people/officer")),
            other.create_term(director("people/officer2"))
        );
        let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
        assert!(won.is_ok());
        assert_eq!(reason(&lost.unwrap_err()), "TERM_OVERLAP");
    })
    .await;
}

#[tokio::test]
async fn the_same_call_twice_is_the_same_answer_twice() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let mut people = world.person("admin").await.people();
        let mut request = wire::CreatePersonRequest {
            request_id: "4f1c".into(),
            person: Some(wire::Person {
                display_name: "测试员".into(),
                phone: "13800009999".into(),
                ..wire::Person::default()
            }),
            ..wire::CreatePersonRequest::default()
        };
        let first = people.create_person(request.clone()).await.unwrap().into_inner();
        assert_eq!(first.phone, "13800009999");
        assert_eq!(people.create_person(request.clone()).await.unwrap().into_inner(), first);
        request.person_id = "another".into();
        assert_eq!(reason(&people.create_person(request.clone()).await.unwrap_err()), "REQUEST_ID_REUSED");
        request.request_id.clear();
        people.create_person(request.clone()).await.unwrap();
        assert_eq!(reason(&people.create_person(request).await.unwrap_err()), "PERSON_EXISTS");
    })
    .await;
}

#[tokio::test]
async fn a_decision_on_an_old_version_is_refused() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let ended = end_present(&world).await;
        let mut people = world.person("admin").await.people();
        let old = wire::CreateTermRequest { etag: "\"v1\"".into(), ..director(DIRECTOR) };
        assert_eq!(reason(&people.create_term(old).await.unwrap_err()), "ETAG_MISMATCH");
        let present = wire::CreateTermRequest { etag: ended.etag.clone(), ..director(DIRECTOR) };
        let again = people.create_term(present).await.unwrap().into_inner();
        assert_ne!(again.etag, ended.etag);
        let name = ended.terms[0].name.clone();
        let over = wire::EndTermRequest { name, ..wire::EndTermRequest::default() };
        assert_eq!(reason(&people.end_term(over).await.unwrap_err()), "TERM_ENDED");
    })
    .await;
}

#[tokio::test]
async fn what_a_term_needs_is_reported() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let mut people = world.person("admin").await.people();
        let mut ask = async |role: Role, change: fn(&mut wire::Term)| {
            let mut term = wire::Term { role: role.into(), ..wire::Term::default() };
            change(&mut term);
            let parent = "people/officer".to_owned();
            let request =
                wire::CreateTermRequest { parent, term: Some(term), ..wire::CreateTermRequest::default() };
            let refused = people.create_term(request).await.unwrap_err();
            (
                reason(&refused),
                fields(&refused).into_iter().map(|(field, _)| field).collect::<Vec<_>>().join(" "),
            )
        };
        let refusal = |reason: &str, field: &str| (reason.to_owned(), field.to_owned());
        assert_eq!(ask(Role::Director, |_| {}).await, refusal("BAD_REQUEST", "term.court"));
        assert_eq!(
            ask(Role::Director, |term| term.court = "courts/330783201999".into()).await,
            refusal("COURT_UNKNOWN", "term.court")
        );
        assert_eq!(
            ask(Role::UnitClerk, |term| term.unit = "tax".into()).await,
            refusal("BAD_REQUEST", "term.unit")
        );
        assert_eq!(
            ask(Role::Officer, |term| term.region_code = "330783999".into()).await,
            refusal("REGION_UNKNOWN", "term.region_code")
        );
        assert_eq!(
            ask(Role::GridWorker, |term| {
                term.court = "courts/330783201203".into();
                term.grid = "330783123001".into();
            })
            .await,
            refusal("GRID_NOT_COVERED", "term.grid")
        );
        assert_eq!(
            ask(Role::Officer, |term| {
                term.region_code = "330783".into();
                term.court = "courts/330783201203".into();
            })
            .await,
            refusal("BAD_REQUEST", "term.court")
        );
        assert_eq!(ask(Role::Officer, |term| term.region_code = "330783".into()).await.0, "TERM_OVERLAP");
        let unknown = people.create_term(director("people/nobody")).await.unwrap_err();
        assert_eq!(reason(&unknown), "PERSON_UNKNOWN");
    })
    .await;
}

#[tokio::test]
async fn who_is_deactivated_holds_nothing_and_does_not_sign_in() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let mut people = world.person("admin").await.people();
        let request = wire::DeactivatePersonRequest {
            name: DIRECTOR.into(),
            reason: "离任".into(),
            ..wire::DeactivatePersonRequest::default()
        };
        let gone = people.deactivate_person(request.clone()).await.unwrap().into_inner();
        assert!(gone.deactivated && gone.terms.iter().all(|term| term.end_time.is_some()));
        assert_eq!(reason(&people.deactivate_person(request).await.unwrap_err()), "PERSON_DEACTIVATED");
        assert_eq!(reason(&people.create_term(director(DIRECTOR)).await.unwrap_err()), "PERSON_DEACTIVATED");
        let who =
            proto::access::v1::IdentifyPrincipalRequest { person: DIRECTOR.into(), ..Default::default() };
        let refused = world.ourselves().identity().identify_principal(who).await.unwrap_err();
        assert_eq!(reason(&refused), "PERSON_DEACTIVATED");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_decides_inside_their_region_alone() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let person = wire::Person { display_name: "镇管理员".into(), ..wire::Person::default() };
        let request = wire::CreatePersonRequest {
            person_id: "town-admin".into(),
            person: Some(person),
            ..wire::CreatePersonRequest::default()
        };
        let admin = world.person("admin").await;
        admin.people().create_person(request).await.unwrap();
        let give = |person: &str, role: Role, region: &str| wire::CreateTermRequest {
            parent: format!("people/{person}"),
            term: Some(wire::Term { role: role.into(), region_code: region.into(), ..wire::Term::default() }),
            ..wire::CreateTermRequest::default()
        };
        let refused = admin.people().create_term(give("town-admin", Role::Admin, "33")).await.unwrap_err();
        assert_eq!(reason(&refused), "BEYOND_SCOPE");
        admin.people().create_term(give("town-admin", Role::Admin, "330783201")).await.unwrap();

        let town = world.person("town-admin").await;
        for (person, role, region, wanted) in [
            ("town-admin", Role::Command, "330783", "BEYOND_SCOPE"),
            ("town-admin", Role::Admin, "330783001", "BEYOND_SCOPE"),
            ("president", Role::Officer, "330783201", "PERSON_UNKNOWN"),
        ] {
            let refused = town.people().create_term(give(person, role, region)).await.unwrap_err();
            assert_eq!(reason(&refused), wanted, "{person} {role:?}");
        }
        let invite = |name: &str| access::InvitePersonRequest {
            name: format!("people/{name}"),
            ..access::InvitePersonRequest::default()
        };
        let refused = town.sessions().invite_person(invite("president")).await.unwrap_err();
        assert_eq!(reason(&refused), "PERSON_UNKNOWN");
        let chief = wire::GetPersonRequest { name: "people/chief".into() };
        let chief = admin.people().get_person(chief).await.unwrap().into_inner();
        let name = chief.terms[0].name.clone();
        let end = wire::EndTermRequest { name, ..wire::EndTermRequest::default() };
        assert_eq!(reason(&town.people().end_term(end).await.unwrap_err()), "PERSON_UNKNOWN");
        let gone = |name: &str| wire::DeactivatePersonRequest {
            name: format!("people/{name}"),
            reason: "离任".into(),
            ..wire::DeactivatePersonRequest::default()
        };
        let refused = town.people().deactivate_person(gone("president")).await.unwrap_err();
        assert_eq!(reason(&refused), "PERSON_UNKNOWN");

        // Who also serves elsewhere is not the town's alone, and what is the town's is.
        let own =
            town.people().create_term(give("town-admin", Role::Officer, "330783201")).await.unwrap_err();
        assert_eq!(reason(&own), "OWN_TERM");
        town.people().create_term(give("worker-330783201203-2", Role::Officer, "330783201")).await.unwrap();
        admin.people().create_term(give("chief", Role::Officer, "330783201")).await.unwrap();
        let refused = town.sessions().invite_person(invite("chief")).await.unwrap_err();
        assert_eq!(reason(&refused), "BEYOND_SCOPE");
        let refused = town.people().deactivate_person(gone("chief")).await.unwrap_err();
        assert_eq!(reason(&refused), "BEYOND_SCOPE");
        town.sessions().invite_person(invite("worker-330783201203-1")).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_last_administrator_does_not_leave_a_region_without_one() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let me = admin.people().get_me(wire::GetMeRequest {}).await.unwrap().into_inner();
        let term = me.terms.iter().find(|term| term.role() == Role::Admin).unwrap().name.clone();
        let end = wire::EndTermRequest { name: term, ..wire::EndTermRequest::default() };
        let leave = wire::DeactivatePersonRequest {
            name: me.name.clone(),
            reason: "离职".into(),
            ..wire::DeactivatePersonRequest::default()
        };
        let refused = admin.people().end_term(end.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "LAST_ADMINISTRATOR");
        let refused = admin.people().deactivate_person(leave).await.unwrap_err();
        assert_eq!(reason(&refused), "LAST_ADMINISTRATOR");
        // One of a town does not do, one of the county does.
        let appoint = |region: &str| wire::CreateTermRequest {
            parent: "people/officer2".into(),
            term: Some(wire::Term {
                role: Role::Admin.into(),
                region_code: region.into(),
                ..wire::Term::default()
            }),
            ..wire::CreateTermRequest::default()
        };
        admin.people().create_term(appoint("330783201")).await.unwrap();
        let refused = admin.people().end_term(end.clone()).await.unwrap_err();
        assert_eq!(reason(&refused), "LAST_ADMINISTRATOR");
        admin.people().create_term(appoint("330783")).await.unwrap();
        admin.people().end_term(end).await.unwrap();
    })
    .await;
}
