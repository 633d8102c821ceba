//! The right is asked when it is used, and of the place that it touches: administrators of a part of the network.

use courts::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{
    access::v1::{
        ChangePasswordRequest, CreateSessionRequest, IdentifyPrincipalRequest, InvitePersonRequest,
        Principal, RedeemInvitationRequest, Role, Session,
    },
    courts::v1 as wire,
};
use tonic::Status;

use crate::world::{Person, World, reason};

const PASSWORD: &str = "wide-river-7";
const TOWN: &str = "330783201";
const ELSEWHERE: &str = "330783001";

async fn create(admin: &Person, id: &str) -> Result<wire::Person, Status> {
    let person = wire::Person { display_name: "新人".into(), ..wire::Person::default() };
    let request = wire::CreatePersonRequest {
        person_id: id.into(),
        person: Some(person),
        ..wire::CreatePersonRequest::default()
    };
    Ok(admin.people().create_person(request).await?.into_inner())
}

async fn give(admin: &Person, id: &str, role: Role, region: &str) -> Result<wire::Person, Status> {
    let term = wire::Term { role: role.into(), region_code: region.into(), ..wire::Term::default() };
    let request = wire::CreateTermRequest {
        parent: format!("people/{id}"),
        term: Some(term),
        ..wire::CreateTermRequest::default()
    };
    Ok(admin.people().create_term(request).await?.into_inner())
}

/// A person with a role in a region, entered by the county's administrator.
async fn appointed(world: &World, id: &str, role: Role, region: &str) -> Person {
    let county = world.person("admin").await;
    create(&county, id).await.unwrap();
    give(&county, id, role, region).await.unwrap();
    world.person(id).await
}

async fn invite(admin: &Person, id: &str) -> Result<String, Status> {
    let request = InvitePersonRequest { name: format!("people/{id}"), ..Default::default() };
    Ok(admin.sessions().invite_person(request).await?.into_inner().code)
}

async fn redeem(world: &World, id: &str, code: &str) -> Result<Session, Status> {
    let request = RedeemInvitationRequest { person: id.into(), code: code.into(), password: PASSWORD.into() };
    Ok(world.stranger().sessions().redeem_invitation(request).await?.into_inner())
}

async fn sign_in(world: &World, id: &str, password: &str) -> Result<Session, Status> {
    let request = CreateSessionRequest { person: id.into(), password: password.into(), ..Default::default() };
    Ok(world.stranger().sessions().create_session(request).await?.into_inner())
}

async fn identify(world: &World, session: &Session) -> Result<Principal, Status> {
    let request = IdentifyPrincipalRequest { session_token: session.token.clone(), ..Default::default() };
    Ok(world.ourselves().identity().identify_principal(request).await?.into_inner())
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Status>) -> String {
    reason(&answer.unwrap_err())
}

#[tokio::test]
async fn what_came_from_a_town_s_invitation_holds_no_office_of_the_county() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let county = world.person("admin").await;
        let town = appointed(&world, "town-admin", Role::Admin, TOWN).await;
        for id in ["late", "later"] {
            create(&town, id).await.unwrap();
        }
        // A session, a password of one's own choice, and a code that nobody used yet.
        let session = redeem(&world, "late", &invite(&town, "late").await.unwrap()).await.unwrap();
        let mine = world.signed_in(identify(&world, &session).await.unwrap());
        let change = ChangePasswordRequest {
            old_password: PASSWORD.into(),
            new_password: "deep-lake-42".into(),
            ..Default::default()
        };
        mine.sessions().change_password(change).await.unwrap();
        let open = invite(&town, "later").await.unwrap();
        give(&town, "late", Role::Officer, TOWN).await.unwrap();
        assert!(identify(&world, &session).await.is_ok(), "the town's own office is the town's to give");

        let soon = wire::Term {
            role: Role::President.into(),
            region_code: "330783".into(),
            start_time: Some(Timestamp::now().plus_hours(48).to_timestamp()),
            ..wire::Term::default()
        };
        let promote =
            wire::CreateTermRequest { parent: "people/late".into(), term: Some(soon), ..Default::default() };
        county.people().create_term(promote).await.unwrap();
        give(&county, "later", Role::President, "330783").await.unwrap();
        let void = "NEW_INVITATION_REQUIRED";
        assert_eq!(refused(identify(&world, &session).await), void);
        let answer = sign_in(&world, "late", "deep-lake-42").await.unwrap_err();
        assert!(answer.message().contains("东阳市"), "it says who can invite: {}", answer.message());
        assert_eq!(reason(&answer), void);
        assert_eq!(refused(redeem(&world, "later", &open).await), void);
        // Who doesn't know the password learns nothing of it.
        assert_eq!(refused(sign_in(&world, "late", "not-this-one").await), "SIGN_IN_REFUSED");
        assert_eq!(refused(invite(&town, "late").await), "BEYOND_SCOPE");
        assert_eq!(refused(invite(&town, "later").await), "PERSON_UNKNOWN");
        // The county invites anew.
        for id in ["late", "later"] {
            let session = redeem(&world, id, &invite(&county, id).await.unwrap()).await.unwrap();
            assert!(identify(&world, &session).await.is_ok());
            assert!(sign_in(&world, id, PASSWORD).await.is_ok());
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_is_void_when_its_inviter_is_no_longer_an_administrator() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let town = appointed(&world, "town-admin", Role::Admin, TOWN).await;
        let worker = "worker-330783201203-1";
        let session = redeem(&world, worker, &invite(&town, worker).await.unwrap()).await.unwrap();
        let open = invite(&town, worker).await.unwrap();
        let gone = wire::DeactivatePersonRequest {
            name: "people/town-admin".into(),
            reason: "离任".into(),
            ..Default::default()
        };
        world.person("admin").await.people().deactivate_person(gone).await.unwrap();
        assert_eq!(refused(redeem(&world, worker, &open).await), "NEW_INVITATION_REQUIRED");
        assert!(identify(&world, &session).await.is_ok(), "who works with their password goes on");
    })
    .await;
}

