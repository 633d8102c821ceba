//! Second factors in the database: secrets are encrypted, recovery codes are keyed digests.

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, sql},
};
use sea_orm::ConnectionTrait;

use crate::domain::{
    person::PersonId,
    second_factor::{InSession, Secret},
};

/// For how many days it is kept how a session stood; longer than any session runs.
const KEPT_DAYS: i64 = 60;

/// A person's second factor.
#[derive(Debug, Default)]
pub(crate) struct Factor {
    /// The secret that counts.
    pub(crate) secret: Option<Secret>,
    /// One that was made and not activated yet, with its bytes as they are stored.
    pub(crate) pending: Option<(Secret, Vec<u8>)>,
    /// The last step whose code was used.
    pub(crate) last_step: i64,
    /// Since when there is one.
    pub(crate) enrolled: Option<Timestamp>,
}

/// The second factor of a person; an empty one where they have none.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    person: &PersonId,
) -> Result<Factor, Refusal> {
    let text = "SELECT secret, pending, last_step, enrolled FROM second_factors WHERE person = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![person.as_str().into()])).await?;
    let Some(row) = row else { return Ok(Factor::default()) };
    let opened = |sealed: Option<Vec<u8>>| {
        sealed
            .map(|sealed| {
                let secret = Secret::from_bytes(&encryption.decrypt_bytes(&sealed)?);
                let secret = secret.ok_or_else(|| Refusal::internal(&"a secret has another length"))?;
                Ok::<_, Refusal>((secret, sealed))
            })
            .transpose()
    };
    Ok(Factor {
        secret: opened(row.try_get("", "secret")?)?.map(|(secret, _)| secret),
        pending: opened(row.try_get("", "pending")?)?,
        last_step: row.try_get("", "last_step")?,
        enrolled: row.try_get::<Option<i64>>("", "enrolled")?.map(Timestamp::from_micros),
    })
}

/// Keeps a secret that is to be activated, in place of an earlier one.
pub(crate) async fn propose(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    person: &PersonId,
    secret: &Secret,
) -> Result<(), Refusal> {
    let text = "INSERT INTO second_factors (person, pending, last_step) VALUES ($1, $2, 0)
                ON CONFLICT (person) DO UPDATE SET pending = excluded.pending";
    let values = vec![person.as_str().into(), encryption.encrypt_bytes(secret.bytes())?.into()];
    connection.execute_raw(sql(connection, text, values)).await?;
    Ok(())
}

/// Has the pending secret count from now on; `false` where it is another by now.
pub(crate) async fn activate(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    pending: Vec<u8>,
    step: i64,
    at: Timestamp,
) -> Result<bool, Refusal> {
    let text = "UPDATE second_factors SET secret = pending, pending = NULL, last_step = $3, enrolled = $4
                WHERE person = $1 AND pending = $2";
    let values = vec![person.as_str().into(), pending.into(), step.into(), at.micros().into()];
    Ok(connection.execute_raw(sql(connection, text, values)).await?.rows_affected() == 1)
}

/// Uses the code of a step up; `false` where that step or a later one was used already.
pub(crate) async fn use_step(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    step: i64,
) -> Result<bool, Refusal> {
    let text = "UPDATE second_factors SET last_step = $2 WHERE person = $1 AND last_step < $2 AND secret IS NOT NULL";
    let values = vec![person.as_str().into(), step.into()];
    Ok(connection.execute_raw(sql(connection, text, values)).await?.rows_affected() == 1)
}

/// Keeps new recovery codes in place of all earlier ones.
pub(crate) async fn set_recovery_codes(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    person: &PersonId,
    codes: &[String],
) -> Result<(), Refusal> {
    let text = "DELETE FROM recovery_codes WHERE person = $1";
    connection.execute_raw(sql(connection, text, vec![person.as_str().into()])).await?;
    for code in codes {
        let text = "INSERT INTO recovery_codes (person, code) VALUES ($1, $2)";
        let values = vec![person.as_str().into(), digest(encryption, person, code).into()];
        connection.execute_raw(sql(connection, text, values)).await?;
    }
    Ok(())
}

