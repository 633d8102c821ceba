//! Epochs: which cursors a log can still follow.
//!
//! A cursor names the epoch in which it was given. A database that comes back from a backup no longer knows the epochs that began after
//! it, and knows where the one of its own day ended; a cursor that names another epoch, or stands beyond the end of its own, is refused
//! with CURSOR_EXPIRED instead of passing over what has happened since.
//!
//! SQLite: one process has the file, so each start begins an epoch and ends the one before at the head of the log. PostgreSQL: replicas
//! share an epoch; another one begins where the server, its timeline or the table is another than before, as after a restore or a
//! fail-over. Its transaction ids may then be lower than those of the events that came with a dump: these become the oldest.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use crate::{
    events::Position,
    storage::{Store, sql},
};

/// The table. The current epoch has no end.
pub(crate) const TABLE: &str = "CREATE TABLE IF NOT EXISTS log_epochs (
    id TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL, fingerprint TEXT NOT NULL, end_xid BIGINT, end_seq BIGINT)";

/// The epochs of a log, as they were when it was opened.
#[derive(Clone, Debug)]
pub(super) struct Epochs {
    current: Arc<str>,
    /// Those before, each with its end.
    ended: Arc<[(String, Position)]>,
}

impl Epochs {
    /// Begins an epoch where the database may have been restored since the last start.
    pub(super) async fn begin(store: &Store) -> Result<Self, DbErr> {
        let tx = store.begin().await?;
        if store.is_postgres() {
            // Replicas that start together begin one epoch.
            tx.execute_unprepared("LOCK TABLE log_epochs IN EXCLUSIVE MODE").await?;
        }
        let (mut current, mut ended) = read(&tx).await?;
        if current.is_none() && ended.is_empty() {
            current = adopt_first(&tx).await?;
        }
        let now = fingerprint(&tx, store.is_postgres()).await?;
        match current {
            Some((id, known)) if store.is_postgres() && known == now => {
                tx.commit().await?;
                return Ok(Self { current: id.into(), ended: ended.into() });
            }
            Some((id, known)) => {
                let restored = store.is_postgres() && !known.is_empty();
                if restored {
                    tracing::warn!(service = store.service(), "the database was restored; cursors expire");
                    tx.execute_unprepared("DELETE FROM log_epochs").await?;
                    ended.clear();
                    renumber(&tx).await?;
                } else {
                    let head = head(&tx).await?;
                    let end = "UPDATE log_epochs SET end_xid = $2, end_seq = $3 WHERE id = $1";
                    tx.execute_raw(sql(&tx, end, vec![id.clone().into(), head.xid.into(), head.seq.into()]))
                        .await?;
                    ended.push((id, head));
                }
            }
            None => {}
        }
        // A cursor from before the oldest event that is kept has expired anyway.
        let floor = position(&tx, "SELECT xid, seq FROM log_floor").await?;
        let delete = "DELETE FROM log_epochs WHERE end_seq IS NOT NULL AND (end_xid, end_seq) < ($1, $2)";
        tx.execute_raw(sql(&tx, delete, vec![floor.xid.into(), floor.seq.into()])).await?;
        ended.retain(|(_, end)| *end >= floor);
        let id = new_id();
        let insert = "INSERT INTO log_epochs (id, number, fingerprint)
            SELECT $1, COALESCE(MAX(number), 0) + 1, $2 FROM log_epochs";
        tx.execute_raw(sql(&tx, insert, vec![id.clone().into(), now.into()])).await?;
        tx.commit().await?;
        Ok(Self { current: id.into(), ended: ended.into() })
    }

    /// The epoch in which cursors are given now.
    pub(super) fn current(&self) -> &str {
        &self.current
    }

    /// The position of a cursor; `None` where it is of another epoch or beyond its end. The empty cursor stands before everything.
    pub(super) fn position(&self, cursor: &str) -> Option<Position> {
        if cursor.is_empty() {
            return Some(Position::default());
        }
        let (named, position) = parse(cursor)?;
        if *self.current == *named {
            return Some(position);
        }
        let (_, end) = self.ended.iter().find(|(id, _)| *id == named)?;
        (position <= *end).then_some(position)
    }
}

/// How a consumer's cursor stands to the log of which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// So many events have not taken effect yet.
    Behind(u64),
    /// The log does not know the cursor: one of the two databases was restored, and the consumer reads the log again at the next start.
    Unknown,
}