#[tokio::test]
async fn who_has_no_office_is_in_the_hand_of_who_entered_them() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let county = world.person("admin").await;
        let town = appointed(&world, "town-admin", Role::Admin, TOWN).await;
        let other = appointed(&world, "other-admin", Role::Admin, ELSEWHERE).await;
        let village = appointed(&world, "village-admin", Role::Admin, "330783201203").await;
        create(&town, "new").await.unwrap();
        create(&county, "of-county").await.unwrap();
        let list = async |admin: &Person| -> Vec<String> {
            let (mut names, mut page_token) = (Vec::new(), String::new());
            loop {
                let request = wire::ListPeopleRequest { page_size: 1000, page_token, ..Default::default() };
                let page = admin.people().list_people(request).await.unwrap().into_inner();
                let without = page.people.into_iter().filter(|person| person.terms.is_empty());
                names.extend(without.map(|person| person.name));
                page_token = page.next_page_token;
                if page_token.is_empty() {
                    return names;
                }
            }
        };
        for (admin, seen) in [
            (&county, vec!["people/new", "people/of-county"]),
            (&town, vec!["people/new"]),
            (&other, vec![]),
            (&village, vec![]),
        ] {
            assert_eq!(list(admin).await, seen);
            for id in ["new", "of-county"] {
                let right = seen.contains(&format!("people/{id}").as_str());
                let got =
                    admin.people().get_person(wire::GetPersonRequest { name: format!("people/{id}") }).await;
                assert_eq!(got.is_ok(), right, "{id}");
                if !right {
                    assert_eq!(refused(invite(admin, id).await), "PERSON_UNKNOWN");
                    assert_eq!(refused(give(admin, id, Role::Officer, ELSEWHERE).await), "PERSON_UNKNOWN");
                    let gone = wire::DeactivatePersonRequest {
                        name: format!("people/{id}"),
                        reason: "离任".into(),
                        ..Default::default()
                    };
                    assert_eq!(refused(admin.people().deactivate_person(gone).await), "PERSON_UNKNOWN");
                }
            }
        }
        // A clerk's number is a matter of the county.
        let clerk = wire::GetPersonRequest { name: "people/clerk-u01".into() };
        assert_eq!(refused(town.people().get_person(clerk.clone()).await), "PERSON_UNKNOWN");
        assert!(county.people().get_person(clerk).await.is_ok());
    })
    .await;
}

fn court(code: &str, covers: &[&str]) -> wire::Court {
    wire::Court {
        name: format!("courts/{code}"),
        display_name: "某共享法庭".into(),
        kind: wire::CourtKind::Village.into(),
        region_code: code.into(),
        covers: covers.iter().map(|code| (*code).to_owned()).collect(),
        ..wire::Court::default()
    }
}

