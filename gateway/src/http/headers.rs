//! Fields that travel in headers. A true or a false is a boolean of structured headers (RFC 9651: `?1`, `?0`), an instant a date
//! of HTTP, everything else its text.

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use kit::domain::{
    reason,
    refusal::{Refusal, Text, Violations},
};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage as _, Value};

use super::query;
use crate::{contract::OutHeader, json::violations::shown};

/// Fills the fields of a request from its headers. A field that the body holds too is refused.
pub(crate) fn read(
    message: &mut DynamicMessage,
    bound: &[(HeaderName, FieldDescriptor)],
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let mut violations = Violations::new();
    for (name, field) in bound {
        if message.has_field(field) {
            let text = Text::new(
                format!("此字段由请求头 {name} 传送。"),
                format!("The field travels in the header {name}."),
            );
            violations.add(shown(field.name()), reason::IN_HEADER, text);
            continue;
        }
        let mut said = headers.get_all(name).iter();
        let Some(value) = said.next() else { continue };
        if said.next().is_some() {
            let text = Text::new("该请求头只能出现一次。", "The header can be given once only.");
            violations.add(field.name(), reason::DUPLICATE_FIELD, text);
            continue;
        }
        let text = String::from_utf8_lossy(value.as_bytes());
        if let Err(text) = set(message, field, text.trim()) {
            violations.add(field.name(), reason::INVALID_VALUE, text);
        }
    }
    violations.check()
}

fn set(message: &mut DynamicMessage, field: &FieldDescriptor, text: &str) -> Result<(), Text> {
    let text = match (field.kind(), text) {
        (Kind::Bool, "?1") => "true",
        (Kind::Bool, "?0") => "false",
        (Kind::Bool, _) => return Err(Text::new("应为 ?1 或 ?0。", "Must be ?1 or ?0.")),
        (Kind::Message(kind), text) if kind.full_name() == "google.protobuf.Timestamp" => {
            let at = httpdate::parse_http_date(text).map_err(|_| {
                Text::new("应为 HTTP 日期。", "Must be a date of HTTP, as in Sun, 06 Nov 1994 08:49:37 GMT.")
            })?;
            let text = prost_types::Timestamp::from(at).to_string();
            return query::set(message, std::slice::from_ref(field), &text);
        }
        (_, text) => text,
    };
    query::set(message, std::slice::from_ref(field), text)
}

/// The status and the headers that the fields of an answer say.
pub(crate) fn written(
    message: &DynamicMessage,
    bound: &[(OutHeader, FieldDescriptor)],
) -> (Option<StatusCode>, HeaderMap) {
    let (mut status, mut headers) = (None, HeaderMap::new());
    for (header, field) in bound {
        let value = message.get_field(field);
        match header {
            OutHeader::Status => {
                let code =
                    value.as_i32().and_then(|code| u16::try_from(code).ok()).filter(|code| *code >= 200);
                status = code.and_then(|code| StatusCode::from_u16(code).ok()).or(status);
            }
            // An empty field without presence is left out; a number and a boolean are not, for 0 and false are values.
            OutHeader::Named(name) => {
                let is_written = message.has_field(field) || !field.supports_presence();
                if let Some(value) = is_written.then(|| text(field, &value)).flatten() {
                    headers.insert(name.clone(), value);
                }
            }
        }
    }
    (status, headers)
}

fn text(field: &FieldDescriptor, value: &Value) -> Option<HeaderValue> {
    let text = match (value, field.kind()) {
        (Value::Bool(value), _) => if *value { "?1" } else { "?0" }.to_owned(),
        (Value::String(value), _) if value.is_empty() => return None,
        (Value::String(value), _) => value.clone(),
        (Value::I32(value), _) => value.to_string(),
        (Value::I64(value), _) => value.to_string(),
        (Value::U32(value), _) => value.to_string(),
        (Value::U64(value), _) => value.to_string(),
        (Value::EnumNumber(number), Kind::Enum(kind)) => kind.get_value(*number)?.name().to_owned(),
        (Value::Message(message), _) => {
            let at: prost_types::Timestamp = message.transcode_to().ok()?;
            let is_instant = message.descriptor().full_name() == "google.protobuf.Timestamp";
            let at = is_instant.then(|| std::time::SystemTime::try_from(at).ok()).flatten()?;
            httpdate::fmt_http_date(at)
        }
        _ => return None,
    };
    HeaderValue::try_from(text).ok()
}
