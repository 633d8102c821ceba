//! Where the bytes lie: in a folder, or in a store that speaks S3. A piece is durable before it is acknowledged, and a
//! file appears under its digest whole or not at all.

use std::{
    ops::Range,
    path::{Path as Folder, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use http_body_util::BodyExt as _;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect},
    rt::TokioExecutor,
};
use kit::{
    domain::{Timestamp, reason, refusal::Refusal},
    storage::{Store, fault::refused, sql},
};
use object_store::{
    ClientOptions, GetOptions, ObjectStore, ObjectStoreExt as _, WriteMultipart,
    aws::AmazonS3Builder,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
        HttpResponseBody, HttpService,
    },
    local::LocalFileSystem,
    path::Path,
};
use sea_orm::{ConnectionTrait as _, DbErr};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::{digest::Digest, media::HEAD};

/// How many parts of a file are on their way to the store at a time.
const PARTS: usize = 4;

/// Where pieces lie until their file is whole.
const ARRIVING: &str = "arriving";
/// Where files are put together.
const WHOLE: &str = "whole";

/// Where the bytes lie.
#[derive(Clone, Debug)]
pub(crate) struct Objects {
    store: Arc<dyn ObjectStore>,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
}

/// Where the bytes of a file lie: in its first generation under its digest, and in a later one under a name that no earlier generation had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) digest: Digest,
    pub(crate) generation: i64,
}

/// Something on the way to a file, which may have been left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OnTheWay {
    /// Its name.
    pub(crate) name: String,
    /// Of which upload it is a piece, or of which sending it is put together.
    pub(crate) of: String,
    /// Whether it is a piece.
    pub(crate) piece: bool,
}

/// What was read of an upload.
pub(crate) struct Whole {
    pub(crate) digest: Digest,
    pub(crate) head: Vec<u8>,
}

/// Works a digest out as bytes come, off the threads that others wait for.
#[derive(Default)]
struct Hasher {
    sha: Sha256,
    waiting: Vec<Bytes>,
    length: usize,
}

impl Hasher {
    /// How much is hashed at a time: a few milliseconds.
    const AT_ONCE: usize = 1024 * 1024;

    async fn update(&mut self, part: Bytes) -> Result<(), Refusal> {
        self.length += part.len();
        self.waiting.push(part);
        if self.length >= Self::AT_ONCE { self.catch_up().await } else { Ok(()) }
    }

    async fn catch_up(&mut self) -> Result<(), Refusal> {
        let (mut sha, waiting) = (std::mem::take(&mut self.sha), std::mem::take(&mut self.waiting));
        self.length = 0;
        let hashed = tokio::task::spawn_blocking(move || {
            for part in waiting {
                sha.update(part);
            }
            sha
        });
        self.sha = hashed.await.map_err(|fault| Refusal::internal(&fault))?;
        Ok(())
    }

    async fn finish(mut self) -> Result<Digest, Refusal> {
        self.catch_up().await?;
        Ok(Digest::of(self.sha.finalize().into()))
    }
}

