//! Tasks in the database. Every reading takes a [`Scope`]: there is none without.
//!
//! What a list is filtered and sorted by stands in columns; everything about people lies sealed beside them. What it costs: a
//! task is one row and its attempts one index range; a list is two queries whatever its length; each filter has its index.

mod attempts;
mod list;
mod migrations;
mod rows;
mod tasks;
#[cfg(test)]
mod tests;

pub(crate) use list::{Filter, Order, Question};
pub(crate) use migrations::Migrator;
pub use migrations::TABLES;

use kit::{access::Scope, seal::Seal, store::Store};
use sea_orm::Condition;
use sea_orm::prelude::*;

/// Tasks and their attempts.
#[derive(Clone)]
pub(crate) struct Tasks {
    store: Store,
    seal: Seal,
}

impl Tasks {
    /// In this store, under its seal.
    #[must_use]
    pub(crate) fn new(store: &Store) -> Self {
        Self { store: store.clone(), seal: store.seal().clone() }
    }

    /// The store.
    #[must_use]
    pub(crate) const fn store(&self) -> &Store {
        &self.store
    }

    /// The seal of the store.
    #[must_use]
    pub(crate) const fn seal(&self) -> &Seal {
        &self.seal
    }
}

/// The rows that a scope admits.
fn inside(scope: &Scope) -> Condition {
    use rows::task::Column;
    if scope.everything {
        return Condition::all();
    }
    let mut any = Condition::any();
    for code in &scope.regions {
        // A code's digits with nines behind them end its range, whatever the database's order of letters is.
        let mut last = code.as_str().to_owned();
        last.extend(std::iter::repeat_n('9', 12usize.saturating_sub(last.len())));
        any = any.add(Column::RegionCode.between(code.as_str().to_owned(), last));
    }
    if !scope.courts.is_empty() {
        any = any.add(Column::Court.is_in(scope.courts.iter().map(String::as_str)));
    }
    if let Some(person) = &scope.person {
        any = any.add(Column::Worker.eq(person.as_str()));
    }
    // A scope without anything admits nothing; an empty `any` would admit all.
    if any.is_empty() { Condition::all().add(Column::Version.lt(0)) } else { any }
}
