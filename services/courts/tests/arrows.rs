//! The arrows of the house: the domain reaches neither the wire nor the database nor the runtime.

#![expect(clippy::unwrap_used, reason = "a test ends where its world cannot be built")]

use std::{fs, path::Path};

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

fn below(room: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room), &mut found);
    assert!(!found.is_empty());
    found
}

#[test]
fn the_domain_is_pure() {
    for (path, text) in below("domain") {
        for word in ["tonic", "sea_orm", "tokio", "proto::", "crate::api", "crate::store", "Moment::now"] {
            assert!(!text.contains(word), "{path} mentions {word}");
        }
    }
}

#[test]
fn the_store_does_not_look_back() {
    for (path, text) in below("store") {
        assert!(!text.contains("crate::api") && !text.contains("proto::"), "{path} looks at the api");
    }
}
