//! The key mark: a known value in each database, encrypted under the installation's key when the database is first opened, and
//! read before anything else each time. Data of another key, or data that was emptied or exchanged, is refused before a row is
//! written; the words say what to restore.
//!
//! That a database exists is also noted outside of it: in `{service}.mark` beside a SQLite file, in the table
//! `sharedcourt.stores` of a PostgreSQL database. So a database that is gone is not taken for one of the first day.

use std::{fs, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

use sea_orm::{ConnectionTrait as _, DbErr};

use crate::{
    access::keys::{self, Keys, Purpose},
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    events,
    storage::{Encryption, Store, encrypted_columns, encryption, fault::refused, run_ddl, sql},
};

/// Tables that every database has, whatever its service.
const TABLES: &[&str] = &[
    // One row: the encrypted value, a digest under the first key, the database's identity, and the id of the key under which
    // everything was last found to be encrypted.
    "CREATE TABLE IF NOT EXISTS key_marks (
        one BIGINT NOT NULL PRIMARY KEY, id TEXT NOT NULL, value {bytes} NOT NULL, origin {bytes} NOT NULL,
        complete TEXT NOT NULL, at BIGINT NOT NULL)",
    // One row: the latest time of day that was believed.
    "CREATE TABLE IF NOT EXISTS clock (one BIGINT NOT NULL PRIMARY KEY, seen BIGINT NOT NULL)",
    // The audit's chains as they were last seen from outside the audit's database.
    "CREATE TABLE IF NOT EXISTS audit_heads (
        chain TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL, digest {bytes} NOT NULL, mark {bytes} NOT NULL)",
    // Marks of rows that hold nothing encrypted.
    "CREATE TABLE IF NOT EXISTS row_marks (name TEXT NOT NULL PRIMARY KEY, mark {bytes} NOT NULL)",
    events::epoch::TABLE,
];

/// What a mark says once it is decrypted.
fn value(service: &str) -> String {
    format!("sharedcourt key mark v1 {service}")
}

/// The digest that never changes, also when keys are rotated and dropped.
fn origin(keys: &Keys, service: &str) -> Vec<u8> {
    keys::digest(&keys.key(Purpose::BlindIndex), value(service).as_bytes()).to_vec()
}

/// A mark as it stands in its database.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    pub(crate) id: String,
    /// The key under which all of the database was found to be encrypted; empty where nobody looked yet.
    pub(crate) complete: String,
    value: Vec<u8>,
    origin: Vec<u8>,
}

/// The mark, where there is one. Fails where the table is not there.
pub(crate) async fn read(store: &Store) -> Result<Option<Mark>, DbErr> {
    let text = "SELECT id, value, origin, complete FROM key_marks WHERE one = 1";
    let row = store.read().query_one_raw(sql(store.read(), text, vec![])).await?;
    row.map(|row| {
        Ok(Mark {
            id: row.try_get("", "id")?,
            complete: row.try_get("", "complete")?,
            value: row.try_get("", "value")?,
            origin: row.try_get("", "origin")?,
        })
    })
    .transpose()
}

impl Mark {
    /// Whether it is of this installation's keys.
    pub(crate) fn is_of(&self, encryption: &Encryption, service: &str) -> bool {
        self.origin == origin(encryption.keys(), service)
            && encryption.decrypt(&self.value).is_ok_and(|text| text == value(service))
    }

    /// Whether it is encrypted under the current key.
    pub(crate) fn is_current(&self, encryption: &Encryption) -> bool {
        encryption::key_of(&self.value) == Some(encryption.keys().current())
    }
}

/// Looks at a database before anything is written to it. `noted` is the identity that was noted outside of it.
pub(crate) async fn check(store: &Store, service: &str, noted: Option<&str>) -> Result<(), DbErr> {
    if !store.has_table("key_marks").await? {
        if noted.is_some() {
            return Err(refused(emptied(service)));
        }
        // Of the first day, or of a version that made no marks: then what lies there has to be of this key.
        if store.has_table("seaql_migrations").await? && !encrypted_columns::sample_opens(store).await? {
            return Err(refused(foreign_key(service)));
        }
        return Ok(());
    }
    let Some(mark) = read(store).await? else { return Err(refused(emptied(service))) };
    if noted.is_some_and(|noted| noted != mark.id) {
        return Err(refused(exchanged(service)));
    }
    if !mark.is_of(store.encryption(), service) {
        return Err(refused(foreign_key(service)));
    }
    Ok(())
}

