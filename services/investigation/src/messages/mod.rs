//! Messages of the contract to and from domain types, a file for each noun.

pub(crate) mod debtor;
pub(crate) mod disposal;
pub(crate) mod opening;
pub(crate) mod request;
pub(crate) mod seizure;
pub(crate) mod values;
pub(crate) mod watch;
