//! What the contract's descriptors say, made ready once: every method that the wired services own, by its gRPC path, and every
//! REST operation that its `google.api.http` option gives it.

use std::{collections::HashMap, sync::Arc};

use http::Uri;
use kit::call::Peer;
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor, ReflectMessage as _, Value,
};
use proto::access::v1::Door;

use crate::{
    Upstreams, WiringFault, mend,
    query::resolve,
    route::{Table, Template},
};

/// Everything that can be called.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) methods: HashMap<String, Arc<Method>>,
    pub(crate) operations: Table<Operation>,
    /// Full names of the services.
    pub(crate) services: Vec<String>,
}

/// One method and the service that owns it.
pub(crate) struct Method {
    pub(crate) uri: Uri,
    pub(crate) peer: Peer,
    pub(crate) input: MessageDescriptor,
    pub(crate) output: MessageDescriptor,
    pub(crate) streams: bool,
    /// Not for anybody outside.
    pub(crate) internal: bool,
}

impl std::fmt::Debug for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Method").field("uri", &self.uri).finish_non_exhaustive()
    }
}

/// A method as REST reaches it.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) method: Arc<Method>,
    pub(crate) body: Body,
    /// The field that is the answer's body, where it is not the whole answer.
    pub(crate) answer: Option<FieldDescriptor>,
    /// The fields that the path's variables fill, in the template's order.
    pub(crate) variables: Vec<Vec<FieldDescriptor>>,
    /// Filled by `Idempotency-Key`.
    pub(crate) request_id: Option<Vec<FieldDescriptor>>,
    /// Filled by `If-Match`: of the request, or else of the resource in its body.
    pub(crate) etag: Option<Vec<FieldDescriptor>>,
    /// Filled by `Last-Event-ID`.
    pub(crate) cursor: Option<Vec<FieldDescriptor>>,
    /// Filled from the names in the body of a PATCH.
    pub(crate) update_mask: Option<FieldDescriptor>,
    /// The etag of what is answered.
    pub(crate) answer_etag: Option<FieldDescriptor>,
}

/// Which part of a request is its body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Absent,
    Whole,
    Field(FieldDescriptor),
}

impl Contract {
    /// Reads the descriptors.
    pub(crate) fn new(upstreams: &Upstreams) -> Result<Self, WiringFault> {
        let mut contract =
            Self { methods: HashMap::new(), operations: Table::default(), services: Vec::new() };
        let http = proto::POOL.get_extension_by_name("google.api.http").ok_or(WiringFault::NoHttpOption)?;
        for service in proto::POOL.services() {
            let Some(peer) = upstreams.peer(service.parent_file().package_name()) else { continue };
            contract.services.push(service.full_name().to_owned());
            for descriptor in service.methods() {
                let path = format!("/{}/{}", service.full_name(), descriptor.name());
                let method = Arc::new(Method::new(&descriptor, &path, peer.clone())?);
                if descriptor.options().has_extension(&http) && !method.internal {
                    let value = descriptor.options().get_extension(&http).into_owned();
                    let rule = value.as_message().ok_or(WiringFault::NoHttpOption)?;
                    contract
                        .bind(&method, descriptor.is_client_streaming(), rule)
                        .map_err(|why| WiringFault::Operation { path: path.clone(), why })?;
                }
                contract.methods.insert(path, method);
            }
        }
        Ok(contract)
    }

    fn bind(
        &mut self,
        method: &Arc<Method>,
        takes_stream: bool,
        rule: &DynamicMessage,
    ) -> Result<(), String> {
        if takes_stream {
            return Err("a stream of requests has no REST form".into());
        }
        let (verb, path) = verb_and_path(rule).ok_or("names no path")?;
        let verb = http::Method::from_bytes(verb.as_bytes()).map_err(|fault| fault.to_string())?;
        let template = Template::parse(&path).map_err(|fault| format!("{path}: {fault}"))?;
        let operation = Operation::new(method, &verb, &template, rule)?;
        self.operations.add(&verb, template, operation).map_err(|fault| format!("{verb} {path}: {fault}"))?;
        if let Some(Value::List(more)) = rule.get_field_by_name("additional_bindings").as_deref() {
            for rule in more.iter().filter_map(Value::as_message) {
                self.bind(method, takes_stream, rule)?;
            }
        }
        Ok(())
    }
}

impl Method {
    fn new(descriptor: &MethodDescriptor, path: &str, peer: Peer) -> Result<Self, WiringFault> {
        let door = proto::access_of(descriptor).map(|access| access.door());
        Ok(Self {
            uri: Uri::try_from(path)
                .map_err(|fault| WiringFault::Operation { path: path.to_owned(), why: fault.to_string() })?,
            peer,
            input: descriptor.input(),
            output: descriptor.output(),
            streams: descriptor.is_server_streaming(),
            internal: !matches!(door, Some(Door::Roles | Door::SignedIn)),
        })
    }
}

