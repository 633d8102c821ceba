//! Plans: drawn up, granted, refused.

use kit::{
    access::{Caller, Role},
    domain::refusal::Refusal,
    unit_of_work::etag,
};
use proto::enforcement::v1 as wire;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, view, words, work};
use crate::{
    api::actor,
    domain::money::{distribution::Distribution, receipt::Receipt},
    effects::plans::{cases_of, entitle},
    store::{batches, kept, money::ledger},
};

impl Api {
    pub(super) async fn draw_up(
        &self,
        request: Request<wire::CreateDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "CreateDistribution");
        let plan = body.distribution.unwrap_or_default();
        let mut receipt: Receipt = work.take(&plan.receipt).await?;
        let within = |refusal: Refusal| refusal.within("distribution");
        let draft = words::distribution(plan).map_err(within)?;
        let balances = ledger::balances(work.tx(), receipt.id).await?;
        let checked = draft.check(Uuid::now_v7(), &mut receipt, &balances, &actor(&caller), caller.at);
        let (mut plan, told) = checked.map_err(within)?;
        entitle(&work, &mut plan).await?.map_err(within)?;
        kept::save(work.tx(), &receipt, work.encryption()).await?;
        kept::add(work.tx(), std::slice::from_ref(&plan), work.encryption()).await?;
        work.emit(told);
        let answer = view::distribution(&plan);
        if body.validate_only {
            // Dropped, the work never was.
            return Ok(Response::new(answer));
        }
        Ok(work.commit(answer).await?)
    }

    pub(super) async fn grant(
        &self,
        request: Request<wire::ApproveDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "ApproveDistribution");
        let mut plan: Distribution = work.take(&body.name).await?;
        etag::check(&body.etag, plan.version)?;
        let mut receipt: Receipt = work.take_by_id(plan.receipt).await?;
        caller.require_fresh_factor_above(plan.total.get())?;
        // Whoever approves another plan over the same case waits: what was granted of its claim is read behind its lock.
        batches::lock_cases(work.tx(), &cases_of(&plan)).await?;
        entitle(&work, &mut plan).await??;
        let (payouts, posting, told) =
            plan.approve(&mut receipt, Uuid::now_v7, &actor(&caller), caller.at)?;
        ledger::post(work.tx(), receipt.id, &[posting], &caller.person, caller.at).await?;
        kept::add(work.tx(), &payouts, work.encryption()).await?;
        kept::save(work.tx(), &receipt, work.encryption()).await?;
        kept::save(work.tx(), &plan, work.encryption()).await?;
        work.emit(told);
        Ok(work.commit(view::distribution(&plan)).await?)
    }

    pub(super) async fn refuse(
        &self,
        request: Request<wire::RejectDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "RejectDistribution");
        let mut plan: Distribution = work.take(&body.name).await?;
        etag::check(&body.etag, plan.version)?;
        let mut receipt: Receipt = work.take_by_id(plan.receipt).await?;
        let chief = caller.acts_as(Role::BureauChief) || caller.acts_as(Role::President);
        let told = plan.reject(&mut receipt, &body.reason, chief, &actor(&caller), caller.at)?;
        kept::save(work.tx(), &receipt, work.encryption()).await?;
        kept::save(work.tx(), &plan, work.encryption()).await?;
        work.emit(told);
        Ok(work.commit(view::distribution(&plan)).await?)
    }
}
