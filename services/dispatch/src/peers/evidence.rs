//! The evidence service as dispatch needs it: whether the files are here that visits and papers cite.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    time::Duration,
};

use kit::{
    access::{AssertionSigner, Caller},
    domain::{Timestamp, refusal::Refusal},
    rpc::{
        ClientChannel, Peer,
        client::{again, is_unavailable},
    },
};
use proto::evidence::v1::{self as evidence, EvidenceState, evidence_service_client::EvidenceServiceClient};

use crate::domain::{
    Attempt, CitedFile, FileState, FileStatus, cited_files, papers_unavailable, unavailable,
};

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
        let Some(peer) = self.peer.as_ref().filter(|_| !cited.is_empty()) else {
            return Ok(Statuses::default());
        };
        let cited: Vec<_> = cited.into_iter().collect();
        let answered = self.ask(peer, &cited, (&[], at), unavailable).await?;
        let names = cited.iter().map(|(file, person)| ((*file).clone(), (*person).clone()));
        Ok(Statuses(names.zip(answered).collect()))
    }

    /// Which of these files are here and a caller's to read, who cites them. Refused with EVIDENCE_UNAVAILABLE where that can't be asked,
    /// also where this process was given no way to ask: what it files opens them to the village.
    pub(crate) async fn readable(
        &self,
        caller: &Caller,
        files: BTreeSet<&String>,
    ) -> Result<HashSet<String>, Refusal> {
        if files.is_empty() {
            return Ok(HashSet::new());
        }
        let peer = self.peer.as_ref().ok_or_else(papers_unavailable)?;
        let regions: Vec<String> =
            caller.scope().regions.iter().map(|code| code.as_str().to_owned()).collect();
        let cited: Vec<_> = files.into_iter().map(|file| (file, &caller.person)).collect();
        let message = self.ask(peer, &cited, (&regions, caller.at), papers_unavailable).await?;
        let here = cited.iter().zip(message).filter(|(_, status)| status.state == FileState::Stored);
        Ok(here.map(|((file, _), _)| (*file).clone()).collect())
    }

    /// How far files have come for the one who cites them, who also sees what is cited in `regions`.
    async fn ask(
        &self,
        peer: &Peer,
        cited: &[(&String, &String)],
        (regions, at): (&[String], Timestamp),
        refusal: fn() -> Refusal,
    ) -> Result<Vec<FileStatus>, Refusal> {
        let client = EvidenceServiceClient::new(ClientChannel::of_ourselves(peer, &self.signer, at)?);
        let mut found = Vec::with_capacity(cited.len());
        for cited in cited.chunks(AT_ONCE) {
            let file = |(evidence, person): &(&String, &String)| evidence::CitedFile {
                evidence: (*evidence).clone(),
                person: (*person).clone(),
            };
            let asked = evidence::BatchGetCitedFilesRequest {
                files: cited.iter().map(file).collect(),
                region_codes: regions.to_vec(),
            };
            let message = again(|| {
                let (mut client, asked) = (client.clone(), asked.clone());
                async move { client.batch_get_cited_files(asked).await }
            });
            let message = message.await.map_err(|status| {
                if is_unavailable(&status) { refusal() } else { Refusal::internal(&status) }
            })?;
            found.extend(message.into_inner().files.iter().map(status));
        }
        Ok(found)
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
