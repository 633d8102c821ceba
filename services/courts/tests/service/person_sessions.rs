//! An administrator sees where somebody is signed in, and ends all of it when a phone is lost.

use courts::Migrator;
use kit::testing::on_every_database;
use proto::access::v1::{
    CreateDeviceCredentialRequest, CreateSessionRequest, EndPersonSessionsRequest, IdentifyPrincipalRequest,
    InvitePersonRequest, ListPersonSessionsRequest, Principal, RedeemInvitationRequest,
};
use tonic::Status;

use crate::world::{Person, World, reason};

const WORKER: &str = "people/worker-330783201203-1";
const PASSWORD: &str = "wide-river-7";

async fn identify(world: &World, token: &str) -> Result<Principal, Status> {
    let request = IdentifyPrincipalRequest { session_token: token.into(), ..Default::default() };
    Ok(world.ourselves().identity().identify_principal(request).await?.into_inner())
}

async fn count(person: &Person) -> Result<usize, String> {
    let request = ListPersonSessionsRequest { name: WORKER.into() };
    let answer = person.sessions().list_person_sessions(request).await.map_err(|no| reason(&no))?;
    let sessions = answer.into_inner().sessions;
    assert!(sessions.iter().all(|session| session.token.is_empty() && session.person == WORKER));
    Ok(sessions.len())
}

async fn end(person: &Person, request_id: &str) -> Result<i32, String> {
    let request = EndPersonSessionsRequest { name: WORKER.into(), request_id: request_id.into() };
    let answer = person.sessions().end_person_sessions(request).await.map_err(|no| reason(&no))?;
    Ok(answer.into_inner().ended)
}

#[tokio::test]
async fn a_lost_phone_is_signed_out_with_its_credential_and_the_password_stays() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let invite = InvitePersonRequest { name: WORKER.into(), ..Default::default() };
        let code = admin.sessions().invite_person(invite).await.unwrap().into_inner().code;
        let redeem = RedeemInvitationRequest { person: WORKER.into(), code, password: PASSWORD.into() };
        let session = world.stranger().sessions().redeem_invitation(redeem).await.unwrap().into_inner();
        let worker = world.signed_in(identify(&world, &session.token).await.unwrap());
        let device = CreateDeviceCredentialRequest { device: "phone".into() };
        let device = worker.sessions().create_device_credential(device).await.unwrap().into_inner();
        assert_eq!(count(&admin).await, Ok(2));

        for (other, why) in [
            (world.admin_of("330783001").await, "PERSON_UNKNOWN"),
            (world.person("director-330783201203").await, "ROLE_REQUIRED"),
            (worker, "ROLE_REQUIRED"),
        ] {
            assert_eq!(count(&other).await, Err(why.to_owned()));
            assert_eq!(end(&other, "").await, Err(why.to_owned()));
        }
        assert_eq!(end(&admin, "lost-1").await, Ok(2));
        assert_eq!(end(&admin, "lost-1").await, Ok(2), "the same call finds its answer");
        assert_eq!(end(&admin, "lost-2").await, Ok(0));
        for token in [&session.token, &device.token] {
            assert_eq!(reason(&identify(&world, token).await.unwrap_err()), "SESSION_EXPIRED");
        }
        assert_eq!(count(&admin).await, Ok(0));
        let again =
            CreateSessionRequest { person: WORKER.into(), password: PASSWORD.into(), ..Default::default() };
        world.stranger().sessions().create_session(again).await.unwrap();
    })
    .await;
}
