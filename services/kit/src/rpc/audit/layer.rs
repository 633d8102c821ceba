//! The layer before every service behind the gateway: what goes through leaves a record, and an acknowledged mutation leaves it
//! on disk first.

use std::{
    collections::HashMap,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor, ReflectMessage as _, Value};
use proto::{access::v1::Door, google::rpc};
use tonic::{Code, Status, body::Body};
use tower::{BoxError, Service, ServiceExt as _, util::BoxCloneSyncService};

use super::{Origin, Record, SharedSink};
use crate::{
    access::{AssertionVerifier, HEADER, is_upload_session, keys::Keys, person_of},
    domain::Timestamp,
    rpc::{Peer, bounds::LARGEST_MESSAGE},
    telemetry::REQUEST_ID,
};

/// How many resources of a call are recorded.
const RESOURCES: usize = 64;

/// Puts itself before services.
#[derive(Clone)]
pub struct AuditLayer(Arc<Shared>);

struct Shared {
    sink: SharedSink,
    verifier: AssertionVerifier,
    methods: HashMap<String, Method>,
}

struct Method {
    name: String,
    input: MessageDescriptor,
    output: MessageDescriptor,
    /// Its record is on disk before its answer goes out: it changes something, as its request's id (AIP-155) or the upload in it
    /// shows, or gives what nobody may see without saying why.
    durable: bool,
    streams: bool,
    takes_one: bool,
}

impl AuditLayer {
    /// For all methods of the contract that somebody outside can call.
    #[must_use]
    pub fn new(sink: SharedSink, keys: &Keys) -> Self {
        let methods =
            proto::methods(&proto::POOL).filter_map(|method| Some((proto::access_of(&method)?, method)));
        let methods = methods.filter(|(access, _)| access.door() != Door::Internal);
        let methods = methods.map(|(access, method)| {
            let asks_reason = access.asks_reason;
            let path = proto::method_path(&method);
            let (input, output) = (method.input(), method.output());
            let known = Method {
                name: method.full_name().to_owned(),
                durable: asks_reason
                    || input.get_field_by_name("request_id").is_some()
                    || method.is_client_streaming(),
                streams: method.is_server_streaming(),
                takes_one: !method.is_client_streaming(),
                input,
                output,
            };
            (path, known)
        });
        Self(Arc::new(Shared { sink, verifier: AssertionVerifier::new(keys), methods: methods.collect() }))
    }

    /// A service behind the layer.
    #[must_use]
    pub fn before(&self, peer: Peer) -> Peer {
        BoxCloneSyncService::new(Audited { peer, shared: Arc::clone(&self.0) })
    }
}

#[derive(Clone)]
struct Audited {
    peer: Peer,
    shared: Arc<Shared>,
}

impl Service<Request<Body>> for Audited {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<Response<Body>, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (peer, shared) = (self.peer.clone(), Arc::clone(&self.shared));
        Box::pin(async move {
            match shared.methods.get(request.uri().path()) {
                None => peer.oneshot(request).await,
                Some(method) => shared.call(method, peer, request).await,
            }
        })
    }
}

impl Shared {
    async fn call(
        &self,
        method: &Method,
        peer: Peer,
        request: Request<Body>,
    ) -> Result<Response<Body>, BoxError> {
        let at = Timestamp::now();
        let origin = Origin::current();
        let mut record = Record::begun(at);
        origin.write(&mut record);
        record.method.clone_from(&method.name);
        self.caller(&mut record, request.headers(), at);
        let request = if method.takes_one {
            let (head, body) = request.into_parts();
            let body = Limited::new(body, LARGEST_MESSAGE + 5).collect().await?.to_bytes();
            named_in(&method.input, &body, false, &mut record.resources);
            Request::from_parts(head, Body::new(Full::new(body)))
        } else {
            request
        };
        origin.begun(&record);
        if let Err(refusal) = self.sink.ready(method.durable).await {
            return Ok(Status::from(refusal).into_http());
        }
        let response = peer.oneshot(request).await?;
        let (head, body) = response.into_parts();
        let (body, status) = match Status::from_header_map(&head.headers) {
            Some(status) => (body, status),
            None if method.streams => (body, Status::new(Code::Ok, "")),
            None => {
                let whole = body.collect().await?;
                let trailers = whole.trailers().cloned().unwrap_or_default();
                let data = whole.to_bytes();
                let status = Status::from_header_map(&trailers).ok_or("an answer without an end")?;
                if status.code() == Code::Ok && method.durable {
                    named_in(&method.output, &data, true, &mut record.resources);
                }
                // A body that says its size would be cut off where gRPC-web writes the trailers behind the message.
                let frames = [Frame::data(data), Frame::trailers(trailers)];
                let frames = futures::stream::iter(frames.map(Ok::<_, Status>));
                (Body::new(StreamBody::new(frames)), status)
            }
        };
        record.end(&status);
        origin.recorded();
        if method.durable && status.code() == Code::Ok {
            if let Err(refusal) = self.sink.record_durably(record).await {
                return Ok(Status::from(refusal).into_http());
            }
        } else {
            self.sink.record(record).await;
        }
        Ok(Response::from_parts(head, body))
    }

