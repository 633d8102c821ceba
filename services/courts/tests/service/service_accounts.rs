//! Accounts of other systems: what they may do, how long, by which secrets.

use courts::{Migrator, domain::service_account::is_of_people};
use kit::{domain::Timestamp, testing::on_every_database};
use proto::access::v1::{
    CreateServiceAccountRequest, DisableServiceAccountRequest, GetServiceAccountRequest, Grant,
    IdentifyPrincipalRequest, ListServiceAccountsRequest, Principal, RevokeServiceAccountSecretRequest, Role,
    RotateServiceAccountSecretRequest, ServiceAccount,
};
use tonic::{Code, Status};

use crate::world::{Person, World, fields, reason};

const LIST: &str = "sharedcourt.courts.v1.CourtService.ListCourts";

fn account() -> ServiceAccount {
    ServiceAccount {
        display_name: "大数据局".into(),
        methods: vec![LIST.into()],
        role: Role::Officer.into(),
        region_code: "330783201".into(),
        addresses: vec!["10.2.0.0/16".into()],
        expire_time: Some(Timestamp::now().plus_hours(24 * 30).to_timestamp()),
        ..ServiceAccount::default()
    }
}

fn creation(account: ServiceAccount, id: &str) -> CreateServiceAccountRequest {
    CreateServiceAccountRequest {
        request_id: format!("create-{id}"),
        service_account: Some(account),
        service_account_id: id.into(),
    }
}

async fn identify(world: &World, secret: &str) -> Result<Principal, Status> {
    let request = IdentifyPrincipalRequest { service_secret: secret.into(), ..Default::default() };
    Ok(world.ourselves().identity().identify_principal(request).await?.into_inner())
}

fn admin_of(world: &World, region: &str) -> Person {
    let grant = Grant {
        role: Role::Admin.into(),
        region_code: region.into(),
        start_time: Some(Timestamp::now().plus_hours(-1).to_timestamp()),
        ..Default::default()
    };
    let person = format!("people/admin-{region}");
    world.signed_in(Principal { person, grants: vec![grant], ..Default::default() })
}

#[tokio::test]
async fn a_secret_is_returned_once_and_opens_what_the_account_is_for() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let request = creation(account(), "data-bureau");
        let made = admin.service_accounts().create_service_account(request.clone()).await.unwrap();
        let made = made.into_inner();
        assert!(made.secret.starts_with("sa_") && made.secrets.len() == 1, "{made:?}");
        let again = admin.service_accounts().create_service_account(request).await.unwrap().into_inner();
        assert_eq!((again.secret.as_str(), &again.secrets), ("", &made.secrets));
        let taken = creation(account(), "data-bureau");
        let taken = CreateServiceAccountRequest { request_id: "another".into(), ..taken };
        let no = admin.service_accounts().create_service_account(taken).await.unwrap_err();
        assert_eq!(reason(&no), "SERVICE_ACCOUNT_EXISTS");

        let principal = identify(&world, &made.secret).await.unwrap();
        assert_eq!(principal.person, "serviceAccounts/data-bureau");
        assert_eq!(
            (&principal.methods[..], &principal.addresses[..]),
            (&[LIST.into()][..], &["10.2.0.0/16".into()][..])
        );
        let entered = Principal { method: LIST.into(), ..principal.clone() };
        let list = proto::courts::v1::ListCourtsRequest::default();
        assert!(world.signed_in(entered).courts().list_courts(list.clone()).await.is_ok());
        let other = "sharedcourt.courts.v1.PersonService.GetMe".to_owned();
        let other = world.signed_in(Principal { method: other, ..principal });
        let no = other.people().get_me(proto::courts::v1::GetMeRequest::default()).await.unwrap_err();
        assert_eq!((no.code(), reason(&no).as_str()), (Code::PermissionDenied, "SERVICE_ACCOUNT_METHOD"));
        assert_eq!(reason(&identify(&world, "sa_made-up").await.unwrap_err()), "SERVICE_ACCOUNT_ENDED");
    })
    .await;
}

