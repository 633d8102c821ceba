//! The log: what happened, written in the transaction that made it happen, read from a cursor by whoever waits for it.
//!
//! PostgreSQL commits out of order, so a reader that remembered a sequence number alone could step over a transaction that was
//! still open. Events are therefore ordered by (transaction, sequence), and readers stop below the oldest transaction that is
//! still running. SQLite has one writer: there the transaction is always 0.
//!
//! Events are kept for [`KEPT_DAYS`]; an empty cursor begins with the oldest that is kept.
//!
//! What it costs: appending is one row an event and one a narrow audience. Catching up reads what concerns the reader by an
//! index (a person, a court), or everything since the cursor for a region. Live, an event costs its audience.

mod hub;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult};
use tokio_stream::wrappers::ReceiverStream;

use crate::{
    access::Scope,
    moment::Moment,
    refusal::{Kind, Refusal},
    seal::Seal,
    store::{Store, sql},
};
use hub::Hub;

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
    "CREATE TABLE log_identity (id TEXT NOT NULL PRIMARY KEY)",
    // Up to where events were given up; one row at most.
    "CREATE TABLE log_floor (one INTEGER NOT NULL PRIMARY KEY, xid BIGINT NOT NULL, seq BIGINT NOT NULL)",
];

/// For how long events are kept. A reader that was away longer lists again.
pub const KEPT_DAYS: i64 = 90;

/// How many events are read at once.
const BATCH: usize = 500;

/// Where a reader stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    xid: i64,
    seq: i64,
}

/// Something that is about to have happened.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What, for example `TASK_ASSIGNED`.
    pub kind: &'static str,
    /// To what: a resource name.
    pub subject: String,
    /// Where: seen by everybody whose scope has this region. May be empty.
    pub region_code: String,
    /// Whom else it concerns: courts, units and people by name.
    pub audience: Vec<String>,
    /// The message that readers get, encoded. Lies sealed.
    pub payload: Vec<u8>,
}

/// Something that happened.
#[derive(Debug)]
pub struct Event {
    /// Where it stands in the log.
    pub position: Position,
    /// What, for example `TASK_ASSIGNED`.
    pub kind: String,
    /// To what: a resource name.
    pub subject: String,
    /// Where.
    pub region_code: String,
    /// Whom else it concerns.
    pub audience: Vec<String>,
    /// The message, encoded. Shared by all who read it.
    pub payload: Bytes,
    /// When.
    pub at: Moment,
}

impl Event {
    fn concerns(&self, scope: &Scope) -> bool {
        scope.admits(Some(&self.region_code), None, None)
            || self
                .audience
                .iter()
                .any(|name| scope.admits(None, Some(name), Some(name)) || scope.units.contains(name))
    }

    fn read(row: &QueryResult, seal: &Seal) -> Result<Self, Refusal> {
        let audience: String = row.try_get("", "audience")?;
        Ok(Self {
            position: Position { xid: row.try_get("", "xid")?, seq: row.try_get("", "seq")? },
            kind: row.try_get("", "kind")?,
            subject: row.try_get("", "subject")?,
            region_code: row.try_get("", "region_code")?,
            audience: audience.split('\n').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            payload: seal.open_bytes(&row.try_get::<Vec<u8>>("", "payload")?)?.into(),
            at: Moment::from_micros(row.try_get("", "at")?),
        })
    }
}

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

/// A service's log, tailed once for everybody who watches.
#[derive(Clone)]
pub struct Log {
    store: Store,
    hub: Arc<Hub>,
    identity: Arc<str>,
}

