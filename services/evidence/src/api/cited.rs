//! How far files have come that somebody cites, asked by the services whose records cite them.

use kit::{
    access::Scope,
    domain::{
        reason,
        refusal::{Refusal, Violations},
    },
};
use law::identifiers::RegionCode;
use proto::evidence::v1 as wire;

use super::Api;
use crate::{
    domain::digest::Digest,
    store::{
        citations,
        files::{self, Stored},
        uploads::{self, Sent},
    },
};

/// The scope of some regions.
pub(super) fn scope(region_codes: &[String]) -> Result<Scope, Refusal> {
    let mut violations = Violations::new();
    let regions = region_codes.iter().filter_map(|code| {
        let code = RegionCode::parse(code).map_err(|fault| fault.text());
        violations.parse("region_codes", reason::REGION_CODE_MALFORMED, code)
    });
    let scope = Scope { regions: regions.collect(), ..Scope::default() };
    violations.check()?;
    Ok(scope)
}

impl Api {
    /// What there is of each file for the person who cites it.
    pub(super) async fn statuses(
        &self,
        cited: &[wire::CitedFile],
        scope: &Scope,
    ) -> Result<Vec<wire::CitedFileStatus>, Refusal> {
        let digests: Vec<Option<Digest>> = cited.iter().map(|file| Digest::of_name(&file.evidence)).collect();
        let known: Vec<Digest> = digests.iter().copied().flatten().collect();
        let read = self.store.read();
        let (sent, stored) = (uploads::sent(read, &known).await?, files::stored(read, &known).await?);
        let mut found = Vec::with_capacity(cited.len());
        for (file, digest) in cited.iter().zip(digests) {
            let Some(digest) = digest else {
                found.push(wire::CitedFileStatus::default());
                continue;
            };
            let own = sent.get(&(digest, file.person.clone()));
            let stored = stored.get(&digest);
            let reads = own.is_some_and(|own| own.whole)
                || (stored.is_some() && self.reads(digest, scope, &file.person).await?);
            found.push(status(own, stored.filter(|_| reads)));
        }
        Ok(found)
    }

    async fn reads(&self, digest: Digest, scope: &Scope, person: &str) -> Result<bool, Refusal> {
        // Anyone who is in the field reads what they sent, which was looked at.
        if scope.regions.is_empty() {
            return Ok(false);
        }
        Ok(!citations::seen(self.store.read(), digest, (scope, person)).await?.is_empty())
    }
}

/// What is shown of a file: what is here of it for those who cite it, or else how far their own upload has come.
fn status(own: Option<&Sent>, stored: Option<&Stored>) -> wire::CitedFileStatus {
    let status = |state: wire::EvidenceState, size_bytes, received_bytes| wire::CitedFileStatus {
        state: state.into(),
        size_bytes,
        received_bytes,
    };
    match (own, stored) {
        (_, Some(stored)) if !stored.deleted => status(wire::EvidenceState::Stored, stored.size, stored.size),
        (Some(own), _) if !own.whole => status(wire::EvidenceState::Declared, own.size, own.arrived),
        (_, Some(stored)) => status(wire::EvidenceState::Deleted, stored.size, 0),
        _ => wire::CitedFileStatus::default(),
    }
}
