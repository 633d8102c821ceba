//! Messages as canonical proto3 JSON, by their descriptors. Reading is strict and quick first; only what fails is walked
//! again, to add the prefixes that callers leave out of enum names and to name everything that is wrong with it.

pub(crate) mod duplicate_keys;
pub(crate) mod lenient;
pub(crate) mod redaction;
pub(crate) mod serialize;
pub(crate) mod value;
pub(crate) mod violations;

use bytes::Bytes;
use kit::{
    domain::{
        reason,
        refusal::{Kind as RefusalKind, Refusal},
    },
    rpc::bounds::Bounds,
};
use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor, Value};
use serde_json::Value as Json;

use crate::json::{redaction::Redaction, serialize::CanonicalMessage, violations::BoundedViolations};

/// Reads a message. An empty text is an empty message.
pub(crate) fn read(
    bounds: &Bounds,
    descriptor: &MessageDescriptor,
    text: &[u8],
) -> Result<DynamicMessage, Refusal> {
    if text.is_empty() {
        return Ok(DynamicMessage::new(descriptor.clone()));
    }
    read_message(bounds, descriptor, text, "")
}

/// Reads one field, as it would stand in its message, into a message that is otherwise empty.
pub(crate) fn read_field(bounds: &Bounds, field: &FieldDescriptor, text: &[u8]) -> Result<Value, Refusal> {
    if text.is_empty() {
        return Ok(Value::default_value_for_field(field));
    }
    if let (false, false, Some(inner)) = (field.is_list(), field.is_map(), field.kind().as_message()) {
        return read_message(bounds, inner, text, field.name()).map(Value::Message);
    }
    let faults = duplicate_keys::in_field(bounds, field, text)?;
    let whole = Json::Object([(field.json_name().to_owned(), parse(text)?)].into_iter().collect());
    Ok(from_value(field.parent_message(), whole, "", faults)?.get_field(field).into_owned())
}

fn read_message(
    bounds: &Bounds,
    descriptor: &MessageDescriptor,
    text: &[u8],
    prefix: &str,
) -> Result<DynamicMessage, Refusal> {
    // Measured first: what holds too much is never built.
    let faults = duplicate_keys::in_message(bounds, descriptor, text, prefix)?;
    match strict(descriptor, text) {
        Some(message) => faults.check().map(|()| message),
        None => from_value(descriptor, parse(text)?, prefix, faults),
    }
}

/// The names at the top of an object, in their order; none where it is no object.
pub(crate) fn keys(text: &[u8]) -> Vec<String> {
    let entries: Option<serde_json::Map<String, Json>> = serde_json::from_slice(text).ok();
    entries.map(|entries| entries.into_iter().map(|(key, _)| key).collect()).unwrap_or_default()
}

/// Writes a message, less the fields of these numbers at its top.
pub(crate) fn write(message: &DynamicMessage, left_out: &[u32]) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::with_capacity(256);
    serde::Serialize::serialize(
        &CanonicalMessage { message, left_out },
        &mut serde_json::Serializer::new(&mut text),
    )
    .map_err(|fault| Refusal::internal(&fault))?;
    Ok(text)
}

/// Writes a field of a message as it would stand in it.
pub(crate) fn write_field(message: &DynamicMessage, field: &FieldDescriptor) -> Result<Vec<u8>, Refusal> {
    match message.get_field(field).as_ref() {
        Value::Message(inner) => write(inner, &[]),
        _ => part(message, field),
    }
}

/// Reads a message of an upstream and writes it.
pub(crate) fn transcribe(
    descriptor: &MessageDescriptor,
    field: Option<&FieldDescriptor>,
    bytes: Bytes,
    redaction: &Redaction,
) -> Result<(DynamicMessage, Vec<u8>), Refusal> {
    let mut message =
        DynamicMessage::decode(descriptor.clone(), bytes).map_err(|fault| Refusal::internal(&fault))?;
    redaction.over(&mut message);
    let text = match field {
        None => write(&message, &[])?,
        Some(field) => write_field(&message, field)?,
    };
    Ok((message, text))
}

/// A field that is no message has no JSON of its own; it is cut out of its message's.
fn part(message: &DynamicMessage, field: &FieldDescriptor) -> Result<Vec<u8>, Refusal> {
    let options = prost_reflect::SerializeOptions::new().skip_default_fields(false);
    let whole = message
        .serialize_with_options(serde_json::value::Serializer, &options)
        .map_err(|fault| Refusal::internal(&fault))?;
    serde_json::to_vec(&whole[field.json_name()]).map_err(|fault| Refusal::internal(&fault))
}

/// A path of the contract as JSON names it: `thing.display_name` is `thing.displayName`.
pub(crate) fn path(contract: &str) -> String {
    let mut path = String::with_capacity(contract.len());
    let mut raise = false;
    for c in contract.chars() {
        match c {
            '_' => raise = true,
            c if raise => {
                path.extend(c.to_uppercase());
                raise = false;
            }
            c => path.push(c),
        }
    }
    path
}

fn strict(descriptor: &MessageDescriptor, text: &[u8]) -> Option<DynamicMessage> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let message = DynamicMessage::deserialize(descriptor.clone(), &mut reader).ok()?;
    reader.end().ok()?;
    Some(message)
}

fn parse(text: &[u8]) -> Result<Json, Refusal> {
    serde_json::from_slice(text).map_err(|fault| {
        let (line, column) = (fault.line(), fault.column());
        Refusal::new(
            RefusalKind::Invalid,
            reason::BAD_REQUEST,
            format!("正文不是有效的 JSON：第 {line} 行第 {column} 列有误。"),
            format!("The body is not valid JSON: see line {line}, column {column}."),
        )
        .with("line", line.to_string())
        .with("column", column.to_string())
    })
}

fn from_value(
    descriptor: &MessageDescriptor,
    mut value: Json,
    prefix: &str,
    mut faults: BoundedViolations,
) -> Result<DynamicMessage, Refusal> {
    lenient::message(descriptor, &mut value, prefix, &mut faults);
    faults.check()?;
    // What the walk finds right is read by the strict reader all the same: it has the last word.
    DynamicMessage::deserialize(descriptor.clone(), value).map_err(|_| {
        Refusal::new(
            RefusalKind::Invalid,
            reason::BAD_REQUEST,
            "正文与接口约定不符。",
            "The body is not what the contract asks for.",
        )
    })
}

#[cfg(test)]
mod tests;
