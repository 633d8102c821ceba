//! The credential of a device: what was done without a signal is handed in by it, and nothing else is opened.

use courts::Migrator;
use kit::{access::HAND_IN_DAYS, domain::Timestamp, testing::on_every_database};
use proto::{
    access::v1::{
        ChangePasswordRequest, CreateDeviceCredentialRequest, EndSessionRequest, IdentifyPrincipalRequest,
        InvitePersonRequest, ListSessionsRequest, Principal, RedeemInvitationRequest, Session, SignInMethod,
    },
    courts::v1 as wire,
};
use tonic::Status;

use crate::world::{Person, World, fields, reason};

const WORKER: &str = "worker-330783201203-1";
const PASSWORD: &str = "wide-river-7";

async fn credential(person: &Person, device: &str) -> Result<Session, Status> {
    let ask = CreateDeviceCredentialRequest { device: device.into() };
    Ok(person.sessions().create_device_credential(ask).await?.into_inner())
}

async fn identify(world: &World, token: &str) -> Result<Principal, Status> {
    let request = IdentifyPrincipalRequest { session_token: token.into(), ..Default::default() };
    Ok(world.ourselves().identity().identify_principal(request).await?.into_inner())
}

/// A session of somebody who was invited.
async fn signed_in(world: &World, id: &str) -> Session {
    let ask = InvitePersonRequest { name: format!("people/{id}"), ..Default::default() };
    let code = world.person("admin").await.sessions().invite_person(ask).await.unwrap().into_inner().code;
    let ask = RedeemInvitationRequest { person: id.into(), code, password: PASSWORD.into() };
    world.stranger().sessions().redeem_invitation(ask).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_device_hands_in_what_was_done_before_its_person_was_deactivated_and_opens_nothing_else() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let session = signed_in(&world, WORKER).await;
        let worker = world.signed_in(identify(&world, &session.token).await.unwrap());
        let phone = credential(&worker, " phone ").await.unwrap();
        assert_eq!((phone.method(), phone.device.as_str()), (SignInMethod::Device, "phone"));
        let opens = |principal: &Principal| {
            let mut methods: Vec<String> = principal
                .methods
                .iter()
                .map(|method| method.rsplit('.').next().unwrap().to_owned())
                .collect();
            methods.sort();
            methods
        };
        let hand_in = [
            "ConfirmPurge",
            "CreateAttempt",
            "CreateEvidence",
            "GetUpload",
            "RecordPacketViews",
            "ReportTask",
            "UploadEvidence",
        ];
        let principal = identify(&world, &phone.token).await.unwrap();
        assert_eq!(opens(&principal), hand_in);
        assert_eq!(
            (principal.person.as_str(), principal.session.as_str()),
            (worker_name().as_str(), phone.name.as_str())
        );

        let ask = wire::DeactivatePersonRequest {
            name: worker_name(),
            reason: "离职".into(),
            ..wire::DeactivatePersonRequest::default()
        };
        world.person("admin").await.people().deactivate_person(ask).await.unwrap();
        let principal = identify(&world, &phone.token).await.unwrap();
        assert_eq!(opens(&principal), hand_in);
        let now = Timestamp::now();
        for grant in &principal.grants {
            let grant = kit::access::grant(grant).unwrap();
            assert!(!grant.runs(now) && grant.may_hand_in(now));
            assert!(!grant.may_hand_in(now.plus_hours(HAND_IN_DAYS * 24)));
        }
        assert_eq!(reason(&identify(&world, &session.token).await.unwrap_err()), "PERSON_DEACTIVATED");
    })
    .await;
}

fn worker_name() -> String {
    format!("people/{WORKER}")
}

#[tokio::test]
async fn a_device_has_one_credential_a_person_five_and_each_can_be_ended() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let session = signed_in(&world, WORKER).await;
        let worker = world.signed_in(identify(&world, &session.token).await.unwrap());
        let first = credential(&worker, "phone").await.unwrap();
        let second = credential(&worker, "phone").await.unwrap();
        assert_eq!(reason(&identify(&world, &first.token).await.unwrap_err()), "SESSION_EXPIRED");
        let mut tokens = vec![second.token];
        for number in 2..=6 {
            tokens.push(credential(&worker, &format!("phone {number}")).await.unwrap().token);
        }
        let mut good = Vec::new();
        for token in &tokens {
            good.push(identify(&world, token).await.is_ok());
        }
        assert_eq!(good, [false, true, true, true, true, true]);
        let listed = worker.sessions().list_sessions(ListSessionsRequest {}).await.unwrap().into_inner();
        let devices: Vec<_> =
            listed.sessions.iter().filter(|one| one.method() == SignInMethod::Device).collect();
        assert_eq!((devices.len(), devices[0].device.as_str()), (5, "phone 6"));
        assert!(devices.iter().all(|device| device.token.is_empty()));

        let end = EndSessionRequest { name: devices[0].name.clone(), ..Default::default() };
        worker.sessions().end_session(end).await.unwrap();
        assert_eq!(reason(&identify(&world, &tokens[5]).await.unwrap_err()), "SESSION_EXPIRED");
        assert!(identify(&world, &tokens[4]).await.is_ok());
        let change = ChangePasswordRequest {
            old_password: PASSWORD.into(),
            new_password: "narrow-bridge-8".into(),
            ..Default::default()
        };
        worker.sessions().change_password(change).await.unwrap();
        assert_eq!(reason(&identify(&world, &tokens[4]).await.unwrap_err()), "SESSION_EXPIRED");

        for (person, device, why) in
            [("officer", "phone", "DEVICE_NOT_IN_THE_FIELD"), ("director-330783201203", "", "BAD_REQUEST")]
        {
            let refused = credential(&world.person(person).await, device).await.unwrap_err();
            assert_eq!(reason(&refused), why);
        }
        let refused = credential(&worker, " ").await.unwrap_err();
        assert_eq!(fields(&refused), [("device".into(), "REQUIRED".into())]);
    })
    .await;
}
