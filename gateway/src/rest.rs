//! REST in, gRPC out: the operation of a path, its request put together from path, query, headers and body, and the answer
//! written as canonical JSON.

use std::time::Instant;

use axum::{
    body::Body as Outer,
    response::{IntoResponse as _, Response},
};
use bytes::{Bytes, BytesMut};
use futures::{FutureExt as _, StreamExt as _};
use http::{
    HeaderMap, HeaderValue, Method, StatusCode,
    header::{
        ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, EXPECT, IF_MATCH, IF_NONE_MATCH, VARY,
    },
    request::Parts,
};
use kit::{
    access,
    refusal::{Kind, Refusal, Text, Violations},
    server::LARGEST_MESSAGE,
};
use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage as _, Value};

use crate::{
    Inner, call,
    contract::{self, Body, Operation},
    deadline, ending,
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
    tokio::time::timeout_at(deadline.into(), answering).await.map_err(|_| ending::too_late())?
}

async fn operate(gateway: &Inner, head: &Parts, body: Outer, deadline: Instant) -> Result<Response, Fault> {
    // HEAD asks what GET would say; the server leaves the body out.
    let method = if head.method == Method::HEAD { &Method::GET } else { &head.method };
    let (operation, values) = match gateway.contract.operations.find(method, head.uri.path()) {
        Found::Target(operation, values) => (operation, values),
        Found::OtherMethods(methods) if head.method == Method::OPTIONS => return Ok(options(&methods)),
        Found::OtherMethods(methods) => return Err(other_methods(&methods)),
        Found::NotText => return Err(not_text().into()),
        Found::Nothing => return Err(no_such_path()),
    };
    let request_id = front::request_id(&head.headers);
    // Who calls is asked before anything of the body is read: a stranger costs us no memory.
    let statement = gateway.identity.statement(&head.headers, &request_id).await?;
    let message = request_message(operation, &values, head, body).await?;
    let mut headers = proxy::headers_for_upstream(&head.headers);
    headers.insert(access::HEADER, statement);
    let streams = operation.method.streams;
    if !streams {
        headers.insert(deadline::HEADER, deadline::left(deadline));
    }
    let request = call::request(&operation.method.uri, headers, &message)?;
    if !streams {
        let bytes = call::unary(&operation.method.peer, request).await?;
        return answered(operation, head, bytes);
    }
    let messages = call::open(&operation.method.peer, request).await?;
    let telling = Telling {
        message: operation.method.output.clone(),
        field: operation.answer.clone(),
        language: Language::of(&head.headers),
        path: head.uri.path().to_owned(),
        request_id,
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
        Body::Whole | Body::Field(_) => json_body(&head.headers, body).await?,
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
    fill(&operation.etag, tag.as_deref().map(|tag| tag.trim().trim_start_matches("W/")), false);
    // A browser that reconnects repeats the first URL and says in this header how far it really got.
    fill(&operation.cursor, cursor.as_deref().filter(|_| operation.method.streams), true);
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

/// How much of a body that is too large is read and thrown away, so that a client that sends before it listens gets to hear why.
const THROWN_AWAY: usize = 64 * 1024 * 1024;

async fn json_body(headers: &HeaderMap, body: Outer) -> Result<Bytes, Fault> {
    let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let asks_first = headers.contains_key(EXPECT);
    if told.is_some_and(|length| length > THROWN_AWAY || (asks_first && length > LARGEST_MESSAGE)) {
        return Err(too_large());
    }
    let mut text = BytesMut::with_capacity(told.unwrap_or(0).min(LARGEST_MESSAGE));
    let mut length = 0;
    let mut frames = body.into_data_stream();
    while let Some(frame) = frames.next().await {
        let frame = frame.map_err(|_| broken_off())?;
        length += frame.len();
        if length > THROWN_AWAY {
            break;
        }
        if length <= LARGEST_MESSAGE {
            text.extend_from_slice(&frame);
        }
    }
    if length > LARGEST_MESSAGE {
        return Err(too_large());
    }
    let text = text.freeze();
    // An empty body has no type; one that names none is taken for what it must be.
    match headers.get(CONTENT_TYPE) {
        Some(kind) if !text.is_empty() && !is_json(kind) => Err(wrong_type()),
        _ => Ok(text),
    }
}

fn is_json(kind: &HeaderValue) -> bool {
    let Ok(kind) = kind.to_str() else { return false };
    let (essence, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let essence = essence.trim().to_ascii_lowercase();
    let charset = parameters
        .split(';')
        .filter_map(|p| p.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    let is_utf8 = charset.is_none_or(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    is_utf8
        && (essence == "application/json"
            || (essence.starts_with("application/") && essence.ends_with("+json")))
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

fn broken_off() -> Refusal {
    Refusal::new(Kind::Invalid, "BAD_REQUEST", "请求正文没有传完。", "The body of the request broke off.")
}

fn too_large() -> Fault {
    let mib = LARGEST_MESSAGE / 1024 / 1024;
    let refusal = Refusal::new(
        Kind::Exhausted,
        "BODY_TOO_LARGE",
        format!("请求正文超过 {mib} MiB。"),
        format!("The body is larger than {mib} MiB."),
    );
    Fault::http(StatusCode::PAYLOAD_TOO_LARGE, refusal)
}

fn wrong_type() -> Fault {
    let refusal = Refusal::new(
        Kind::Invalid,
        "MEDIA_TYPE_NOT_SUPPORTED",
        "请求正文应为 UTF-8 的 application/json。",
        "The body must be application/json in UTF-8.",
    );
    Fault::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_goes_by_several_names() {
        for (kind, is) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/merge-patch+json", true),
            ("application/json; charset=gb2312", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
        ] {
            assert_eq!(is_json(&HeaderValue::from_static(kind)), is, "{kind}");
        }
    }

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
