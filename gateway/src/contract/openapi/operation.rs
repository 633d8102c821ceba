//! One operation of REST, described.

use std::collections::BTreeSet;

use http::Method;
use kit::access::REASON_HEADER;
use prost_reflect::{FieldDescriptor, Kind};
use proto::access::v1::Door;
use serde_json::{Value as Json, json};

use super::{
    comments::first_sentence,
    schema::{REQUIRED, Schemas, behaves},
};
use crate::{
    contract::{Answer, Body, Operation, OutHeader},
    export::{Format, ROWS_HEADER},
    http::query,
    json::lenient,
};

/// How deep parameters of a query go into messages.
const DEPTH: usize = 3;

/// The path as OpenAPI writes it, and its parameters in the order of the template.
pub(super) fn path(template: &str) -> (String, Vec<(String, usize)>) {
    let (mut path, mut named, mut variable) = (String::new(), Vec::new(), 0);
    for (index, part) in template.split(['{', '}']).enumerate() {
        if index % 2 == 0 {
            path.push_str(part);
            continue;
        }
        let (field, pattern) = part.split_once('=').unwrap_or((part, "*"));
        let mut before = field.rsplit('.').next().unwrap_or(field).to_owned();
        let segments: Vec<String> = pattern
            .split('/')
            .map(|segment| {
                if !segment.starts_with('*') {
                    before = format!("{}Id", singular(segment));
                    return segment.to_owned();
                }
                let mut name = before.clone();
                while named.iter().any(|(there, _)| *there == name) {
                    name.push('_');
                }
                named.push((name.clone(), variable));
                format!("{{{name}}}")
            })
            .collect();
        path.push_str(&segments.join("/"));
        variable += 1;
    }
    (path, named)
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let stem = ["ches", "shes", "sses", "xes"]
        .iter()
        .find_map(|end| word.ends_with(end).then(|| &word[..word.len() - 2]));
    stem.or_else(|| word.strip_suffix('s')).unwrap_or(word).to_owned()
}

/// Describes an operation. `again` counts the paths that the same method has already.
pub(super) fn described(operation: &Operation, again: usize, schemas: &mut Schemas) -> Json {
    let method = &operation.method.descriptor;
    let service = method.parent_service();
    let mut text = schemas.comments.of(&method.parent_file(), method.path());
    let summary = first_sentence(&text).to_owned();
    text.push_str("\n\n");
    text.push_str(&door(operation));
    if operation.list.is_some() {
        let types = Format::ALL.map(|format| format!("`{}`", format.media_type())).join(" or ");
        text.push_str("\n\nWith `Accept: ");
        text.push_str(&types);
        text.push_str("` the whole list comes as a file, as far as one file reaches; see the header `");
        text.push_str(ROWS_HEADER);
        text.push_str("`.");
    }
    let suffix = if again == 0 { String::new() } else { format!("_{}", again + 1) };
    let mut described = json!({
        "operationId": format!("{}_{}{suffix}", service.name(), method.name()),
        "tags": [service.name()],
        "summary": summary,
        "description": text.trim(),
        "parameters": parameters(operation, schemas),
        "responses": responses(operation, schemas),
    });
    if let Some(body) = body(operation, schemas) {
        described["requestBody"] = body;
    }
    if operation.method.access.door() == Door::Anyone {
        described["security"] = json!([]);
    }
    described
}

fn door(operation: &Operation) -> String {
    let access = proto::access_of(&operation.method.descriptor).unwrap_or_default();
    let roles: Vec<_> =
        access.roles().map(|role| role.as_str_name().trim_start_matches("ROLE_").to_owned()).collect();
    let devices = if access.devices { ", and for enrolled devices" } else { "" };
    let uploads = if access.upload_sessions { ", and for a telephone's upload" } else { "" };
    match access.door() {
        Door::Anyone => "For everybody.".into(),
        Door::Devices => "For enrolled devices.".into(),
        _ if roles.is_empty() => format!("For everybody who is signed in{devices}{uploads}."),
        _ => format!("For {}{devices}{uploads}.", roles.join(", ")),
    }
}