#[tokio::test]
async fn two_secrets_are_good_while_one_is_changed_for_the_other() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        let made = admin.service_accounts().create_service_account(creation(account(), "data-bureau")).await;
        let first = made.unwrap().into_inner();
        let rotate = async |id: &str| {
            let request = RotateServiceAccountSecretRequest {
                request_id: id.into(),
                name: first.name.clone(),
                former_expire_time: None,
            };
            admin.service_accounts().rotate_service_account_secret(request).await.unwrap().into_inner()
        };
        let second = rotate("second").await;
        assert_eq!(second.secrets.len(), 2);
        for secret in [&first.secret, &second.secret] {
            assert!(identify(&world, secret).await.is_ok());
        }
        let third = rotate("third").await;
        assert_eq!(third.secrets.len(), 2);
        assert_eq!(reason(&identify(&world, &first.secret).await.unwrap_err()), "SERVICE_ACCOUNT_ENDED");
        // It leaked: one is revoked at once, the other goes on.
        let request = RevokeServiceAccountSecretRequest {
            name: first.name.clone(),
            secret: third.secrets[0].id.clone(),
            ..Default::default()
        };
        let left = admin.service_accounts().revoke_service_account_secret(request.clone()).await.unwrap();
        assert_eq!(left.get_ref().secrets, third.secrets[1..]);
        assert_eq!(reason(&identify(&world, &third.secret).await.unwrap_err()), "SERVICE_ACCOUNT_ENDED");
        assert!(identify(&world, &second.secret).await.is_ok());
        let no = admin.service_accounts().revoke_service_account_secret(request).await.unwrap_err();
        assert_eq!(reason(&no), "SERVICE_ACCOUNT_SECRET_UNKNOWN");
        let request = DisableServiceAccountRequest { name: first.name.clone(), ..Default::default() };
        let over = admin.service_accounts().disable_service_account(request).await.unwrap().into_inner();
        assert!(over.disable_time.is_some() && over.secrets.is_empty());
        assert_eq!(reason(&identify(&world, &second.secret).await.unwrap_err()), "SERVICE_ACCOUNT_ENDED");
    })
    .await;
}

