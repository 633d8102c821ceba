//! The registries of reasons and the code hold to each other. That the code gives no reason outside the registries is the type's to
//! say, [`proto::Reason`]; here is the other half.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proto::reason::registry;

/// The names after `reason::` in all sources of the program.
fn given() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders: Vec<PathBuf> = vec![root.join("services"), root.join("gateway/src")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let named = text.split("reason::").skip(1).map(|rest| {
                    rest.chars()
                        .take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '_')
                        .collect()
                });
                found.extend(named);
            }
        }
    }
    found
}

#[test]
fn every_reason_in_use_is_given_somewhere_and_a_deprecated_one_nowhere() {
    let given = given();
    let reasons = registry();
    assert!(reasons.len() > 400, "{} reasons: the registries were not found", reasons.len());
    let faults: Vec<_> = reasons
        .iter()
        .filter(|(name, text)| given.contains(name) != text.replaced_by.is_empty())
        .map(|(name, _)| name)
        .collect();
    assert!(faults.is_empty(), "in the registry and never given, or deprecated and still given: {faults:?}");
}

#[test]
fn no_two_reasons_say_the_same() {
    let reasons = registry();
    let in_use = || reasons.iter().filter(|(_, text)| text.replaced_by.is_empty());
    for (language, texts) in [
        ("zh-CN", in_use().map(|(name, text)| (&text.zh, name)).collect::<Vec<_>>()),
        ("en", in_use().map(|(name, text)| (&text.en, name)).collect()),
    ] {
        let mut known = BTreeMap::new();
        let twice: Vec<_> = texts
            .into_iter()
            .filter_map(|(text, name)| known.insert(text, name).map(|other| (other, name, text)))
            .collect();
        assert!(twice.is_empty(), "{language}: two names with one meaning: {twice:?}");
    }
}
