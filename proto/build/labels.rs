//! What people call a field: every field of a request has a label in Chinese and English, fit for a person to read.

use std::{collections::HashMap, error::Error};

use prost_reflect::{DescriptorPool, ExtensionDescriptor, FieldDescriptor, MessageDescriptor};

use crate::requests::{is_ours, lacking, request_messages, text_of};

/// Every field that a request can hold has a label, and every label in the contract is fit for a person to read.
pub(crate) fn check(pool: &DescriptorPool) -> Result<(), Box<dyn Error>> {
    let option = pool.get_extension_by_name("sharedcourt.access.v1.label").ok_or("no option for labels")?;
    let in_requests = request_messages(pool);
    let mut faults: Vec<String> = in_requests
        .iter()
        .filter(|message| !message.is_map_entry())
        .flat_map(MessageDescriptor::fields)
        .filter(|field| !field.options().has_extension(&option))
        .map(|field| lacking(&field, "label"))
        .collect();
    for message in pool.all_messages().filter(is_ours) {
        let (mut known_zh, mut known_en) = (HashMap::new(), HashMap::new());
        for field in message.fields().filter(|field| field.options().has_extension(&option)) {
            let (zh, en) = label(&field, &option);
            for (language, text, fault) in
                [("zh", &zh, fault_in_chinese(&zh)), ("en", &en, fault_in_english(&en))]
            {
                let at = field.full_name();
                faults.extend(fault.map(|why| format!("{at}: its label in {language}, “{text}”, {why}")));
            }
            for (known, text) in [(&mut known_zh, zh), (&mut known_en, en)] {
                if let Some(other) = known.insert(text.clone(), field.name().to_owned()) {
                    faults.push(format!("{}: {other} is labelled “{text}” too", field.full_name()));
                }
            }
        }
    }
    faults.sort();
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// The label of a field in Chinese and in English; empty where it is not given.
fn label(field: &FieldDescriptor, option: &ExtensionDescriptor) -> (String, String) {
    let options = field.options();
    let value = options.get_extension(option);
    (text_of(&value, "zh"), text_of(&value, "en"))
}

fn fault_in_chinese(label: &str) -> Option<&'static str> {
    if label.trim().is_empty() {
        return Some("is empty");
    }
    if label.contains(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return Some("holds Latin letters or underscores");
    }
    label.contains(['「', '」']).then_some("holds the brackets in which it is quoted")
}

fn fault_in_english(label: &str) -> Option<&'static str> {
    if label.trim().is_empty() {
        return Some("is empty");
    }
    let is_camel_case = |word: &str| {
        word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase())
    };
    if label.contains(['_', '`', '.', '[']) || label.split(' ').any(is_camel_case) {
        return Some("holds an identifier");
    }
    if label.contains('"') {
        return Some("holds the marks in which it is quoted");
    }
    label.starts_with(char::is_lowercase).then_some("begins with a small letter")
}
