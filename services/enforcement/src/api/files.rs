//! The evidence service as enforcement needs it: whether the files are here that an act cites.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use kit::{
    access::{AssertionSigner, Caller},
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::{
        ClientChannel, Peer,
        client::{again, is_unavailable},
    },
};
use proto::evidence::v1::{self as evidence, EvidenceState, evidence_service_client::EvidenceServiceClient};

/// How many missing files a refusal names.
const NAMED: usize = 10;

/// A line to the evidence service, once it is named.
#[derive(Clone)]
pub(crate) struct Files {
    peer: Arc<OnceLock<Peer>>,
    signer: AssertionSigner,
}

impl Files {
    pub(crate) fn new(signer: AssertionSigner) -> Self {
        Self { peer: Arc::default(), signer }
    }

    /// Names the service. Only the first counts.
    pub(crate) fn ask(&self, evidence: Peer) {
        let _ = self.peer.set(evidence);
    }

    /// Refuses where files are not here that a caller cites, or are none that they may read. Asked before a transaction begins.
    pub(crate) async fn are_here(&self, caller: &Caller, cited: &[String]) -> Result<(), Refusal> {
        let Some(peer) = self.peer.get().filter(|_| !cited.is_empty()) else { return Ok(()) };
        let client = EvidenceServiceClient::new(ClientChannel::of_ourselves(peer, &self.signer, caller.at)?);
        let file =
            |name: &String| evidence::CitedFile { evidence: name.clone(), person: caller.person.clone() };
        let regions = caller.scope().regions;
        let asked = evidence::BatchGetCitedFilesRequest {
            files: cited.iter().map(file).collect(),
            region_codes: regions.iter().map(|code| code.as_str().to_owned()).collect(),
        };
        let answered = again(|| {
            let (mut client, asked) = (client.clone(), asked.clone());
            async move { client.batch_get_cited_files(asked).await }
        });
        let answered = answered.await.map_err(|status| {
            if is_unavailable(&status) { unavailable() } else { Refusal::internal(&status) }
        })?;
        let answered = answered.into_inner().files;
        let missing: Vec<&str> = cited
            .iter()
            .zip(&answered)
            .filter(|(_, file)| file.state() != EvidenceState::Stored)
            .map(|(name, _)| name.as_str())
            .collect();
        if missing.is_empty() { Ok(()) } else { Err(not_here(&missing)) }
    }
}

fn not_here(missing: &[&str]) -> Refusal {
    let count = missing.len();
    Refusal::new(
        Kind::Precondition,
        reason::FILES_MISSING,
        format!(
            "引用的材料还有 {count} 份没有传到法院，或者不在您的权限范围内，不能据以登记送达。请等材料到齐后再登记。"
        ),
        format!(
            "{count} of the files that it cites are not here yet, or are not yours to see. An act of service is entered when they are."
        ),
    )
    .at("evidence")
    .with("missing", missing.iter().take(NAMED).copied().collect::<Vec<_>>().join(","))
}

fn unavailable() -> Refusal {
    Refusal::new(
        Kind::Unavailable,
        reason::EVIDENCE_UNAVAILABLE,
        "暂时无法确认引用的材料是否到齐，请稍后重试。",
        "Whether the files that it cites are here can't be asked now. Try again shortly.",
    )
    .retry_after(Duration::from_secs(2))
}
