//! Files that are whole. Their bytes are known by their digest and never change; they go when a rule says so, and the row stays. Sent
//! again, a file has another generation, and the bytes of each generation have a name of their own: a deletion that still removes those of the last one
//! can't reach those of this one.

use std::collections::HashMap;

use kit::{
    domain::{Timestamp, refusal::Refusal},
    storage::{Encryption, sql},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{citations::IN_EFFECT, objects::Place, uploads};
use crate::domain::{
    digest::Digest,
    media::MediaType,
    picture::Picture,
    retention::{Cited, Deletion, Rule, Standing},
    upload::Upload,
};

/// The table. What a picture says of itself is encrypted: it says where somebody was.
pub(super) const TABLES: &[&str] = &["CREATE TABLE files (
        sha256 TEXT NOT NULL PRIMARY KEY, size BIGINT NOT NULL, media_type TEXT NOT NULL, sealed {bytes} NOT NULL,
        thumbnail BIGINT NOT NULL, store_time BIGINT NOT NULL)"];

/// What deletion adds. `life` (the generation) counts deletions from which a file came back; `look_time` is when the rules are asked next; `removed` is
/// 1 once the bytes of a deleted file are gone.
pub(super) const RETENTION: &[&str] = &[
    "ALTER TABLE files ADD COLUMN life BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE files ADD COLUMN look_time BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE files ADD COLUMN delete_time BIGINT",
    "ALTER TABLE files ADD COLUMN delete_rule TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE files ADD COLUMN removed BIGINT NOT NULL DEFAULT 0",
    // Serves the look for what is due.
    "CREATE INDEX files_due ON files (look_time) WHERE delete_time IS NULL",
    // Serves the look for bytes that are still there.
    "CREATE INDEX files_leaving ON files (delete_time) WHERE delete_time IS NOT NULL AND removed = 0",
];

/// A file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) digest: Digest,
    pub(crate) generation: i64,
    pub(crate) deletion: Option<Deletion>,
    pub(crate) size: i64,
    pub(crate) media_type: MediaType,
    pub(crate) picture: Option<Picture>,
    pub(crate) thumbnail: bool,
    pub(crate) stored: Timestamp,
}

impl File {
    /// Where its bytes lie.
    pub(crate) fn place(&self) -> Place {
        Place { digest: self.digest, generation: self.generation }
    }

    /// How many times it was deleted.
    pub(crate) fn deletions(&self) -> i64 {
        self.generation + i64::from(self.deletion.is_some())
    }
}

/// What became of a file that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddOutcome {
    /// It is new.
    New,
    /// It was there.
    There,
    /// It is there again after it had been deleted.
    Again,
    /// It was deleted while its bytes were on their way: they are where nobody reads them, and have to be written once more.
    TooLate,
}

/// Where the bytes of a file belong that is about to be kept.
pub(crate) async fn place(connection: &impl ConnectionTrait, digest: Digest) -> Result<Place, Refusal> {
    let text = "SELECT CASE WHEN delete_time IS NULL THEN life ELSE life + 1 END AS life FROM files WHERE sha256 = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![digest.to_string().into()])).await?;
    let generation = row.map_or(Ok(0), |row| row.try_get("", "life"))?;
    Ok(Place { digest, generation })
}

/// Keeps a file whose bytes lie at a place.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    (upload, place): (&Upload, Place),
    (picture, thumbnail): (Option<&Picture>, bool),
    at: Timestamp,
) -> Result<AddOutcome, Refusal> {
    let json = serde_json::to_string(&picture).map_err(|fault| Refusal::internal(&fault))?;
    let sealed = encryption.encrypt(&json)?;
    let digest = upload.digest.to_string();
    if place.generation == 0 {
        let text = "INSERT INTO files (sha256, size, media_type, sealed, thumbnail, store_time)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
        let values = vec![
            digest.as_str().into(),
            upload.size.into(),
            upload.media_type.as_str().into(),
            sealed.into(),
            i64::from(thumbnail).into(),
            at.micros().into(),
        ];
        if tx.execute_raw(sql(tx, text, values)).await?.rows_affected() == 1 {
            return Ok(AddOutcome::New);
        }
    } else {
        let text =
            "UPDATE files SET media_type = $3, sealed = $4, thumbnail = $5, store_time = $6, look_time = 0,
                life = $2, delete_time = NULL, delete_rule = '', removed = 0
            WHERE sha256 = $1 AND life = $2 - 1 AND delete_time IS NOT NULL";
        let values = vec![
            digest.as_str().into(),
            place.generation.into(),
            upload.media_type.as_str().into(),
            sealed.into(),
            i64::from(thumbnail).into(),
            at.micros().into(),
        ];
        if tx.execute_raw(sql(tx, text, values)).await?.rows_affected() == 1 {
            return Ok(AddOutcome::Again);
        }
    }
    // An update that changes nothing locks the row on both databases.
    let text = "UPDATE files SET life = life WHERE sha256 = $1 AND life = $2 AND delete_time IS NULL";
    let values = vec![digest.into(), place.generation.into()];
    let there = tx.execute_raw(sql(tx, text, values)).await?.rows_affected() == 1;
    Ok(if there { AddOutcome::There } else { AddOutcome::TooLate })
}

