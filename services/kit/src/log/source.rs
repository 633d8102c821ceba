//! The log as it lies in the database: what may be read of it, and in which order.

use std::sync::Arc;

use sea_orm::{ConnectionTrait as _, DbErr};

use super::{BATCH, Event, Position};
use crate::{
    access::Scope,
    refusal::Refusal,
    store::{Store, sql},
};

/// A log in its store.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) store: Store,
    pub(super) identity: Arc<str>,
}

impl Source {
    /// The log of a store; gives it an identity on the first day.
    pub(super) async fn open(store: &Store) -> Result<Self, DbErr> {
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
        Ok(Self { store: store.clone(), identity: identity.into() })
    }

    /// The newest position that is safe to read up to.
    pub(super) async fn head(&self) -> Result<Position, DbErr> {
        let horizon = self.horizon();
        let text = format!("SELECT xid, seq FROM events WHERE {horizon} ORDER BY xid DESC, seq DESC LIMIT 1");
        self.position(&text).await
    }

    /// Up to where events were given up.
    pub(super) async fn floor(&self) -> Result<Position, DbErr> {
        self.position("SELECT xid, seq FROM log_floor").await
    }

    async fn position(&self, text: &str) -> Result<Position, DbErr> {
        let read = self.store.read();
        let row = read.query_one_raw(sql(read, text, vec![])).await?;
        row.map_or(Ok(Position::default()), |row| Position::of(&row))
    }

    /// Below which no transaction is open that could still add events.
    pub(super) fn horizon(&self) -> &'static str {
        if self.store.is_postgres() {
            "xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        } else {
            "xid = 0"
        }
    }

    /// All events after a position, whoever they concern, up to a batch.
    pub(super) async fn read_all(&self, from: Position) -> Result<Vec<Arc<Event>>, Refusal> {
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
        let mut events = self.events(&text, values).await?;
        let next = match events.last() {
            Some(last) if events.len() == BATCH => last.position,
            _ => to,
        };
        events.retain(|event| event.share_of(scope).is_some());
        Ok((events, next))
    }

    async fn events(&self, text: &str, values: Vec<sea_orm::Value>) -> Result<Vec<Arc<Event>>, Refusal> {
        let rows = self.store.read().query_all_raw(sql(self.store.read(), text, values)).await?;
        let read = |row| Event::read(row, self.store.seal(), &self.identity).map(Arc::new);
        rows.iter().map(read).collect()
    }
}
