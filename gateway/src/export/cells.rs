//! What stands in the cells of a row: values as readers know them, in the language of the call.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
};

use kit::{domain::Timestamp, rpc::language::Language};
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, ReflectMessage as _, Value,
};
use proto::access::v1::Label;

use super::{
    Table,
    cell::Cell,
    columns::{self, Column, Shown},
    list::List,
};
use crate::json::lenient;

/// The most characters of a cell: never more than the 32,767 units of UTF-16 that a spreadsheet takes. What is longer ends in a mark.
const LONGEST: usize = 16_000;
/// The largest whole number that a spreadsheet does not round.
const LARGEST: i64 = 999_999_999_999_999;
/// From how many bytes on a word of a cell is taken for a number of somebody's.
const NUMBER: usize = 8;
/// How deep messages in a cell are read.
const DEPTH: usize = 2;

/// Reads the cells of rows.
pub(super) struct CellReader<'a> {
    list: &'a List,
    language: Language,
    /// In the form in which an import takes the rows.
    for_import: bool,
    /// The parts of the contract's package names, by which programs call one another.
    packages: HashSet<String>,
    /// The columns in which something stood, and those in which there was something for programs alone.
    filled: Vec<bool>,
    withheld: Vec<bool>,
    /// The cell that is being read held something for programs alone.
    withholds: bool,
    /// The fields of messages that stand in cells, by the messages' names.
    inner: HashMap<String, Vec<Shown>>,
}

impl<'a> CellReader<'a> {
    pub(super) fn new(list: &'a List, language: Language, for_import: bool) -> Self {
        let files = list.row.parent_pool().files();
        let packages =
            files.flat_map(|file| file.package_name().split('.').map(str::to_owned).collect::<Vec<_>>());
        let packages = packages.collect();
        let none = vec![false; list.columns.len()];
        let (filled, withheld) = (none.clone(), none);
        Self {
            list,
            language,
            for_import,
            packages,
            filled,
            withheld,
            withholds: false,
            inner: HashMap::new(),
        }
    }

    /// The headings of the columns.
    pub(super) fn headings(&self) -> Vec<String> {
        if self.for_import {
            return self.list.import_columns.iter().map(|column| column.heading(self.language)).collect();
        }
        self.list.columns.iter().map(|column| self.word(&column.heading).to_owned()).collect()
    }

    /// The labels of an answer, by the names of the resources.
    pub(super) fn labels(&self, answer: &DynamicMessage) -> HashMap<String, String> {
        let Some(field) = &self.list.labels else { return HashMap::new() };
        let labels = answer.get_field(field);
        let text = |label: &Value| Some(label.as_message()?.get_field_by_name("text")?.as_str()?.to_owned());
        let entries = labels.as_map().into_iter().flatten();
        let entries = entries.filter_map(|(name, label)| match name {
            MapKey::String(name) => Some((name.clone(), text(label)?)),
            _ => None,
        });
        entries.collect()
    }

    /// The cells of a row.
    pub(super) fn row(&mut self, row: &DynamicMessage, labels: &HashMap<String, String>) -> Vec<Cell> {
        let list = self.list;
        if self.for_import {
            return list.import_columns.iter().map(|column| column.cell(row, self.language)).collect();
        }
        let columns = list.columns.iter().enumerate();
        let cells = columns.map(|(at, column)| {
            self.withholds = false;
            let cell = self.column(row, column, labels);
            self.filled[at] |= cell != Cell::Empty;
            self.withheld[at] |= self.withholds;
            cell
        });
        cells.collect()
    }

    /// Leaves out the columns in which nothing stood but what is for programs alone.
    pub(super) fn finish(&self, table: &mut Table) {
        if self.for_import {
            return;
        }
        let stays = |at: usize| self.filled[at] || !self.withheld[at];
        if (0..self.filled.len()).all(stays) {
            return;
        }
        let mut at = 0..;
        table.headings.retain(|_| at.next().is_some_and(stays));
        for row in &mut table.rows {
            let mut at = 0..;
            row.retain(|_| at.next().is_some_and(stays));
        }
    }

