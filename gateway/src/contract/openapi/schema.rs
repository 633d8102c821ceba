//! Messages and enums as schemas of JSON: what the reader of requests takes and the writer of answers writes.

use std::{collections::BTreeMap, fmt::Write as _};

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value as Json, json};

use super::comments::Comments;
use crate::json::lenient;

/// Schemas of everything that has been asked for, by full name.
#[derive(Default)]
pub(super) struct Schemas {
    pub(super) comments: Comments,
    made: BTreeMap<String, Json>,
}

impl Schemas {
    /// All of them.
    pub(super) fn all(self) -> BTreeMap<String, Json> {
        self.made
    }

    /// Adds one that is no message's.
    pub(super) fn add(&mut self, name: &str, schema: Json) {
        self.made.insert(name.to_owned(), schema);
    }

    /// A message, by reference where it has fields of its own.
    pub(super) fn message(&mut self, descriptor: &MessageDescriptor) -> Json {
        if let Some(schema) = one_value(descriptor) {
            return schema;
        }
        let name = descriptor.full_name().to_owned();
        if !self.made.contains_key(&name) {
            // A message may hold others of its own kind.
            self.made.insert(name.clone(), Json::Null);
            let schema = self.object(descriptor, |_| true);
            self.made.insert(name.clone(), schema);
        }
        reference(&name)
    }

    /// A message as an object, with the fields that are wanted.
    pub(super) fn object(
        &mut self,
        descriptor: &MessageDescriptor,
        wanted: impl Fn(&FieldDescriptor) -> bool,
    ) -> Json {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in descriptor.fields().filter(|field| wanted(field)) {
            if behaves(&field, REQUIRED) {
                required.push(json!(field.json_name()));
            }
            properties.insert(field.json_name().to_owned(), self.field(&field));
        }
        let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        let text = self.comments.of(&descriptor.parent_file(), descriptor.path());
        if !text.is_empty() {
            schema["description"] = text.into();
        }
        schema
    }

    /// A field as it stands in its message. Null is absence.
    pub(super) fn field(&mut self, field: &FieldDescriptor) -> Json {
        let schema = match field.kind() {
            Kind::Message(entry) if field.is_map() => {
                let values = self.kind(&entry.map_entry_value_field().kind());
                json!({"type": "object", "additionalProperties": values})
            }
            kind if field.is_list() => json!({"type": "array", "items": self.kind(&kind)}),
            kind => self.kind(&kind),
        };
        let mut schema = or_null(schema);
        let text = self.described(field);
        if !text.is_empty() {
            schema["description"] = text.into();
        }
        if behaves(field, OUTPUT_ONLY) {
            schema["readOnly"] = true.into();
        }
        schema
    }

    /// The comment of a field in the contract.
    pub(super) fn described(&self, field: &FieldDescriptor) -> String {
        self.comments.of(&field.parent_message().parent_file(), field.path())
    }

    /// A single value.
    pub(super) fn kind(&mut self, kind: &Kind) -> Json {
        match kind {
            Kind::String => json!({"type": "string"}),
            Kind::Bool => json!({"type": "boolean"}),
            Kind::Bytes => {
                json!({"type": "string", "contentEncoding": "base64", "pattern": "^[A-Za-z0-9+/_-]*={0,2}$"})
            }
            // Numbers may come as texts (and those of 64 bits go out so): a browser's numbers would lose the last of the bits.
            Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
                json!({"type": ["integer", "string"], "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX, "pattern": "^-?[0-9]{1,9}$"})
            }
            Kind::Uint32 | Kind::Fixed32 => {
                json!({"type": ["integer", "string"], "format": "uint32", "minimum": 0, "maximum": u32::MAX, "pattern": "^[0-9]{1,9}$"})
            }
            Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
                json!({"type": ["string", "integer"], "format": "int64", "minimum": i64::MIN, "maximum": i64::MAX, "pattern": "^-?[0-9]{1,18}$"})
            }
            Kind::Uint64 | Kind::Fixed64 => {
                json!({"type": ["string", "integer"], "format": "uint64", "minimum": 0, "maximum": u64::MAX, "pattern": "^[0-9]{1,18}$"})
            }
            Kind::Float | Kind::Double => {
                json!({"type": ["number", "string"], "format": "double", "pattern": "^(NaN|-?Infinity|-?[0-9]{1,9}(\\.[0-9]{1,9})?)$"})
            }
            Kind::Enum(descriptor) => self.r#enum(descriptor),
            Kind::Message(descriptor) => self.message(descriptor),
        }
    }

    fn r#enum(&mut self, descriptor: &EnumDescriptor) -> Json {
        let name = descriptor.full_name().to_owned();
        if !self.made.contains_key(&name) {
            let file = descriptor.parent_file();
            let mut text = self.comments.of(&file, descriptor.path());
            for value in descriptor.values() {
                let said = self.comments.of(&file, value.path());
                let _ = write!(text, "\n- `{}`: {said}", value.name());
            }
            let names: Vec<_> = descriptor.values().map(|value| value.name().to_owned()).collect();
            // A number stands for a value that only the other side knows, and a request may leave the prefix of a name out.
            let schema = json!({"description": text, "anyOf": [{"type": "string", "enum": names}, {"type": "integer", "format": "int32"}]});
            self.made.insert(name.clone(), schema);
        }
        reference(&name)
    }
}

pub(super) const REQUIRED: i32 = 2;
const OUTPUT_ONLY: i32 = 3;

/// Whether `google.api.field_behavior` says so of a field.
pub(super) fn behaves(field: &FieldDescriptor, behaviour: i32) -> bool {
    crate::contract::behaviours(field).contains(&behaviour)
}

fn reference(name: &str) -> Json {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn or_null(mut schema: Json) -> Json {
    if schema.as_object().is_some_and(Map::is_empty) {
        return schema;
    }
    match schema.get_mut("type") {
        Some(Json::Array(types)) => types.push("null".into()),
        Some(kind) => *kind = json!([kind.take(), "null"]),
        None => return json!({"anyOf": [schema, {"type": "null"}]}),
    }
    schema
}

/// Messages that canonical JSON writes as one value.
fn one_value(descriptor: &MessageDescriptor) -> Option<Json> {
    Some(match descriptor.full_name() {
        "google.protobuf.Timestamp" => json!({"type": "string", "format": "date-time"}),
        "google.protobuf.Duration" => {
            json!({"type": "string", "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,9})?s$"})
        }
        "google.protobuf.FieldMask" => {
            json!({"type": "string", "pattern": "^([a-z][a-zA-Z0-9]*(\\.[a-z][a-zA-Z0-9]*)*(,[a-z][a-zA-Z0-9]*(\\.[a-z][a-zA-Z0-9]*)*)*)?$"})
        }
        "google.protobuf.Struct" => json!({"type": "object"}),
        "google.protobuf.ListValue" => json!({"type": "array"}),
        _ if lenient::is_one_value(descriptor) => json!({}),
        _ => return None,
    })
}
