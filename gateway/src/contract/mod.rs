//! What the contract's descriptors say, made ready once: every method that the wired services own, by its gRPC path, and every
//! REST operation that its `google.api.http` option gives it.

use std::{collections::HashMap, sync::Arc};

use http::Uri;
use kit::rpc::{Peer, bounds::Bounds};
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor,
    ReflectMessage as _, Value,
};
use proto::access::v1::{Access, Door};

use crate::{
    Upstreams, WiringFault,
    contract::routes::{Table, Template},
    json::{lenient, redaction::RedactionRules},
    limits::concurrency::Class,
};

pub(crate) mod openapi;
mod operation;
pub(crate) mod routes;

use operation::verb_and_path;
pub(crate) use operation::{Answer, Body, Operation, OutHeader};

/// Everything that can be called.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) methods: HashMap<String, Arc<Method>>,
    pub(crate) operations: Table<Operation>,
    /// Full names of the services of which somebody outside can call at least one method.
    pub(crate) services: Vec<String>,
}

/// One method and the service that owns it.
pub(crate) struct Method {
    pub(crate) descriptor: MethodDescriptor,
    pub(crate) uri: Uri,
    pub(crate) peer: Peer,
    pub(crate) input: MessageDescriptor,
    pub(crate) output: MessageDescriptor,
    pub(crate) access: Access,
    /// What of its answers is hidden from some.
    pub(crate) redaction_rules: Option<Arc<RedactionRules>>,
    pub(crate) streams: bool,
    /// A request is one message, not a stream of them.
    pub(crate) takes_one: bool,
    /// The largest request, in bytes, of a method that takes one message.
    pub(crate) largest: usize,
    /// What the fields of a request may hold.
    pub(crate) bounds: Arc<Bounds>,
    again: Again,
    /// Not for anybody outside.
    pub(crate) internal: bool,
}

impl std::fmt::Debug for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Method").field("uri", &self.uri).finish_non_exhaustive()
    }
}

/// When a request can be sent a second time without doing anything twice.
enum Again {
    /// The method changes nothing: the contract has it answer GET.
    Always,
    /// The field that holds its id.
    ById(FieldDescriptor),
    Never,
}

impl Contract {
    /// Reads the descriptors.
    pub(crate) fn new(pool: &DescriptorPool, upstreams: &Upstreams) -> Result<Self, WiringFault> {
        let mut contract =
            Self { methods: HashMap::new(), operations: Table::default(), services: Vec::new() };
        let http = pool.get_extension_by_name("google.api.http").ok_or(WiringFault::NoHttpOption)?;
        let bounds = Arc::new(Bounds::of(pool));
        for service in pool.services() {
            let Some(peer) = upstreams.peer(service.parent_file().package_name()) else { continue };
            let mut is_open = false;
            for descriptor in service.methods() {
                let path = format!("/{}/{}", service.full_name(), descriptor.name());
                let rule = descriptor.options().has_extension(&http).then(|| {
                    let value = descriptor.options().get_extension(&http).into_owned();
                    value.as_message().cloned().ok_or(WiringFault::NoHttpOption)
                });
                let rule = rule.transpose()?;
                let reads = rule
                    .as_ref()
                    .and_then(verb_and_path)
                    .is_some_and(|(verb, _)| verb == "GET" || verb == "HEAD");
                let method = Arc::new(Method::new(&descriptor, &path, peer.clone(), reads, &bounds)?);
                if let Some(rule) = rule.as_ref().filter(|_| !method.internal) {
                    contract
                        .bind(&method, rule)
                        .map_err(|why| WiringFault::Operation { path: path.clone(), why })?;
                }
                is_open |= !method.internal;
                contract.methods.insert(path, method);
            }
            if is_open {
                contract.services.push(service.full_name().to_owned());
            }
        }
        Ok(contract)
    }

    /// Whether one of the resources that an operation lists is shown whole to those alone who say why they look.
    pub(crate) fn asks_reason(&self, list: &Operation) -> bool {
        let of_one =
            list.path.rsplit_once('/').map(|(before, collection)| format!("{before}/{{name={collection}/"));
        let asks = |operation: &Operation| {
            operation.method.access.asks_reason
                && of_one.as_ref().is_some_and(|of_one| operation.path.starts_with(of_one.as_str()))
        };
        list.method.access.asks_reason || self.operations.targets().any(asks)
    }

