//! The record of a call that came to no service: refused here, or broken off by its caller. What reaches a service is recorded on
//! its way there, by the layer before the service.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{Method, StatusCode};
use std::sync::Arc;

use kit::{
    domain::Timestamp,
    rpc::audit::{Origin, Record, SharedSink},
};
use tonic::{Code, Status};

use super::listener::Address;
use crate::{
    auth::oidc,
    http::{
        audit_extensions::{AuditPerson, AuditStatus},
        request_id,
    },
};

/// How much of a path a record keeps.
const LONGEST_PATH: usize = 300;

/// A call that is under way.
struct Watched {
    sink: SharedSink,
    origin: Origin,
    name: String,
    request_id: String,
    at: Timestamp,
    ended: bool,
}

impl Watched {
    fn left(&self, status: &Status) -> Option<Record> {
        let mut record = self.origin.left()?;
        record.at = self.at.micros();
        if record.method.is_empty() {
            record.method.clone_from(&self.name);
        }
        record.request_id.clone_from(&self.request_id);
        record.end(status);
        Some(record)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.ended
            && let Some(record) = self.left(&Status::cancelled(""))
        {
            self.sink.try_record(record);
        }
    }
}

/// Runs a call, and records it where nothing on its way did.
pub(crate) async fn around(sink: Option<&SharedSink>, request: Request, next: Next) -> Response {
    let (Some(sink), Some(name)) = (sink, name(&request)) else { return next.run(request).await };
    let address =
        request.extensions().get::<Address>().map_or(String::new(), |address| address.0.to_string());
    let mut watched = Watched {
        sink: Arc::clone(sink),
        origin: Origin::new(address, request.headers()),
        name,
        request_id: request_id::of(request.headers()),
        at: Timestamp::now(),
        ended: false,
    };
    let response = watched.origin.clone().around(next.run(request)).await;
    watched.ended = true;
    if let Some(status) = outcome(&response)
        && let Some(mut record) = watched.left(&status)
    {
        if let Some(AuditPerson(person)) = response.extensions().get() {
            record.person.clone_from(person);
        }
        sink.record(record).await;
    }
    response
}

/// What the call is known by until its method is; `None` for what is no call of the contract.
fn name(request: &Request) -> Option<String> {
    // A stranger chooses the path: no more of it than a path of ours has.
    let path = request.uri().path();
    let path = path.get(..LONGEST_PATH.min(path.len())).unwrap_or_default();
    if path.starts_with("/v1/") {
        let asks = request.method() != Method::OPTIONS;
        return asks.then(|| format!("{} {path}", request.method()));
    }
    if path.starts_with("/sign-") && (request.method() == Method::POST || path == oidc::CALLBACK) {
        return Some(format!("{} {path}", request.method()));
    }
    path.starts_with("/sharedcourt.").then(|| path.trim_start_matches('/').replace('/', "."))
}

/// `None` where nothing is to be recorded. Anyone who is sent away because they ask too often is not: a flood must not fill the disk.
fn outcome(response: &Response) -> Option<Status> {
    let status = response.extensions().get::<AuditStatus>().map(|status| status.0.clone());
    let status = status.or_else(|| Status::from_header_map(response.headers()));
    let status = status.unwrap_or_else(|| of_http(response.status()));
    (status.code() != Code::ResourceExhausted).then_some(status)
}

fn of_http(status: StatusCode) -> Status {
    let code = if status.is_success() || status.is_redirection() { Code::Ok } else { Code::Unknown };
    Status::new(code, "")
}
