//! Holds: a file stays whatever the rules say, until somebody else lifts that.

use kit::{access::Caller, domain::refusal::Refusal, fresh, unit_of_work::IdempotencyKey};
use proto::evidence::v1 as wire;
use sea_orm::DatabaseTransaction;
use tonic::Request;

use super::{Answer, Api, unknown};
use crate::{
    domain::{
        digest::Digest,
        retention::{self, Hold},
    },
    store::{
        files::{self, File},
        holds,
    },
};

impl Api {
    pub(super) async fn hold(&self, request: Request<wire::HoldEvidenceRequest>) -> Answer<wire::Evidence> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = IdempotencyKey::new(&caller, &body.request_id, "HoldEvidence", &body)?;
        let hold = Hold::place(&body.reason, &caller.person, caller.at)?;
        let (digest, cited) = self.seen(&caller, &body.name).await?;
        let work = fresh!(self.units.begin(&call));
        let file = self.taken(work.tx(), digest).await?;
        holds::place(work.tx(), self.encryption(), digest, &hold).await?;
        let answer = self.shown(work.tx(), &caller, (&file, cited)).await?;
        Ok(work.commit(answer).await?)
    }

    pub(super) async fn release(
        &self,
        request: Request<wire::ReleaseEvidenceRequest>,
    ) -> Answer<wire::Evidence> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = IdempotencyKey::new(&caller, &body.request_id, "ReleaseEvidence", &body)?;
        let (digest, cited) = self.seen(&caller, &body.name).await?;
        let work = fresh!(self.units.begin(&call));
        let file = self.taken(work.tx(), digest).await?;
        let hold = holds::of(work.tx(), self.encryption(), digest).await?.ok_or_else(retention::not_held)?;
        hold.lift(&caller.person)?;
        holds::lift(work.tx(), digest).await?;
        files::look_again(work.tx(), digest, caller.at).await?;
        let answer = self.shown(work.tx(), &caller, (&file, cited)).await?;
        Ok(work.commit(answer).await?)
    }

    /// A file that is there, kept from whoever would delete it until the transaction ends.
    async fn taken(&self, tx: &DatabaseTransaction, digest: Digest) -> Result<File, Refusal> {
        let file = files::take(tx, self.encryption(), digest).await?.ok_or_else(unknown)?;
        match &file.deletion {
            Some(deletion) => Err(deletion.refusal()),
            None => Ok(file),
        }
    }
}
