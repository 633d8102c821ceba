//! The database: SQLite in a file or PostgreSQL by URL, the same code over both.
//!
//! SQLite has one writing connection and several reading ones (WAL, `synchronous=FULL`: what was acknowledged survives the
//! machine). PostgreSQL has one pool; each service lives in a schema of its own. Instants are `BIGINT` microseconds in both.

use std::{
    fmt,
    fs::File,
    io::Read as _,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
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
    audit, clock, key_mark,
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
    standing: Arc<Standing>,
}

/// What is known of a database beside its rows.
struct Standing {
    service: String,
    /// The SQLite file, and what it was when it was opened.
    file: Option<(PathBuf, (u64, u64))>,
    /// Why the clock is not believed, where it is not.
    clock_doubt: Mutex<Option<String>>,
    /// Up to which report of a malformed database this one was checked, and what was found.
    checked: AtomicU64,
    malformed: Mutex<Option<String>>,
}

/// How many times a statement was told by SQLite that its database is malformed.
static MALFORMED: AtomicU64 = AtomicU64::new(0);

/// With what a SQLite file begins.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// Brings the tables of a service up to date.
type Up = fn(&DatabaseConnection) -> BoxFuture<'_, Result<(), DbErr>>;

fn up<M: MigratorTrait + 'static>(connection: &DatabaseConnection) -> BoxFuture<'_, Result<(), DbErr>> {
    Box::pin(M::up(connection, None))
}

/// Up to what size a SQLite file is checked as a whole when it is opened; larger ones are by `sharedcourt verify`.
const CHECKED_WHOLE: u64 = 64 * 1024 * 1024;

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
pub(crate) enum Rows {
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
    pub(crate) const fn rows(&self) -> &Rows {
        &self.rows
    }

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

    /// Forgets that a database was here, as versions did that made no marks.
    #[cfg(test)]
    pub(crate) fn forget_notes(&self, service: &str) {
        if let Rows::Folder(folder) = &self.rows {
            let _ = std::fs::remove_file(folder.join(format!("{service}.mark")));
        }
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
    /// Opens the database of a service and brings it up to date, one process at a time. Refused before anything is written where
    /// the database is damaged, gone, not the one that was here, or of another key.
    pub async fn open<M: MigratorTrait + 'static>(
        location: &Location,
        service: &str,
        keys: &Keys,
    ) -> Result<Self, DbErr> {
        Self::connect(location, service, keys, Some(up::<M>)).await
    }

    /// Opens the database of a service as it is, whatever its version; `None` where there is none.
    pub async fn open_existing(
        location: &Location,
        service: &str,
        keys: &Keys,
    ) -> Result<Option<Self>, DbErr> {
        let there = match &location.rows {
            Rows::Folder(folder) => {
                folder.join(format!("{service}.db")).exists()
                    || key_mark::noted_beside(folder, service).is_some()
            }
            Rows::Postgres(_) => holds_data(location, &[service]).await?.is_some(),
        };
        if there { Self::connect(location, service, keys, None).await.map(Some) } else { Ok(None) }
    }

