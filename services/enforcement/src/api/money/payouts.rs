//! Payments: confirmed, failed, retried.

use kit::{access::Caller, domain::refusal::Violations, unit_of_work::etag};
use proto::enforcement::v1 as wire;
use tonic::Request;

use super::{Answer, Api, view, work};
use crate::{
    api::actor,
    domain::money::{distribution::Distribution, payout::Payout, receipt::Receipt},
    store::{
        kept,
        money::{ledger, payouts},
    },
};

impl Api {
    pub(super) async fn confirm(&self, request: Request<wire::ConfirmPayoutRequest>) -> Answer<wire::Payout> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "ConfirmPayout");
        let mut payout: Payout = work.take(&body.name).await?;
        etag::check(&body.etag, payout.version)?;
        let mut receipt: Receipt = work.take_by_id(payout.receipt).await?;
        caller.require_fresh_factor_above(payout.amount.get())?;
        let mut wrong = Violations::new();
        let paid = wrong.timestamp("pay_time", body.pay_time.as_ref());
        wrong.check()?;
        let reference = body.bank_reference.trim();
        let used = payouts::entered_for(work.tx(), &caller.scope(), [reference]).await?;
        if let Some(other) = used.get(reference).filter(|other| other.name != payout.name()) {
            return Err(other.refusal().into());
        }
        let plan: Distribution = work.read(payout.distribution).await?;
        let reference = body.bank_reference.as_str();
        let left =
            payout.confirm(&mut receipt, &plan.steps(), reference, paid, &actor(&caller), caller.at)?;
        if let Some(left) = left {
            ledger::post(work.tx(), receipt.id, &[left.posting], &caller.person, caller.at).await?;
            kept::save(work.tx(), &receipt, work.encryption()).await?;
            kept::save(work.tx(), &payout, work.encryption()).await?;
            for told in left.happened {
                work.emit(told);
            }
            work.measure_anew(left.measured);
        }
        Ok(work.commit(view::payout(&payout)).await?)
    }

    pub(super) async fn decide_account(
        &self,
        request: Request<wire::DecidePayoutAccountRequest>,
    ) -> Answer<wire::Payout> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "DecidePayoutAccount");
        let mut payout: Payout = work.take(&body.name).await?;
        etag::check(&body.etag, payout.version)?;
        if body.approve {
            caller.require_fresh_factor_above(payout.amount.get())?;
        }
        let told = payout.decide_account(body.approve, &body.reason, &actor(&caller), caller.at)?;
        kept::save(work.tx(), &payout, work.encryption()).await?;
        work.emit(told);
        Ok(work.commit(view::payout(&payout)).await?)
    }

    pub(super) async fn fail(&self, request: Request<wire::FailPayoutRequest>) -> Answer<wire::Payout> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "FailPayout");
        let mut payout: Payout = work.take(&body.name).await?;
        etag::check(&body.etag, payout.version)?;
        let told = payout.fail(&body.reason, &actor(&caller), caller.at)?;
        kept::save(work.tx(), &payout, work.encryption()).await?;
        work.emit(told);
        Ok(work.commit(view::payout(&payout)).await?)
    }

    pub(super) async fn retry(&self, request: Request<wire::RetryPayoutRequest>) -> Answer<wire::Payout> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "RetryPayout");
        let mut payout: Payout = work.take(&body.name).await?;
        etag::check(&body.etag, payout.version)?;
        let told = payout.retry(&body.account, &body.bank, &actor(&caller), caller.at)?;
        kept::save(work.tx(), &payout, work.encryption()).await?;
        work.emit(told);
        Ok(work.commit(view::payout(&payout)).await?)
    }
}
