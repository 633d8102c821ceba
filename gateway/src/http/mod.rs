//! REST: a request as a message, a message as a response, streams as events, refusals as problem details.

pub(crate) mod audit_extensions;
pub(crate) mod compression;
pub(crate) mod events;
pub(crate) mod headers;
pub(crate) mod http_body;
pub(crate) mod json_body;
pub(crate) mod problem;
pub(crate) mod query;
pub(crate) mod request;
pub(crate) mod request_id;
pub(crate) mod response;
pub(crate) mod rest;

pub(crate) use kit::rpc::language;
