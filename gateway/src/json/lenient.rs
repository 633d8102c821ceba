//! The lenient reading of a JSON value by its descriptor: adds the prefixes that enum names were sent without, and collects every
//! violation with its path, a reason and the expected form. A violation never repeats the value: it can be anything that a person
//! typed.

use kit::domain::{reason, refusal::Text};
use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value as Json};

use super::{
    value,
    violations::{BoundedViolations, shown},
};

/// How many names of an enum an answer lists.
const NAMES: usize = 40;

/// Completes enum names of a message in place and adds a violation for everything else that is wrong.
pub(crate) fn message(
    descriptor: &MessageDescriptor,
    value: &mut Json,
    prefix: &str,
    faults: &mut BoundedViolations,
) {
    Walk { faults }.message(descriptor, value, prefix);
}

/// The full name of an enum value that was named with or without its prefix.
pub(crate) fn enum_name(descriptor: &EnumDescriptor, name: &str) -> Option<String> {
    if descriptor.get_value_by_name(name).is_some() {
        return Some(name.to_owned());
    }
    let full = format!("{}{name}", prefix(descriptor));
    descriptor.get_value_by_name(&full).is_some().then_some(full)
}

/// The text for a value that does not fit the kind of its field.
pub(crate) fn expectation(kind: &Kind) -> Text {
    match kind {
        Kind::String => Text::new("应为文本。", "Must be a text."),
        Kind::Bool => Text::new("应为 true 或 false。", "Must be true or false."),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => whole("-2147483648", "2147483647"),
        Kind::Uint32 | Kind::Fixed32 => whole("0", "4294967295"),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => whole("-9223372036854775808", "9223372036854775807"),
        Kind::Uint64 | Kind::Fixed64 => whole("0", "18446744073709551615"),
        Kind::Float | Kind::Double => Text::new("应为数字。", "Must be a number."),
        Kind::Bytes => Text::new("应为 Base64 文本。", "Must be a Base64 text."),
        Kind::Enum(descriptor) => {
            let names = names(descriptor);
            Text::new(format!("应为其中之一：{names}。"), format!("Must be one of {names}."))
        }
        Kind::Message(descriptor) => match descriptor.full_name() {
            "google.protobuf.Timestamp" => Text::new(
                "应为带时区的时间（RFC 3339），例如 2026-12-31T08:00:00Z。",
                "Must be an instant with its offset (RFC 3339), for example 2026-12-31T08:00:00Z.",
            ),
            "google.protobuf.Duration" => Text::new(
                "应为以 s 结尾的秒数，例如 3.5s。",
                "Must be seconds ending in s, for example 3.5s.",
            ),
            "google.protobuf.FieldMask" => Text::new(
                "应为以逗号分隔的字段名，例如 displayName,note。",
                "Must be field names with commas between them, for example displayName,note.",
            ),
            _ => match wrapped(descriptor) {
                Some(kind) => expectation(&kind),
                None => Text::new("应为 JSON 对象。", "Must be a JSON object."),
            },
        },
    }
}

struct Walk<'a> {
    faults: &'a mut BoundedViolations,
}

