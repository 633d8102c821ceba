//! The tables.

use sea_orm_migration::prelude::*;

use super::list::COUNTS_BEFORE;

/// Brings the database up to date.
#[derive(Debug)]
pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Begin),
            Box::new(LedLists),
            kit::storage::counts::migration("m0003_counts", &[COUNTS_BEFORE]),
            Box::new(LateFrom),
            kit::storage::counts::replacement("m0005_late_counts", super::COUNTS),
        ]
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
        kit::storage::run_ddl(connection, TABLES).await?;
        kit::storage::run_ddl(connection, kit::unit_of_work::idempotency::TABLES).await?;
        kit::storage::run_ddl(connection, kit::events::consumer::TABLES).await?;
        kit::storage::run_ddl(connection, kit::events::TABLES).await
    }
}

/// Lists that are led by columns of their own for county, town and village.
struct LedLists;

impl MigrationName for LedLists {
    fn name(&self) -> &'static str {
        "m0002_led_lists"
    }
}

/// The indexes; one of before that leads no list goes.
const LED_LISTS: &[&str] = &[
    "DROP INDEX tasks_by_time",
    "DROP INDEX tasks_of_worker",
    "DROP INDEX tasks_of_case",
    "DROP INDEX tasks_in_state",
    "DROP INDEX tasks_in_region",
    "DROP INDEX tasks_by_finish",
    "DROP INDEX tasks_by_update",
    // The offices of a county: the newest, what changed last, what is due next, and the same of one state.
    "CREATE INDEX tasks_of_county ON tasks (county, create_time, id)",
    "CREATE INDEX tasks_of_county_by_update ON tasks (county, update_time, id)",
    "CREATE INDEX tasks_of_county_by_finish ON tasks (county, finish_by, id)",
    "CREATE INDEX tasks_in_state ON tasks (county, state, create_time, id)",
    "CREATE INDEX tasks_in_state_by_finish ON tasks (county, state, finish_by, id)",
    "CREATE INDEX tasks_of_town ON tasks (town, create_time, id)",
    "CREATE INDEX tasks_of_village ON tasks (village, create_time, id)",
    // A director's and a grid worker's own. No condition: planners can't prove one of a bound parameter.
    "CREATE INDEX tasks_of_court_by_finish ON tasks (court, finish_by, id)",
    "CREATE INDEX tasks_of_worker ON tasks (worker, create_time, id)",
    "CREATE INDEX tasks_of_worker_by_finish ON tasks (worker, finish_by, id)",
    "CREATE INDEX tasks_of_case ON tasks (case_number, create_time, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for LedLists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let columns = kit::storage::list::region_columns::columns(
            "tasks",
            "region_code",
            &["county", "town", "village"],
        );
        kit::storage::sql::run_ddl_owned(connection, &columns).await?;
        kit::storage::run_ddl(connection, LED_LISTS).await
    }
}

/// `late_from` is the first limit that runs, and null once a task is reported. Rows from before have the last one until the workers have
/// reckoned it; and a court and a worker read their tasks of some states by the limit.
struct LateFrom;

impl MigrationName for LateFrom {
    fn name(&self) -> &'static str {
        "m0004_late_from"
    }
}

const LATE_FROM: &[&str] = &[
    "ALTER TABLE tasks ADD COLUMN late_from BIGINT",
    "UPDATE tasks SET late_from = open_until WHERE open_until IS NOT NULL",
    "CREATE INDEX tasks_by_lateness ON tasks (late_from, id) WHERE late_from IS NOT NULL",
    "CREATE INDEX tasks_of_court_in_state ON tasks (court, state, finish_by, id)",
    "CREATE INDEX tasks_of_worker_in_state ON tasks (worker, state, finish_by, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for LateFrom {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::storage::run_ddl(manager.get_connection(), LATE_FROM).await
    }
}
