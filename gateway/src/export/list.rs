//! What makes a method a list (AIP-132), and the columns of its rows.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::{
    columns::{Column, Columns},
    import_columns::{self, ImportColumn},
};
use crate::contract::Method;

/// A method that lists rows.
#[derive(Debug)]
pub(crate) struct List {
    /// The rows in the answer.
    pub(super) rows: FieldDescriptor,
    /// What is in a row.
    pub(super) row: MessageDescriptor,
    pub(super) columns: Vec<Column>,
    /// The columns in which an import takes the rows; none where there is no import.
    pub(super) import_columns: Vec<ImportColumn>,
    /// What the resources are called that the answer names.
    pub(super) labels: Option<FieldDescriptor>,
    /// Where a list comes page by page: the size and the token of the request, and the next token of the answer.
    pub(super) paging: Option<Paging>,
}

/// The fields by which a list comes page by page (AIP-158).
#[derive(Debug)]
pub(super) struct Paging {
    pub(super) size: FieldDescriptor,
    pub(super) token: FieldDescriptor,
    pub(super) next: FieldDescriptor,
}

impl List {
    /// The list that a method is: one message in, one out, and in that one repeated field of messages, page by page or all at once.
    pub(crate) fn of(method: &Method) -> Option<Self> {
        if method.streams || !method.takes_one {
            return None;
        }
        let (input, output) = (&method.input, &method.output);
        let mut repeated = output.fields().filter(FieldDescriptor::is_list);
        let rows = repeated.next().filter(|_| repeated.next().is_none())?;
        let Kind::Message(row) = rows.kind() else { return None };
        let paging = || {
            let size = input.get_field_by_name("page_size").filter(|field| field.kind() == Kind::Int32)?;
            let text = |message: &MessageDescriptor, name: &str| {
                message
                    .get_field_by_name(name)
                    .filter(|field| field.kind() == Kind::String && !field.is_list())
            };
            Some(Paging { size, token: text(input, "page_token")?, next: text(output, "next_page_token")? })
        };
        let paging = paging();
        if paging.is_none() && !method.descriptor.name().starts_with("List") {
            return None;
        }
        let columns = Columns::of_pool(row.parent_pool()).of(&row);
        let labels = output.get_field_by_name("labels").filter(FieldDescriptor::is_map);
        let import_columns = import_columns::of(&row);
        (!columns.is_empty()).then_some(Self { rows, row, columns, import_columns, labels, paging })
    }
}
