//! Webhooks of units and the calls that wait. A call is written in the transaction of what it reports.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, sql},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use uuid::Uuid;

/// The tables.
pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE webhooks (
        unit TEXT NOT NULL PRIMARY KEY, url TEXT NOT NULL, secret {bytes} NOT NULL, missed BIGINT NOT NULL,
        last_status BIGINT NOT NULL, last_time BIGINT)",
    "CREATE TABLE webhook_calls (
        id TEXT NOT NULL PRIMARY KEY, unit TEXT NOT NULL, body TEXT NOT NULL, tries BIGINT NOT NULL,
        next_try BIGINT NOT NULL, create_time BIGINT NOT NULL)",
    // What is due next, and what waits for a unit.
    "CREATE INDEX webhook_calls_due ON webhook_calls (next_try)",
    "CREATE INDEX webhook_calls_of_unit ON webhook_calls (unit)",
];

/// A webhook.
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) secret: Vec<u8>,
    pub(crate) missed: i64,
    pub(crate) last_status: i64,
    pub(crate) last_time: Option<i64>,
    pub(crate) waiting: i64,
}

/// A call that is due.
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) unit: String,
    pub(crate) body: String,
    pub(crate) tries: i64,
    pub(crate) created: i64,
}

/// The webhook of a unit.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    unit: &str,
) -> Result<Option<Webhook>, Refusal> {
    let text = "SELECT url, secret, missed, last_status, last_time,
            (SELECT COUNT(*) FROM webhook_calls WHERE webhook_calls.unit = webhooks.unit) AS waiting
        FROM webhooks WHERE unit = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![unit.into()])).await?;
    row.map(|row| {
        Ok(Webhook {
            url: row.try_get("", "url")?,
            secret: encryption.decrypt_bytes(&row.try_get::<Vec<u8>>("", "secret")?)?,
            missed: row.try_get("", "missed")?,
            last_status: row.try_get("", "last_status")?,
            last_time: row.try_get("", "last_time")?,
            waiting: row.try_get("", "waiting")?,
        })
    })
    .transpose()
}

/// Sets the webhook of a unit.
pub(crate) async fn set(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    unit: &str,
    url: &str,
    secret: &[u8],
) -> Result<(), Refusal> {
    let text = "INSERT INTO webhooks (unit, url, secret, missed, last_status) VALUES ($1, $2, $3, 0, 0)
        ON CONFLICT (unit) DO UPDATE SET url = excluded.url, secret = excluded.secret, missed = 0, last_status = 0";
    let values = vec![unit.into(), url.into(), encryption.encrypt_bytes(secret)?.into()];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// Ends the webhook of a unit and forgets what waits for it.
pub(crate) async fn remove(tx: &impl ConnectionTrait, unit: &str) -> Result<(), Refusal> {
    for text in ["DELETE FROM webhooks WHERE unit = $1", "DELETE FROM webhook_calls WHERE unit = $1"] {
        tx.execute_raw(sql(tx, text, vec![unit.into()])).await?;
    }
    Ok(())
}

/// Notifies a unit, where it has a webhook.
pub(crate) async fn call(
    tx: &DatabaseTransaction,
    unit: &str,
    body: &str,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "INSERT INTO webhook_calls (id, unit, body, tries, next_try, create_time)
        SELECT $1, unit, $3, 0, $4, $4 FROM webhooks WHERE unit = $2";
    let id = Uuid::now_v7().to_string();
    let values = vec![id.into(), unit.into(), body.into(), at.micros().into()];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// Takes calls that are due, at most so many. Nobody else takes them before `until`; a process that dies during one leaves it for then.
pub(crate) async fn take_due(
    tx: &DatabaseTransaction,
    now: Timestamp,
    until: Timestamp,
    most: u64,
) -> Result<Vec<Call>, Refusal> {
    let lock = if tx.get_database_backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let text = format!(
        "UPDATE webhook_calls SET next_try = $2, tries = tries + 1 WHERE id IN (
            SELECT id FROM webhook_calls WHERE next_try <= $1 ORDER BY next_try LIMIT {most} {lock})
        RETURNING id, unit, body, tries, create_time"
    );
    let rows = tx.query_all_raw(sql(tx, &text, vec![now.micros().into(), until.micros().into()])).await?;
    let call = |row: sea_orm::QueryResult| {
        Ok(Call {
            id: row.try_get("", "id")?,
            unit: row.try_get("", "unit")?,
            body: row.try_get("", "body")?,
            tries: row.try_get("", "tries")?,
            created: row.try_get("", "create_time")?,
        })
    };
    rows.into_iter().map(call).collect()
}

/// What became of a call.
pub(crate) enum Went {
    /// It was taken, or given up, and goes.
    Over {
        /// Given up.
        missed: bool,
    },
    /// It is tried again.
    Again(Timestamp),
}

/// Notes what became of a call.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    call: &Call,
    status: u16,
    went: &Went,
    at: Timestamp,
) -> Result<(), Refusal> {
    let missed = i64::from(matches!(went, Went::Over { missed: true }));
    let text = "UPDATE webhooks SET missed = missed + $2, last_status = $3, last_time = $4 WHERE unit = $1";
    let values = vec![call.unit.as_str().into(), missed.into(), i64::from(status).into(), at.micros().into()];
    tx.execute_raw(sql(tx, text, values)).await?;
    let (text, values) = match went {
        Went::Over { .. } => ("DELETE FROM webhook_calls WHERE id = $1", vec![call.id.as_str().into()]),
        Went::Again(at) => (
            "UPDATE webhook_calls SET next_try = $2 WHERE id = $1",
            vec![call.id.as_str().into(), at.micros().into()],
        ),
    };
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}
