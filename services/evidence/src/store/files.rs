//! Files that are whole. A row is written once; its bytes are known by their digest and never change.

use kit::{moment::Moment, refusal::Refusal, seal::Seal, store::sql};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::domain::{digest::Digest, media::MediaType, picture::Picture, upload::Upload};

/// The table. What a picture says of itself lies sealed: it says where somebody was.
pub(super) const TABLES: &[&str] = &["CREATE TABLE files (
        sha256 TEXT NOT NULL PRIMARY KEY, size BIGINT NOT NULL, media_type TEXT NOT NULL, sealed {bytes} NOT NULL,
        thumbnail BIGINT NOT NULL, store_time BIGINT NOT NULL)"];

/// A file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) digest: Digest,
    pub(crate) size: i64,
    pub(crate) media_type: MediaType,
    pub(crate) picture: Option<Picture>,
    pub(crate) thumbnail: bool,
    pub(crate) stored: Moment,
}

/// Keeps a file; false where it was there.
pub(crate) async fn add(
    tx: &DatabaseTransaction,
    seal: &Seal,
    upload: &Upload,
    (picture, thumbnail): (Option<&Picture>, bool),
    at: Moment,
) -> Result<bool, Refusal> {
    let text = "INSERT INTO files (sha256, size, media_type, sealed, thumbnail, store_time)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let told = serde_json::to_string(&picture).map_err(|fault| Refusal::internal(&fault))?;
    let values = vec![
        upload.digest.to_string().into(),
        upload.size.into(),
        upload.media_type.as_str().into(),
        seal.close(&told)?.into(),
        i64::from(thumbnail).into(),
        at.micros().into(),
    ];
    Ok(tx.execute_raw(sql(tx, text, values)).await?.rows_affected() == 1)
}

/// A file, whoever asks: who may ask is the citations' to say.
pub(crate) async fn get(
    connection: &impl ConnectionTrait,
    seal: &Seal,
    digest: Digest,
) -> Result<Option<File>, Refusal> {
    let text = "SELECT size, media_type, sealed, thumbnail, store_time FROM files WHERE sha256 = $1";
    let row = connection.query_one_raw(sql(connection, text, vec![digest.to_string().into()])).await?;
    row.map(|row| {
        let sealed: Vec<u8> = row.try_get("", "sealed")?;
        let media_type = MediaType::parse(&row.try_get::<String>("", "media_type")?);
        Ok(File {
            digest,
            size: row.try_get("", "size")?,
            media_type: media_type.map_err(|_| Refusal::internal(&"a type got lost"))?,
            picture: serde_json::from_str(&seal.open(&sealed)?).map_err(|fault| Refusal::internal(&fault))?,
            thumbnail: row.try_get::<i64>("", "thumbnail")? == 1,
            stored: Moment::from_micros(row.try_get("", "store_time")?),
        })
    })
    .transpose()
}

/// Digests and sizes of all files, in order, from one on; for whoever proves them.
pub(crate) async fn after(
    connection: &impl ConnectionTrait,
    last: &str,
    most: u64,
) -> Result<Vec<(String, i64)>, Refusal> {
    let text = format!("SELECT sha256, size FROM files WHERE sha256 > $1 ORDER BY sha256 LIMIT {most}");
    let rows = connection.query_all_raw(sql(connection, &text, vec![last.into()])).await?;
    rows.into_iter().map(|row| Ok((row.try_get("", "sha256")?, row.try_get("", "size")?))).collect()
}
