//! Checks on the text of a JSON body before a message is built from it: the contract's bounds, and keys that occur twice in one
//! object. JSON leaves open which of two equal names counts, and a field's name in the contract and in JSON
//! (`page_size`, `pageSize`) are one name. Which one was meant is not for us to guess.

use std::{collections::HashSet, fmt};

use kit::{
    domain::{
        Reason, reason,
        refusal::{Refusal, Text},
    },
    rpc::bounds::{Bounds, FieldBound, MOST_ELEMENTS, too_many_elements},
};
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::{
    lenient,
    violations::{BoundedViolations, shown},
};

/// Names every field that a message's JSON gives twice or that holds too much. Refuses at once where going on would cost too much.
pub(crate) fn in_message(
    bounds: &Bounds,
    descriptor: &MessageDescriptor,
    text: &[u8],
    prefix: &str,
) -> Result<BoundedViolations, Refusal> {
    walk(bounds, &Shape::Message(descriptor.clone()), FieldBound::NONE, text, prefix)
}

/// The same for the JSON of one field.
pub(crate) fn in_field(
    bounds: &Bounds,
    field: &FieldDescriptor,
    text: &[u8],
) -> Result<BoundedViolations, Refusal> {
    walk(bounds, &Shape::of(field), bounds.of_field(field), text, field.name())
}

fn walk(
    bounds: &Bounds,
    shape: &Shape,
    bound: FieldBound,
    text: &[u8],
    prefix: &str,
) -> Result<BoundedViolations, Refusal> {
    let mut found = Found { faults: BoundedViolations::new(), elements: MOST_ELEMENTS, too_much: false };
    let path = JsonPath::Top(prefix);
    // Text that is not JSON is refused by the parser, which reads it next.
    let walk = Walk { bounds, shape, bound, path: &path, found: &mut found };
    let _ = serde_json::Deserializer::from_slice(text).deserialize_any(walk);
    if found.too_much {
        found.faults.check()?;
        return Ok(BoundedViolations::new());
    }
    Ok(found.faults)
}

/// What was found so far.
struct Found {
    faults: BoundedViolations,
    /// Elements of lists and objects that may still come.
    elements: usize,
    /// Nothing must be built from this text.
    too_much: bool,
}

impl Found {
    fn add(&mut self, path: &JsonPath<'_>, (reason, text): (Reason, Text)) {
        self.too_much = true;
        self.faults.add(shown(&path.to_string()), reason, text);
    }
}

/// What the names of an object mean.
enum Shape {
    /// Fields.
    Message(MessageDescriptor),
    /// Keys of anybody's choice; the values have a shape of their own.
    Map(Box<Shape>),
    /// Nothing that we know of.
    Other,
}

impl Shape {
    /// Of a field's value, or of its elements.
    fn of(field: &FieldDescriptor) -> Self {
        match field.kind() {
            Kind::Message(entry) if field.is_map() => {
                Self::Map(Box::new(Self::of(&entry.map_entry_value_field())))
            }
            Kind::Message(descriptor) if !lenient::is_one_value(&descriptor) => Self::Message(descriptor),
            _ => Self::Other,
        }
    }
}

/// Where in the body; written out only where something is wrong.
enum JsonPath<'a> {
    Top(&'a str),
    Name(&'a JsonPath<'a>, &'a str),
    Index(&'a JsonPath<'a>, usize),
}

impl fmt::Display for JsonPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top(prefix) => f.write_str(prefix),
            Self::Name(Self::Top(""), name) => f.write_str(name),
            Self::Name(outer, name) => write!(f, "{outer}.{name}"),
            Self::Index(outer, index) => write!(f, "{outer}[{index}]"),
        }
    }
}

struct Walk<'a> {
    bounds: &'a Bounds,
    shape: &'a Shape,
    bound: FieldBound,
    path: &'a JsonPath<'a>,
    found: &'a mut Found,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Walk { bounds, shape, path, found, .. } = self;
        let (mut numbers, mut names) = (Vec::new(), HashSet::new());
        while let Some(name) = entries.next_key::<String>()? {
            let field = match shape {
                Shape::Message(descriptor) => lenient::field_of(descriptor, &name),
                Shape::Map(_) | Shape::Other => None,
            };
            found.elements = found.elements.saturating_sub(usize::from(field.is_none()));
            if found.elements == 0 {
                found.add(path, too_many_elements());
                return Err(A::Error::custom("too many elements"));
            }
            let inner = match (&field, shape) {
                (Some(field), _) => &Shape::of(field),
                (None, Shape::Map(values)) => values,
                (None, Shape::Message(_) | Shape::Other) => &Shape::Other,
            };
            let is_new = match &field {
                Some(field) if numbers.contains(&field.number()) => false,
                Some(field) => {
                    numbers.push(field.number());
                    true
                }
                None => names.insert(name.clone()),
            };
            let path = JsonPath::Name(path, field.as_ref().map_or(&name, FieldDescriptor::name));
            if !is_new {
                let text = Text::new("同一字段只能出现一次。", "The field can be given once only.");
                found.faults.add(shown(&path.to_string()), reason::DUPLICATE_FIELD, text);
            }
            let bound = field.as_ref().map_or(FieldBound::NONE, |field| bounds.of_field(field));
            entries.next_value_seed(Walk { bounds, shape: inner, bound, path: &path, found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Walk { bounds, shape, bound, path: list, found } = self;
        for index in 0.. {
            let path = JsonPath::Index(list, index);
            if elements.next_element_seed(Walk { bounds, shape, bound, path: &path, found })?.is_none() {
                break;
            }
            found.elements = found.elements.saturating_sub(1);
            let over = bound.list(index + 1).or_else(|| (found.elements == 0).then(too_many_elements));
            if let Some(over) = over {
                found.add(list, over);
                return Err(A::Error::custom("too many elements"));
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if let Some(over) = self.bound.text(text.as_bytes()) {
            self.found.add(self.path, over);
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
