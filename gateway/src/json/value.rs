//! Single values in JSON.

use prost_reflect::{DynamicMessage, FieldDescriptor, Value};
use serde_json::Value as Json;

/// A single value of a field (or of one of its elements), as canonical JSON has it. `None` where it is not one.
pub(crate) fn leaf(field: &FieldDescriptor, value: Json) -> Option<Value> {
    let value = if field.is_list() { Json::Array(vec![value]) } else { value };
    let whole = Json::Object([(field.json_name().to_owned(), value)].into_iter().collect());
    let message = DynamicMessage::deserialize(field.parent_message().clone(), whole).ok()?;
    match message.get_field(field).into_owned() {
        Value::List(mut elements) if field.is_list() => elements.pop(),
        value => Some(value),
    }
}
