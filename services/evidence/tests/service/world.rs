//! A running service on a fresh store and folder, and people who call it.

use evidence::{Evidence, Settings};
use futures::StreamExt as _;
use kit::{
    access::{AssertionSigner, Caller, keys::Keys},
    domain::Timestamp,
    rpc::{ClientChannel, LateBoundPeer, Peer},
    storage::Store,
};
use prost::Message as _;
use proto::{
    access::v1 as access,
    courts::v1::person_service_client::PersonServiceClient,
    dispatch::v1::task_service_client::TaskServiceClient,
    evidence::v1::{
        self as wire, evidence_service_client::EvidenceServiceClient,
        packet_service_client::PacketServiceClient,
        transparency_log_service_client::TransparencyLogServiceClient,
    },
    google::{api::HttpBody, rpc},
};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tonic::Status;

pub(crate) struct World {
    pub(crate) service: Evidence,
    pub(crate) folder: TempDir,
    pub(crate) keys: Keys,
}

#[derive(Clone)]
pub(crate) struct Person(ClientChannel);

fn grant(id: &str) -> access::Grant {
    let (role, region, court) = match id {
        "officer" | "command" | "command2" => (access::Role::Officer, "330783", ""),
        "elsewhere" => (access::Role::Officer, "330784", ""),
        "admin" => (access::Role::Admin, "330783", ""),
        director if director.starts_with("director") => (access::Role::Director, "", "courts/330783201203"),
        _ => (access::Role::GridWorker, "", "courts/330783201203"),
    };
    let role = if id.starts_with("command") { access::Role::Command } else { role };
    access::Grant {
        role: role.into(),
        region_code: region.into(),
        court: court.into(),
        start_time: Some(Timestamp::from_micros(0).to_timestamp()),
        ..access::Grant::default()
    }
}

impl World {
    pub(crate) fn new(store: Store) -> Self {
        Self::with(store, Settings::from(10))
    }

    pub(crate) fn with(store: Store, settings: Settings) -> Self {
        let (keys, folder) = (Keys::random().unwrap(), tempfile::tempdir().unwrap());
        let service =
            Evidence::over(store, &keys, ("", folder.path()), settings, LateBoundPeer::default().peer())
                .unwrap();
        Self { service, folder, keys }
    }

    pub(crate) fn person(&self, id: &str) -> Person {
        self.at(&self.service.peer, id)
    }

    /// A telephone that sends in a person's name, in a session for the papers of one request.
    pub(crate) fn telephone(&self, id: &str, session: &str) -> Person {
        const OPEN: [&str; 3] = ["CreateEvidence", "GetUpload", "UploadEvidence"];
        let methods = OPEN.map(|name| format!("sharedcourt.evidence.v1.EvidenceService.{name}")).to_vec();
        let principal = access::Principal {
            person: format!("people/{id}"),
            session: format!("uploadSessions/{session}"),
            method: methods[0].clone(),
            methods,
            grants: vec![grant(id)],
            ..access::Principal::default()
        };
        let at = Timestamp::now();
        let assertion = AssertionSigner::new(&self.keys, "test").person_calls(principal, at);
        let caller = Caller { assertion, ..Caller::ourselves(at) };
        Person(ClientChannel::on_behalf_of(&self.service.peer, &caller).unwrap())
    }

    /// A person who calls another service.
    pub(crate) fn at(&self, peer: &Peer, id: &str) -> Person {
        self.in_term(peer, id, (Some(Timestamp::from_micros(0)), None))
    }

    /// A person whose term runs so long.
    pub(crate) fn in_term(
        &self,
        peer: &Peer,
        id: &str,
        (from, until): (Option<Timestamp>, Option<Timestamp>),
    ) -> Person {
        let time = |moment: Option<Timestamp>| moment.map(Timestamp::to_timestamp);
        let grant = access::Grant { start_time: time(from), end_time: time(until), ..grant(id) };
        let principal = access::Principal {
            person: format!("people/{id}"),
            display_name: id.into(),
            grants: vec![grant],
            ..access::Principal::default()
        };
        let at = Timestamp::now();
        let assertion = AssertionSigner::new(&self.keys, "test").person_calls(principal, at);
        let caller = Caller { assertion, ..Caller::ourselves(at) };
        Person(ClientChannel::on_behalf_of(peer, &caller).unwrap())
    }

