//! Holds: files that stay whatever the rules say.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, sql},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::domain::{digest::Digest, retention::Hold};

/// The table. Why a file is held is encrypted: it may say of whom.
pub(super) const TABLES: &[&str] = &["CREATE TABLE holds (
        sha256 TEXT NOT NULL PRIMARY KEY, sealed {bytes} NOT NULL, person TEXT NOT NULL, hold_time BIGINT NOT NULL)"];

/// Places a hold, where none stands.
pub(crate) async fn place(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    digest: Digest,
    hold: &Hold,
) -> Result<(), Refusal> {
    let text = "INSERT INTO holds (sha256, sealed, person, hold_time) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let values = vec![
        digest.to_string().into(),
        encryption.encrypt(&hold.reason)?.into(),
        hold.person.as_str().into(),
        hold.since.micros().into(),
    ];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// The hold on a file.
pub(crate) async fn of(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    digest: Digest,
) -> Result<Option<Hold>, Refusal> {
    let text = "SELECT sealed, person, hold_time FROM holds WHERE sha256 = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![digest.to_string().into()])).await?;
    row.map(|row| {
        Ok(Hold {
            reason: encryption.decrypt(&row.try_get::<Vec<u8>>("", "sealed")?)?,
            person: row.try_get("", "person")?,
            since: Timestamp::from_micros(row.try_get("", "hold_time")?),
        })
    })
    .transpose()
}

/// Lifts the hold on a file.
pub(crate) async fn lift(tx: &DatabaseTransaction, digest: Digest) -> Result<(), Refusal> {
    tx.execute_raw(sql(tx, "DELETE FROM holds WHERE sha256 = $1", vec![digest.to_string().into()])).await?;
    Ok(())
}
