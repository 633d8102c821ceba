//! The whole installation in this process, and people of every office, in every state of their term, inside and outside.

use std::{collections::BTreeMap, time::Duration};

use audit::Auditor;
use axum::Router;
use bytes::Bytes;
use courts::Courts;
use dispatch::Dispatch;
use enforcement::Enforcement;
use evidence::Evidence;
use gateway::{Gateway, Settings, Upstreams};
use http_body_util::{BodyExt as _, Full};
use investigation::Investigation;
use kit::{
    access::{AssertionSigner, HEADER, Place, Role, keys::Keys, token},
    domain::Timestamp,
    rpc::{Peer, client},
    storage::Location,
};
use prost::Message as _;
use prost_reflect::MethodDescriptor;
use proto::{
    access::v1::{Access, Grant, Principal},
    google::rpc,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tonic::{Code, Status, body::Body};
use tower::ServiceExt as _;

/// Whether a term runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Long ago.
    Lapsed,
    /// A moment ago.
    Ended,
    Active,
    Future,
}

/// Where a term counts: where the court of the demonstration is, or elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Inside,
    Outside,
    /// In another county.
    Foreign,
    /// In the city around.
    Enclosing,
}

pub(crate) const STATES: [State; 4] = [State::Lapsed, State::Ended, State::Active, State::Future];
/// Where people of the register can hold office.
const SIDES_OF_REGISTER: [Side; 2] = [Side::Inside, Side::Outside];
pub(crate) const SIDES: [Side; 4] = [Side::Inside, Side::Outside, Side::Foreign, Side::Enclosing];

/// The installation.
pub(crate) struct World {
    pub(crate) peers: BTreeMap<&'static str, Peer>,
    pub(crate) door: Router,
    keys: Keys,
    _services: (Courts, Dispatch, Enforcement, Investigation, Evidence),
    folder: TempDir,
}

/// What was answered: `Ok` with nothing said, or the refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: Code,
    pub(crate) reason: String,
    /// Message and details, as they were on the wire.
    pub(crate) status: (String, Vec<u8>),
}

