//! The gateway over a real socket, as its callers meet it.

mod grpc;
mod rest;
mod stop;
mod streams;
mod world;
