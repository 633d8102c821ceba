//! The gateway over a real socket, as its callers meet it.
#![expect(clippy::unwrap_used, reason = "a test ends where its world breaks")]

mod grpc;
mod rest;
mod stop;
mod streams;
mod words;
mod world;
