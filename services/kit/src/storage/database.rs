//! The database: SQLite in a file or PostgreSQL by URL, the same code over both.
//!
//! SQLite has one writing connection and several reading ones (WAL, `synchronous=FULL`: what was acknowledged survives the
//! machine). PostgreSQL has one pool; each service lives in a schema of its own. Instants are `BIGINT` microseconds in both.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, atomic::AtomicU64},
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
    sqlx::{
        Connection as _,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};

use crate::storage::{Encryption, sql};

/// The service whose chains hold ciphertexts: its rows are never re-encrypted, and dropped keys still decrypt them.
pub const AUDIT: &str = proto::Service::Audit.name();

/// A service's database, and the encryption under which what is about people lies in it.
#[derive(Clone)]
pub struct Store {
    pub(super) write: DatabaseConnection,
    pub(super) read: DatabaseConnection,
    pub(super) encryption: Encryption,
    /// By which the readers of its log in other processes are notified, and on which channel.
    pub(super) redis: Option<(redis::Client, String)>,
    pub(super) state: Arc<StoreState>,
}

/// What a process knows of a database beside its rows.
pub(super) struct StoreState {
    pub(super) service: String,
    /// The path of the SQLite file, with its device and inode when it was opened.
    pub(super) file: Option<(PathBuf, (u64, u64))>,
    /// Why the clock is not trusted, where it is not.
    pub(super) clock_doubt: Mutex<Option<String>>,
    /// Up to which report of a malformed database this one was checked, and what was found.
    pub(super) checked: AtomicU64,
    pub(super) malformed: Mutex<Option<String>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("postgres", &self.is_postgres()).finish_non_exhaustive()
    }
}

/// How long a writer waits for another process that writes to the same file.
pub(super) const BUSY: Duration = Duration::from_secs(10);
/// After how long a connection is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(2);
const READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;

impl Store {
    /// Whether a table is there.
    pub async fn has_table(&self, table: &str) -> Result<bool, DbErr> {
        let (text, values) = if self.is_postgres() {
            (
                "SELECT 1 AS one FROM information_schema.tables WHERE table_name = $1 AND table_schema = $2",
                vec![table.into(), self.service().into()],
            )
        } else {
            ("SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = $1", vec![table.into()])
        };
        Ok(self.read.query_one_raw(sql(&self.read, text, values)).await?.is_some())
    }

    /// The name of its service.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.state.service
    }

    /// Why the clock is not believed, where it is not.
    pub(crate) fn clock_doubt(&self) -> &Mutex<Option<String>> {
        &self.state.clock_doubt
    }

    /// Whether it is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// By which the readers of its log in other processes are woken, and on which channel.
    pub(crate) fn redis(&self) -> Option<(redis::Client, String)> {
        self.redis.clone()
    }

    /// The encryption of what is about people.
    #[must_use]
    pub const fn encryption(&self) -> &Encryption {
        &self.encryption
    }

    /// For reading.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// The same store, which passes every statement that it reads with to an observer; for tests.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub fn observed(&self, observe: impl Fn(&sea_orm::Statement) + Send + Sync + 'static) -> Self {
        let mut store = self.clone();
        store.read.set_metric_callback(move |metric| observe(metric.statement));
        store
    }

    /// For writing. On SQLite the writers stand in line here, so a transaction should be short and never wait for the network.
    ///
    /// SQLite takes its write lock at once. A transaction that reads first and writes later could not wait for another
    /// connection that wrote in between: it would fail with "database is locked".
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        self.write
            .begin_with_options(TransactionOptions { sqlite_transaction_mode, ..Default::default() })
            .await
    }

    /// Closes the connections; what was committed is on disk already.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }
}

/// One writing connection and several reading ones.
///
/// The options of every pool: connections are kept until the pool is closed. Up to sqlx 0.9.0 the task that would close idle or old ones
/// can misread how many are idle and then spin for ever on one thread (sqlx issue 3645); without such limits there is no such task. Whether a
/// connection that was idle is still there is asked before it is used.
#[must_use]
pub fn pool_options(url: impl Into<String>) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.idle_timeout(None).max_lifetime(None).sqlx_logging(false);
    options
}

