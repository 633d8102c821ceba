//! Where the bytes lie: in a folder, or in a store that speaks S3. A piece is durable before anybody is told that it arrived, and a
//! file appears under its digest whole or not at all.

use std::{ops::Range, path::Path as Folder, sync::Arc};

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use http_body_util::BodyExt as _;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect},
    rt::TokioExecutor,
};
use kit::refusal::Refusal;
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
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::domain::{digest::Digest, media::HEAD};

/// How many parts of a file are on their way to the store at a time.
const PARTS: usize = 4;

/// Where the bytes lie.
#[derive(Clone, Debug)]
pub(crate) struct Objects(Arc<dyn ObjectStore>);

/// What was read of an upload.
pub(crate) struct Whole {
    pub(crate) digest: Digest,
    pub(crate) head: Vec<u8>,
}

impl Objects {
    /// Opens `s3://bucket`, with keys, region and endpoint from `AWS_…`, or a folder.
    pub(crate) fn open(place: &str, folder: &Folder) -> Result<Self, object_store::Error> {
        if let Some(bucket) = place.strip_prefix("s3://") {
            let store = AmazonS3Builder::from_env()
                .with_bucket_name(bucket)
                .with_http_connector(Connector)
                .build()?;
            return Ok(Self(Arc::new(store)));
        }
        let folder = if place.is_empty() { folder.join("evidence") } else { Folder::new(place).to_owned() };
        std::fs::create_dir_all(&folder)
            .map_err(|fault| object_store::Error::Generic { store: "folder", source: Box::new(fault) })?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self(Arc::new(store)))
    }

    fn file(digest: Digest) -> Path {
        let text = digest.to_string();
        Path::from_iter(["files", text.get(..2).unwrap_or_default(), text.as_str()])
    }

    fn small(digest: Digest) -> Path {
        let text = digest.to_string();
        Path::from_iter(["thumbnails", text.get(..2).unwrap_or_default(), text.as_str()])
    }

    /// Keeps a piece of an upload; its name.
    pub(crate) async fn put_piece(&self, upload: Uuid, piece: Bytes) -> Result<String, Refusal> {
        let name = Path::from_iter(["arriving", &upload.to_string(), &Uuid::now_v7().to_string()]);
        self.0.put(&name, piece.into()).await.map_err(|fault| away(&fault))?;
        Ok(name.to_string())
    }

    /// Reads pieces in order and writes them as one file under the name of a sending, until they are found to be what was declared.
    pub(crate) async fn assemble(&self, turn: Uuid, pieces: &[String]) -> Result<(Whole, Path), Refusal> {
        let target = Path::from_iter(["whole", &turn.to_string()]);
        let writing = self.0.put_multipart(&target).await.map_err(|fault| away(&fault))?;
        let mut writing = WriteMultipart::new(writing);
        let (mut sha, mut head) = (Sha256::new(), Vec::new());
        for piece in pieces {
            let mut bytes =
                self.0.get(&Path::from(piece.as_str())).await.map_err(|fault| away(&fault))?.into_stream();
            while let Some(part) = bytes.next().await {
                let part = part.map_err(|fault| away(&fault))?;
                sha.update(&part);
                head.extend_from_slice(&part[..part.len().min(HEAD - head.len())]);
                writing.wait_for_capacity(PARTS).await.map_err(|fault| away(&fault))?;
                writing.put(part);
            }
        }
        writing.finish().await.map_err(|fault| away(&fault))?;
        Ok((Whole { digest: Digest::of(sha.finalize().into()), head }, target))
    }

    /// Gives an assembled file its name. The same bytes under the same name are the same file.
    pub(crate) async fn publish(&self, whole: &Path, digest: Digest) -> Result<(), Refusal> {
        match self.0.head(&Self::file(digest)).await {
            Ok(_) => self.0.delete(whole).await.map_err(|fault| away(&fault)),
            Err(object_store::Error::NotFound { .. }) => {
                self.0.rename(whole, &Self::file(digest)).await.map_err(|fault| away(&fault))
            }
            Err(fault) => Err(away(&fault)),
        }
    }

    /// Keeps a small picture.
    pub(crate) async fn put_small(&self, digest: Digest, bytes: Vec<u8>) -> Result<(), Refusal> {
        self.0.put(&Self::small(digest), bytes.into()).await.map(|_| ()).map_err(|fault| away(&fault))
    }

    /// A small picture.
    pub(crate) async fn get_small(&self, digest: Digest) -> Result<Bytes, Refusal> {
        self.0
            .get(&Self::small(digest))
            .await
            .map_err(|fault| away(&fault))?
            .bytes()
            .await
            .map_err(|fault| away(&fault))
    }

    /// All of a file, for files that are known to be small enough.
    pub(crate) async fn get(&self, digest: Digest) -> Result<Bytes, Refusal> {
        self.0
            .get(&Self::file(digest))
            .await
            .map_err(|fault| away(&fault))?
            .bytes()
            .await
            .map_err(|fault| away(&fault))
    }

    /// The bytes of a file, as they are read.
    pub(crate) async fn read(
        &self,
        digest: Digest,
        range: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, Result<Bytes, Refusal>>, Refusal> {
        let options = GetOptions { range: range.map(Into::into), ..GetOptions::default() };
        let found = self.0.get_opts(&Self::file(digest), options).await.map_err(|fault| away(&fault))?;
        Ok(found.into_stream().map(|part| part.map_err(|fault| away(&fault))).boxed())
    }

    /// The digest and size of a file as it lies; none where it does not.
    pub(crate) async fn digest(&self, digest: Digest) -> Result<Option<(Digest, i64)>, Refusal> {
        let found = match self.0.get(&Self::file(digest)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(fault) => return Err(away(&fault)),
        };
        let (mut sha, mut size) = (Sha256::new(), 0);
        let mut bytes = found.into_stream();
        while let Some(part) = bytes.next().await {
            let part = part.map_err(|fault| away(&fault))?;
            size += i64::try_from(part.len()).unwrap_or_default();
            sha.update(&part);
        }
        Ok(Some((Digest::of(sha.finalize().into()), size)))
    }

    /// Removes what nobody needs any more. What is left behind by a fault is only room.
    pub(crate) async fn remove(&self, names: &[String]) {
        for name in names {
            if let Err(fault) = self.0.delete(&Path::from(name.as_str())).await {
                tracing::warn!(%fault, "a piece was left behind");
            }
        }
    }

    /// Removes an assembled file that was not what was declared.
    pub(crate) async fn discard(&self, whole: &Path) {
        self.remove(&[whole.to_string()]).await;
    }
}

/// What a fault of the store says to whoever sends or reads: nothing of ours, and whether to come again.
fn away(fault: &object_store::Error) -> Refusal {
    tracing::warn!(%fault, "the store of files");
    if is_full(fault) {
        return Refusal::new(
            kit::refusal::Kind::Exhausted,
            "STORE_FULL",
            "存储空间不足，请联系管理员；已收到的部分不会丢失。",
            "There is no room left; tell the administrator. What has arrived is not lost.",
        );
    }
    Refusal::new(
        kit::refusal::Kind::Unavailable,
        "STORE_AWAY",
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

/// The way to a store beyond a socket, by the client and the cryptography that the rest of the house has.
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
