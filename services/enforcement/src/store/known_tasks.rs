//! The tasks that the log of tasks reported, each with the case that it names: an act of service may cite those of its own case alone.

use kit::{domain::refusal::Refusal, storage::sql};
use law::identifiers::CaseNumber;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

/// One row a task; `identity` is what its case number means, empty where it has none.
pub(crate) const TABLES: &[&str] =
    &["CREATE TABLE known_tasks (name TEXT NOT NULL PRIMARY KEY, identity TEXT NOT NULL)"];

/// Notes a task and the case that it names now.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    task: &str,
    number: Option<&CaseNumber>,
) -> Result<(), Refusal> {
    let text = "INSERT INTO known_tasks (name, identity) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET identity = excluded.identity WHERE known_tasks.identity <> excluded.identity";
    let identity = number.map(|number| number.identity().to_string()).unwrap_or_default();
    tx.execute_raw(sql(tx, text, vec![task.into(), identity.into()])).await?;
    Ok(())
}

/// What the case number of a task means; empty where it has none, nothing where the log has not reported the task.
pub(crate) async fn identity_of(
    connection: &impl ConnectionTrait,
    task: &str,
) -> Result<Option<String>, Refusal> {
    let asked = sql(connection, "SELECT identity FROM known_tasks WHERE name = $1", vec![task.into()]);
    let row = connection.query_one_raw(asked).await?;
    row.map(|row| Ok(row.try_get("", "identity")?)).transpose()
}
