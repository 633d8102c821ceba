//! A running service on a fresh store, and people who call it.

use courts::{Courts, Fill, Policy, Times};
use kit::{
    access::{AssertionSigner, Caller, keys::Keys},
    domain::Timestamp,
    rpc::ClientChannel,
    storage::Store,
};
use law::identifiers::RegionCode;
use prost::Message as _;
use proto::{
    access::v1::{
        IdentifyPrincipalRequest, Principal, RedeemEnrolmentRequest, Role,
        device_service_client::DeviceServiceClient, identity_service_client::IdentityServiceClient,
        second_factor_service_client::SecondFactorServiceClient,
        service_account_service_client::ServiceAccountServiceClient,
        session_service_client::SessionServiceClient,
        upload_session_service_client::UploadSessionServiceClient,
    },
    courts::v1::{
        self as wire, CreatePersonRequest, CreateTermRequest, EnrolTerminalRequest, Term,
        court_service_client::CourtServiceClient, network_service_client::NetworkServiceClient,
        peoples_court_service_client::PeoplesCourtServiceClient, person_service_client::PersonServiceClient,
        region_service_client::RegionServiceClient, terminal_service_client::TerminalServiceClient,
    },
    google::rpc,
};
use tonic::Status;

/// The service and its gateway.
pub(crate) struct World {
    pub(crate) courts: Courts,
    keys: Keys,
}

/// Somebody who calls.
#[derive(Clone)]
pub(crate) struct Person(ClientChannel);

impl World {
    pub(crate) async fn empty(store: Store) -> Self {
        let keys = Keys::random().unwrap();
        Self { courts: Courts::over(store, &keys).await.unwrap(), keys }
    }

    pub(crate) async fn demo(store: Store) -> Self {
        let world = Self::empty(store).await;
        assert_eq!(world.courts.fill_demo(Timestamp::now()).await.unwrap(), Fill::Filled);
        let county = RegionCode::parse("330783").unwrap();
        world.courts.ensure_peoples_court(&county, "东阳市人民法院", Timestamp::now()).await.unwrap();
        world
    }

    /// The same where offices that decide about money and coercion need a second factor.
    pub(crate) async fn with_second_factor(store: Store) -> Self {
        let keys = Keys::random().unwrap();
        let policy = Policy { required: true, ..Policy::default() };
        let courts = Courts::over_under(store, &keys, Times::default(), policy).await.unwrap();
        assert_eq!(courts.fill_demo(Timestamp::now()).await.unwrap(), Fill::Filled);
        Self { courts, keys }
    }

    /// Another process over the same database.
    pub(crate) async fn beside(&self, store: Store) -> Self {
        Self { courts: Courts::over(store, &self.keys).await.unwrap(), keys: self.keys.clone() }
    }

    /// The installation itself.
    pub(crate) fn ourselves(&self) -> Person {
        let signer = AssertionSigner::new(&self.keys, "test");
        Person(ClientChannel::of_ourselves(&self.courts.peer, &signer, Timestamp::now()).unwrap())
    }

    /// A person, as the gateway would let them in.
    pub(crate) async fn person(&self, id: &str) -> Person {
        let mut identity = IdentityServiceClient::new(self.ourselves().0);
        let request = IdentifyPrincipalRequest { person: format!("people/{id}"), ..Default::default() };
        let principal = identity.identify_principal(request).await.unwrap().into_inner();
        self.signed_in(principal)
    }

    /// Somebody who has not said who they are.
    pub(crate) fn stranger(&self) -> Person {
        let signer = AssertionSigner::new(&self.keys, "test");
        Person(ClientChannel::of_stranger(&self.courts.peer, &signer, Timestamp::now()).unwrap())
    }

    /// The same, at an address.
    pub(crate) fn stranger_from(&self, address: &str) -> Person {
        let signer = AssertionSigner::new(&self.keys, "test");
        let line =
            ClientChannel::of_stranger_from(&self.courts.peer, &signer, address.to_owned(), Timestamp::now());
        Person(line.unwrap())
    }

    /// Gives somebody an office of a region.
    pub(crate) async fn appoint(&self, id: &str, role: Role, region: &str) {
        let term = Term { role: role.into(), region_code: region.into(), ..Term::default() };
        let request =
            CreateTermRequest { parent: format!("people/{id}"), term: Some(term), ..Default::default() };
        self.person("admin").await.people().create_term(request).await.unwrap();
    }