#[tokio::test]
async fn an_administrator_keeps_the_accounts_of_their_region() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let (here, there) = (admin_of(&world, "330783201"), admin_of(&world, "330783202"));
        let county = ServiceAccount { region_code: "330783".into(), ..account() };
        let no = here.service_accounts().create_service_account(creation(county, "bank")).await.unwrap_err();
        assert_eq!(reason(&no), "BEYOND_SCOPE");
        let made = here.service_accounts().create_service_account(creation(account(), "data-bureau")).await;
        let name = made.unwrap().into_inner().name;
        let get = GetServiceAccountRequest { name: name.clone() };
        assert!(here.service_accounts().get_service_account(get.clone()).await.is_ok());
        assert!(
            world.person("admin").await.service_accounts().get_service_account(get.clone()).await.is_ok()
        );
        let no = there.service_accounts().get_service_account(get).await.unwrap_err();
        assert_eq!(reason(&no), "SERVICE_ACCOUNT_UNKNOWN");
        let rotate = RotateServiceAccountSecretRequest { name: name.clone(), ..Default::default() };
        let no = there.service_accounts().rotate_service_account_secret(rotate).await.unwrap_err();
        assert_eq!(reason(&no), "SERVICE_ACCOUNT_UNKNOWN");
        let disable = DisableServiceAccountRequest { name, ..Default::default() };
        let no = there.service_accounts().disable_service_account(disable).await.unwrap_err();
        assert_eq!(reason(&no), "SERVICE_ACCOUNT_UNKNOWN");
        for id in ["data-b", "data-c"] {
            let request = creation(account(), id);
            here.service_accounts().create_service_account(request).await.unwrap();
        }
        let mut request = ListServiceAccountsRequest { page_size: 2, ..Default::default() };
        let first =
            here.service_accounts().list_service_accounts(request.clone()).await.unwrap().into_inner();
        request.page_token = first.next_page_token;
        let second = here.service_accounts().list_service_accounts(request).await.unwrap().into_inner();
        assert_eq!((first.service_accounts.len(), second.service_accounts.len()), (2, 1));
        assert!(second.next_page_token.is_empty());
        assert!(first.service_accounts.iter().all(|account| account.secret.is_empty()));
        let request = ListServiceAccountsRequest::default();
        let none = there.service_accounts().list_service_accounts(request).await.unwrap().into_inner();
        assert!(none.service_accounts.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_a_person_answers_for_is_given_to_no_program() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let admin = world.person("admin").await;
        for (role, method) in [
            (Role::BureauChief, "sharedcourt.enforcement.v1.MoneyService/ApproveDistribution"),
            (Role::Admin, "sharedcourt.access.v1.SessionService/InvitePerson"),
            (Role::Admin, "sharedcourt.courts.v1.PersonService/CreateTerm"),
            (Role::Officer, "sharedcourt.access.v1.IdentityService/IdentifyPrincipal"),
            (Role::Officer, "sharedcourt.courts.v1.PersonService/GetMe"),
            (Role::GridWorker, "sharedcourt.courts.v1.CourtService/ListCourts"),
            (Role::Officer, "sharedcourt.courts.v1.CourtService/CreateCourt"),
        ] {
            let wanted = ServiceAccount { role: role.into(), methods: vec![method.into()], ..account() };
            let no = admin.service_accounts().create_service_account(creation(wanted, "bank")).await;
            let no = no.unwrap_err();
            assert!(
                fields(&no).iter().any(|(field, _)| field.starts_with("service_account.")),
                "{method}: {no:?}"
            );
        }
        // Every step that has a counterpart which another person takes.
        let all = proto::methods(&proto::POOL);
        let given: Vec<String> = all
            .filter(|method| proto::access_of(method).is_some() && !is_of_people(method.full_name()))
            .map(|method| method.name().to_owned())
            .collect();
        for step in [
            "ReviewTask",
            "ApproveDistribution",
            "RejectDistribution",
            "ConfirmPayout",
            "ApproveDeferral",
            "ApproveSanction",
            "DecideReconsideration",
            "DecideExtension",
            "ApproveClosing",
            "CloseCase",
            "SubmitAssistRequest",
            "ApprovePersonWatch",
            "AcceptSupervision",
            "ReleaseEvidence",
            "RunBatch",
            "CreateTerm",
            "ImportPeople",
            "InvitePerson",
        ] {
            assert!(!given.iter().any(|name| name == step), "{step}");
        }
        assert!(given.iter().any(|name| name == "CreateReceipt") && given.len() > 80, "{}", given.len());
    })
    .await;
}

#[tokio::test]
async fn a_late_repeat_is_answered_as_before_and_judged_by_no_later_state() {
    on_every_database::<Migrator, _>("courts", |store| async move {
        let world = World::demo(store).await;
        let moved = |region: &str| {
            let mut grants =
                vec![Grant { role: Role::Admin.into(), region_code: region.into(), ..Default::default() }];
            grants[0].start_time = Some(Timestamp::now().plus_hours(-1).to_timestamp());
            world.signed_in(Principal { person: "people/admin-moved".into(), grants, ..Default::default() })
        };
        let request = creation(account(), "moved");
        let made = moved("330783").service_accounts().create_service_account(request.clone()).await.unwrap();
        // In the office that the caller holds by now, the same account could not be created any more.
        let elsewhere = moved("330784");
        let repeated =
            elsewhere.service_accounts().create_service_account(request).await.unwrap().into_inner();
        assert_eq!(repeated.name, made.into_inner().name);
        let new = elsewhere.service_accounts().create_service_account(creation(account(), "new")).await;
        assert_eq!(reason(&new.unwrap_err()), "BAD_REQUEST");
    })
    .await;
}
