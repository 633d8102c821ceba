//! The tables.

use sea_orm_migration::prelude::*;

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

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let own = [
            super::uploads::TABLES,
            super::files::TABLES,
            super::citations::TABLES,
            super::log::TABLES,
            super::packets::TABLES,
        ];
        for tables in own.into_iter().chain([kit::once::TABLES, kit::follow::TABLES]) {
            kit::store::run_ddl(connection, tables).await?;
        }
        Ok(())
    }
}