impl Objects {
    /// Opens `s3://bucket`, with keys, region and endpoint from `AWS_…`, or a folder.
    pub(crate) fn open(place: &str, folder: &Folder) -> Result<Self, object_store::Error> {
        if let Some(bucket) = place.strip_prefix("s3://") {
            let store = AmazonS3Builder::from_env()
                .with_bucket_name(bucket)
                .with_http_connector(Connector)
                .build()?;
            return Ok(Self { store: Arc::new(store), folder: None });
        }
        let folder = if place.is_empty() { folder.join("evidence") } else { Folder::new(place).to_owned() };
        std::fs::create_dir_all(&folder)
            .map_err(|fault| object_store::Error::Generic { store: "folder", source: Box::new(fault) })?;
        let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), folder: Some(folder) })
    }

    /// How many bytes are free on the disk of the folder; none where it is not known, as of an object store.
    pub(crate) fn free(&self) -> Option<i64> {
        let about = rustix::fs::statvfs(self.folder.as_ref()?).ok()?;
        i64::try_from(about.f_bavail.saturating_mul(about.f_frsize)).ok()
    }

    fn file(place: Place) -> Path {
        place.within("files")
    }

    fn small(place: Place) -> Path {
        place.within("thumbnails")
    }

    /// Keeps a piece of an upload; its name.
    pub(crate) async fn put_piece(&self, upload: Uuid, piece: Bytes) -> Result<String, Refusal> {
        let name = Path::from_iter([ARRIVING, &upload.to_string(), &Uuid::now_v7().to_string()]);
        self.store.put(&name, piece.into()).await.map_err(|fault| unavailable(&fault))?;
        Ok(name.to_string())
    }

    /// Reads pieces in order and writes them as one file under the name of a sending, until they are found to be what was declared.
    pub(crate) async fn assemble(
        &self,
        sender_lease: Uuid,
        pieces: &[String],
    ) -> Result<(Whole, Path), Refusal> {
        let target = Path::from_iter([WHOLE, &sender_lease.to_string()]);
        let writing = self.store.put_multipart(&target).await.map_err(|fault| unavailable(&fault))?;
        let mut writing = WriteMultipart::new(writing);
        let (mut sha, mut head) = (Hasher::default(), Vec::new());
        for piece in pieces {
            let mut bytes = self
                .store
                .get(&Path::from(piece.as_str()))
                .await
                .map_err(|fault| unavailable(&fault))?
                .into_stream();
            while let Some(part) = bytes.next().await {
                let part = part.map_err(|fault| unavailable(&fault))?;
                sha.update(part.clone()).await?;
                head.extend_from_slice(&part[..part.len().min(HEAD - head.len())]);
                writing.wait_for_capacity(PARTS).await.map_err(|fault| unavailable(&fault))?;
                writing.put(part);
            }
        }
        writing.finish().await.map_err(|fault| unavailable(&fault))?;
        Ok((Whole { digest: sha.finish().await?, head }, target))
    }

    /// Gives an assembled file its name. The same bytes under the same name are the same file.
    pub(crate) async fn publish(&self, whole: &Path, place: Place) -> Result<(), Refusal> {
        match self.store.head(&Self::file(place)).await {
            Ok(_) => self.store.delete(whole).await.map_err(|fault| unavailable(&fault)),
            Err(object_store::Error::NotFound { .. }) => {
                self.store.rename(whole, &Self::file(place)).await.map_err(|fault| unavailable(&fault))
            }
            Err(fault) => Err(unavailable(&fault)),
        }
    }

    /// Keeps a small picture.
    pub(crate) async fn put_small(&self, place: Place, bytes: Vec<u8>) -> Result<(), Refusal> {
        self.store
            .put(&Self::small(place), bytes.into())
            .await
            .map(|_| ())
            .map_err(|fault| unavailable(&fault))
    }

    /// A small picture.
    pub(crate) async fn get_small(&self, place: Place) -> Result<Bytes, Refusal> {
        self.store
            .get(&Self::small(place))
            .await
            .map_err(|fault| unavailable(&fault))?
            .bytes()
            .await
            .map_err(|fault| unavailable(&fault))
    }

    /// All of a file, for files that are known to be small enough.
    pub(crate) async fn get(&self, place: Place) -> Result<Bytes, Refusal> {
        self.store
            .get(&Self::file(place))
            .await
            .map_err(|fault| unavailable(&fault))?
            .bytes()
            .await
            .map_err(|fault| unavailable(&fault))
    }

    /// The bytes of a file, as they are read.
    pub(crate) async fn read(
        &self,
        place: Place,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, Refusal>>, Refusal> {
        let options = GetOptions { range: range.map(Into::into), ..GetOptions::default() };
        let found =
            self.store.get_opts(&Self::file(place), options).await.map_err(|fault| unavailable(&fault))?;
        Ok(found.into_stream().map(|part| part.map_err(|fault| unavailable(&fault))).boxed())
    }

    /// The digest and size of a file as it lies; none where it does not.
    pub(crate) async fn digest(&self, place: Place) -> Result<Option<(Digest, i64)>, Refusal> {
        let found = match self.store.get(&Self::file(place)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(fault) => return Err(unavailable(&fault)),
        };
        let (mut sha, mut size) = (Hasher::default(), 0);
        let mut bytes = found.into_stream();
        while let Some(part) = bytes.next().await {
            let part = part.map_err(|fault| unavailable(&fault))?;
            size += i64::try_from(part.len()).unwrap_or_default();
            sha.update(part).await?;
        }
        Ok(Some((sha.finish().await?, size)))
    }

    /// Whether anything of a file lies there, itself or its small picture.
    pub(crate) async fn lies(&self, place: Place) -> Result<bool, Refusal> {
        for path in [Self::file(place), Self::small(place)] {
            match self.store.head(&path).await {
                Ok(_) => return Ok(true),
                Err(object_store::Error::NotFound { .. }) => {}
                Err(fault) => return Err(unavailable(&fault)),
            }
        }
        Ok(false)
    }

    /// Removes a file and its small picture for good. What is gone already is gone.
    pub(crate) async fn erase(&self, place: Place) -> Result<(), Refusal> {
        for path in [Self::small(place), Self::file(place)] {
            match self.store.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(fault) => return Err(unavailable(&fault)),
            }
        }
        Ok(())
    }

    /// What lies on the way to a file since before a moment.
    pub(crate) async fn on_the_way(&self, before: Timestamp) -> Result<Vec<OnTheWay>, Refusal> {
        let mut found = Vec::new();
        // A store lists what is finished; in a folder, what was being written when the process died lies beside it, under a name of
        // its own.
        if let Some(folder) = self.folder.clone() {
            let walked = tokio::task::spawn_blocking(move || {
                [ARRIVING, WHOLE].into_iter().try_for_each(|room| walk(&folder, room, before, &mut found))?;
                Ok::<_, std::io::Error>(found)
            });
            let walked = walked.await.map_err(|fault| Refusal::internal(&fault))?;
            return walked.map_err(|fault| Refusal::internal(&fault));
        }
        for room in [ARRIVING, WHOLE] {
            let mut listed = self.store.list(Some(&Path::from(room)));
            while let Some(object) = listed.next().await {
                let object = object.map_err(|fault| unavailable(&fault))?;
                if object.last_modified.timestamp_micros() < before.micros() {
                    found.extend(OnTheWay::of_name(object.location.as_ref()));
                }
            }
        }
        Ok(found)
    }

    /// Removes what was left behind.
    pub(crate) async fn clear(&self, left: &OnTheWay) {
        let Some(folder) = &self.folder else { return self.remove(std::slice::from_ref(&left.name)).await };
        let path = folder.join(&left.name);
        let removed = tokio::task::spawn_blocking(move || {
            std::fs::remove_file(&path)?;
            // The folder of an upload's pieces goes with the last of them; where others lie in it, it stays.
            path.parent().map(std::fs::remove_dir);
            Ok::<_, std::io::Error>(())
        });
        if let Ok(Err(fault)) = removed.await {
            tracing::warn!(%fault, "something was left behind");
        }
    }

    /// Removes what nobody needs any more. What is left behind by a fault is only room.
    pub(crate) async fn remove(&self, names: &[String]) {
        for name in names {
            if let Err(fault) = self.store.delete(&Path::from(name.as_str())).await {
                tracing::warn!(%fault, "a piece was left behind");
            }
        }
    }

    /// Removes an assembled file that was not what was declared.
    pub(crate) async fn discard(&self, whole: &Path) {
        self.remove(&[whole.to_string()]).await;
    }
}

