//! Acts of service in the database. An act is never changed: it was entered because the law was satisfied.

use kit::{refusal::Refusal, seal::Seal, store::sql};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// An act is one row.
pub(crate) const TABLES: &[&str] = &["CREATE TABLE service_acts (
        case_name TEXT NOT NULL, id TEXT NOT NULL, sealed {bytes} NOT NULL, PRIMARY KEY (case_name, id))"];

/// Adds an act as the contract writes it.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    case: &str,
    id: &str,
    act: &[u8],
    seal: &Seal,
) -> Result<(), Refusal> {
    let insert = "INSERT INTO service_acts (case_name, id, sealed) VALUES ($1, $2, $3)";
    let values = vec![case.into(), id.into(), seal.close_bytes(act)?.into()];
    tx.execute_raw(sql(tx, insert, values)).await?;
    Ok(())
}

/// The acts of a case that was read in its scope, the newest first, after an id: each with its id.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    case: &str,
    after: Option<String>,
    limit: u64,
    seal: &Seal,
) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let text = format!(
        "SELECT id, sealed FROM service_acts WHERE case_name = $1 AND id < $2 ORDER BY id DESC LIMIT {limit}"
    );
    let values = vec![case.into(), after.unwrap_or_else(|| "~".to_owned()).into()];
    let rows = connection.query_all_raw(sql(connection, &text, values)).await?;
    rows.iter()
        .map(|row| {
            let sealed: Vec<u8> = row.try_get("", "sealed")?;
            Ok((row.try_get("", "id")?, seal.open_bytes(&sealed)?))
        })
        .collect()
}
