//! Tasks in the database. Every reading takes a [`Scope`]: there is none without.
//!
//! What a list is filtered and sorted by stands in columns; everything about people is encrypted beside them. What it costs: a task is
//! one row and its attempts one index range; a list is three statements whatever its length, and reads at most 2,000 entries of an index.

mod attempts;
#[cfg(test)]
mod hand_over_tests;
#[cfg(test)]
mod lateness_tests;
mod list;
mod migrations;
#[cfg(test)]
mod plans;
mod rows;
mod tasks;
#[cfg(test)]
mod tests;

pub(crate) use list::{COUNTS as TASK_COUNTS, parse_filter, parse_order};
pub(crate) use migrations::Migrator;
pub use migrations::TABLES;
pub(crate) use tasks::HeldRow;

use kit::storage::{Encryption, Store, counts::Counts, list::ListOf};

/// The lists of the service.
pub const LISTS: &[ListOf] = &[ListOf::led(&list::LEADS)];

/// What is counted.
pub const COUNTS: &[Counts] = &[list::COUNTS];

/// Tasks and their attempts.
#[derive(Clone)]
pub(crate) struct Tasks {
    store: Store,
    encryption: Encryption,
}

impl Tasks {
    /// In this store, under its encryption.
    #[must_use]
    pub(crate) fn new(store: &Store) -> Self {
        Self { store: store.clone(), encryption: store.encryption().clone() }
    }

    /// The store.
    #[must_use]
    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }
}
