//! What is kept. Every reading takes a [`kit::access::Scope`]: there is none without.
//!
//! [`kept`] says how a thing lies in its row and [`list`] how a list is read; a file for each kind of thing names its columns.
//! What it costs: a thing is one row; a list is one query whatever its length; each filter has its index.

pub(crate) mod debtors;
pub(crate) mod disposals;
pub(crate) mod kept;
pub(crate) mod list;
mod migrations;
pub(crate) mod openings;
pub(crate) mod requests;
pub(crate) mod seizures;
#[cfg(test)]
mod speed;
pub(crate) mod unlinked;
pub(crate) mod watches;
pub(crate) mod webhooks;

pub use migrations::Migrator;
