//! Opening a database: whether the file or schema is the one that was here, of this installation's key and whole; its migrations; and
//! the same checks for readiness while it runs.

use std::{
    fs::File,
    io::Read as _,
    os::unix::fs::MetadataExt as _,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbErr, TransactionTrait as _};
use sea_orm_migration::MigratorTrait;

use crate::{
    access::keys::Keys,
    domain::refusal::Refusal,
    storage::{
        AUDIT, Encryption, Store, clock,
        database::{StoreState, lock_sql, postgres, sqlite},
        fault::{MALFORMED, is_malformed, is_unavailable, refused},
        key_mark,
        location::{Location, Rows, holds_data},
        sql,
    },
};

/// With what a SQLite file begins.
const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// Brings the tables of a service up to date.
type Up = fn(&DatabaseConnection) -> BoxFuture<'_, Result<(), DbErr>>;

fn up<M: MigratorTrait + 'static>(connection: &DatabaseConnection) -> BoxFuture<'_, Result<(), DbErr>> {
    Box::pin(M::up(connection, None))
}

/// Up to what size a SQLite file is checked as a whole when it is opened; larger ones are by `sharedcourt verify`.
const CHECKED_WHOLE: u64 = 64 * 1024 * 1024;

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
        let encryption = if service == AUDIT { Encryption::of_audit(keys) } else { Encryption::new(keys) };
        let state = StoreState {
            service: service.to_owned(),
            file,
            clock_doubt: Mutex::default(),
            checked: AtomicU64::new(MALFORMED.load(Ordering::Relaxed)),
            malformed: Mutex::default(),
        };
        let store = Self { write, read, encryption, redis, state: Arc::new(state) };
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
        let Some((path, _)) = &self.state.file else { return Ok(()) };
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

    /// Whether the database is there, whole as far as can be seen quickly, and of this installation's key.
    pub async fn health(&self) -> Result<(), Refusal> {
        let service = self.service();
        if let Some((path, opened)) = &self.state.file {
            if identity(path).ok() != Some(*opened) {
                return Err(key_mark::vanished(service));
            }
            check_file(path, service, true)?;
        }
        match key_mark::read(self).await {
            Ok(Some(mark)) if mark.is_of(&self.encryption, service) => {}
            Ok(Some(_)) => return Err(key_mark::foreign_key(service)),
            Ok(None) => return Err(key_mark::malformed(service, "the key mark is gone")),
            Err(fault) if is_unavailable(&fault) => return Err(fault.into()),
            Err(fault) => return Err(key_mark::malformed(service, &fault.to_string())),
        }
        self.reported_malformed().await.map_or(Ok(()), |wrong| Err(key_mark::malformed(service, &wrong)))
    }

    /// What is wrong with the file, where a statement of this process failed because a database is malformed.
    async fn reported_malformed(&self) -> Option<String> {
        let reports = MALFORMED.load(Ordering::Relaxed);
        if self.state.file.is_some() && self.state.checked.swap(reports, Ordering::Relaxed) != reports {
            let found = self.quick_check().await;
            *lock(&self.state.malformed) = found;
        }
        lock(&self.state.malformed).clone()
    }
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

/// The fault as a refusal for the person who starts the service, where the database is malformed.
fn broken(fault: DbErr, service: &str) -> DbErr {
    let text = fault.to_string();
    if is_malformed(&text) { refused(key_mark::malformed(service, &text)) } else { fault }
}