    async fn connect(location: &Location, service: &str, keys: &Keys, up: Option<Up>) -> Result<Self, DbErr> {
        clock::start();
        let noted = match &location.rows {
            Rows::Folder(folder) => key_mark::noted_beside(folder, service),
            Rows::Postgres(_) => None,
        };
        let ((write, read), file) = match &location.rows {
            Rows::Folder(folder) => {
                let path = folder.join(format!("{service}.db"));
                check_file(&path, service, noted.is_some())?;
                let connections = sqlite(folder, service).await.map_err(|fault| broken(fault, service))?;
                let now = identity(&path).map_err(|fault| DbErr::Custom(fault.to_string()))?;
                (connections, Some((path, now)))
            }
            Rows::Postgres(url) => (postgres(url, service).await?, None),
        };
        let channel = format!("sharedcourt:{service}:log");
        let redis = location.redis.clone().map(|client| (client, channel));
        let seal = if service == audit::NAME { Seal::of_audit(keys) } else { Seal::new(keys) };
        let standing = Standing {
            service: service.to_owned(),
            file,
            clock_doubt: Mutex::default(),
            checked: AtomicU64::new(MALFORMED.load(Ordering::Relaxed)),
            malformed: Mutex::default(),
        };
        let store = Self { write, read, seal, redis, standing: Arc::new(standing) };
        match &location.rows {
            Rows::Folder(folder) => {
                store.check_whole().await?;
                let made = store.migrate(up, noted.as_deref()).await;
                let id = made.map_err(|fault| broken(fault, service))?;
                key_mark::note_beside(folder, service, &id)?;
            }
            Rows::Postgres(_) => {
                // The lock lives as long as this transaction; the migrations run on another connection.
                let lock = store.write.begin().await?;
                lock.execute_unprepared(&lock_sql(service)).await?;
                let of = |text| sql(&lock, text, vec![service.into()]);
                let noted =
                    lock.query_one_raw(of("SELECT id FROM sharedcourt.stores WHERE service = $1")).await?;
                let noted: Option<String> = noted.map(|row| row.try_get("", "id")).transpose()?;
                let id = store.migrate(up, noted.as_deref()).await?;
                let note =
                    "INSERT INTO sharedcourt.stores (service, id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                lock.execute_raw(sql(&lock, note, vec![service.into(), id.into()])).await?;
                lock.commit().await?;
            }
        }
        Ok(store)
    }

    /// Checks the key mark, brings the tables up to date and makes the mark where there is none; the identity of the database.
    async fn migrate(&self, up: Option<Up>, noted: Option<&str>) -> Result<String, DbErr> {
        key_mark::check(self, self.service(), noted).await?;
        if let Some(up) = up {
            up(&self.write).await?;
        }
        key_mark::ensure(self, self.service()).await
    }

    /// Checks a SQLite file as a whole where that is quick.
    async fn check_whole(&self) -> Result<(), DbErr> {
        let Some((path, _)) = &self.standing.file else { return Ok(()) };
        let size = std::fs::metadata(path).map_or(0, |meta| meta.len());
        if size <= CHECKED_WHOLE
            && let Some(wrong) = self.quick_check().await
        {
            return Err(refused(key_mark::malformed(self.service(), &wrong)));
        }
        Ok(())
    }

    /// What SQLite finds wrong with its file first; `None` where nothing is.
    async fn quick_check(&self) -> Option<String> {
        let row = self.read.query_one_raw(sql(&self.read, "PRAGMA quick_check(1)", vec![])).await;
        match row.and_then(|row| row.map(|row| row.try_get_by_index::<String>(0)).transpose()) {
            Ok(Some(answer)) if answer == "ok" => None,
            Ok(answer) => Some(answer.unwrap_or_default()),
            Err(fault) => is_malformed(&fault.to_string()).then(|| fault.to_string()),
        }
    }

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
        &self.standing.service
    }

    /// Why the clock is not believed, where it is not.
    pub(crate) fn clock_doubt(&self) -> &Mutex<Option<String>> {
        &self.standing.clock_doubt
    }

    /// Whether the database is there, whole as far as can be seen quickly, and of this installation's key.
    pub async fn health(&self) -> Result<(), Refusal> {
        let service = self.service();
        if let Some((path, opened)) = &self.standing.file {
            if identity(path).ok() != Some(*opened) {
                return Err(key_mark::vanished(service));
            }
            check_file(path, service, true)?;
        }
        match key_mark::read(self).await {
            Ok(Some(mark)) if mark.is_of(&self.seal, service) => {}
            Ok(Some(_)) => return Err(key_mark::foreign_key(service)),
            Ok(None) => return Err(key_mark::malformed(service, "the key mark is gone")),
            Err(fault) if is_away(&fault) => return Err(fault.into()),
            Err(fault) => return Err(key_mark::malformed(service, &fault.to_string())),
        }
        self.reported_malformed().await.map_or(Ok(()), |wrong| Err(key_mark::malformed(service, &wrong)))
    }

    /// What is wrong with the file, where a statement of this process was told that a database is malformed.
    async fn reported_malformed(&self) -> Option<String> {
        let reports = MALFORMED.load(Ordering::Relaxed);
        if self.standing.file.is_some() && self.standing.checked.swap(reports, Ordering::Relaxed) != reports {
            let found = self.quick_check().await;
            *lock(&self.standing.malformed) = found;
        }
        lock(&self.standing.malformed).clone()
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
    begun.execute_unprepared("CREATE SCHEMA IF NOT EXISTS sharedcourt").await?;
    let stores =
        "CREATE TABLE IF NOT EXISTS sharedcourt.stores (service TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL)";
    begun.execute_unprepared(stores).await?;
    begun.commit().await?;
    Ok((pool.clone(), pool))
}

