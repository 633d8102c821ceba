//! Cases as the rules of the supervision list see them.

use jiff::{civil::Date, tz::Offset};
use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Store, sql},
};
use law::identifiers::RegionCode;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use super::day;
use crate::domain::{
    indicator::day_of,
    supervision::{Rule, Subject},
};

/// The columns of a running case with a limit and somebody who handles it.
const COLUMNS: &str = "c.id, c.handler, c.region_code, c.limit_day";

/// Running cases whose limit is near and that no rule looks after yet, the nearest first, at most so many. Reads the index of
/// limits up to the day and nothing else.
pub(crate) async fn near_their_limit(
    store: &Store,
    at: Timestamp,
    limit: u64,
) -> Result<Vec<Subject>, Refusal> {
    let horizon = at.plus_seconds(Rule::CaseDeadline.lead_seconds()).legal_day();
    let select = format!(
        "SELECT {COLUMNS} FROM cases c WHERE c.limit_day <= $1 AND c.handler <> ''
         AND NOT EXISTS (SELECT 1 FROM supervision_subjects s WHERE s.subject = 'cases/' || c.id AND s.rule = $2)
         ORDER BY c.limit_day, c.id LIMIT {limit}"
    );
    let read = store.read();
    let values = vec![day(horizon).into(), Rule::CaseDeadline.name().into()];
    let rows = read.query_all_raw(sql(read, &select, values)).await?;
    rows.iter().map(to_subject).collect()
}

/// A case as it is now; `None` where nothing runs in it.
pub(crate) async fn as_it_is(tx: &DatabaseTransaction, name: &str) -> Result<Option<Subject>, Refusal> {
    let id = name.strip_prefix("cases/").unwrap_or(name);
    let select = format!(
        "SELECT {COLUMNS} FROM cases c WHERE c.id = $1 AND c.limit_day IS NOT NULL AND c.handler <> ''"
    );
    let row = tx.query_one_raw(sql(tx, &select, vec![id.into()])).await?;
    row.as_ref().map(to_subject).transpose()
}

fn to_subject(row: &QueryResult) -> Result<Subject, Refusal> {
    let broken = |what: &str| Refusal::internal(&format!("a case has a broken {what}"));
    let id: String = row.try_get("", "id")?;
    let code: String = row.try_get("", "region_code")?;
    let last: Option<Date> = day_of(row.try_get("", "limit_day")?);
    Ok(Subject {
        name: format!("cases/{id}"),
        rule: Rule::CaseDeadline,
        case: format!("cases/{id}"),
        owner: row.try_get("", "handler")?,
        region_code: RegionCode::parse(&code).map_err(|_| broken("region code"))?,
        limit: last.and_then(end_of).ok_or_else(|| broken("limit"))?,
    })
}

/// The first instant after a legal day.
pub(crate) fn end_of(day: Date) -> Option<Timestamp> {
    let next = Offset::constant(8).to_timestamp(day.tomorrow().ok()?.at(0, 0, 0, 0)).ok()?;
    Some(Timestamp::from_micros(next.as_microsecond()))
}
