//! A service of a contract that the gateway does not know, distinguished from any other by its descriptors alone. The files that
//! it keeps hold a pattern and no bytes, so that one of any size costs nothing.

use crate::entries;
use std::{
    collections::HashMap,
    path::Path,
    pin::Pin,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use bytes::{Buf as _, Bytes};
use futures::{Stream, stream};
use kit::{
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::Peer,
};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, Value};
use tokio::sync::Semaphore;
use tonic::{
    Request, Response, Status, Streaming,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    server::Grpc,
};

/// The contract: that of access, and one of files.
pub(crate) static CONTRACT: LazyLock<DescriptorPool> = LazyLock::new(|| {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let proto = here.join("../proto");
    let mut compiler =
        protox::Compiler::new([here.join("tests/contract"), proto.clone(), proto.join("third_party")])
            .unwrap();
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(["trial/v1/files.proto", "sharedcourt/access/v1/identity.proto"]).unwrap();
    DescriptorPool::decode(compiler.encode_file_descriptor_set().as_slice()).unwrap()
});

pub(crate) fn message(name: &str) -> MessageDescriptor {
    CONTRACT.get_message_by_name(&format!("trial.v1.{name}")).unwrap()
}

/// A message of the contract from JSON.
pub(crate) fn made(name: &str, json: serde_json::Value) -> DynamicMessage {
    DynamicMessage::deserialize(message(name), json).unwrap()
}

/// Messages by their descriptors.
#[derive(Clone)]
pub(crate) struct ByDescriptor(pub(crate) MessageDescriptor);

impl Codec for ByDescriptor {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        self.clone()
    }

    fn decoder(&mut self) -> Self {
        self.clone()
    }
}

impl Encoder for ByDescriptor {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, message: DynamicMessage, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        message.encode(buffer).map_err(|fault| Status::internal(fault.to_string()))
    }
}

impl Decoder for ByDescriptor {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let bytes = buffer.copy_to_bytes(buffer.remaining());
        let message = DynamicMessage::decode(self.0.clone(), bytes);
        message.map(Some).map_err(|fault| Status::internal(fault.to_string()))
    }
}

/// What stands at a place of a file.
pub(crate) fn pattern(at: u64) -> u8 {
    u8::try_from(at % 251).unwrap()
}

pub(crate) fn patterned(from: u64, length: u64) -> Vec<u8> {
    (from..from + length).map(pattern).collect()
}

/// The service, and what a test can see and hold of it.
#[derive(Clone, Default)]
pub(crate) struct Files(Arc<State>);

pub(crate) struct State {
    files: Mutex<HashMap<String, (u64, bool)>>,
    /// The largest message that came, and how many bytes were made to be read.
    pub(crate) largest: AtomicUsize,
    pub(crate) made: AtomicU64,
    /// Writers go on while there is a permit.
    pub(crate) gate: Semaphore,
    /// What writers received at the end of their streams.
    pub(crate) ends: Mutex<Vec<String>>,
    /// Pages of entries that were asked for.
    pub(crate) pages: AtomicUsize,
}

impl Default for State {
    fn default() -> Self {
        Self {
            files: Mutex::default(),
            largest: AtomicUsize::new(0),
            made: AtomicU64::new(0),
            gate: Semaphore::new(1_000_000),
            ends: Mutex::default(),
            pages: AtomicUsize::new(0),
        }
    }
}

impl std::ops::Deref for Files {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

/// How much of a file one message holds.
const PIECE: u64 = 64 * 1024;

/// Size of the file that can be read.
pub(crate) const SIZE: u64 = 64 * 1024 * 1024;

type Rows = Pin<Box<dyn Stream<Item = Result<DynamicMessage, Status>> + Send>>;

impl Files {
    pub(crate) fn peer(&self) -> Peer {
        let files = self.clone();
        Peer::new(tower::service_fn(move |request: http::Request<tonic::body::Body>| {
            let files = files.clone();
            async move { Ok(files.answer(request).await) }
        }))
    }

    pub(crate) fn offset(&self, name: &str) -> u64 {
        self.files.lock().unwrap().get(name).map_or(0, |(offset, _)| *offset)
    }

