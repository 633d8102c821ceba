//! Telephones' sessions for the papers of one request. Codes and tokens lie here as blind indexes; a code is gone once it was used.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::sql,
};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::{
    ddl::{exact, run},
    origins::origin,
};
use crate::domain::{person::PersonId, upload_session::UploadSession};

const COLUMNS: &str =
    "id, person, made_in, inviter, hand, case_name, case_number, create_time, redeemed, expires, ended";
/// How long one that is over is kept to be looked at.
const KEPT_DAYS: i64 = 30;

const TABLES: &[&str] = &[
    // `inviter` and `hand` are as in the sessions, of the session in which the code was made. The unique secret serves every call of a
    // telephone.
    "CREATE TABLE upload_sessions (
        id TEXT {exact} NOT NULL PRIMARY KEY, person TEXT {exact} NOT NULL, made_in TEXT {exact} NOT NULL, inviter TEXT NOT NULL,
        hand TEXT NOT NULL, case_name TEXT NOT NULL, case_number TEXT NOT NULL, code {bytes} UNIQUE, secret {bytes} UNIQUE,
        create_time BIGINT NOT NULL, redeemed BIGINT, expires BIGINT NOT NULL, ended BIGINT)",
    // What ends with a person's other sessions, and with the session in which it was made.
    "CREATE INDEX upload_sessions_running ON upload_sessions (person, made_in) WHERE ended IS NULL",
    // Old ones are forgotten.
    "CREATE INDEX upload_sessions_by_end ON upload_sessions (expires)",
];

pub(super) struct UploadSessions;

impl MigrationName for UploadSessions {
    fn name(&self) -> &'static str {
        "m0041_upload_sessions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for UploadSessions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &exact(manager, TABLES)).await
    }
}

/// Keeps a session under the code that opens it, in place of those of its person that are not over; forgets those that ended long ago.
pub(crate) async fn begin(
    connection: &impl ConnectionTrait,
    session: &UploadSession,
    code: Vec<u8>,
) -> Result<(), Refusal> {
    end_all(connection, &session.person, session.created).await?;
    let text = "DELETE FROM upload_sessions WHERE expires < $1";
    let old = session.created.plus_hours(-24 * KEPT_DAYS).micros();
    connection.execute_raw(sql(connection, text, vec![old.into()])).await?;
    let text = "INSERT INTO upload_sessions
                (id, person, made_in, inviter, hand, case_name, case_number, code, create_time, expires)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = vec![
        session.id.as_str().into(),
        session.person.as_str().into(),
        session.made_in.as_str().into(),
        session.origin.inviter.clone().into(),
        session.origin.hand.text().into(),
        session.case.as_str().into(),
        session.case_number.as_str().into(),
        code.into(),
        session.created.micros().into(),
        session.expires.micros().into(),
    ];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// Uses up a code for a telephone that holds this secret from now on; `None` where the code is not good.
pub(crate) async fn redeem(
    connection: &impl ConnectionTrait,
    (code, secret): (Vec<u8>, Vec<u8>),
    at: Timestamp,
    until: Timestamp,
) -> Result<Option<UploadSession>, Refusal> {
    let text = format!(
        "UPDATE upload_sessions SET code = NULL, secret = $2, redeemed = $3, expires = $4
         WHERE code = $1 AND expires > $3 AND ended IS NULL RETURNING {COLUMNS}"
    );
    let values = vec![code.into(), secret.into(), at.micros().into(), until.micros().into()];
    let row = connection.query_one_raw(sql(connection, &text, values)).await?;
    row.as_ref().map(read).transpose()
}

/// The session of a telephone's secret.
pub(crate) async fn of_secret(
    connection: &impl ConnectionTrait,
    secret: Vec<u8>,
) -> Result<Option<UploadSession>, Refusal> {
    let text = format!("SELECT {COLUMNS} FROM upload_sessions WHERE secret = $1");
    let row = connection.query_one_raw(sql(connection, &text, vec![secret.into()])).await?;
    row.as_ref().map(read).transpose()
}

/// A session of a person.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    id: &str,
) -> Result<Option<UploadSession>, Refusal> {
    let text = format!("SELECT {COLUMNS} FROM upload_sessions WHERE id = $1 AND person = $2");
    let values = vec![id.into(), person.as_str().into()];
    let row = connection.query_one_raw(sql(connection, &text, values)).await?;
    row.as_ref().map(read).transpose()
}

/// Ends a session of a person and gives it as it is then; `None` where they have no such session.
pub(crate) async fn end(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    id: &str,
    at: Timestamp,
) -> Result<Option<UploadSession>, Refusal> {
    let text = format!(
        "UPDATE upload_sessions SET ended = COALESCE(ended, $3), code = NULL WHERE id = $1 AND person = $2 RETURNING {COLUMNS}"
    );
    let values = vec![id.into(), person.as_str().into(), at.micros().into()];
    let row = connection.query_one_raw(sql(connection, &text, values)).await?;
    row.as_ref().map(read).transpose()
}

/// Ends what was made in a session of a person.
pub(crate) async fn end_made_in(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    session: &str,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "UPDATE upload_sessions SET ended = $3, code = NULL WHERE person = $1 AND made_in = $2 AND ended IS NULL";
    let values = vec![person.as_str().into(), session.into(), at.micros().into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// Ends all of a person; how many of them could still be used.
pub(crate) async fn end_all(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    at: Timestamp,
) -> Result<u64, Refusal> {
    let text = "UPDATE upload_sessions SET ended = $2, code = NULL WHERE person = $1 AND ended IS NULL AND expires > $2";
    let values = vec![person.as_str().into(), at.micros().into()];
    Ok(connection.execute_raw(sql(connection, text, values)).await?.rows_affected())
}

fn read(row: &QueryResult) -> Result<UploadSession, Refusal> {
    let instant = |name: &str| row.try_get::<Option<i64>>("", name).map(|at| at.map(Timestamp::from_micros));
    let person: String = row.try_get("", "person")?;
    Ok(UploadSession {
        id: row.try_get("", "id")?,
        person: PersonId::parse(&person).map_err(|fault| Refusal::internal(&fault))?,
        made_in: row.try_get("", "made_in")?,
        origin: origin(row)?,
        case: row.try_get("", "case_name")?,
        case_number: row.try_get("", "case_number")?,
        created: Timestamp::from_micros(row.try_get("", "create_time")?),
        redeemed: instant("redeemed")?,
        expires: Timestamp::from_micros(row.try_get("", "expires")?),
        ended: instant("ended")?,
    })
}