fn parameters(operation: &Operation, schemas: &mut Schemas) -> Vec<Json> {
    let mut parameters = Vec::new();
    for (name, variable) in path(&operation.path).1 {
        let field = operation.variables[variable].last();
        let mut schema = match field.map(FieldDescriptor::kind) {
            None | Some(Kind::String) => json!({"type": "string", "minLength": 1, "pattern": "^[^/]+$"}),
            Some(kind) => schemas.kind(&kind),
        };
        if operation.path.contains("**") {
            schema = json!({"type": "string", "minLength": 1});
        }
        let text = field.map(|field| schemas.described(field)).unwrap_or_default();
        parameters.push(
            json!({"name": name, "in": "path", "required": true, "schema": schema, "description": text}),
        );
    }
    for (name, field) in &operation.headers {
        let schema = match field.kind() {
            Kind::Bool => json!({"type": "string", "enum": ["?0", "?1"]}),
            Kind::Message(_) => json!({"type": "string"}),
            kind => schemas.kind(&kind),
        };
        let required = behaves(field, REQUIRED);
        parameters.push(json!({"name": name.as_str(), "in": "header", "required": required, "schema": schema, "description": schemas.described(field)}));
    }
    if operation.body != Body::Whole {
        let mut within = Vec::new();
        for field in operation.method.input.fields() {
            in_query(operation, &mut within, &field, schemas, &mut parameters);
        }
    }
    if operation.method.access.asks_reason {
        parameters.push(json!({
            "name": REASON_HEADER, "in": "header", "required": true,
            "schema": {"type": "string", "minLength": 1, "pattern": "\\S"},
            "description": "Why the caller looks, percent-encoded where it is not ASCII. It is recorded.",
        }));
    }
    let mut header = |path: &Option<Vec<FieldDescriptor>>, name: &str, text: &str| {
        if path.is_some() {
            parameters.push(
                json!({"name": name, "in": "header", "schema": {"type": "string"}, "description": text}),
            );
        }
    };
    header(&operation.request_id, "Idempotency-Key", "The request id, where the request itself names none.");
    header(
        &operation.etag,
        "If-Match",
        "The etag, where the request itself names none. Refused with 412 where it has changed since.",
    );
    if operation.answer_etag.is_some() && operation.verb == Method::GET {
        header(
            &Some(Vec::new()),
            "If-None-Match",
            "An etag; the answer is 304 without a body where it is still the same.",
        );
    }
    if operation.method.streams {
        header(
            &operation.cursor,
            "Last-Event-ID",
            "The cursor of the last event that was read; says more than the query.",
        );
    }
    parameters
}

/// Parameters for a field, or for those of the message in it.
fn in_query(
    operation: &Operation,
    within: &mut Vec<FieldDescriptor>,
    field: &FieldDescriptor,
    schemas: &mut Schemas,
    parameters: &mut Vec<Json>,
) {
    within.push(field.clone());
    let inner = match field.kind() {
        Kind::Message(inner) if !lenient::is_one_value(&inner) => Some(inner),
        _ => None,
    };
    match inner {
        _ if field.is_map() || !query::Allowed::by(operation).takes(within) => {}
        Some(_) if field.is_list() => {}
        Some(inner) if within.len() < DEPTH => {
            for field in inner.fields() {
                in_query(operation, within, &field, schemas, parameters);
            }
        }
        Some(_) => {}
        None => {
            let name: Vec<_> = within.iter().map(|field| field.json_name().to_owned()).collect();
            let one = schemas.kind(&field.kind());
            let schema = if field.is_list() { json!({"type": "array", "items": one}) } else { one };
            let required = within.len() == 1 && behaves(field, REQUIRED);
            parameters.push(json!({"name": name.join("."), "in": "query", "required": required, "schema": schema, "description": schemas.described(field)}));
        }
    }
    within.pop();
}

