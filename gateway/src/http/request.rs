//! A request put together: the body first, then what stands in the path, the query and the headers.

use std::sync::Arc;

use axum::body::Body as Outer;
use bytes::Bytes;
use http::{
    HeaderMap,
    header::{CONTENT_TYPE, IF_MATCH},
    request::Parts,
};
use kit::domain::{
    reason,
    refusal::{Refusal, Text, Violations},
};
use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage as _, Value};

use super::{
    headers,
    json_body::{self, Limit},
    problem::HttpError,
    query::{self, Allowed},
};
use crate::{
    contract::{self, Body, Operation},
    json::{self, lenient},
    limits::concurrency::BodyBudget,
};

/// A body of more bytes is read away from the threads that answer: it takes milliseconds.
const LARGE: usize = 128 * 1024;

/// Of an operation whose request is one message.
pub(super) async fn message(
    operation: &Operation,
    values: &[String],
    head: &Parts,
    body: Outer,
    budget: &mut BodyBudget,
) -> Result<DynamicMessage, HttpError> {
    let bounds = &operation.method.bounds;
    let limit = Limit { largest: operation.method.largest, budget };
    let input = &operation.method.input;
    let text = match operation.body {
        Body::Absent => Bytes::new(),
        Body::Whole | Body::Field(_) => json_body::read(&head.headers, body, limit).await?,
        Body::Raw(_) => json_body::read_bytes(&head.headers, body, limit).await?,
    };
    let mut message = match &operation.body {
        Body::Whole if text.len() > LARGE => {
            let (bounds, input, text) = (Arc::clone(bounds), input.clone(), text.clone());
            let read = tokio::task::spawn_blocking(move || json::read(&bounds, &input, &text));
            read.await.map_err(|fault| Refusal::internal(&fault))??
        }
        Body::Whole => json::read(bounds, input, &text)?,
        Body::Absent => DynamicMessage::new(input.clone()),
        Body::Field(field) => {
            let mut message = DynamicMessage::new(input.clone());
            message.set_field(field, json::read_field(bounds, field, &text)?);
            message
        }
        Body::Raw(field) => raw(operation, field, &head.headers, text.clone()),
    };
    fill(&mut message, operation, values, head)?;
    let in_body = match &operation.body {
        Body::Field(field) => Some(field),
        Body::Absent | Body::Whole | Body::Raw(_) => None,
    };
    if let (Some(mask), Some(Value::Message(resource))) =
        (&operation.update_mask, in_body.map(|field| message.get_field(field).into_owned()))
        && !message.has_field(mask)
    {
        let paths = named_fields(&resource, &json::keys(&text));
        set_mask(&mut message, mask, paths);
    }
    Ok(message)
}

/// The first message of a stream of bytes: everything but the bytes.
pub(super) fn first_message(
    operation: &Operation,
    field: &FieldDescriptor,
    values: &[String],
    head: &Parts,
) -> Result<DynamicMessage, Refusal> {
    let mut message = raw(operation, field, &head.headers, Bytes::new());
    fill(&mut message, operation, values, head)?;
    Ok(message)
}

fn raw(operation: &Operation, field: &FieldDescriptor, headers: &HeaderMap, data: Bytes) -> DynamicMessage {
    let mut message = DynamicMessage::new(operation.method.input.clone());
    if let Some(content) = message.get_field_mut(field).as_message_mut() {
        let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        // The field is a google.api.HttpBody: that was looked at when the operation was made.
        let _ = content.try_set_field_by_name("content_type", Value::String(kind.to_owned()));
        let _ = content.try_set_field_by_name("data", Value::Bytes(data));
    }
    message
}

/// What stands in the query, the path and the headers.
fn fill(
    message: &mut DynamicMessage,
    operation: &Operation,
    values: &[String],
    head: &Parts,
) -> Result<(), Refusal> {
    headers::read(message, &operation.headers, &head.headers)?;
    query::read(message, head.uri.query().unwrap_or_default(), Allowed::by(operation))?;
    bind_path(message, operation, values)?;
    from_headers(message, operation, &head.headers)
}

/// The path binds its fields; a body with another value is refused, not overruled.
fn bind_path(message: &mut DynamicMessage, operation: &Operation, values: &[String]) -> Result<(), Refusal> {
    let mut violations = Violations::new();
    for (path, value) in operation.variables.iter().zip(values) {
        let name = query::name_of(path);
        let given = query::text_at(message, path).filter(|given| !given.is_empty());
        if given.is_some_and(|given| given != *value) {
            let text = Text::new("与网址中的不一致。", "Differs from the one in the path.");
            violations.add(name, reason::PATH_MISMATCH, text);
        } else if let Err(text) = query::set(message, path, value) {
            violations.add(name, reason::INVALID_VALUE, text);
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
            violations.add(query::name_of(path), reason::INVALID_VALUE, text);
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
        if query::text_at(message, path).is_some_and(|given| bare(&given) != bare(tag)) {
            let text = Text::new("与请求头中的版本标记不一致。", "Differs from the header If-Match.");
            violations.add(query::name_of(path), reason::HEADER_MISMATCH, text);
        }
    }
    violations.check()
}

/// The fields that a body names and a client can set (AIP-134).
fn named_fields(resource: &DynamicMessage, keys: &[String]) -> Vec<Value> {
    let descriptor = resource.descriptor();
    let fields = keys.iter().filter_map(|key| lenient::field_of(&descriptor, key));
    fields.filter(contract::is_settable).map(|field| Value::String(field.name().to_owned())).collect()
}

fn set_mask(message: &mut DynamicMessage, mask: &FieldDescriptor, paths: Vec<Value>) {
    if let Some(mask) = message.get_field_mut(mask).as_message_mut() {
        // The mask is a FieldMask: that was looked at when the operation was made.
        let _ = mask.try_set_field_by_name("paths", Value::List(paths));
    }
}
