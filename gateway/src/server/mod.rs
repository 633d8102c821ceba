//! The process around the calls: sockets, TLS, health, and the audit of calls that reach no service.

pub(crate) mod audit;
pub(crate) mod health;
pub(crate) mod listener;
pub(crate) mod tls;
