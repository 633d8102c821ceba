//! A director signs in on a terminal by the phone on which they are signed in.

use courts::Migrator;
use kit::testing::on_every_database;
use proto::{
    access::v1::{
        BeginSignInRequest, CompleteSignInRequest, IdentifyPrincipalRequest, Principal, Role, Session,
        SignInMethod,
    },
    courts::v1 as wire,
};
use tonic::{Code, Status};

use crate::world::{Person, World, reason};

const TERMINAL: &str = "terminals/330783201203-1";
const DIRECTOR: &str = "director-330783201203";

async fn shown(world: &World, token: &str) -> String {
    let device = world.device(token, "access.v1.DeviceService.BeginSignIn").await.unwrap();
    device.devices().begin_sign_in(BeginSignInRequest {}).await.unwrap().into_inner().code
}

/// What the terminal gets when it asks: a session, or nothing yet.
async fn fetched(world: &World, token: &str, code: &str) -> Result<Option<Session>, Status> {
    let device = world.device(token, "access.v1.DeviceService.CompleteSignIn").await?;
    let request = CompleteSignInRequest { code: code.into() };
    Ok(device.devices().complete_sign_in(request).await?.into_inner().session)
}

async fn described(person: &Person, code: &str) -> Result<wire::TerminalSignIn, Status> {
    let request = wire::DescribeTerminalSignInRequest { code: code.into() };
    Ok(person.terminals().describe_terminal_sign_in(request).await?.into_inner())
}

async fn approved(person: &Person, terminal: &str, code: &str) -> Result<wire::TerminalSignIn, Status> {
    let request =
        wire::ApproveTerminalSignInRequest { name: terminal.into(), code: code.into(), ..Default::default() };
    Ok(person.terminals().approve_terminal_sign_in(request).await?.into_inner())
}

async fn identify(world: &World, token: &str) -> Result<Principal, Status> {
    let request = IdentifyPrincipalRequest { session_token: token.into(), ..Default::default() };
    Ok(world.ourselves().identity().identify_principal(request).await?.into_inner())
}

#[tokio::test]
async fn the_director_sees_the_terminal_approves_and_is_signed_in_there_as_its_director_alone() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let token = world.enrolled(TERMINAL).await;
        // What else they are does not follow them to the village.
        world.appoint(DIRECTOR, Role::Officer, "330783").await;
        let director = world.person(DIRECTOR).await;
        let code = shown(&world, &token).await;
        assert_eq!(fetched(&world, &token, &code).await.unwrap(), None);
        let words = described(&director, &code).await.unwrap();
        assert_eq!((words.name.as_str(), words.number), (TERMINAL, 1));
        assert!(words.court_display_name.contains("前田村"), "{words:?}");
        assert!(words.places.iter().any(|place| place.contains("三单")), "{words:?}");
        approved(&director, TERMINAL, &code).await.unwrap();
        // Used, for every phone.
        assert_eq!(
            reason(&approved(&director, TERMINAL, &code).await.unwrap_err()),
            "DEVICE_SIGN_IN_REFUSED"
        );
        assert_eq!(reason(&described(&director, &code).await.unwrap_err()), "DEVICE_SIGN_IN_REFUSED");

        let session = fetched(&world, &token, &code).await.unwrap().unwrap();
        assert_eq!((session.method(), session.terminal.as_str()), (SignInMethod::Scan, TERMINAL));
        let replay = fetched(&world, &token, &code).await.unwrap_err();
        assert_eq!(reason(&replay), "DEVICE_SIGN_IN_REFUSED");
        let there = identify(&world, &session.token).await.unwrap();
        assert_eq!(there.person, format!("people/{DIRECTOR}"));
        let offices: Vec<_> = there.grants.iter().map(|grant| (grant.role(), grant.court.as_str())).collect();
        assert_eq!(offices, [(Role::Director, "courts/330783201203")]);

        // From the terminal no other terminal is opened.
        let second = world.enrolled("terminals/330783201203-2").await;
        let code = shown(&world, &second).await;
        let at_terminal = world.signed_in(there);
        let no = approved(&at_terminal, "terminals/330783201203-2", &code).await.unwrap_err();
        assert_eq!((no.code(), reason(&no).as_str()), (Code::PermissionDenied, "DEVICE_SIGN_IN_REFUSED"));
        assert_eq!(fetched(&world, &second, &code).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn codes_of_others_wrong_codes_and_replaced_ones_are_refused() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let (here, there) = (world.enrolled(TERMINAL).await, world.enrolled("terminals/330783-s6-1").await);
        let director = world.person(DIRECTOR).await;
        let (own, foreign) = (shown(&world, &here).await, shown(&world, &there).await);

        // Another court's terminal: not to be described, not to be approved under its own name or that of one's own.
        assert_eq!(reason(&described(&director, &foreign).await.unwrap_err()), "TERMINAL_UNKNOWN");
        let as_it_is = approved(&director, "terminals/330783-s6-1", &foreign).await.unwrap_err();
        assert_eq!(reason(&as_it_is), "TERMINAL_UNKNOWN");
        let as_own = approved(&director, TERMINAL, &foreign).await.unwrap_err();
        assert_eq!(reason(&as_own), "DEVICE_SIGN_IN_REFUSED");
        // Other offices of the same court don't sign in on it.
        for other in ["officer", "worker-330783201203-1", "admin"] {
            let no = described(&world.person(other).await, &own).await.unwrap_err();
            assert_eq!(reason(&no), "TERMINAL_UNKNOWN", "{other}");
            let no = approved(&world.person(other).await, TERMINAL, &own).await.unwrap_err();
            assert_eq!(reason(&no), "ROLE_REQUIRED", "{other}");
        }
        // A terminal can't fetch what another shows, nor what was approved for it.
        approved(&director, TERMINAL, &own).await.unwrap();
        assert_eq!(reason(&fetched(&world, &there, &own).await.unwrap_err()), "DEVICE_SIGN_IN_REFUSED");

        // A new code voids the earlier one, though that was approved.
        let newer = shown(&world, &here).await;
        assert_eq!(reason(&fetched(&world, &here, &own).await.unwrap_err()), "DEVICE_SIGN_IN_REFUSED");
        assert_eq!(fetched(&world, &here, &newer).await.unwrap(), None);

        // Guessing is counted by person, the right code is good all the same.
        for _ in 0..5 {
            let no = described(&director, "AAAAA-AAAAA-AAAAA-AAAAA").await.unwrap_err();
            assert_eq!((no.code(), reason(&no).as_str()), (Code::PermissionDenied, "DEVICE_SIGN_IN_REFUSED"));
        }
        let no = described(&director, "AAAAA-AAAAA-AAAAA-AAAAA").await.unwrap_err();
        assert_eq!((no.code(), reason(&no).as_str()), (Code::ResourceExhausted, "SIGN_IN_LOCKED"));
        assert_eq!(described(&director, &newer).await.unwrap().name, TERMINAL);
    })
    .await;
}

