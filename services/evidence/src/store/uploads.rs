//! Files on their way. The sender holds a lease: a later sender of the same file takes it over, and what the earlier one still
//! brings counts no more.

use std::collections::HashMap;

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::sql,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use uuid::Uuid;

use crate::domain::{
    digest::Digest,
    media::MediaType,
    quota::Open,
    upload::{Sender, Upload},
};

/// The tables. Of a file that is whole the pieces are gone.
pub(super) const TABLES: &[&str] = &[
    "CREATE TABLE uploads (
        id TEXT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL, person TEXT NOT NULL, size BIGINT NOT NULL,
        media_type TEXT NOT NULL, arrived BIGINT NOT NULL, turn TEXT NOT NULL, region_code TEXT NOT NULL,
        holder TEXT NOT NULL, store_time BIGINT, expire_time BIGINT NOT NULL)",
    "CREATE UNIQUE INDEX uploads_of_person ON uploads (sha256, person)",
    "CREATE INDEX uploads_expiring ON uploads (expire_time) WHERE store_time IS NULL",
    "CREATE TABLE pieces (
        upload TEXT NOT NULL, begins BIGINT NOT NULL, object TEXT NOT NULL, PRIMARY KEY (upload, begins))",
];

/// What deletion adds: when every byte had come from this person for the first time, which stays though the file goes.
pub(super) const RETENTION: &[&str] = &[
    "ALTER TABLE uploads ADD COLUMN prove_time BIGINT",
    "UPDATE uploads SET prove_time = store_time",
    // Serves the look for what was left behind of a sending.
    "CREATE INDEX uploads_sending ON uploads (turn) WHERE store_time IS NULL",
];

/// What quotas add. A row of `senders` is locked by each declaration, so that a person's declarations are counted one after another.
pub(super) const QUOTA: &[&str] = &[
    "CREATE TABLE senders (person TEXT NOT NULL PRIMARY KEY, declared BIGINT NOT NULL)",
    "CREATE INDEX uploads_open ON uploads (person, expire_time) WHERE store_time IS NULL",
    "CREATE INDEX uploads_stored ON uploads (person, store_time) WHERE store_time IS NOT NULL",
];

/// How many files one statement asks for.
pub(super) const AT_ONCE: usize = 500;

const COLUMNS: &str =
    "id, sha256, person, size, media_type, arrived, region_code, holder, store_time, expire_time";

fn read(row: &QueryResult) -> Result<Upload, Refusal> {
    let text = |name: &str| row.try_get::<String>("", name);
    let lost = |_| Refusal::internal(&"an upload can't be read");
    Ok(Upload {
        id: Uuid::parse_str(&text("id")?).map_err(|fault| Refusal::internal(&fault))?,
        digest: Digest::parse(&text("sha256")?).map_err(lost)?,
        size: row.try_get("", "size")?,
        media_type: MediaType::parse(&text("media_type")?).map_err(lost)?,
        sender: Sender {
            person: text("person")?,
            region_code: text("region_code")?,
            holder: text("holder")?,
        },
        offset: row.try_get("", "arrived")?,
        stored: row.try_get::<Option<i64>>("", "store_time")?.map(Timestamp::from_micros),
        expires: Timestamp::from_micros(row.try_get("", "expire_time")?),
    })
}

/// Notes an upload, unless the same person declared the same file before; the one that counts.
pub(crate) async fn declare(tx: &DatabaseTransaction, upload: &Upload) -> Result<Upload, Refusal> {
    let text = "INSERT INTO uploads (id, sha256, person, size, media_type, arrived, turn, region_code, holder, expire_time)
        VALUES ($1, $2, $3, $4, $5, 0, '', $6, $7, $8)
        ON CONFLICT (sha256, person) DO UPDATE SET expire_time = excluded.expire_time
        RETURNING id, sha256, person, size, media_type, arrived, region_code, holder, store_time, expire_time";
    let values = vec![
        upload.id.to_string().into(),
        upload.digest.to_string().into(),
        upload.sender.person.as_str().into(),
        upload.size.into(),
        upload.media_type.as_str().into(),
        upload.sender.region_code.as_str().into(),
        upload.sender.holder.as_str().into(),
        upload.expires.micros().into(),
    ];
    let row = tx.query_one_raw(sql(tx, text, values)).await?;
    read(&row.ok_or_else(|| Refusal::internal(&"an upload got lost"))?)
}

/// Makes other declarations for a person wait until the transaction ends.
pub(crate) async fn take_sender(tx: &DatabaseTransaction, person: &str) -> Result<(), Refusal> {
    let text = "INSERT INTO senders (person, declared) VALUES ($1, 1)
        ON CONFLICT (person) DO UPDATE SET declared = senders.declared + 1";
    tx.execute_raw(sql(tx, text, vec![person.into()])).await?;
    Ok(())
}