    async fn answer(self, request: http::Request<tonic::body::Body>) -> http::Response<tonic::body::Body> {
        let path = request.uri().path().rsplit_once('/').unwrap().1.to_owned();
        let service = CONTRACT.get_service_by_name("trial.v1.FileService").unwrap();
        let Some(method) = service.methods().find(|method| method.name() == path) else {
            return Status::unimplemented("").into_http();
        };
        let mut grpc = Grpc::new(ByDescriptor(method.input()));
        match (method.is_client_streaming(), method.is_server_streaming()) {
            (true, _) => {
                let write = move |request: Request<Streaming<DynamicMessage>>| self.clone().write(request);
                grpc.client_streaming(Sending(write), request).await
            }
            (false, true) => {
                let read = move |request: Request<DynamicMessage>| {
                    let answer = self.clone().rows(&path, request.get_ref());
                    async move { answer.map(Response::new) }
                };
                grpc.server_streaming(tower::service_fn(read), request).await
            }
            (false, false) if path.starts_with("List") && path != "ListFiles" => {
                let list = move |request: Request<DynamicMessage>| {
                    let state = Arc::clone(&self.0);
                    async move { entries::list(&state, request.get_ref()).await.map(Response::new) }
                };
                grpc.unary(tower::service_fn(list), request).await
            }
            (false, false) => {
                let one = move |request: Request<DynamicMessage>| {
                    let answer = self.clone().one(&path, request.get_ref());
                    async move { Ok(answer) }
                };
                grpc.unary(tower::service_fn(one), request).await
            }
        }
    }

    fn one(&self, method: &str, asked: &DynamicMessage) -> Response<DynamicMessage> {
        let name = text(asked, "name");
        let json = match method {
            "GetOffset" => {
                let (offset, complete) = self.files.lock().unwrap().get(&name).copied().unwrap_or_default();
                return Response::new(made(
                    "GetOffsetResponse",
                    serde_json::json!({"offset": offset.to_string(), "complete": complete}),
                ));
            }
            "ListFiles" => {
                return Response::new(made("ListFilesResponse", serde_json::json!({"files": [file()]})));
            }
            "UpdateFile" => {
                let file = asked.get_field_by_name("file").unwrap().into_owned();
                return Response::new(file.as_message().unwrap().clone());
            }
            "Annotate" => {
                let content = asked.get_field_by_name("content").unwrap().into_owned();
                let content = content.as_message().unwrap();
                let length = content.get_field_by_name("data").unwrap().as_bytes().unwrap().len();
                serde_json::json!({"name": name, "note": format!("{} {length}", text(content, "content_type"))})
            }
            _ => {
                let kind = CONTRACT.get_message_by_name("google.api.HttpBody").unwrap();
                let mut picture = DynamicMessage::new(kind);
                picture.set_field_by_name("content_type", Value::String("image/png".into()));
                picture.set_field_by_name("data", Value::Bytes(Bytes::from_static(b"\x89PNG")));
                let mut response = Response::new(picture);
                for (name, value) in [("x-http-code", "203"), ("x-http-header-content-disposition", "inline")]
                {
                    response.metadata_mut().insert(name, value.parse().unwrap());
                }
                return response;
            }
        };
        Response::new(made("File", json))
    }

    fn rows(self, method: &str, asked: &DynamicMessage) -> Result<Rows, Status> {
        if method == "WatchFiles" {
            let events = (1..4)
                .map(|at| made("FileEvent", serde_json::json!({"cursor": at.to_string(), "file": file()})));
            return Ok(Box::pin(stream::iter(events.map(Ok).collect::<Vec<_>>())));
        }
        let range = text(asked, "range");
        let (from, to) = match range.strip_prefix("bytes=").and_then(|range| range.split_once('-')) {
            None => (0, SIZE),
            Some((from, to)) => (from.parse().unwrap(), to.parse().map_or(SIZE, |to: u64| to + 1)),
        };
        if from >= SIZE {
            let refusal = Refusal::new(
                Kind::OutOfRange,
                reason::RANGE_NOT_SATISFIABLE,
                "超出文件大小。",
                "Beyond the end.",
            );
            return Err(refusal.with("content-range", format!("bytes */{SIZE}")).into());
        }
        let mut head = serde_json::json!({
            "contentLength": (to - from).to_string(), "etag": "\"e1\"", "updateTime": "1994-11-06T08:49:37Z",
        });
        if !range.is_empty() {
            head["status"] = 206.into();
            head["contentRange"] = format!("bytes {from}-{}/{SIZE}", to - 1).into();
        }
        let breaks = text(asked, "name") == "files/breaking";
        let pieces = (from..to).step_by(usize::try_from(PIECE).unwrap()).map(move |at| {
            if breaks && at > 10 * PIECE {
                return Err(Status::internal("the disk is gone"));
            }
            let length = PIECE.min(to - at);
            self.made.fetch_add(length, Ordering::Relaxed);
            let mut message = if at == from {
                made("ReadFileResponse", head.clone())
            } else {
                DynamicMessage::new(self::message("ReadFileResponse"))
            };
            let content = message.get_field_by_name_mut("content").unwrap().as_message_mut().unwrap();
            content.set_field_by_name("content_type", Value::String("video/mp4".into()));
            content.set_field_by_name("data", Value::Bytes(patterned(at, length).into()));
            Ok(message)
        });
        Ok(Box::pin(stream::iter(pieces)))
    }