    /// An administrator of a region alone.
    pub(crate) async fn admin_of(&self, region: &str) -> Person {
        let person = wire::Person { display_name: "镇街管理员".into(), ..Default::default() };
        let id = format!("admin-{region}");
        let request =
            CreatePersonRequest { person_id: id.clone(), person: Some(person), ..Default::default() };
        self.person("admin").await.people().create_person(request).await.unwrap();
        self.appoint(&id, Role::Admin, region).await;
        self.person(&id).await
    }

    /// Who carries the token of a terminal, as the gateway would let it in for a method.
    pub(crate) async fn device(&self, token: &str, method: &str) -> Result<Person, Status> {
        let request = IdentifyPrincipalRequest { device_token: token.into(), ..Default::default() };
        let mut identity = IdentityServiceClient::new(self.ourselves().0);
        let principal = identity.identify_principal(request).await?.into_inner();
        Ok(self.signed_in(Principal { method: format!("sharedcourt.{method}"), ..principal }))
    }

    /// The token of a terminal that the administrator has enrolled.
    pub(crate) async fn enrolled(&self, terminal: &str) -> String {
        let request = EnrolTerminalRequest { name: terminal.into(), ..Default::default() };
        let made = self.person("admin").await.terminals().enrol_terminal(request).await.unwrap();
        let request = RedeemEnrolmentRequest { code: made.into_inner().code };
        self.stranger().devices().redeem_enrolment(request).await.unwrap().into_inner().token
    }

    /// Whom the register has identified.
    pub(crate) fn signed_in(&self, principal: Principal) -> Person {
        let at = Timestamp::now();
        let assertion = AssertionSigner::new(&self.keys, "test").person_calls(principal, at);
        let caller = Caller { assertion, ..Caller::ourselves(at) };
        Person(ClientChannel::on_behalf_of(&self.courts.peer, &caller).unwrap())
    }
}

impl Person {
    pub(crate) fn courts(&self) -> CourtServiceClient<ClientChannel> {
        CourtServiceClient::new(self.0.clone())
    }
    pub(crate) fn people(&self) -> PersonServiceClient<ClientChannel> {
        PersonServiceClient::new(self.0.clone())
    }
    pub(crate) fn peoples_courts(&self) -> PeoplesCourtServiceClient<ClientChannel> {
        PeoplesCourtServiceClient::new(self.0.clone())
    }
    pub(crate) fn regions(&self) -> RegionServiceClient<ClientChannel> {
        RegionServiceClient::new(self.0.clone())
    }
    pub(crate) fn terminals(&self) -> TerminalServiceClient<ClientChannel> {
        TerminalServiceClient::new(self.0.clone())
    }
    pub(crate) fn devices(&self) -> DeviceServiceClient<ClientChannel> {
        DeviceServiceClient::new(self.0.clone())
    }
    pub(crate) fn network(&self) -> NetworkServiceClient<ClientChannel> {
        NetworkServiceClient::new(self.0.clone())
    }
    pub(crate) fn sessions(&self) -> SessionServiceClient<ClientChannel> {
        SessionServiceClient::new(self.0.clone())
    }
    pub(crate) fn uploads(&self) -> UploadSessionServiceClient<ClientChannel> {
        UploadSessionServiceClient::new(self.0.clone())
    }
    pub(crate) fn second_factor(&self) -> SecondFactorServiceClient<ClientChannel> {
        SecondFactorServiceClient::new(self.0.clone())
    }
    pub(crate) fn service_accounts(&self) -> ServiceAccountServiceClient<ClientChannel> {
        ServiceAccountServiceClient::new(self.0.clone())
    }
    pub(crate) fn identity(&self) -> IdentityServiceClient<ClientChannel> {
        IdentityServiceClient::new(self.0.clone())
    }
}

/// The reason of a refusal.
pub(crate) fn reason(status: &Status) -> String {
    let status = rpc::Status::decode(status.details()).unwrap();
    let info = status.details.iter().find(|any| any.type_url.ends_with("ErrorInfo")).unwrap();
    rpc::ErrorInfo::decode(info.value.as_slice()).unwrap().reason
}

/// The fields that a refusal names, each with its reason.
pub(crate) fn fields(status: &Status) -> Vec<(String, String)> {
    let status = rpc::Status::decode(status.details()).unwrap();
    let bad = status.details.iter().filter(|any| any.type_url.ends_with("BadRequest"));
    bad.flat_map(|any| rpc::BadRequest::decode(any.value.as_slice()).unwrap().field_violations)
        .map(|violation| (violation.field, violation.reason))
        .collect()
}
