//! The database: SQLite in a file or PostgreSQL by URL, the same code over both.
//!
//! SQLite has one writing connection and several reading ones (WAL, `synchronous=FULL`: what was acknowledged survives the
//! machine). PostgreSQL has one pool; each service lives in a schema of its own. Instants are `BIGINT` microseconds in both.

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    Statement, TransactionTrait,
    sqlx::{
        self, Connection as _,
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};
use sea_orm_migration::MigratorTrait;

use crate::{
    keys::Keys,
    refusal::{Kind, Refusal},
    seal::Seal,
};

/// A service's database, and the seal under which what is about people lies in it.
#[derive(Clone)]
pub struct Store {
    write: DatabaseConnection,
    read: DatabaseConnection,
    seal: Seal,
    /// By which the readers of its log in other processes are woken, and on which channel.
    redis: Option<(redis::Client, String)>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("postgres", &self.is_postgres()).finish_non_exhaustive()
    }
}

/// Where a service keeps its rows, and who wakes the readers of its log.
#[derive(Clone, Debug)]
pub struct Location {
    rows: Rows,
    redis: Option<redis::Client>,
}

#[derive(Clone)]
enum Rows {
    /// In a file of this folder, named for the service.
    Folder(PathBuf),
    /// In a schema of this database, named for the service.
    Postgres(String),
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
            // The URL may hold a password.
            Self::Postgres(_) => f.write_str("Postgres"),
        }
    }
}

impl Location {
    /// In SQLite files of this folder, named for the services.
    #[must_use]
    pub fn folder(folder: impl Into<PathBuf>) -> Self {
        Self { rows: Rows::Folder(folder.into()), redis: None }
    }

    /// In schemas of this PostgreSQL database, named for the services.
    #[must_use]
    pub fn postgres(url: impl Into<String>) -> Self {
        Self { rows: Rows::Postgres(url.into()), redis: None }
    }

    /// From a URL (`postgres://…`), or the folder where none is given.
    pub fn new(url: Option<&str>, folder: &Path) -> Result<Self, Refusal> {
        match url {
            None => Ok(Self::folder(folder)),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Self::postgres(url))
            }
            Some(_) => Err(Refusal::new(
                Kind::Invalid,
                "DATABASE_URL",
                "数据库地址须以 postgres:// 开头；不填则使用数据目录中的 SQLite。",
                "A database URL begins with postgres://; without one, SQLite in the data folder is used.",
            )),
        }
    }

    /// With a Redis (`redis://…`) that wakes the readers of logs in other processes. It holds nothing that may not be lost.
    pub fn woken_by(mut self, url: Option<&str>) -> Result<Self, Refusal> {
        let open = |url: &str| {
            redis::Client::open(url).map_err(|_| {
                Refusal::new(
                    Kind::Invalid,
                    "REDIS_URL",
                    "Redis 地址形如 redis://主机:6379。",
                    "A Redis URL reads redis://host:6379.",
                )
            })
        };
        self.redis = url.map(open).transpose()?;
        Ok(self)
    }
}

/// How long a writer waits for another process that writes to the same file.
const BUSY: Duration = Duration::from_secs(10);
/// After how long a connection is asked whether it is still there.
const IDLE: Duration = Duration::from_secs(2);
const READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 16;

impl Store {
    /// Opens the database of a service and brings it up to date, one process at a time.
    pub async fn open<M: MigratorTrait>(
        location: &Location,
        service: &str,
        keys: &Keys,
    ) -> Result<Self, DbErr> {
        let (write, read) = match &location.rows {
            Rows::Folder(folder) => sqlite(folder, service).await?,
            Rows::Postgres(url) => postgres(url, service).await?,
        };
        let channel = format!("sharedcourt:{service}:log");
        let redis = location.redis.clone().map(|client| (client, channel));
        let store = Self { write, read, seal: Seal::new(keys), redis };
        store.migrate::<M>(service).await?;
        Ok(store)
    }

    async fn migrate<M: MigratorTrait>(&self, service: &str) -> Result<(), DbErr> {
        if self.is_postgres() {
            // The lock lives as long as this transaction; the migrations run on another connection.
            let lock = self.write.begin().await?;
            lock.execute_unprepared(&lock_sql(service)).await?;
            M::up(&self.write, None).await?;
            lock.commit().await
        } else {
            M::up(&self.write, None).await
        }
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

    /// The seal of what is about people.
    #[must_use]
    pub const fn seal(&self) -> &Seal {
        &self.seal
    }

    /// For reading.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For writing. On SQLite the writers stand in line here, so a transaction should be short and never wait for the network.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.write.begin().await
    }

    /// Closes the connections; what was committed is on disk already.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }
}