    async fn write(
        self,
        request: Request<Streaming<DynamicMessage>>,
    ) -> Result<Response<DynamicMessage>, Status> {
        let mut messages = request.into_inner();
        let first = messages.message().await?.unwrap();
        let name = text(&first, "name");
        let offset = first.get_field_by_name("offset").unwrap().as_i64().unwrap();
        let complete = first.get_field_by_name("complete").unwrap().as_bool().unwrap();
        let here = self.offset(&name);
        if u64::try_from(offset).ok() != Some(here) {
            let refusal = Refusal::new(
                Kind::Conflict,
                reason::UPLOAD_OFFSET_MISMATCH,
                "位置不符。",
                "Not where it was left off.",
            );
            return Err(refusal.with("upload-offset", here.to_string()).into());
        }
        let mut at = here;
        let mut next = Ok(Some(first));
        while let Ok(Some(message)) = next {
            self.gate.acquire().await.unwrap().forget();
            let content = message.get_field_by_name("content").unwrap();
            let data = content.as_message().unwrap().get_field_by_name("data").unwrap();
            let data = data.as_bytes().unwrap();
            self.largest.fetch_max(data.len(), Ordering::Relaxed);
            for byte in data {
                assert_eq!(*byte, pattern(at), "at {at}");
                at += 1;
            }
            self.files.lock().unwrap().insert(name.clone(), (at, false));
            next = messages.message().await;
        }
        self.ends.lock().unwrap().push(match &next {
            Ok(_) => "end".into(),
            Err(status) => format!("{:?}", status.code()),
        });
        next?;
        self.files.lock().unwrap().insert(name, (at, complete));
        let json = serde_json::json!({"offset": at.to_string(), "complete": complete});
        Ok(Response::new(made("WriteFileResponse", json)))
    }
}

/// A closure as the service of a stream of requests.
#[derive(Clone)]
struct Sending<F>(F);

impl<F, R> tonic::server::ClientStreamingService<DynamicMessage> for Sending<F>
where
    F: Fn(Request<Streaming<DynamicMessage>>) -> R,
    R: Future<Output = Result<Response<DynamicMessage>, Status>>,
{
    type Response = DynamicMessage;
    type Future = R;

    fn call(&mut self, request: Request<Streaming<DynamicMessage>>) -> R {
        (self.0)(request)
    }
}

fn file() -> serde_json::Value {
    serde_json::json!({
        "name": "files/1", "kind": "FILE_KIND_PICTURE", "identityNumber": "11010519491231002X", "account": "6222000011112222",
        "phone": "13912345678", "like": [{"name": "files/2", "identityNumber": "34052419800101001X"}],
    })
}

pub(crate) fn text(message: &DynamicMessage, field: &str) -> String {
    message.get_field_by_name(field).and_then(|value| Some(value.as_str()?.to_owned())).unwrap_or_default()
}

/// Reads a body to its end, and says whether it is the pattern from there on.
pub(crate) async fn is_pattern(mut body: reqwest::Response, from: u64) -> Option<u64> {
    let mut at = from;
    loop {
        match body.chunk().await {
            Ok(Some(bytes)) => {
                for byte in bytes {
                    if byte != pattern(at) {
                        return None;
                    }
                    at += 1;
                }
            }
            Ok(None) => return Some(at),
            Err(_) => return None,
        }
    }
}