async fn get(person: &Person, code: &str) -> wire::Court {
    let request = wire::GetCourtRequest { name: format!("courts/{code}") };
    person.courts().get_court(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_administrator_changes_the_register_inside_their_region_alone() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let town = appointed(&world, "town-admin", Role::Admin, TOWN).await;
        let village = appointed(&world, "village-admin", Role::Admin, "330783201203").await;
        let county = world.person("admin").await;
        let update = async |admin: &Person, court: wire::Court, path: &str| {
            let update_mask = Some(prost_types::FieldMask { paths: vec![path.into()] });
            let request = wire::UpdateCourtRequest { court: Some(court), update_mask, ..Default::default() };
            admin.courts().update_court(request).await.map(tonic::Response::into_inner)
        };
        let closed = |code: &str| wire::Court { state: wire::CourtState::Closed.into(), ..court(code, &[]) };
        for (admin, code) in [(&town, "330783001"), (&village, TOWN), (&village, "330783201")] {
            assert_eq!(refused(update(admin, closed(code), "state").await), "BEYOND_SCOPE", "{code}");
        }
        // Nobody draws in what is elsewhere, nor changes what answers for more than is theirs.
        let elsewhere = get(&county, "330783001").await;
        let own = get(&town, TOWN).await;
        let wider = court("330783201203", &["330783201203", "330783201204"]);
        assert_eq!(refused(update(&village, wider, "covers").await), "BEYOND_SCOPE");
        assert_eq!(get(&county, "330783001").await, elsewhere);
        let renamed = wire::Court { host: "三单乡社会治理中心二楼".into(), ..own };
        assert!(update(&town, renamed, "host").await.is_ok());

        let opens =
            wire::CreateCourtRequest { court: Some(court("330783001001", &[])), ..Default::default() };
        assert_eq!(refused(town.courts().create_court(opens.clone()).await), "BEYOND_SCOPE");
        let imports = async |admin: &Person, court: wire::Court| {
            let request = wire::ImportCourtsRequest { courts: vec![court], ..Default::default() };
            admin.courts().import_courts(request).await.map(tonic::Response::into_inner)
        };
        let theirs = wire::Court { host: "别处".into(), ..elsewhere.clone() };
        assert_eq!(refused(imports(&town, theirs).await), "BEYOND_SCOPE");
        assert_eq!(imports(&town, elsewhere).await.unwrap().unchanged, 1);

        let region = |code: &str| wire::Region {
            code: code.into(),
            display_name: "某村委会".into(),
            ..Default::default()
        };
        let regions = async |admin: &Person, codes: &[&str]| {
            let request = wire::ImportRegionsRequest {
                regions: codes.iter().map(|code| region(code)).collect(),
                ..Default::default()
            };
            admin.regions().import_regions(request).await.map(tonic::Response::into_inner)
        };
        assert_eq!(refused(regions(&town, &["330783001999"]).await), "BEYOND_SCOPE");
        assert_eq!(refused(regions(&town, &["330783201998", "330783001001"]).await), "BEYOND_SCOPE");
        assert_eq!(regions(&town, &["330783201998"]).await.unwrap().created, 1);
        // Another county is another's, too.
        assert_eq!(refused(regions(&county, &["330782", "330782001"]).await), "BEYOND_SCOPE");
        // What a check alone would say is no more than what the call says.
        let request = wire::ImportRegionsRequest {
            regions: vec![region("330783001999")],
            validate_only: true,
            ..Default::default()
        };
        assert_eq!(refused(town.regions().import_regions(request).await), "BEYOND_SCOPE");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_revealed_of_what_lies_outside() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let town = appointed(&world, "town-admin", Role::Admin, TOWN).await;
        // Who has the id is not the town's to know, whatever their office.
        let taken = create(&town, "president").await.unwrap_err();
        assert_eq!(reason(&taken), "PERSON_ID_UNAVAILABLE");
        assert!(!taken.message().contains("president"), "{}", taken.message());
        assert_eq!(refused(create(&town, "worker-330783201203-1").await), "PERSON_EXISTS");

        // A director elsewhere is no reason to say who it is.
        let director = |parent: &str, court: &str| wire::CreateTermRequest {
            parent: format!("people/{parent}"),
            term: Some(wire::Term {
                role: Role::Director.into(),
                court: format!("courts/{court}"),
                ..wire::Term::default()
            }),
            ..wire::CreateTermRequest::default()
        };
        let refusal = town.people().create_term(director("town-admin", "330783001")).await.unwrap_err();
        assert_eq!(reason(&refusal), "BEYOND_SCOPE");

        let person = |id: &str, name: &str, terms: Vec<wire::Term>| wire::Person {
            name: format!("people/{id}"),
            display_name: name.into(),
            terms,
            ..wire::Person::default()
        };
        let import = async |people: Vec<wire::Person>| {
            let request = wire::ImportPeopleRequest { people, validate_only: true, ..Default::default() };
            town.people().import_people(request).await.map(tonic::Response::into_inner)
        };
        let held = wire::Term {
            start_time: Some(Timestamp::now().to_timestamp()),
            ..director("x", "330783001").term.unwrap()
        };
        assert_eq!(refused(import(vec![person("fresh", "新人", vec![held])]).await), "BEYOND_SCOPE");
        // Whether a row would change something is no way to try names and numbers.
        let president = world.person("president").await.people().get_me(wire::GetMeRequest {}).await.unwrap();
        let president = president.into_inner();
        let same = wire::Person { terms: vec![], ..president.clone() };
        let wrong = person("president", "某人", vec![]);
        for row in [same, wrong] {
            assert_eq!(refused(import(vec![row]).await), "PERSON_ID_UNAVAILABLE");
        }
        // Who serves elsewhere too is not the town's to rename.
        give(&world.person("admin").await, "chief", Role::Officer, TOWN).await.unwrap();
        assert_eq!(refused(import(vec![person("chief", "某人", vec![])]).await), "BEYOND_SCOPE");
    })
    .await;
}