    fn column(&mut self, row: &DynamicMessage, column: &Column, labels: &HashMap<String, String>) -> Cell {
        let mut holder = std::borrow::Cow::Borrowed(row);
        for outer in &column.within {
            if !holder.has_field(outer) {
                return Cell::Empty;
            }
            let inner = holder.get_field(outer).as_message().cloned();
            match inner {
                Some(inner) => holder = std::borrow::Cow::Owned(inner),
                None => return Cell::Empty,
            }
        }
        self.field(&holder, &column.field, labels, DEPTH)
    }

    fn field(
        &mut self,
        holder: &DynamicMessage,
        shown: &Shown,
        labels: &HashMap<String, String>,
        depth: usize,
    ) -> Cell {
        let english = shown
            .in_english
            .as_ref()
            .filter(|field| self.language == Language::English && holder.has_field(field));
        let field = english.unwrap_or(&shown.field);
        if field.supports_presence() && !holder.has_field(field) {
            return Cell::Empty;
        }
        let value = holder.get_field(field);
        match value.as_ref() {
            Value::List(elements) => {
                let is_message =
                    matches!(field.kind(), Kind::Message(ref inner) if !columns::is_value(inner));
                let elements =
                    elements.iter().map(|value| self.value(value, shown, labels, depth).to_string());
                let elements: Vec<String> = elements.filter(|text| !text.is_empty()).collect();
                let between = match (is_message, self.language) {
                    (false, Language::Chinese) => "、",
                    (false, Language::English) => ", ",
                    (true, Language::Chinese) => "；",
                    (true, Language::English) => "; ",
                };
                text_cell(elements.join(between))
            }
            value => self.value(value, shown, labels, depth),
        }
    }

    fn value(
        &mut self,
        value: &Value,
        shown: &Shown,
        labels: &HashMap<String, String>,
        depth: usize,
    ) -> Cell {
        match value {
            Value::Bool(value) => {
                let (yes, no) = self.language.choose(("是", "否"), ("Yes", "No"));
                Cell::Text((if *value { yes } else { no }).to_owned())
            }
            Value::I32(number) => whole(i64::from(*number), shown),
            Value::U32(number) => whole(i64::from(*number), shown),
            Value::I64(number) => whole(*number, shown),
            Value::U64(number) => i64::try_from(*number)
                .map_or_else(|_| Cell::Text(number.to_string()), |number| whole(number, shown)),
            Value::F32(number) => decimal(f64::from(*number)),
            Value::F64(number) => decimal(*number),
            Value::EnumNumber(number) => text_cell(self.enum_word(&shown.field, *number)),
            Value::String(text) => text_cell(self.text(text, shown, labels)),
            Value::Message(message) => self.message(message, shown, labels, depth),
            Value::Bytes(_) | Value::List(_) | Value::Map(_) => Cell::Empty,
        }
    }

