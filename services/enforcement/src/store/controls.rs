//! Cases in which the police brought somebody under control, and what came in since.

use kit::{
    access::Scope,
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, SqlParams, sql},
};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};
use uuid::Uuid;

use super::cases;
use crate::domain::{IndicatorRow, money::ledger::Account};

/// The first control of each case.
pub(crate) const TABLES: &[&str] =
    &["CREATE TABLE controls (case_name TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL)"];

/// Notes that somebody was brought under control; the earliest stands.
pub(crate) async fn note(tx: &DatabaseTransaction, case: &str, at: Timestamp) -> Result<(), Refusal> {
    let text = "INSERT INTO controls (case_name, at) VALUES ($1, $2)
        ON CONFLICT (case_name) DO UPDATE SET at = excluded.at WHERE excluded.at < controls.at";
    tx.execute_raw(sql(tx, text, vec![case.into(), at.micros().into()])).await?;
    Ok(())
}

/// Of cases those in which somebody was brought under control, by name.
pub(crate) async fn among(tx: &DatabaseTransaction, cases: &[Uuid]) -> Result<Vec<String>, Refusal> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let mut params = SqlParams::default();
    let names: Vec<_> = cases.iter().map(|case| params.bind(format!("cases/{case}"))).collect();
    let text = format!("SELECT case_name FROM controls WHERE case_name IN ({})", names.join(", "));
    let rows = tx.query_all_raw(sql(tx, &text, params.0)).await?;
    rows.iter().map(|row| Ok(row.try_get("", "case_name")?)).collect()
}

/// What counts of a case in which somebody was brought under control: how it ended, as the case stands in this transaction, and what
/// came in since, claimed to it or allocated over its batch. Nothing where nobody was, or where it goes on.
pub(crate) async fn outcome(
    tx: &DatabaseTransaction,
    case: &str,
    encryption: &Encryption,
) -> Result<Option<IndicatorRow>, Refusal> {
    let id = case.strip_prefix("cases/").and_then(|id| Uuid::parse_str(id).ok());
    let Some(id) = id else { return Ok(None) };
    let text = "SELECT CAST(COALESCE((
            SELECT SUM(ledger.amount_fen) FROM ledger JOIN receipts ON receipts.id = ledger.receipt
            WHERE ledger.account = $2 AND ledger.cause IN ('CLAIMED', 'UNCLAIMED', 'ALLOCATED')
              AND receipts.arrive_time >= controls.at
        ), 0) AS BIGINT) AS fen FROM controls WHERE case_name = $1";
    let account = Account::Case(id).to_string();
    let row = tx.query_one_raw(sql(tx, text, vec![case.into(), account.into()])).await?;
    let Some(row) = row else { return Ok(None) };
    let since = row.try_get("", "fen")?;
    let case = cases::get(tx, &Scope::everything(), case, encryption).await?;
    Ok(case.and_then(|case| case.measured_outcome(since)))
}
