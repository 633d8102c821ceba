//! What is kept. Every reading takes a scope: there is none without.

pub(crate) mod figures;
pub(crate) mod measures;
mod migrations;
pub(crate) mod snapshots;
pub(crate) mod supervision_list;
pub(crate) mod supervision_subjects;
pub(crate) mod supervisions;
#[cfg(test)]
mod tests;

pub use migrations::Migrator;
