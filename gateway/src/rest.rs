//! REST in, gRPC out: the operation of a path, its request put together from path, query, headers and body, and the answer
//! written as canonical JSON.

use std::{sync::Arc, time::Instant};

use axum::{
    body::Body as Outer,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures::FutureExt as _;
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, VARY},
    request::Parts,
};
use kit::{
    access, deadline,
    refusal::{Kind, Refusal, Text, Violations},
};
use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage as _, Value};

use crate::{
    Inner, body, call,
    contract::{self, Body, Operation},
    ending,
    events::{self, Telling},
    front, json,
    language::Language,
    mend,
    problem::Fault,
    proxy,
    query::{self, Allowed},
    route::Found,
};

/// Answers a REST request.
pub(crate) async fn answer(gateway: &Inner, head: &Parts, body: Outer) -> Result<Response, Fault> {
    let deadline = deadline::of(&head.headers, gateway.settings.deadline);
    let answering = operate(gateway, head, body, deadline);
    tokio::time::timeout_at(deadline.into(), answering).await.map_err(|_| deadline::too_late())?
}

async fn operate(gateway: &Inner, head: &Parts, body: Outer, deadline: Instant) -> Result<Response, Fault> {
    // HEAD asks what GET would say; the server leaves the body out.
    let method = if head.method == Method::HEAD { &Method::GET } else { &head.method };
    let (operation, values) = match gateway.contract.operations.find(method, head.uri.path()) {
        Found::Target(operation, values) => (operation, values),
        Found::OtherMethods(methods) => return by_other_methods(&head.method, &methods),
        Found::NotText => return Err(not_text().into()),
        Found::Nothing => return Err(no_such_path()),
    };
    let streams = operation.method.streams;
    let place = gateway.room.enter(streams)?;
    let request_id = front::request_id(&head.headers);
    // Who calls is asked before anything of the body is read: a stranger costs us no memory.
    let statement = gateway.identity.statement(&head.headers, &request_id).await?;
    let message = request_message(operation, &values, head, body).await?;
    let mut headers = proxy::headers_for_upstream(&head.headers);
    headers.insert(access::HEADER, statement);
    if !streams {
        headers.insert(deadline::HEADER, deadline::left(deadline));
    }
    let method = &operation.method;
    let request = || call::request(&method.uri, headers.clone(), &message);
    if !streams {
        let bytes = call::unary(&method.peer, method.is_safe(&message), request).await?;
        return answered(operation, head, bytes);
    }
    let messages = call::open(&method.peer, request()?).await?;
    let telling = Telling {
        message: operation.method.output.clone(),
        field: operation.answer.clone(),
        written: Arc::clone(&operation.written),
        language: Language::of(&head.headers),
        path: head.uri.path().to_owned(),
        request_id,
        _place: place,
    };
    Ok(events::answer(telling, messages, ending::drained(gateway.draining()).boxed()))
}

/// Puts the request together: the body first, then what stands in the path, the query and the headers.
async fn request_message(
    operation: &Operation,
    values: &[String],
    head: &Parts,
    body: Outer,
) -> Result<DynamicMessage, Fault> {
    let input = &operation.method.input;
    let text = match operation.body {
        Body::Absent => Bytes::new(),
        Body::Whole | Body::Field(_) => body::read(&head.headers, body).await?,
    };
    let mut message = match &operation.body {
        Body::Whole => json::read(input, &text)?,
        Body::Absent => DynamicMessage::new(input.clone()),
        Body::Field(field) => {
            let mut message = DynamicMessage::new(input.clone());
            message.set_field(field, json::read_field(field, &text)?);
            message
        }
    };
    let in_body = match &operation.body {
        Body::Field(field) => Some(field),
        Body::Absent | Body::Whole => None,
    };
    let allowed = Allowed { any: operation.body != Body::Whole, body: in_body, bound: &operation.variables };
    query::read(&mut message, head.uri.query().unwrap_or_default(), allowed)?;
    bind_path(&mut message, operation, values)?;
    from_headers(&mut message, operation, &head.headers)?;
    if let (Some(mask), Some(Value::Message(resource))) =
        (&operation.update_mask, in_body.map(|field| message.get_field(field).into_owned()))
        && !message.has_field(mask)
    {
        let paths = named_fields(&resource, &json::keys(&text));
        set_mask(&mut message, mask, paths);
    }
    Ok(message)
}

/// The path has the last word on the fields that it binds; a body that says otherwise is refused, not overruled.
fn bind_path(message: &mut DynamicMessage, operation: &Operation, values: &[String]) -> Result<(), Refusal> {
    let mut violations = Violations::new();
    for (path, value) in operation.variables.iter().zip(values) {
        let name = query::name_of(path);
        let told = query::text_at(message, path).filter(|told| !told.is_empty());
        if told.is_some_and(|told| told != *value) {
            let text = Text::new("与网址中的不一致。", "Differs from the one in the path.");
            violations.add(name, "PATH_MISMATCH", text);
        } else if let Err(text) = query::set(message, path, value) {
            violations.add(name, "INVALID_VALUE", text);
        }
    }
    violations.check()
}

