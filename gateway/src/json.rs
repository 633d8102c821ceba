//! Messages as canonical proto3 JSON, by their descriptors. Reading is strict and quick first; only what fails is walked a second
//! time, to add the prefixes that people leave out of enum names and to name everything that is wrong with it.

use bytes::Bytes;
use kit::refusal::{Kind as RefusalKind, Refusal};
use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor, Value};
use serde_json::Value as Json;

use crate::{mend, plain::Plain};

/// Reads a message. An empty text is an empty message.
pub(crate) fn read(descriptor: &MessageDescriptor, text: &[u8]) -> Result<DynamicMessage, Refusal> {
    if text.is_empty() {
        return Ok(DynamicMessage::new(descriptor.clone()));
    }
    if let Some(message) = strict(descriptor, text) {
        return Ok(message);
    }
    from_value(descriptor, parse(text)?, "")
}

/// Reads one field, as it would stand in its message, into a message that is otherwise empty.
pub(crate) fn read_field(field: &FieldDescriptor, text: &[u8]) -> Result<Value, Refusal> {
    if text.is_empty() {
        return Ok(Value::default_value_for_field(field));
    }
    if let (false, false, Some(inner)) = (field.is_list(), field.is_map(), field.kind().as_message()) {
        if let Some(message) = strict(inner, text) {
            return Ok(Value::Message(message));
        }
        return from_value(inner, parse(text)?, field.name()).map(Value::Message);
    }
    let whole = Json::Object([(field.json_name().to_owned(), parse(text)?)].into_iter().collect());
    Ok(from_value(field.parent_message(), whole, "")?.get_field(field).into_owned())
}

/// The names at the top of an object, in their order; none where it is no object.
pub(crate) fn keys(text: &[u8]) -> Vec<String> {
    let entries: Option<serde_json::Map<String, Json>> = serde_json::from_slice(text).ok();
    entries.map(|entries| entries.into_iter().map(|(key, _)| key).collect()).unwrap_or_default()
}

/// A single value of a field (or of one of its elements), as canonical JSON has it. `None` where it is not one.
pub(crate) fn leaf(field: &FieldDescriptor, value: Json) -> Option<Value> {
    let value = if field.is_list() { Json::Array(vec![value]) } else { value };
    let whole = Json::Object([(field.json_name().to_owned(), value)].into_iter().collect());
    let message = DynamicMessage::deserialize(field.parent_message().clone(), whole).ok()?;
    match message.get_field(field).into_owned() {
        Value::List(mut elements) if field.is_list() => elements.pop(),
        value => Some(value),
    }
}

/// Writes a message.
pub(crate) fn write(message: &DynamicMessage) -> Result<Vec<u8>, Refusal> {
    let mut text = Vec::with_capacity(256);
    serde::Serialize::serialize(&Plain(message), &mut serde_json::Serializer::new(&mut text))
        .map_err(|fault| Refusal::internal(&fault))?;
    Ok(text)
}

