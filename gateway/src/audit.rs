//! The record of a call that came to no service: refused here, or broken off by its caller. What reaches a service is recorded on
//! its way there, by the layer before the service.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{Method, StatusCode};
use kit::{
    audit::{Auditor, Origin, Record},
    moment::Moment,
};
use tonic::{Code, Status};

use crate::{front, oidc, serve::Address};

/// How much of a path a record keeps.
const LONGEST_PATH: usize = 300;

/// What a refusal was, beside the answer that tells it.
#[derive(Clone, Debug)]
pub(crate) struct Outcome(pub(crate) Status);

/// Whom the identity provider named in a call that goes to no service by itself.
#[derive(Clone, Debug)]
pub(crate) struct Person(pub(crate) String);

/// A call that is under way.
struct Watched {
    auditor: Auditor,
    origin: Origin,
    name: String,
    request_id: String,
    at: Moment,
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
            self.auditor.tell_now(record);
        }
    }
}

/// Runs a call, and records it where nothing on its way did.
pub(crate) async fn around(auditor: Option<&Auditor>, request: Request, next: Next) -> Response {
    let (Some(auditor), Some(name)) = (auditor, name(&request)) else { return next.run(request).await };
    let address =
        request.extensions().get::<Address>().map_or(String::new(), |address| address.0.to_string());
    let mut watched = Watched {
        auditor: auditor.clone(),
        origin: Origin::new(address, request.headers()),
        name,
        request_id: front::request_id(request.headers()),
        at: Moment::now(),
        ended: false,
    };
    let response = watched.origin.clone().around(next.run(request)).await;
    watched.ended = true;
    if let Some(status) = outcome(&response)
        && let Some(mut record) = watched.left(&status)
    {
        if let Some(Person(person)) = response.extensions().get() {
            record.person.clone_from(person);
        }
        auditor.tell(record).await;
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

/// `None` where nothing is to be recorded. Whoever is sent away because they ask too often is not: a flood must not fill the disk.
fn outcome(response: &Response) -> Option<Status> {
    let told = response.extensions().get::<Outcome>().map(|outcome| outcome.0.clone());
    let told = told.or_else(|| Status::from_header_map(response.headers()));
    let status = told.unwrap_or_else(|| of_http(response.status()));
    (status.code() != Code::ResourceExhausted).then_some(status)
}

fn of_http(status: StatusCode) -> Status {
    let code = if status.is_success() || status.is_redirection() { Code::Ok } else { Code::Unknown };
    Status::new(code, "")
}
