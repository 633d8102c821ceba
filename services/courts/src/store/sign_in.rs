//! Passwords, invitations, failures and sessions in the database. Secrets lie there as blind indexes: anyone who reads the tables
//! can't sign in with what stands in them.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{
        list::{Clause, Key, Order, Scan, Sort, filter::Op},
        sql,
    },
};
use sea_orm::{ConnectionTrait, QueryResult};

use super::{origins::origin, upload_sessions};
use crate::domain::{
    origin::Origin,
    person::PersonId,
    sign_in::{DEVICES, Failures, Method, Session},
    terminal::TerminalName,
};

const SESSION: &str =
    "id, person, method, create_time, seen, expires, ended, inviter, hand, device, terminal";
const DEVICE: &str = "DEVICE";
/// How long an ended session is kept to be looked at.
const KEPT_DAYS: i64 = 30;
/// How long an address is familiar after somebody signed in from it.
const FAMILIAR_DAYS: i64 = 90;

/// The hash of a person's password, and from whom the password came.
pub(crate) async fn hash(
    connection: &impl ConnectionTrait,
    person: &PersonId,
) -> Result<Option<(String, Origin)>, Refusal> {
    let text = "SELECT hash, inviter, hand FROM credentials WHERE person = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![person.as_str().into()])).await?;
    row.map(|row| Ok((row.try_get("", "hash")?, origin(&row)?))).transpose()
}

/// Sets a person's password; every invitation of theirs is used up.
pub(crate) async fn set_hash(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    hash: &str,
    origin: &Origin,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "INSERT INTO credentials (person, hash, changed, inviter, hand) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, changed = excluded.changed,
                inviter = excluded.inviter, hand = excluded.hand";
    let values = vec![
        person.as_str().into(),
        hash.into(),
        at.micros().into(),
        origin.inviter.clone().into(),
        origin.hand.text().into(),
    ];
    connection.execute_raw(sql(connection, text, values)).await?;
    let text = "DELETE FROM invitations WHERE person = $1";
    connection.execute_raw(sql(connection, text, vec![person.as_str().into()])).await?;
    Ok(())
}

/// Keeps an invitation in place of any earlier one.
pub(crate) async fn invite(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    code: Vec<u8>,
    until: Timestamp,
    origin: &Origin,
) -> Result<(), Refusal> {
    let text = "INSERT INTO invitations (person, code, expires, inviter, hand) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (person) DO UPDATE SET code = excluded.code, expires = excluded.expires,
                inviter = excluded.inviter, hand = excluded.hand";
    let values = vec![
        person.as_str().into(),
        code.into(),
        until.micros().into(),
        origin.inviter.clone().into(),
        origin.hand.text().into(),
    ];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// Keeps a first invitation, by the installation itself; `false` where the person has a password or an invitation that is good.
pub(crate) async fn invite_first(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    code: Vec<u8>,
    until: Timestamp,
    at: Timestamp,
) -> Result<bool, Refusal> {
    let text = "INSERT INTO invitations (person, code, expires, inviter, hand)
                SELECT p.id, $2, $3, '', '*' FROM people p
                WHERE p.id = $1 AND NOT EXISTS (SELECT 1 FROM credentials c WHERE c.person = p.id)
                ON CONFLICT (person) DO UPDATE SET code = excluded.code, expires = excluded.expires,
                inviter = excluded.inviter, hand = excluded.hand
                WHERE invitations.expires <= $4";
    let values = vec![person.as_str().into(), code.into(), until.micros().into(), at.micros().into()];
    Ok(connection.execute_raw(sql(connection, text, values)).await?.rows_affected() == 1)
}

/// Whether an invitation is good.
pub(crate) async fn is_invited(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    code: Vec<u8>,
    at: Timestamp,
) -> Result<bool, Refusal> {
    let text = "SELECT 1 AS one FROM invitations WHERE person = $1 AND code = $2 AND expires > $3";
    let values = vec![person.as_str().into(), code.into(), at.micros().into()];
    Ok(connection.query_one_raw(sql(connection, text, values)).await?.is_some())
}

/// Uses up an invitation and says from whom it came; `None` where it is not good.
pub(crate) async fn redeem(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    code: Vec<u8>,
    at: Timestamp,
) -> Result<Option<Origin>, Refusal> {
    let text =
        "DELETE FROM invitations WHERE person = $1 AND code = $2 AND expires > $3 RETURNING inviter, hand";
    let values = vec![person.as_str().into(), code.into(), at.micros().into()];
    let row = connection.query_one_raw(sql(connection, text, values)).await?;
    row.as_ref().map(origin).transpose()
}

/// The failures under a mark. Others that count under it wait until this transaction ends: on PostgreSQL at the row, on SQLite at
/// the file.
pub(crate) async fn failures(connection: &impl ConnectionTrait, mark: &[u8]) -> Result<Failures, Refusal> {
    let text = "INSERT INTO failures (name, count, last) VALUES ($1, 0, 0)
                ON CONFLICT (name) DO UPDATE SET count = failures.count RETURNING count, last";
    let row = connection.query_one_raw(sql(connection, text, vec![mark.to_vec().into()])).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"failures are not there"))?;
    Ok(Failures { count: row.try_get("", "count")?, last: row.try_get("", "last")? })
}

