//! The comments of the contract.

use std::{cell::RefCell, collections::HashMap};

use prost_reflect::FileDescriptor;

/// Comments by file and by the path of what they stand before.
#[derive(Default)]
pub(super) struct Comments(RefCell<HashMap<String, HashMap<Vec<i32>, String>>>);

impl Comments {
    /// What stands before the thing at this path; empty where nothing does.
    pub(super) fn of(&self, file: &FileDescriptor, path: &[i32]) -> String {
        let mut files = self.0.borrow_mut();
        let comments = files.entry(file.name().to_owned()).or_insert_with(|| read(file));
        comments.get(path).cloned().unwrap_or_default()
    }
}

fn read(file: &FileDescriptor) -> HashMap<Vec<i32>, String> {
    let info = file.file_descriptor_proto().source_code_info.clone().unwrap_or_default();
    let comments = info.location.into_iter().filter_map(|location| {
        let text = location.leading_comments?;
        Some((location.path, tidy(&text)))
    });
    comments.collect()
}

/// One paragraph a line, as the lines of a comment are broken where the editor was full.
fn tidy(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        paragraph.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    });
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The first sentence of a text.
pub(super) fn first_sentence(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.split_once(". ").map_or(line, |(first, _)| first).trim_end_matches('.')
}
