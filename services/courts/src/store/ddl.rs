//! Statements of migrations: the columns that order by bytes, and how a migration runs them.

use kit::storage::run_ddl;
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr};
use sea_orm_migration::SchemaManager;

/// Statements in which `{exact}` is what makes a column order by bytes in the database of the migration.
pub(super) fn exact(manager: &SchemaManager<'_>, tables: &[&str]) -> Vec<String> {
    let postgres = manager.get_connection().get_database_backend() == DbBackend::Postgres;
    let exact = if postgres { "COLLATE \"C\"" } else { "" };
    tables.iter().map(|table| table.replace("{exact}", exact)).collect()
}

/// Runs statements one after another.
pub(super) async fn run(manager: &SchemaManager<'_>, statements: &[String]) -> Result<(), DbErr> {
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    run_ddl(manager.get_connection(), &statements).await
}
