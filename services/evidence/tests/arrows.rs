//! The arrows of the house: the domain reaches neither the wire nor the database nor the runtime.

#![expect(clippy::unwrap_used, reason = "a test ends where its world cannot be built")]

use std::{fs, path::Path};

fn below(room: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(room).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn mentions(room: &str, words: &[&str]) -> Vec<String> {
    let mut files = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room), &mut files);
    assert!(files.len() > 3, "the files were not where they were looked for");
    let wrong = files.iter().flat_map(|(path, text)| {
        words.iter().filter(|word| text.contains(**word)).map(move |word| format!("{path} mentions {word}"))
    });
    wrong.collect()
}

#[test]
fn the_domain_is_pure() {
    let foreign =
        ["tonic", "sea_orm", "tokio", "proto::", "prost", "crate::api", "crate::store", "Moment::now"];
    assert_eq!(mentions("domain", &foreign), Vec::<String>::new());
}

#[test]
fn the_store_does_not_look_back() {
    assert_eq!(mentions("store", &["crate::api", "proto::"]), Vec::<String>::new());
}