/// What a person has declared and not sent, of what has not lapsed.
pub(crate) async fn open_of(
    connection: &impl ConnectionTrait,
    person: &str,
    at: Timestamp,
) -> Result<Open, Refusal> {
    let text = "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes, MIN(expire_time) AS lapses
        FROM uploads WHERE person = $1 AND store_time IS NULL AND expire_time >= $2";
    let row =
        connection.query_one_raw(sql(connection, text, vec![person.into(), at.micros().into()])).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"a count without a row"))?;
    let lapses: Option<i64> = row.try_get("", "lapses")?;
    Ok(Open {
        files: row.try_get("", "files")?,
        bytes: row.try_get("", "bytes")?,
        lapses: lapses.map(Timestamp::from_micros),
    })
}

/// How many bytes are still to come of everything that was declared and has not lapsed.
pub(crate) async fn awaited(connection: &impl ConnectionTrait, at: Timestamp) -> Result<i64, Refusal> {
    let text = "SELECT CAST(COALESCE(SUM(size - arrived), 0) AS BIGINT) AS bytes
        FROM uploads WHERE store_time IS NULL AND expire_time >= $1";
    count(connection, text, vec![at.micros().into()]).await
}

/// How many bytes of a person were stored since a moment, and how many have arrived of what is not whole.
pub(crate) async fn sent_since(
    connection: &impl ConnectionTrait,
    person: &str,
    since: Timestamp,
) -> Result<(i64, i64), Refusal> {
    let stored = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes FROM uploads
        WHERE person = $1 AND store_time IS NOT NULL AND store_time >= $2";
    let stored = count(connection, stored, vec![person.into(), since.micros().into()]).await?;
    let arrived = "SELECT CAST(COALESCE(SUM(arrived), 0) AS BIGINT) AS bytes FROM uploads
        WHERE person = $1 AND store_time IS NULL";
    Ok((stored, count(connection, arrived, vec![person.into()]).await?))
}

async fn count(connection: &impl ConnectionTrait, text: &str, values: Vec<Value>) -> Result<i64, Refusal> {
    let row = connection.query_one_raw(sql(connection, text, values)).await?;
    Ok(row.ok_or_else(|| Refusal::internal(&"a sum without a row"))?.try_get("", "bytes")?)
}

/// Lets a file that was deleted come again: nothing of it has arrived.
pub(crate) async fn redeclare(tx: &DatabaseTransaction, upload: Uuid) -> Result<(), Refusal> {
    let text = "UPDATE uploads SET store_time = NULL, arrived = 0, turn = '' WHERE id = $1";
    tx.execute_raw(sql(tx, text, vec![upload.to_string().into()])).await?;
    Ok(())
}

/// Corrects what was declared of a file that is not whole; who sends it under the declaration of before has the lease no more.
pub(crate) async fn correct(
    tx: &DatabaseTransaction,
    upload: Uuid,
    corrected: &Upload,
) -> Result<(), Refusal> {
    let text =
        "UPDATE uploads SET size = $2, media_type = $3, turn = '' WHERE id = $1 AND store_time IS NULL";
    let values = vec![upload.to_string().into(), corrected.size.into(), corrected.media_type.as_str().into()];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// The upload of a file by a person.
pub(crate) async fn of_person(
    connection: &impl ConnectionTrait,
    digest: Digest,
    person: &str,
) -> Result<Option<Upload>, Refusal> {
    let text = format!("SELECT {COLUMNS} FROM uploads WHERE sha256 = $1 AND person = $2");
    let values = vec![digest.to_string().into(), person.into()];
    connection.query_one_raw(sql(connection, &text, values)).await?.map(|row| read(&row)).transpose()
}

/// The uploads of these ids, as far as they are there, in no order. They are few.
pub(crate) async fn of_ids(
    connection: &impl ConnectionTrait,
    ids: &[String],
) -> Result<Vec<Upload>, Refusal> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (1..=ids.len()).map(|place| format!("${place}")).collect();
    let text = format!("SELECT {COLUMNS} FROM uploads WHERE id IN ({})", places.join(", "));
    let values = ids.iter().map(|id| id.as_str().into()).collect();
    connection.query_all_raw(sql(connection, &text, values)).await?.iter().map(read).collect()
}

/// How far a person's sending of a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) size: i64,
    pub(crate) arrived: i64,
    /// Whether all of it had come, whatever became of the file since.
    pub(crate) whole: bool,
}

/// The sendings of files, by file and person.
pub(crate) async fn sent(
    connection: &impl ConnectionTrait,
    files: &[Digest],
) -> Result<HashMap<(Digest, String), Sent>, Refusal> {
    let mut found = HashMap::new();
    for files in files.chunks(AT_ONCE) {
        let (places, values) = places(files);
        let text = format!(
            "SELECT sha256, person, size, arrived, store_time FROM uploads WHERE sha256 IN ({places})"
        );
        for row in connection.query_all_raw(sql(connection, &text, values)).await? {
            let digest = Digest::parse(&row.try_get::<String>("", "sha256")?)
                .map_err(|_| Refusal::internal(&"an upload can't be read"))?;
            let sent = Sent {
                size: row.try_get("", "size")?,
                arrived: row.try_get("", "arrived")?,
                whole: row.try_get::<Option<i64>>("", "store_time")?.is_some(),
            };
            found.insert((digest, row.try_get("", "person")?), sent);
        }
    }
    Ok(found)
}

