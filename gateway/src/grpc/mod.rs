//! gRPC in and out: the proxy, the calls to the services, and the names of status codes.

pub(crate) mod proxy;
pub(crate) mod status_codes;
pub(crate) mod upstream;
