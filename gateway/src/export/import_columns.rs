//! The columns of a list in the form in which an import takes them: under the headings of the contract's `import_columns`, with codes in
//! place of names, so that the file can be imported again as it is.

use std::borrow::Cow;

use kit::rpc::language::Language;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage as _, Value};
use proto::access::v1::Label;

use super::cell::Cell;
use crate::json::lenient;

/// A column that an import takes.
#[derive(Debug)]
pub(super) struct ImportColumn {
    heading: Label,
    field: FieldDescriptor,
    /// The field of the message in the field.
    part: Option<FieldDescriptor>,
}

/// The columns that an import takes of a row; none where the rows have no import.
pub(super) fn of(row: &MessageDescriptor) -> Vec<ImportColumn> {
    let columns = row.fields().flat_map(|field| {
        proto::import_columns_of(&field).into_iter().map(move |column| ImportColumn {
            part: field.kind().as_message().and_then(|inner| inner.get_field_by_name(&column.field)),
            heading: Label { zh: column.zh, en: column.en },
            field: field.clone(),
        })
    });
    columns.collect()
}

impl ImportColumn {
    pub(super) fn heading(&self, language: Language) -> String {
        language.choose(&self.heading.zh, &self.heading.en).clone()
    }

    /// What stands in the column.
    pub(super) fn cell(&self, row: &DynamicMessage, language: Language) -> Cell {
        if self.field.supports_presence() && !row.has_field(&self.field) {
            return Cell::Empty;
        }
        let value = row.get_field(&self.field);
        match (value.as_ref(), &self.part) {
            (Value::Message(inner), Some(part)) => one(inner.get_field(part).as_ref(), part, language),
            (Value::List(elements), _) => {
                let elements: Vec<String> =
                    elements.iter().map(|element| one(element, &self.field, language).to_string()).collect();
                text(elements.join(language.choose("；", "; ")))
            }
            (value, _) => one(value, &self.field, language),
        }
    }
}

fn one(value: &Value, field: &FieldDescriptor, language: Language) -> Cell {
    match value {
        // An import knows its rows by the ids alone.
        Value::String(name) if field.name() == "name" => {
            text(name.rsplit('/').next().unwrap_or_default().to_owned())
        }
        Value::String(value) => text(value.clone()),
        Value::Bool(value) => {
            let (yes, no) = language.choose(("是", "否"), ("yes", "no"));
            Cell::Text((if *value { yes } else { no }).to_owned())
        }
        Value::I32(number) => Cell::Whole(i64::from(*number)),
        Value::U32(number) => Cell::Whole(i64::from(*number)),
        Value::I64(number) if field.name().ends_with("_fen") => Cell::Fen(*number),
        Value::I64(number) => Cell::Whole(*number),
        Value::F32(number) => Cell::Decimal(f64::from(*number)),
        Value::F64(number) => Cell::Decimal(*number),
        Value::EnumNumber(number) => text(word(field, *number, language).into_owned()),
        Value::Message(message) => text(in_brackets(message, language)),
        Value::U64(_) | Value::Bytes(_) | Value::List(_) | Value::Map(_) => Cell::Empty,
    }
}

/// The first field of a message, and the others behind it in brackets, which may be empty.
fn in_brackets(message: &DynamicMessage, language: Language) -> String {
    let descriptor = message.descriptor();
    let parts = descriptor
        .fields()
        .map(|field| one(message.get_field(&field).as_ref(), &field, language).to_string());
    let parts: Vec<String> = parts.collect();
    let Some((first, others)) = parts.split_first() else { return String::new() };
    let filled = others.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
    let (open, between, close) = language.choose(("（", "：", "）"), (" (", ": ", ")"));
    format!("{first}{open}{}{close}", others[..filled].join(between))
}

/// The word for an enum value: its label in Chinese, and its name without the prefix in English, as imports know both.
fn word(field: &FieldDescriptor, number: i32, language: Language) -> Cow<'static, str> {
    let Kind::Enum(descriptor) = field.kind() else { return Cow::Borrowed("") };
    let Some(value) = descriptor.get_value(number).filter(|_| number != 0) else { return Cow::Borrowed("") };
    let label = proto::value_label_of(&value).filter(|_| language == Language::Chinese);
    let name = || lenient::short_name(&descriptor, value.name()).to_owned();
    Cow::Owned(label.map_or_else(name, |label| label.zh))
}

fn text(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}
