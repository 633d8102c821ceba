//! For tests: a fresh store on every database that there is. SQLite always; PostgreSQL where the test command has started one
//! and says where (`SHAREDCOURT_TEST_POSTGRES`).

mod plans;
mod tables;

pub use plans::Plans;
pub use tables::{Migrator, MigratorOf, Tables};

use std::future::Future;

use sea_orm::ConnectionTrait as _;
use sea_orm_migration::MigratorTrait;

use crate::{
    access::keys::Keys,
    storage::{Location, Store},
};

/// The variable in which the test command says where its PostgreSQL is.
pub const POSTGRES: &str = "SHAREDCOURT_TEST_POSTGRES";

/// Runs one test body on a fresh store of every database.
///
/// # Panics
/// Where a database can't be made: a test can't go on without.
#[expect(clippy::unwrap_used, reason = "for tests alone, and a test ends where its world can't be built")]
pub async fn on_every_database<M: MigratorTrait + 'static, F: Future<Output = ()>>(
    service: &str,
    body: impl Fn(Store) -> F,
) {
    let keys = Keys::random().unwrap();
    let folder = tempfile::tempdir().unwrap();
    body(Store::open::<M>(&Location::folder(folder.path()), service, &keys).await.unwrap()).await;
    let Ok(url) = std::env::var(POSTGRES) else { return };
    let name = format!("t{}", uuid::Uuid::now_v7().simple());
    let server =
        sea_orm::Database::connect(crate::storage::pool_options(format!("{url}/postgres"))).await.unwrap();
    // Under a Chinese ICU locale, whose order of letters is not that of bytes.
    let locale = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'";
    server.execute_unprepared(&format!("CREATE DATABASE {name} {locale}")).await.unwrap();
    let store = Store::open::<M>(&Location::postgres(format!("{url}/{name}")), service, &keys).await.unwrap();
    body(store.clone()).await;
    store.close().await.unwrap();
}

/// Runs one test body at a fresh place for stores, of every database.
///
/// # Panics
/// Where a database can't be made: a test can't go on without.
#[expect(clippy::unwrap_used, reason = "for tests alone, and a test ends where its world can't be built")]
pub async fn at_every_location<F: Future<Output = ()>>(body: impl Fn(Location) -> F) {
    let folder = tempfile::tempdir().unwrap();
    body(Location::folder(folder.path())).await;
    let Ok(url) = std::env::var(POSTGRES) else { return };
    let name = format!("t{}", uuid::Uuid::now_v7().simple());
    let server =
        sea_orm::Database::connect(crate::storage::pool_options(format!("{url}/postgres"))).await.unwrap();
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    body(Location::postgres(format!("{url}/{name}"))).await;
}