/// A file, for any caller: who may ask is the citations' to say.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    digest: Digest,
) -> Result<Option<File>, Refusal> {
    find(connection, encryption, digest, "").await
}

/// The same, kept from others until the transaction ends.
pub(crate) async fn lock_for_update(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    digest: Digest,
) -> Result<Option<File>, Refusal> {
    let lock = sql::for_update(tx);
    find(tx, encryption, digest, lock).await
}

async fn find(
    connection: &impl ConnectionTrait,
    encryption: &Encryption,
    digest: Digest,
    lock: &str,
) -> Result<Option<File>, Refusal> {
    let text = format!(
        "SELECT size, media_type, sealed, thumbnail, store_time, life, delete_time, delete_rule FROM files
         WHERE sha256 = $1{lock}"
    );
    let row = connection.query_one_raw(sql(connection, &text, vec![digest.to_string().into()])).await?;
    row.map(|row| {
        let sealed: Vec<u8> = row.try_get("", "sealed")?;
        let media_type = MediaType::parse(&row.try_get::<String>("", "media_type")?);
        let deleted: Option<i64> = row.try_get("", "delete_time")?;
        let rule: String = row.try_get("", "delete_rule")?;
        Ok(File {
            digest,
            generation: row.try_get("", "life")?,
            deletion: deleted.map(|at| Deletion { at: Timestamp::from_micros(at), rule }),
            size: row.try_get("", "size")?,
            media_type: media_type.map_err(|_| Refusal::internal(&"a type got lost"))?,
            picture: serde_json::from_str(&encryption.decrypt(&sealed)?)
                .map_err(|fault| Refusal::internal(&fault))?,
            thumbnail: row.try_get::<i64>("", "thumbnail")? == 1,
            stored: Timestamp::from_micros(row.try_get("", "store_time")?),
        })
    })
    .transpose()
}

/// Whether a file is deleted.
pub(crate) async fn is_deleted(connection: &impl ConnectionTrait, digest: Digest) -> Result<bool, Refusal> {
    let text = "SELECT 1 AS one FROM files WHERE sha256 = $1 AND delete_time IS NOT NULL";
    Ok(connection.query_one_raw(sql(connection, text, vec![digest.to_string().into()])).await?.is_some())
}

/// What of a file is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) size: i64,
    pub(crate) deleted: bool,
}

/// Which of these files are or were here, for any caller.
pub(crate) async fn stored(
    connection: &impl ConnectionTrait,
    files: &[Digest],
) -> Result<HashMap<Digest, Stored>, Refusal> {
    let mut found = HashMap::new();
    for files in files.chunks(uploads::AT_ONCE) {
        let (places, values) = uploads::places(files);
        let text = format!("SELECT sha256, size, delete_time FROM files WHERE sha256 IN ({places})");
        for row in connection.query_all_raw(sql(connection, &text, values)).await? {
            let deleted = row.try_get::<Option<i64>>("", "delete_time")?.is_some();
            let stored = Stored { size: row.try_get("", "size")?, deleted };
            found.insert(digest(&row.try_get::<String>("", "sha256")?)?, stored);
        }
    }
    Ok(found)
}

/// Files that the rules are to be asked about by a moment, at most so many.
pub(crate) async fn due(
    connection: &impl ConnectionTrait,
    at: Timestamp,
    most: u64,
) -> Result<Vec<Digest>, Refusal> {
    let text = format!(
        "SELECT sha256 FROM files WHERE delete_time IS NULL AND look_time <= $1 ORDER BY look_time LIMIT {most}"
    );
    let rows = connection.query_all_raw(sql(connection, &text, vec![at.micros().into()])).await?;
    rows.into_iter().map(|row| digest(&row.try_get::<String>("", "sha256")?)).collect()
}

