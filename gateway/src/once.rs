//! Names that stand twice in one object of a body. JSON leaves open which of them counts, and a field's name in the contract and
//! in JSON (`page_size`, `pageSize`) are one name. Which one was meant is not for us to guess.

use std::{collections::HashSet, fmt};

use kit::refusal::Text;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::{
    faults::{Faults, shown},
    mend,
};

/// Names every field that a message's JSON gives twice.
pub(crate) fn in_message(descriptor: &MessageDescriptor, text: &[u8], prefix: &str, faults: &mut Faults) {
    walk(&Shape::Message(descriptor.clone()), text, prefix, faults);
}

/// The same for the JSON of one field.
pub(crate) fn in_field(field: &FieldDescriptor, text: &[u8], faults: &mut Faults) {
    walk(&Shape::of(field), text, field.name(), faults);
}

fn walk(shape: &Shape, text: &[u8], prefix: &str, faults: &mut Faults) {
    let place = Place::Top(prefix);
    // Text that is no JSON is told by those who read it for what it says.
    let _ = serde_json::Deserializer::from_slice(text).deserialize_any(Walk { shape, place: &place, faults });
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
            Kind::Message(descriptor) if !mend::is_one_value(&descriptor) => Self::Message(descriptor),
            _ => Self::Other,
        }
    }
}

/// Where in the body; written out only where something is wrong.
enum Place<'a> {
    Top(&'a str),
    Name(&'a Place<'a>, &'a str),
    Index(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
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
    shape: &'a Shape,
    place: &'a Place<'a>,
    faults: &'a mut Faults,
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
        let Walk { shape, place, faults } = self;
        let (mut numbers, mut names) = (Vec::new(), HashSet::new());
        while let Some(name) = entries.next_key::<String>()? {
            let field = match shape {
                Shape::Message(descriptor) => mend::field_of(descriptor, &name),
                Shape::Map(_) | Shape::Other => None,
            };
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
            let place = Place::Name(place, field.as_ref().map_or(&name, FieldDescriptor::name));
            if !is_new {
                let text = Text::new("同一字段只能出现一次。", "The field can be given once only.");
                faults.add(shown(&place.to_string()), "DUPLICATE_FIELD", text);
            }
            entries.next_value_seed(Walk { shape: inner, place: &place, faults })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Walk { shape, place, faults } = self;
        for index in 0.. {
            let place = Place::Index(place, index);
            if elements.next_element_seed(Walk { shape, place: &place, faults })?.is_none() {
                break;
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

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
