//! Calls of the story: each by a person of the demonstration, through the access layer that every caller passes.
//!
//! An act is a method of the contract with its body as proto3 JSON, as a program that speaks REST would send it, so that the story reads
//! like the examples of the documentation; the contract's descriptors refuse what the contract does not have.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use futures::stream;
use kit::{
    access::{AssertionSigner, Caller, keys::Keys},
    domain::Timestamp,
    rpc::{ClientChannel, Peer},
};
use prost_reflect::{DynamicMessage, MessageDescriptor, MethodDescriptor};
use proto::{
    access::v1::{IdentifyPrincipalRequest, Principal, identity_service_client::IdentityServiceClient},
    evidence::v1::{UploadEvidenceRequest, evidence_service_client::EvidenceServiceClient},
    google::api::HttpBody,
};
use serde_json::{Value, json};
use tonic::{
    Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
};

use super::props;
use crate::error::Failure;

/// The services of this process, and who calls them.
pub(super) struct Stage {
    peers: BTreeMap<&'static str, Peer>,
    signer: AssertionSigner,
    /// Who was identified before: their terms do not change while the story is played.
    cast: Mutex<BTreeMap<String, Principal>>,
}

impl Stage {
    /// Over the services by the package of the contract that each serves.
    pub(super) fn over(peers: Vec<(&'static str, Peer)>, keys: &Keys) -> Self {
        let signer = AssertionSigner::new(keys, "story");
        Self { peers: peers.into_iter().collect(), signer, cast: Mutex::default() }
    }

    /// Calls a method, `TaskService.CreateTask`, as a person; the answer.
    pub(super) async fn call(&self, person: &str, method: &str, body: &Value) -> Result<Value, Failure> {
        let method = find(method)?;
        let request = DynamicMessage::deserialize(method.input(), body)
            .map_err(|fault| Failure::Usage(format!("{}: {fault}", method.full_name())))?;
        let service = method.parent_service();
        let channel = self.channel(person, service.package_name()).await?;
        let path = format!("/{}/{}", service.full_name(), method.name());
        let path = path.parse().map_err(|fault| Failure::Usage(format!("{path}: {fault}")))?;
        let mut client = Grpc::new(channel).max_decoding_message_size(64 * 1024 * 1024);
        client.ready().await.map_err(|fault| Status::unavailable(fault.to_string()))?;
        let answer = client.unary(tonic::Request::new(request), path, Json(method.output())).await?;
        serde_json::to_value(answer.into_inner()).map_err(|fault| Failure::Usage(fault.to_string()))
    }

    /// Sends a file that was declared, whole.
    pub(super) async fn upload(&self, person: &str, name: &str, file: props::File) -> Result<(), Failure> {
        let channel = self.channel(person, "sharedcourt.evidence.v1").await?;
        let data = file.bytes.into();
        let content = HttpBody { content_type: file.media_type.to_owned(), data, ..HttpBody::default() };
        let piece = UploadEvidenceRequest {
            name: name.to_owned(),
            offset: 0,
            complete: true,
            content: Some(content),
        };
        EvidenceServiceClient::new(channel).upload_evidence(stream::iter([piece])).await?;
        Ok(())
    }

    async fn channel(&self, person: &str, package: &str) -> Result<ClientChannel, Failure> {
        let assertion = self.signer.person_calls(self.principal(person).await?, Timestamp::now());
        let caller = Caller { assertion, ..Caller::ourselves(Timestamp::now()) };
        Ok(ClientChannel::on_behalf_of(self.peer(package)?, &caller)?)
    }

    fn peer(&self, package: &str) -> Result<&Peer, Failure> {
        self.peers.get(package).ok_or_else(|| Failure::Usage(format!("{package} is not served here")))
    }

    async fn principal(&self, person: &str) -> Result<Principal, Failure> {
        let known = self.cast.lock().unwrap_or_else(PoisonError::into_inner).get(person).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let courts = self.peer("sharedcourt.access.v1")?;
        let channel = ClientChannel::of_ourselves(courts, &self.signer, Timestamp::now())?;
        let question = IdentifyPrincipalRequest {
            person: format!("people/{person}"),
            ..IdentifyPrincipalRequest::default()
        };
        let principal = IdentityServiceClient::new(channel).identify_principal(question).await?.into_inner();
        let mut cast = self.cast.lock().unwrap_or_else(PoisonError::into_inner);
        cast.insert(person.to_owned(), principal.clone());
        Ok(principal)
    }
}

/// A method by the names of its service and its own.
fn find(name: &str) -> Result<MethodDescriptor, Failure> {
    let (service, method) = name.split_once('.').unwrap_or_default();
    let mut services = proto::POOL
        .services()
        .filter(|known| known.name() == service && known.package_name().starts_with("sharedcourt."));
    services
        .find_map(|known| known.methods().find(|known| known.name() == method))
        .ok_or_else(|| Failure::Usage(format!("{name}: not in the contract")))
}

/// The body with a request id, where the method has one.
pub(super) fn with_request_id(method: &str, mut body: Value, id: &str) -> Result<Value, Failure> {
    if find(method)?.input().get_field_by_name("request_id").is_some() {
        body["requestId"] = json!(id);
    }
    Ok(body)
}

/// Messages whose type is known by its descriptor alone; that of the answer.
struct Json(MessageDescriptor);

impl Codec for Json {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self(self.0.clone())
    }

    fn decoder(&mut self) -> Self {
        Self(self.0.clone())
    }
}

impl Encoder for Json {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, item: DynamicMessage, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        prost::Message::encode(&item, buffer).map_err(|fault| Status::internal(fault.to_string()))
    }
}

impl Decoder for Json {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let read = DynamicMessage::decode(self.0.clone(), buffer);
        read.map(Some).map_err(|fault| Status::internal(fault.to_string()))
    }
}
