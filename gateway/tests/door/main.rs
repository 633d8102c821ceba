//! The gateway over a real socket, as its callers meet it.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

mod derived;
mod grpc;
mod limits;
mod masks;
mod raw;
mod rest;
mod secure;
mod stop;
mod streams;
mod trial;
mod words;
mod world;