impl World {
    pub(crate) async fn demo() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        let at = Location::folder(folder.path());
        let courts = Courts::start(&at, &keys).await.unwrap();
        courts.fill_demo(Timestamp::now()).await.unwrap();
        let county = "330783".parse().unwrap();
        courts.ensure_peoples_court(&county, "东阳市人民法院", Timestamp::now()).await.unwrap();
        let (later, files) = (client::LateBoundPeer::default(), client::LateBoundPeer::default());
        let (to_investigation, to_evidence) = (Some(later.peer()), Some(files.peer()));
        let dispatch = Dispatch::start(&at, &keys, courts.peer.clone(), to_investigation, to_evidence);
        let dispatch = dispatch.await.unwrap();
        let enforcement =
            Enforcement::start(&at, &keys, dispatch.peer.clone(), courts.peer.clone(), Some(later.peer()));
        let enforcement = enforcement.await.unwrap();
        let settings = investigation::Settings {
            region: "330783".parse().unwrap(),
            webhooks: investigation::domain::outbound::Allow::default(),
        };
        let others = investigation::Others {
            enforcement: enforcement.peer.clone(),
            dispatch: dispatch.peer.clone(),
            courts: courts.peer.clone(),
        };
        let investigation = Investigation::start(&at, &keys, settings, others).await.unwrap();
        later.set(investigation.peer.clone());
        let others = evidence::Others {
            courts: courts.peer.clone(),
            dispatch: dispatch.peer.clone(),
            enforcement: enforcement.peer.clone(),
            investigation: investigation.peer.clone(),
        };
        let years = evidence::domain::retention::YEARS;
        let evidence = Evidence::start(&at, &keys, ("", folder.path()), years, others).await.unwrap();
        files.set(evidence.peer.clone());
        enforcement.ask_for_files(evidence.peer.clone());
        let auditor = Auditor::start(&at, folder.path(), &keys).await.unwrap();
        let peers = BTreeMap::from([
            ("sharedcourt.audit.v1", audit::peer(&auditor, &keys, courts.peer.clone())),
            ("sharedcourt.access.v1", courts.peer.clone()),
            ("sharedcourt.courts.v1", courts.peer.clone()),
            ("sharedcourt.dispatch.v1", dispatch.peer.clone()),
            ("sharedcourt.enforcement.v1", enforcement.peer.clone()),
            ("sharedcourt.evidence.v1", evidence.peer.clone()),
            ("sharedcourt.investigation.v1", investigation.peer.clone()),
        ]);
        let upstreams = peers
            .iter()
            .fold(Upstreams::new(), |upstreams, (package, peer)| upstreams.with(*package, peer.clone()));
        let gateway = Gateway::new(upstreams, &keys, Settings::default()).await.unwrap();
        let services = (courts, dispatch, enforcement, investigation, evidence);
        Self { peers, door: gateway.router(), keys, _services: services, folder }
    }

    /// Where everything lies that is kept.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Calls a method of a service directly, with a statement or without.
    pub(crate) async fn ask(&self, method: &MethodDescriptor, said: Option<&str>, message: &[u8]) -> Answer {
        let service = method.parent_service();
        let package = service.parent_file().package_name().to_owned();
        let mut request = framed(method, message);
        if let Some(said) = said {
            request.headers_mut().insert(HEADER, said.parse().unwrap());
        }
        let response = self.peers[package.as_str()].clone().oneshot(request).await.unwrap();
        read(method, response.headers().clone(), response.into_body()).await
    }

    /// Calls a method through the gateway, as gRPC, with a token.
    pub(crate) async fn knock(&self, method: &MethodDescriptor, token: Option<&str>) -> Answer {
        let mut request = framed(method, &[]).map(axum::body::Body::new);
        if let Some(token) = token {
            request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        let response = self.door.clone().oneshot(request).await.unwrap();
        read(method, response.headers().clone(), Body::new(response.into_body())).await
    }

    /// The same by another verb; what HTTP says to it.
    pub(crate) async fn knock_by(
        &self,
        verb: &http::Method,
        method: &MethodDescriptor,
        token: &str,
    ) -> http::StatusCode {
        let mut request = framed(method, &[]).map(axum::body::Body::new);
        *request.method_mut() = verb.clone();
        request.headers_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
        self.door.clone().oneshot(request).await.unwrap().status()
    }

    pub(crate) fn token(&self, person: &str) -> String {
        token::issue(&self.keys, person, Timestamp::now()).unwrap()
    }

    /// Posts JSON through the gateway what has to work.
    pub(crate) async fn post(&self, person: &str, path: &str, body: &Value) -> Value {
        let request = http::Request::post(path)
            .header("authorization", format!("Bearer {}", self.token(person)))
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body.to_string()))
            .unwrap();
        let response = self.door.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert!(status.is_success(), "{path}: {}", String::from_utf8_lossy(&bytes));
        serde_json::from_slice(&bytes).unwrap()
    }

    /// Posts JSON through the gateway; the status and what was answered.
    pub(crate) async fn try_post(&self, person: &str, path: &str, body: &Value) -> (http::StatusCode, Value) {
        let request = http::Request::post(path)
            .header("authorization", format!("Bearer {}", self.token(person)))
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body.to_string()))
            .unwrap();
        self.json(request).await
    }

    /// Reads through the gateway what is there, in a language.
    pub(crate) async fn get(&self, person: &str, path: &str, language: &str) -> Value {
        let request = http::Request::get(path)
            .header("authorization", format!("Bearer {}", self.token(person)))
            .header("accept-language", language)
            .body(axum::body::Body::empty())
            .unwrap();
        let (status, answer) = self.json(request).await;
        assert!(status.is_success(), "{person} {path}: {answer}");
        answer
    }

    async fn json(&self, request: http::Request<axum::body::Body>) -> (http::StatusCode, Value) {
        let response = self.door.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    /// The gateway's word about somebody with one term.
    pub(crate) fn statement(&self, role: Role, state: State, side: Side) -> String {
        AssertionSigner::new(&self.keys, "test")
            .person_calls(Self::granted(role, state, place(role, side)), Timestamp::now())
    }

    fn granted(role: Role, state: State, (region, court, unit): (String, String, String)) -> Principal {
        let now = Timestamp::now();
        let (from, until) = match state {
            State::Lapsed => (-24 * 400, Some(-24 * 31)),
            State::Ended => (-48, Some(-1)),
            State::Active => (-48, Some(48)),
            State::Future => (24, None),
        };
        let grant = Grant {
            role: role.to_contract().into(),
            region_code: region,
            court,
            unit,
            deputises_for: String::new(),
            start_time: Some(now.plus_hours(from).to_timestamp()),
            end_time: until.map(|hours| now.plus_hours(hours).to_timestamp()),
        };
        Principal {
            person: "people/somebody".into(),
            display_name: "某人".into(),
            grants: vec![grant],
            ..Default::default()
        }
    }

    /// The gateway's word about an administrator of a region.
    pub(crate) fn administrator(&self, region: &str, state: State) -> String {
        let said = Self::granted(Role::Admin, state, (region.to_owned(), String::new(), String::new()));
        AssertionSigner::new(&self.keys, "test").person_calls(said, Timestamp::now())
    }

    /// The gateway's word about somebody who never held an office.
    pub(crate) fn without_term(&self) -> String {
        let nobody = Principal { person: "people/somebody".into(), ..Default::default() };
        AssertionSigner::new(&self.keys, "test").person_calls(nobody, Timestamp::now())
    }

    pub(crate) fn ourselves(&self, at: Timestamp) -> String {
        AssertionSigner::new(&self.keys, "test").we_call(at)
    }

    /// A statement that another installation made.
    pub(crate) fn foreign() -> String {
        AssertionSigner::new(&Keys::random().unwrap(), "gateway").we_call(Timestamp::now())
    }

    /// Enters somebody of every office, state and side into the register, and gives their names in the order of asking.
    pub(crate) async fn appoint_all(&self) -> Vec<(Role, State, Side, String)> {
        let mut appointed = Vec::new();
        let mut special = 10;
        for role in Role::ALL {
            for state in STATES {
                for side in SIDES_OF_REGISTER {
                    let id = format!("m-{}-{state:?}-{side:?}", role.name()).to_lowercase().replace('_', "-");
                    let (region, mut court, unit) = place(role, side);
                    // An office that only one can hold is given in a court that has nobody yet.
                    if matches!(role, Role::Director | Role::ContactJudge) {
                        court = self.open_court(special, side).await;
                        special += 1;
                    }
                    let recently = Timestamp::now().plus_hours(-1).to_string();
                    let (from, until) = match state {
                        State::Lapsed => ("2020-01-01T00:00:00Z", Some("2021-01-01T00:00:00Z")),
                        State::Ended => ("2020-01-01T00:00:00Z", Some(recently.as_str())),
                        State::Active => ("2020-01-01T00:00:00Z", None),
                        State::Future => ("2199-01-01T00:00:00Z", None),
                    };
                    let mut term = json!({"role": role.name(), "startTime": from});
                    for (name, value) in [("regionCode", &region), ("court", &court), ("unit", &unit)] {
                        if !value.is_empty() {
                            term[name] = json!(value);
                        }
                    }
                    if let Some(until) = until {
                        term["endTime"] = json!(until);
                    }
                    let person = json!({"displayName": "某人", "terms": []});
                    let body = json!({"requestId": id_of_call(), "personId": id, "person": person});
                    self.post("people/admin", "/v1/people", &body).await;
                    let body = json!({"requestId": id_of_call(), "term": term});
                    self.post("people/admin", &format!("/v1/people/{id}/terms"), &body).await;
                    appointed.push((role, state, side, format!("people/{id}")));
                }
            }
        }
        appointed
    }

    async fn open_court(&self, number: u32, side: Side) -> String {
        let town = if side == Side::Inside { "330783201" } else { "330783001" };
        let court = json!({
            "displayName": format!("示例共享法庭{number}"), "kind": "SPECIAL", "regionCode": town,
            "host": "示例行业协会",
        });
        let body = json!({"requestId": id_of_call(), "courtId": format!("330783-s{number}"), "court": court});
        let court = self.post("people/admin", "/v1/courts", &body).await;
        court["name"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn id_of_call() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Region, court and unit of a term.
fn place(role: Role, side: Side) -> (String, String, String) {
    let (region, court, unit) = match side {
        Side::Inside => ("330783", "courts/330783201203", "units/u01"),
        Side::Outside => ("330783001", "courts/330783001", "units/u09"),
        Side::Foreign => ("330782", "courts/330782001", "units/u16"),
        Side::Enclosing => ("3307", "courts/330783201", "units/u17"),
    };
    match role.place() {
        Place::Region => (region.to_owned(), String::new(), String::new()),
        Place::Court => (String::new(), court.to_owned(), String::new()),
        Place::Unit => (String::new(), String::new(), unit.to_owned()),
    }
}

/// Every method of the contract, with its option.
pub(crate) fn methods() -> Vec<(MethodDescriptor, Access)> {
    let services = proto::POOL.services().filter(|service| service.full_name().starts_with("sharedcourt."));
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    methods
        .map(|method| {
            let access = proto::access_of(&method).expect("the build refuses a method without");
            (method, access)
        })
        .collect()
}

fn framed(method: &MethodDescriptor, message: &[u8]) -> http::Request<Body> {
    let mut frame = vec![0];
    frame.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
    frame.extend(message);
    http::Request::post(proto::method_path(method))
        .version(http::Version::HTTP_2)
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(Body::new(Full::new(Bytes::from(frame))))
        .unwrap()
}

async fn read(method: &MethodDescriptor, headers: http::HeaderMap, body: Body) -> Answer {
    let mut status = Status::from_header_map(&headers);
    // A stream that opened stays open; that it opened is the answer.
    if status.is_none() && !method.is_server_streaming() {
        let whole = tokio::time::timeout(Duration::from_mins(1), body.collect()).await;
        let whole = whole.expect("no end").expect("no answer");
        status = whole.trailers().and_then(Status::from_header_map);
    }
    let status = status.unwrap_or_else(|| Status::new(Code::Ok, ""));
    let details = rpc::Status::decode(status.details()).unwrap_or_default().details;
    let info = details.iter().find(|detail| detail.type_url.ends_with("google.rpc.ErrorInfo"));
    let info = info.and_then(|detail| rpc::ErrorInfo::decode(detail.value.as_slice()).ok());
    Answer {
        code: status.code(),
        reason: info.map(|info| info.reason).unwrap_or_default(),
        status: (status.message().to_owned(), status.details().to_vec()),
    }
}
