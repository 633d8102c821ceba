//! MoneyService.

mod payouts;
pub(crate) mod plans;
mod read;
mod receipts;
pub(crate) mod view;
pub(crate) mod words;

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
};
use proto::enforcement::v1::{self as wire, money_service_server::MoneyService};
use tonic::Request;
use uuid::Uuid;

use super::{Answer, Api, work};
use crate::{
    domain::money::{distribution::Distribution, payout::Payout, receipt::Receipt},
    store::{
        CaseWork,
        kept::{self, Kept},
    },
};

/// What a refusal says of something that is not there, or not for this caller.
pub(crate) trait Known: Kept {
    /// The refusal.
    fn unknown() -> Refusal;
}

impl Known for Receipt {
    fn unknown() -> Refusal {
        Refusal::new(
            Kind::NotFound,
            reason::RECEIPT_UNKNOWN,
            "没有这笔到账款，或不在您的权限范围内。",
            "There is no such receipt, or it is not yours to see.",
        )
    }
}

impl Known for Distribution {
    fn unknown() -> Refusal {
        Refusal::new(
            Kind::NotFound,
            reason::DISTRIBUTION_UNKNOWN,
            "没有这个分配方案，或不在您的权限范围内。",
            "There is no such plan, or it is not yours to see.",
        )
    }
}

impl Known for Payout {
    fn unknown() -> Refusal {
        Refusal::new(
            Kind::NotFound,
            reason::PAYOUT_UNKNOWN,
            "没有这笔发放，或不在您的权限范围内。",
            "There is no such payment, or it is not yours to see.",
        )
    }
}

impl CaseWork {
    /// Takes what a name means, kept from others until the end.
    pub(crate) async fn take<T: Known>(&self, name: &str) -> Result<T, Refusal> {
        let id = kept::id_of::<T>(name).ok_or_else(T::unknown)?;
        self.take_by_id(id).await
    }

    /// The same by its id.
    pub(crate) async fn take_by_id<T: Known>(&self, id: Uuid) -> Result<T, Refusal> {
        kept::take(self.tx(), &self.caller().scope(), id, self.encryption()).await?.ok_or_else(T::unknown)
    }

    /// What an id means, as it stands in this transaction and open to others.
    pub(crate) async fn read<T: Known>(&self, id: Uuid) -> Result<T, Refusal> {
        kept::get(self.tx(), &self.caller().scope(), id, self.encryption()).await?.ok_or_else(T::unknown)
    }
}

#[tonic::async_trait]
impl MoneyService for Api {
    async fn create_receipt(&self, request: Request<wire::CreateReceiptRequest>) -> Answer<wire::Receipt> {
        self.enter_receipt(request).await
    }

    async fn get_receipt(&self, request: Request<wire::GetReceiptRequest>) -> Answer<wire::Receipt> {
        let (name, at) = (request.get_ref().name.clone(), Caller::of(&request)?.at);
        let receipt: Receipt = self.read_one(&request, &name).await?;
        Ok(tonic::Response::new(view::receipt(&receipt, at)))
    }

    async fn list_receipts(
        &self,
        request: Request<wire::ListReceiptsRequest>,
    ) -> Answer<wire::ListReceiptsResponse> {
        let asked = request.get_ref().clone();
        let at = Caller::of(&request)?.at;
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<Receipt, _>(&request, page).await?;
        let receipts = found.iter().map(|receipt| view::receipt(receipt, at)).collect();
        Ok(tonic::Response::new(wire::ListReceiptsResponse { receipts, next_page_token }))
    }

    async fn claim_receipt(&self, request: Request<wire::ClaimReceiptRequest>) -> Answer<wire::Receipt> {
        self.claim(request).await
    }

    async fn unclaim_receipt(&self, request: Request<wire::UnclaimReceiptRequest>) -> Answer<wire::Receipt> {
        self.unclaim(request).await
    }

    async fn list_ledger_entries(
        &self,
        request: Request<wire::ListLedgerEntriesRequest>,
    ) -> Answer<wire::ListLedgerEntriesResponse> {
        self.ledger(request).await
    }

    async fn create_deferral(&self, request: Request<wire::CreateDeferralRequest>) -> Answer<wire::Deferral> {
        self.propose_deferral(request).await
    }

    async fn approve_deferral(
        &self,
        request: Request<wire::ApproveDeferralRequest>,
    ) -> Answer<wire::Deferral> {
        self.grant_deferral(request).await
    }

    async fn reject_deferral(&self, request: Request<wire::RejectDeferralRequest>) -> Answer<wire::Deferral> {
        self.refuse_deferral(request).await
    }

    async fn create_distribution(
        &self,
        request: Request<wire::CreateDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        self.draw_up(request).await
    }

    async fn get_distribution(
        &self,
        request: Request<wire::GetDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        let name = request.get_ref().name.clone();
        let plan: Distribution = self.read_one(&request, &name).await?;
        Ok(tonic::Response::new(view::distribution(&plan)))
    }

    async fn list_distributions(
        &self,
        request: Request<wire::ListDistributionsRequest>,
    ) -> Answer<wire::ListDistributionsResponse> {
        let asked = request.get_ref().clone();
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<Distribution, _>(&request, page).await?;
        let distributions = found.iter().map(view::distribution).collect();
        Ok(tonic::Response::new(wire::ListDistributionsResponse { distributions, next_page_token }))
    }

    async fn approve_distribution(
        &self,
        request: Request<wire::ApproveDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        self.grant(request).await
    }

    async fn reject_distribution(
        &self,
        request: Request<wire::RejectDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        self.refuse(request).await
    }

    async fn get_payout(&self, request: Request<wire::GetPayoutRequest>) -> Answer<wire::Payout> {
        let (caller, name) = (Caller::of(&request)?, request.get_ref().name.clone());
        let payout: Payout = self.read_one(&request, &name).await?;
        Ok(tonic::Response::new(view::payout_for(&caller, &payout)))
    }

    async fn reveal_payout_account(
        &self,
        request: Request<wire::RevealPayoutAccountRequest>,
    ) -> Answer<wire::Payee> {
        let name = request.get_ref().name.clone();
        let payout: Payout = self.read_one(&request, &name).await?;
        payout.to_be_paid()?;
        Ok(tonic::Response::new(view::whole_payee(&payout.payee)))
    }

    async fn list_payouts(
        &self,
        request: Request<wire::ListPayoutsRequest>,
    ) -> Answer<wire::ListPayoutsResponse> {
        let (caller, asked) = (Caller::of(&request)?, request.get_ref().clone());
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<Payout, _>(&request, page).await?;
        let payouts = found.iter().map(|payout| view::payout_for(&caller, payout)).collect();
        Ok(tonic::Response::new(wire::ListPayoutsResponse { payouts, next_page_token }))
    }

    async fn confirm_payout(&self, request: Request<wire::ConfirmPayoutRequest>) -> Answer<wire::Payout> {
        self.confirm(request).await
    }

    async fn decide_payout_account(
        &self,
        request: Request<wire::DecidePayoutAccountRequest>,
    ) -> Answer<wire::Payout> {
        self.decide_account(request).await
    }

    async fn fail_payout(&self, request: Request<wire::FailPayoutRequest>) -> Answer<wire::Payout> {
        self.fail(request).await
    }

    async fn retry_payout(&self, request: Request<wire::RetryPayoutRequest>) -> Answer<wire::Payout> {
        self.retry(request).await
    }
}
