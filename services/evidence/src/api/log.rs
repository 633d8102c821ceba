//! TransparencyLogService.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    rpc::{ClientChannel, client::again},
};
use proto::{
    enforcement::v1::{
        GetServiceActRequest, ServiceAct, service_act_service_client::ServiceActServiceClient,
    },
    evidence::v1::{self as wire, transparency_log_service_server::TransparencyLogService},
};
use tlog_tiles::Hash;
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use super::{Answer, Api};
use crate::store::{log, packets};

#[tonic::async_trait]
impl TransparencyLogService for Api {
    async fn get_checkpoint(&self, request: Request<wire::GetCheckpointRequest>) -> Answer<wire::Checkpoint> {
        Caller::of(&request)?;
        let size = log::size(self.store.read()).await?;
        let tree = log::tree(self.store.read(), size).await?;
        Ok(Response::new(wire::Checkpoint {
            tree_size: signed(size),
            root_hash: STANDARD.encode(tree.root.0),
            note: self.signer.checkpoint(&tree)?,
            verifier_key: self.signer.verifier_key().to_owned(),
        }))
    }

    async fn get_consistency_proof(
        &self,
        request: Request<wire::GetConsistencyProofRequest>,
    ) -> Answer<wire::ConsistencyProof> {
        Caller::of(&request)?;
        let body = request.into_inner();
        let whole = log::size(self.store.read()).await?;
        let newer = if body.to_size == 0 { signed(whole) } else { body.to_size };
        let sizes = (u64::try_from(body.from_size).unwrap_or(0), u64::try_from(newer).unwrap_or(0));
        if sizes.0 == 0 || sizes.0 > sizes.1 || sizes.1 > whole {
            return Err(Refusal::new(
                Kind::Invalid,
                reason::TREE_SIZE_OUT_OF_RANGE,
                format!("须为 1 至 {whole}，且前者不大于后者。"),
                format!("Sizes lie between 1 and {whole}, the older not above the newer."),
            )
            .at("from_size")
            .into());
        }
        let hashes = log::consistency(self.store.read(), sizes).await?;
        let (older, newer) =
            (log::tree(self.store.read(), sizes.0).await?, log::tree(self.store.read(), sizes.1).await?);
        Ok(Response::new(wire::ConsistencyProof {
            from_size: signed(sizes.0),
            from_root_hash: STANDARD.encode(older.root.0),
            to_size: signed(sizes.1),
            to_root_hash: STANDARD.encode(newer.root.0),
            hashes: texts(&hashes),
        }))
    }

    async fn get_leaf_proof(&self, request: Request<wire::GetLeafProofRequest>) -> Answer<wire::LeafProof> {
        let caller = Caller::of(&request)?;
        let subject = &request.get_ref().subject;
        // Whether there is a leaf is asked after whether the caller may see of what: the answer says nothing of what they may not see.
        if !caller.is_ourselves() && !self.may_see(&caller, subject).await? {
            return Err(leaf_unknown().into());
        }
        Ok(Response::new(self.prove(subject).await?))
    }
}

impl Api {
    /// Whether a caller may see what a leaf is of: who keeps it is asked on their behalf.
    async fn may_see(&self, caller: &Caller, subject: &str) -> Result<bool, Status> {
        let parts: Vec<&str> = subject.split('/').collect();
        match parts.as_slice() {
            ["evidence", sha256] | ["evidence", sha256, "deletions" | "returns", _] => {
                let seen = self.seen(caller, &format!("evidence/{sha256}")).await;
                found(seen.map_err(Status::from))
            }
            ["tasks", task, "attempts", attempt] if is_id(task) && is_id(attempt) => {
                found(self.task(caller, &format!("tasks/{task}")).await)
            }
            ["serviceActs", act] if is_id(act) => found(self.act_of_service(caller, subject).await),
            ["packets", packet] | ["packets", packet, "purge"] => match Uuid::parse_str(packet) {
                Ok(id) => Ok(packets::is_seen(self.store.read(), &caller.scope(), id).await?),
                Err(_) => Ok(false),
            },
            _ => Ok(false),
        }
    }

    /// An act of service as the caller may see it.
    async fn act_of_service(&self, caller: &Caller, name: &str) -> Result<ServiceAct, Status> {
        let line = ClientChannel::on_behalf_of(&self.enforcement, caller)?;
        let ask = || {
            let (mut acts, name) = (ServiceActServiceClient::new(line.clone()), name.to_owned());
            async move { acts.get_service_act(GetServiceActRequest { name }).await }
        };
        Ok(again(ask).await?.into_inner())
    }

    /// Proves that the leaf of a subject is in the tree as it is.
    pub(super) async fn prove(&self, subject: &str) -> Result<wire::LeafProof, Refusal> {
        let read = self.store.read();
        let leaf = log::leaf(read, subject).await?.ok_or_else(leaf_unknown)?;
        let size = log::size(read).await?;
        let tree = log::tree(read, size).await?;
        let hashes = log::proof(read, size, leaf.place).await?;
        Ok(wire::LeafProof {
            subject: subject.to_owned(),
            leaf: leaf.text,
            leaf_index: signed(leaf.place),
            tree_size: signed(size),
            hashes: texts(&hashes),
            checkpoint: self.signer.checkpoint(&tree)?,
            verifier_key: self.signer.verifier_key().to_owned(),
            log_time: Some(leaf.at.to_timestamp()),
        })
    }
}

fn leaf_unknown() -> Refusal {
    Refusal::new(
        Kind::NotFound,
        reason::LEAF_UNKNOWN,
        "存证日志中还没有这一项，或不在您的权限范围内。",
        "The log holds no leaf of this yet, or it is not yours to see.",
    )
}

/// Whether something was found for a caller. Who may not ask for it sees nothing of it.
fn found<T>(asked: Result<T, Status>) -> Result<bool, Status> {
    match asked {
        Ok(_) => Ok(true),
        Err(status) if matches!(status.code(), Code::NotFound | Code::PermissionDenied) => Ok(false),
        Err(status) => Err(status),
    }
}

fn is_id(text: &str) -> bool {
    Uuid::parse_str(text).is_ok()
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| STANDARD.encode(hash.0)).collect()
}
