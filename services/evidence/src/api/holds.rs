//! Holds: a file stays whatever the rules say, until somebody else lifts that.

use kit::{
    access::Caller,
    once::{Call, Once},
    refusal::Refusal,
};
use proto::evidence::v1 as wire;
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response};

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
        let call = Call::new(&caller, &body.request_id, "HoldEvidence", &body)?;
        let hold = Hold::place(&body.reason, &caller.person, caller.at)?;
        let (digest, cited) = self.seen(&caller, &body.name).await?;
        let tx = self.store.begin().await.map_err(Refusal::from)?;
        let ticket = match call.claim::<wire::Evidence>(&tx, self.seal()).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let file = self.taken(&tx, digest).await?;
        holds::place(&tx, self.seal(), digest, &hold).await?;
        let answer = self.shown(&tx, &caller, (&file, cited)).await?;
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        Ok(Response::new(answer))
    }

    pub(super) async fn release(
        &self,
        request: Request<wire::ReleaseEvidenceRequest>,
    ) -> Answer<wire::Evidence> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = Call::new(&caller, &body.request_id, "ReleaseEvidence", &body)?;
        let (digest, cited) = self.seen(&caller, &body.name).await?;
        let tx = self.store.begin().await.map_err(Refusal::from)?;
        let ticket = match call.claim::<wire::Evidence>(&tx, self.seal()).await? {
            Once::Before(answer) => return Ok(Response::new(answer)),
            Once::Now(ticket) => ticket,
        };
        let file = self.taken(&tx, digest).await?;
        let hold = holds::of(&tx, self.seal(), digest).await?.ok_or_else(retention::not_held)?;
        hold.lift(&caller.person)?;
        holds::lift(&tx, digest).await?;
        files::look_again(&tx, digest, caller.at).await?;
        let answer = self.shown(&tx, &caller, (&file, cited)).await?;
        ticket.keep(&tx, &answer).await?;
        tx.commit().await.map_err(Refusal::from)?;
        Ok(Response::new(answer))
    }

    /// A file that is there, kept from whoever would delete it until the transaction ends.
    async fn taken(&self, tx: &DatabaseTransaction, digest: Digest) -> Result<File, Refusal> {
        let file = files::take(tx, self.seal(), digest).await?.ok_or_else(unknown)?;
        match &file.deletion {
            Some(deletion) => Err(deletion.refusal()),
            None => Ok(file),
        }
    }
}
