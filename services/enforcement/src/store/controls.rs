//! Cases in which the police brought somebody under control, and what came in since.

use kit::{access::Scope, moment::Moment, refusal::Refusal, seal::Seal, store::sql};
use sea_orm::{ConnectionTrait as _, DatabaseTransaction};

use super::cases;
use crate::domain::Measured;

/// The first control of each case.
pub(crate) const TABLES: &[&str] =
    &["CREATE TABLE controls (case_name TEXT NOT NULL PRIMARY KEY, at BIGINT NOT NULL)"];

/// Notes that somebody was brought under control; the earliest stands.
pub(crate) async fn note(tx: &DatabaseTransaction, case: &str, at: Moment) -> Result<(), Refusal> {
    let text = "INSERT INTO controls (case_name, at) VALUES ($1, $2)
        ON CONFLICT (case_name) DO UPDATE SET at = excluded.at WHERE excluded.at < controls.at";
    tx.execute_raw(sql(tx, text, vec![case.into(), at.micros().into()])).await?;
    Ok(())
}

/// What counts of a case in which somebody was brought under control: how it ended, as the case stands in this transaction, and what
/// came in since by its receipts. Nothing where nobody was, or where it goes on.
pub(crate) async fn outcome(
    tx: &DatabaseTransaction,
    case: &str,
    seal: &Seal,
) -> Result<Option<Measured>, Refusal> {
    let Some(id) = case.strip_prefix("cases/") else { return Ok(None) };
    let text = "SELECT CAST(COALESCE((
            SELECT SUM(amount_fen) FROM receipts WHERE case_id = $2 AND case_id <> '' AND arrive_time >= controls.at
        ), 0) AS BIGINT) AS fen FROM controls WHERE case_name = $1";
    let row = tx.query_one_raw(sql(tx, text, vec![case.into(), id.into()])).await?;
    let Some(row) = row else { return Ok(None) };
    let since = row.try_get("", "fen")?;
    let case = cases::get(tx, &Scope::everything(), case, seal).await?;
    Ok(case.and_then(|case| case.measured_outcome(since)))
}