    fn bind(&mut self, method: &Arc<Method>, rule: &DynamicMessage) -> Result<(), String> {
        let (verb, path) = verb_and_path(rule).ok_or("names no path")?;
        let verb = http::Method::from_bytes(verb.as_bytes()).map_err(|fault| fault.to_string())?;
        let template = Template::parse(&path).map_err(|fault| format!("{path}: {fault}"))?;
        let operation = Operation::new(method, &verb, &path, &template, rule)?;
        self.operations.add(&verb, template, operation).map_err(|fault| format!("{verb} {path}: {fault}"))?;
        if let Some(Value::List(more)) = rule.get_field_by_name("additional_bindings").as_deref() {
            for rule in more.iter().filter_map(Value::as_message) {
                self.bind(method, rule)?;
            }
        }
        Ok(())
    }
}

impl Method {
    fn new(
        descriptor: &MethodDescriptor,
        path: &str,
        peer: Peer,
        reads: bool,
        bounds: &Arc<Bounds>,
    ) -> Result<Self, WiringFault> {
        let access = proto::access_of(descriptor).unwrap_or_default();
        Ok(Self {
            descriptor: descriptor.clone(),
            uri: Uri::try_from(path)
                .map_err(|fault| WiringFault::Operation { path: path.to_owned(), why: fault.to_string() })?,
            peer,
            input: descriptor.input(),
            output: descriptor.output(),
            streams: descriptor.is_server_streaming(),
            takes_one: !descriptor.is_client_streaming(),
            largest: bounds.largest(path),
            bounds: Arc::clone(bounds),
            again: match descriptor.input().get_field_by_name("request_id") {
                _ if reads => Again::Always,
                Some(field) => Again::ById(field),
                None => Again::Never,
            },
            internal: matches!(access.door(), Door::Internal | Door::Unspecified),
            redaction_rules: RedactionRules::of(&descriptor.output()),
            access,
        })
    }

    /// The limit against which a call counts.
    pub(crate) fn class(&self) -> Class {
        match (self.takes_one, self.streams) {
            (false, _) => Class::Upload,
            (true, true) => Class::Stream,
            (true, false) => Class::Call,
        }
    }

    /// Whether a request can be sent a second time without doing anything twice.
    pub(crate) fn is_safe(&self, message: &DynamicMessage) -> bool {
        match &self.again {
            Again::Always => true,
            Again::ById(field) => message.get_field(field).as_str().is_some_and(|id| !id.is_empty()),
            Again::Never => false,
        }
    }
}

/// Whether a client can set the field: not what identifies the resource, guards it, or is the service's own.
pub(crate) fn is_settable(field: &FieldDescriptor) -> bool {
    const OUTPUT_ONLY: i32 = 3;
    const IDENTIFIER: i32 = 8;
    let is_ours = || behaviours(field).iter().any(|behaviour| [OUTPUT_ONLY, IDENTIFIER].contains(behaviour));
    field.name() != "etag" && field.name() != "name" && !is_ours()
}

/// The `google.api.field_behavior` of a field.
pub(crate) fn behaviours(field: &FieldDescriptor) -> Vec<i32> {
    let Some(option) = field.parent_pool().get_extension_by_name("google.api.field_behavior") else {
        return Vec::new();
    };
    let options = field.options();
    let behaviours = options.get_extension(&option);
    behaviours.as_list().unwrap_or_default().iter().filter_map(Value::as_enum_number).collect()
}

/// A field of a message as one word: the short name of an enum value, or a text of one line.
pub(crate) fn word_in(message: &DynamicMessage, field: &str) -> Option<String> {
    let field = message.descriptor().get_field_by_name(field)?;
    let value = message.get_field(&field);
    match field.kind() {
        Kind::Enum(kind) => {
            let value = kind.get_value(value.as_enum_number()?)?;
            Some(lenient::short_name(&kind, value.name()).to_owned())
        }
        _ => value
            .as_str()
            .filter(|text| !text.is_empty() && !text.contains(char::is_control))
            .map(str::to_owned),
    }
}

#[cfg(test)]
mod tests;
