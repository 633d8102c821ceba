//! How terminals are enrolled, and who is about to sign in on them. Codes and credentials lie here as blind indexes. A terminal has one
//! credential, one code to be enrolled by, and one code that it shows, so that none of these tables outgrows the terminals.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::sql,
};
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

use super::{
    ddl::{exact, run},
    origins::origin,
    terminals::{COLUMNS, terminal},
};
use crate::domain::{
    origin::Origin,
    person::PersonId,
    terminal::{Terminal, TerminalName},
};

const TABLES: &[&str] = &[
    "ALTER TABLE terminals ADD COLUMN secret {bytes}",
    "ALTER TABLE terminals ADD COLUMN enrolled BIGINT",
    "ALTER TABLE terminals ADD COLUMN enroller TEXT NOT NULL DEFAULT ''",
    // It serves every call that a terminal makes for itself.
    "CREATE UNIQUE INDEX terminals_by_secret ON terminals (secret)",
    "CREATE TABLE terminal_enrolments (
        terminal TEXT {exact} NOT NULL PRIMARY KEY REFERENCES terminals (id), code {bytes} NOT NULL UNIQUE, expires BIGINT NOT NULL,
        creator TEXT NOT NULL)",
    // `inviter` and `hand` are as in the sessions, of the session in which the approver approved.
    "CREATE TABLE terminal_sign_ins (
        terminal TEXT {exact} NOT NULL PRIMARY KEY REFERENCES terminals (id), code {bytes} NOT NULL UNIQUE, expires BIGINT NOT NULL,
        approver TEXT {exact}, inviter TEXT NOT NULL DEFAULT '', hand TEXT NOT NULL DEFAULT '')",
    // The terminal of a session by scanning; empty for other sessions.
    "ALTER TABLE sessions ADD COLUMN terminal TEXT NOT NULL DEFAULT ''",
    // The sessions that run on a terminal.
    "CREATE INDEX sessions_of_terminal ON sessions (terminal, is_open)",
];

pub(super) struct TerminalAccess;

impl MigrationName for TerminalAccess {
    fn name(&self) -> &'static str {
        "m0013_terminal_access"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for TerminalAccess {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &exact(manager, TABLES)).await
    }
}

