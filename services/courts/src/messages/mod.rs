//! Messages of the contract to and from domain types, a file for each noun.

pub(crate) mod network;
pub(crate) mod person;
