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
    Upstreams, WiringFault,
    events::Written,
    mend,
    query::resolve,
    route::{Table, Template},
};

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
    pub(crate) uri: Uri,
    pub(crate) peer: Peer,
    pub(crate) input: MessageDescriptor,
    pub(crate) output: MessageDescriptor,
    pub(crate) streams: bool,
    /// A request is one message, not a stream of them.
    pub(crate) takes_one: bool,
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
    /// It says in this field by which id it is known.
    ById(FieldDescriptor),
    Never,
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
    /// Events of the method's stream, written for all who read it.
    pub(crate) written: Arc<Written>,
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
            let mut is_open = false;
            for descriptor in service.methods() {
                let path = format!("/{}/{}", service.full_name(), descriptor.name());
                let rule = descriptor.options().has_extension(&http).then(|| {
                    let value = descriptor.options().get_extension(&http).into_owned();
                    value.as_message().cloned().ok_or(WiringFault::NoHttpOption)
                });
                let rule = rule.transpose()?;
                let reads = rule.as_ref().and_then(verb_and_path).is_some_and(|(verb, _)| verb == "GET");
                let method = Arc::new(Method::new(&descriptor, &path, peer.clone(), reads)?);
                if let Some(rule) = rule.as_ref().filter(|_| !method.internal) {
                    contract
                        .bind(&method, descriptor.is_client_streaming(), rule)
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
    fn new(descriptor: &MethodDescriptor, path: &str, peer: Peer, reads: bool) -> Result<Self, WiringFault> {
        let door = proto::access_of(descriptor).map(|access| access.door());
        Ok(Self {
            uri: Uri::try_from(path)
                .map_err(|fault| WiringFault::Operation { path: path.to_owned(), why: fault.to_string() })?,
            peer,
            input: descriptor.input(),
            output: descriptor.output(),
            streams: descriptor.is_server_streaming(),
            takes_one: !descriptor.is_client_streaming(),
            again: match descriptor.input().get_field_by_name("request_id") {
                _ if reads => Again::Always,
                Some(field) => Again::ById(field),
                None => Again::Never,
            },
            internal: !matches!(door, Some(Door::Roles | Door::SignedIn)),
        })
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
            written: Arc::default(),
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
mod tests;
