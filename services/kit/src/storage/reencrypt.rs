//! Re-encryption after a rotation of the keys: every encrypted column of a database, in bounded batches, beside the service.
//!
//! Which columns are encrypted is read from the database itself: columns of bytes in which a value decrypts, and those that are
//! always encrypted by their name. A value is replaced only if it is still the one that was read, so this never overwrites what
//! the service writes meanwhile. Nothing is remembered between batches but a place in memory: after a sudden end it begins again
//! and steps over what is done. The audit is left as it is: its chains hold the ciphertexts.

use std::{collections::BTreeMap, time::Duration};

use sea_orm::{ConnectionTrait as _, DbErr, Value};

use crate::{
    access::keys::KeyId,
    domain::refusal::Refusal,
    storage::{
        AUDIT, Store,
        encrypted_columns::{Column, encrypted_columns},
        encryption::{self, PREFIX},
        key_mark, sql,
    },
};

/// How many rows are read at a time from SQLite.
const ROWS: i64 = 500;
/// How many blocks are read at a time from PostgreSQL; each holds some tens of rows.
const BLOCKS: i64 = 16;
/// How long is waited between batches, so that the service comes first.
const BREATH: Duration = Duration::from_millis(20);
/// How often is looked whether the keys were rotated.
const POLL_INTERVAL: Duration = Duration::from_secs(15);
/// How long after a rotation everybody is taken to write under the new key: processes look at the key file once a second.
const SETTLE: Duration = Duration::from_secs(3);
/// How many damaged values are named.
const MOST: usize = 100;

/// Under which keys the values of a database are encrypted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Values by their key; of an older version, which names none, under `None`.
    pub by_key: BTreeMap<Option<KeyId>, u64>,
    /// Values that decrypt under no key, each with its place: `table.column of row`.
    pub damaged: Vec<String>,
}

impl Count {
    /// How many values are not under this key.
    #[must_use]
    pub fn not_under(&self, key: KeyId) -> u64 {
        self.by_key.iter().filter(|(id, _)| **id != Some(key)).map(|(_, count)| count).sum()
    }

    fn add(&mut self, other: Self) {
        for (key, count) in other.by_key {
            *self.by_key.entry(key).or_default() += count;
        }
        let room = MOST.saturating_sub(self.damaged.len());
        self.damaged.extend(other.damaged.into_iter().take(room));
    }
}

/// A value as it was read.
struct Read {
    /// What finds its row again for as long as the row is not written.
    place: Value,
    name: String,
    sealed: Vec<u8>,
}

/// Walks over the values of a column in bounded batches.
struct Walk<'a> {
    store: &'a Store,
    column: &'a Column,
    /// The last row, or the next block.
    at: i64,
    end: i64,
}

impl<'a> Walk<'a> {
    async fn start(store: &'a Store, column: &'a Column) -> Result<Self, DbErr> {
        let mut walk = Self { store, column, at: 0, end: i64::MAX };
        if store.is_postgres() {
            let text = format!(
                "SELECT pg_relation_size('\"{}\".\"{}\"') / current_setting('block_size')::bigint AS n",
                store.service(),
                column.table
            );
            let row = store.read().query_one_raw(sql(store.read(), &text, vec![])).await?;
            walk.end = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        }
        Ok(walk)
    }

    /// The next batch; `None` at the end. With `but`, values that begin with this prefix are stepped over.
    async fn next(&mut self, but: Option<&[u8]>) -> Result<Option<Vec<Read>>, DbErr> {
        let Column { table, column, name } = self.column;
        let other = but.map_or(String::new(), |_| {
            // The first bytes name the key.
            format!(" AND substr({column}, 1, {PREFIX}) <> $1")
        });
        let values: Vec<Value> = but.map(|but| but.to_vec().into()).into_iter().collect();
        let text = if self.store.is_postgres() {
            if self.at >= self.end {
                return Ok(None);
            }
            let next = self.at + BLOCKS;
            let text = format!(
                "SELECT ctid::text AS place, {name} AS name, {column} AS sealed FROM {table}
                 WHERE ctid >= '({},0)'::tid AND ctid < '({next},0)'::tid AND {column} IS NOT NULL{other}",
                self.at
            );
            self.at = next;
            text
        } else {
            format!(
                "SELECT rowid AS place, {name} AS name, {column} AS sealed FROM {table}
                 WHERE rowid > {} AND {column} IS NOT NULL{other} ORDER BY rowid LIMIT {ROWS}",
                self.at
            )
        };
        let rows = self.store.read().query_all_raw(sql(self.store.read(), &text, values)).await?;
        let mut batch = Vec::with_capacity(rows.len());
        for row in &rows {
            let place: Value = if self.store.is_postgres() {
                row.try_get::<String>("", "place")?.into()
            } else {
                self.at = row.try_get("", "place")?;
                self.at.into()
            };
            let name = row.try_get::<Option<String>>("", "name")?.unwrap_or_default();
            batch.push(Read { place, name, sealed: row.try_get("", "sealed")? });
        }
        let over = batch.is_empty() && !self.store.is_postgres();
        Ok((!over).then_some(batch))
    }
}

