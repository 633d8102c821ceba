//! Fields of a request that stand in its URL: query parameters and the variables of a path. `position.latitude=29.2`,
//! `pageSize=50` or `page_size=50`; a repeated field is given several times.

use std::borrow::Cow;

use http::HeaderName;
use kit::domain::{
    reason,
    refusal::{Kind as RefusalKind, Refusal, Text},
};
use percent_encoding::percent_decode_str;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage as _, Value};
use serde_json::Value as Json;

use crate::{
    contract::{Body, Operation},
    json::{
        self, lenient, value,
        violations::{BoundedViolations, shown},
    },
};

/// Which parameters an operation takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowed<'a> {
    /// None at all where the whole request is the body.
    pub(crate) any: bool,
    /// The field that is the body.
    pub(crate) body: Option<&'a FieldDescriptor>,
    /// Fields that are bound by the path.
    pub(crate) bound: &'a [Vec<FieldDescriptor>],
    /// Fields that travel in headers.
    pub(crate) headers: &'a [(HeaderName, FieldDescriptor)],
}

impl<'a> Allowed<'a> {
    /// Those that an operation takes from nowhere else.
    pub(crate) fn by(operation: &'a Operation) -> Self {
        Self {
            any: operation.body != Body::Whole,
            body: match &operation.body {
                Body::Field(field) | Body::Raw(field) => Some(field),
                Body::Absent | Body::Whole => None,
            },
            bound: &operation.variables,
            headers: &operation.headers,
        }
    }
}

/// Reads the parameters of a query into a message; names every one that is wrong.
pub(crate) fn read(message: &mut DynamicMessage, query: &str, allowed: Allowed<'_>) -> Result<(), Refusal> {
    if percent_decode_str(query).decode_utf8().is_err() {
        return Err(not_text());
    }
    let mut faults = BoundedViolations::new();
    let mut seen: Vec<Vec<FieldDescriptor>> = Vec::new();
    for (key, text) in form_urlencoded::parse(query.as_bytes()) {
        if key.is_empty() && text.is_empty() {
            continue;
        }
        if faults.is_full() {
            break;
        }
        let Some(path) = resolve(&message.descriptor(), &key).filter(|path| allowed.takes(path)) else {
            unknown(&mut faults, &key);
            continue;
        };
        let is_new = !seen.contains(&path);
        if !is_new && path.last().is_some_and(|field| !field.is_list()) {
            let text = Text::new("该参数只能出现一次。", "The parameter can be given once only.");
            faults.add(name_of(&path), reason::DUPLICATE_FIELD, text);
            continue;
        }
        if seen.iter().any(|other| are_one_choice(&path, other)) {
            let text = Text::new(
                "与另一参数只能填写其中一项。",
                "Only one of this and another parameter can be given.",
            );
            faults.add(name_of(&path), reason::ONLY_ONE_OF, text);
            continue;
        }
        if let Err(text) = set(message, &path, &text) {
            faults.add(name_of(&path), reason::INVALID_VALUE, text);
        }
        if is_new {
            seen.push(path);
        }
    }
    faults.check()
}

/// Whether two paths part at two members of one choice.
fn are_one_choice(path: &[FieldDescriptor], other: &[FieldDescriptor]) -> bool {
    let parting = path.iter().zip(other).find(|(here, there)| here != there);
    parting.is_some_and(|(here, there)| {
        let choice = here.containing_oneof();
        choice.is_some() && choice == there.containing_oneof()
    })
}

fn not_text() -> Refusal {
    Refusal::new(
        RefusalKind::Invalid,
        reason::BAD_REQUEST,
        "查询参数中的转义字符不是有效的 UTF-8。",
        "What is percent-encoded in the query is not UTF-8.",
    )
}

impl Allowed<'_> {
    /// Whether a parameter of this path is one of them.
    pub(crate) fn takes(&self, path: &[FieldDescriptor]) -> bool {
        self.any
            && self.body != path.first()
            && !self.bound.iter().any(|bound| bound == path)
            && !self.headers.iter().any(|(_, bound)| path.first() == Some(bound))
    }
}

