//! What is read from the descriptors.

use kit::rpc::Peer;
use serde_json::{Value as Json, json};

use super::routes::Found;
use super::*;

fn peer() -> Peer {
    Peer::new(tower::service_fn(async |_| Err("away".into())))
}

/// The operations of GetTask under another rule.
fn bound(rule: Json) -> Result<Contract, String> {
    let descriptor = proto::POOL.get_service_by_name("sharedcourt.dispatch.v1.TaskService").unwrap();
    let get = descriptor.methods().find(|method| method.name() == "GetTask").unwrap();
    let method = Arc::new(
        Method::new(&get, "/x", peer(), true, &Arc::new(kit::rpc::bounds::Bounds::of(&proto::POOL))).unwrap(),
    );
    let kind = proto::POOL.get_message_by_name("google.api.HttpRule").unwrap();
    let rule = DynamicMessage::deserialize(kind, rule).unwrap();
    let mut contract =
        Contract { methods: HashMap::new(), operations: Table::default(), services: Vec::new() };
    contract.bind(&method, &rule)?;
    Ok(contract)
}

#[test]
fn a_rule_may_bind_several_paths_and_any_method() {
    let contract = bound(json!({
        "get": "/v2/{name=tasks/*}",
        "additionalBindings": [
            {"post": "/v2/{name=tasks/*}:read", "body": "*"},
            {"custom": {"kind": "SEARCH", "path": "/v2/tasks"}, "responseBody": "addressee"},
        ],
    }))
    .unwrap();
    let find =
        |method: &[u8], path| contract.operations.find(&http::Method::from_bytes(method).unwrap(), path);
    assert!(matches!(find(b"GET", "/v2/tasks/1"), Found::Target(op, _) if op.body == Body::Absent));
    assert!(matches!(find(b"POST", "/v2/tasks/1:read"), Found::Target(op, _) if op.body == Body::Whole));
    assert!(
        matches!(find(b"SEARCH", "/v2/tasks"), Found::Target(op, _) if matches!(op.answer, Answer::Field(_)))
    );
}

#[test]
fn a_rule_that_names_what_is_not_there_stops_the_start() {
    for rule in [
        json!({}),
        json!({"get": "v2/tasks"}),
        json!({"get": "/v2/{title=tasks/*}"}),
        json!({"post": "/v2/tasks", "body": "task"}),
        json!({"get": "/v2/tasks", "responseBody": "colour"}),
        json!({"get": "/v2/{name=tasks/*}", "additionalBindings": [{"get": "/v2/tasks/{name}"}]}),
    ] {
        assert!(bound(rule.clone()).is_err(), "{rule}");
    }
}

#[test]
fn every_annotated_method_of_the_contract_is_reached_by_its_path() {
    let packages: std::collections::BTreeSet<String> = proto::POOL
        .services()
        .map(|service| service.package_name().to_owned())
        .filter(|package| package.starts_with("sharedcourt."))
        .collect();
    let upstreams = packages.into_iter().fold(Upstreams::new(), |all, package| all.with(package, peer()));
    let contract = Contract::new(&proto::POOL, &upstreams).unwrap();
    let http = proto::POOL.get_extension_by_name("google.api.http").unwrap();
    let mut reached = 0;
    for method in proto::methods(&proto::POOL) {
        if !method.options().has_extension(&http) {
            continue;
        }
        let value = method.options().get_extension(&http).into_owned();
        let (verb, template) = verb_and_path(value.as_message().unwrap()).unwrap();
        let mut path = String::new();
        for part in template.split(['{', '}']) {
            path.push_str(&part.split_once('=').map_or(part, |(_, pattern)| pattern).replace('*', "7"));
        }
        let verb = http::Method::from_bytes(verb.as_bytes()).unwrap();
        let uri = proto::method_path(&method);
        match contract.operations.find(&verb, &path) {
            Found::Target(operation, _) => assert_eq!(operation.method.uri.path(), uri, "{verb} {path}"),
            other => panic!("{verb} {path}: {other:?}"),
        }
        reached += 1;
    }
    assert!(reached > 30, "{reached}");
}
