//! The evidence service as dispatch needs it: whether the files are here that visits cite.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use kit::{
    access::AssertionSigner,
    domain::{Timestamp, refusal::Refusal},
    rpc::{
        ClientChannel, Peer,
        client::{again, is_unavailable},
    },
};
use proto::evidence::v1::{self as evidence, EvidenceState, evidence_service_client::EvidenceServiceClient};

use crate::domain::{Attempt, CitedFile, FileState, FileStatus, cited_files, unavailable};

/// How many files one call asks for.
const AT_ONCE: usize = 2000;
/// How long a reader waits for the evidence service; a task is shown without it.
const PATIENCE: Duration = Duration::from_secs(2);

/// How far files have come, by file and who cites them.
#[derive(Debug, Default)]
pub(crate) struct Statuses(HashMap<(String, String), FileStatus>);

impl Statuses {
    /// The files of visits.
    pub(crate) fn files(&self, attempts: &[Attempt]) -> Vec<CitedFile> {
        cited_files(attempts, |evidence, worker| {
            self.0.get(&(evidence.to_owned(), worker.to_owned())).copied().unwrap_or_default()
        })
    }
}

/// A line to the evidence service, where the process was given one.
#[derive(Clone)]
pub(crate) struct Files {
    peer: Option<Peer>,
    signer: AssertionSigner,
}

impl Files {
    pub(crate) fn new(peer: Option<Peer>, signer: AssertionSigner) -> Self {
        if peer.is_none() {
            tracing::warn!(
                "no way to the evidence service; reports are approved without looking for their files"
            );
        }
        Self { peer, signer }
    }

    /// How far the files of visits have come, for somebody who reads: nothing of them where it can't be asked.
    pub(crate) async fn shown(
        &self,
        attempts: impl IntoIterator<Item = &Attempt>,
        at: Timestamp,
    ) -> Statuses {
        match tokio::time::timeout(PATIENCE, self.statuses(attempts, at)).await {
            Ok(Ok(statuses)) => statuses,
            Ok(Err(_)) | Err(_) => Statuses::default(),
        }
    }

    /// The files of visits that are not here. Refused with EVIDENCE_UNAVAILABLE where that can't be asked.
    pub(crate) async fn missing(&self, attempts: &[Attempt], at: Timestamp) -> Result<Vec<String>, Refusal> {
        if self.peer.is_none() {
            return Ok(Vec::new());
        }
        let files = self.statuses(attempts, at).await?.files(attempts).into_iter();
        Ok(files.filter(|file| file.status.state != FileState::Stored).map(|file| file.evidence).collect())
    }

    async fn statuses(
        &self,
        attempts: impl IntoIterator<Item = &Attempt>,
        at: Timestamp,
    ) -> Result<Statuses, Refusal> {
        let cited: BTreeSet<(&String, &String)> = attempts
            .into_iter()
            .flat_map(|attempt| attempt.evidence.iter().map(|file| (file, &attempt.worker)))
            .collect();
        let mut found = HashMap::new();
        let Some(peer) = self.peer.as_ref().filter(|_| !cited.is_empty()) else {
            return Ok(Statuses(found));
        };
        let client = EvidenceServiceClient::new(ClientChannel::of_ourselves(peer, &self.signer, at)?);
        let cited: Vec<_> = cited.into_iter().collect();
        for cited in cited.chunks(AT_ONCE) {
            let file = |(evidence, person): &(&String, &String)| evidence::CitedFile {
                evidence: (*evidence).clone(),
                person: (*person).clone(),
            };
            let asked = evidence::BatchGetCitedFilesRequest {
                files: cited.iter().map(file).collect(),
                region_codes: Vec::new(),
            };
            let answered = again(|| {
                let (mut client, asked) = (client.clone(), asked.clone());
                async move { client.batch_get_cited_files(asked).await }
            });
            let answered = answered.await.map_err(|status| {
                if is_unavailable(&status) { unavailable() } else { Refusal::internal(&status) }
            })?;
            let answered = answered.into_inner().files;
            let names = cited.iter().map(|(file, person)| ((*file).clone(), (*person).clone()));
            found.extend(names.zip(answered.iter().map(status)));
        }
        Ok(Statuses(found))
    }
}

fn status(message: &evidence::CitedFileStatus) -> FileStatus {
    let state = match message.state() {
        EvidenceState::Unspecified => FileState::NotDeclared,
        EvidenceState::Declared => FileState::Arriving,
        EvidenceState::Stored => FileState::Stored,
        EvidenceState::Deleted => FileState::Deleted,
    };
    FileStatus { state, received_bytes: message.received_bytes, size_bytes: message.size_bytes }
}
