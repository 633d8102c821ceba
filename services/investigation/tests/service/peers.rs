//! Services of cases and tasks that answer what investigation asks of them, by the path of the method.

use std::sync::Arc;

use http_body_util::{BodyExt as _, Full};
use kit::rpc::Peer;
use prost::Message;
use proto::{
    dispatch::v1 as dispatch,
    enforcement::v1::{self as enforcement, Party, PartyKind, Side},
    identity::v1 as identity,
};
use tonic::{Status, body::Body};
use tower::util::BoxCloneSyncService;

/// What a method answers to a message.
type Answer = Arc<dyn Fn(&str, &[u8]) -> Result<Vec<u8>, Status> + Send + Sync>;

/// A service that answers by a function.
fn peer(answer: Answer) -> Peer {
    BoxCloneSyncService::new(tower::service_fn(move |request: http::Request<Body>| {
        let answer = Arc::clone(&answer);
        async move {
            let path = request.uri().path().to_owned();
            let frame = request.into_body().collect().await?.to_bytes();
            let response = match answer(&path, frame.get(5..).unwrap_or_default()) {
                Ok(message) => {
                    let length = u32::try_from(message.len())?.to_be_bytes();
                    let body: bytes::Bytes = [&[0], &length[..], &message].concat().into();
                    let mut trailers = http::HeaderMap::new();
                    trailers.insert("grpc-status", http::HeaderValue::from_static("0"));
                    let body = Full::new(body).with_trailers(async move { Some(Ok(trailers)) });
                    let response = http::Response::new(Body::new(body));
                    let (mut head, body) = response.into_parts();
                    head.headers.insert("content-type", http::HeaderValue::from_static("application/grpc"));
                    http::Response::from_parts(head, body)
                }
                Err(status) => status.into_http(),
            };
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(response)
        }
    }))
}

fn party(side: Side, name: &str, kind: PartyKind) -> Party {
    Party { side: side.into(), display_name: name.into(), kind: kind.into(), ..Party::default() }
}

/// Case 4 is 张三's against 李四 and a company; case 1 another. Whose number is asked for is known by these two alone.
fn cases() -> [enforcement::Case; 2] {
    let case = |number: u32| enforcement::Case {
        name: format!("cases/c{number}"),
        case_number: format!("（2023）浙0783执{number}号"),
        region_code: "330783".into(),
        state: enforcement::CaseState::Open.into(),
        parties: vec![
            party(Side::Applicant, "张三", PartyKind::Person),
            party(Side::Debtor, "李四", PartyKind::Person),
            party(Side::Debtor, "东阳某公司", PartyKind::Organisation),
        ],
        ..enforcement::Case::default()
    };
    [case(4), case(1)]
}

/// The identity number of the debtor 李四.
pub(crate) const DEBTOR: &str = "34052419800101001X";

/// The service of cases.
pub(crate) fn enforcement() -> Peer {
    peer(Arc::new(|path, message| match path.rsplit('/').next() {
        Some("GetCase") => {
            let asked = enforcement::GetCaseRequest::decode(message).unwrap();
            let found = cases().into_iter().find(|case| case.name == asked.name);
            found.map(|case| case.encode_to_vec()).ok_or_else(|| Status::not_found("no such case"))
        }
        Some("GetCaseParties") => {
            let asked = enforcement::GetCasePartiesRequest::decode(message).unwrap();
            let case = cases().into_iter().find(|case| case.name == asked.name).unwrap();
            let whole = |(index, party): (usize, Party)| {
                let number = if party.display_name == "李四" { DEBTOR } else { "" };
                let identity = identity::Identity {
                    kind: identity::IdentityKind::CitizenId.into(),
                    number: number.into(),
                    ..Default::default()
                };
                Party {
                    name: format!("{}/parties/{}", case.name, index + 1),
                    identity_number: number.into(),
                    identity: (!number.is_empty()).then_some(identity),
                    ..party
                }
            };
            let parties = case.parties.iter().cloned().enumerate().map(whole).collect();
            Ok(enforcement::GetCasePartiesResponse { parties }.encode_to_vec())
        }
        Some("ListCases") => {
            let asked = enforcement::ListCasesRequest::decode(message).unwrap();
            let numbered = |case: &enforcement::Case| asked.filter.contains(&case.case_number);
            let party = asked.filter.split("debtor_identity_number=").nth(1);
            let of_debtor = party.is_none_or(|number| number.contains(DEBTOR));
            let cases = cases().into_iter().filter(|case| numbered(case) && of_debtor).collect();
            Ok(enforcement::ListCasesResponse { cases, ..Default::default() }.encode_to_vec())
        }
        other => Err(Status::unimplemented(format!("{other:?}"))),
    }))
}

/// The service of tasks: one is a worker's in case 4, one is another worker's, one has no case and one a case that nobody entered.
pub(crate) fn dispatch() -> Peer {
    peer(Arc::new(|path, message| match path.rsplit('/').next() {
        Some("GetTask") => {
            let asked = dispatch::GetTaskRequest::decode(message).unwrap();
            let (worker, case_number) = match asked.name.as_str() {
                "tasks/own" => ("people/worker", "（2023）浙0783执字第4号"),
                "tasks/theirs" => ("people/worker2", "（2023）浙0783执4号"),
                "tasks/bare" => ("people/worker", ""),
                "tasks/early" => ("people/worker", "（2023）浙0783执99号"),
                _ => return Err(Status::not_found("no such task")),
            };
            let (name, worker, case_number) = (asked.name, worker.to_owned(), case_number.to_owned());
            Ok(dispatch::Task { name, worker, case_number, ..Default::default() }.encode_to_vec())
        }
        other => Err(Status::unimplemented(format!("{other:?}"))),
    }))
}
