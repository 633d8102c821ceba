//! A running service on a fresh store, and people who call it.

use investigation::{Investigation, Others, Settings, domain::outbound::Allow};
use kit::{
    access::{AssertionSigner, Caller, keys::Keys},
    domain::Timestamp,
    rpc::{ClientChannel, LateBoundPeer},
    storage::Store,
};
use law::identifiers::RegionCode;
use prost::Message as _;
use proto::{
    access::v1 as access,
    google::rpc,
    investigation::v1::{
        self as wire, assist_request_service_client::AssistRequestServiceClient,
        debtor_service_client::DebtorServiceClient, disposal_service_client::DisposalServiceClient,
        event_service_client::EventServiceClient, person_watch_service_client::PersonWatchServiceClient,
        seizure_opening_service_client::SeizureOpeningServiceClient,
        seizure_service_client::SeizureServiceClient, unit_service_client::UnitServiceClient,
    },
};
use tonic::Status;

use crate::peers;

/// The service and its gateway.
pub(crate) struct World {
    pub(crate) service: Investigation,
    keys: Keys,
}

/// Somebody who calls.
#[derive(Clone)]
pub(crate) struct Person(ClientChannel);

fn grant(id: &str) -> access::Grant {
    let (role, region, court, unit) = match id {
        "officer" | "officer2" => (access::Role::Officer, "330783", "", ""),
        "elsewhere" => (access::Role::Officer, "330784", "", ""),
        "chief" => (access::Role::BureauChief, "330783", "", ""),
        "command" => (access::Role::Command, "330783", "", ""),
        "elsewhere-command" => (access::Role::Command, "330784", "", ""),
        "admin" => (access::Role::Admin, "330783", "", ""),
        "city-admin" => (access::Role::Admin, "3307", "", ""),
        "village-admin" => (access::Role::Admin, "330783201203", "", ""),
        "other-admin" => (access::Role::Admin, "330782", "", ""),
        "president" => (access::Role::President, "330783", "", ""),
        "cashier" => (access::Role::Cashier, "330783", "", ""),
        "worker" | "worker2" => (access::Role::GridWorker, "", "courts/330783201203", ""),
        "director" => (access::Role::Director, "", "courts/330783201203", ""),
        unit => (access::Role::UnitClerk, "", "", unit),
    };
    access::Grant {
        role: role.into(),
        region_code: region.into(),
        court: court.into(),
        unit: if unit.is_empty() { String::new() } else { format!("units/{unit}") },
        start_time: Some(Timestamp::from_micros(0).to_timestamp()),
        ..access::Grant::default()
    }
}

fn settings() -> Settings {
    Settings { region: RegionCode::parse("330783").unwrap(), webhooks: Allow::default() }
}

impl World {
    pub(crate) async fn new(store: Store) -> Self {
        let keys = Keys::random().unwrap();
        Self { service: Investigation::over(store, &keys, settings()).await.unwrap(), keys }
    }

    /// Beside services that know cases and tasks.
    pub(crate) async fn beside(store: Store) -> Self {
        let keys = Keys::random().unwrap();
        let others = Others {
            enforcement: peers::enforcement(),
            dispatch: peers::dispatch(),
            courts: LateBoundPeer::default().peer(),
        };
        let service = Investigation::beside(store, &keys, settings(), others).await.unwrap();
        Self { service, keys }
    }

    /// The installation itself.
    pub(crate) fn ourselves(&self) -> Person {
        let signer = AssertionSigner::new(&self.keys, "test");
        Person(ClientChannel::of_ourselves(&self.service.peer, &signer, Timestamp::now()).unwrap())
    }

    /// A person, as the gateway would let them in. `u01` is the clerk of that unit.
    pub(crate) fn person(&self, id: &str) -> Person {
        let principal = access::Principal {
            person: format!("people/{id}"),
            display_name: id.into(),
            grants: vec![grant(id)],
            ..access::Principal::default()
        };
        let at = Timestamp::now();
        let assertion = AssertionSigner::new(&self.keys, "test").person_calls(principal, at);
        let caller = Caller { assertion, ..Caller::ourselves(at) };
        Person(ClientChannel::on_behalf_of(&self.service.peer, &caller).unwrap())
    }

    /// Draws a request up and sends it.
    pub(crate) async fn sent(&self, request: wire::AssistRequest) -> wire::AssistRequest {
        let request = self.person("officer").draw_up(request).await.unwrap();
        self.person("chief").submit(&request.name).await.unwrap()
    }
}