/// Makes the mark where there is none; the identity of the database.
pub(crate) async fn ensure(store: &Store, service: &str) -> Result<String, DbErr> {
    // Nothing is written where all of it is there: a copy may be read-only. The first and the last of the tables stand for them.
    if store.has_table("key_marks").await?
        && store.has_table("row_marks").await?
        && let Some(mark) = read(store).await?
    {
        return Ok(mark.id);
    }
    let tx = store.begin().await?;
    run_ddl(&tx, TABLES).await?;
    let text = "INSERT INTO key_marks (one, id, value, origin, complete, at) VALUES (1, $1, $2, $3, '', $4)
                ON CONFLICT DO NOTHING";
    let sealed = store.encryption().encrypt(&value(service)).map_err(refused)?;
    let id = uuid::Uuid::now_v7().simple().to_string();
    let values = vec![
        id.into(),
        sealed.into(),
        origin(store.encryption().keys(), service).into(),
        Timestamp::now().micros().into(),
    ];
    tx.execute_raw(sql(&tx, text, values)).await?;
    tx.commit().await?;
    let mark = read(store).await?;
    Ok(mark.map(|mark| mark.id).unwrap_or_default())
}

/// Writes the mark anew under the current key, and that everything is encrypted under it.
pub(crate) async fn complete(store: &Store, service: &str) -> Result<(), DbErr> {
    let tx = store.begin().await?;
    let text = "UPDATE key_marks SET value = $1, complete = $2, at = $3 WHERE one = 1";
    let sealed = store.encryption().encrypt(&value(service)).map_err(refused)?;
    let current = store.encryption().keys().current().to_string();
    tx.execute_raw(sql(&tx, text, vec![sealed.into(), current.into(), Timestamp::now().micros().into()]))
        .await?;
    tx.commit().await
}

/// The identity that was noted beside a SQLite file.
pub(crate) fn noted_beside(folder: &Path, service: &str) -> Option<String> {
    let text = fs::read_to_string(folder.join(format!("{service}.mark"))).ok()?;
    Some(text.trim().to_owned())
}

/// Notes the identity beside a SQLite file.
pub(crate) fn note_beside(folder: &Path, service: &str, id: &str) -> Result<(), DbErr> {
    if noted_beside(folder, service).is_some_and(|noted| noted == id) {
        return Ok(());
    }
    let write = || {
        let mut options = fs::OpenOptions::new();
        let path = folder.join(format!("{service}.mark"));
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
        writeln!(file, "{id}")?;
        file.sync_all()
    };
    write().map_err(|fault: std::io::Error| DbErr::Custom(fault.to_string()))
}

/// Data of another key.
pub(crate) fn foreign_key(service: &str) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::KEY_FOREIGN,
        format!(
            "“{service}”数据库是用另一把密钥加密的，当前密钥无法读取，因此没有启动，也没有写入任何内容。请从备份恢复与这份数据同时使用的 secret.key（或原来的密钥设置）后再启动。"
        ),
        format!(
            "The database of {service} is encrypted under another key; nothing was started and nothing written. Restore the secret.key \
             (or the setting installation.secret) that belongs to this data."
        ),
    )
}

/// A database that is gone or empty where there was one.
pub(crate) fn emptied(service: &str) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::STORE_GONE,
        format!(
            "“{service}”数据库原来有数据，现在不见了或已被清空，因此没有启动。请从备份恢复这个数据库后再启动。"
        ),
        format!(
            "The database of {service} held data and is gone or empty now. Restore it from the backup before you start."
        ),
    )
}

