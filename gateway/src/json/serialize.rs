//! Writing: canonical proto3 JSON, enum values by their full names (`THING_STATE_OPEN`); on the way in the prefix may be left out.
//! Lists and numbers are always there, empty or zero, so that a program can count without asking first; an empty text, a false and
//! an absent message are left out, for slow lines.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use prost_reflect::{DynamicMessage, Kind, MapKey, ReflectMessage as _, Value};
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap as _, SerializeSeq as _},
};

/// A message to be written.
pub(crate) struct CanonicalMessage<'a> {
    pub(crate) message: &'a DynamicMessage,
    /// Numbers of the fields that travel in headers.
    pub(crate) left_out: &'a [u32],
}

impl Serialize for CanonicalMessage<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let message = self.message;
        // Instants, durations, masks and the like have a form of their own.
        if message.descriptor().full_name().starts_with("google.protobuf.") {
            return message.serialize(serializer);
        }
        let mut entries = serializer.serialize_map(None)?;
        for field in message.descriptor().fields() {
            if self.left_out.contains(&field.number()) {
                continue;
            }
            let kind = field.kind();
            let is_written = message.has_field(&field) || field.is_list() || field.is_map();
            if is_written || (!field.supports_presence() && is_number(&kind)) {
                let value = message.get_field(&field);
                entries.serialize_entry(
                    field.json_name(),
                    &CanonicalValue { kind: &kind, value: value.as_ref() },
                )?;
            }
        }
        entries.end()
    }
}

fn is_number(kind: &Kind) -> bool {
    !matches!(kind, Kind::Bool | Kind::String | Kind::Bytes | Kind::Message(_) | Kind::Enum(_))
}

/// A value of a kind; for a list or a map, of its elements' kind.
struct CanonicalValue<'a> {
    kind: &'a Kind,
    value: &'a Value,
}

impl Serialize for CanonicalValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.value, self.kind) {
            (Value::Message(message), _) => CanonicalMessage { message, left_out: &[] }.serialize(serializer),
            (Value::EnumNumber(number), Kind::Enum(descriptor)) => match descriptor.get_value(*number) {
                Some(value) => serializer.serialize_str(value.name()),
                None => serializer.serialize_i32(*number),
            },
            (Value::List(elements), kind) => {
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                for value in elements {
                    list.serialize_element(&CanonicalValue { kind, value })?;
                }
                list.end()
            }
            (Value::Map(entries), Kind::Message(entry)) => {
                let kind = entry.map_entry_value_field().kind();
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(&name(key), &CanonicalValue { kind: &kind, value })?;
                }
                map.end()
            }
            (Value::Bool(value), _) => serializer.serialize_bool(*value),
            (Value::I32(value), _) => serializer.serialize_i32(*value),
            (Value::U32(value), _) => serializer.serialize_u32(*value),
            // 64 bits are text: a browser's numbers would lose the last of them.
            (Value::I64(value), _) => serializer.collect_str(value),
            (Value::U64(value), _) => serializer.collect_str(value),
            (Value::F32(value), _) if value.is_finite() => serializer.serialize_f32(*value),
            (Value::F64(value), _) if value.is_finite() => serializer.serialize_f64(*value),
            (Value::F32(value), _) => serializer.serialize_str(unwritable(f64::from(*value))),
            (Value::F64(value), _) => serializer.serialize_str(unwritable(*value)),
            (Value::String(value), _) => serializer.serialize_str(value),
            (Value::Bytes(value), _) => serializer.serialize_str(&STANDARD.encode(value)),
            (Value::EnumNumber(_) | Value::Map(_), _) => {
                Err(S::Error::custom("a value is not of its field's kind"))
            }
        }
    }
}

fn name(key: &MapKey) -> String {
    match key {
        MapKey::Bool(key) => key.to_string(),
        MapKey::I32(key) => key.to_string(),
        MapKey::I64(key) => key.to_string(),
        MapKey::U32(key) => key.to_string(),
        MapKey::U64(key) => key.to_string(),
        MapKey::String(key) => key.clone(),
    }
}

/// What JSON has no number for.
fn unwritable(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::json;

    fn written(name: &str, text: &str) -> serde_json::Value {
        let descriptor = proto::POOL.get_message_by_name(name).unwrap();
        let message =
            json::read(&kit::rpc::bounds::Bounds::of(&proto::POOL), &descriptor, text.as_bytes()).unwrap();
        serde_json::to_value(CanonicalMessage { message: &message, left_out: &[] }).unwrap()
    }

    #[test]
    fn enums_are_written_in_full_wherever_they_stand() {
        let task = written(
            "sharedcourt.dispatch.v1.Task",
            r#"{"kind": "TASK_KIND_WITNESS", "overdue": ["DUTY_ACCEPT", "FINISH"], "steps": [{"kind": "TASK_CREATED"}],
                "finishBy": "2026-12-31T08:00:00+08:00", "addressee": {"kind": "PERSON"}}"#,
        );
        assert_eq!(
            task,
            json!({"documents": [], "attempts": [], "files": [], "lateReports": [], "can": [], "labels": {}, "kind": "TASK_KIND_WITNESS", "overdue": ["DUTY_ACCEPT", "DUTY_FINISH"],
                   "steps": [{"kind": "TASK_EVENT_KIND_TASK_CREATED"}], "finishBy": "2026-12-31T00:00:00Z",
                   "addressee": {"kind": "ADDRESSEE_KIND_PERSON"}})
        );
    }

    #[test]
    fn everything_else_is_as_proto3_json_has_it() {
        let text = r#"{"latitude": 29.5, "accuracyM": "NaN"}"#;
        let position = written("sharedcourt.dispatch.v1.Position", text);
        assert_eq!(position, json!({"latitude": 29.5, "longitude": 0.0, "accuracyM": "NaN"}));
        let summary = written(
            "sharedcourt.courts.v1.NetworkSummary",
            r#"{"byKind": {"TOWN": 1}, "demonstration": true}"#,
        );
        assert_eq!((&summary["byKind"], &summary["terminalsOnline"]), (&json!({"TOWN": 1}), &json!(0)));
    }
}
