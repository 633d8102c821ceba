//! The messages that a request can hold, and what is read of the contract's options.

use std::collections::HashSet;

use prost_reflect::{DescriptorPool, FieldDescriptor, MessageDescriptor, Value};

/// Every message of ours that a request can hold, the requests themselves among them, each once.
pub(crate) fn request_messages(pool: &DescriptorPool) -> Vec<MessageDescriptor> {
    let methods = pool.services().filter(|service| service.full_name().starts_with("sharedcourt."));
    let mut waiting: Vec<_> =
        methods.flat_map(|service| service.methods().map(|m| m.input()).collect::<Vec<_>>()).collect();
    let mut known = HashSet::new();
    let mut found = Vec::new();
    while let Some(message) = waiting.pop() {
        if is_ours(&message) && known.insert(message.full_name().to_owned()) {
            waiting.extend(message.fields().filter_map(|field| field.kind().as_message().cloned()));
            found.push(message);
        }
    }
    found
}

pub(crate) fn is_ours(message: &MessageDescriptor) -> bool {
    message.full_name().starts_with("sharedcourt.")
}

pub(crate) fn lacking(field: &FieldDescriptor, option: &str) -> String {
    format!("{}: a request can hold it, and it has no {option}", field.full_name())
}

/// A text of an option that is a message; empty where it is not given.
pub(crate) fn text_of(option: &Value, name: &str) -> String {
    let text = option.as_message().and_then(|message| message.get_field_by_name(name));
    text.and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default()
}