/// How a file stands that was taken. Of a file that was sent again, what was over before then cites it no more.
pub(crate) async fn standing(tx: &DatabaseTransaction, file: &File) -> Result<Standing, Refusal> {
    let text = format!(
        "SELECT COUNT(*) AS citing, COUNT(e.end_time) AS ended, MAX(e.end_time) AS last,
            (SELECT COUNT(*) FROM holds h WHERE h.sha256 = $1) AS holds
        FROM citations c LEFT JOIN ends e ON e.subject = c.whole
        WHERE c.sha256 = $1 AND c.whole <> '' AND (e.end_time IS NULL OR e.end_time >= $2)
            AND (c.keeps = 1 OR {IN_EFFECT})"
    );
    let since = if file.generation == 0 { i64::MIN } else { file.stored.micros() };
    let row = tx.query_one_raw(sql(tx, &text, vec![file.digest.to_string().into(), since.into()])).await?;
    let row = row.ok_or_else(|| Refusal::internal(&"a count without a row"))?;
    let (citing, ended): (i64, i64) = (row.try_get("", "citing")?, row.try_get("", "ended")?);
    let last: Option<i64> = row.try_get("", "last")?;
    let cited = match last {
        _ if citing == 0 => Cited::Never,
        Some(last) if citing == ended => Cited::Over(Timestamp::from_micros(last)),
        _ => Cited::Running,
    };
    Ok(Standing { stored: file.stored, cited, held: row.try_get::<i64>("", "holds")? > 0 })
}

/// Notes when the rules are asked next about a file.
pub(crate) async fn look_again(
    tx: &DatabaseTransaction,
    digest: Digest,
    look: Timestamp,
) -> Result<(), Refusal> {
    let text = "UPDATE files SET look_time = $2 WHERE sha256 = $1";
    tx.execute_raw(sql(tx, text, vec![digest.to_string().into(), look.micros().into()])).await?;
    Ok(())
}