/// What HTTP has headers for, where the request itself does not say it.
fn from_headers(
    message: &mut DynamicMessage,
    operation: &Operation,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let mut violations = Violations::new();
    let mut fill = |path: &Option<Vec<FieldDescriptor>>, value: Option<&str>, overrules: bool| {
        let (Some(path), Some(value)) = (path, value.filter(|value| !value.is_empty())) else { return };
        if (overrules || query::text_at(message, path).unwrap_or_default().is_empty())
            && let Err(text) = query::set(message, path, value)
        {
            violations.add(query::name_of(path), "INVALID_VALUE", text);
        }
    };
    // A value that is not UTF-8 is passed on as well as can be, for the service to refuse: a guard must not go unheard.
    let said = |name: &str| headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let (key, tag, cursor) = (said("idempotency-key"), said(IF_MATCH.as_str()), said("last-event-id"));
    fill(&operation.request_id, key.as_deref().map(|key| key.trim().trim_matches('"')), false);
    let tag = tag.as_deref().map(|tag| tag.trim().trim_start_matches("W/"));
    fill(&operation.etag, tag, false);
    // A browser that reconnects repeats the first URL and says in this header how far it really got.
    fill(&operation.cursor, cursor.as_deref().filter(|_| operation.method.streams), true);
    if let (Some(path), Some(tag)) = (&operation.etag, tag.filter(|tag| !tag.is_empty() && *tag != "*")) {
        let bare = |tag: &str| tag.trim_matches('"').to_owned();
        // Two guards that differ: to heed one would be to pass over the other.
        if query::text_at(message, path).is_some_and(|told| bare(&told) != bare(tag)) {
            let text = Text::new("与 If-Match 请求头不一致。", "Differs from the header If-Match.");
            violations.add(query::name_of(path), "HEADER_MISMATCH", text);
        }
    }
    violations.check()
}

/// The fields that a body names and a client can set (AIP-134).
fn named_fields(resource: &DynamicMessage, keys: &[String]) -> Vec<Value> {
    let descriptor = resource.descriptor();
    let fields = keys.iter().filter_map(|key| mend::field_of(&descriptor, key));
    fields.filter(contract::is_settable).map(|field| Value::String(field.name().to_owned())).collect()
}

fn set_mask(message: &mut DynamicMessage, mask: &FieldDescriptor, paths: Vec<Value>) {
    if let Some(mask) = message.get_field_mut(mask).as_message_mut() {
        // The mask is a FieldMask: that was looked at when the operation was made.
        let _ = mask.try_set_field_by_name("paths", Value::List(paths));
    }
}

fn answered(operation: &Operation, head: &Parts, bytes: Bytes) -> Result<Response, Fault> {
    let (message, text) = json::transcribe(&operation.method.output, operation.answer.as_ref(), bytes)?;
    let etag = operation.answer_etag.as_ref().and_then(|field| etag_of(&message, field));
    let same = etag.as_ref().is_some_and(|etag| {
        (head.method == Method::GET || head.method == Method::HEAD) && any_matches(&head.headers, etag)
    });
    let mut response =
        if same { StatusCode::NOT_MODIFIED.into_response() } else { Outer::from(text).into_response() };
    let headers = response.headers_mut();
    if !same {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("authorization, accept-language"));
    if let Some(etag) = etag {
        headers.insert(ETAG, etag);
    }
    Ok(response)
}

fn etag_of(message: &DynamicMessage, field: &FieldDescriptor) -> Option<HeaderValue> {
    let value = message.get_field(field);
    let etag = value.as_str().filter(|etag| !etag.is_empty())?;
    let quoted = etag.starts_with('"') || etag.starts_with("W/");
    if quoted { HeaderValue::from_str(etag) } else { HeaderValue::try_from(format!("\"{etag}\"")) }.ok()
}

/// Weak comparison (RFC 9110, 13.1.2).
fn any_matches(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(etag) = etag.to_str().map(bare) else { return false };
    let said = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).any(|tag| tag.trim() == "*" || bare(tag) == etag)
}

fn allow(methods: &[Method]) -> String {
    let mut names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if methods.contains(&Method::GET) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_matches_weakly_and_in_a_list() {
        let etag = HeaderValue::from_static("\"v3\"");
        for (said, matches) in
            [("\"v3\"", true), ("\"v1\", W/\"v3\"", true), ("*", true), ("\"v4\"", false), ("v3", false)]
        {
            let headers = HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(said))]);
            assert_eq!(any_matches(&headers, &etag), matches, "{said}");
        }
    }
}
