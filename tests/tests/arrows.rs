//! Which arrows may exist: between crates by their manifests, inside a service by its `use` lines.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use proto::Service;

/// The crates, each with those of ours that it may depend on. A crate stands below all that it depends on, so there is no cycle.
const CRATES: &[(&str, &[&str])] = &[
    ("proto", &[]),
    ("services/law", &[]),
    ("web", &[]),
    ("services/kit", &["law", "proto"]),
    ("services/papers", &["kit", "law"]),
    ("gateway", &["kit", "proto"]),
    ("services/audit", &["kit", "law", "proto"]),
    ("services/courts", &["kit", "law", "proto"]),
    ("services/dispatch", &["kit", "law", "proto"]),
    ("services/evidence", &["kit", "law", "proto"]),
    ("services/enforcement", &["kit", "law", "papers", "proto"]),
    ("services/investigation", &["kit", "law", "papers", "proto"]),
    (
        "services/sharedcourt",
        &[
            "audit",
            "courts",
            "dispatch",
            "enforcement",
            "evidence",
            "gateway",
            "investigation",
            "kit",
            "law",
            "proto",
            "web",
        ],
    ),
];

/// The services that are laid out as rooms.
fn services() -> impl Iterator<Item = &'static str> + Clone {
    Service::ALL.into_iter().filter(|service| *service != Service::Audit).map(Service::name)
}

/// What no file of a domain mentions: the wire, the database, the runtime, other rooms, clocks and random ids.
const NOT_IN_A_DOMAIN: &[&str] = &[
    "tonic::",
    "sea_orm::",
    "tokio::",
    "proto::",
    "prost::",
    "crate::api",
    "crate::messages",
    "crate::store",
    "Timestamp::now",
    "now_v7",
    "std::fs",
    "std::net::Tcp",
];

/// What no file of a store mentions.
const NOT_IN_A_STORE: &[&str] =
    &["crate::api", "crate::messages", "crate::consumers", "crate::workers", "proto::"];

/// Stores that hold messages of the contract as they are stored today; the list only gets shorter.
const STORES_WITH_MESSAGES: &[&str] =
    &["services/enforcement/src/store/service_acts.rs", "services/enforcement/src/store/work.rs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The sources below a folder, by their path from the root, without those of tests.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root().join(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !name.contains("tests") {
                let text = fs::read_to_string(&path).unwrap();
                // What a file tests itself with is no arrow of the program.
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                found.insert(name, text);
            }
        }
    }
    found
}

fn mentions(folder: &str, words: &[&str], allowed: &[&str]) -> Vec<String> {
    let files = sources(folder);
    assert!(files.len() > 2, "{folder}: the files are not where they were looked for");
    let files = files.iter().filter(|(name, _)| !allowed.contains(&name.as_str()));
    files
        .flat_map(|(name, text)| {
            words
                .iter()
                .filter(|word| text.contains(**word))
                .map(move |word| format!("{name} mentions {word}"))
        })
        .collect()
}

#[test]
fn crates_depend_on_those_below_alone() {
    let mut known = BTreeSet::new();
    for (folder, allowed) in CRATES {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        let names = dependencies.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        let ours: Vec<&str> = CRATES.iter().map(|(folder, _)| folder.rsplit('/').next().unwrap()).collect();
        for name in names.filter(|name| ours.contains(name)) {
            assert!(allowed.contains(&name), "{folder} depends on {name}");
            assert!(known.contains(name), "{folder} depends on {name}, which does not stand below it");
        }
        known.insert(folder.rsplit('/').next().unwrap());
    }
    let members = fs::read_dir(root().join("services")).unwrap().count();
    assert_eq!(CRATES.iter().filter(|(folder, _)| folder.starts_with("services/")).count(), members);
}