/// Looks how a cursor stands to the log in a store, without beginning an epoch.
pub async fn standing(store: &Store, cursor: &str) -> Result<Standing, DbErr> {
    let (current, ended) = read(store.read()).await?;
    let current = current.map_or_else(String::new, |(id, _)| id);
    let known = Epochs { current: current.into(), ended: ended.into() }.position(cursor);
    let end = head(store.read()).await?;
    let Some(position) = known.filter(|position| *position <= end) else { return Ok(Standing::Unknown) };
    let text = "SELECT COUNT(*) AS n FROM events WHERE (xid, seq) > ($1, $2)";
    let values = vec![position.xid.into(), position.seq.into()];
    let row = store.read().query_one_raw(sql(store.read(), text, values)).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
    Ok(Standing::Behind(count.unsigned_abs()))
}

/// The epoch and the position that a cursor names.
fn parse(cursor: &str) -> Option<(String, Position)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = text.split('.');
    let (named, xid, seq) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then(|| (named.to_owned(), Position { xid, seq }))
}

fn new_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()[16..].to_owned()
}

/// The current epoch with its fingerprint, and those before with their ends.
type Known = (Option<(String, String)>, Vec<(String, Position)>);

async fn read(connection: &impl ConnectionTrait) -> Result<Known, DbErr> {
    let text = "SELECT id, fingerprint, end_xid, end_seq FROM log_epochs ORDER BY number";
    let (mut current, mut ended) = (None, Vec::new());
    for row in connection.query_all_raw(sql(connection, text, vec![])).await? {
        let id: String = row.try_get("", "id")?;
        match (row.try_get::<Option<i64>>("", "end_xid")?, row.try_get::<Option<i64>>("", "end_seq")?) {
            (Some(xid), Some(seq)) => ended.push((id, Position { xid, seq })),
            _ => current = Some((id, row.try_get("", "fingerprint")?)),
        }
    }
    Ok((current, ended))
}

/// The identity that a log had before there were epochs, as its first; `None` in a new log.
async fn adopt_first(tx: &DatabaseTransaction) -> Result<Option<(String, String)>, DbErr> {
    let row = tx.query_one_raw(sql(tx, "SELECT id FROM log_identity", vec![])).await?;
    let Some(row) = row else { return Ok(None) };
    let id: String = row.try_get("", "id")?;
    let insert = "INSERT INTO log_epochs (id, number, fingerprint) VALUES ($1, 0, '')";
    tx.execute_raw(sql(tx, insert, vec![id.clone().into()])).await?;
    Ok(Some((id, String::new())))
}

/// What is another after a restore or a fail-over; empty on SQLite, where each start counts as one.
async fn fingerprint(tx: &DatabaseTransaction, postgres: bool) -> Result<String, DbErr> {
    if !postgres {
        return Ok(String::new());
    }
    let text = "SELECT (SELECT system_identifier FROM pg_control_system())::text
        || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '.' || 'events'::regclass::oid::text AS print";
    let row = tx.query_one_raw(sql(tx, text, vec![])).await?;
    row.map_or(Ok(String::new()), |row| row.try_get("", "print"))
}

/// Makes what came with a dump the oldest, where this server has not given out such transaction ids yet.
async fn renumber(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    let ahead = "SELECT 1 AS one FROM events WHERE xid >= pg_current_xact_id()::text::bigint LIMIT 1";
    if tx.query_one_raw(sql(tx, ahead, vec![])).await?.is_some() {
        for table in ["events", "event_audiences", "log_floor"] {
            tx.execute_unprepared(&format!("UPDATE {table} SET xid = 0")).await?;
        }
    }
    Ok(())
}

/// The newest position that was ever in the log.
async fn head(connection: &impl ConnectionTrait) -> Result<Position, DbErr> {
    let newest = "SELECT xid, seq FROM events ORDER BY xid DESC, seq DESC LIMIT 1";
    let newest = position(connection, newest).await?;
    Ok(newest.max(position(connection, "SELECT xid, seq FROM log_floor").await?))
}

pub(super) async fn position(connection: &impl ConnectionTrait, text: &str) -> Result<Position, DbErr> {
    let row = connection.query_one_raw(sql(connection, text, vec![])).await?;
    row.map_or(Ok(Position::default()), |row| Position::of(&row))
}