fn unknown(faults: &mut BoundedViolations, key: &str) {
    let key = shown(key);
    let text = Text::new(
        format!("此接口没有名为“{key}”的查询参数。"),
        format!("There is no query parameter \"{key}\"."),
    );
    faults.add(key, reason::UNKNOWN_FIELD, text);
}

/// The fields along a path of names, of the contract or of JSON. `None` where one of them isn't there or can't be gone through.
pub(crate) fn resolve(descriptor: &MessageDescriptor, path: &str) -> Option<Vec<FieldDescriptor>> {
    let mut fields: Vec<FieldDescriptor> = Vec::new();
    let mut within = Cow::Borrowed(descriptor);
    for name in path.split('.') {
        if let Some(outer) = fields.last() {
            let Kind::Message(inner) = outer.kind() else { return None };
            if outer.is_list() || outer.is_map() {
                return None;
            }
            within = Cow::Owned(inner);
        }
        fields.push(lenient::field_of(&within, name)?);
    }
    Some(fields)
}

/// Sets a field, or adds to it where it is repeated. Says what would be right where the text is not a value of it.
pub(crate) fn set(message: &mut DynamicMessage, path: &[FieldDescriptor], text: &str) -> Result<(), Text> {
    let Some((field, outer)) = path.split_last() else { return Ok(()) };
    let value = value(field, text).ok_or_else(|| lenient::expectation(&field.kind()))?;
    let Some(holder) = descend(message, outer) else { return Err(lenient::expectation(&field.kind())) };
    if field.is_list() {
        if let Value::List(elements) = holder.get_field_mut(field) {
            elements.push(value);
        }
    } else {
        holder.set_field(field, value);
    }
    Ok(())
}

/// The text in a field, where it is one.
pub(crate) fn text_at(message: &DynamicMessage, path: &[FieldDescriptor]) -> Option<String> {
    let (first, later) = path.split_first()?;
    match (message.get_field(first).as_ref(), later) {
        (Value::String(text), []) => Some(text.clone()),
        (Value::Message(inner), [_, ..]) => text_at(inner, later),
        _ => None,
    }
}

/// The name of a path as the contract has it.
pub(crate) fn name_of(path: &[FieldDescriptor]) -> String {
    let names: Vec<&str> = path.iter().map(FieldDescriptor::name).collect();
    names.join(".")
}

fn descend<'a>(message: &'a mut DynamicMessage, path: &[FieldDescriptor]) -> Option<&'a mut DynamicMessage> {
    path.iter().try_fold(message, |holder, field| holder.get_field_mut(field).as_message_mut())
}