impl Log {
    /// Opens the log of a store and begins to tail it.
    pub async fn open(store: &Store) -> Result<Self, DbErr> {
        let tx = store.begin().await?;
        let found = tx.query_one_raw(sql(&tx, "SELECT id FROM log_identity", vec![])).await?;
        let identity: String = if let Some(row) = found {
            row.try_get("", "id")?
        } else {
            let id = uuid::Uuid::now_v7().simple().to_string()[20..].to_owned();
            tx.execute_raw(sql(&tx, "INSERT INTO log_identity (id) VALUES ($1)", vec![id.clone().into()]))
                .await?;
            id
        };
        tx.commit().await?;
        let hub = Hub::start(store.clone(), head(store).await?);
        Ok(Self { store: store.clone(), hub, identity: identity.into() })
    }

    /// Writes events in the transaction of what they tell. [`Self::ring`] after the commit. Two statements for up to a hundred events.
    pub async fn append(&self, tx: &DatabaseTransaction, facts: &[Fact], at: Moment) -> Result<(), Refusal> {
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
                    fact.audience.join("\n").into(),
                    self.store.seal().close_bytes(&fact.payload)?.into(),
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
                let mut names: Vec<_> = fact.audience.iter().filter(|name| !name.is_empty()).collect();
                names.sort_unstable();
                names.dedup();
                values.extend(names.into_iter().flat_map(|name| [name.clone().into(), seq.into()]));
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
    pub fn ring(&self) {
        self.hub.ring();
    }

    /// A cursor from which nothing is missed that a query made after this call does not show.
    #[must_use]
    pub fn cursor(&self) -> String {
        self.cursor_at(self.hub.position())
    }

    /// The cursor of an event.
    #[must_use]
    pub fn cursor_at(&self, position: Position) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}.{}.{}", self.identity, position.xid, position.seq))
    }

    fn position(&self, cursor: &str) -> Option<Position> {
        if cursor.is_empty() {
            return Some(Position::default());
        }
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = text.split('.');
        let (identity, xid, seq) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        (identity == &*self.identity && parts.next().is_none()).then_some(Position { xid, seq })
    }

    /// What concerns a scope, since a cursor and from now on: in order, without a gap and without a repetition. A reader that
    /// does not keep up is let go; it comes back with its cursor. Refused with CURSOR_EXPIRED where the cursor is of another log.
    pub fn watch(
        &self,
        scope: Scope,
        cursor: &str,
    ) -> Result<impl Stream<Item = Result<Arc<Event>, Refusal>> + Send + 'static + use<>, Refusal> {
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

    /// Gives up what is older than it has to be kept. A reader that stands before it hears CURSOR_EXPIRED.
    pub async fn forget(&self, before: Moment) -> Result<u64, DbErr> {
        let mut gone = 0;
        loop {
            let tx = self.store.begin().await?;
            let text = format!(
                "SELECT xid, seq FROM (SELECT xid, seq, at FROM events WHERE {} ORDER BY xid, seq LIMIT {BATCH}) oldest
                 WHERE at < $1 ORDER BY xid DESC, seq DESC LIMIT 1",
                horizon(&self.store)
            );
            let Some(row) = tx.query_one_raw(sql(&tx, &text, vec![before.micros().into()])).await? else {
                return Ok(gone);
            };
            let last = Position { xid: row.try_get("", "xid")?, seq: row.try_get("", "seq")? };
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

    async fn floor(&self) -> Result<Position, DbErr> {
        let read = self.store.read();
        let row = read.query_one_raw(sql(read, "SELECT xid, seq FROM log_floor", vec![])).await?;
        row.map_or(Ok(Position::default()), |row| {
            Ok(Position { xid: row.try_get("", "xid")?, seq: row.try_get("", "seq")? })
        })
    }

    fn past(
        self,
        scope: Scope,
        from: Position,
        to: Position,
    ) -> impl Stream<Item = Result<Arc<Event>, Refusal>> + Send + 'static {
        let batches = futures::stream::try_unfold(from, move |from| {
            let (log, scope) = (self.clone(), scope.clone());
            async move {
                if from >= to {
                    return Ok::<_, Refusal>(None);
                }
                let (events, next) = read(&log.store, &scope, from, to).await?;
                // Looked at after reading: what was given up in between is not stepped over in silence.
                if from != Position::default() && from < log.floor().await? {
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

/// The newest position that is safe to read up to.
async fn head(store: &Store) -> Result<Position, DbErr> {
    let horizon = horizon(store);
    let text = format!("SELECT xid, seq FROM events WHERE {horizon} ORDER BY xid DESC, seq DESC LIMIT 1");
    match store.read().query_one_raw(sql(store.read(), &text, vec![])).await? {
        Some(row) => Ok(Position { xid: row.try_get("", "xid")?, seq: row.try_get("", "seq")? }),
        None => Ok(Position::default()),
    }
}

fn horizon(store: &Store) -> &'static str {
    if store.is_postgres() {
        "xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
    } else {
        "xid = 0"
    }
}

/// All events after a position, whoever they concern, up to a batch.
async fn read_all(store: &Store, from: Position) -> Result<Vec<Arc<Event>>, Refusal> {
    let text = format!(
        "SELECT xid, seq, kind, subject, region_code, audience, payload, at FROM events
         WHERE (xid, seq) > ($1, $2) AND {} ORDER BY xid, seq LIMIT {BATCH}",
        horizon(store)
    );
    let values = vec![from.xid.into(), from.seq.into()];
    let rows = store.read().query_all_raw(sql(store.read(), &text, values)).await?;
    rows.iter().map(|row| Event::read(row, store.seal()).map(Arc::new)).collect()
}

/// A batch of what concerns a scope in (from, to], and where the next batch begins.
async fn read(
    store: &Store,
    scope: &Scope,
    from: Position,
    to: Position,
) -> Result<(Vec<Arc<Event>>, Position), Refusal> {
    let wide = scope.everything || !scope.regions.is_empty();
    let mut values: Vec<sea_orm::Value> =
        vec![from.xid.into(), from.seq.into(), to.xid.into(), to.seq.into()];
    let fields = "e.xid, e.seq, e.kind, e.subject, e.region_code, e.audience, e.payload, e.at";
    let text = if wide {
        format!(
            "SELECT {fields} FROM events e WHERE (e.xid, e.seq) > ($1, $2) AND (e.xid, e.seq) <= ($3, $4)
             ORDER BY e.xid, e.seq LIMIT {BATCH}"
        )
    } else {
        let names = scope.courts.iter().chain(&scope.units).chain(&scope.person);
        let places: Vec<_> = names
            .map(|name| {
                values.push(name.clone().into());
                format!("${}", values.len())
            })
            .collect();
        if places.is_empty() {
            return Ok((Vec::new(), to));
        }
        format!(
            "SELECT DISTINCT {fields} FROM event_audiences a JOIN events e ON e.xid = a.xid AND e.seq = a.seq
             WHERE a.audience IN ({}) AND (a.xid, a.seq) > ($1, $2) AND (a.xid, a.seq) <= ($3, $4)
             ORDER BY e.xid, e.seq LIMIT {BATCH}",
            places.join(", ")
        )
    };
    let rows = store.read().query_all_raw(sql(store.read(), &text, values)).await?;
    let full = rows.len() == BATCH;
    let events =
        rows.iter().map(|row| Event::read(row, store.seal()).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    let next = if full { events.last().map_or(to, |event| event.position) } else { to };
    Ok((events.into_iter().filter(|event| event.concerns(scope)).collect(), next))
}

fn cursor_expired() -> Refusal {
    Refusal::new(
        Kind::OutOfRange,
        "CURSOR_EXPIRED",
        "上次的接收位置已不再保留。请重新读取列表，再从新的位置继续接收。",
        "The cursor is not of this log or older than what is kept. List again and watch from there.",
    )
    .at("cursor")
}

fn too_slow() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        "WATCH_ENDED",
        "接收已中断，请从最后收到的位置继续。",
        "The watch has ended; go on from the last cursor.",
    )
}