impl Person {
    pub(crate) fn units(&self) -> UnitServiceClient<ClientChannel> {
        UnitServiceClient::new(self.0.clone())
    }
    pub(crate) fn requests(&self) -> AssistRequestServiceClient<ClientChannel> {
        AssistRequestServiceClient::new(self.0.clone())
    }
    pub(crate) fn seizures(&self) -> SeizureServiceClient<ClientChannel> {
        SeizureServiceClient::new(self.0.clone())
    }
    pub(crate) fn watches(&self) -> PersonWatchServiceClient<ClientChannel> {
        PersonWatchServiceClient::new(self.0.clone())
    }
    pub(crate) fn debtors(&self) -> DebtorServiceClient<ClientChannel> {
        DebtorServiceClient::new(self.0.clone())
    }
    pub(crate) fn disposals(&self) -> DisposalServiceClient<ClientChannel> {
        DisposalServiceClient::new(self.0.clone())
    }
    pub(crate) fn openings(&self) -> SeizureOpeningServiceClient<ClientChannel> {
        SeizureOpeningServiceClient::new(self.0.clone())
    }
    pub(crate) fn events(&self) -> EventServiceClient<ClientChannel> {
        EventServiceClient::new(self.0.clone())
    }

    pub(crate) async fn draw_up(&self, request: wire::AssistRequest) -> Result<wire::AssistRequest, Status> {
        let request = wire::CreateAssistRequestRequest { request: Some(request), ..Default::default() };
        Ok(self.requests().create_assist_request(request).await?.into_inner())
    }

    pub(crate) async fn submit(&self, name: &str) -> Result<wire::AssistRequest, Status> {
        let request = wire::SubmitAssistRequestRequest { name: name.into(), ..Default::default() };
        Ok(self.requests().submit_assist_request(request).await?.into_inner())
    }

    pub(crate) async fn get(&self, name: &str) -> Result<wire::AssistRequest, Status> {
        let request = wire::GetAssistRequestRequest { name: name.into() };
        Ok(self.requests().get_assist_request(request).await?.into_inner())
    }

    pub(crate) async fn answer(
        &self,
        name: &str,
        feedback: wire::Feedback,
    ) -> Result<wire::AssistRequest, Status> {
        let request = wire::FeedbackAssistRequestRequest {
            name: name.into(),
            feedback: Some(feedback),
            ..Default::default()
        };
        Ok(self.requests().feedback_assist_request(request).await?.into_inner())
    }

    pub(crate) async fn list(&self, filter: &str) -> Vec<wire::AssistRequest> {
        let request = wire::ListAssistRequestsRequest { filter: filter.into(), ..Default::default() };
        self.requests().list_assist_requests(request).await.unwrap().into_inner().requests
    }
}

/// A file.
pub(crate) fn paper(number: u8) -> String {
    format!("evidence/{}", format!("{number:02x}").repeat(32))
}

/// A query about the accounts of a debtor.
pub(crate) fn query() -> wire::AssistRequest {
    wire::AssistRequest {
        unit: "units/u03".into(),
        matter: "matters/identity-query".into(),
        case: "cases/0190a".into(),
        case_number: "(2023)浙0783执123号".into(),
        papers: vec![paper(1)],
        subject: Some(wire::Subject {
            display_name: "张三".into(),
            kind: wire::SubjectKind::Person.into(),
            identity_number: "11010519491231002X".into(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// A freeze of 30 % of a company.
pub(crate) fn freeze(case: &str) -> wire::AssistRequest {
    wire::AssistRequest {
        unit: "units/u01".into(),
        matter: "matters/equity-freeze".into(),
        case: format!("cases/{case}"),
        papers: vec![paper(1), paper(2)],
        equity_freeze: Some(wire::EquityFreeze {
            company_uscc: "91350100M000100Y43".into(),
            company_name: "福建某某有限公司".into(),
            holder: "张三".into(),
            percent: "30".into(),
            term_months: 36,
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// An answer in full.
pub(crate) fn done(text: &str) -> wire::Feedback {
    wire::Feedback { outcome: wire::FeedbackOutcome::Done.into(), text: text.into(), ..Default::default() }
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

/// Whether a refusal names a field with a reason.
pub(crate) fn names(status: &Status, field: &str, reason: &str) -> bool {
    fields(status).iter().any(|(at, why)| at == field && why == reason)
}
