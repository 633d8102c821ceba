//! Visits that the log of tasks reported: what a proof of service says of one, so that no other service is called when it is printed.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, sql},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::{Deserialize, Serialize};

use super::{close, open};

/// One row each, found by name alone.
pub(crate) const TABLES: &[&str] =
    &["CREATE TABLE visits (name TEXT NOT NULL PRIMARY KEY, sealed {bytes} NOT NULL)"];

/// A visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Visit {
    /// `tasks/{id}/attempts/{id}`.
    pub(crate) name: String,
    /// Where the task led.
    pub(crate) address: String,
    /// When, by the device's clock.
    pub(crate) at: Option<Timestamp>,
    /// Latitude, longitude and radius in metres.
    pub(crate) position: Option<(f64, f64, f64)>,
}

/// Keeps a visit. It never changes once it was made.
pub(crate) async fn keep(
    tx: &DatabaseTransaction,
    visit: &Visit,
    encryption: &Encryption,
) -> Result<(), Refusal> {
    let text = "INSERT INTO visits (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    tx.execute_raw(sql(tx, text, vec![visit.name.clone().into(), close(visit, encryption)?.into()])).await?;
    Ok(())
}

/// The visit of a name; nothing where the log has not reported it.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    name: &str,
    encryption: &Encryption,
) -> Result<Option<Visit>, Refusal> {
    let asked = sql(connection, "SELECT sealed FROM visits WHERE name = $1", vec![name.into()]);
    let row = connection.query_one_raw(asked).await?;
    row.map(|row| open(&row.try_get::<Vec<u8>>("", "sealed")?, encryption)).transpose()
}
