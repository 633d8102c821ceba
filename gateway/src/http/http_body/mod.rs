//! Bytes that are no JSON: a field that is a `google.api.HttpBody` travels as the body itself, of any type and any length, in
//! either direction, and is never held as a whole where the method streams.

pub(crate) mod request;
pub(crate) mod response;
mod wire;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

/// Whether a field is a body of bytes.
pub(crate) fn is_body(field: &FieldDescriptor) -> bool {
    !field.is_list() && matches!(field.kind(), Kind::Message(kind) if is_body_message(&kind))
}

/// Whether a message is a body of bytes.
pub(crate) fn is_body_message(descriptor: &MessageDescriptor) -> bool {
    descriptor.full_name() == "google.api.HttpBody"
}