/// Notes that a file that was taken is deleted, and forgets what it said of itself.
pub(crate) async fn delete(
    tx: &DatabaseTransaction,
    encryption: &Encryption,
    digest: Digest,
    rule: &Rule,
    at: Timestamp,
) -> Result<(), Refusal> {
    let text = "UPDATE files SET delete_time = $2, delete_rule = $3, removed = 0, sealed = $4, thumbnail = 0
        WHERE sha256 = $1";
    let values = vec![
        digest.to_string().into(),
        at.micros().into(),
        rule.id.into(),
        encryption.encrypt("null")?.into(),
    ];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

/// Where bytes lie that are to go, at most so many.
pub(crate) async fn leaving(connection: &impl ConnectionTrait, most: u64) -> Result<Vec<Place>, Refusal> {
    let text = format!(
        "SELECT sha256, life FROM files WHERE delete_time IS NOT NULL AND removed = 0 ORDER BY delete_time LIMIT {most}"
    );
    let rows = connection.query_all_raw(sql(connection, &text, Vec::new())).await?;
    let place = |row: sea_orm::QueryResult| {
        Ok(Place {
            digest: digest(&row.try_get::<String>("", "sha256")?)?,
            generation: row.try_get("", "life")?,
        })
    };
    rows.into_iter().map(place).collect()
}

/// Notes that the bytes of a deleted file are gone.
pub(crate) async fn removed(tx: &DatabaseTransaction, place: Place) -> Result<(), Refusal> {
    let text = "UPDATE files SET removed = 1 WHERE sha256 = $1 AND life = $2 AND delete_time IS NOT NULL";
    let values = vec![place.digest.to_string().into(), place.generation.into()];
    tx.execute_raw(sql(tx, text, values)).await?;
    Ok(())
}

fn digest(text: &str) -> Result<Digest, Refusal> {
    Digest::parse(text).map_err(|_| Refusal::internal(&"a digest can't be read"))
}

/// A file as it is proved.
pub(crate) struct Proved {
    pub(crate) place: Place,
    pub(crate) size: i64,
    pub(crate) deleted: bool,
}

/// All files, in order, from one on; for verification of them.
pub(crate) async fn after(
    connection: &impl ConnectionTrait,
    last: &str,
    most: u64,
) -> Result<Vec<Proved>, Refusal> {
    let text = format!(
        "SELECT sha256, size, life, delete_time FROM files WHERE sha256 > $1 ORDER BY sha256 LIMIT {most}"
    );
    let rows = connection.query_all_raw(sql(connection, &text, vec![last.into()])).await?;
    let proved = |row: sea_orm::QueryResult| {
        Ok(Proved {
            place: Place {
                digest: digest(&row.try_get::<String>("", "sha256")?)?,
                generation: row.try_get("", "life")?,
            },
            size: row.try_get("", "size")?,
            deleted: row.try_get::<Option<i64>>("", "delete_time")?.is_some(),
        })
    };
    rows.into_iter().map(proved).collect()
}

#[cfg(test)]
mod tests {
    use kit::testing::on_every_database;
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{
            retention::{NEVER_CITED, SUBJECTS_OVER},
            upload::{Declared, Sender},
        },
        store::{
            Migrator,
            citations::{self, Citing},
        },
    };

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_micros(0).plus_hours(hour)
    }

    fn upload() -> Upload {
        let sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let declared = Declared { sha256, size: 10, media_type: "video/mp4" };
        Upload::declare(&declared, Sender::default(), Uuid::nil(), at(0)).unwrap()
    }

    #[tokio::test]
    async fn what_cites_a_file_counts_by_its_whole_which_may_end_and_go_on() {
        on_every_database::<Migrator, _>("evidence", |store| async move {
            let (upload, encryption) = (upload(), store.encryption().clone());
            let tx = store.begin().await.unwrap();
            let place = place(&tx, upload.digest).await.unwrap();
            assert_eq!(
                add(&tx, &encryption, (&upload, place), (None, false), at(1)).await.unwrap(),
                AddOutcome::New
            );
            let stands = async || {
                let file = lock_for_update(&tx, &encryption, upload.digest).await.unwrap().unwrap();
                standing(&tx, &file).await.unwrap().cited
            };
            let note = async |subject: &str, whole: &str| {
                let citing = Citing { subject, whole, ..Citing::default() };
                citations::note(&tx, upload.digest, &citing, at(2)).await.unwrap();
            };
            let over = async |whole: &str, since| citations::over(&tx, whole, since).await.unwrap();
            note("uploads/1", "").await;
            assert_eq!(stands().await, Cited::Never, "that somebody sent it keeps nothing");
            // The end of a case may be reported before what cites a file for it.
            over("cases/1", Some(at(5))).await;
            note("serviceActs/1", "cases/1").await;
            assert_eq!(stands().await, Cited::Over(at(5)));
            note("requests/1", "requests/1").await;
            assert_eq!(stands().await, Cited::Running);
            over("requests/1", Some(at(9))).await;
            assert_eq!(stands().await, Cited::Over(at(9)));
            over("requests/1", None).await;
            assert_eq!(stands().await, Cited::Running, "it goes on");
            over("requests/1", Some(at(4))).await;
            assert_eq!(stands().await, Cited::Over(at(5)));

            // Sent again, what was over by then cites it no more.
            delete(&tx, &encryption, upload.digest, &SUBJECTS_OVER, at(20)).await.unwrap();
            let again = super::place(&tx, upload.digest).await.unwrap();
            assert_eq!(
                add(&tx, &encryption, (&upload, again), (None, false), at(30)).await.unwrap(),
                AddOutcome::Again
            );
            assert_eq!(stands().await, Cited::Never);
            over("cases/1", None).await;
            assert_eq!(stands().await, Cited::Running);
            citations::unknown(&tx, "dispatch", at(40)).await.unwrap();
            over("cases/1", Some(at(41))).await;
            assert_eq!(stands().await, Cited::Running, "a log was missed: nobody knows");
        })
        .await;
    }

    #[tokio::test]
    async fn bytes_that_were_put_down_for_a_life_that_ended_are_put_down_again() {
        on_every_database::<Migrator, _>("evidence", |store| async move {
            let (upload, encryption) = (upload(), store.encryption().clone());
            let tx = store.begin().await.unwrap();
            let first = place(&tx, upload.digest).await.unwrap();
            let add =
                async |place| add(&tx, &encryption, (&upload, place), (None, false), at(1)).await.unwrap();
            assert_eq!((add(first).await, add(first).await), (AddOutcome::New, AddOutcome::There));
            delete(&tx, &encryption, upload.digest, &NEVER_CITED, at(2)).await.unwrap();
            assert_eq!(add(first).await, AddOutcome::TooLate);
            assert_eq!(leaving(&tx, 9).await.unwrap(), [first]);
            let second = place(&tx, upload.digest).await.unwrap();
            assert_ne!(first, second);
            assert_eq!((add(second).await, add(second).await), (AddOutcome::Again, AddOutcome::There));
            // A deletion that still removes the bytes of the first generation can't touch the second.
            removed(&tx, first).await.unwrap();
            assert!(leaving(&tx, 9).await.unwrap().is_empty());
            assert_eq!(due(&tx, at(3), 9).await.unwrap(), [upload.digest]);
            assert_eq!(add(first).await, AddOutcome::TooLate);
        })
        .await;
    }
}