#[tokio::test]
async fn an_auditor_is_somebody_else() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let county = world.person("admin").await;
        let town = appointed(&world, "town-admin", Role::Admin, TOWN).await;
        assert_eq!(refused(give(&county, "admin", Role::Auditor, "330783").await), "OWN_TERM");
        for id in ["officer", "chief", "president", "cashier", "command"] {
            assert_eq!(
                refused(give(&county, id, Role::Auditor, "330783").await),
                "AUDITOR_NOT_INDEPENDENT",
                "{id}"
            );
        }
        assert_eq!(refused(give(&county, "auditor", Role::Cashier, TOWN).await), "AUDITOR_NOT_INDEPENDENT");
        assert_eq!(refused(give(&town, "town-admin", Role::Auditor, "330783").await), "BEYOND_SCOPE");
        create(&town, "watcher").await.unwrap();
        give(&town, "watcher", Role::Auditor, TOWN).await.unwrap();
        let watcher = world.person("watcher").await;
        let list =
            watcher.people().list_people(wire::ListPeopleRequest::default()).await.unwrap().into_inner();
        let terms = |person: &wire::Person| {
            person.terms.iter().all(|term| term.region_code.starts_with(TOWN) || term.court.contains(TOWN))
        };
        assert!(!list.people.is_empty() && list.people.iter().all(terms));
        assert_eq!(refused(create(&watcher, "somebody").await), "ROLE_REQUIRED");
        // The import asks the same.
        let term = wire::Term {
            role: Role::Auditor.into(),
            region_code: "330783".into(),
            start_time: Some(Timestamp::now().to_timestamp()),
            ..wire::Term::default()
        };
        let me =
            world.person("chief").await.people().get_me(wire::GetMeRequest {}).await.unwrap().into_inner();
        let row = wire::Person { terms: vec![term], ..me };
        let request = wire::ImportPeopleRequest { people: vec![row], ..Default::default() };
        let refusal = county.people().import_people(request).await.unwrap_err();
        assert_eq!(crate::world::fields(&refusal)[0].1, "AUDITOR_NOT_INDEPENDENT");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_imports_nothing_of_another_county() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let region = |code: &str, name: &str| wire::Region {
            code: code.into(),
            display_name: name.into(),
            ..wire::Region::default()
        };
        let regions = vec![region("330782", "义乌市"), region("330782001", "稠城街道")];
        let ask = wire::ImportRegionsRequest { regions, ..wire::ImportRegionsRequest::default() };
        let refusal = admin.regions().import_regions(ask.clone()).await.unwrap_err();
        assert_eq!(reason(&refusal), "BEYOND_SCOPE", "{:?}", crate::world::fields(&refusal));
        // The installation itself may; then the court is still another county's.
        world.ourselves().regions().import_regions(ask).await.unwrap();
        let court = wire::Court {
            name: "courts/330782001".into(),
            display_name: "稠城共享法庭".into(),
            kind: wire::CourtKind::Town.into(),
            host: "稠城街道办事处".into(),
            region_code: "330782001".into(),
            covers: vec!["330782001".into()],
            ..wire::Court::default()
        };
        let ask = wire::ImportCourtsRequest { courts: vec![court], ..wire::ImportCourtsRequest::default() };
        let refusal = admin.courts().import_courts(ask).await.unwrap_err();
        assert_eq!(reason(&refusal), "BEYOND_SCOPE", "{:?}", crate::world::fields(&refusal));
    })
    .await;
}
