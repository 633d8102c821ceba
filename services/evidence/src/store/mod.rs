//! What is kept: uploads and their pieces, files, what cites and what holds them, and the log. The bytes themselves lie in `objects`.

pub(crate) mod citations;
pub(crate) mod files;
pub(crate) mod holds;
pub(crate) mod log;
mod migrations;
pub(crate) mod objects;
pub(crate) mod packets;
pub(crate) mod uploads;

pub use migrations::Migrator;