/// Keeps a code for a terminal in place of any earlier one, and enters the terminal where it is not on record.
pub(crate) async fn invite(
    connection: &impl ConnectionTrait,
    (name, place): (&TerminalName, &str),
    code: Vec<u8>,
    until: Timestamp,
    creator: &str,
) -> Result<(), Refusal> {
    let text = "INSERT INTO terminals (id, court, place, software_version) VALUES ($1, $2, $3, '') ON CONFLICT (id) DO NOTHING";
    let values = vec![name.id().into(), name.court.as_str().into(), place.into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    let text = "INSERT INTO terminal_enrolments (terminal, code, expires, creator) VALUES ($1, $2, $3, $4)
                ON CONFLICT (terminal) DO UPDATE SET code = excluded.code, expires = excluded.expires, creator = excluded.creator";
    let values = vec![name.id().into(), code.into(), until.micros().into(), creator.into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// Uses up a code; the terminal for which it was made, and by whom. `None` where it is not good.
pub(crate) async fn redeem(
    connection: &impl ConnectionTrait,
    code: Vec<u8>,
    at: Timestamp,
) -> Result<Option<(TerminalName, String)>, Refusal> {
    let text = "DELETE FROM terminal_enrolments WHERE code = $1 AND expires > $2 RETURNING terminal, creator";
    let row = connection.query_one_raw(sql(connection, text, vec![code.into(), at.micros().into()])).await?;
    row.map(|row| Ok((named(&row.try_get::<String>("", "terminal")?)?, row.try_get("", "creator")?)))
        .transpose()
}

/// Gives a terminal a credential in place of any earlier one; what was begun by the earlier one ends.
pub(crate) async fn enrol(
    connection: &impl ConnectionTrait,
    name: &TerminalName,
    secret: Vec<u8>,
    enroller: &str,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "UPDATE terminals SET secret = $2, enrolled = $3, enroller = $4 WHERE id = $1";
    let values = vec![name.id().into(), secret.into(), at.micros().into(), enroller.into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    end_sessions(connection, name, at).await
}

/// Takes its credential from a terminal, with what was begun by it and a code that was not used; `None` where the terminal is not on record.
pub(crate) async fn revoke(
    connection: &impl ConnectionTrait,
    name: &TerminalName,
    at: Timestamp,
) -> Result<Option<Terminal>, Refusal> {
    let text = "DELETE FROM terminal_enrolments WHERE terminal = $1";
    connection.execute_raw(sql(connection, text, vec![name.id().into()])).await?;
    end_sessions(connection, name, at).await?;
    let text = format!(
        "UPDATE terminals SET secret = NULL, enrolled = NULL, enroller = '' WHERE id = $1 RETURNING {COLUMNS}"
    );
    let row = connection.query_one_raw(sql(connection, &text, vec![name.id().into()])).await?;
    row.as_ref().map(terminal).transpose()
}

/// Ends the sessions that run on a terminal, and what it shows.
async fn end_sessions(
    connection: &impl ConnectionTrait,
    name: &TerminalName,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "DELETE FROM terminal_sign_ins WHERE terminal = $1";
    connection.execute_raw(sql(connection, text, vec![name.id().into()])).await?;
    let text = "UPDATE sessions SET ended = $2 WHERE terminal = $1 AND is_open = 1";
    let values = vec![name.id().into(), at.micros().into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// The terminal of a credential.
pub(crate) async fn of_secret(
    connection: &impl ConnectionTrait,
    secret: Vec<u8>,
) -> Result<Option<TerminalName>, Refusal> {
    let text = "SELECT id FROM terminals WHERE secret = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![secret.into()])).await?;
    row.map(|row| named(&row.try_get::<String>("", "id")?)).transpose()
}

/// Keeps the code that a terminal shows in place of any earlier one.
pub(crate) async fn show(
    connection: &impl ConnectionTrait,
    name: &TerminalName,
    code: Vec<u8>,
    until: Timestamp,
) -> Result<(), Refusal> {
    let text = "INSERT INTO terminal_sign_ins (terminal, code, expires) VALUES ($1, $2, $3)
                ON CONFLICT (terminal) DO UPDATE SET code = excluded.code, expires = excluded.expires, approver = NULL,
                inviter = '', hand = ''";
    let values = vec![name.id().into(), code.into(), until.micros().into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// Which terminal shows a code that nobody has approved yet, and until when.
pub(crate) async fn shown(
    connection: &impl ConnectionTrait,
    code: Vec<u8>,
    at: Timestamp,
) -> Result<Option<(TerminalName, Timestamp)>, Refusal> {
    let text = "SELECT terminal, expires FROM terminal_sign_ins WHERE code = $1 AND expires > $2 AND approver IS NULL";
    let row = connection.query_one_raw(sql(connection, text, vec![code.into(), at.micros().into()])).await?;
    row.map(|row| {
        let until = Timestamp::from_micros(row.try_get("", "expires")?);
        Ok((named(&row.try_get::<String>("", "terminal")?)?, until))
    })
    .transpose()
}

/// Notes who has approved the code that a terminal shows, until when it can fetch the session; `false` where the code is not good any more.
pub(crate) async fn approve(
    connection: &impl ConnectionTrait,
    (name, code): (&TerminalName, Vec<u8>),
    (approver, origin): (&PersonId, &Origin),
    at: Timestamp,
    until: Timestamp,
) -> Result<bool, Refusal> {
    let text = "UPDATE terminal_sign_ins SET approver = $4, inviter = $5, hand = $6, expires = $7
                WHERE terminal = $1 AND code = $2 AND expires > $3 AND approver IS NULL";
    let values = vec![
        name.id().into(),
        code.into(),
        at.micros().into(),
        approver.as_str().into(),
        origin.inviter.clone().into(),
        origin.hand.text().into(),
        until.micros().into(),
    ];
    Ok(connection.execute_raw(sql(connection, text, values)).await?.rows_affected() == 1)
}

/// Uses up an approval; who approved, and from whom their session came. `None` where nobody has.
pub(crate) async fn fetch(
    connection: &impl ConnectionTrait,
    name: &TerminalName,
    code: Vec<u8>,
    at: Timestamp,
) -> Result<Option<(PersonId, Origin)>, Refusal> {
    let text = "DELETE FROM terminal_sign_ins WHERE terminal = $1 AND code = $2 AND expires > $3 AND approver IS NOT NULL
                RETURNING approver, inviter, hand";
    let values = vec![name.id().into(), code.into(), at.micros().into()];
    let row = connection.query_one_raw(sql(connection, text, values)).await?;
    row.map(|row| {
        let approver: String = row.try_get("", "approver")?;
        Ok((PersonId::parse(&approver).map_err(|fault| Refusal::internal(&fault))?, origin(&row)?))
    })
    .transpose()
}

/// Whether a code is the one that the terminal shows, and still good.
pub(crate) async fn is_shown(
    connection: &impl ConnectionTrait,
    name: &TerminalName,
    code: Vec<u8>,
    at: Timestamp,
) -> Result<bool, Refusal> {
    let text = "SELECT 1 AS one FROM terminal_sign_ins WHERE terminal = $1 AND code = $2 AND expires > $3";
    let values = vec![name.id().into(), code.into(), at.micros().into()];
    Ok(connection.query_one_raw(sql(connection, text, values)).await?.is_some())
}

fn named(id: &str) -> Result<TerminalName, Refusal> {
    TerminalName::parse(&format!("terminals/{id}")).map_err(|fault| Refusal::internal(&fault))
}
