//! How a telephone gets a session for the papers of one request, what that opens, and how it ends.

use courts::Migrator;
use kit::testing::on_every_database;
use proto::access::v1::{
    self as wire, EndPersonSessionsRequest, EndSessionRequest, IdentifyPrincipalRequest, InvitePersonRequest,
    Principal, RedeemInvitationRequest, Role, UploadSessionState,
};
use tonic::{Code, Status};

use crate::world::{Person, World, fields, reason};

const CASE: &str = "cases/0190b6f0-0000-7000-8000-000000000001";
const NUMBER: &str = "（2023）浙0783执77号";

fn asked(request_id: &str) -> wire::CreateUploadSessionRequest {
    let session = wire::UploadSession {
        case: CASE.into(),
        case_number: NUMBER.into(),
        ..wire::UploadSession::default()
    };
    wire::CreateUploadSessionRequest { request_id: request_id.into(), upload_session: Some(session) }
}

async fn made(person: &Person) -> wire::UploadSession {
    person.uploads().create_upload_session(asked("")).await.unwrap().into_inner()
}

async fn redeem(world: &World, address: &str, code: &str) -> Result<wire::UploadCredential, Status> {
    let request = wire::RedeemUploadCodeRequest { code: code.into() };
    Ok(world.stranger_from(address).uploads().redeem_upload_code(request).await?.into_inner())
}

async fn identify(world: &World, token: &str) -> Result<Principal, Status> {
    let request = IdentifyPrincipalRequest { upload_token: token.into(), ..Default::default() };
    Ok(world.ourselves().identity().identify_principal(request).await?.into_inner())
}

/// A telephone, as the gateway would let it in for a method.
async fn telephone(world: &World, token: &str, method: &str) -> Person {
    let method = format!("sharedcourt.access.v1.UploadSessionService.{method}");
    world.signed_in(Principal { method, ..identify(world, token).await.unwrap() })
}

async fn state(person: &Person, name: &str) -> Result<UploadSessionState, String> {
    let request = wire::GetUploadSessionRequest { name: name.into() };
    let found = person.uploads().get_upload_session(request).await.map_err(|no| reason(&no))?;
    Ok(found.into_inner().state())
}

async fn end(person: &Person, name: &str) -> Result<UploadSessionState, String> {
    let request = wire::EndUploadSessionRequest { name: name.into(), ..Default::default() };
    let ended = person.uploads().end_upload_session(request).await.map_err(|no| reason(&no))?;
    Ok(ended.into_inner().state())
}

