//! Which fields of an answer hold resource names, by their `google.api.resource_reference`, and the names in a message as it travels.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::LazyLock,
};

use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor, Value};

use crate::rpc::bounds::{Stop, take, varint};

/// How many names of one answer get labels.
pub const MOST_NAMES: usize = 10_000;
/// The deepest that messages nest in an answer.
const DEEPEST: usize = 32;
/// The name of the field that holds the labels.
const LABELS: &str = "labels";

static OURS: LazyLock<LabelFields> = LazyLock::new(|| LabelFields::of(&proto::POOL));

/// The fields of every answer of a contract that hold resource names.
#[derive(Debug)]
pub struct LabelFields {
    answers: HashMap<String, LabelledAnswer>,
    messages: Vec<Vec<Field>>,
}

/// An answer that has labels.
#[derive(Clone, Copy, Debug)]
pub(super) struct LabelledAnswer {
    message: usize,
    /// The number of its map.
    pub(super) labels: u32,
}

#[derive(Debug)]
struct Field {
    number: u32,
    holds: Holds,
}

#[derive(Debug)]
enum Holds {
    /// A resource name, or the bare id of a resource of this collection; no collection where it may be of several.
    Reference(Option<String>),
    /// A message.
    Message(usize),
}

/// The collection of a resource name: `people` of `people/{id}`. None where it is not the name of a resource that has no parent.
#[must_use]
pub fn collection_of(name: &str) -> Option<&str> {
    let (collection, id) = name.split_once('/')?;
    (!id.is_empty() && !id.contains('/')).then_some(collection)
}

