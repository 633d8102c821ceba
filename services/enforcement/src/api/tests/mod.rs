//! The running services on every database: what a caller gets, and what stays when many call at once.

mod indicator;
mod links;
#[path = "../../../tests/service/register.rs"]
pub(crate) mod register;
mod supervision;
mod workers;

use kit::{
    access::{AssertionSigner, Caller, Role, keys::Keys},
    domain::Timestamp,
    events::Log,
    rpc::{ClientChannel, Peer},
    storage::{Store, list::PageTokens},
    unit_of_work::UnitsOfWork,
};
use prost::Message as _;
use proto::{
    access::v1 as access,
    enforcement::v1::{
        self as wire, indicator_service_client::IndicatorServiceClient,
        supervision_service_client::SupervisionServiceClient,
    },
    google::rpc,
};
use tonic::Status;

use super::Api;

/// The services and their gateway.
#[derive(Clone)]
struct World {
    api: Api,
    peer: Peer,
    keys: Keys,
}

impl World {
    async fn over(store: Store) -> Self {
        let keys = Keys::random().unwrap();
        let log = Log::open(&store).await.unwrap();
        let api = Api {
            units: UnitsOfWork::new(store, log.clone()),
            log,
            pages: PageTokens::new(&keys),
            printer: papers::Printer::default(),
            register: crate::api::Register::new(
                register::Register::default().peer(&keys),
                AssertionSigner::new(&keys, "test"),
            ),
            dispatch: None,
            investigation: None,
            confirmed: std::sync::Arc::default(),
            files: crate::api::Files::new(AssertionSigner::new(&keys, "test")),
        };
        let numbered = (0..16).map(|number: u32| number.to_string());
        for id in numbered.chain(["taken".to_owned()]) {
            bare_case(api.units.store(), &id, None).await;
        }
        let receipt = "INSERT INTO receipts (id, region_code, version, create_time, update_time, bank_reference, state, case_id,
                batch_id, amount_fen, arrive_time, sealed)
            VALUES ('1', '330783', 1, 0, 0, 'IN-1', 'CLAIMED', '', '', 1, 0, $1)";
        run(api.units.store(), receipt, vec![Vec::<u8>::new().into()]).await;
        let peer = kit::rpc::server::stack(crate::NAME, api.routes(), &keys);
        Self { api, peer, keys }
    }

    /// Somebody who holds a role in a region, as the gateway would let them in.
    fn channel(&self, id: &str, role: Role, region: &str) -> ClientChannel {
        let at = Timestamp::now();
        let grant = access::Grant {
            role: role.to_contract().into(),
            region_code: region.into(),
            start_time: Some(at.plus_hours(-1).to_timestamp()),
            ..access::Grant::default()
        };
        let principal = access::Principal {
            person: format!("people/{id}"),
            display_name: id.into(),
            grants: vec![grant],
            ..access::Principal::default()
        };
        let assertion = AssertionSigner::new(&self.keys, "test").person_calls(principal, at);
        ClientChannel::on_behalf_of(&self.peer, &Caller { assertion, ..Caller::ourselves(at) }).unwrap()
    }

    fn supervision(&self, id: &str, role: Role) -> SupervisionServiceClient<ClientChannel> {
        SupervisionServiceClient::new(self.channel(id, role, "330783"))
    }

    fn chief(&self) -> SupervisionServiceClient<ClientChannel> {
        self.supervision("chief", Role::BureauChief)
    }

    fn officer(&self) -> SupervisionServiceClient<ClientChannel> {
        self.supervision("officer", Role::Officer)
    }

    fn command(&self) -> SupervisionServiceClient<ClientChannel> {
        self.supervision("command", Role::Command)
    }

    fn indicators(&self, region: &str) -> IndicatorServiceClient<ClientChannel> {
        IndicatorServiceClient::new(self.channel("president", Role::President, region))
    }
}

async fn run(store: &Store, text: &str, values: Vec<sea_orm::Value>) {
    let tx = store.begin().await.unwrap();
    sea_orm::ConnectionTrait::execute_raw(&tx, kit::storage::sql(&tx, text, values)).await.unwrap();
    tx.commit().await.unwrap();
}

/// A running case, as far as the rules see it.
async fn bare_case(store: &Store, id: &str, limit_day: Option<i64>) {
    let write = "INSERT INTO cases (id, number, state, handler, region_code, filed, closed, ending, first, limit_day, version, update_time, sealed)
        VALUES ($1, $1, 'OPEN', 'people/officer', '330783', 20260101, NULL, '', TRUE, $2, 1, 0, $3)
        ON CONFLICT (id) DO UPDATE SET limit_day = excluded.limit_day";
    run(store, write, vec![id.into(), limit_day.into(), Vec::<u8>::new().into()]).await;
}

/// An item as it is asked for.
fn item(subject: &str) -> wire::CreateSupervisionRequest {
    wire::CreateSupervisionRequest {
        request_id: String::new(),
        validate_only: false,
        supervision: Some(wire::Supervision {
            subject: subject.into(),
            matter: "三日内书面说明进展".into(),
            owner: "people/officer".into(),
            ..wire::Supervision::default()
        }),
    }
}

/// The reason of a refusal.
fn reason(status: &Status) -> String {
    let status = rpc::Status::decode(status.details()).unwrap();
    let info = status.details.iter().find(|any| any.type_url.ends_with("ErrorInfo")).unwrap();
    rpc::ErrorInfo::decode(info.value.as_slice()).unwrap().reason
}

/// The fields that a refusal names.
fn fields(status: &Status) -> Vec<String> {
    let status = rpc::Status::decode(status.details()).unwrap();
    let bad = status.details.iter().filter(|any| any.type_url.ends_with("BadRequest"));
    bad.flat_map(|any| rpc::BadRequest::decode(any.value.as_slice()).unwrap().field_violations)
        .map(|violation| violation.field)
        .collect()
}