fn lock_sql(name: &str) -> String {
    format!("SELECT pg_advisory_xact_lock(hashtext('sharedcourt {name}'))")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Which file it is, whatever its name.
fn identity(path: &Path) -> std::io::Result<(u64, u64)> {
    let meta = std::fs::metadata(path)?;
    Ok((meta.dev(), meta.ino()))
}

/// Refuses a file that is none of SQLite's, and one that is gone or empty where there was one.
fn check_file(path: &Path, service: &str, was_there: bool) -> Result<(), Refused> {
    let mut head = [0; SQLITE.len()];
    match File::open(path).and_then(|mut file| Ok((file.read(&mut head)?, file.metadata()?.len()))) {
        Ok((_, 0)) | Err(_) if was_there => Err(Refused(key_mark::emptied(service))),
        Ok((_, 0)) => Ok(()),
        Ok(_) if head == *SQLITE => Ok(()),
        Ok(_) => Err(Refused(key_mark::malformed(service, "not a database"))),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(fault) => Err(Refused(Refusal::internal(&fault))),
    }
}

/// A refusal on its way through what speaks of faults of the database alone.
struct Refused(Refusal);

impl From<Refused> for DbErr {
    fn from(Refused(refusal): Refused) -> Self {
        refused(refusal)
    }
}

impl From<Refused> for Refusal {
    fn from(Refused(refusal): Refused) -> Self {
        refusal
    }
}

/// A refusal as a fault of the database, from which it is taken out again by `Refusal::from`.
#[must_use]
pub fn refused(refusal: Refusal) -> DbErr {
    DbErr::TryIntoErr { from: "a database", into: "a store of this installation", source: Arc::new(refusal) }
}

fn is_malformed(told: &str) -> bool {
    told.contains("disk image is malformed") || told.contains("file is not a database")
}

/// The same with words for whoever starts the service, where the database is damaged.
fn broken(fault: DbErr, service: &str) -> DbErr {
    let told = fault.to_string();
    if is_malformed(&told) { refused(key_mark::malformed(service, &told)) } else { fault }
}

/// Whether a location holds data already, of any of these services; the first that does.
pub async fn holds_data(location: &Location, services: &[&str]) -> Result<Option<String>, DbErr> {
    match &location.rows {
        Rows::Folder(folder) => {
            let filled = |service: &&&str| {
                std::fs::metadata(folder.join(format!("{service}.db"))).is_ok_and(|meta| meta.len() > 0)
            };
            Ok(services.iter().find(filled).map(|service| (*service).to_owned()))
        }
        Rows::Postgres(url) => {
            let mut options = ConnectOptions::new(url);
            options.max_connections(1).sqlx_logging(false).acquire_timeout(BUSY);
            let connection = sea_orm::Database::connect(options).await?;
            let text = "SELECT table_schema AS place FROM information_schema.tables WHERE table_name = 'seaql_migrations'";
            let rows = connection.query_all_raw(sql(&connection, text, vec![])).await?;
            let places = rows.iter().map(|row| row.try_get::<String>("", "place"));
            let places = places.collect::<Result<Vec<_>, _>>()?;
            connection.close().await?;
            Ok(places.into_iter().find(|place| services.contains(&place.as_str())))
        }
    }
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
        if let DbErr::TryIntoErr { source, .. } = &fault
            && let Some(refusal) = source.downcast_ref::<Self>()
        {
            return refusal.clone();
        }
        let told = fault.to_string();
        if is_malformed(&told) {
            MALFORMED.fetch_add(1, Ordering::Relaxed);
            tracing::error!(%fault, "database is malformed");
        }
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
