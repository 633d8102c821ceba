//! The database: connections, statements, encryption at rest, records and lists.

pub mod clock;
pub mod counts;
pub mod database;
pub mod encrypted_columns;
pub mod encryption;
pub mod fault;
mod key_mark;
pub mod list;
pub mod location;
mod open;
pub mod record;
pub mod reencrypt;
pub mod scope;
pub mod sql;
pub mod verify;

pub use database::{AUDIT, Store, pool_options};
pub use encryption::Encryption;
pub use location::{Location, Rows};
pub use scope::ScopeColumns;
pub use sql::{SqlParams, run_ddl, sql};
