//! TransparencyLogService.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kit::{
    access::Caller,
    refusal::{Kind, Refusal},
};
use proto::evidence::v1::{self as wire, transparency_log_service_server::TransparencyLogService};
use tlog_tiles::Hash;
use tonic::{Request, Response};

use super::{Answer, Api};
use crate::store::log;

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
                "TREE_SIZE_OUT_OF_RANGE",
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
        Caller::of(&request)?;
        Ok(Response::new(self.prove(&request.get_ref().subject).await?))
    }
}

impl Api {
    /// Proves that the leaf of a subject is in the tree as it is.
    pub(super) async fn prove(&self, subject: &str) -> Result<wire::LeafProof, Refusal> {
        let read = self.store.read();
        let leaf = log::leaf(read, subject).await?.ok_or_else(|| {
            Refusal::new(
                Kind::NotFound,
                "LEAF_UNKNOWN",
                "存证日志中还没有这一项。",
                "The log holds no leaf of this yet.",
            )
        })?;
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

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| STANDARD.encode(hash.0)).collect()
}
