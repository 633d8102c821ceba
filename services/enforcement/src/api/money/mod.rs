//! MoneyService.

mod import;
mod known;
mod read;
mod receipts;
mod reversal;
mod suggestions;

pub(crate) use known::Known;

use kit::{
    access::{Caller, Role},
    domain::refusal::{Refusal, Violations},
    storage::list::page,
    unit_of_work::etag,
};
use proto::enforcement::v1::{self as wire, money_service_server::MoneyService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, call};
use crate::{
    domain::money::{
        distribution::Distribution,
        payout::Payout,
        payout_file::PayoutFile,
        receipt::{RECEIPT_DAYS, Receipt},
    },
    effects::plans::{cases_of, entitle},
    messages,
    store::{
        CaseWork, batches, indicator_rows,
        money::{ledger, payouts},
        stored_record,
    },
};

#[tonic::async_trait]
impl MoneyService for Api {
    async fn create_receipt(&self, request: Request<wire::CreateReceiptRequest>) -> Answer<wire::Receipt> {
        call!(self, request, "CreateReceipt" => caller, body, mut work);
        let receipt = receipts::enter(&mut work, body.receipt).await?;
        let answer = messages::money::receipt(&receipt, caller.at);
        if body.validate_only {
            // Dropped, the work never was.
            return Ok(Response::new(answer));
        }
        Ok(work.commit(answer).await?)
    }

    async fn get_receipt(&self, request: Request<wire::GetReceiptRequest>) -> Answer<wire::Receipt> {
        let (name, at) = (request.get_ref().name.clone(), Caller::of(&request)?.at);
        let receipt: Receipt = self.read_one(&request, &name).await?;
        Ok(Response::new(messages::money::receipt(&receipt, at)))
    }

    async fn list_receipts(
        &self,
        request: Request<wire::ListReceiptsRequest>,
    ) -> Answer<wire::ListReceiptsResponse> {
        let asked = request.get_ref().clone();
        let at = Caller::of(&request)?.at;
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<Receipt, _>(&request, page).await?;
        let receipts = found.iter().map(|receipt| messages::money::receipt(receipt, at)).collect();
        Ok(Response::new(wire::ListReceiptsResponse { receipts, next_page_token, ..Default::default() }))
    }

    async fn count_receipts(
        &self,
        request: Request<wire::CountReceiptsRequest>,
    ) -> Answer<wire::CountReceiptsResponse> {
        let caller = Caller::of(&request)?;
        let wire::CountReceiptsRequest { filter, group_by } = request.get_ref();
        let counts = crate::store::money::receipts::COUNTS
            .answer(self.units.store().read(), &caller, (filter, group_by))
            .await?;
        Ok(Response::new(wire::CountReceiptsResponse { counts }))
    }