    /// A message in a cell: a day, a time, or the values of its fields one after the other, with the labels of those that do not explain
    /// themselves.
    fn message(
        &mut self,
        message: &DynamicMessage,
        shown: &Shown,
        labels: &HashMap<String, String>,
        depth: usize,
    ) -> Cell {
        let descriptor = message.descriptor();
        match descriptor.full_name() {
            "google.type.Date" => return day(message),
            "google.protobuf.Timestamp" => return time(message),
            "google.type.LatLng" => return place(message),
            _ if columns::is_value(&descriptor) => {
                let inner = descriptor.get_field_by_name("value");
                let inner = inner.map(|field| Shown { field, ..shown.clone() });
                return inner.map_or(Cell::Empty, |inner| {
                    self.value(message.get_field(&inner.field).as_ref(), &inner, labels, depth)
                });
            }
            _ if depth == 0 => return Cell::Empty,
            _ => {}
        }
        let mut text = String::new();
        for shown in self.fields_of(&descriptor) {
            if !message.has_field(&shown.field) {
                continue;
            }
            let cell = self.field(message, &shown, labels, depth - 1);
            let explains_itself = matches!(shown.field.kind(), Kind::String | Kind::Enum(_));
            let written = cell.to_string();
            // A number that stands there already is not said again with the kind of its paper.
            let is_said =
                |written: &str| text.split(' ').any(|part| part.len() >= NUMBER && written.ends_with(part));
            if written.is_empty() || (!explains_itself && is_said(&written)) {
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            if !explains_itself {
                let between = self.language.choose("：", ": ");
                // Writing to a text does not fail.
                let _ = write!(text, "{}{between}", self.word(&shown.label));
            }
            text.push_str(&written);
        }
        text_cell(text)
    }

    fn fields_of(&mut self, message: &MessageDescriptor) -> Vec<Shown> {
        let known = self.inner.entry(message.full_name().to_owned());
        known.or_insert_with(|| columns::shown_in(message)).clone()
    }

    /// A text: what the resource is called that it names, the label of the field that it names, or itself. The name of a resource of which
    /// the answer has no label is for programs alone.
    fn text(&mut self, text: &str, shown: &Shown, labels: &HashMap<String, String>) -> String {
        if text.is_empty() {
            return String::new();
        }
        let named = match (&shown.collection, text.contains('/')) {
            (Some(collection), false) => labels.get(&format!("{collection}/{text}")),
            _ => labels.get(text),
        };
        if let Some(label) = named {
            return label.clone();
        }
        let is_kind = shown.field.name() == "kind" && text.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_name(text) || is_constant(text) || is_kind || self.packages.contains(text) {
            self.withholds = true;
            return String::new();
        }
        let field = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let field = field.then(|| self.list.row.get_field_by_name(text)).flatten();
        field
            .and_then(|field| proto::label_of(&field))
            .map_or_else(|| text.to_owned(), |label| self.word(&label).to_owned())
    }

    fn enum_word(&self, field: &FieldDescriptor, number: i32) -> String {
        let Kind::Enum(descriptor) = field.kind() else { return String::new() };
        let Some(value) = descriptor.get_value(number).filter(|_| number != 0) else { return String::new() };
        match proto::value_label_of(&value) {
            Some(label) => self.word(&label).to_owned(),
            None => lenient::short_name(&descriptor, value.name()).to_lowercase().replace('_', " "),
        }
    }

    fn word<'b>(&self, label: &'b Label) -> &'b str {
        self.language.choose(&label.zh, &label.en)
    }
}

/// Whether a text reads `collection/id`, perhaps with more of the kind behind.
fn is_name(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let collection = |part: &str| {
        part.len() > 2
            && part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.bytes().all(|c| c.is_ascii_alphabetic())
    };
    let id = |part: &str| {
        !part.is_empty() && part.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
    };
    parts.len() >= 2
        && parts.len().is_multiple_of(2)
        && parts.chunks(2).all(|pair| collection(pair[0]) && id(pair[1]))
}

/// Whether a text is a constant of programs, as `NOT_YET_KNOWN`.
fn is_constant(text: &str) -> bool {
    text.contains('_')
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_')
}

fn text_cell(text: String) -> Cell {
    if text.is_empty() {
        return Cell::Empty;
    }
    match text.char_indices().nth(LONGEST) {
        None => Cell::Text(text),
        Some((end, _)) => Cell::Text(format!("{}…", &text[..end])),
    }
}

fn whole(number: i64, shown: &Shown) -> Cell {
    match number {
        fen if shown.money => Cell::Fen(fen),
        number if number.abs() <= LARGEST => Cell::Whole(number),
        // A spreadsheet would round it.
        number => Cell::Text(number.to_string()),
    }
}

fn decimal(number: f64) -> Cell {
    if number.is_finite() { Cell::Decimal(number) } else { Cell::Empty }
}

fn day(message: &DynamicMessage) -> Cell {
    let part = |name: &str| message.get_field_by_name(name).and_then(|value| value.as_i32()).unwrap_or(0);
    match (part("year"), part("month"), part("day")) {
        (0, ..) => Cell::Empty,
        day => Cell::Day(day),
    }
}

/// Latitude and longitude in degrees.
fn place(message: &DynamicMessage) -> Cell {
    let part = |name: &str| message.get_field_by_name(name).and_then(|value| value.as_f64()).unwrap_or(0.0);
    Cell::Text(format!("{:.6}, {:.6}", part("latitude"), part("longitude")))
}

fn time(message: &DynamicMessage) -> Cell {
    let seconds = message.get_field_by_name("seconds").and_then(|value| value.as_i64()).unwrap_or(0);
    Cell::Minute(Timestamp::from_micros(seconds.saturating_mul(1_000_000)))
}
