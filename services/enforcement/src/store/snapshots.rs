//! Figures that were frozen.

use jiff::civil::Date;
use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{
        Store,
        list::{Field, Key, Lead, Leads, ListQuery, Order, Sort, Terms, filter},
        record::Page,
        sql,
    },
};
use law::identifiers::RegionCode;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::IN_REGION;
use crate::domain::indicator::{Snapshot, Window, day_of, number_of};

const CREATED: &str = "create_time";

/// A snapshot is written once and never changed.
pub(crate) const TABLES: &[&str] = &["CREATE TABLE indicator_snapshots (
    id TEXT NOT NULL PRIMARY KEY, region_code TEXT NOT NULL, from_day BIGINT NOT NULL, to_day BIGINT NOT NULL,
    title TEXT NOT NULL, creator TEXT NOT NULL, create_time BIGINT NOT NULL, figures TEXT NOT NULL)"];

/// Its list, once the county is a column.
pub(crate) const LED_LIST: &[&str] =
    &["CREATE INDEX indicator_snapshots_of_county ON indicator_snapshots (county, create_time, id)"];

/// The newest first.
pub(crate) const NEWEST: Order = Order { column: CREATED, sort: Sort::Number, descending: true };

/// What leads the list of snapshots.
pub(crate) const LEADS: Leads = Leads {
    method: "sharedcourt.enforcement.v1.IndicatorService.ListIndicatorSnapshots",
    order: "create_time desc",
    table: "indicator_snapshots",
    key: Key::ID,
    columns: IN_REGION,
    leads: &[Lead::region("county", &[CREATED]).of_scope()],
};

/// Reads a filter.
pub(crate) fn parse_filter(text: &str) -> Result<Terms, Refusal> {
    let mut terms = Terms::default();
    for term in filter::parse(text, LEADS.method, &[Field::ranged(CREATED)])? {
        terms.instant(CREATED, &term)?;
    }
    Ok(terms)
}

/// A page of snapshots.
pub(crate) async fn list(store: &Store, query: ListQuery<'_>) -> Result<Page<Snapshot>, Refusal> {
    let read = store.read();
    let scan = LEADS.scan(read, query).await?;
    let columns = "id, region_code, from_day, to_day, title, creator, create_time, '[]' AS figures";
    scan.page(read, columns, to_snapshot).await
}

/// Keeps a snapshot.
pub(crate) async fn add(tx: &DatabaseTransaction, snapshot: &Snapshot) -> Result<(), Refusal> {
    let insert = "INSERT INTO indicator_snapshots (id, region_code, from_day, to_day, title, creator, create_time, figures)
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let figures = serde_json::to_string(&snapshot.figures).map_err(|fault| Refusal::internal(&fault))?;
    let values = vec![
        snapshot.id.to_string().into(),
        snapshot.region.as_str().to_owned().into(),
        number_of(snapshot.window.from()).into(),
        number_of(snapshot.window.to()).into(),
        snapshot.title.clone().into(),
        snapshot.creator.clone().into(),
        snapshot.created.micros().into(),
        figures.into(),
    ];
    tx.execute_raw(sql(tx, insert, values)).await?;
    Ok(())
}

/// A snapshot in a scope.
pub(crate) async fn get(store: &Store, scope: &Scope, id: Uuid) -> Result<Option<Snapshot>, Refusal> {
    let select = "SELECT id, region_code, from_day, to_day, title, creator, create_time, figures
                  FROM indicator_snapshots WHERE id = $1";
    let read = store.read();
    let row = read.query_one_raw(sql(read, select, vec![id.to_string().into()])).await?;
    let snapshot = row.map(|row| to_snapshot(&row)).transpose()?;
    Ok(snapshot.filter(|snapshot| scope.admits(Some(snapshot.region.as_str()), None, None)))
}

fn to_snapshot(row: &QueryResult) -> Result<Snapshot, Refusal> {
    let id: String = row.try_get("", "id")?;
    let broken = |what: &str| Refusal::internal(&format!("snapshot {id} has a broken {what}"));
    let region: String = row.try_get("", "region_code")?;
    let figures: String = row.try_get("", "figures")?;
    let day =
        |column| -> Result<Date, Refusal> { day_of(row.try_get("", column)?).ok_or_else(|| broken("day")) };
    let window = Window::between(day("from_day")?, day("to_day")?).ok_or_else(|| broken("window"))?;
    Ok(Snapshot {
        id: Uuid::parse_str(&id).map_err(|_| broken("id"))?,
        window,
        region: RegionCode::parse(&region).map_err(|_| broken("region code"))?,
        title: row.try_get("", "title")?,
        creator: row.try_get("", "creator")?,
        created: Timestamp::from_micros(row.try_get("", "create_time")?),
        figures: serde_json::from_str(&figures).map_err(|fault| Refusal::internal(&fault))?,
    })
}
