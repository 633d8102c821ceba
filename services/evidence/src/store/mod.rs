//! What is kept: uploads and their pieces, files, what cites and what holds them, and the log. The bytes themselves lie in `objects`.

pub(crate) mod citations;
pub(crate) mod files;
pub(crate) mod holds;
pub(crate) mod log;
mod migrations;
pub(crate) mod objects;
pub(crate) mod packets;
#[cfg(test)]
mod plans;
pub(crate) mod session_uploads;
pub(crate) mod uploads;

pub use migrations::Migrator;

/// The lists of the service.
pub const LISTS: &[kit::storage::list::ListOf] = &[
    kit::storage::list::ListOf::led(&packets::LEADS),
    kit::storage::list::ListOf::of_one(session_uploads::LIST, "`declare_time`", "upload session"),
];