#[tokio::test]
async fn what_a_terminal_shows_and_who_works_on_it_ends_when_it_is_revoked_or_enrolled_anew() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let director = world.person(DIRECTOR).await;
        let sign_in = async |token: &str| {
            let code = shown(&world, token).await;
            approved(&director, TERMINAL, &code).await.unwrap();
            fetched(&world, token, &code).await.unwrap().unwrap().token
        };
        let first = world.enrolled(TERMINAL).await;
        let session = sign_in(&first).await;
        assert!(identify(&world, &session).await.is_ok());
        let second = world.enrolled(TERMINAL).await;
        assert_eq!(reason(&identify(&world, &session).await.unwrap_err()), "SESSION_EXPIRED");
        let session = sign_in(&second).await;
        let code = shown(&world, &second).await;
        let request = wire::RevokeTerminalRequest { name: TERMINAL.into(), ..Default::default() };
        world.person("admin").await.terminals().revoke_terminal(request).await.unwrap();
        assert_eq!(reason(&identify(&world, &session).await.unwrap_err()), "SESSION_EXPIRED");
        assert_eq!(reason(&described(&director, &code).await.unwrap_err()), "DEVICE_SIGN_IN_REFUSED");
        assert_eq!(reason(&fetched(&world, &second, &code).await.unwrap_err()), "DEVICE_ENDED");
    })
    .await;
}

#[tokio::test]
async fn a_code_that_was_shown_for_a_minute_is_over() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store.clone()).await;
        let token = world.enrolled(TERMINAL).await;
        let director = world.person(DIRECTOR).await;
        let code = shown(&world, &token).await;
        let expires = async |seconds: i64| {
            let text = format!("UPDATE terminal_sign_ins SET expires = expires - {seconds} * 1000000");
            let tx = store.begin().await.unwrap();
            kit::storage::run_ddl(&tx, &[&text]).await.unwrap();
            tx.commit().await.unwrap();
        };
        expires(45).await;
        assert_eq!(described(&director, &code).await.unwrap().name, TERMINAL);
        expires(15).await;
        for no in [
            described(&director, &code).await.map(drop).unwrap_err(),
            approved(&director, TERMINAL, &code).await.map(drop).unwrap_err(),
            fetched(&world, &token, &code).await.map(drop).unwrap_err(),
        ] {
            assert_eq!(reason(&no), "DEVICE_SIGN_IN_REFUSED");
        }
        // So is an approval that nobody fetches.
        let code = shown(&world, &token).await;
        approved(&director, TERMINAL, &code).await.unwrap();
        expires(30).await;
        assert_eq!(reason(&fetched(&world, &token, &code).await.unwrap_err()), "DEVICE_SIGN_IN_REFUSED");
    })
    .await;
}