    fn caller(&self, record: &mut Record, headers: &HeaderMap, at: Timestamp) {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        text(REQUEST_ID).clone_into(&mut record.request_id);
        text("traceparent").split('-').nth(1).unwrap_or_default().clone_into(&mut record.trace_id);
        let Ok(assertion) = self.verifier.read(text(HEADER), at) else { return };
        let Some(principal) = assertion.principal else { return };
        for grant in principal.grants.iter().filter_map(crate::access::grant).filter(|grant| grant.runs(at)) {
            let name = grant.role.name().to_owned();
            if !record.roles.contains(&name) {
                record.roles.push(name);
            }
            record.places.extend(grant.region.map(|region| region.to_string()).or(grant.court));
        }
        record.person = principal.person;
        // A telephone that sends in somebody's name is recorded beside them.
        if is_upload_session(&principal.session) {
            take(&principal.session, &mut record.resources);
        }
    }
}

impl Record {
    /// With what came of the call.
    pub fn end(&mut self, status: &Status) {
        self.code = name_of(status.code());
        let details = rpc::Status::decode(status.details()).unwrap_or_default().details;
        let info = details.iter().find(|detail| detail.type_url.ends_with("google.rpc.ErrorInfo"));
        let info = info.and_then(|detail| rpc::ErrorInfo::decode(detail.value.as_slice()).ok());
        self.reason = info.map(|info| info.reason).unwrap_or_default();
    }
}

/// Takes up the resources that the first message of a body names: all of them, or its own name alone.
fn named_in(kind: &MessageDescriptor, framed: &Bytes, own: bool, found: &mut Vec<String>) {
    let Some(bytes) = framed.get(5..).filter(|_| framed.first() == Some(&0)) else { return };
    let Ok(message) = DynamicMessage::decode(kind.clone(), bytes) else { return };
    if !own {
        return walk(&message, 4, found);
    }
    if let Some(Value::String(name)) = message.get_field_by_name("name").as_deref() {
        take(name, found);
    }
}

fn walk(message: &DynamicMessage, depth: u8, found: &mut Vec<String>) {
    for (field, value) in message.fields() {
        // Who signs in may say their id alone.
        if let (true, Value::String(id)) = (field.name() == "person", value)
            && let Some(person) = person_of(id.trim())
        {
            take(&person, found);
        }
        // `image/png` is no resource.
        if !field.name().ends_with("type") {
            collect_resources(value, depth, found);
        }
    }
}

fn collect_resources(value: &Value, depth: u8, found: &mut Vec<String>) {
    match value {
        Value::String(text) => take(text, found),
        Value::Message(message)
            if depth > 0 && message.descriptor().full_name().starts_with("sharedcourt.") =>
        {
            walk(message, depth - 1, found);
        }
        Value::List(values) => values.iter().for_each(|value| collect_resources(value, depth, found)),
        _ => {}
    }
}

fn take(text: &str, found: &mut Vec<String>) {
    if found.len() < RESOURCES && is_name(text) && !found.iter().any(|one| one == text) {
        found.push(text.to_owned());
    }
}

/// Whether it reads `collection/id`, perhaps with more of the kind behind.
fn is_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let collection = |part: &str| {
        part.len() > 2
            && part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.bytes().all(|c| c.is_ascii_alphabetic())
    };
    let id = |part: &str| {
        (1..=80).contains(&part.len())
            && part.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
    };
    text.len() <= 200
        && parts.len() >= 2
        && parts.len().is_multiple_of(2)
        && parts.chunks(2).all(|pair| collection(pair[0]) && id(pair[1]))
}

/// The name of a code, as the contract of gRPC writes it.
fn name_of(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_resources_are_distinguished_from_other_text() {
        for name in ["tasks/01a2", "people/worker-330783201203-1", "cases/1/parties/2"] {
            assert!(is_name(name), "{name}");
        }
        for text in ["2023/12", "东阳/市", "and/or else", "tasks/", "a/b", "tasks/1/more", ""] {
            assert!(!is_name(text), "{text}");
        }
    }
}
