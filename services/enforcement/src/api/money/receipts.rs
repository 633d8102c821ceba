//! Receipts: entered, claimed, deferred.

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal, Violations},
    },
    unit_of_work::etag,
};
use proto::enforcement::v1 as wire;
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, view, words, work};
use crate::{
    api::{actor, own_region},
    domain::{
        Happening, case,
        money::{
            deferral::Deferral,
            ledger::Posting,
            receipt::{Receipt, reference_refused},
            receipt_deferral::deferral_unknown,
        },
    },
    effects::cases::count_outcome,
    store::{
        CaseWork, cases, kept,
        money::{ledger, receipts},
    },
};

impl Api {
    pub(super) async fn enter_receipt(
        &self,
        request: Request<wire::CreateReceiptRequest>,
    ) -> Answer<wire::Receipt> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "CreateReceipt");
        let within = |refusal: Refusal| refusal.within("receipt");
        let (draft, case) = words::receipt(body.receipt.clone()).map_err(within)?;
        let checked = draft.check(Uuid::now_v7(), &own_region(&caller)?, &actor(&caller), caller.at);
        let (mut receipt, posting, told) = checked.map_err(within)?;
        let (mut postings, case_name) = (vec![posting], case);
        work.emit(told);
        if !case_name.is_empty() {
            let case = held_case(&work, &case_name).await?;
            let (posting, told) = receipt.claim(case, &actor(&caller), caller.at)?;
            postings.push(posting);
            work.emit(told);
        }
        if kept::add(work.tx(), std::slice::from_ref(&receipt), work.encryption()).await? == 0 {
            let reference = std::slice::from_ref(&receipt.bank_reference);
            let known = receipts::known(work.tx(), &caller.scope(), reference).await?;
            let visible = known.get(&receipt.bank_reference).is_some_and(|visible| *visible);
            let refusal = if visible { bank_reference_exists() } else { reference_refused() };
            return Err(refusal.within("receipt").into());
        }
        ledger::post(work.tx(), receipt.id, &postings, &caller.person, caller.at).await?;
        count_outcome(&mut work, &case_name).await?;
        let answer = view::receipt(&receipt, caller.at);
        if body.validate_only {
            // Dropped, the work never was.
            return Ok(Response::new(answer));
        }
        Ok(work.commit(answer).await?)
    }

    pub(super) async fn claim(&self, request: Request<wire::ClaimReceiptRequest>) -> Answer<wire::Receipt> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "ClaimReceipt");
        let mut receipt: Receipt = work.take(&body.name).await?;
        etag::check(&body.etag, receipt.version)?;
        let case = held_case(&work, &body.case).await?;
        let moved = receipt.claim(case, &actor(&caller), caller.at)?;
        self.keep_moved(&caller, work, &receipt, moved, &body.case).await
    }

    pub(super) async fn unclaim(
        &self,
        request: Request<wire::UnclaimReceiptRequest>,
    ) -> Answer<wire::Receipt> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "UnclaimReceipt");
        let mut receipt: Receipt = work.take(&body.name).await?;
        etag::check(&body.etag, receipt.version)?;
        let case = receipt.case();
        let moved = receipt.unclaim(&body.reason, caller.at)?;
        self.keep_moved(&caller, work, &receipt, moved, &case).await
    }

    async fn keep_moved(
        &self,
        caller: &Caller,
        mut work: CaseWork,
        receipt: &Receipt,
        (posting, told): (Posting, Happening),
        case: &str,
    ) -> Answer<wire::Receipt> {
        kept::save(work.tx(), receipt, work.encryption()).await?;
        ledger::post(work.tx(), receipt.id, &[posting], &caller.person, caller.at).await?;
        work.emit(told);
        count_outcome(&mut work, case).await?;
        Ok(work.commit(view::receipt(receipt, caller.at)).await?)
    }

    pub(super) async fn propose_deferral(
        &self,
        request: Request<wire::CreateDeferralRequest>,
    ) -> Answer<wire::Deferral> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "CreateDeferral");
        let mut receipt: Receipt = work.take(&body.parent).await?;
        let within = |refusal: Refusal| refusal.within("deferral");
        let draft = words::deferral(body.deferral).map_err(within)?;
        let proposed = receipt.propose_deferral(draft, &actor(&caller), caller.at).map_err(within)?;
        self.keep_deferral(work, &receipt, proposed).await
    }

    pub(super) async fn grant_deferral(
        &self,
        request: Request<wire::ApproveDeferralRequest>,
    ) -> Answer<wire::Deferral> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "ApproveDeferral");
        let (receipt, number) = deferral_name(&body.name)?;
        let mut receipt: Receipt = work.take(receipt).await?;
        let decided = receipt.decide_deferral(number, None, &actor(&caller), caller.at)?;
        self.keep_deferral(work, &receipt, decided).await
    }

    pub(super) async fn refuse_deferral(
        &self,
        request: Request<wire::RejectDeferralRequest>,
    ) -> Answer<wire::Deferral> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "RejectDeferral");
        let mut wrong = Violations::new();
        let reason = wrong.text("reason", &body.reason, 1000);
        wrong.check()?;
        let (receipt, number) = deferral_name(&body.name)?;
        let mut receipt: Receipt = work.take(receipt).await?;
        let decided = receipt.decide_deferral(number, reason, &actor(&caller), caller.at)?;
        self.keep_deferral(work, &receipt, decided).await
    }

    async fn keep_deferral(
        &self,
        mut work: CaseWork,
        receipt: &Receipt,
        (deferral, told): (Deferral, Happening),
    ) -> Answer<wire::Deferral> {
        kept::save(work.tx(), receipt, work.encryption()).await?;
        work.emit(told);
        Ok(work.commit(view::deferral(&receipt.name(), &deferral)).await?)
    }
}

/// The id of a case in the caller's scope, kept from others: a batch that allocates sees what was claimed to it.
async fn held_case(work: &CaseWork, name: &str) -> Result<Uuid, Refusal> {
    let found = cases::take(work.tx(), &work.caller().scope(), name, work.encryption()).await?;
    Ok(found.ok_or_else(case::unknown)?.id)
}

/// The receipt and the number in a deferral's name.
fn deferral_name(name: &str) -> Result<(&str, u32), Refusal> {
    let parts = name.split_once("/deferrals/");
    let parts = parts.and_then(|(receipt, number)| Some((receipt, number.parse().ok()?)));
    parts.ok_or_else(deferral_unknown)
}

fn bank_reference_exists() -> Refusal {
    Refusal::new(
        Kind::Exists,
        reason::BANK_REFERENCE_EXISTS,
        "这个银行流水号已登记过，请核对是否重复录入。",
        "A receipt with this number of the bank is entered already; check whether it is the same.",
    )
    .at("bank_reference")
}
