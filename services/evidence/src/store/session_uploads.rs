//! Which files a telephone has declared in which session.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::sql,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::uploads;
use crate::domain::{upload::Upload, upload_session::MOST_FILES};

/// The table. The key serves the list of a session, which is bounded.
pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE session_uploads (
        session TEXT NOT NULL, upload TEXT NOT NULL, declare_time BIGINT NOT NULL, PRIMARY KEY (session, upload))",
    "CREATE INDEX session_uploads_in_order ON session_uploads (session, declare_time, upload)",
    // What was sent long ago is forgotten.
    "CREATE INDEX session_uploads_by_time ON session_uploads (declare_time)",
];

/// The list of what a telephone has declared.
pub(crate) const LIST: &str = "sharedcourt.evidence.v1.EvidenceService.ListUploadSessionEvidence";
/// For how many days it is kept which session a file came by. The audit keeps it for good.
const KEPT_DAYS: i64 = 30;

/// How many files a session has declared beside one.
pub(crate) async fn others(
    connection: &impl ConnectionTrait,
    session: &str,
    upload: Uuid,
) -> Result<usize, Refusal> {
    let text = "SELECT COUNT(*) AS files FROM session_uploads WHERE session = $1 AND upload <> $2";
    let values = vec![session.into(), upload.to_string().into()];
    let row = connection.query_one_raw(sql(connection, text, values)).await?;
    let files: i64 = row.ok_or_else(|| Refusal::internal(&"a count without a row"))?.try_get("", "files")?;
    Ok(usize::try_from(files).unwrap_or(usize::MAX))
}

/// Notes that a session has declared a file, and forgets what was noted long ago.
pub(crate) async fn note(
    tx: &DatabaseTransaction,
    session: &str,
    upload: Uuid,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "INSERT INTO session_uploads (session, upload, declare_time) VALUES ($1, $2, $3)
        ON CONFLICT (session, upload) DO NOTHING";
    let values = vec![session.into(), upload.to_string().into(), at.micros().into()];
    tx.execute_raw(sql(tx, text, values)).await?;
    let text = "DELETE FROM session_uploads WHERE declare_time < $1";
    let old = at.plus_hours(-24 * KEPT_DAYS).micros();
    tx.execute_raw(sql(tx, text, vec![old.into()])).await?;
    Ok(())
}

/// Whether a session has declared a file.
pub(crate) async fn has(
    connection: &impl ConnectionTrait,
    session: &str,
    upload: Uuid,
) -> Result<bool, Refusal> {
    let text = "SELECT 1 AS one FROM session_uploads WHERE session = $1 AND upload = $2";
    let values = vec![session.into(), upload.to_string().into()];
    Ok(connection.query_one_raw(sql(connection, text, values)).await?.is_some())
}

/// What a session has declared in a person's name, in the order in which it did.
pub(crate) async fn list(
    connection: &impl ConnectionTrait,
    session: &str,
    person: &str,
) -> Result<Vec<Upload>, Refusal> {
    let text = format!(
        "SELECT upload FROM session_uploads WHERE session = $1 ORDER BY declare_time, upload LIMIT {MOST_FILES}"
    );
    let rows = connection.query_all_raw(sql(connection, &text, vec![session.into()])).await?;
    let ids: Vec<String> = rows.into_iter().map(|row| row.try_get("", "upload")).collect::<Result<_, _>>()?;
    let mut found = uploads::of_ids(connection, &ids).await?;
    found.retain(|upload| upload.sender.person == person);
    found.sort_by_key(|upload| {
        let id = upload.id.to_string();
        ids.iter().position(|one| *one == id)
    });
    Ok(found)
}
