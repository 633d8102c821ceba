//! The tables.

use kit::store::run_ddl;
use sea_orm::{ConnectionTrait as _, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};

/// Brings the database up to date.
#[derive(Debug)]
pub struct Migrator;

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

/// `{exact}` orders by bytes on both databases: codes are compared as prefixes and pages follow one order everywhere.
const TABLES: &[&str] = &[
    // `network_version` grows with every change of regions or courts, and is the lock before which writers stand in line.
    "CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
    "INSERT INTO settings (name, value) VALUES ('network_version', 1), ('demonstration', 0)",
    "CREATE TABLE regions (
        code TEXT {exact} NOT NULL PRIMARY KEY, display_name TEXT NOT NULL, lat DOUBLE PRECISION, lng DOUBLE PRECISION)",
    // `covers` is codes with commas between, `equipment` JSON: both are read and written whole.
    "CREATE TABLE courts (
        code TEXT {exact} NOT NULL PRIMARY KEY, display_name TEXT NOT NULL, host TEXT NOT NULL, region TEXT NOT NULL,
        covers TEXT NOT NULL, equipment TEXT NOT NULL, state TEXT NOT NULL, lat DOUBLE PRECISION, lng DOUBLE PRECISION,
        version BIGINT NOT NULL, create_time BIGINT NOT NULL, update_time BIGINT NOT NULL)",
    "CREATE TABLE people (
        id TEXT {exact} NOT NULL PRIMARY KEY, display_name TEXT NOT NULL, phone {bytes}, deactivated BIGINT,
        deactivated_reason TEXT, version BIGINT NOT NULL, create_time BIGINT NOT NULL)",
    // `place` is the region in which a term lies: its own, or the one in which its court stands. The key serves the terms of a
    // person.
    "CREATE TABLE terms (
        person TEXT {exact} NOT NULL REFERENCES people (id), id TEXT NOT NULL, role TEXT NOT NULL,
        place TEXT {exact}, court TEXT {exact}, unit TEXT, grid TEXT, committee_staff BIGINT NOT NULL,
        start_time BIGINT NOT NULL, end_time BIGINT, PRIMARY KEY (person, id))",
    // The people of a court, and who directs it today.
    "CREATE INDEX terms_of_court ON terms (court, role, start_time) WHERE court IS NOT NULL",
    // The holders of an office.
    "CREATE INDEX terms_of_role ON terms (role, person)",
    "CREATE TABLE terminals (
        id TEXT {exact} NOT NULL PRIMARY KEY, court TEXT {exact} NOT NULL, place TEXT {exact} NOT NULL, heard BIGINT,
        software_version TEXT NOT NULL)",
    // The terminals of a court.
    "CREATE INDEX terminals_of_court ON terminals (court, id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let postgres = connection.get_database_backend() == DbBackend::Postgres;
        let exact = if postgres { "COLLATE \"C\"" } else { "" };
        let tables: Vec<String> = TABLES.iter().map(|table| table.replace("{exact}", exact)).collect();
        let mut statements: Vec<&str> = tables.iter().map(String::as_str).collect();
        statements.extend(kit::once::TABLES);
        statements.extend(kit::log::TABLES);
        run_ddl(connection, &statements).await
    }
}
