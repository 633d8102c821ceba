//! The gateway knows the contract by its descriptors alone: a method that is added there needs no line here.

use std::{fs, path::Path};

/// Things of the domain. `task` is one of the runtime's words as well, but only as a module.
const DOMAIN: [&str; 14] = [
    "task",
    "tasks",
    "court",
    "courts",
    "village",
    "villages",
    "people",
    "officer",
    "terminal",
    "region",
    "addressee",
    "debtor",
    "dispatch",
    "network",
];

/// Comments and code of a file before its tests, and those of all that lie in the folder.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let own = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((path.display().to_string(), own));
        }
    }
}

#[test]
fn no_word_of_the_domain_stands_in_the_gateway() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 20, "the sources are not where they are looked for: {files:?}");
    for (file, text) in files {
        for (number, line) in text.lines().enumerate() {
            let line = line.replace("task::", "").to_lowercase();
            let word = line.split(|c: char| !c.is_ascii_alphabetic()).find(|word| DOMAIN.contains(word));
            assert_eq!(word, None, "{file}:{}: {line}", number + 1);
        }
    }
}
