//! The tables.

use sea_orm_migration::prelude::*;

/// Brings the database up to date.
#[derive(Debug)]
pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Begin)]
    }
}

struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "m0001_begin"
    }
}

/// `open_until` is `finish_by` while the task can run out and null after, so that looking for what ran out reads nothing else.
pub const TABLES: &[&str] = &[
    "CREATE TABLE tasks (
        id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, case_number TEXT NOT NULL,
        region_code TEXT NOT NULL, court TEXT NOT NULL, worker TEXT NOT NULL, creator TEXT NOT NULL,
        finish_by BIGINT NOT NULL, open_until BIGINT, version BIGINT NOT NULL, create_time BIGINT NOT NULL,
        update_time BIGINT NOT NULL, sealed {bytes} NOT NULL)",
    // The newest of a region, of a court, of a worker, of an officer.
    "CREATE INDEX tasks_by_time ON tasks (create_time, id)",
    "CREATE INDEX tasks_of_court ON tasks (court, create_time, id)",
    "CREATE INDEX tasks_of_worker ON tasks (worker, create_time, id) WHERE worker <> ''",
    "CREATE INDEX tasks_of_creator ON tasks (creator, create_time, id)",
    // The tasks of a case, of a state, of a village.
    "CREATE INDEX tasks_of_case ON tasks (case_number, create_time, id) WHERE case_number <> ''",
    "CREATE INDEX tasks_in_state ON tasks (state, create_time, id)",
    "CREATE INDEX tasks_in_region ON tasks (region_code, create_time, id)",
    // What is due next, what changed last, what runs out.
    "CREATE INDEX tasks_by_finish ON tasks (finish_by, id)",
    "CREATE INDEX tasks_by_update ON tasks (update_time, id)",
    "CREATE INDEX tasks_running_out ON tasks (open_until) WHERE open_until IS NOT NULL",
    // Who ever had a task: they may hand in what they did.
    "CREATE TABLE task_workers (task TEXT NOT NULL, worker TEXT NOT NULL, PRIMARY KEY (task, worker))",
    "CREATE TABLE attempts (
        task TEXT NOT NULL, id TEXT NOT NULL, sealed {bytes} NOT NULL, PRIMARY KEY (task, id))",
];

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        kit::store::run_ddl(connection, TABLES).await?;
        kit::store::run_ddl(connection, kit::once::TABLES).await?;
        kit::store::run_ddl(connection, kit::follow::TABLES).await?;
        kit::store::run_ddl(connection, kit::log::TABLES).await
    }
}