    async fn claim_receipt(&self, request: Request<wire::ClaimReceiptRequest>) -> Answer<wire::Receipt> {
        call!(self, request, "ClaimReceipt" => caller, body, work);
        let mut receipt: Receipt = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, receipt.version)?;
        let case = receipts::held_case(&work, &body.case).await?;
        let moved = match receipt.claim(case, &caller.actor(), caller.at) {
            Ok(moved) => moved,
            Err(refusal) => {
                drop(work);
                return Err(self.with_claim(&caller, &body.name, refusal).await.into());
            }
        };
        receipts::save_moved(&caller, work, &receipt, moved, &body.case).await
    }

    async fn import_receipts(
        &self,
        request: Request<wire::ImportReceiptsRequest>,
    ) -> Answer<wire::ImportReceiptsResponse> {
        // Without a request id: the bank's number of a transfer makes it safe to repeat.
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let is_check = body.validate_only;
        let mut work = CaseWork::begin_unkeyed(&self.units, &caller).await?;
        let answer = import::enter_rows(&mut work, body).await?;
        if is_check {
            // Dropped before it is finished, it never was.
            return Ok(Response::new(answer));
        }
        Ok(work.commit(answer).await?)
    }

    async fn suggest_claims(
        &self,
        request: Request<wire::SuggestClaimsRequest>,
    ) -> Answer<wire::SuggestClaimsResponse> {
        let caller = Caller::of(&request)?;
        let suggestions = self.suggestions(&caller, &request.get_ref().receipts).await?;
        Ok(Response::new(wire::SuggestClaimsResponse { suggestions, ..Default::default() }))
    }

    async fn unclaim_receipt(&self, request: Request<wire::UnclaimReceiptRequest>) -> Answer<wire::Receipt> {
        call!(self, request, "UnclaimReceipt" => caller, body, work);
        let mut receipt: Receipt = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, receipt.version)?;
        let case = receipt.case();
        let moved = receipt.unclaim(&body.reason, caller.at)?;
        receipts::save_moved(&caller, work, &receipt, moved, &case).await
    }

    async fn reverse_receipt(&self, request: Request<wire::ReverseReceiptRequest>) -> Answer<wire::Receipt> {
        call!(self, request, "ReverseReceipt" => caller, body, work);
        let mut receipt: Receipt = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, receipt.version)?;
        caller.require_fresh_factor_above(receipt.amount.get())?;
        let moved = receipt.reverse(&body.reason, &caller.actor(), caller.at)?;
        // It was never there to be paid out late.
        indicator_rows::withdraw(work.tx(), RECEIPT_DAYS, &receipt.name()).await?;
        receipts::save_moved(&caller, work, &receipt, moved, "").await
    }

    async fn list_ledger_entries(
        &self,
        request: Request<wire::ListLedgerEntriesRequest>,
    ) -> Answer<wire::ListLedgerEntriesResponse> {
        let asked = request.get_ref();
        let limit = page::size(asked.page_size)?;
        let receipt: Receipt = self.read_one(&request, &asked.parent).await?;
        let question = format!("ListLedgerEntries\u{1e}{}", receipt.id);
        let after = self.pages.after(&question, &asked.page_token)?.and_then(read::place);
        let id = receipt.id.to_string();
        let mut found = ledger::lines(self.units.store().read(), &id, after, limit + 1).await?;
        let more = found.len() as u64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_page_token = match found.last() {
            Some(last) if more => {
                self.pages.token(&question, &[last.number.to_string(), last.posting.clone()])
            }
            _ => String::new(),
        };
        let entries = found.into_iter().map(messages::money::entry).collect();
        Ok(Response::new(wire::ListLedgerEntriesResponse { entries, next_page_token, ..Default::default() }))
    }

    async fn create_deferral(&self, request: Request<wire::CreateDeferralRequest>) -> Answer<wire::Deferral> {
        call!(self, request, "CreateDeferral" => caller, body, work);
        let mut receipt: Receipt = work.lock_for_update(&body.parent).await?;
        let within = |refusal: Refusal| refusal.within("deferral");
        let draft = messages::money_draft::deferral_from(body.deferral).map_err(within)?;
        let proposed = receipt.propose_deferral(draft, &caller.actor(), caller.at).map_err(within)?;
        receipts::save_deferral(work, &receipt, proposed).await
    }

    async fn approve_deferral(
        &self,
        request: Request<wire::ApproveDeferralRequest>,
    ) -> Answer<wire::Deferral> {
        call!(self, request, "ApproveDeferral" => caller, body, work);
        let (receipt, number) = receipts::deferral_name(&body.name)?;
        let mut receipt: Receipt = work.lock_for_update(receipt).await?;
        let decided = receipt.decide_deferral(number, None, &caller.actor(), caller.at)?;
        receipts::save_deferral(work, &receipt, decided).await
    }

    async fn reject_deferral(&self, request: Request<wire::RejectDeferralRequest>) -> Answer<wire::Deferral> {
        call!(self, request, "RejectDeferral" => caller, body, work);
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", &body.reason, 1000);
        wrong.check()?;
        let (receipt, number) = receipts::deferral_name(&body.name)?;
        let mut receipt: Receipt = work.lock_for_update(receipt).await?;
        let decided = receipt.decide_deferral(number, reason, &caller.actor(), caller.at)?;
        receipts::save_deferral(work, &receipt, decided).await
    }

    async fn create_distribution(
        &self,
        request: Request<wire::CreateDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        call!(self, request, "CreateDistribution" => caller, body, mut work);
        let plan = body.distribution.unwrap_or_default();
        let mut receipt: Receipt = work.lock_for_update(&plan.receipt).await?;
        let within = |refusal: Refusal| refusal.within("distribution");
        let draft = messages::money_draft::distribution_from(plan).map_err(within)?;
        let balances = ledger::balances(work.tx(), receipt.id).await?;
        let checked = draft.check(Uuid::now_v7(), &mut receipt, &balances, &caller.actor(), caller.at);
        let (mut plan, event) = checked.map_err(within)?;
        entitle(&work, &mut plan).await?.map_err(within)?;
        stored_record::save(work.tx(), &receipt, work.encryption()).await?;
        stored_record::add(work.tx(), std::slice::from_ref(&plan), work.encryption()).await?;
        work.emit(event);
        let answer = messages::money::distribution(&plan);
        if body.validate_only {
            // Dropped, the work never was.
            return Ok(Response::new(answer));
        }
        Ok(work.commit(answer).await?)
    }

    async fn get_distribution(
        &self,
        request: Request<wire::GetDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        let name = request.get_ref().name.clone();
        let plan: Distribution = self.read_one(&request, &name).await?;
        Ok(Response::new(messages::money::distribution(&plan)))
    }

    async fn list_distributions(
        &self,
        request: Request<wire::ListDistributionsRequest>,
    ) -> Answer<wire::ListDistributionsResponse> {
        let asked = request.get_ref().clone();
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<Distribution, _>(&request, page).await?;
        let distributions = found.iter().map(messages::money::distribution).collect();
        Ok(Response::new(wire::ListDistributionsResponse {
            distributions,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn approve_distribution(
        &self,
        request: Request<wire::ApproveDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        call!(self, request, "ApproveDistribution" => caller, body, mut work);
        let mut plan: Distribution = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, plan.version)?;
        let mut receipt: Receipt = work.take_by_id(plan.receipt).await?;
        caller.require_fresh_factor_above(plan.total.get())?;
        // Anyone who approves another plan over the same case waits: what was granted of its claim is read behind its lock.
        batches::lock_cases(work.tx(), &cases_of(&plan)).await?;
        entitle(&work, &mut plan).await??;
        let (payouts, posting, event) =
            plan.approve(&mut receipt, Uuid::now_v7, &caller.actor(), caller.at)?;
        ledger::post(work.tx(), &receipt, &[posting], &caller.person, caller.at).await?;
        stored_record::add(work.tx(), &payouts, work.encryption()).await?;
        stored_record::save(work.tx(), &receipt, work.encryption()).await?;
        stored_record::save(work.tx(), &plan, work.encryption()).await?;
        work.emit(event);
        Ok(work.commit(messages::money::distribution(&plan)).await?)
    }

    async fn reject_distribution(
        &self,
        request: Request<wire::RejectDistributionRequest>,
    ) -> Answer<wire::Distribution> {
        call!(self, request, "RejectDistribution" => caller, body, mut work);
        let mut plan: Distribution = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, plan.version)?;
        let mut receipt: Receipt = work.take_by_id(plan.receipt).await?;
        let chief = caller.acts_as(Role::BureauChief) || caller.acts_as(Role::President);
        let event = plan.reject(&mut receipt, &body.reason, chief, &caller.actor(), caller.at)?;
        stored_record::save(work.tx(), &receipt, work.encryption()).await?;
        stored_record::save(work.tx(), &plan, work.encryption()).await?;
        work.emit(event);
        Ok(work.commit(messages::money::distribution(&plan)).await?)
    }

    async fn get_payout(&self, request: Request<wire::GetPayoutRequest>) -> Answer<wire::Payout> {
        let (caller, name) = (Caller::of(&request)?, request.get_ref().name.clone());
        let payout: Payout = self.read_one(&request, &name).await?;
        Ok(Response::new(messages::money::payout_for(&caller, &payout)))
    }

    async fn reveal_payout_account(
        &self,
        request: Request<wire::RevealPayoutAccountRequest>,
    ) -> Answer<wire::Payee> {
        let name = request.get_ref().name.clone();
        let payout: Payout = self.read_one(&request, &name).await?;
        payout.to_be_paid()?;
        Ok(Response::new(messages::money::whole_payee(&payout.payee)))
    }

    async fn list_payouts(
        &self,
        request: Request<wire::ListPayoutsRequest>,
    ) -> Answer<wire::ListPayoutsResponse> {
        let (caller, asked) = (Caller::of(&request)?, request.get_ref().clone());
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<Payout, _>(&request, page).await?;
        let payouts = found.iter().map(|payout| messages::money::payout_for(&caller, payout)).collect();
        Ok(Response::new(wire::ListPayoutsResponse { payouts, next_page_token, ..Default::default() }))
    }

    async fn confirm_payout(&self, request: Request<wire::ConfirmPayoutRequest>) -> Answer<wire::Payout> {
        call!(self, request, "ConfirmPayout" => caller, body, mut work);
        let mut payout: Payout = work.lock_for_update(&body.name).await?;
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
            payout.confirm(&mut receipt, &plan.steps(), reference, paid, &caller.actor(), caller.at)?;
        if let Some(left) = left {
            ledger::post(work.tx(), &receipt, &[left.posting], &caller.person, caller.at).await?;
            stored_record::save(work.tx(), &receipt, work.encryption()).await?;
            stored_record::save(work.tx(), &payout, work.encryption()).await?;
            for event in left.events {
                work.emit(event);
            }
            work.measure_anew(left.measured);
        }
        Ok(work.commit(messages::money::payout(&payout)).await?)
    }

    async fn reverse_payout(&self, request: Request<wire::ReversePayoutRequest>) -> Answer<wire::Payout> {
        call!(self, request, "ReversePayout" => caller, body, work);
        reversal::payout(work, &caller, &body).await
    }

    async fn decide_payout_account(
        &self,
        request: Request<wire::DecidePayoutAccountRequest>,
    ) -> Answer<wire::Payout> {
        call!(self, request, "DecidePayoutAccount" => caller, body, mut work);
        let mut payout: Payout = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, payout.version)?;
        if body.approve {
            caller.require_fresh_factor_above(payout.amount.get())?;
        }
        let event = payout.decide_account(body.approve, &body.reason, &caller.actor(), caller.at)?;
        stored_record::save(work.tx(), &payout, work.encryption()).await?;
        work.emit(event);
        Ok(work.commit(messages::money::payout(&payout)).await?)
    }

    async fn fail_payout(&self, request: Request<wire::FailPayoutRequest>) -> Answer<wire::Payout> {
        call!(self, request, "FailPayout" => caller, body, mut work);
        // A file is taken before its payouts by everyone who takes both.
        let file = payout_file_of(&work, &body.name).await?;
        let mut payout: Payout = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, payout.version)?;
        if let Some(mut file) = file {
            file.release(&mut payout, caller.at)?;
            stored_record::save(work.tx(), &file, work.encryption()).await?;
        }
        let event = payout.fail(&body.reason, &caller.actor(), caller.at)?;
        stored_record::save(work.tx(), &payout, work.encryption()).await?;
        work.emit(event);
        Ok(work.commit(messages::money::payout(&payout)).await?)
    }

    async fn retry_payout(&self, request: Request<wire::RetryPayoutRequest>) -> Answer<wire::Payout> {
        call!(self, request, "RetryPayout" => caller, body, mut work);
        let mut payout: Payout = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, payout.version)?;
        let event = payout.retry(&body.account, &body.bank, &caller.actor(), caller.at)?;
        stored_record::save(work.tx(), &payout, work.encryption()).await?;
        work.emit(event);
        Ok(work.commit(messages::money::payout(&payout)).await?)
    }
}

/// The file in which a payout stands, kept from others; none where it stands in none.
async fn payout_file_of(work: &CaseWork, name: &str) -> Result<Option<PayoutFile>, Refusal> {
    let id = stored_record::id_of::<Payout>(name).ok_or_else(Payout::unknown)?;
    let payout: Payout = work.read(id).await?;
    match payout.file {
        Some(named) => Ok(Some(work.take_by_id(named.file).await?)),
        None => Ok(None),
    }
}
