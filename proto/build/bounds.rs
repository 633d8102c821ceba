//! How much a request holds: every list, text and filter in it has a bound.

use std::error::Error;

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};

use crate::requests::{lacking, request_messages};

/// Every list, text and filter that a request can hold says how much of it there can be.
pub(crate) fn check(pool: &DescriptorPool) -> Result<(), Box<dyn Error>> {
    let option = |name: &str| {
        pool.get_extension_by_name(&format!("sharedcourt.access.v1.{name}")).ok_or("no option for bounds")
    };
    let (items, chars, terms) = (option("max_items")?, option("max_chars")?, option("max_terms")?);
    let mut missing = Vec::new();
    // The entry of a map can carry no option: the map itself says how long its keys are.
    let messages = request_messages(pool);
    let fields =
        messages.iter().filter(|message| !message.is_map_entry()).flat_map(MessageDescriptor::fields);
    for field in fields {
        let lacks = |option| !field.options().has_extension(option);
        let text = field.is_map() || matches!(field.kind(), Kind::String | Kind::Bytes);
        let wanted = [
            (field.is_list() || field.is_map(), &items, "max_items"),
            (text, &chars, "max_chars"),
            (field.name() == "filter", &terms, "max_terms"),
        ];
        missing.extend(
            wanted
                .iter()
                .filter(|(asked, option, _)| *asked && lacks(option))
                .map(|(_, _, name)| lacking(&field, name)),
        );
    }
    missing.sort();
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n").into()) }
}