/// Uses a recovery code up; `false` where it is not good.
pub(crate) async fn use_recovery_code(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    person: &PersonId,
    code: &str,
) -> Result<bool, Refusal> {
    let text = "DELETE FROM recovery_codes WHERE person = $1 AND code = $2";
    let values = vec![person.as_str().into(), digest(encryption, person, code).into()];
    Ok(connection.execute_raw(sql(connection, text, values)).await?.rows_affected() == 1)
}

/// How many recovery codes a person has left.
pub(crate) async fn recovery_codes_left(
    connection: &impl ConnectionTrait,
    person: &PersonId,
) -> Result<i64, Refusal> {
    let text = "SELECT COUNT(*) AS number FROM recovery_codes WHERE person = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![person.as_str().into()])).await?;
    Ok(row.map(|row| row.try_get("", "number")).transpose()?.unwrap_or_default())
}

/// Removes a person's second factor and recovery codes.
pub(crate) async fn remove(connection: &impl ConnectionTrait, person: &PersonId) -> Result<(), Refusal> {
    for text in
        ["DELETE FROM recovery_codes WHERE person = $1", "DELETE FROM second_factors WHERE person = $1"]
    {
        connection.execute_raw(sql(connection, text, vec![person.as_str().into()])).await?;
    }
    Ok(())
}

/// How the second factor stands in a session.
pub(crate) async fn in_session(
    connection: &impl ConnectionTrait,
    session: &str,
) -> Result<InSession, Refusal> {
    let text = "SELECT shown, by_invitation FROM session_factors WHERE session = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![session.into()])).await?;
    let Some(row) = row else { return Ok(InSession::default()) };
    Ok(InSession {
        shown: row.try_get::<Option<i64>>("", "shown")?.map(Timestamp::from_micros),
        by_invitation: row.try_get::<i64>("", "by_invitation")? != 0,
    })
}

/// Keeps how the second factor stands in a session, and forgets sessions of long ago.
pub(crate) async fn note(
    connection: &impl ConnectionTrait,
    session: &str,
    stands: InSession,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "INSERT INTO session_factors (session, shown, by_invitation, noted) VALUES ($1, $2, $3, $4)
                ON CONFLICT (session) DO UPDATE SET shown = excluded.shown, noted = excluded.noted";
    let values = vec![
        session.into(),
        stands.shown.map(Timestamp::micros).into(),
        i64::from(stands.by_invitation).into(),
        at.micros().into(),
    ];
    connection.execute_raw(sql(connection, text, values)).await?;
    let text = "DELETE FROM session_factors WHERE noted < $1";
    let old = at.plus_hours(-24 * KEPT_DAYS).micros();
    connection.execute_raw(sql(connection, text, vec![old.into()])).await?;
    Ok(())
}

fn digest(encryption: &Encryption, person: &PersonId, code: &str) -> Vec<u8> {
    encryption.blind_index(format!("recovery code {person} {code}"))
}

/// Keeps an invitation for somebody who has no second factor yet; `false` where they have one, or an invitation that is good.
pub(crate) async fn invite_to_enrol(
    connection: &impl ConnectionTrait,
    person: &PersonId,
    code: Vec<u8>,
    until: Timestamp,
    at: Timestamp,
) -> Result<bool, Refusal> {
    let text = "INSERT INTO invitations (person, code, expires, inviter, hand)
                SELECT p.id, $2, $3, '', '*' FROM people p
                WHERE p.id = $1
                    AND NOT EXISTS (SELECT 1 FROM second_factors f WHERE f.person = p.id AND f.secret IS NOT NULL)
                ON CONFLICT (person) DO UPDATE SET code = excluded.code, expires = excluded.expires,
                inviter = excluded.inviter, hand = excluded.hand
                WHERE invitations.expires <= $4";
    let values = vec![person.as_str().into(), code.into(), until.micros().into(), at.micros().into()];
    Ok(connection.execute_raw(sql(connection, text, values)).await?.rows_affected() == 1)
}