/// The places and values of digests in a statement.
pub(super) fn places(files: &[Digest]) -> (String, Vec<Value>) {
    let places: Vec<_> = (1..=files.len()).map(|place| format!("${place}")).collect();
    (places.join(", "), files.iter().map(|digest| digest.to_string().into()).collect())
}

/// Takes the lease to send from where an upload was seen to stand; false where it stands elsewhere by now.
pub(crate) async fn take_sender_lease(
    tx: &impl ConnectionTrait,
    upload: &Upload,
    sender_lease: Uuid,
) -> Result<bool, Refusal> {
    let text = "UPDATE uploads SET turn = $2 WHERE id = $1 AND arrived = $3 AND store_time IS NULL";
    let values = vec![upload.id.to_string().into(), sender_lease.to_string().into(), upload.offset.into()];
    Ok(tx.execute_raw(sql(tx, text, values)).await?.rows_affected() == 1)
}

/// Notes a piece that lies in the objects; false where somebody else has the lease by now, or was there already.
pub(crate) async fn add_piece(
    tx: &DatabaseTransaction,
    upload: &Upload,
    sender_lease: Uuid,
    (object, length): (&str, i64),
) -> Result<bool, Refusal> {
    let text = "UPDATE uploads SET arrived = arrived + $4
        WHERE id = $1 AND turn = $2 AND arrived = $3 AND store_time IS NULL";
    let id = upload.id.to_string();
    let values =
        vec![id.as_str().into(), sender_lease.to_string().into(), upload.offset.into(), length.into()];
    if tx.execute_raw(sql(tx, text, values)).await?.rows_affected() != 1 {
        return Ok(false);
    }
    let text = "INSERT INTO pieces (upload, begins, object) VALUES ($1, $2, $3)";
    tx.execute_raw(sql(tx, text, vec![id.into(), upload.offset.into(), object.into()])).await?;
    Ok(true)
}

/// The objects of an upload's pieces, in order.
pub(crate) async fn pieces(connection: &impl ConnectionTrait, upload: Uuid) -> Result<Vec<String>, Refusal> {
    let text = "SELECT object FROM pieces WHERE upload = $1 ORDER BY begins";
    let rows = connection.query_all_raw(sql(connection, text, vec![upload.to_string().into()])).await?;
    rows.into_iter().map(|row| Ok(row.try_get("", "object")?)).collect()
}

/// Forgets what has arrived of an upload, so that it can be sent anew.
pub(crate) async fn start_anew(tx: &DatabaseTransaction, upload: Uuid) -> Result<(), Refusal> {
    for text in [
        "DELETE FROM pieces WHERE upload = $1",
        "UPDATE uploads SET arrived = 0, turn = '' WHERE id = $1 AND store_time IS NULL",
    ] {
        tx.execute_raw(sql(tx, text, vec![upload.to_string().into()])).await?;
    }
    Ok(())
}

/// Notes that a file is whole; its pieces are forgotten.
pub(crate) async fn stored(tx: &DatabaseTransaction, upload: Uuid, at: Timestamp) -> Result<(), Refusal> {
    let text = "UPDATE uploads SET store_time = $2, prove_time = COALESCE(prove_time, $2), arrived = size WHERE id = $1";
    tx.execute_raw(sql(tx, text, vec![upload.to_string().into(), at.micros().into()])).await?;
    let text = "DELETE FROM pieces WHERE upload = $1";
    tx.execute_raw(sql(tx, text, vec![upload.to_string().into()])).await?;
    Ok(())
}

/// Uploads of which the rest did not come in time, at most so many.
pub(crate) async fn expired(
    connection: &impl ConnectionTrait,
    at: Timestamp,
    most: u64,
) -> Result<Vec<Upload>, Refusal> {
    let text = format!(
        "SELECT {COLUMNS} FROM uploads WHERE store_time IS NULL AND expire_time < $1 ORDER BY expire_time LIMIT {most}"
    );
    let rows = connection.query_all_raw(sql(connection, &text, vec![at.micros().into()])).await?;
    rows.iter().map(read).collect()
}

/// Forgets an upload. That somebody had sent the file before it was deleted stays.
pub(crate) async fn delete(tx: &DatabaseTransaction, upload: Uuid) -> Result<(), Refusal> {
    for text in [
        "DELETE FROM pieces WHERE upload = $1",
        "DELETE FROM uploads WHERE id = $1 AND store_time IS NULL AND prove_time IS NULL",
        "UPDATE uploads SET store_time = prove_time, arrived = size WHERE id = $1 AND store_time IS NULL",
    ] {
        tx.execute_raw(sql(tx, text, vec![upload.to_string().into()])).await?;
    }
    Ok(())
}

/// Whether a sender has the lease of an upload that is not whole yet.
pub(crate) async fn has_sender_lease(
    connection: &impl ConnectionTrait,
    sender_lease: &str,
) -> Result<bool, Refusal> {
    let text = "SELECT 1 AS one FROM uploads WHERE turn = $1 AND store_time IS NULL";
    Ok(connection.query_one_raw(sql(connection, text, vec![sender_lease.into()])).await?.is_some())
}