/// Reads a message of an upstream and writes it.
pub(crate) fn transcribe(
    descriptor: &MessageDescriptor,
    field: Option<&FieldDescriptor>,
    bytes: Bytes,
) -> Result<(DynamicMessage, Vec<u8>), Refusal> {
    let message =
        DynamicMessage::decode(descriptor.clone(), bytes).map_err(|fault| Refusal::internal(&fault))?;
    let text = match field {
        None => write(&message)?,
        Some(field) => match message.get_field(field).as_ref() {
            Value::Message(inner) => write(inner)?,
            _ => part(&message, field)?,
        },
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
            "BAD_REQUEST",
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
) -> Result<DynamicMessage, Refusal> {
    mend::message(descriptor, &mut value, prefix)?;
    // What the walk finds right is read by the strict reader all the same: it has the last word.
    DynamicMessage::deserialize(descriptor.clone(), value).map_err(|_| {
        Refusal::new(
            RefusalKind::Invalid,
            "BAD_REQUEST",
            "正文与接口约定不符。",
            "The body is not what the contract asks for.",
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn descriptor(name: &str) -> MessageDescriptor {
        proto::POOL.get_message_by_name(name).unwrap()
    }

    fn read_task(text: &str) -> Result<Json, Refusal> {
        let message = read(&descriptor("sharedcourt.dispatch.v1.CreateTaskRequest"), text.as_bytes())?;
        Ok(serde_json::to_value(&message).unwrap())
    }

    fn faults(text: &str) -> Vec<(String, &'static str)> {
        let refusal = read_task(text).unwrap_err();
        assert!(refusal.fields().iter().all(|v| !v.text.zh.is_empty() && !v.text.en.is_empty()));
        refusal.fields().iter().map(|violation| (violation.field.clone(), violation.reason)).collect()
    }

    #[test]
    fn an_enum_may_leave_its_prefix_out() {
        let with = r#"{"task":{"kind":"TASK_KIND_WITNESS","addressee":{"kind":"ADDRESSEE_KIND_PERSON"}}}"#;
        let without = r#"{"task":{"kind":"WITNESS","addressee":{"kind":"PERSON"}}}"#;
        assert_eq!(read_task(with).unwrap(), read_task(without).unwrap());
        assert_eq!(read_task(without).unwrap()["task"]["kind"], "TASK_KIND_WITNESS");
    }

    #[test]
    fn every_bad_field_is_named_at_once() {
        let text = r#"{"task":{"kind":"DANCE","finishBy":"tomorrow","documents":[{"title":"a","copies":1},
            {"title":"b","copies":"many"}],"colour":"red","addressee":"Zhang","urgent":"yes"},"requestId":7}"#;
        let mut found = faults(text);
        found.sort();
        assert_eq!(
            found,
            [
                ("request_id".to_owned(), "WRONG_TYPE"),
                ("task.addressee".to_owned(), "WRONG_TYPE"),
                ("task.colour".to_owned(), "UNKNOWN_FIELD"),
                ("task.documents[1].copies".to_owned(), "INVALID_VALUE"),
                ("task.finish_by".to_owned(), "INVALID_VALUE"),
                ("task.kind".to_owned(), "UNKNOWN_VALUE"),
                ("task.urgent".to_owned(), "WRONG_TYPE"),
            ]
        );
    }

    #[test]
    fn a_number_out_of_its_range_is_named() {
        assert_eq!(
            faults(r#"{"task":{"documents":[{"copies":2147483648}]}}"#),
            [("task.documents[0].copies".to_owned(), "INVALID_VALUE")]
        );
        assert_eq!(faults(r#"{"task":{"documents":[{"copies":1.5}]}}"#).len(), 1);
    }

    #[test]
    fn two_members_of_one_choice_are_named() {
        let descriptor = descriptor("sharedcourt.courts.v1.ResolveCourtRequest");
        let refusal = read(&descriptor, br#"{"address":"a","regionCode":"330783"}"#).unwrap_err();
        assert_eq!(refusal.fields().len(), 1);
        assert_eq!(refusal.fields()[0].reason, "ONLY_ONE_OF");
    }

    #[test]
    fn broken_json_is_told_by_line_and_column() {
        let refusal = read_task("{\n  \"task\": {,}\n}").unwrap_err();
        assert_eq!(refusal.reason(), "BAD_REQUEST");
        assert!(refusal.text().en.contains("line 2, column 12"), "{refusal}");
        assert!(refusal.text().zh.contains("第 2 行第 12 列"), "{refusal}");
        assert!(read_task(r#"{"task":{}} x"#).is_err());
        assert!(read_task("[]").is_err());
        assert!(read_task(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn null_is_absence() {
        assert_eq!(read_task(r#"{"task":{"kind":null,"documents":null}}"#).unwrap(), json!({"task": {}}));
    }

    #[test]
    fn a_part_of_an_answer_can_be_the_whole_body() {
        let descriptor = descriptor("sharedcourt.dispatch.v1.Task");
        let field = |name| descriptor.get_field_by_name(name).unwrap();
        let text = br#"{"address":"x","addressee":{"displayName":"Zhang"},"overdue":["FINISH"]}"#;
        let bytes = Bytes::from(prost::Message::encode_to_vec(&read(&descriptor, text).unwrap()));
        for (name, body) in [
            ("addressee", r#"{"displayName":"Zhang"}"#),
            ("overdue", r#"["DUTY_FINISH"]"#),
            ("documents", "[]"),
            ("address", r#""x""#),
        ] {
            let (_, written) = transcribe(&descriptor, Some(&field(name)), bytes.clone()).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), body);
        }
        assert_eq!(
            read_field(&field("overdue"), br#"["ACCEPT"]"#).unwrap(),
            Value::List(vec![Value::EnumNumber(1)])
        );
        assert_eq!(read_field(&field("overdue"), b"").unwrap(), Value::List(vec![]));
        assert_eq!(
            read_field(&field("overdue"), br#"["DANCE"]"#).unwrap_err().fields()[0].field,
            "overdue[0]"
        );
    }

    #[test]
    fn a_path_is_told_as_json_names_it() {
        assert_eq!(path("requests[3].task.case_number"), "requests[3].task.caseNumber");
    }

    proptest::proptest! {
        #[test]
        fn no_body_makes_the_reader_panic(text in r#"[\[\]{}",:a-z0-9 ._-]{0,60}"#) {
            let _ = read_task(&text);
        }

        #[test]
        fn what_is_written_is_read_back(title in "\\PC{0,12}", copies in proptest::prelude::any::<i32>(), kind in 0..8) {
            let sent = json!({"task": {"kind": kind, "documents": [{"title": title, "copies": copies}]}});
            let once = read_task(&sent.to_string()).unwrap();
            proptest::prop_assert_eq!(read_task(&once.to_string()).unwrap(), once);
        }
    }
}