fn body(operation: &Operation, schemas: &mut Schemas) -> Option<Json> {
    let schema = match &operation.body {
        Body::Absent => return None,
        Body::Raw(_) => {
            return Some(
                json!({"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}),
            );
        }
        Body::Field(field) => schemas.kind(&field.kind()),
        Body::Whole => {
            let elsewhere: BTreeSet<u32> = operation
                .variables
                .iter()
                .filter(|path| path.len() == 1)
                .filter_map(|path| Some(path.first()?.number()))
                .chain(operation.headers.iter().map(|(_, field)| field.number()))
                .collect();
            if elsewhere.is_empty() {
                schemas.message(&operation.method.input)
            } else {
                schemas.object(&operation.method.input, |field| !elsewhere.contains(&field.number()))
            }
        }
    };
    let schema = match &operation.body {
        Body::Field(field) if field.is_list() => json!({"type": "array", "items": schema}),
        _ => schema,
    };
    Some(json!({"content": {"application/json": {"schema": schema}}}))
}

fn responses(operation: &Operation, schemas: &mut Schemas) -> Json {
    let mut headers = json!({"X-Request-Id": {"schema": {"type": "string"}, "description": "The id of the request, in our log as well."}});
    if operation.answer_etag.is_some() {
        headers["ETag"] = json!({"schema": {"type": "string"}, "description": "State of this version."});
    }
    let mut status = "200";
    for (header, field) in &operation.answer_headers {
        if let OutHeader::Named(name) = header {
            headers[name.as_str()] =
                json!({"schema": {"type": "string"}, "description": schemas.described(field)});
        }
    }
    let content = match &operation.answer {
        Answer::Absent => {
            status = "204";
            None
        }
        Answer::Raw(_) => {
            status = "2XX";
            Some(json!({"*/*": {"schema": {"type": "string", "format": "binary"}}}))
        }
        _ if operation.method.streams => {
            let event = schemas.message(&operation.method.output);
            Some(json!({"text/event-stream": {"schema": {"type": "string"}, "x-event": event}}))
        }
        Answer::Field(field) => {
            let schema = schemas.field(field);
            Some(json!({"application/json": {"schema": schema}}))
        }
        Answer::Whole => {
            Some(json!({"application/json": {"schema": schemas.message(&operation.method.output)}}))
        }
    };
    let mut done = json!({"description": "Done.", "headers": headers});
    if let Some(content) = content {
        done["content"] = content;
    }
    let mut responses = json!({status: done});
    if operation.answer_etag.is_some() && operation.verb == Method::GET {
        responses["304"] = json!({"description": "Still the same."});
    }
    let mut refusals = vec![
        ("400", "Wrong; every field at fault is named."),
        ("401", "Not signed in."),
        ("403", "Not for this person."),
    ];
    if !operation.variables.is_empty() {
        refusals.push(("404", "Not there, or not in the caller's scope."));
    }
    if operation.etag.is_some() {
        refusals.push(("412", "Changed since."));
    }
    if operation.verb != Method::GET && operation.verb != Method::HEAD {
        refusals.push(("409", "In conflict with what is there."));
        refusals.push(("413", "Too large."));
        refusals.push(("415", "Of a type that is not taken."));
    }
    refusals.extend([
        ("429", "Too much was asked."),
        ("503", "Away for a moment."),
        ("504", "Not done in time."),
        ("default", "Refused."),
    ]);
    for (status, text) in refusals {
        let mut refusal = json!({"description": text, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}});
        if matches!(status, "429" | "503") {
            refusal["headers"] =
                json!({"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}});
        }
        responses[status] = refusal;
    }
    responses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_becomes_a_path_with_named_parameters() {
        for (template, written, names) in [
            ("/v1/things", "/v1/things", &[][..]),
            ("/v1/{name=things/*}:open", "/v1/things/{thingId}:open", &["thingId"]),
            (
                "/v1/{thing.name=things/*/parts/*}",
                "/v1/things/{thingId}/parts/{partId}",
                &["thingId", "partId"],
            ),
            ("/v1/evidence/{sha256}/content", "/v1/evidence/{sha256}/content", &["sha256"]),
            (
                "/v1/{a=batches/*}/{b=batches/*}",
                "/v1/batches/{batchId}/batches/{batchId_}",
                &["batchId", "batchId_"],
            ),
        ] {
            let (path, named) = path(template);
            let named: Vec<_> = named.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!((path.as_str(), named.as_slice()), (written, names), "{template}");
        }
    }
}
