//! A running service on a fresh store, and people who call it.

use std::sync::atomic::Ordering;

use enforcement::{Enforcement, Migrator};
use kit::{
    access::{AssertionSigner, Caller, Role, keys::Keys},
    domain::Timestamp,
    rpc::{ClientChannel, Peer},
    storage::Store,
    testing::on_every_database,
};
use prost::Message as _;
use proto::{
    access::v1::{Grant, Principal},
    courts::v1::person_service_client::PersonServiceClient,
    dispatch::v1::task_service_client::TaskServiceClient,
    enforcement::v1::{
        self as wire, approval_service_client::ApprovalServiceClient,
        batch_service_client::BatchServiceClient, case_note_service_client::CaseNoteServiceClient,
        case_opening_service_client::CaseOpeningServiceClient, case_service_client::CaseServiceClient,
        indicator_service_client::IndicatorServiceClient,
        money_month_service_client::MoneyMonthServiceClient, money_service_client::MoneyServiceClient,
        payout_file_service_client::PayoutFileServiceClient, sanction_service_client::SanctionServiceClient,
        service_act_service_client::ServiceActServiceClient,
        supervision_service_client::SupervisionServiceClient,
    },
    google::{rpc, r#type::Date},
};
use tonic::Status;

use crate::register::Register;

/// The service and its gateway.
pub(crate) struct World {
    pub(crate) enforcement: Enforcement,
    pub(crate) register: Register,
    pub(crate) store: Store,
    keys: Keys,
}

/// Somebody who calls.
#[derive(Clone)]
pub(crate) struct Person(ClientChannel);

/// Runs a test on every database.
pub(crate) async fn on_every<F: Future<Output = ()>>(body: impl Fn(World) -> F) {
    on_every_database::<Migrator, _>(enforcement::NAME, |store: Store| async {
        let keys = Keys::random().unwrap();
        let register = Register::default();
        let courts = register.peer(&keys);
        let enforcement = Enforcement::over(store.clone(), &keys, (courts, None)).await.unwrap();
        body(World { enforcement, register, store, keys }).await;
    })
    .await;
}

impl World {
    /// Another process over the same database, for which the register is unavailable from the beginning.
    pub(crate) async fn without_register(&self) -> Self {
        let register = Register::default();
        register.away.store(true, Ordering::SeqCst);
        let courts = register.peer(&self.keys);
        let enforcement = Enforcement::over(self.store.clone(), &self.keys, (courts, None)).await.unwrap();
        Self { enforcement, register, store: self.store.clone(), keys: self.keys.clone() }
    }

    /// A person with a role in a region, as the gateway would let them in.
    pub(crate) fn person(&self, id: &str, role: Role, region: &str) -> Person {
        self.person_with(id, &[role], region)
    }

    /// Somebody with a name of their own, in the county.
    pub(crate) fn named(&self, id: &str, name: &str, role: Role) -> Person {
        self.somebody((id, name), &[role], "330783")
    }

    /// The same with several roles.
    pub(crate) fn person_with(&self, id: &str, roles: &[Role], region: &str) -> Person {
        self.somebody((id, ""), roles, region)
    }

    /// Somebody with offices of the county that are another's.
    pub(crate) fn deputy(&self, id: &str, absent: &str, roles: &[Role]) -> Person {
        let held = |grants: Vec<Grant>| {
            let held = grants.into_iter().map(|grant| Grant { deputises_for: absent.to_owned(), ..grant });
            held.collect()
        };
        caller(&self.keys, &self.enforcement.peer, (id, ""), held(grants(roles, "330783", "")))
    }

    fn somebody(&self, who: (&str, &str), roles: &[Role], region: &str) -> Person {
        somebody(&self.keys, &self.enforcement.peer, who, roles, (region, ""))
    }

    pub(crate) fn officer(&self) -> Person {
        self.person("officer", Role::Officer, "330783")
    }

    pub(crate) fn president(&self) -> Person {
        self.person("president", Role::President, "330783")
    }

    /// An officer of the county next door.
    pub(crate) fn stranger(&self) -> Person {
        self.person("stranger", Role::Officer, "330784")
    }
}

/// Somebody with roles in a region or a court who calls a service.
pub(crate) fn somebody(
    keys: &Keys,
    peer: &Peer,
    (id, name): (&str, &str),
    roles: &[Role],
    (region, court): (&str, &str),
) -> Person {
    caller(keys, peer, (id, name), grants(roles, region, court))
}

fn grants(roles: &[Role], region: &str, court: &str) -> Vec<Grant> {
    let grant = |role: &Role| Grant {
        role: role.to_contract().into(),
        region_code: region.to_owned(),
        court: court.to_owned(),
        start_time: Some(Timestamp::from_micros(0).to_timestamp()),
        ..Grant::default()
    };
    roles.iter().map(grant).collect()
}

fn caller(keys: &Keys, peer: &Peer, (id, name): (&str, &str), grants: Vec<Grant>) -> Person {
    let person = format!("people/{id}");
    let principal = Principal { person, display_name: name.into(), grants, ..Principal::default() };
    let at = Timestamp::now();
    let assertion = AssertionSigner::new(keys, "test").person_calls(principal, at);
    let caller = Caller { assertion, ..Caller::ourselves(at) };
    Person(ClientChannel::on_behalf_of(peer, &caller).unwrap())
}

impl Person {
    pub(crate) fn tasks(&self) -> TaskServiceClient<ClientChannel> {
        TaskServiceClient::new(self.0.clone())
    }

    pub(crate) fn people(&self) -> PersonServiceClient<ClientChannel> {
        PersonServiceClient::new(self.0.clone())
    }

    pub(crate) fn cases(&self) -> CaseServiceClient<ClientChannel> {
        CaseServiceClient::new(self.0.clone())
    }

    pub(crate) fn indicators(&self) -> IndicatorServiceClient<ClientChannel> {
        IndicatorServiceClient::new(self.0.clone())
    }

    pub(crate) fn openings(&self) -> CaseOpeningServiceClient<ClientChannel> {
        CaseOpeningServiceClient::new(self.0.clone())
    }

    pub(crate) fn batches(&self) -> BatchServiceClient<ClientChannel> {
        BatchServiceClient::new(self.0.clone())
    }

    pub(crate) fn notes(&self) -> CaseNoteServiceClient<ClientChannel> {
        CaseNoteServiceClient::new(self.0.clone())
    }

    pub(crate) fn money(&self) -> MoneyServiceClient<ClientChannel> {
        MoneyServiceClient::new(self.0.clone())
    }

    pub(crate) fn money_months(&self) -> MoneyMonthServiceClient<ClientChannel> {
        MoneyMonthServiceClient::new(self.0.clone())
    }

    pub(crate) fn approvals(&self) -> ApprovalServiceClient<ClientChannel> {
        ApprovalServiceClient::new(self.0.clone())
    }

    pub(crate) fn payout_files(&self) -> PayoutFileServiceClient<ClientChannel> {
        PayoutFileServiceClient::new(self.0.clone())
    }

    pub(crate) fn sanctions(&self) -> SanctionServiceClient<ClientChannel> {
        SanctionServiceClient::new(self.0.clone())
    }

    pub(crate) fn acts(&self) -> ServiceActServiceClient<ClientChannel> {
        ServiceActServiceClient::new(self.0.clone())
    }

    pub(crate) fn supervisions(&self) -> SupervisionServiceClient<ClientChannel> {
        SupervisionServiceClient::new(self.0.clone())
    }

    /// Enters a case under a number.
    pub(crate) async fn file(&self, number: u32) -> wire::Case {
        let request = wire::CreateCaseRequest { request_id: id(), case: Some(case(number)) };
        self.cases().create_case(request).await.unwrap().into_inner()
    }
}

/// A request id.
pub(crate) fn id() -> String {
    uuid::Uuid::now_v7().to_string()
}

#[expect(clippy::unnecessary_wraps, reason = "the contract takes days that may be absent")]
pub(crate) fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

pub(crate) fn party(side: wire::Side, name: &str, number: &str) -> wire::Party {
    wire::Party {
        side: side.into(),
        display_name: name.into(),
        kind: wire::PartyKind::Person.into(),
        identity_number: number.into(),
        ..wire::Party::default()
    }
}

/// A case as an officer writes it.
pub(crate) fn case(number: u32) -> wire::Case {
    wire::Case {
        case_number: format!("（2023）浙0783执{number}号"),
        cause: "追索劳动报酬纠纷".into(),
        filing_date: day(2023, 3, 1),
        claim_fen: 7_880_000,
        parties: vec![
            party(wire::Side::Applicant, "张三", "11010519491231002X"),
            party(wire::Side::Debtor, "李四", "34052419800101001X"),
        ],
        ..wire::Case::default()
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