/// One writing connection and several reading ones.
///
/// A connection is only used again where its last transaction has ended. After a failed commit (a full disk) SQLite may have
/// ended it or not, and the driver's count of open transactions is then off: the next "commit" would release a savepoint inside
/// a transaction that nobody ever commits. Such a connection is closed, which rolls it back.
async fn sqlite(folder: &Path, service: &str) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    std::fs::create_dir_all(folder).map_err(|fault| DbErr::Custom(fault.to_string()))?;
    let path = folder.join(format!("{service}.db"));
    let connect = |connections: u32, writes: bool| {
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
        options
            // The ping waits until a rollback that was begun has come to its end; only then can be seen whether it did.
            .test_before_acquire(writes)
            .map_sqlx_sqlite_before_acquire(|connection, _| {
                let clean = !connection.is_in_transaction();
                Box::pin(async move { Ok(clean) })
            })
            .max_connections(connections)
            .sqlx_logging(false)
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

async fn postgres(url: &str, service: &str) -> Result<(DatabaseConnection, DatabaseConnection), DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(POSTGRES_CONNECTIONS)
        // A connection that was just used is there; asking it first would cost a round trip for every statement.
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(IDLE)
        .sqlx_logging(false)
        .acquire_timeout(BUSY)
        .set_schema_search_path(service);
    let pool = sea_orm::Database::connect(options).await?;
    // Two processes that create one schema at the same instant would trip over each other: both wait at the same lock.
    let begun = pool.begin().await?;
    begun.execute_unprepared(&lock_sql("schema")).await?;
    begun.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS \"{service}\"")).await?;
    begun.commit().await?;
    Ok((pool.clone(), pool))
}

fn lock_sql(name: &str) -> String {
    format!("SELECT pg_advisory_xact_lock(hashtext('sharedcourt {name}'))")
}

/// A statement in the dialect of a connection: written once with `$1`, `$2`, which both databases read.
#[must_use]
pub fn sql(connection: &impl ConnectionTrait, text: &str, values: Vec<sea_orm::Value>) -> Statement {
    Statement::from_sql_and_values(connection.get_database_backend(), text, values)
}

/// The reason of a refusal where there is no room to write.
pub(crate) const DISK_FULL: &str = "DISK_FULL";

impl From<DbErr> for Refusal {
    fn from(fault: DbErr) -> Self {
        let told = fault.to_string();
        if told.contains("database or disk is full")
            || told.contains("No space left")
            || told.contains("disk I/O error")
        {
            tracing::error!(%fault, "no room to write");
            return Self::new(
                Kind::Exhausted,
                DISK_FULL,
                "服务器磁盘已满，本次操作没有保存。请联系管理员清理后重试。",
                "The server's disk is full; nothing was stored. Try again when the administrator has made room.",
            )
            .retry_after(Duration::from_mins(1));
        }
        if is_away(&fault) || told.contains("database is locked") {
            tracing::warn!(%fault, "the database is away or busy");
            return Self::new(
                Kind::Unavailable,
                "STORE_UNAVAILABLE",
                "数据库暂时不可用，请稍后用同一请求编号重试，不会重复执行。",
                "The database is away or busy. Try again with the same request id: it is carried out once.",
            )
            .retry_after(Duration::from_secs(1));
        }
        Self::internal(&fault)
    }
}

/// Whether it is the database that is not there, or asks to come again, and not the statement that is wrong.
fn is_away(fault: &DbErr) -> bool {
    let runtime = match fault {
        DbErr::ConnectionAcquire(_) => return true,
        DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime) => runtime,
        _ => return false,
    };
    let RuntimeErr::SqlxError(fault) = runtime else { return matches!(fault, DbErr::Conn(_)) };
    match &**fault {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        // Class 08: the connection; 40: one of two transactions has to give way; 53: no room for more; 57P: the server goes or comes.
        sqlx::Error::Database(told) => told.code().is_some_and(|code| {
            ["08", "40", "53", "57P"].iter().any(|class| code.len() == 5 && code.starts_with(class))
        }),
        _ => false,
    }
}

/// Runs the statements of a migration in the dialect of its database: `{serial}`, `{bytes}` and `{xid}` stand for what the two
/// write differently.
pub async fn run_ddl(connection: &impl ConnectionTrait, statements: &[&str]) -> Result<(), DbErr> {
    let postgres = connection.get_database_backend() == DbBackend::Postgres;
    let (serial, bytes, xid) = if postgres {
        ("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA", "(pg_current_xact_id()::text::bigint)")
    } else {
        ("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB", "0")
    };
    for statement in statements {
        let statement = statement.replace("{serial}", serial).replace("{bytes}", bytes).replace("{xid}", xid);
        connection.execute_unprepared(&statement).await?;
    }
    Ok(())
}
