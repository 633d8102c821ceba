//! The tables of a test, where no service's migrations are wanted.

use std::marker::PhantomData;

use sea_orm::DbErr;
use sea_orm_migration::{
    MigrationName, MigrationTrait, MigratorTrait, SchemaManager, SchemaManagerConnection,
};

use crate::storage::run_ddl;

/// What makes the tables of a test.
pub trait Tables: 'static {
    /// Makes them in an empty database.
    fn create(connection: &SchemaManagerConnection<'_>) -> impl Future<Output = Result<(), DbErr>> + Send;
}

/// The one migration that makes them.
pub struct MigratorOf<T>(PhantomData<fn() -> T>);

impl<T: Tables> MigratorTrait for MigratorOf<T> {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Self(PhantomData))]
    }
}

impl<T> MigrationName for MigratorOf<T> {
    fn name(&self) -> &'static str {
        "m0001_tables"
    }
}

#[async_trait::async_trait]
impl<T: Tables> MigrationTrait for MigratorOf<T> {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        T::create(manager.get_connection()).await
    }
}

/// A table with an encrypted column, for tests of what holds for every store.
pub struct Records;

impl Tables for Records {
    async fn create(connection: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
        let records = "CREATE TABLE records (
            chain TEXT NOT NULL, number BIGINT NOT NULL, sealed {bytes} NOT NULL, PRIMARY KEY (chain, number))";
        run_ddl(connection, &[records]).await
    }
}

/// The migrator of [`Records`].
pub type Migrator = MigratorOf<Records>;
