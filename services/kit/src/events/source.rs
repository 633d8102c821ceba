//! The log as it lies in the database: what may be read of it, and in which order.

use std::sync::Arc;

use sea_orm::{ConnectionTrait as _, DbErr};

use crate::{
    access::Scope,
    domain::refusal::Refusal,
    events::{
        BATCH, Position, RecordedEvent,
        epoch::{self, Epochs},
    },
    storage::{Store, record, sql},
};

/// A log in its store.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) store: Store,
    pub(super) epochs: Epochs,
}

impl Source {
    /// The log of a store.
    pub(super) async fn open(store: &Store) -> Result<Self, DbErr> {
        Ok(Self { store: store.clone(), epochs: Epochs::begin(store).await? })
    }

    /// The newest position that is safe to read up to.
    pub(super) async fn head(&self) -> Result<Position, DbErr> {
        let horizon = self.horizon();
        let text = format!("SELECT xid, seq FROM events WHERE {horizon} ORDER BY xid DESC, seq DESC LIMIT 1");
        epoch::position(self.store.read(), &text).await
    }

    /// Up to where events were deleted.
    pub(super) async fn floor(&self) -> Result<Position, DbErr> {
        epoch::position(self.store.read(), "SELECT xid, seq FROM log_floor").await
    }

    /// Below which no transaction is open that could still add events.
    pub(super) fn horizon(&self) -> &'static str {
        if self.store.is_postgres() {
            "xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        } else {
            "xid = 0"
        }
    }

    /// All events after a position, whomever they concern, up to a batch.
    pub(super) async fn read_all(&self, from: Position) -> Result<Batch, Refusal> {
        let text = format!(
            "SELECT xid, seq, kind, subject, region_code, audience, payload, at FROM events
             WHERE (xid, seq) > ($1, $2) AND {} ORDER BY xid, seq LIMIT {BATCH}",
            self.horizon()
        );
        self.events(&text, vec![from.xid.into(), from.seq.into()]).await
    }

    /// A batch of what concerns a scope in (from, to], and where the next batch begins.
    pub(super) async fn read(
        &self,
        scope: &Scope,
        from: Position,
        to: Position,
    ) -> Result<(Vec<Arc<RecordedEvent>>, Position), Refusal> {
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
        let Batch { mut events, more, reached } = self.events(&text, values).await?;
        events.retain(|event| event.share_of(scope).is_some());
        Ok((events, reached.filter(|_| more).unwrap_or(to)))
    }

    async fn events(&self, text: &str, values: Vec<sea_orm::Value>) -> Result<Batch, Refusal> {
        let rows = self.store.read().query_all_raw(sql(self.store.read(), text, values)).await?;
        let mut events = Vec::with_capacity(rows.len());
        for row in &rows {
            let read = RecordedEvent::read(row, self.store.encryption(), self.epochs.current());
            let seq: i64 = row.try_get("", "seq")?;
            events.extend(record::intact("events", &seq.to_string(), read).map(Arc::new));
        }
        let reached = rows.last().map(Position::of).transpose()?;
        Ok(Batch { events, more: rows.len() == BATCH, reached })
    }
}

/// Events in order.
pub(super) struct Batch {
    /// Those that can be read; a damaged one is named in the program's log and left out, so that it does not hold back what follows.
    pub(super) events: Vec<Arc<RecordedEvent>>,
    /// Whether more may follow.
    pub(super) more: bool,
    /// The position of the last, readable or not.
    pub(super) reached: Option<Position>,
}
