//! The event log: written in the transaction of each change, read from a cursor by consumers and watchers.
//!
//! PostgreSQL commits out of order, so a reader that remembered a sequence number alone could step over a transaction that was
//! still open. Events are therefore ordered by (transaction, sequence), and readers stop below the oldest transaction that is
//! still running. SQLite has one writer: there the transaction is always 0.
//!
//! Events are kept for [`KEPT_DAYS`]; an empty cursor begins with the oldest that is kept.
//!
//! What it costs: appending is one row an event and one a narrow audience. Catching up reads what concerns the reader by an
//! index (a person, a court), or everything since the cursor for a region. Live, an event costs its audience.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use futures::{Stream, StreamExt};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use tokio_stream::wrappers::ReceiverStream;

use super::{
    event::{Event, Position, RecordedEvent},
    hub::Hub,
    source::Source,
};
use crate::{
    access::Scope,
    domain::{
        Timestamp, reason,
        refusal::{Kind, Refusal},
    },
    storage::{Store, sql},
};

/// The tables, for a service's first migration.
pub const TABLES: &[&str] = &[
    "CREATE TABLE events (
        seq {serial}, xid BIGINT NOT NULL DEFAULT {xid}, kind TEXT NOT NULL, subject TEXT NOT NULL,
        region_code TEXT NOT NULL, audience TEXT NOT NULL, payload {bytes} NOT NULL, at BIGINT NOT NULL)",
    // Serves reading from a cursor.
    "CREATE UNIQUE INDEX events_in_order ON events (xid, seq)",
    "CREATE TABLE event_audiences (
        audience TEXT NOT NULL, xid BIGINT NOT NULL DEFAULT {xid}, seq BIGINT NOT NULL,
        PRIMARY KEY (audience, xid, seq))",
    // What cursors named before there were epochs.
    "CREATE TABLE log_identity (id TEXT NOT NULL PRIMARY KEY)",
    // Up to where events were deleted; one row at most.
    "CREATE TABLE log_floor (one INTEGER NOT NULL PRIMARY KEY, xid BIGINT NOT NULL, seq BIGINT NOT NULL)",
];

/// For how long events are kept. A reader that was away longer lists again.
pub const KEPT_DAYS: i64 = 90;

/// How many events are read at once.
pub(super) const BATCH: usize = 500;

/// How many events are written by one statement.
const AT_ONCE: usize = 100;

/// `($1, $2), ($3, $4)` for so many rows of so many columns.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<_> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// A service's log, tailed once for all watchers.
#[derive(Clone)]
pub struct Log {
    source: Source,
    pub(super) hub: Arc<Hub>,
}

impl Log {
    /// Opens the log of a store and begins to tail it.
    pub async fn open(store: &Store) -> Result<Self, DbErr> {
        let source = Source::open(store).await?;
        let hub = Hub::start(source.clone(), source.head().await?);
        Ok(Self { source, hub })
    }

    /// Writes events in the transaction of their change. [`Self::ring`] after the commit. Two statements for up to a hundred events.
    pub async fn append(
        &self,
        tx: &DatabaseTransaction,
        facts: &[Event],
        at: Timestamp,
    ) -> Result<(), Refusal> {
        for facts in facts.chunks(AT_ONCE) {
            let insert = format!(
                "INSERT INTO events (kind, subject, region_code, audience, payload, at) VALUES {} RETURNING seq",
                places(facts.len(), 6)
            );
            let mut values: Vec<sea_orm::Value> = Vec::with_capacity(6 * facts.len());
            for fact in facts {
                values.extend([
                    fact.kind.into(),
                    fact.subject.clone().into(),
                    fact.region_code.clone().into(),
                    fact.audience_column().into(),
                    self.source.store.encryption().encrypt_bytes(&fact.payload)?.into(),
                    at.micros().into(),
                ]);
            }
            let rows = tx.query_all_raw(sql(tx, &insert, values)).await?;
            let seqs = rows.iter().map(|row| row.try_get::<i64>("", "seq"));
            let mut seqs = seqs.collect::<Result<Vec<_>, _>>()?;
            // Numbers are drawn in the order of the rows; in which order they come back is not promised.
            seqs.sort_unstable();
            let mut values: Vec<sea_orm::Value> = Vec::new();
            for (fact, seq) in facts.iter().zip(seqs) {
                values.extend(fact.names().into_iter().flat_map(|name| [name.clone().into(), seq.into()]));
            }
            if !values.is_empty() {
                let places = places(values.len() / 2, 2);
                let insert = format!("INSERT INTO event_audiences (audience, seq) VALUES {places}");
                tx.execute_raw(sql(tx, &insert, values)).await?;
            }
        }
        Ok(())
    }

