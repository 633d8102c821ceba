//! Signing in by password and invitation, and what a session is good for.

use courts::Migrator;
use kit::{domain::Timestamp, testing::on_every_database};
use proto::{
    access::v1::{
        ChangePasswordRequest, CreateSessionRequest, EndSessionRequest, IdentifyPrincipalRequest,
        InvitePersonRequest, ListSessionsRequest, OpenSessionRequest, Principal, RedeemInvitationRequest,
        Session, SignInMethod,
    },
    courts::v1::DeactivatePersonRequest,
};
use tonic::{Code, Status};

use crate::world::{World, fields, reason};

const PASSWORD: &str = "wide-river-7";

fn by(person: &str, password: &str) -> CreateSessionRequest {
    CreateSessionRequest { person: person.into(), password: password.into(), ..Default::default() }
}

async fn invited(world: &World, id: &str) -> String {
    let request = InvitePersonRequest { name: format!("people/{id}"), ..Default::default() };
    world.person("admin").await.sessions().invite_person(request).await.unwrap().into_inner().code
}

async fn redeem(world: &World, person: &str, code: &str, password: &str) -> Result<Session, Status> {
    let request =
        RedeemInvitationRequest { person: person.into(), code: code.into(), password: password.into() };
    Ok(world.stranger().sessions().redeem_invitation(request).await?.into_inner())
}

async fn identify(world: &World, token: &str) -> Result<Principal, Status> {
    let request = IdentifyPrincipalRequest { session_token: token.into(), ..Default::default() };
    Ok(world.ourselves().identity().identify_principal(request).await?.into_inner())
}

#[tokio::test]
async fn an_invitation_sets_a_password_once_and_the_password_signs_in() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let code = invited(&world, "officer").await;
        let weak = redeem(&world, "officer", &code, "officer-officer").await.unwrap_err();
        assert_eq!(fields(&weak), [("password".into(), "PASSWORD_WEAK".into())]);
        let wrong = redeem(&world, "officer", "AAAAA-AAAAA-AAAAA-AAAAA", PASSWORD).await.unwrap_err();
        assert_eq!((wrong.code(), reason(&wrong).as_str()), (Code::Unauthenticated, "INVITATION_REFUSED"));
        let first = redeem(&world, "people/officer", &code.to_lowercase(), PASSWORD).await.unwrap();
        assert_eq!(identify(&world, &first.token).await.unwrap().person, "people/officer");
        assert_eq!(
            reason(&redeem(&world, "officer", &code, PASSWORD).await.unwrap_err()),
            "INVITATION_REFUSED"
        );

        let session = world.stranger().sessions().create_session(by("officer", PASSWORD)).await.unwrap();
        let session = session.into_inner();
        assert_eq!((session.method(), session.current), (SignInMethod::Password, true));
        assert_ne!(session.token, first.token);
        let principal = identify(&world, &session.token).await.unwrap();
        assert_eq!((principal.person.as_str(), principal.session), ("people/officer", session.name));
        assert!(!principal.grants.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_wrong_password_and_nobody_sound_the_same_and_too_many_have_to_wait() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        redeem(&world, "officer", &invited(&world, "officer").await, PASSWORD).await.unwrap();
        for person in ["officer", "nobody-at-all"] {
            for _ in 0..5 {
                let no = world.stranger().sessions().create_session(by(person, "not-this-one")).await;
                let no = no.unwrap_err();
                assert_eq!((no.code(), reason(&no).as_str()), (Code::Unauthenticated, "SIGN_IN_REFUSED"));
            }
            // The right one has to wait too.
            let no = world.stranger().sessions().create_session(by(person, PASSWORD)).await.unwrap_err();
            assert_eq!((no.code(), reason(&no).as_str()), (Code::ResourceExhausted, "SIGN_IN_LOCKED"));
        }
        // Others don't, and a success forgets what went before.
        let code = invited(&world, "command").await;
        redeem(&world, "command", &code, PASSWORD).await.unwrap();
        for _ in 0..3 {
            for _ in 0..4 {
                world.stranger().sessions().create_session(by("command", "not-this-one")).await.unwrap_err();
            }
            world.stranger().sessions().create_session(by("command", PASSWORD)).await.unwrap();
        }
        let empty = world.stranger().sessions().create_session(by("", "")).await.unwrap_err();
        let named: Vec<String> = fields(&empty).into_iter().map(|(field, _)| field).collect();
        assert_eq!(named, ["person", "password"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_attempts_at_once_are_all_counted() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let attempts = (0..20).map(|_| {
            let mut sessions = world.stranger().sessions();
            tokio::spawn(
                async move { sessions.create_session(by("officer", "not-this-one")).await.unwrap_err() },
            )
        });
        let started = std::time::Instant::now();
        let mut reasons = Vec::new();
        for attempt in attempts.collect::<Vec<_>>() {
            reasons.push(reason(&attempt.await.unwrap()));
        }
        // Five are free, and one more for each wait that has passed on a slow machine; every other one has to wait.
        let tried = reasons.iter().filter(|reason| *reason == "SIGN_IN_REFUSED").count();
        let locked = reasons.iter().filter(|reason| *reason == "SIGN_IN_LOCKED").count();
        let most = 5 + usize::try_from(started.elapsed().as_secs() / 30).unwrap();
        assert!((5..=most).contains(&tried) && tried + locked == 20, "{reasons:?}");
    })
    .await;
}

