//! The tables, area by area.

use sea_orm_migration::prelude::*;

use super::{
    batches, cases, controls, known_tasks, measures, money, openings, sanctions, service_acts, snapshots,
    supervisions, timeline, unlinked, visits,
};

/// Brings the database up to date.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Begin), Box::new(Openings), Box::new(Identities)]
    }
}

struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "m0001_begin"
    }
}

/// The tables of every area.
const TABLES: &[&[&str]] = &[
    kit::once::TABLES,
    kit::log::TABLES,
    kit::follow::TABLES,
    measures::TABLES,
    timeline::TABLES,
    visits::TABLES,
    cases::TABLES,
    controls::TABLES,
    money::TABLES,
    batches::TABLES,
    service_acts::TABLES,
    sanctions::TABLES,
    supervisions::TABLES,
    snapshots::TABLES,
];

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for tables in TABLES {
            kit::store::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}

struct Openings;

impl MigrationName for Openings {
    fn name(&self) -> &'static str {
        "m0002_openings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Openings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        kit::store::run_ddl(manager.get_connection(), openings::TABLES).await
    }
}

/// One identity of a case's number, and what is linked by it.
struct Identities;

impl MigrationName for Identities {
    fn name(&self) -> &'static str {
        "m0003_identities"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Identities {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        kit::store::run_ddl(connection, cases::IDENTITY).await?;
        cases::fill_identities(connection).await?;
        for tables in [cases::IDENTITY_INDEX, unlinked::TABLES, known_tasks::TABLES] {
            kit::store::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}