    /// How many files lie in a folder of the store.
    pub(crate) fn lying(&self, folder: &str) -> usize {
        fn below(path: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(path) else { return 0 };
            entries.flatten().map(|entry| if entry.path().is_dir() { below(&entry.path()) } else { 1 }).sum()
        }
        below(&self.folder.path().join("evidence").join(folder))
    }
}

/// A picture of a size, as PNG.
pub(crate) fn png(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let low = |number: u32| number.to_le_bytes()[0];
    let picture =
        image::RgbImage::from_fn(side, side, |x, y| image::Rgb([low(x), low(y), low(x.wrapping_mul(y))]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub(crate) fn reason(status: &Status) -> String {
    let status = rpc::Status::decode(status.details()).unwrap();
    let info = status.details.iter().find(|any| any.type_url.ends_with("ErrorInfo")).unwrap();
    rpc::ErrorInfo::decode(info.value.as_slice()).unwrap().reason
}

impl Person {
    pub(crate) fn evidence(&self) -> EvidenceServiceClient<ClientChannel> {
        EvidenceServiceClient::new(self.0.clone())
    }

    pub(crate) fn packets(&self) -> PacketServiceClient<ClientChannel> {
        PacketServiceClient::new(self.0.clone())
    }

    pub(crate) fn tasks(&self) -> TaskServiceClient<ClientChannel> {
        TaskServiceClient::new(self.0.clone())
    }

    pub(crate) fn people(&self) -> PersonServiceClient<ClientChannel> {
        PersonServiceClient::new(self.0.clone())
    }

    pub(crate) fn log(&self) -> TransparencyLogServiceClient<ClientChannel> {
        TransparencyLogServiceClient::new(self.0.clone())
    }

    pub(crate) async fn declare(&self, bytes: &[u8], media_type: &str) -> Result<wire::Evidence, Status> {
        let evidence = wire::Evidence {
            sha256: sha256(bytes),
            size_bytes: i64::try_from(bytes.len()).unwrap(),
            media_type: media_type.into(),
            ..wire::Evidence::default()
        };
        let request = wire::CreateEvidenceRequest { evidence: Some(evidence), ..Default::default() };
        Ok(self.evidence().create_evidence(request).await?.into_inner())
    }

    /// Sends bytes from an offset on in small messages; `breaks` after so many of them.
    pub(crate) async fn send(
        &self,
        name: &str,
        bytes: &[u8],
        (offset, complete): (i64, bool),
        breaks: Option<usize>,
    ) -> Result<wire::UploadEvidenceResponse, Status> {
        let first = wire::UploadEvidenceRequest { name: name.into(), offset, complete, content: None };
        let parts = bytes.chunks(50_000).map(|part| wire::UploadEvidenceRequest {
            content: Some(HttpBody { data: part.to_vec().into(), ..HttpBody::default() }),
            ..Default::default()
        });
        let messages: Vec<_> =
            std::iter::once(first).chain(parts).take(breaks.unwrap_or(usize::MAX)).collect();
        Ok(self.evidence().upload_evidence(tokio_stream::iter(messages)).await?.into_inner())
    }

    pub(crate) async fn read(&self, name: &str, range: &str) -> Result<(Vec<u8>, i32), Status> {
        let request = wire::DownloadEvidenceRequest { name: name.into(), range: range.into() };
        let mut coming = self.evidence().download_evidence(request).await?.into_inner();
        let (mut bytes, mut status) = (Vec::new(), 0);
        while let Some(message) = coming.next().await {
            let message = message?;
            status = status.max(message.status);
            bytes.extend_from_slice(&message.content.unwrap_or_default().data);
        }
        Ok((bytes, status))
    }
}
