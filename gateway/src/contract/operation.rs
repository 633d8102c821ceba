//! A method as REST reaches it: what of a request stands in its path, query, headers and body, and what of an answer in its
//! status, headers and body.

use std::sync::Arc;

use http::HeaderName;
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};

use super::Method;
use super::routes::Template;
use crate::{
    export::List,
    http::{events::EventCache, http_body, query::resolve},
};

/// A method as REST reaches it.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) verb: http::Method,
    /// The template as the contract has it.
    pub(crate) path: String,
    pub(crate) method: Arc<Method>,
    pub(crate) body: Body,
    pub(crate) answer: Answer,
    /// The fields that the path's variables fill, in the template's order.
    pub(crate) variables: Vec<Vec<FieldDescriptor>>,
    /// Fields of the request that travel in headers.
    pub(crate) headers: Vec<(HeaderName, FieldDescriptor)>,
    /// Fields of the answer that travel in headers, or as its status.
    pub(crate) answer_headers: Vec<(OutHeader, FieldDescriptor)>,
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
    /// The rows that it lists, where it can be asked for as a file.
    pub(crate) list: Option<List>,
    /// Events of the method's stream, written for all who read it.
    pub(crate) written: Arc<EventCache>,
}

/// Which part of the request is the body.
#[derive(Debug, PartialEq)]
pub(crate) enum Body {
    Absent,
    Whole,
    Field(FieldDescriptor),
    /// A field that is a `google.api.HttpBody`: bytes of any type.
    Raw(FieldDescriptor),
}

/// Which part of the answer is the body.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    /// The whole of it, less what travels in headers.
    Whole,
    Field(FieldDescriptor),
    /// Nothing: all that is answered travels in headers.
    Absent,
    /// Bytes of any type: the answer is a `google.api.HttpBody`, or this field of it is one.
    Raw(Option<FieldDescriptor>),
}

/// Where a field of an answer stands in a response.
#[derive(Debug, PartialEq)]
pub(crate) enum OutHeader {
    /// `:status`.
    Status,
    Named(HeaderName),
}

impl OutHeader {
    /// Its name, where it has one.
    pub(crate) fn name(&self) -> Option<&HeaderName> {
        match self {
            Self::Status => None,
            Self::Named(name) => Some(name),
        }
    }
}

/// Headers of the hop or of the gateway itself, which no field can be bound to.
const NOT_TO_BIND: [&str; 9] = [
    "authorization",
    "connection",
    "cookie",
    "host",
    "keep-alive",
    "set-cookie",
    "te",
    "transfer-encoding",
    "upgrade",
];

impl Operation {
    pub(crate) fn new(
        method: &Arc<Method>,
        verb: &http::Method,
        path: &str,
        template: &Template,
        rule: &DynamicMessage,
    ) -> Result<Self, String> {
        let body = body(method, rule)?;
        let variables = template.variables.iter().map(|variable| {
            let path = resolve(&method.input, &variable.field)
                .ok_or(format!("there is no field {}", variable.field))?;
            let repeats = path.last().is_some_and(|field| field.is_list() || field.is_map());
            if repeats { Err(format!("{} repeats", variable.field)) } else { Ok(path) }
        });
        let text_field = |name: &str| resolve(&method.input, name).filter(|path| is_text(path));
        let in_body = match &body {
            Body::Field(field) => text_field(&format!("{}.etag", field.name())),
            Body::Absent | Body::Whole | Body::Raw(_) => None,
        };
        let mask = method.input.get_field_by_name("update_mask").filter(|field| {
            *verb == http::Method::PATCH
                && matches!(&body, Body::Field(body) if body.kind().as_message().is_some() && !body.is_list())
                && matches!(field.kind(), Kind::Message(kind) if kind.full_name() == "google.protobuf.FieldMask")
        });
        let headers = bound_headers(&method.input)?.into_iter().map(|(name, field)| match name {
            OutHeader::Named(name) => Ok((name, field)),
            OutHeader::Status => Err(":status is a header of answers".to_owned()),
        });
        let answer_headers = bound_headers(&method.output)?;
        let answer = answer(method, rule, &answer_headers)?;
        Ok(Self {
            list: (*verb == http::Method::GET && answer == Answer::Whole).then(|| List::of(method)).flatten(),
            verb: verb.clone(),
            path: path.to_owned(),
            variables: variables.collect::<Result<_, _>>()?,
            request_id: text_field("request_id"),
            etag: text_field("etag").or(in_body),
            cursor: text_field("cursor"),
            update_mask: mask,
            answer_etag: method
                .output
                .get_field_by_name("etag")
                .filter(|f| f.kind() == Kind::String && !f.is_list()),
            headers: headers.collect::<Result<_, _>>()?,
            answer,
            answer_headers,
            method: Arc::clone(method),
            body,
            written: Arc::default(),
        })
    }
}