impl Operation {
    fn new(
        method: &Arc<Method>,
        verb: &http::Method,
        template: &Template,
        rule: &DynamicMessage,
    ) -> Result<Self, String> {
        let field = |descriptor: &MessageDescriptor, name: String| {
            descriptor.get_field_by_name(&name).ok_or(format!("there is no field {name}"))
        };
        let body = match text(rule, "body").as_deref() {
            None => Body::Absent,
            Some("*") => Body::Whole,
            Some(name) => Body::Field(field(&method.input, name.to_owned())?),
        };
        let answer = text(rule, "response_body").map(|name| field(&method.output, name)).transpose()?;
        let variables = template.variables.iter().map(|variable| {
            let path = resolve(&method.input, &variable.field)
                .ok_or(format!("there is no field {}", variable.field))?;
            let repeats = path.last().is_some_and(|field| field.is_list() || field.is_map());
            if repeats { Err(format!("{} repeats", variable.field)) } else { Ok(path) }
        });
        let told = |name: &str| resolve(&method.input, name).filter(|path| is_text(path));
        let in_body = match &body {
            Body::Field(field) => told(&format!("{}.etag", field.name())),
            Body::Absent | Body::Whole => None,
        };
        let mask = method.input.get_field_by_name("update_mask").filter(|field| {
            *verb == http::Method::PATCH
                && matches!(&body, Body::Field(body) if body.kind().as_message().is_some() && !body.is_list())
                && matches!(field.kind(), Kind::Message(kind) if kind.full_name() == "google.protobuf.FieldMask")
        });
        Ok(Self {
            variables: variables.collect::<Result<_, _>>()?,
            request_id: told("request_id"),
            etag: told("etag").or(in_body),
            cursor: told("cursor"),
            update_mask: mask,
            answer_etag: method
                .output
                .get_field_by_name("etag")
                .filter(|f| f.kind() == Kind::String && !f.is_list()),
            method: Arc::clone(method),
            body,
            answer,
        })
    }
}

fn is_text(path: &[FieldDescriptor]) -> bool {
    path.last().is_some_and(|field| field.kind() == Kind::String && !field.is_list())
}

fn text(rule: &DynamicMessage, field: &str) -> Option<String> {
    let text = rule.get_field_by_name(field)?.as_str()?.to_owned();
    (!text.is_empty()).then_some(text)
}

fn verb_and_path(rule: &DynamicMessage) -> Option<(String, String)> {
    for verb in ["get", "put", "post", "delete", "patch"] {
        if let Some(path) = text(rule, verb) {
            return Some((verb.to_uppercase(), path));
        }
    }
    let custom = rule.get_field_by_name("custom")?;
    let custom = custom.as_message()?;
    Some((text(custom, "kind")?, text(custom, "path")?))
}

/// Whether a client can set the field: not what identifies the resource, guards it, or is the service's own.
pub(crate) fn is_settable(field: &FieldDescriptor) -> bool {
    const OUTPUT_ONLY: i32 = 3;
    const IDENTIFIER: i32 = 8;
    if field.name() == "etag" || field.name() == "name" {
        return false;
    }
    let Some(option) = proto::POOL.get_extension_by_name("google.api.field_behavior") else { return true };
    let options = field.options();
    let behaviours = options.get_extension(&option);
    !behaviours.as_list().unwrap_or_default().iter().any(|behaviour| {
        behaviour.as_enum_number().is_some_and(|number| [OUTPUT_ONLY, IDENTIFIER].contains(&number))
    })
}

/// The short name of an enum value in a field of a message, where it has one.
pub(crate) fn enum_name_in(message: &DynamicMessage, field: &str) -> Option<String> {
    let field = message.descriptor().get_field_by_name(field)?;
    let Kind::Enum(kind) = field.kind() else { return None };
    let number = message.get_field(&field).as_enum_number()?;
    kind.get_value(number).map(|value| mend::short_name(&kind, value.name()).to_owned())
}

#[cfg(test)]
mod tests {
    use kit::call::Peer;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::route::Found;

    fn peer() -> Peer {
        Peer::new(tower::service_fn(async |_| Err("away".into())))
    }

    /// The operations of GetTask under another rule.
    fn bound(rule: Json) -> Result<Contract, String> {
        let descriptor = proto::POOL.get_service_by_name("sharedcourt.dispatch.v1.TaskService").unwrap();
        let get = descriptor.methods().find(|method| method.name() == "GetTask").unwrap();
        let method = Arc::new(Method::new(&get, "/x", peer()).unwrap());
        let kind = proto::POOL.get_message_by_name("google.api.HttpRule").unwrap();
        let rule = DynamicMessage::deserialize(kind, rule).unwrap();
        let mut contract =
            Contract { methods: HashMap::new(), operations: Table::default(), services: Vec::new() };
        contract.bind(&method, get.is_client_streaming(), &rule)?;
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
        assert!(matches!(find(b"SEARCH", "/v2/tasks"), Found::Target(op, _) if op.answer.is_some()));
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
        let packages = ["access", "courts", "dispatch"].map(|name| format!("sharedcourt.{name}.v1"));
        let upstreams = packages.into_iter().fold(Upstreams::new(), |all, package| all.with(package, peer()));
        let contract = Contract::new(&upstreams).unwrap();
        let http = proto::POOL.get_extension_by_name("google.api.http").unwrap();
        let mut reached = 0;
        for method in proto::POOL.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
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
            let uri = format!("/{}/{}", method.parent_service().full_name(), method.name());
            match contract.operations.find(&verb, &path) {
                Found::Target(operation, _) => assert_eq!(operation.method.uri.path(), uri, "{verb} {path}"),
                other => panic!("{verb} {path}: {other:?}"),
            }
            reached += 1;
        }
        assert!(reached > 30, "{reached}");
    }
}