#[test]
fn domains_are_pure() {
    let mut wrong =
        mentions("services/kit/src/domain", &["tokio::", "sea_orm::", "std::fs", "crate::storage"], &[]);
    for service in services() {
        wrong.extend(mentions(&format!("services/{service}/src/domain"), NOT_IN_A_DOMAIN, &[]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn stores_do_not_look_back() {
    let mut wrong = Vec::new();
    for service in services() {
        wrong.extend(mentions(
            &format!("services/{service}/src/store"),
            NOT_IN_A_STORE,
            STORES_WITH_MESSAGES,
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_stands_below_the_methods_does_not_know_them() {
    let below = ["/consumers/", "/workers/", "/effects/", "/messages/"];
    // A group of imports names its rooms without the crate before each.
    let names = |text: &str, room: &str| {
        text.contains(&format!("crate::{room}")) || text.contains(&format!("\n    {room}::"))
    };
    let mut looked_at = 0;
    for service in services() {
        for (name, text) in sources(&format!("services/{service}/src")) {
            if below.iter().any(|room| name.contains(room)) {
                looked_at += 1;
                assert!(!names(&text, "api"), "{name} mentions crate::api");
            }
            if name.contains("/api/") {
                assert!(!names(&text, "workers"), "{name} mentions crate::workers");
            }
        }
    }
    assert!(looked_at > 20, "consumers, workers and messages are not where they were looked for");
}

#[test]
fn services_know_each_other_by_the_contract_alone_and_kit_knows_none() {
    let mut wrong = Vec::new();
    // A module may have the name of the service that it calls; what is imported at the head of a file is the crate.
    let uses = |service: &str| format!("\nuse {service}::");
    for service in services() {
        let others: Vec<String> = services().filter(|other| *other != service).map(uses).collect();
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        wrong.extend(mentions(&format!("services/{service}/src"), &others, &[]));
    }
    let all: Vec<String> = services().map(uses).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    wrong.extend(mentions("services/kit/src", &all, &[]));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The module of a file by its path below `src`: `storage::list` for `storage/list.rs` and for `storage/list/mod.rs`.
fn module(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    path.split('/').filter(|part| !matches!(*part, "lib" | "main" | "mod")).map(str::to_owned).collect()
}

/// The paths within its own crate that a file names, in `use` lines and in place.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl Paths {
    fn leaves(&mut self, tree: &syn::UseTree, mut prefix: Vec<String>) {
        match tree {
            syn::UseTree::Path(path) => {
                prefix.push(path.ident.to_string());
                self.leaves(&path.tree, prefix);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.leaves(tree, prefix.clone());
                }
            }
            syn::UseTree::Name(name) => {
                prefix.push(name.ident.to_string());
                self.0.push(prefix);
            }
            syn::UseTree::Rename(name) => {
                prefix.push(name.ident.to_string());
                self.0.push(prefix);
            }
            syn::UseTree::Glob(_) => self.0.push(prefix),
        }
    }
}

impl<'ast> syn::visit::Visit<'ast> for Paths {
    // A module within a file is its tests or the columns of its table, and names the file itself.
    fn visit_item_mod(&mut self, _: &'ast syn::ItemMod) {}

    // To whom an item is visible is no use of the file above.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.leaves(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }
}

/// Which files of a crate each of its files names, by their modules.
fn arrows(folder: &str) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let folder = format!("{folder}/src");
    let files = sources(&folder);
    let modules: BTreeMap<Vec<String>, &String> = files
        .iter()
        .map(|(name, text)| (module(name.strip_prefix(&folder).unwrap().trim_matches('/')), text))
        .collect();
    let target = |own: &[String], path: &[String]| -> Option<Vec<String>> {
        let mut base = match path.first()?.as_str() {
            "crate" => Vec::new(),
            "self" | "super" => own.to_vec(),
            _ => return None,
        };
        for part in path {
            match part.as_str() {
                "crate" | "self" => {}
                "super" => drop(base.pop()),
                part => base.push(part.to_owned()),
            }
        }
        // An item of a file, or of the root, which stands above all.
        while !base.is_empty() && !modules.contains_key(&base) {
            base.pop();
        }
        (!base.is_empty() && base != own).then_some(base)
    };
    let of = |own: &Vec<String>, text: &str| {
        let mut paths = Paths::default();
        syn::visit::Visit::visit_file(&mut paths, &syn::parse_file(text).unwrap());
        paths.0.iter().filter_map(|path| target(own, path)).collect()
    };
    modules.iter().map(|(own, text)| (own.clone(), of(own, text))).collect()
}

/// The groups of files that reach each other.
fn cycles(arrows: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>) -> BTreeSet<BTreeSet<Vec<String>>> {
    let reach = |from: &Vec<String>| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(here) = next.pop() {
            for there in &arrows[&here] {
                if seen.insert(there.clone()) {
                    next.push(there.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<_, _> = arrows.keys().map(|from| (from, reach(from))).collect();
    let group = |from: &Vec<String>| -> BTreeSet<Vec<String>> {
        reached[from].iter().filter(|there| reached[there].contains(from)).cloned().collect()
    };
    arrows.keys().filter(|from| reached[from].contains(*from)).map(group).collect()
}

#[test]
fn a_circle_is_found_by_way_of_other_files_and_what_only_leads_to_it_is_none() {
    let path = |name: &str| vec![name.to_owned()];
    let to = |names: &[&str]| names.iter().map(|name| path(name)).collect::<BTreeSet<_>>();
    let arrows = [("a", &["b"][..]), ("b", &["c"]), ("c", &["a", "e"]), ("d", &["a"]), ("e", &[])];
    let arrows = arrows.into_iter().map(|(from, there)| (path(from), to(there))).collect();
    assert_eq!(cycles(&arrows), BTreeSet::from([to(&["a", "b", "c"])]));
}

#[test]
fn files_do_not_know_each_other_in_a_circle() {
    let mut found = Vec::new();
    for (folder, _) in CRATES.iter().filter(|(folder, _)| !matches!(*folder, "proto" | "web")) {
        let arrows = arrows(folder);
        assert!(arrows.values().any(|there| !there.is_empty()), "{folder}: no file names another");
        for group in cycles(&arrows) {
            let files: Vec<_> = group.iter().map(|path| format!("{folder}/src/{}", path.join("/"))).collect();
            found.push(files.join("\n  "));
        }
    }
    assert!(found.is_empty(), "files import one another in a circle:\n  {}", found.join("\n\n  "));
}