fn field(descriptor: &MessageDescriptor, name: &str) -> Result<FieldDescriptor, String> {
    descriptor.get_field_by_name(name).ok_or(format!("there is no field {name}"))
}

fn body(method: &Method, rule: &DynamicMessage) -> Result<Body, String> {
    let body = match text(rule, "body").as_deref() {
        None => Body::Absent,
        Some("*") => Body::Whole,
        Some(name) => {
            let field = field(&method.input, name)?;
            if http_body::is_body(&field) { Body::Raw(field) } else { Body::Field(field) }
        }
    };
    match body {
        Body::Raw(_) if method.streams && !method.takes_one => Err("streams both ways".into()),
        Body::Raw(_) => Ok(body),
        _ if !method.takes_one => {
            Err("a stream of requests has no REST form but a google.api.HttpBody as its body".into())
        }
        body => Ok(body),
    }
}

fn answer(
    method: &Method,
    rule: &DynamicMessage,
    headers: &[(OutHeader, FieldDescriptor)],
) -> Result<Answer, String> {
    if http_body::is_body_message(&method.output) {
        return Ok(Answer::Raw(None));
    }
    if let Some(name) = text(rule, "response_body") {
        let field = field(&method.output, &name)?;
        return Ok(if http_body::is_body(&field) { Answer::Raw(Some(field)) } else { Answer::Field(field) });
    }
    let all = !headers.is_empty() && headers.len() == method.output.fields().len();
    Ok(if all && !method.streams { Answer::Absent } else { Answer::Whole })
}

/// Fields with the option `header`.
fn bound_headers(descriptor: &MessageDescriptor) -> Result<Vec<(OutHeader, FieldDescriptor)>, String> {
    let Some(option) = descriptor.parent_pool().get_extension_by_name("sharedcourt.access.v1.header") else {
        return Ok(Vec::new());
    };
    let mut bound = Vec::new();
    for field in descriptor.fields() {
        let options = field.options();
        if !options.has_extension(&option) {
            continue;
        }
        let value = options.get_extension(&option);
        let name = value.as_str().unwrap_or_default();
        if field.is_list() || field.is_map() {
            return Err(format!("{} repeats and can't be the header {name}", field.name()));
        }
        let header = if name == ":status" {
            OutHeader::Status
        } else {
            let parsed = HeaderName::from_lowercase(name.as_bytes());
            let parsed = parsed.ok().filter(|name| !NOT_TO_BIND.contains(&name.as_str()));
            OutHeader::Named(parsed.ok_or(format!("{}: {name} can't be bound", field.name()))?)
        };
        bound.push((header, field));
    }
    Ok(bound)
}

fn is_text(path: &[FieldDescriptor]) -> bool {
    path.last().is_some_and(|field| field.kind() == Kind::String && !field.is_list())
}

fn text(rule: &DynamicMessage, field: &str) -> Option<String> {
    let text = rule.get_field_by_name(field)?.as_str()?.to_owned();
    (!text.is_empty()).then_some(text)
}

/// The method of HTTP and the path that a rule names.
pub(super) fn verb_and_path(rule: &DynamicMessage) -> Option<(String, String)> {
    for verb in ["get", "put", "post", "delete", "patch"] {
        if let Some(path) = text(rule, verb) {
            return Some((verb.to_uppercase(), path));
        }
    }
    let custom = rule.get_field_by_name("custom")?;
    let custom = custom.as_message()?;
    Some((text(custom, "kind")?, text(custom, "path")?))
}
