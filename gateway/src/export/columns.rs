//! The columns of a list: the fields of its rows in the order of the contract, under their labels. A message in a row is columns of its
//! own, and one in that is a text; names of resources, versions and what is for programs alone are none.

use std::collections::HashMap;

use kit::rpc::resource_labels;
use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};
use proto::access::v1::Label;

use crate::json::lenient;

/// How deep the messages of a row are taken apart into columns.
const DEPTH: usize = 2;
/// Fields for programs: what identifies a resource, its version, the map of labels, the methods that its reader can call, and by which
/// name a rule is kept.
const FOR_PROGRAMS: [&str; 5] = ["name", "etag", "labels", "can", "rule"];
/// The end of the names of fields that hold in English what the field without it holds in Chinese.
const IN_ENGLISH: &str = "_en";
/// The end of the names of fields that hold money.
const MONEY: &str = "_fen";

/// One column.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) heading: Label,
    /// The messages around the field.
    pub(super) within: Vec<FieldDescriptor>,
    pub(super) field: Shown,
}

/// A field that is shown.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) field: FieldDescriptor,
    /// The same in English.
    pub(super) in_english: Option<FieldDescriptor>,
    pub(super) label: Label,
    /// The collection whose resources it names, where it may hold their bare ids.
    pub(super) collection: Option<String>,
    /// It holds fen, and its readers count in yuan.
    pub(super) money: bool,
}

/// Finds columns.
pub(super) struct Columns {
    /// The collection of each type of resource.
    collections: HashMap<String, String>,
}

impl Columns {
    pub(super) fn of_pool(pool: &DescriptorPool) -> Self {
        Self { collections: resource_labels::collections(pool) }
    }

    /// The columns of a row.
    pub(super) fn of(&self, row: &MessageDescriptor) -> Vec<Column> {
        let mut columns = Vec::new();
        self.walk(row, &mut Vec::new(), &mut columns);
        columns
    }

    fn walk(&self, message: &MessageDescriptor, within: &mut Vec<Shown>, columns: &mut Vec<Column>) {
        for shown in self.shown(message) {
            match taken_apart(&shown.field) {
                Some(inner) if within.len() + 1 < DEPTH => {
                    within.push(shown);
                    self.walk(&inner, within, columns);
                    within.pop();
                }
                _ => columns.push(Column {
                    heading: heading(within, &shown),
                    within: within.iter().map(|outer| outer.field.clone()).collect(),
                    field: shown,
                }),
            }
        }
    }

    /// The fields of a message that are shown.
    fn shown(&self, message: &MessageDescriptor) -> Vec<Shown> {
        message.fields().filter_map(|field| self.field(field)).collect()
    }

    fn field(&self, field: FieldDescriptor) -> Option<Shown> {
        let label = proto::label_of(&field)?;
        let holder = field.parent_message();
        if field.name().strip_suffix(IN_ENGLISH).is_some_and(|name| holder.get_field_by_name(name).is_some())
        {
            return None;
        }
        let in_english = holder.get_field_by_name(&format!("{}{IN_ENGLISH}", field.name()));
        if FOR_PROGRAMS.contains(&field.name()) || field.is_map() || is_deprecated(&field) {
            return None;
        }
        match field.kind() {
            Kind::Bytes => return None,
            Kind::Message(inner) if inner.full_name() == "google.protobuf.FieldMask" => return None,
            _ => {}
        }
        let referenced = resource_labels::referenced(&field);
        let collection = referenced.as_ref().and_then(|kind| self.collections.get(kind)).cloned();
        // Of a resource without a label an answer holds nothing but its name.
        if collection.as_ref().is_some_and(|known| !resource_labels::has_labels(known)) {
            return None;
        }
        let money = field.name().ends_with(MONEY) && matches!(field.kind(), Kind::Int64 | Kind::Int32);
        Some(Shown { field, in_english, label, collection, money })
    }
}

/// The fields of a message that are shown, for one that stands in a cell.
pub(super) fn shown_in(message: &MessageDescriptor) -> Vec<Shown> {
    Columns::of_pool(message.parent_pool()).shown(message)
}

/// The message whose fields are columns of their own: one, and no date, time or the like.
fn taken_apart(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(inner) if !field.is_list() && !is_value(&inner) => Some(inner),
        _ => None,
    }
}

/// Whether a message is one value.
pub(super) fn is_value(message: &MessageDescriptor) -> bool {
    lenient::is_one_value(message)
        || ["google.type.Date", "google.type.LatLng"].contains(&message.full_name())
}

fn is_deprecated(field: &FieldDescriptor) -> bool {
    field.field_descriptor_proto().options.as_ref().is_some_and(prost_types::FieldOptions::deprecated)
}

fn heading(within: &[Shown], shown: &Shown) -> Label {
    let labels = || within.iter().chain([shown]).map(|shown| &shown.label);
    let zh: Vec<&str> = labels().map(|label| label.zh.as_str()).collect();
    let en: Vec<&str> = labels().map(|label| label.en.as_str()).collect();
    let (mut zh, mut en) = (zh.join("："), en.join(": "));
    if shown.money {
        zh.push_str("（元）");
        en.push_str(" (yuan)");
    }
    Label { zh, en }
}
