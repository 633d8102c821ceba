//! REST in, gRPC out: the operation of a path, its request put together from path, query, headers and body, and the answer
//! written as canonical JSON, as events, or as the bytes that it is.

mod reply;
mod request;

use std::{sync::Arc, time::Instant};

use axum::{
    body::Body as Outer,
    response::{IntoResponse as _, Response},
};
use futures::FutureExt as _;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header::ALLOW, request::Parts};
use kit::{
    access, deadline,
    refusal::{Kind, Refusal},
};
use prost_reflect::FieldDescriptor;

use crate::{
    Inner, call,
    contract::{Answer, Body, Operation},
    ending,
    events::{self, Telling},
    front,
    language::Language,
    masks::Veil,
    problem::Fault,
    proxy,
    raw::up::Upload,
    room::Place,
    route::Found,
    who::{self, Who},
};

/// Answers a REST request.
pub(crate) async fn answer(gateway: &Inner, head: &Parts, body: Outer) -> Result<Response, Fault> {
    let (operation, values) = match find(gateway, head) {
        Found::Target(operation, values) => (operation, values),
        Found::OtherMethods(methods) => return by_other_methods(&head.method, &methods),
        Found::NotText => return Err(not_text().into()),
        Found::Nothing => return Err(no_such_path()),
    };
    // An upload lasts as long as it goes on; everything else has to be done in time.
    let longest =
        if operation.method.takes_one { gateway.settings.deadline } else { gateway.settings.upload };
    let call = Call { gateway, operation, values, head, deadline: deadline::of(&head.headers, longest) };
    let deadline = call.deadline.into();
    let answering = call.answer(body);
    let answer = tokio::time::timeout_at(deadline, answering).await;
    let answer = answer.map_err(|_| deadline::too_late())?;
    answer.map_err(|fault| fault.with_headers(operation))
}

/// The operation of a request's path. HEAD asks what GET would say, where no operation of its own answers it; the server leaves the
/// body out.
fn find<'a>(gateway: &'a Inner, head: &Parts) -> Found<'a, Operation> {
    let operations = &gateway.contract.operations;
    match operations.find(&head.method, head.uri.path()) {
        Found::OtherMethods(_) if head.method == Method::HEAD => {
            operations.find(&Method::GET, head.uri.path())
        }
        found => found,
    }
}

/// One call of REST.
struct Call<'a> {
    gateway: &'a Inner,
    operation: &'a Operation,
    values: Vec<String>,
    head: &'a Parts,
    deadline: Instant,
}

impl Call<'_> {
    async fn answer(&self, body: Outer) -> Result<Response, Fault> {
        let (gateway, operation, head) = (self.gateway, self.operation, self.head);
        let method = &operation.method;
        let class = method.class();
        let mut place = gateway.room.enter(class)?;
        let request_id = front::request_id(&head.headers);
        // Who calls is asked before anything of the body is read: a stranger costs us no memory.
        let who = who::calls(gateway, method, &head.method, &head.headers, &head.extensions).await?;
        let holder = who.holder(gateway, &head.headers, &head.extensions);
        let mut budget = gateway.room.body(holder.clone());
        gateway.room.share(&mut place, class, holder)?;
        let mut headers = proxy::headers_for_upstream(&head.headers);
        headers.insert(access::HEADER, who.statement.clone());
        if !method.streams {
            headers.insert(deadline::HEADER, deadline::left(self.deadline));
        }
        if let (false, Body::Raw(field)) = (method.takes_one, &operation.body) {
            return self.upload(field, headers, body, &who.veil(method)).await;
        }
        let message = request::message(operation, &self.values, head, body, &mut budget).await?;
        let request = || call::request(&method.uri, headers.clone(), &message);
        if !method.streams {
            let (metadata, bytes) = call::unary(&method.peer, method.is_safe(&message), request).await?;
            return reply::of_one(operation, head, &metadata, bytes, &who.veil(method));
        }
        let messages = call::open(&method.peer, request()?).await?;
        if matches!(operation.answer, Answer::Raw(_)) {
            return reply::of_stream(operation, head, messages, place).await;
        }
        Ok(self.events(messages, request_id, place, &who))
    }

    async fn upload(
        &self,
        field: &FieldDescriptor,
        headers: HeaderMap,
        body: Outer,
        veil: &Veil,
    ) -> Result<Response, Fault> {
        let method = &self.operation.method;
        let first = request::first_message(self.operation, field, &self.values, self.head)?;
        let (upload, noted) =
            Upload::new(call::frame(&first)?, field.number(), body, self.gateway.settings.patience);
        let request = call::with_body(&method.uri, headers, tonic::body::Body::new(upload));
        match call::one(&method.peer, request).await {
            Ok((metadata, bytes)) => reply::of_one(self.operation, self.head, &metadata, bytes, veil),
            // Where the caller broke off, what the service makes of it is not the reason.
            Err(status) => Err(noted.fault().unwrap_or_else(|| status.into())),
        }
    }

    fn events(&self, messages: call::Messages, request_id: String, place: Place, who: &Who) -> Response {
        let operation = self.operation;
        let (drained, changed) = (ending::drained(self.gateway.draining()), who.changed(self.gateway));
        // The reader comes again by itself, and hears then what it is about.
        let end = async move {
            tokio::select! {
                () = drained => {}
                _ = changed => {}
            }
        };
        let telling = Telling {
            message: operation.method.output.clone(),
            field: match &operation.answer {
                Answer::Field(field) => Some(field.clone()),
                Answer::Whole | Answer::Absent | Answer::Raw(_) => None,
            },
            written: Arc::clone(&operation.written),
            veil: who.veil(&operation.method),
            language: Language::of(&self.head.headers),
            path: self.head.uri.path().to_owned(),
            request_id,
            _place: place,
        };
        events::answer(telling, messages, end.boxed())
    }
}

fn allow(methods: &[Method]) -> String {
    let mut names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if methods.contains(&Method::GET) && !methods.contains(&Method::HEAD) {
        names.push("HEAD");
    }
    names.push("OPTIONS");
    names.join(", ")
}

fn options(methods: &[Method]) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Ok(allow) = HeaderValue::try_from(allow(methods)) {
        response.headers_mut().insert(ALLOW, allow);
    }
    response
}

/// What is answered where a path takes other methods than this one.
pub(crate) fn by_other_methods(method: &Method, methods: &[Method]) -> Result<Response, Fault> {
    if method == Method::OPTIONS { Ok(options(methods)) } else { Err(other_methods(methods)) }
}

fn other_methods(methods: &[Method]) -> Fault {
    let allow = allow(methods);
    let refusal = Refusal::new(
        Kind::Invalid,
        "METHOD_NOT_ALLOWED",
        format!("此路径只接受：{allow}。"),
        format!("This path takes {allow} only."),
    );
    Fault::http(StatusCode::METHOD_NOT_ALLOWED, refusal).allowing(&allow)
}

fn no_such_path() -> Fault {
    Refusal::new(Kind::NotFound, "PATH_UNKNOWN", "没有这个接口。", "There is nothing at this path.").into()
}

fn not_text() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        "BAD_REQUEST",
        "网址中的转义字符不是有效的 UTF-8。",
        "What is percent-encoded in the path is not UTF-8.",
    )
}