fn value(field: &FieldDescriptor, text: &str) -> Option<Value> {
    if field.is_map() {
        return None;
    }
    match field.kind() {
        Kind::String => Some(Value::String(text.to_owned())),
        Kind::Bool => text.parse().ok().map(Value::Bool),
        Kind::Enum(descriptor) => match text.parse() {
            Ok(number) => Some(Value::EnumNumber(number)),
            Err(_) => value::leaf(field, Json::String(lenient::enum_name(&descriptor, text)?)),
        },
        Kind::Message(descriptor) => match descriptor.full_name() {
            "google.protobuf.BoolValue" => value::leaf(field, Json::Bool(text.parse().ok()?)),
            // An instant holds no space: it is the plus of an offset that nobody escaped.
            "google.protobuf.Timestamp" => value::leaf(field, Json::String(text.replace(' ', "+"))),
            "google.protobuf.FieldMask" => value::leaf(field, Json::String(json::path(text))),
            name if name.starts_with("google.protobuf.") => value::leaf(field, Json::String(text.to_owned())),
            _ => None,
        },
        _ => value::leaf(field, Json::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read_as(message: &str, query: &str) -> Result<Json, Vec<String>> {
        let mut message = DynamicMessage::new(proto::POOL.get_message_by_name(message).unwrap());
        let allowed = Allowed { any: true, body: None, bound: &[], headers: &[] };
        match read(&mut message, query, allowed) {
            Ok(()) => Ok(serde_json::to_value(&message).unwrap()),
            Err(refusal) => {
                Err(refusal.fields().iter().map(|v| format!("{} {}", v.field, v.reason)).collect())
            }
        }
    }

    const TASK: &str = "sharedcourt.dispatch.v1.Task";
    const LIST: &str = "sharedcourt.dispatch.v1.ListTasksRequest";

    #[test]
    fn parameters_become_fields() {
        let filter = "filter=state%3DDONE+AND%20x%3D1&pageSize=7";
        assert_eq!(read_as(LIST, filter).unwrap(), json!({"filter": "state=DONE AND x=1", "pageSize": 7}));
        assert_eq!(read_as(LIST, "page_size=7&").unwrap(), json!({"pageSize": 7}));
        let nested =
            "addressee.displayName=%E5%BC%A0&addressee.kind=PERSON&kind=TASK_KIND_WITNESS&urgent=true";
        assert_eq!(
            read_as(TASK, nested).unwrap(),
            json!({"kind": "TASK_KIND_WITNESS", "urgent": true,
                   "addressee": {"displayName": "张", "kind": "ADDRESSEE_KIND_PERSON"}})
        );
        let several = "overdue=ACCEPT&overdue=FINISH&finishBy=2026-12-31T00:00:00Z";
        assert_eq!(
            read_as(TASK, several).unwrap(),
            json!({"overdue": ["DUTY_ACCEPT", "DUTY_FINISH"], "finishBy": "2026-12-31T00:00:00Z"})
        );
        let update = "sharedcourt.courts.v1.UpdateCourtRequest";
        for mask in ["display_name,host", "displayName,host"] {
            assert_eq!(
                read_as(update, &format!("updateMask={mask}")).unwrap(),
                json!({"updateMask": "displayName,host"})
            );
        }
    }

    #[test]
    fn every_wrong_parameter_is_named() {
        assert_eq!(
            read_as(LIST, "pageSize=many&colour=red&pageToken=a&pageToken=b").unwrap_err(),
            ["page_size INVALID_VALUE", "colour UNKNOWN_FIELD", "page_token DUPLICATE_FIELD"]
        );
        assert_eq!(
            read_as(TASK, "addressee=x&documents.title=y&finishBy=soon&kind=DANCE").unwrap_err().len(),
            4
        );
    }

    #[test]
    fn an_offset_needs_no_escape() {
        let kept = json!({"finishBy": "2026-12-31T00:00:00Z"});
        for instant in ["2026-12-31T08:00:00+08:00", "2026-12-31T08:00:00%2B08:00", "2026-12-31T00:00:00Z"] {
            assert_eq!(read_as(TASK, &format!("finishBy={instant}")).unwrap(), kept);
        }
    }

    #[test]
    fn two_members_of_one_choice_are_named() {
        let resolve = "sharedcourt.courts.v1.ResolveCourtRequest";
        assert_eq!(read_as(resolve, "address=a&regionCode=330783").unwrap_err(), ["region_code ONLY_ONE_OF"]);
        assert_eq!(read_as(resolve, "address=a&position.latitude=1").unwrap_err().len(), 1);
        assert!(read_as(resolve, "position.longitude=2&position.latitude=1").is_ok());
    }

    #[test]
    fn what_is_no_text_is_refused_and_a_flood_of_faults_is_bounded() {
        let mut message = DynamicMessage::new(proto::POOL.get_message_by_name(LIST).unwrap());
        let allowed = Allowed { any: true, body: None, bound: &[], headers: &[] };
        assert_eq!(read(&mut message, "filter=%ff", allowed).unwrap_err().reason(), "BAD_REQUEST");
        assert_eq!(read_as(LIST, &"x=1&".repeat(1000)).unwrap_err().len(), 100);
    }

    #[test]
    fn what_the_path_binds_the_query_does_not() {
        let descriptor = proto::POOL.get_message_by_name(TASK).unwrap();
        let bound = [resolve(&descriptor, "name").unwrap()];
        let allowed = Allowed { any: true, body: None, bound: &bound, headers: &[] };
        assert!(read(&mut DynamicMessage::new(descriptor), "name=tasks/8", allowed).is_err());
    }
}