    /// Says that something was committed.
    pub fn notify(&self) {
        self.hub.notify();
    }

    /// A cursor from which nothing is missed that a query made after this call does not show.
    #[must_use]
    pub fn cursor(&self) -> String {
        self.hub.position().cursor(self.source.epochs.current())
    }

    pub(super) fn position(&self, cursor: &str) -> Option<Position> {
        self.source.epochs.position(cursor)
    }

    /// What concerns a scope, since a cursor and from now on: in order, without a gap and without a repetition. A reader that
    /// does not keep up is dropped; it comes back with its cursor. Refused with CURSOR_EXPIRED where the cursor is of another log or of an
    /// epoch that the log does not know.
    pub fn watch(
        &self,
        scope: Scope,
        cursor: &str,
    ) -> Result<impl Stream<Item = Result<Arc<RecordedEvent>, Refusal>> + Send + 'static + use<>, Refusal>
    {
        let from = self.position(cursor).ok_or_else(cursor_expired)?;
        // First the place in the live queue, then the past up to exactly that place: no gap and nothing twice.
        let (joined_at, live) = self.hub.join(&scope);
        let past = self.clone().past(scope, from, joined_at);
        let live = ReceiverStream::new(live).filter(move |event| {
            let new = event.position > from;
            async move { new }
        });
        let end = futures::stream::once(async { Err(too_slow()) });
        Ok(past.chain(live.map(Ok).chain(end)))
    }

    /// Deletes what is older than it has to be kept. A reader that stands before it hears CURSOR_EXPIRED.
    pub async fn delete_older_than(&self, before: Timestamp) -> Result<u64, DbErr> {
        let mut gone = 0;
        loop {
            let tx = self.source.store.begin().await?;
            let text = format!(
                "SELECT xid, seq FROM (SELECT xid, seq, at FROM events WHERE {} ORDER BY xid, seq LIMIT {BATCH}) oldest
                 WHERE at < $1 ORDER BY xid DESC, seq DESC LIMIT 1",
                self.source.horizon()
            );
            let Some(row) = tx.query_one_raw(sql(&tx, &text, vec![before.micros().into()])).await? else {
                return Ok(gone);
            };
            let last = Position::of(&row)?;
            let place = || vec![last.xid.into(), last.seq.into()];
            tx.execute_raw(sql(&tx, "DELETE FROM event_audiences WHERE (xid, seq) <= ($1, $2)", place()))
                .await?;
            let events =
                tx.execute_raw(sql(&tx, "DELETE FROM events WHERE (xid, seq) <= ($1, $2)", place())).await?;
            let floor = "INSERT INTO log_floor (one, xid, seq) VALUES (1, $1, $2)
                         ON CONFLICT (one) DO UPDATE SET xid = excluded.xid, seq = excluded.seq";
            tx.execute_raw(sql(&tx, floor, place())).await?;
            tx.commit().await?;
            gone += events.rows_affected();
        }
    }

    pub(super) fn past(
        self,
        scope: Scope,
        from: Position,
        to: Position,
    ) -> impl Stream<Item = Result<Arc<RecordedEvent>, Refusal>> + Send + 'static {
        let batches = futures::stream::try_unfold(from, move |from| {
            let (log, scope) = (self.clone(), scope.clone());
            async move {
                if from >= to {
                    return Ok::<_, Refusal>(None);
                }
                let (events, next) = log.source.read(&scope, from, to).await?;
                // Looked at after reading: what was deleted in between is not skipped in silence.
                if from != Position::default() && from < log.source.floor().await? {
                    return Err(cursor_expired());
                }
                Ok(Some((futures::stream::iter(events.into_iter().map(Ok)), next)))
            }
        });
        batches
            .map(|batch| {
                batch.map_or_else(
                    |fault| futures::stream::once(async { Err(fault) }).boxed(),
                    StreamExt::boxed,
                )
            })
            .flatten()
    }
}

pub(super) fn cursor_expired() -> Refusal {
    Refusal::new(
        Kind::OutOfRange,
        reason::CURSOR_EXPIRED,
        "上次的接收位置已不再保留。请重新读取列表，再从新的位置继续接收。",
        "The cursor is not of this log or older than what is kept. List again and watch from there.",
    )
    .at("cursor")
}

pub(super) fn too_slow() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::WATCH_ENDED,
        "接收已中断，请从最后收到的位置继续。",
        "The watch has ended; go on from the last cursor.",
    )
}
