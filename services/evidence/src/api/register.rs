//! The register as packets need it: who may witness in a village.

use kit::{
    access::AssertionSigner,
    domain::{Timestamp, visit::task::EligibleWitness},
    rpc::{Peer, committee_witnesses},
};
use proto::dispatch::v1::Task;

/// A line to the register.
#[derive(Clone)]
pub(crate) struct Register {
    peer: Peer,
    signer: AssertionSigner,
}

impl Register {
    pub(crate) fn new(peer: Peer, signer: AssertionSigner) -> Self {
        Self { peer, signer }
    }

    /// Who may witness at a visit of a task. Nobody is named where the register does not answer: the packet goes out all the same, with
    /// the ways to serve that need no witness of the committee.
    pub(crate) async fn witnesses(&self, task: &Task, at: Timestamp) -> Vec<EligibleWitness> {
        let place = (task.court.as_str(), task.region_code.as_str());
        match committee_witnesses(&self.peer, &self.signer, place, at).await {
            Ok(found) => found,
            Err(status) => {
                tracing::warn!(%status, "witnesses can't be asked for; the packet goes out without them");
                Vec::new()
            }
        }
    }
}