impl Place {
    fn within(self, room: &str) -> Path {
        let text = self.digest.to_string();
        let name = if self.generation == 0 { text.clone() } else { format!("{text}-{}", self.generation) };
        Path::from_iter([room, text.get(..2).unwrap_or_default(), name.as_str()])
    }
}

impl OnTheWay {
    /// Reads `arriving/{upload}/{piece}` and `whole/{sending}`, also with what a folder's store adds while it writes.
    fn of_name(name: &str) -> Option<Self> {
        let (room, rest) = name.split_once('/')?;
        let of = match room {
            ARRIVING => rest.split_once('/')?.0,
            _ => rest.split_once('#').map_or(rest, |(before, _)| before),
        };
        Some(Self { name: name.to_owned(), of: of.to_owned(), piece: room == ARRIVING })
    }
}

/// What lies in a room of a folder since before a moment.
fn walk(folder: &Folder, room: &str, before: Timestamp, found: &mut Vec<OnTheWay>) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(folder.join(room)) {
        Ok(entries) => entries,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(fault) => return Err(fault),
    };
    for entry in entries {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{room}/{name}")) else { continue };
        let Ok(about) = entry.metadata() else { continue };
        if about.is_dir() {
            walk(folder, &name, before, found)?;
            continue;
        }
        let age = about.modified()?.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        if i64::try_from(age.as_micros()).is_ok_and(|at| at < before.micros()) {
            found.extend(OnTheWay::of_name(&name));
        }
    }
    Ok(())
}

/// What a failure of the store says to the sender or reader: no internals, and whether to retry.
/// Where the key mark of the bytes lies.
const MARK: &str = "key.mark";