impl Walk<'_> {
    fn message(&mut self, descriptor: &MessageDescriptor, value: &mut Json, path: &str) {
        let Json::Object(entries) = value else {
            let named = if path.is_empty() { "$" } else { path };
            return self.faults.add(
                named,
                reason::WRONG_TYPE,
                Text::new("应为 JSON 对象。", "Must be a JSON object."),
            );
        };
        self.unambiguous(descriptor, entries, path);
        for (key, value) in entries.iter_mut() {
            match field_of(descriptor, key) {
                Some(field) => self.field(&field, value, &within(path, field.name())),
                None => self.unknown(key, path),
            }
        }
    }

    fn unknown(&mut self, key: &str, path: &str) {
        let key = shown(key);
        let text =
            Text::new(format!("没有名为“{key}”的字段。"), format!("There is no field named \"{key}\"."));
        self.faults.add(within(path, &key), reason::UNKNOWN_FIELD, text);
    }

    /// Two members of one choice: which of them counts is not for us to guess.
    fn unambiguous(&mut self, descriptor: &MessageDescriptor, entries: &Map<String, Json>, path: &str) {
        for choice in descriptor.oneofs() {
            let given = entries.iter().filter(|(_, value)| !value.is_null());
            let fields = given.filter_map(|(key, _)| field_of(descriptor, key));
            let members: Vec<String> = fields
                .filter(|field| field.containing_oneof().as_ref() == Some(&choice))
                .map(|field| field.json_name().to_owned())
                .collect();
            if members.len() > 1 {
                let members = members.join(", ");
                let zh = format!("{members} 只能填写其中一项。");
                let text = Text::new(zh, format!("Only one of {members} can be given."));
                self.faults.add(within(path, choice.name()), reason::ONLY_ONE_OF, text);
            }
        }
    }

    fn field(&mut self, field: &FieldDescriptor, value: &mut Json, path: &str) {
        if value.is_null() {
            return;
        }
        if field.is_list() {
            let Json::Array(elements) = value else {
                return self.faults.add(
                    path,
                    reason::WRONG_TYPE,
                    Text::new("应为 JSON 数组。", "Must be a JSON array."),
                );
            };
            for (index, element) in elements.iter_mut().enumerate() {
                self.value(field, &field.kind(), element, &format!("{path}[{index}]"));
            }
        } else if field.is_map() {
            self.map(field, value, path);
        } else {
            self.value(field, &field.kind(), value, path);
        }
    }

    fn map(&mut self, field: &FieldDescriptor, value: &mut Json, path: &str) {
        let Json::Object(entries) = value else {
            return self.faults.add(
                path,
                reason::WRONG_TYPE,
                Text::new("应为 JSON 对象。", "Must be a JSON object."),
            );
        };
        let Kind::Message(entry) = field.kind() else { return };
        let (keys, values) = (entry.map_entry_key_field(), entry.map_entry_value_field());
        for (key, value) in entries.iter_mut() {
            let path = format!("{path}[{}]", shown(key));
            let key = match keys.kind() {
                Kind::Bool => key.parse().map_or(Json::Null, Json::Bool),
                _ => Json::String(key.clone()),
            };
            if key.is_null() || value::leaf(&keys, key).is_none() {
                self.faults.add(path.as_str(), reason::INVALID_KEY, expectation(&keys.kind()));
            }
            self.value(&values, &values.kind(), value, &path);
        }
    }

    fn value(&mut self, field: &FieldDescriptor, kind: &Kind, value: &mut Json, path: &str) {
        if self.faults.is_full() {
            return;
        }
        match kind {
            Kind::Message(descriptor) if !is_one_value(descriptor) => self.message(descriptor, value, path),
            Kind::Enum(descriptor) => {
                if let Json::String(name) = value
                    && let Some(full) = enum_name(descriptor, name)
                {
                    *name = full;
                } else if value::leaf(field, value.clone()).is_none() {
                    self.faults.add(path, reason::UNKNOWN_VALUE, expectation(kind));
                }
            }
            kind => {
                if value.is_null() || value::leaf(field, value.clone()).is_none() {
                    let reason =
                        if right_type(kind, value) { reason::INVALID_VALUE } else { reason::WRONG_TYPE };
                    self.faults.add(path, reason, expectation(kind));
                }
            }
        }
    }
}

/// Whether the value is at least of the type that the kind is written as.
fn right_type(kind: &Kind, value: &Json) -> bool {
    match kind {
        Kind::String | Kind::Bytes => value.is_string(),
        Kind::Bool => value.is_boolean(),
        Kind::Message(descriptor) => match wrapped(descriptor) {
            Some(kind) => right_type(&kind, value),
            None => value.is_string(),
        },
        Kind::Enum(_) => value.is_string() || value.is_number(),
        _ => value.is_number() || value.is_string(),
    }
}

/// Whether canonical JSON writes the message as one value and not by its fields.
pub(crate) fn is_one_value(descriptor: &MessageDescriptor) -> bool {
    descriptor.full_name().strip_prefix("google.protobuf.").is_some_and(|name| name != "Empty")
}

/// What a wrapper wraps.
fn wrapped(descriptor: &MessageDescriptor) -> Option<Kind> {
    let is_wrapper =
        descriptor.full_name().starts_with("google.protobuf.") && descriptor.name().ends_with("Value");
    let field = descriptor.get_field(1)?;
    (is_wrapper && descriptor.fields().len() == 1 && !field.is_list()).then(|| field.kind())
}

/// The field that a name of JSON means.
pub(crate) fn field_of(descriptor: &MessageDescriptor, key: &str) -> Option<FieldDescriptor> {
    descriptor.get_field_by_json_name(key).or_else(|| descriptor.get_field_by_name(key))
}

/// The name of an enum value without its prefix, where it has one.
pub(crate) fn short_name<'a>(descriptor: &EnumDescriptor, name: &'a str) -> &'a str {
    let short = name.strip_prefix(prefix(descriptor).as_str());
    short.filter(|short| short.starts_with(|first: char| first.is_ascii_alphabetic())).unwrap_or(name)
}

/// What the values of an enum begin with: what stands before UNSPECIFIED, or its own name.
fn prefix(descriptor: &EnumDescriptor) -> String {
    let zero = descriptor.default_value();
    if let Some(prefix) = zero.name().strip_suffix("UNSPECIFIED") {
        return prefix.to_owned();
    }
    let mut prefix = String::new();
    for c in descriptor.name().chars() {
        if c.is_uppercase() && !prefix.is_empty() {
            prefix.push('_');
        }
        prefix.extend(c.to_uppercase());
    }
    prefix + "_"
}

fn names(descriptor: &EnumDescriptor) -> String {
    let prefix = prefix(descriptor);
    let values = descriptor.values().filter(|value| value.number() != 0).take(NAMES);
    let names: Vec<String> =
        values.map(|value| value.name().strip_prefix(&prefix).unwrap_or(value.name()).to_owned()).collect();
    names.join(", ")
}

fn whole(least: &str, most: &str) -> Text {
    Text::new(
        format!("应为 {least} 到 {most} 之间的整数。"),
        format!("Must be a whole number from {least} to {most}."),
    )
}

fn within(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
