//! Case funds as the rules of the supervision list see them.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, Store, record, sql},
};
use law::identifiers::RegionCode;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};

use super::{day, read, supervision_cases::end_of};
use crate::domain::{
    IndicatorRow,
    indicator::day_of,
    money::receipt::Receipt,
    supervision::{Rule, Subject},
};

/// The table, and the column that names its rows.
const NAMED: (&str, &str) = ("receipts", "id");
const COLUMNS: &str = "r.id, r.region_code, r.covered_day, r.sealed";

/// Money that lies longer than the law or an approved deferral lets it, and that no rule looks after yet, the longest first, at most
/// so many. Reads the index of cover up to the day and nothing else.
pub(crate) async fn past_its_cover(
    store: &Store,
    at: Timestamp,
    limit: u64,
) -> Result<Vec<(Subject, IndicatorRow)>, Refusal> {
    let select = format!(
        "SELECT {COLUMNS} FROM receipts r WHERE r.covered_day < $1
         AND NOT EXISTS (SELECT 1 FROM supervision_subjects s WHERE s.subject = 'receipts/' || r.id AND s.rule = $2)
         ORDER BY r.covered_day LIMIT {limit}"
    );
    let read = store.read();
    let values = vec![day(at.legal_day()).into(), Rule::MoneyAging.name().into()];
    let rows = read.query_all_raw(sql(read, &select, values)).await?;
    // Money whose row can't be read is named and left to people; the rest is watched.
    Ok(record::readable(NAMED, &rows, |row| to_subject(row, store.encryption())))
}

/// Money as it is now; `None` where nothing of it waits.
pub(crate) async fn as_it_is(
    tx: &DatabaseTransaction,
    name: &str,
    encryption: &Encryption,
) -> Result<Option<Subject>, Refusal> {
    let id = name.strip_prefix("receipts/").unwrap_or(name);
    let select = format!("SELECT {COLUMNS} FROM receipts r WHERE r.id = $1 AND r.covered_day IS NOT NULL");
    let row = tx.query_one_raw(sql(tx, &select, vec![id.into()])).await?;
    Ok(row.as_ref().map(|row| to_subject(row, encryption)).transpose()?.map(|(subject, _)| subject))
}

/// The one who claimed it is responsible for it; until it is claimed, the one who entered it. Beside it what indicators count of the waiting.
fn to_subject(row: &QueryResult, encryption: &Encryption) -> Result<(Subject, IndicatorRow), Refusal> {
    let broken = |what: &str| Refusal::internal(&format!("a receipt has a broken {what}"));
    let id: String = row.try_get("", "id")?;
    let code: String = row.try_get("", "region_code")?;
    let receipt: Receipt = read(row, encryption)?;
    let last = day_of(row.try_get("", "covered_day")?);
    let unpaid = receipt.unpaid();
    let subject = Subject {
        name: format!("receipts/{id}"),
        rule: Rule::MoneyAging,
        case: receipt.case(),
        owner: receipt.claim.map_or(receipt.creator, |claim| claim.person),
        region_code: RegionCode::parse(&code).map_err(|_| broken("region code"))?,
        limit: last.and_then(end_of).ok_or_else(|| broken("last day"))?,
    };
    Ok((subject, unpaid))
}