/// Refuses a place for bytes that belongs to another installation, or that is empty although the database knows of files; marks a
/// place of the first day. A place that can't be reached is looked at when something is asked of it.
pub(crate) async fn check_mark(objects: &Objects, store: &Store) -> Result<(), DbErr> {
    let mark = hex::encode(store.encryption().blind_index("sharedcourt evidence objects v1"));
    let path = Path::from(MARK);
    let found = match objects.store.get(&path).await {
        Ok(found) => Some(found.bytes().await),
        Err(object_store::Error::NotFound { .. }) => None,
        Err(fault) => Some(Err(fault)),
    };
    match found {
        Some(Ok(bytes)) if bytes == mark.as_bytes() => return Ok(()),
        Some(Ok(_)) => return Err(refused(foreign())),
        Some(Err(fault)) => {
            tracing::warn!(%fault, "the key mark of the bytes can't be read now");
            return Ok(());
        }
        None => {}
    }
    // Of a version that made no marks, or of the first day; but not an empty place beside a database that knows of files.
    let known = "SELECT sha256 FROM files WHERE delete_time IS NULL LIMIT 20";
    let known = store.read().query_all_raw(sql(store.read(), known, vec![])).await?;
    let there = objects.store.list(Some(&Path::from("files"))).next().await;
    if !known.is_empty() && there.is_none() {
        return Err(refused(gone()));
    }
    if let Err(fault) = objects.store.put(&path, mark.into_bytes().into()).await {
        tracing::warn!(%fault, "the key mark of the bytes can't be written now");
    }
    Ok(())
}

fn foreign() -> Refusal {
    Refusal::new(
        kit::domain::refusal::Kind::Precondition,
        reason::KEY_FOREIGN,
        "存证文件的存放位置属于另一套系统（密钥不同），因此没有启动。请核对存放位置（--objects），或恢复与之对应的 secret.key。",
        "The place of evidence files belongs to an installation with another key. Check --objects, or restore the secret.key that \
         belongs to it.",
    )
}

fn gone() -> Refusal {
    Refusal::new(
        kit::domain::refusal::Kind::Precondition,
        reason::STORE_GONE,
        "数据库中登记有存证文件，但存放位置是空的，因此没有启动。请核对存放位置（--objects），或从备份恢复存证文件。",
        "The database knows of evidence files and their place is empty. Check --objects, or restore the files from the backup.",
    )
}

fn unavailable(fault: &object_store::Error) -> Refusal {
    tracing::warn!(%fault, "the store of files");
    if is_full(fault) {
        return Refusal::new(
            kit::domain::refusal::Kind::Exhausted,
            reason::STORE_FULL,
            "存储空间不足，请联系管理员；已收到的部分不会丢失。",
            "There is no room left; tell the administrator. What has arrived is not lost.",
        );
    }
    Refusal::new(
        kit::domain::refusal::Kind::Unavailable,
        reason::STORE_AWAY,
        "文件存储暂时连不上，请稍后再试；已收到的部分不会丢失。",
        "The store of files can't be reached just now; try again. What has arrived is not lost.",
    )
}

fn is_full(fault: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(fault);
    while let Some(fault) = next {
        if let Some(io) = fault.downcast_ref::<std::io::Error>() {
            return matches!(
                io.kind(),
                std::io::ErrorKind::StorageFull
                    | std::io::ErrorKind::FileTooLarge
                    | std::io::ErrorKind::QuotaExceeded
            );
        }
        next = fault.source();
    }
    false
}

/// The way to a store beyond a socket, by the client and the cryptography that the rest of the program has.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let provider = rustls::crypto::ring::default_provider();
        let roots = HttpsConnectorBuilder::new().with_provider_and_native_roots(provider);
        let roots =
            roots.map_err(|fault| object_store::Error::Generic { store: "S3", source: Box::new(fault) })?;
        let connector = roots.https_or_http().enable_http1().build();
        Ok(HttpClient::new(Way(Client::builder(TokioExecutor::new()).build(connector))))
    }
}

#[derive(Debug)]
struct Way(Client<HttpsConnector<connect::HttpConnector>, HttpRequestBody>);

#[async_trait::async_trait]
impl HttpService for Way {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.0.request(request).await.map_err(|fault| {
            let kind = if fault.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
            HttpError::new(kind, fault)
        })?;
        Ok(answer.map(|body| {
            HttpResponseBody::new(body.map_err(|fault| HttpError::new(HttpErrorKind::Request, fault)))
        }))
    }
}