/// Re-encrypts what is under another key than the current one; how many values were replaced.
pub async fn run(store: &Store) -> Result<u64, Refusal> {
    let current = encryption::prefix(store.encryption().keys().current());
    let mut replaced = 0;
    for column in encrypted_columns(store).await? {
        let mut walk = Walk::start(store, &column).await?;
        while let Some(batch) = walk.next(Some(&current)).await? {
            if !batch.is_empty() {
                replaced += replace(store, &column, &batch).await?;
                tokio::time::sleep(BREATH).await;
            }
        }
    }
    Ok(replaced)
}

/// Replaces a batch in one transaction; values that were written meanwhile stay.
async fn replace(store: &Store, column: &Column, batch: &[Read]) -> Result<u64, Refusal> {
    let Column { table, column, .. } = column;
    let place = if store.is_postgres() { "ctid = $1::tid" } else { "rowid = $1" };
    let text = format!("UPDATE {table} SET {column} = $3 WHERE {place} AND {column} = $2");
    let tx = store.begin().await?;
    let mut replaced = 0;
    for read in batch {
        // What decrypts under no key is damaged: it stays as it is, and counting finds it.
        let Some(bytes) = store.encryption().try_decrypt(&read.sealed) else { continue };
        let sealed = store.encryption().encrypt_bytes(&bytes)?;
        let values = vec![read.place.clone(), read.sealed.clone().into(), sealed.into()];
        replaced += tx.execute_raw(sql(&tx, &text, values)).await?.rows_affected();
    }
    tx.commit().await?;
    Ok(replaced)
}

/// Decrypts every encrypted value and says under which key each is, and which are damaged. One pass over the database.
pub async fn count(store: &Store) -> Result<Count, Refusal> {
    let mut count = Count::default();
    for column in encrypted_columns(store).await? {
        let mut walk = Walk::start(store, &column).await?;
        while let Some(batch) = walk.next(None).await? {
            let mut some = Count::default();
            for read in batch {
                if store.encryption().try_decrypt(&read.sealed).is_some() {
                    *some.by_key.entry(encryption::key_of(&read.sealed)).or_default() += 1;
                } else {
                    some.damaged.push(format!("{}.{} of {}", column.table, column.column, read.name));
                }
            }
            count.add(some);
        }
    }
    Ok(count)
}

/// Re-encrypts until nothing is left, and notes that it is done; how many values were replaced. Does nothing where that was noted
/// for the current key, and nothing in the audit.
pub async fn finish(store: &Store) -> Result<u64, Refusal> {
    if store.service() == AUDIT {
        return Ok(0);
    }
    let current = store.encryption().keys().current();
    let Some(mark) = key_mark::read(store).await? else { return Ok(0) };
    if mark.complete == current.to_string() && mark.is_current(store.encryption()) {
        return Ok(0);
    }
    let mut all = 0;
    loop {
        let replaced = run(store).await?;
        all += replaced;
        if replaced == 0 {
            break;
        }
        // Another process may have written under the former key while this one was at it.
        tokio::time::sleep(SETTLE).await;
    }
    if store.encryption().keys().current() == current {
        key_mark::complete(store, store.service()).await?;
    }
    Ok(all)
}

/// Whether everything was found to be encrypted under the current key. The audit always is.
pub async fn is_complete(store: &Store) -> Result<bool, DbErr> {
    let current = store.encryption().keys().current().to_string();
    let mark = key_mark::read(store).await?;
    Ok(store.service() == AUDIT || mark.is_some_and(|mark| mark.complete == current))
}

/// Writes the key mark of a database anew, so that it opens when the former key was dropped.
pub async fn renew_mark(store: &Store) -> Result<(), DbErr> {
    key_mark::complete(store, store.service()).await
}

/// Polls beside a service, until cancelled, whether the keys were rotated, and re-encrypts.
pub async fn keep_current(store: Store) {
    loop {
        let current = store.encryption().keys().current();
        match finish(&store).await {
            Ok(0) => {}
            Ok(values) => {
                tracing::info!(service = store.service(), key = %current, values, "re-encrypted under the current key");
            }
            Err(refusal) => {
                tracing::warn!(service = store.service(), %refusal, "re-encryption failed; retrying");
            }
        }
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}
