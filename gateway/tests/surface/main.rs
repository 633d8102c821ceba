//! The gateway over a real socket, as its callers meet it.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

mod derived;
mod entries;
mod export;
mod file_service;
mod grpc;
mod http_body;
mod limits;
mod redaction;
mod rest;
mod secure;
mod site;
mod status_codes;
mod stop;
mod streams;
mod world;