#[tokio::test]
async fn a_code_opens_one_session_for_one_telephone_in_the_officer_s_name() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let officer = world.person("officer").await;
        let session = officer.uploads().create_upload_session(asked("one")).await.unwrap().into_inner();
        let again = officer.uploads().create_upload_session(asked("one")).await.unwrap().into_inner();
        assert_eq!(session, again, "the same call finds its answer, with the code");
        assert_eq!(
            (session.person.as_str(), session.state(), session.case.as_str(), session.case_number.as_str()),
            ("people/officer", UploadSessionState::Waiting, CASE, NUMBER)
        );
        assert_eq!(session.code.chars().filter(char::is_ascii_digit).count(), 10);
        let minutes = session.expire_time.unwrap().seconds - session.create_time.unwrap().seconds;
        assert_eq!(minutes, 600);

        let got = redeem(&world, "192.0.2.1", &session.code.replace(' ', "-")).await.unwrap();
        let opened = got.upload_session.unwrap();
        assert_eq!(
            (opened.name.as_str(), opened.state(), opened.code.as_str()),
            (session.name.as_str(), UploadSessionState::Open, "")
        );
        let used = redeem(&world, "192.0.2.1", &session.code).await.unwrap_err();
        assert_eq!((used.code(), reason(&used).as_str()), (Code::Unauthenticated, "UPLOAD_CODE_REFUSED"));
        assert_eq!(state(&officer, &session.name).await, Ok(UploadSessionState::Open));

        let principal = identify(&world, &got.token).await.unwrap();
        assert_eq!(
            (principal.person.as_str(), principal.session.as_str()),
            ("people/officer", session.name.as_str())
        );
        let mut methods: Vec<&str> =
            principal.methods.iter().filter_map(|method| method.rsplit('.').next()).collect();
        methods.sort_unstable();
        let open = ["CreateEvidence", "EndUploadSession", "GetUpload", "GetUploadSession", "UploadEvidence"];
        assert_eq!(methods, open);

        // It sees itself under its name or as the current one, and no other of the same officer.
        let phone = telephone(&world, &got.token, "GetUploadSession").await;
        for own in ["uploadSessions/current", &session.name] {
            assert_eq!(state(&phone, own).await, Ok(UploadSessionState::Open));
        }
        for other in ["uploadSessions/x", "sessions/x", ""] {
            assert_eq!(state(&phone, other).await, Err("UPLOAD_SESSION_UNKNOWN".into()), "{other}");
        }
        let chief = world.person("chief").await;
        assert_eq!(state(&chief, &session.name).await, Err("UPLOAD_SESSION_UNKNOWN".into()));
        assert_eq!(end(&chief, &session.name).await, Err("UPLOAD_SESSION_UNKNOWN".into()));

        let phone = telephone(&world, &got.token, "EndUploadSession").await;
        assert_eq!(end(&phone, "uploadSessions/current").await, Ok(UploadSessionState::Ended));
        let over = identify(&world, &got.token).await.unwrap_err();
        assert_eq!((over.code(), reason(&over).as_str()), (Code::Unauthenticated, "UPLOAD_SESSION_ENDED"));
        assert_eq!(state(&officer, &session.name).await, Ok(UploadSessionState::Ended));
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_with_what_it_came_from() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let officer = world.person("officer").await;
        let open = async |person: &Person| {
            let session = made(person).await;
            redeem(&world, "192.0.2.1", &session.code).await.unwrap().token
        };
        let over = async |token: &str| reason(&identify(&world, token).await.unwrap_err());
        // By the officer, used or not.
        let unused = made(&officer).await;
        assert_eq!(end(&officer, &unused.name).await, Ok(UploadSessionState::Ended));
        let no = redeem(&world, "192.0.2.1", &unused.code).await.unwrap_err();
        assert_eq!(reason(&no), "UPLOAD_CODE_REFUSED");
        // By the next one.
        let first = open(&officer).await;
        let earlier = made(&officer).await;
        assert_eq!(over(&first).await, "UPLOAD_SESSION_ENDED");
        let second = open(&officer).await;
        assert_eq!(
            reason(&redeem(&world, "192.0.2.1", &earlier.code).await.unwrap_err()),
            "UPLOAD_CODE_REFUSED"
        );
        identify(&world, &second).await.unwrap();
        // By an administrator who ends all of the officer's.
        let admin = world.person("admin").await;
        let request = EndPersonSessionsRequest { name: "people/officer".into(), request_id: "all".into() };
        let ended = admin.sessions().end_person_sessions(request).await.unwrap().into_inner().ended;
        assert_eq!((ended, over(&second).await.as_str()), (1, "UPLOAD_SESSION_ENDED"));

        // With the session in which it was made, and with a new password.
        let invite = async || {
            let request = InvitePersonRequest { name: "people/officer".into(), ..Default::default() };
            let code = admin.sessions().invite_person(request).await.unwrap().into_inner().code;
            let password = "wide-river-7".into();
            let redeem = RedeemInvitationRequest { person: "people/officer".into(), code, password };
            let session = world.stranger().sessions().redeem_invitation(redeem).await.unwrap().into_inner();
            let request = IdentifyPrincipalRequest { session_token: session.token, ..Default::default() };
            let identified = world.ourselves().identity().identify_principal(request).await.unwrap();
            world.signed_in(identified.into_inner())
        };
        let desk = invite().await;
        let third = open(&desk).await;
        identify(&world, &third).await.unwrap();
        let leave = EndSessionRequest { name: "sessions/current".into(), ..Default::default() };
        desk.sessions().end_session(leave).await.unwrap();
        assert_eq!(over(&third).await, "UPLOAD_SESSION_ENDED");
        let fourth = open(&invite().await).await;
        invite().await;
        assert_eq!(over(&fourth).await, "UPLOAD_SESSION_ENDED");
    })
    .await;
}