/// A connection is only used again where its last transaction has ended. After a failed commit (a full disk) SQLite may have
/// ended it or not, and the driver's count of open transactions is then off: the next "commit" would release a savepoint inside
/// a transaction that nobody ever commits. Such a connection is closed, which rolls it back.
pub(super) async fn sqlite(
    folder: &Path,
    service: &str,
) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    std::fs::create_dir_all(folder).map_err(|fault| DbErr::Custom(fault.to_string()))?;
    let path = folder.join(format!("{service}.db"));
    let connect = |connections: u32, writes: bool| {
        let mut options = pool_options(format!("sqlite://{}?mode=rwc", path.display()));
        options
            // The ping waits until a rollback that was begun has come to its end; only then can be seen whether it did.
            .test_before_acquire(writes)
            .map_sqlx_sqlite_before_acquire(|connection, _| {
                let clean = !connection.is_in_transaction();
                Box::pin(async move { Ok(clean) })
            })
            .max_connections(connections)
            .acquire_timeout(BUSY)
            .map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(BUSY)
                    .foreign_keys(true)
                    .statement_cache_capacity(256)
            });
        sea_orm::Database::connect(options)
    };
    Ok((connect(1, true).await?, connect(READERS, false).await?))
}

/// One pool for writing and reading, in the schema of the service.
pub(super) async fn postgres(
    url: &str,
    service: &str,
) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    let mut options = pool_options(url);
    options
        .max_connections(POSTGRES_CONNECTIONS)
        // A connection that was just used is there; asking it first would cost a round trip for every statement.
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(IDLE)
        .acquire_timeout(BUSY)
        .set_schema_search_path(service);
    let pool = sea_orm::Database::connect(options).await?;
    // Two processes that create one schema at the same instant would trip over each other: both wait at the same lock.
    let begun = pool.begin().await?;
    begun.execute_unprepared(&lock_sql("schema")).await?;
    begun.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS \"{service}\"")).await?;
    begun.execute_unprepared("CREATE SCHEMA IF NOT EXISTS sharedcourt").await?;
    let stores =
        "CREATE TABLE IF NOT EXISTS sharedcourt.stores (service TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL)";
    begun.execute_unprepared(stores).await?;
    begun.commit().await?;
    Ok((pool.clone(), pool))
}

/// Takes an advisory lock until the end of the transaction.
pub(super) fn lock_sql(name: &str) -> String {
    format!("SELECT pg_advisory_xact_lock(hashtext('sharedcourt {name}'))")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{access::keys::Keys, storage::Location, testing::Migrator};

    #[test]
    fn no_pool_has_the_task_that_may_spin_for_ever() {
        let options = pool_options("sqlite::memory:");
        assert_eq!((options.get_idle_timeout(), options.get_max_lifetime()), (Some(None), Some(None)));
    }

    #[tokio::test]
    async fn a_writer_that_reads_first_is_waited_for_by_another_connection() {
        let folder = tempfile::tempdir().unwrap();
        let (place, keys) = (Location::folder(folder.path()), Keys::random().unwrap());
        let one = Store::open::<Migrator>(&place, "audit", &keys).await.unwrap();
        let other = Store::open::<Migrator>(&place, "audit", &keys).await.unwrap();
        let add = "INSERT INTO records (chain, number, sealed) VALUES ($1, 0, x'00')";
        let tx = one.begin().await.unwrap();
        tx.query_all_raw(sql(&tx, "SELECT chain FROM records", vec![])).await.unwrap();
        let mut second = tokio::spawn(async move {
            let tx = other.begin().await?;
            tx.execute_raw(sql(&tx, add, vec!["b".into()])).await?;
            tx.commit().await
        });
        // Long enough for a writer that does not wait to come between the two statements.
        let waits = tokio::time::timeout(Duration::from_millis(300), &mut second).await.is_err();
        tx.execute_raw(sql(&tx, add, vec!["a".into()])).await.unwrap();
        tx.commit().await.unwrap();
        assert!(waits, "the second writer came between a read and its write");
        second.await.unwrap().unwrap();
    }
}