#[tokio::test]
async fn strangers_lock_nobody_out() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let (office, attacker, home) = ("192.0.2.1", "198.51.100.9", "2001:db8::");
        let sign_in = async |address: &str, password: &str| {
            let mut sessions = world.stranger_from(address).sessions();
            let session = sessions.create_session(by("president", password)).await;
            session.map(tonic::Response::into_inner).map_err(|no| reason(&no))
        };
        let redeem = async |address: &str, code: &str, password: &str| {
            let request = RedeemInvitationRequest {
                person: "president".into(),
                code: code.into(),
                password: password.into(),
            };
            let mut sessions = world.stranger_from(address).sessions();
            sessions
                .redeem_invitation(request)
                .await
                .map(tonic::Response::into_inner)
                .map_err(|no| reason(&no))
        };
        let session = redeem(office, &invited(&world, "president").await, PASSWORD).await.unwrap();
        for _ in 0..5 {
            assert_eq!(sign_in(attacker, "not-this-one").await.unwrap_err(), "SIGN_IN_REFUSED");
        }
        assert_eq!(sign_in(attacker, PASSWORD).await.unwrap_err(), "SIGN_IN_LOCKED");
        // From where they have signed in before, and from somewhere new; and their own change.
        sign_in(office, PASSWORD).await.unwrap();
        sign_in(home, PASSWORD).await.unwrap();
        let mine = world.signed_in(identify(&world, &session.token).await.unwrap());
        let change = ChangePasswordRequest {
            old_password: PASSWORD.into(),
            new_password: "deep-lake-42".into(),
            ..Default::default()
        };
        mine.sessions().change_password(change).await.unwrap();
        // An invitation works where the password is locked, and unlocks it there.
        assert_eq!(sign_in(attacker, "deep-lake-42").await.unwrap_err(), "SIGN_IN_LOCKED");
        for _ in 0..5 {
            let wrong = redeem(attacker, "AAAAA-AAAAA-AAAAA-AAAAA", "deep-lake-42").await;
            assert_eq!(wrong.unwrap_err(), "INVITATION_REFUSED");
        }
        let wrong = redeem(attacker, "AAAAA-AAAAA-AAAAA-AAAAA", "deep-lake-42").await;
        assert_eq!(wrong.unwrap_err(), "SIGN_IN_LOCKED");
        redeem(attacker, &invited(&world, "president").await, "high-hill-23").await.unwrap();
        sign_in(attacker, "high-hill-23").await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_from_everywhere_slow_down_who_is_not_familiar_and_lock_nobody_out() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let code = invited(&world, "president").await;
        let request = RedeemInvitationRequest { person: "president".into(), code, password: PASSWORD.into() };
        world.stranger_from("192.0.2.1").sessions().redeem_invitation(request).await.unwrap();
        for number in 0..19 {
            let mut sessions = world.stranger_from(&format!("198.51.100.{number}")).sessions();
            sessions.create_session(by("president", "not-this-one")).await.unwrap_err();
        }
        let waited = async |address: &str| {
            let started = std::time::Instant::now();
            let mut sessions = world.stranger_from(address).sessions();
            sessions.create_session(by("president", PASSWORD)).await.unwrap();
            started.elapsed()
        };
        let second = std::time::Duration::from_secs(1);
        assert!(waited("203.0.113.5").await >= second, "the twentieth from all unfamiliar addresses waits");
        // Anyone who has signed in there is familiar, and a success forgets what went before.
        for number in 0..25 {
            let mut sessions = world.stranger_from(&format!("198.51.100.{number}")).sessions();
            sessions.create_session(by("president", "not-this-one")).await.unwrap_err();
        }
        world
            .stranger_from("203.0.113.5")
            .sessions()
            .create_session(by("president", PASSWORD))
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_by_signing_out_by_a_new_password_and_with_its_person() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        redeem(&world, "officer", &invited(&world, "officer").await, PASSWORD).await.unwrap();
        let mut tokens = Vec::new();
        for _ in 0..3 {
            let session = world.stranger().sessions().create_session(by("officer", PASSWORD)).await.unwrap();
            tokens.push(session.into_inner().token);
        }
        let mut mine = world.signed_in(identify(&world, &tokens[0]).await.unwrap()).sessions();
        let listed = mine.list_sessions(ListSessionsRequest {}).await.unwrap().into_inner().sessions;
        assert_eq!(listed.len(), 4);
        assert_eq!(listed.iter().filter(|session| session.current).count(), 1);
        assert!(listed.iter().all(|session| session.token.is_empty()));

        // Nobody ends another's.
        let mut others = world.person("command").await.sessions();
        let request = EndSessionRequest { name: listed[0].name.clone(), ..Default::default() };
        assert_eq!(reason(&others.end_session(request).await.unwrap_err()), "SESSION_UNKNOWN");
        let current = EndSessionRequest { name: "sessions/current".into(), ..Default::default() };
        assert_eq!(reason(&others.end_session(current.clone()).await.unwrap_err()), "SESSION_UNKNOWN");
        mine.end_session(current).await.unwrap();
        assert_eq!(reason(&identify(&world, &tokens[0]).await.unwrap_err()), "SESSION_EXPIRED");

        let mut mine = world.signed_in(identify(&world, &tokens[1]).await.unwrap()).sessions();
        let change = |old: &str, new: &str| ChangePasswordRequest {
            old_password: old.into(),
            new_password: new.into(),
            request_id: format!("change-{old}"),
        };
        let no = mine.change_password(change("not-this-one", "deep-lake-42")).await.unwrap_err();
        assert_eq!(reason(&no), "SIGN_IN_REFUSED");
        mine.change_password(change(PASSWORD, "deep-lake-42")).await.unwrap();
        // The answer got lost: the same call again, by when the old password is another.
        mine.change_password(change(PASSWORD, "deep-lake-42")).await.unwrap();
        assert!(identify(&world, &tokens[1]).await.is_ok());
        assert_eq!(reason(&identify(&world, &tokens[2]).await.unwrap_err()), "SESSION_EXPIRED");
        assert!(world.stranger().sessions().create_session(by("officer", PASSWORD)).await.is_err());
        world.stranger().sessions().create_session(by("officer", "deep-lake-42")).await.unwrap();

        let request = DeactivatePersonRequest {
            name: "people/officer".into(),
            reason: "调离".into(),
            ..Default::default()
        };
        world.person("admin").await.people().deactivate_person(request).await.unwrap();
        assert_eq!(reason(&identify(&world, &tokens[1]).await.unwrap_err()), "PERSON_DEACTIVATED");
        assert!(world.stranger().sessions().create_session(by("officer", "deep-lake-42")).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn whom_the_provider_named_is_signed_in_by_ourselves_alone() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let request = OpenSessionRequest { person: "people/officer".into(), ..Default::default() };
        let session = world.ourselves().sessions().open_session(request.clone()).await.unwrap().into_inner();
        assert_eq!(session.method(), SignInMethod::Provider);
        assert!(identify(&world, &session.token).await.is_ok());
        for person in [world.stranger(), world.person("admin").await] {
            let no = person.sessions().open_session(request.clone()).await.unwrap_err();
            assert_ne!(no.code(), Code::Ok);
        }
        let nobody = OpenSessionRequest { person: "people/nobody".into(), ..Default::default() };
        let no = world.ourselves().sessions().open_session(nobody).await.unwrap_err();
        assert_eq!(reason(&no), "PERSON_UNKNOWN");
        assert_eq!(reason(&identify(&world, "scs_made-up").await.unwrap_err()), "SESSION_EXPIRED");
    })
    .await;
}

#[tokio::test]
async fn the_first_administrator_gets_one_code_until_it_is_used() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::empty(store).await;
        assert_eq!(world.courts.first_code(Timestamp::now()).await.unwrap(), None);
        let county = law::identifiers::RegionCode::parse("330783").unwrap();
        world.courts.ensure_admin(&county, Timestamp::now()).await.unwrap();
        let code = world.courts.first_code(Timestamp::now()).await.unwrap().unwrap();
        assert_eq!(world.courts.first_code(Timestamp::now()).await.unwrap(), None);
        let later = Timestamp::now().plus_hours(24 * 8);
        let second = world.courts.first_code(later).await.unwrap().unwrap();
        assert!(redeem(&world, "admin", &code, PASSWORD).await.is_err());
        redeem(&world, "admin", &second, PASSWORD).await.unwrap();
        assert_eq!(world.courts.first_code(later.plus_hours(24 * 8)).await.unwrap(), None);
    })
    .await;
}
