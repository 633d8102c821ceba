//! REST in, gRPC out: the operation of a path, its request put together from path, query, headers and body, and the answer
//! written as canonical JSON, as events, or as the bytes that it is.

use std::{sync::Arc, time::Instant};

use axum::{
    body::Body as Outer,
    response::{IntoResponse as _, Response},
};
use futures::FutureExt as _;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header::ALLOW, request::Parts};
use kit::{
    access,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::deadline,
};
use prost_reflect::FieldDescriptor;

use super::{
    events::{self, EventWriter},
    http_body::request::Upload,
    language::Language,
    problem::HttpError,
    request, request_id, response,
};
use crate::{
    Inner,
    auth::caller::{self, Caller},
    contract::{Answer, Body, Operation, routes::Found},
    export::{self, Asked, Export, List},
    grpc::{proxy, upstream},
    json::redaction::Redaction,
    limits::{
        body_timeout,
        concurrency::{Class, Permit},
    },
};

/// Answers a REST request.
pub(crate) async fn answer(gateway: &Inner, head: &Parts, body: Outer) -> Result<Response, HttpError> {
    let (operation, values) = match find(gateway, head) {
        Found::Target(operation, values) => (operation, values),
        Found::OtherMethods(methods) => return by_other_methods(&head.method, &methods),
        Found::NotText => return Err(not_text().into()),
        Found::Nothing => return Err(no_such_path()),
    };
    let export = operation.list.as_ref().zip(Asked::by(head));
    // Uploads and exports have their own, longer deadlines.
    let longest = match export {
        _ if !operation.method.takes_one => gateway.settings.upload,
        Some(_) => export::LONGEST,
        None => gateway.settings.deadline,
    };
    let deadline = deadline::of(&head.headers, longest);
    let call = Call { gateway, operation, values, head, export, deadline };
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
    /// The list and the format, where it is asked for as a file.
    export: Option<(&'a List, Asked)>,
    deadline: Instant,
}

impl Call<'_> {
    async fn answer(&self, body: Outer) -> Result<Response, HttpError> {
        let (gateway, operation, head) = (self.gateway, self.operation, self.head);
        let method = &operation.method;
        let class = if self.export.is_some() { Class::Export } else { method.class() };
        let mut permit = gateway.concurrency.enter(class)?;
        let request_id = request_id::of(&head.headers);
        // Who calls is asked before anything of the body is read: a stranger costs us no memory.
        let caller =
            caller::authenticate(gateway, method, &head.method, &head.headers, &head.extensions).await?;
        let holder = caller.holder(gateway, &head.headers, &head.extensions);
        let mut budget = gateway.concurrency.body(holder.clone());
        gateway.concurrency.share(&mut permit, class, holder)?;
        let mut headers = proxy::headers_for_upstream(&head.headers);
        headers.insert(access::HEADER, caller.assertion.clone());
        if !method.streams {
            headers.insert(deadline::HEADER, deadline::left(self.deadline));
        }
        if let (false, Body::Raw(field)) = (method.takes_one, &operation.body) {
            return self.upload(field, headers, body, &caller.redaction(method)).await;
        }
        let message = request::message(operation, &self.values, head, body, &mut budget).await;
        let message = message.map_err(|fault| fault.in_words(&method.input))?;
        if let Some((list, asked)) = self.export {
            let (deadline, caller) = (self.deadline, &caller);
            return Export { gateway, operation, list, asked, head, caller, deadline }
                .answer(message, headers)
                .await;
        }
        let request = || upstream::request(&method.uri, headers.clone(), &message);
        if !method.streams {
            let (metadata, bytes) = upstream::unary(&method.peer, method.is_safe(&message), request).await?;
            return response::of_one(operation, head, &metadata, bytes, &caller.redaction(method));
        }
        let messages = upstream::open(&method.peer, request()?).await?;
        if matches!(operation.answer, Answer::Raw(_)) {
            return response::of_stream(operation, head, messages, permit).await;
        }
        Ok(self.events(messages, request_id, permit, &caller))
    }

    async fn upload(
        &self,
        field: &FieldDescriptor,
        headers: HeaderMap,
        body: Outer,
        redaction: &Redaction,
    ) -> Result<Response, HttpError> {
        let method = &self.operation.method;
        let first = request::first_message(self.operation, field, &self.values, self.head);
        let first = first.map_err(|refusal| HttpError::from(refusal).in_words(&method.input))?;
        let (upload, fault_slot) =
            Upload::new(upstream::frame(&first)?, field.number(), body, self.gateway.settings.patience);
        let request = upstream::with_body(&method.uri, headers, tonic::body::Body::new(upload));
        match upstream::one(&method.peer, request).await {
            Ok((metadata, bytes)) => response::of_one(self.operation, self.head, &metadata, bytes, redaction),
            // Where the caller broke off, what the service makes of it is not the reason.
            Err(status) => Err(fault_slot.fault().unwrap_or_else(|| status.into())),
        }
    }

    fn events(
        &self,
        messages: upstream::Messages,
        request_id: String,
        permit: Permit,
        caller: &Caller,
    ) -> Response {
        let operation = self.operation;
        let (drained, changed) =
            (body_timeout::drained(self.gateway.draining()), caller.changed(self.gateway));
        // The reader comes again by itself, and hears then what it is about.
        let end = async move {
            tokio::select! {
                () = drained => {}
                _ = changed => {}
            }
        };
        let writer = EventWriter {
            message: operation.method.output.clone(),
            field: match &operation.answer {
                Answer::Field(field) => Some(field.clone()),
                Answer::Whole | Answer::Absent | Answer::Raw(_) => None,
            },
            written: Arc::clone(&operation.written),
            redaction: caller.redaction(&operation.method),
            language: Language::of(&self.head.headers),
            path: self.head.uri.path().to_owned(),
            request_id,
            _permit: permit,
        };
        events::answer(writer, messages, end.boxed())
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
pub(crate) fn by_other_methods(method: &Method, methods: &[Method]) -> Result<Response, HttpError> {
    if method == Method::OPTIONS { Ok(options(methods)) } else { Err(other_methods(methods)) }
}

fn other_methods(methods: &[Method]) -> HttpError {
    let allow = allow(methods);
    let refusal = Refusal::new(
        Kind::Invalid,
        reason::METHOD_NOT_ALLOWED,
        format!("此路径只接受：{allow}。"),
        format!("This path takes {allow} only."),
    );
    HttpError::http(StatusCode::METHOD_NOT_ALLOWED, refusal).allowing(&allow)
}

fn no_such_path() -> HttpError {
    Refusal::new(Kind::NotFound, reason::PATH_UNKNOWN, "没有这个接口。", "There is nothing at this path.")
        .into()
}

fn not_text() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::BAD_REQUEST,
        "网址中的转义字符不是有效的 UTF-8。",
        "What is percent-encoded in the path is not UTF-8.",
    )
}