fn exchanged(service: &str) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::STORE_FOREIGN,
        format!("“{service}”数据库不是这里原来的那一个，因此没有启动。请从备份恢复原来的数据库后再启动。"),
        format!(
            "The database of {service} is not the one that was here before. Restore the former one from the backup."
        ),
    )
}

/// A database that can't be read.
pub(crate) fn malformed(service: &str, what: &str) -> Refusal {
    Refusal::new(
        Kind::Precondition,
        reason::STORE_DAMAGED,
        format!("“{service}”数据库已损坏，无法使用。请从备份恢复这个数据库后再启动。"),
        format!("The database of {service} is damaged ({what}). Restore it from the backup."),
    )
}

/// A running service whose database vanished or was replaced.
pub(crate) fn vanished(service: &str) -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::STORE_GONE,
        format!("“{service}”数据库文件在运行中被删除或替换。请停止服务，从备份恢复后再启动。"),
        format!(
            "The database of {service} was removed or replaced while it was in use. Stop, restore it, and start again."
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::io::{Seek as _, SeekFrom};

    use sea_orm::ConnectionTrait as _;

    use super::*;
    use crate::{
        storage::{Location, reencrypt},
        testing::{self, Migrator},
    };

    const SERVICE: &str = "dispatch";

    async fn open(location: &Location, keys: &Keys) -> Result<Store, Refusal> {
        Store::open::<Migrator>(location, SERVICE, keys).await.map_err(Refusal::from)
    }

    /// The reason for which a database does not open.
    async fn refused_for(location: &Location, keys: &Keys) -> &'static str {
        open(location, keys).await.unwrap_err().reason()
    }

    async fn execute(store: &Store, text: &str) {
        let tx = store.begin().await.unwrap();
        tx.execute_unprepared(text).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A row as older versions wrote it, without the id of its key.
    async fn old_row(store: &Store, number: i64, text: &str) {
        let sealed = store.encryption().encrypt(text).unwrap()[encryption::PREFIX..].to_vec();
        let insert = "INSERT INTO records (chain, number, sealed) VALUES ('c', $1, $2)";
        let tx = store.begin().await.unwrap();
        tx.execute_raw(sql(&tx, insert, vec![number.into(), sealed.into()])).await.unwrap();
        tx.commit().await.unwrap();
    }

    #[tokio::test]
    async fn data_of_another_key_is_refused_and_nothing_is_written() {
        testing::at_every_location(|location| async move {
            let keys = Keys::random().unwrap();
            let store = open(&location, &keys).await.unwrap();
            assert!(store.health().await.is_ok());
            old_row(&store, 1, "before").await;
            let other = Keys::random().unwrap();
            assert_eq!(refused_for(&location, &other).await, "KEY_FOREIGN");
            // The same of a database of a version that made no marks.
            execute(&store, "DROP TABLE key_marks").await;
            if store.is_postgres() {
                execute(&store, "DELETE FROM sharedcourt.stores").await;
            } else {
                assert_eq!(refused_for(&location, &keys).await, "STORE_GONE", "a mark was noted beside");
                location.forget_notes(SERVICE);
            }
            assert_eq!(refused_for(&location, &other).await, "KEY_FOREIGN");
            assert!(!store.has_table("key_marks").await.unwrap(), "the attempt has written nothing");
            let again = open(&location, &keys).await.unwrap();
            assert!(again.health().await.is_ok());
            assert_eq!(
                holds(&location).await.as_deref(),
                Some(SERVICE),
                "so that no new key is made beside it"
            );
            again.close().await.unwrap();
        })
        .await;
    }

    async fn holds(location: &Location) -> Option<String> {
        crate::storage::location::holds_data(location, &["courts", SERVICE]).await.unwrap()
    }

    #[tokio::test]
    async fn a_file_that_is_gone_empty_or_foreign_is_seen_while_running_and_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let (location, keys) = (Location::folder(folder.path()), Keys::random().unwrap());
        let path = folder.path().join("dispatch.db");
        let store = open(&location, &keys).await.unwrap();
        let copy = fs::read(&path).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_len(0).unwrap();
        assert_eq!(store.health().await.unwrap_err().reason(), "STORE_GONE");
        drop(store);
        assert_eq!(refused_for(&location, &keys).await, "STORE_GONE");
        fs::write(&path, "no database at all, and longer than a header").unwrap();
        assert_eq!(refused_for(&location, &keys).await, "STORE_DAMAGED");
        for beside in ["dispatch.db", "dispatch.db-wal", "dispatch.db-shm"] {
            let _ = fs::remove_file(folder.path().join(beside));
        }
        assert_eq!(refused_for(&location, &keys).await, "STORE_GONE");
        fs::write(&path, copy).unwrap();
        drop(location);

        // Another one of the same key: of a second installation, or a new one.
        let elsewhere = tempfile::tempdir().unwrap();
        let location = Location::folder(elsewhere.path());
        let store = open(&location, &keys).await.unwrap();
        execute(&store, "UPDATE key_marks SET id = 'another'").await;
        assert_eq!(refused_for(&location, &keys).await, "STORE_FOREIGN");
        fs::remove_file(elsewhere.path().join("dispatch.db")).unwrap();
        assert_eq!(store.health().await.unwrap_err().reason(), "STORE_GONE");
    }

    #[tokio::test]
    async fn a_malformed_page_is_found_when_a_statement_meets_it_and_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let (location, keys) = (Location::folder(folder.path()), Keys::random().unwrap());
        let store = open(&location, &keys).await.unwrap();
        for number in 0..200 {
            old_row(&store, number, &"x".repeat(500)).await;
        }
        store.close().await.unwrap();
        let mut file = fs::File::options().write(true).open(folder.path().join("dispatch.db")).unwrap();
        let length = file.metadata().unwrap().len();
        file.seek(SeekFrom::Start(8192)).unwrap();
        file.write_all(&vec![0x5a; usize::try_from(length - 8192).unwrap()]).unwrap();
        assert_eq!(refused_for(&location, &keys).await, "STORE_DAMAGED");
    }

    #[tokio::test]
    async fn re_encryption_begins_again_where_it_was_cut_off_and_leaves_what_is_damaged() {
        testing::at_every_location(|location| async move {
            let keys = Keys::random().unwrap();
            let store = open(&location, &keys).await.unwrap();
            for number in 0..1200 {
                old_row(&store, number, &format!("text {number}")).await;
            }
            let damage = "UPDATE records SET sealed = $1 WHERE number = 7";
            let tx = store.begin().await.unwrap();
            tx.execute_raw(sql(&tx, damage, vec![vec![7_u8; 40].into()])).await.unwrap();
            tx.commit().await.unwrap();
            let current = keys.rotate(false).unwrap();
            // Cut off in the middle, as by a sudden end.
            let cut =
                tokio::time::timeout(std::time::Duration::from_millis(30), reencrypt::run(&store)).await;
            let left = reencrypt::count(&store).await.unwrap();
            assert!(cut.is_ok() || left.not_under(current) > 0, "{left:?}");
            assert_eq!(left.damaged, ["records.sealed of c/7"]);
            assert!(reencrypt::finish(&store).await.unwrap() > 0 || cut.is_ok());
            assert!(reencrypt::is_complete(&store).await.unwrap());
            let done = reencrypt::count(&store).await.unwrap();
            let of_sealed = "SELECT sealed FROM records WHERE number = 1199";
            let row =
                store.read().query_one_raw(sql(store.read(), of_sealed, vec![])).await.unwrap().unwrap();
            let sealed: Vec<u8> = row.try_get("", "sealed").unwrap();
            assert_eq!(encryption::key_of(&sealed), Some(current));
            assert_eq!(done.not_under(current), 0, "{done:?}");
            keys.drop_former().unwrap();
            assert_eq!(store.encryption().decrypt(&sealed).unwrap(), "text 1199");
            assert!(store.health().await.is_ok(), "the mark opens under the new key");
            assert_eq!(reencrypt::count(&store).await.unwrap().damaged.len(), 1);
            let again = open(&location, &keys).await.unwrap();
            again.close().await.unwrap();
        })
        .await;
    }
}
