//! Every list of the contract is stated by its service; and people know the fields by which it is led and ordered.
#![expect(clippy::unwrap_used, reason = "a test ends where the contract is not as it has to be")]

use std::collections::{BTreeMap, BTreeSet};

use kit::storage::list::{ListOf, Reads, labels::label};
use prost_reflect::MethodDescriptor;

/// What the services state.
const STATED: &[&[ListOf]] = &[
    audit::LISTS,
    courts::LISTS,
    dispatch::LISTS,
    enforcement::LISTS,
    evidence::LISTS,
    investigation::LISTS,
];

fn method_of(list: &ListOf) -> MethodDescriptor {
    let (service, name) = list.method.rsplit_once('.').unwrap();
    let service = proto::POOL.get_service_by_name(service).unwrap();
    service.methods().find(|method| method.name() == name).unwrap()
}

/// The paragraphs of the comment before a method, each in one line.
fn comment_of(method: &MethodDescriptor) -> Vec<String> {
    let file = method.parent_file();
    let info = file.file_descriptor_proto().source_code_info.clone().unwrap();
    let location = info.location.into_iter().find(|location| location.path == method.path()).unwrap();
    let text = location.leading_comments.unwrap();
    text.split("\n\n").map(|one| one.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn is_list(method: &MethodDescriptor) -> bool {
    method.name().starts_with("List")
}

#[test]
fn every_list_of_the_contract_is_stated_by_its_service() {
    let ours = proto::POOL.services().filter(|service| service.package_name().starts_with("sharedcourt."));
    let methods = ours.flat_map(|service| service.methods().collect::<Vec<_>>());
    let contract: BTreeSet<String> =
        methods.filter(is_list).map(|method| method.full_name().to_owned()).collect();
    assert!(contract.len() > 35, "{contract:?}");
    let mut stated: BTreeMap<String, usize> = BTreeMap::new();
    for list in STATED.iter().copied().flatten() {
        *stated.entry(list.method.to_owned()).or_default() += 1;
    }
    let twice: Vec<_> = stated.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(stated.into_keys().collect::<BTreeSet<_>>(), contract);
}

#[test]
fn people_know_what_leads_a_list_and_how_it_is_ordered() {
    for list in STATED.iter().copied().flatten() {
        let Reads::Led(leads) = list.reads else { continue };
        assert_eq!(leads.method, list.method);
        let orders: BTreeSet<&str> = leads.leads.iter().flat_map(|lead| lead.orders).copied().collect();
        assert!(!orders.is_empty(), "{}", list.method);
        for lead in leads.leads {
            let Some(path) = lead.path else { continue };
            let label = label(list.method, path);
            assert!(label.is_some(), "{} is led by {path}, which its rows do not have", list.method);
        }
        // A list with one order is never asked for another.
        for order in orders.iter().filter(|_| orders.len() > 1) {
            assert!(label(list.method, order).is_some(), "{} is ordered by {order}", list.method);
        }
    }
}

#[test]
fn the_comment_of_every_list_ends_with_its_orders_and_what_leads_them() {
    let mut wrong = Vec::new();
    for list in STATED.iter().copied().flatten() {
        let method = method_of(list);
        let (comment, statement) = (comment_of(&method), list.statement());
        if comment.last() != Some(&statement) {
            wrong.push(format!("{}\n{statement}", list.method));
        }
        // A filter is named as requests name it.
        let filters = statement.split(": led ").skip(1).filter_map(|led| led.split('.').next());
        for name in filters.flat_map(|led| led.split('`').skip(1).step_by(2)) {
            let is_known =
                comment.iter().any(|text| *text != statement && text.contains(&format!("`{name}`")))
                    || method.input().get_field_by_name(name).is_some();
            assert!(is_known, "{} has no filter {name}", list.method);
        }
    }
    assert!(
        wrong.is_empty(),
        "{} comments do not end with these paragraphs:\n\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
