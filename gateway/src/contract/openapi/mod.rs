//! The REST surface as an OpenAPI 3.1 document, derived from the same operations that answer the calls.

mod comments;
mod operation;
pub(crate) mod page;
mod schema;

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value as Json, json};

use super::{Contract, Operation};
use schema::Schemas;

/// Describes everything that REST answers.
pub(crate) fn document(contract: &Contract, version: &str) -> Json {
    let mut operations: Vec<&Operation> = contract.operations.targets().collect();
    operations.sort_by_key(|operation| (&operation.path, operation.verb.as_str()));
    let mut schemas = Schemas::default();
    schemas.add("Problem", problem());
    schemas.add("ErrorReason", reasons());
    let (mut paths, mut tags): (Map<String, Json>, BTreeMap<String, String>) = Default::default();
    let mut counted: HashMap<&str, usize> = HashMap::new();
    for operation in operations {
        let again = counted.entry(operation.method.uri.path()).or_default();
        let service = operation.method.descriptor.parent_service();
        let text = schemas.comments.of(&service.parent_file(), service.path());
        tags.insert(service.name().to_owned(), text);
        let described = operation::described(operation, *again, &mut schemas);
        *again += 1;
        let (path, _) = operation::path(&operation.path);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[operation.verb.as_str().to_lowercase()] = described;
    }
    let tags: Vec<_> =
        tags.into_iter().map(|(name, text)| json!({"name": name, "description": text})).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "sharedcourt",
            "version": version,
            "description": "The same methods answer gRPC and gRPC-web on the same port; see reflection. Mutations take a request id: the same call \
                            twice is the same answer twice. JSON is canonical proto3 JSON; null is absence, names may be written as in the contract.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"cookie": []}],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "sharedcourt",
                    "description": "For pages; behind TLS its name is __Host-sharedcourt. Whatever may change something says the \
                                    word of the cookie sharedcourt-csrf in the header x-csrf-token."},
            },
            "schemas": schemas.all(),
        },
    })
}

/// The reasons of refusals. A newer server may give others, so the type is open.
fn reasons() -> Json {
    let described: Map<String, Json> = proto::reason::registry()
        .into_iter()
        .map(|(name, text)| {
            let mut meaning = json!({
                "zh-CN": text.zh, "en": text.en, "cure": {"zh-CN": text.cure_zh, "en": text.cure_en},
            });
            if !text.replaced_by.is_empty() {
                meaning["replacedBy"] = text.replaced_by.into();
            }
            (name, meaning)
        })
        .collect();
    json!({
        "type": "string",
        "description": "Why a call is refused, or a field is at fault: stable, for programs. `x-reasons` says what each means and what helps.",
        "x-reasons": described,
    })
}

/// How a refusal looks (RFC 9457).
fn problem() -> Json {
    let text = || json!({"type": "string"});
    let reason = || json!({"$ref": "#/components/schemas/ErrorReason"});
    let messages =
        json!({"type": "object", "properties": {"zh-CN": text(), "en": text()}, "required": ["zh-CN", "en"]});
    json!({
        "type": "object",
        "description": "Why a call was refused (RFC 9457), in the caller's language and in both.",
        "required": ["type", "title", "status", "detail", "instance", "code", "requestId", "messages"],
        "properties": {
            "type": text(),
            "title": text(),
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": text(),
            "instance": text(),
            "code": {"type": "string", "description": "A code of google.rpc.Code."},
            "reason": reason(),
            "metadata": {"type": "object", "additionalProperties": text()},
            "requestId": text(),
            "messages": messages,
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["field", "reason", "detail", "messages"],
                    "properties": {"field": text(), "reason": reason(), "detail": text(), "messages": messages},
                },
            },
        },
    })
}