impl LabelFields {
    /// Of the installation's own contract.
    #[must_use]
    pub fn ours() -> &'static Self {
        &OURS
    }

    /// Of all methods in a pool of descriptors.
    #[must_use]
    pub fn of(pool: &DescriptorPool) -> Self {
        let mut made =
            Making { collections: collections(pool), by_name: HashMap::new(), messages: Vec::new() };
        let mut answers = HashMap::new();
        for method in proto::methods(pool) {
            let output = method.output();
            let Some(labels) = output.get_field_by_name(LABELS).filter(FieldDescriptor::is_map) else {
                continue;
            };
            if method.is_server_streaming() {
                continue;
            }
            let path = proto::method_path(&method);
            let answer = LabelledAnswer { message: made.message(&output), labels: labels.number() };
            answers.insert(path, answer);
        }
        let messages = without_dead_ends(made.messages);
        Self { answers, messages }
    }

    /// The answer of a method, where it has labels.
    pub(super) fn answer(&self, path: &str) -> Option<LabelledAnswer> {
        self.answers.get(path).copied()
    }

    /// The names of resources in an answer, at most [`MOST_NAMES`]; none where it is no message.
    pub(super) fn names(&self, answer: LabelledAnswer, message: &[u8]) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        match self.collect(answer.message, message, &mut names, DEEPEST) {
            Ok(()) => names,
            Err(Stop) => BTreeSet::new(),
        }
    }

    fn collect(
        &self,
        message: usize,
        mut bytes: &[u8],
        names: &mut BTreeSet<String>,
        depth: usize,
    ) -> Result<(), Stop> {
        let fields = &self.messages[message];
        while !bytes.is_empty() {
            let tag = varint(&mut bytes)?;
            let number = u32::try_from(tag >> 3).map_err(|_| Stop)?;
            let content: &[u8] = match tag & 7 {
                0 => {
                    varint(&mut bytes)?;
                    continue;
                }
                1 => take(&mut bytes, 8)?,
                5 => take(&mut bytes, 4)?,
                2 => {
                    let length = usize::try_from(varint(&mut bytes)?).map_err(|_| Stop)?;
                    take(&mut bytes, length)?
                }
                _ => return Err(Stop),
            };
            let Ok(at) = fields.binary_search_by_key(&number, |field| field.number) else { continue };
            match &fields[at].holds {
                Holds::Message(inner) if depth > 0 => self.collect(*inner, content, names, depth - 1)?,
                Holds::Message(_) => return Err(Stop),
                Holds::Reference(collection) => {
                    let text = std::str::from_utf8(content).map_err(|_| Stop)?;
                    if let Some(name) = name_of(text, collection.as_deref())
                        && names.len() < MOST_NAMES
                    {
                        names.insert(name);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The resource name in a field: as it stands there, or of the bare id of a resource of its collection.
fn name_of(text: &str, collection: Option<&str>) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    if text.contains('/') {
        return collection_of(text).map(|_| text.to_owned());
    }
    collection.map(|collection| format!("{collection}/{text}"))
}

/// The collections of the contract's resource types: `people` for `sharedcourt/Person`, from the patterns of their names.
#[must_use]
pub fn collections(pool: &DescriptorPool) -> HashMap<String, String> {
    let Some(option) = pool.get_extension_by_name("google.api.resource") else { return HashMap::new() };
    let of = |message: MessageDescriptor| {
        let options = message.options();
        let resource = options.has_extension(&option).then(|| options.get_extension(&option))?;
        let resource = resource.as_message()?;
        let kind = resource.get_field_by_name("type")?.as_str()?.to_owned();
        let patterns = resource.get_field_by_name("pattern")?;
        let pattern = patterns.as_list()?.first().and_then(Value::as_str)?.to_owned();
        Some((kind, pattern.split_once('/')?.0.to_owned()))
    };
    pool.all_messages().filter_map(of).collect()
}

/// The tables of messages, while they are made.
struct Making {
    collections: HashMap<String, String>,
    by_name: HashMap<String, usize>,
    messages: Vec<Vec<Field>>,
}

impl Making {
    fn message(&mut self, descriptor: &MessageDescriptor) -> usize {
        if let Some(known) = self.by_name.get(descriptor.full_name()) {
            return *known;
        }
        let index = self.messages.len();
        self.messages.push(Vec::new());
        self.by_name.insert(descriptor.full_name().to_owned(), index);
        let mut fields: Vec<Field> = descriptor.fields().filter_map(|field| self.field(&field)).collect();
        fields.sort_by_key(|field| field.number);
        self.messages[index] = fields;
        index
    }

    fn field(&mut self, field: &FieldDescriptor) -> Option<Field> {
        let holds = match field.kind() {
            Kind::Message(inner) => Holds::Message(self.message(&inner)),
            Kind::String => Holds::Reference(self.collections.get(&referenced(field)?).cloned()),
            _ => return None,
        };
        Some(Field { number: field.number(), holds })
    }
}

/// The type of the resource that a field names, `*` where it may be of several.
#[must_use]
pub fn referenced(field: &FieldDescriptor) -> Option<String> {
    let option = field.parent_pool().get_extension_by_name("google.api.resource_reference")?;
    let options = field.options();
    let reference = options.has_extension(&option).then(|| options.get_extension(&option))?;
    let kind = reference.as_message()?.get_field_by_name("type")?;
    kind.as_str().map(str::to_owned)
}

/// The tables without the fields that lead to no name.
fn without_dead_ends(messages: Vec<Vec<Field>>) -> Vec<Vec<Field>> {
    let mut leads: HashSet<usize> = HashSet::new();
    loop {
        let found: Vec<usize> = messages
            .iter()
            .enumerate()
            .filter(|(index, fields)| {
                !leads.contains(index)
                    && fields.iter().any(|field| match &field.holds {
                        Holds::Reference(_) => true,
                        Holds::Message(inner) => leads.contains(inner),
                    })
            })
            .map(|(index, _)| index)
            .collect();
        if found.is_empty() {
            break;
        }
        leads.extend(found);
    }
    let keeps = |field: &Field| match &field.holds {
        Holds::Reference(_) => true,
        Holds::Message(inner) => leads.contains(inner),
    };
    messages.into_iter().map(|fields| fields.into_iter().filter(keeps).collect()).collect()
}