#[tokio::test]
async fn ten_minutes_end_a_code_and_ten_minutes_end_what_it_opened() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store.clone()).await;
        let officer = world.person("officer").await;
        let later = async |seconds: i64| {
            let text = format!("UPDATE upload_sessions SET expires = expires - {seconds} * 1000000");
            let tx = store.begin().await.unwrap();
            kit::storage::run_ddl(&tx, &[&text]).await.unwrap();
            tx.commit().await.unwrap();
        };
        let unused = made(&officer).await;
        later(600).await;
        assert_eq!(state(&officer, &unused.name).await, Ok(UploadSessionState::Expired));
        let no = redeem(&world, "192.0.2.1", &unused.code).await.unwrap_err();
        assert_eq!(reason(&no), "UPLOAD_CODE_REFUSED");
        // A code that is said in its last minutes opens ten minutes all the same.
        let session = made(&officer).await;
        later(500).await;
        let token = redeem(&world, "192.0.2.1", &session.code).await.unwrap().token;
        later(500).await;
        identify(&world, &token).await.unwrap();
        later(100).await;
        assert_eq!(reason(&identify(&world, &token).await.unwrap_err()), "UPLOAD_SESSION_ENDED");
        assert_eq!(state(&officer, &session.name).await, Ok(UploadSessionState::Expired));
    })
    .await;
}

#[tokio::test]
async fn only_who_draws_up_requests_makes_a_code_and_it_carries_no_other_office() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        for other in ["cashier", "clerk-u01", "worker-330783201203-1", "director-330783201203"] {
            let person = world.person(other).await;
            let no = person.uploads().create_upload_session(asked("")).await.unwrap_err();
            assert_eq!(
                (no.code(), reason(&no).as_str()),
                (Code::PermissionDenied, "ROLE_REQUIRED"),
                "{other}"
            );
        }
        world.appoint("officer", Role::Cashier, "330783").await;
        let officer = world.person("officer").await;
        let nothing = wire::CreateUploadSessionRequest::default();
        let no = officer.uploads().create_upload_session(nothing).await.unwrap_err();
        assert_eq!(fields(&no), [("upload_session".into(), "REQUIRED".into())]);
        let wrong = wire::UploadSession { case: "x".into(), case_number: "7".into(), ..Default::default() };
        let wrong = wire::CreateUploadSessionRequest { upload_session: Some(wrong), ..Default::default() };
        let no = officer.uploads().create_upload_session(wrong).await.unwrap_err();
        assert_eq!(
            fields(&no),
            [
                ("upload_session.case".into(), "CASE_UNKNOWN".into()),
                ("upload_session.case_number".into(), "CASE_NUMBER_MALFORMED".into())
            ]
        );
        let session = made(&officer).await;
        let token = redeem(&world, "192.0.2.1", &session.code).await.unwrap().token;
        let roles: Vec<Role> = identify(&world, &token)
            .await
            .unwrap()
            .grants
            .iter()
            .map(proto::access::v1::Grant::role)
            .collect();
        assert_eq!(roles, [Role::Officer]);
    })
    .await;
}

#[tokio::test]
async fn codes_are_not_to_be_guessed() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let code = made(&world.person("officer").await).await.code;
        let empty = redeem(&world, "198.51.100.9", " ").await.unwrap_err();
        assert_eq!(fields(&empty), [("code".into(), "REQUIRED".into())]);
        for wrong in ["00000 00000", "1", "x", "abcdefghij", "99999-99999"] {
            let no = redeem(&world, "198.51.100.9", wrong).await.unwrap_err();
            assert_eq!(reason(&no), "UPLOAD_CODE_REFUSED", "{wrong}");
        }
        // Who has guessed too often waits with the right one too; others don't.
        let no = redeem(&world, "198.51.100.9", &code).await.unwrap_err();
        assert_eq!((no.code(), reason(&no).as_str()), (Code::ResourceExhausted, "SIGN_IN_LOCKED"));
        redeem(&world, "192.0.2.1", &code).await.unwrap();
        assert_eq!(reason(&identify(&world, "scu_x").await.unwrap_err()), "UPLOAD_SESSION_ENDED");
    })
    .await;
}