/// Keeps what failures came to.
pub(crate) async fn count(
    connection: &impl ConnectionTrait,
    mark: &[u8],
    failures: Failures,
) -> Result<(), Refusal> {
    let text = "UPDATE failures SET count = $2, last = $3 WHERE name = $1";
    let values = vec![mark.to_vec().into(), failures.count.into(), failures.last.into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// Forgets the failures under these marks, and those of others that are old.
pub(crate) async fn forget_failures(
    connection: &impl ConnectionTrait,
    marks: &[&[u8]],
    at: Timestamp,
) -> Result<(), Refusal> {
    // In the order in which they are counted, so that nobody waits for one who waits for them.
    for mark in marks {
        let text = "DELETE FROM failures WHERE name = $1";
        connection.execute_raw(sql(connection, text, vec![mark.to_vec().into()])).await?;
    }
    let text = "DELETE FROM failures WHERE last < $1";
    connection.execute_raw(sql(connection, text, vec![at.plus_hours(-48).micros().into()])).await?;
    Ok(())
}

/// Whether somebody has signed in under a mark of person and address, not too long ago.
pub(crate) async fn is_familiar(
    connection: &impl ConnectionTrait,
    mark: &[u8],
    at: Timestamp,
) -> Result<bool, Refusal> {
    let text = "SELECT 1 AS one FROM familiar WHERE mark = $1 AND last > $2";
    let since = at.plus_hours(-24 * FAMILIAR_DAYS).micros();
    Ok(connection
        .query_one_raw(sql(connection, text, vec![mark.to_vec().into(), since.into()]))
        .await?
        .is_some())
}

/// Notes that they have.
pub(crate) async fn note_familiar(
    connection: &impl ConnectionTrait,
    mark: &[u8],
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "INSERT INTO familiar (mark, last) VALUES ($1, $2)
                ON CONFLICT (mark) DO UPDATE SET last = excluded.last";
    let values = vec![mark.to_vec().into(), at.micros().into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    let text = "DELETE FROM familiar WHERE last <= $1";
    let since = at.plus_hours(-24 * FAMILIAR_DAYS).micros();
    connection.execute_raw(sql(connection, text, vec![since.into()])).await?;
    Ok(())
}

/// Keeps a session that begins under its secret, and forgets those that ended long ago.
pub(crate) async fn begin_session(
    connection: &impl ConnectionTrait,
    session: &Session,
    secret: Vec<u8>,
) -> Result<(), Refusal> {
    let text =
        "INSERT INTO sessions (id, secret, person, method, create_time, seen, expires, inviter, hand, device, terminal)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = vec![
        session.id.clone().into(),
        secret.into(),
        session.person.as_str().into(),
        name(session.method).into(),
        session.created.micros().into(),
        session.seen.micros().into(),
        session.expires.micros().into(),
        session.origin.inviter.clone().into(),
        session.origin.hand.text().into(),
        session.device.as_str().into(),
        session.terminal.as_ref().map(TerminalName::id).unwrap_or_default().into(),
    ];
    connection.execute_raw(sql(connection, text, values)).await?;
    let old = session.created.plus_hours(-24 * KEPT_DAYS).micros();
    let text = "DELETE FROM sessions WHERE expires < $1";
    connection.execute_raw(sql(connection, text, vec![old.into()])).await?;
    Ok(())
}

/// The session of a secret.
pub(crate) async fn session_of(
    connection: &impl ConnectionTrait,
    secret: Vec<u8>,
) -> Result<Option<Session>, Refusal> {
    let text = format!("SELECT {SESSION} FROM sessions WHERE secret = $1");
    let row = connection.query_one_raw(sql(connection, &text, vec![secret.into()])).await?;
    row.as_ref().map(session).transpose()
}

/// A person's sessions that were not ended and have not expired, the latest first.
pub(crate) async fn sessions(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    at: Timestamp,
) -> Result<Vec<Session>, Refusal> {
    let scan = Scan {
        table: "sessions",
        key: Key::ID,
        order: Order { column: "id", sort: Sort::Text, descending: true },
        branches: vec![
            Clause::equals("person", person.as_str()).and(&Clause::equals("is_open", 1_i64)).into(),
        ],
        conditions: vec![Clause::compare("expires", Op::Gt, at.micros())],
        after: None,
        limit: MOST_SESSIONS,
    };
    Ok(scan.page(connection, SESSION, session).await?.rows)
}

/// How many sessions of a person are listed.
const MOST_SESSIONS: u64 = 100;

/// The list of a person's sessions.
pub(crate) const SESSIONS: &str = "sharedcourt.access.v1.SessionService.ListSessions";

/// The same of another person.
pub(crate) const PERSON_SESSIONS: &str = "sharedcourt.access.v1.SessionService.ListPersonSessions";

/// The index of these lists; the one of before leads none. `is_open` is 1 until a session is ended.
pub(super) const LED_LISTS: &[&str] = &[
    "ALTER TABLE sessions ADD COLUMN is_open BIGINT GENERATED ALWAYS AS (CASE WHEN ended IS NULL THEN 1 ELSE 0 END) {computed}",
    "DROP INDEX sessions_of_person",
    "CREATE INDEX sessions_open ON sessions (person, is_open, id)",
];

/// Notes that a call was made with a session.
pub(crate) async fn seen(connection: &impl ConnectionTrait, id: &str, at: Timestamp) -> Result<(), Refusal> {
    let text = "UPDATE sessions SET seen = $2 WHERE id = $1 AND seen < $2";
    connection.execute_raw(sql(connection, text, vec![id.into(), at.micros().into()])).await?;
    Ok(())
}

/// Ends one session of a person and gives it as it is then; `None` where they have no such session.
pub(crate) async fn end(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    id: &str,
    at: Timestamp,
) -> Result<Option<Session>, Refusal> {
    let text = format!(
        "UPDATE sessions SET ended = COALESCE(ended, $3) WHERE id = $1 AND person = $2 RETURNING {SESSION}"
    );
    let values = vec![id.into(), person.as_str().into(), at.micros().into()];
    let row = connection.query_one_raw(sql(connection, &text, values)).await?;
    upload_sessions::end_made_in(connection, person, id, at).await?;
    row.as_ref().map(session).transpose()
}

/// Ends a person's sessions, all but one.
pub(crate) async fn end_others(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    kept: &str,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "UPDATE sessions SET ended = $3 WHERE person = $1 AND id <> $2 AND ended IS NULL";
    let values = vec![person.as_str().into(), kept.into(), at.micros().into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    upload_sessions::end_all(connection, person, at).await?;
    Ok(())
}

/// Ends all sessions of a person; how many of them had not expired.
pub(crate) async fn end_all(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    at: Timestamp,
) -> Result<u64, Refusal> {
    let text = "UPDATE sessions SET ended = $2 WHERE person = $1 AND ended IS NULL AND expires > $2";
    let values = vec![person.as_str().into(), at.micros().into()];
    let ended = connection.execute_raw(sql(connection, text, values)).await?.rows_affected();
    Ok(ended + upload_sessions::end_all(connection, person, at).await?)
}

/// Ends the credentials of a person's devices that give way to a new one: that of the same device, and the oldest beyond the most.
pub(crate) async fn end_devices(connection: &impl ConnectionTrait, new: &Session) -> Result<(), Refusal> {
    let text = format!(
        "UPDATE sessions SET ended = $3 WHERE person = $1 AND method = '{DEVICE}' AND ended IS NULL AND id <> $2
            AND (device = $4 OR id NOT IN (
                SELECT id FROM sessions WHERE person = $1 AND method = '{DEVICE}' AND ended IS NULL
                    AND (device <> $4 OR id = $2) ORDER BY id DESC LIMIT {DEVICES}))"
    );
    let values = vec![
        new.person.as_str().into(),
        new.id.as_str().into(),
        new.created.micros().into(),
        new.device.as_str().into(),
    ];
    connection.execute_raw(sql(connection, &text, values)).await?;
    Ok(())
}

/// How a session began, and from whom it came.
pub(crate) async fn origin_of(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    id: &str,
) -> Result<Option<(Method, Origin)>, Refusal> {
    let text = "SELECT method, inviter, hand FROM sessions WHERE id = $1 AND person = $2";
    let values = vec![id.into(), person.as_str().into()];
    let row = connection.query_one_raw(sql(connection, text, values)).await?;
    row.map(|row| Ok((method(&row)?, origin(&row)?))).transpose()
}

const fn name(method: Method) -> &'static str {
    match method {
        Method::Password => "PASSWORD",
        Method::Provider => "PROVIDER",
        Method::Device => DEVICE,
        Method::Scan => "SCAN",
    }
}

fn method(row: &QueryResult) -> Result<Method, Refusal> {
    match row.try_get::<String>("", "method")?.as_str() {
        "PASSWORD" => Ok(Method::Password),
        "PROVIDER" => Ok(Method::Provider),
        DEVICE => Ok(Method::Device),
        "SCAN" => Ok(Method::Scan),
        _ => Err(Refusal::internal(&"a session began in no known way")),
    }
}

fn session(row: &QueryResult) -> Result<Session, Refusal> {
    let timestamp = |name: &str| row.try_get("", name).map(Timestamp::from_micros);
    let terminal = match row.try_get::<String>("", "terminal")? {
        none if none.is_empty() => None,
        id => Some(TerminalName::parse(&format!("terminals/{id}"))?),
    };
    let person: String = row.try_get("", "person")?;
    Ok(Session {
        id: row.try_get("", "id")?,
        person: PersonId::parse(&person).map_err(|fault| Refusal::internal(&fault))?,
        method: method(row)?,
        created: timestamp("create_time")?,
        seen: timestamp("seen")?,
        expires: timestamp("expires")?,
        ended: row.try_get::<Option<i64>>("", "ended")?.map(Timestamp::from_micros),
        origin: origin(row)?,
        device: row.try_get("", "device")?,
        terminal,
    })
}
