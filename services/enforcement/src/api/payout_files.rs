//! PayoutFileService.

use std::collections::{BTreeMap, HashMap, HashSet};

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
    rpc::csv_answer,
    unit_of_work::etag,
};
use proto::{
    enforcement::v1::{self as wire, payout_file_service_server::PayoutFileService},
    google::api::HttpBody,
};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, call, money::Known, own_region};
use crate::{
    domain::money::{
        amount,
        distribution::Distribution,
        ledger::Posting,
        payout::Payout,
        payout_file::{Candidate, Draft, PayoutFile, number},
        payout_file_result::{DraftResult, Entered},
        receipt::Receipt,
    },
    messages,
    store::{
        CaseWork, cases,
        money::{ledger, payout_files, payouts::entered_for},
        stored_record,
    },
};

impl Known for PayoutFile {
    fn unknown() -> Refusal {
        Refusal::new(
            Kind::NotFound,
            reason::PAYOUT_FILE_UNKNOWN,
            "没有这个发放文件，或不在您的权限范围内。",
            "There is no such payout file, or it is not yours to see.",
        )
    }
}

#[tonic::async_trait]
impl PayoutFileService for Api {
    async fn create_payout_file(
        &self,
        request: Request<wire::CreatePayoutFileRequest>,
    ) -> Answer<wire::PayoutFile> {
        call!(self, request, "CreatePayoutFile" => caller, body, mut work);
        let region_code = own_region(&caller)?;
        let mut found = candidates(&work, &body.payouts).await?;
        let year = caller.at.legal_day().year();
        let serial = payout_files::next_serial(work.tx(), region_code.as_str(), year).await?;
        let draft = Draft {
            id: Uuid::now_v7(),
            region_code: &region_code,
            number: number(year, serial),
            payouts: &body.payouts,
        };
        let (file, content, event) = draft.make(&mut found, &caller.actor(), caller.at)?;
        caller.require_fresh_factor_above(file.total.get())?;
        for candidate in found.values() {
            stored_record::save(work.tx(), &candidate.payout, work.encryption()).await?;
        }
        stored_record::add(work.tx(), std::slice::from_ref(&file), work.encryption()).await?;
        payout_files::add_content(work.tx(), &file, &content, work.encryption()).await?;
        work.emit(event);
        Ok(work.commit(messages::payout_file::to_message(&file)).await?)
    }

    async fn get_payout_file(
        &self,
        request: Request<wire::GetPayoutFileRequest>,
    ) -> Answer<wire::PayoutFile> {
        let name = request.get_ref().name.clone();
        let file: PayoutFile = self.read_one(&request, &name).await?;
        Ok(Response::new(messages::payout_file::to_message(&file)))
    }

    async fn list_payout_files(
        &self,
        request: Request<wire::ListPayoutFilesRequest>,
    ) -> Answer<wire::ListPayoutFilesResponse> {
        let asked = request.get_ref().clone();
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<PayoutFile, _>(&request, page).await?;
        let payout_files = found.iter().map(messages::payout_file::in_list).collect();
        Ok(Response::new(wire::ListPayoutFilesResponse {
            payout_files,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn download_payout_file(
        &self,
        request: Request<wire::DownloadPayoutFileRequest>,
    ) -> Answer<HttpBody> {
        let (caller, name) = (Caller::of(&request)?, request.get_ref().name.clone());
        // That it was downloaded is written before its bytes are given: from then on no payout leaves it.
        let work = CaseWork::begin_unkeyed(&self.units, &caller).await?;
        let mut file: PayoutFile = work.lock_for_update(&name).await?;
        caller.require_fresh_factor_above(file.total.get())?;
        let waiting = file.waiting().map(|row| row.payout);
        let payouts = payout_files::payouts(work.tx(), waiting, false, work.encryption()).await?;
        let is_first = file.download(&payouts, &caller.actor(), caller.at)?;
        let content = payout_files::content(work.tx(), &file, work.encryption()).await?;
        if is_first {
            stored_record::save(work.tx(), &file, work.encryption()).await?;
            work.commit(()).await?;
        }
        Ok(csv_answer(&file.number, content.into_bytes()))
    }

    async fn withdraw_payout_file(
        &self,
        request: Request<wire::WithdrawPayoutFileRequest>,
    ) -> Answer<wire::PayoutFile> {
        call!(self, request, "WithdrawPayoutFile" => caller, body, mut work);
        let mut file: PayoutFile = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, file.version)?;
        let waiting = file.waiting().map(|row| row.payout);
        let mut payouts = payout_files::payouts(work.tx(), waiting, true, work.encryption()).await?;
        let event = file.withdraw(&mut payouts, &body.reason, &caller.actor(), caller.at)?;
        for payout in &payouts {
            stored_record::save(work.tx(), payout, work.encryption()).await?;
        }
        stored_record::save(work.tx(), &file, work.encryption()).await?;
        work.explain(&body.reason);
        work.emit(event);
        Ok(work.commit(messages::payout_file::to_message(&file)).await?)
    }

    async fn enter_payout_results(
        &self,
        request: Request<wire::EnterPayoutResultsRequest>,
    ) -> Answer<wire::EnterPayoutResultsResponse> {
        call!(self, request, "EnterPayoutResults" => caller, body, mut work);
        let results = messages::payout_file::results_from(body.results)?;
        if results.is_empty() {
            let mut wrong = Violations::new();
            let text = Text::new("请提供银行的发放结果。", "Say what the bank did.");
            wrong.add("results", reason::REQUIRED, text);
            return Err(wrong.into_refusal().into());
        }
        let mut file: PayoutFile = work.lock_for_update(&body.name).await?;
        file.can_have_results()?;
        let answers = enter(&mut work, &mut file, &results).await?;
        let response = wire::EnterPayoutResultsResponse {
            payout_file: Some(messages::payout_file::to_message(&file)),
            answers,
            ..Default::default()
        };
        if body.validate_only {
            // Dropped, the work never was.
            return Ok(Response::new(response));
        }
        stored_record::save(work.tx(), &file, work.encryption()).await?;
        Ok(work.commit(response).await?)
    }
}

/// Payouts by name with what says whether they may stand in a file, kept from others. One that is not there or not the caller's to see is
/// left out.
async fn candidates(work: &CaseWork, names: &[String]) -> Result<HashMap<String, Candidate>, Refusal> {
    let ids = names.iter().filter_map(|name| stored_record::id_of::<Payout>(name));
    let scope = work.caller().scope();
    let mut payouts = payout_files::payouts(work.tx(), ids, true, work.encryption()).await?;
    payouts.retain(|payout| scope.admits(Some(payout.region_code.as_str()), None, None));
    let cases: HashSet<String> =
        payouts.iter().filter_map(|payout| payout.case).map(|case| case.to_string()).collect();
    let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
    let numbers = cases::numbers(work.tx(), &cases).await?;
    let plans = plans_of(work, &payouts).await?;
    let mut found = HashMap::with_capacity(payouts.len());
    for payout in payouts {
        let plan = plans.get(&payout.distribution).cloned();
        let plan = plan.ok_or_else(|| Refusal::internal(&"a payout without its plan"))?;
        let case = payout.case.map(|case| format!("cases/{case}")).unwrap_or_default();
        let case_number = numbers.get(&case).cloned().unwrap_or_default();
        found.insert(payout.name(), Candidate { payout, plan, case_number });
    }
    Ok(found)
}

async fn plans_of(work: &CaseWork, payouts: &[Payout]) -> Result<HashMap<Uuid, Distribution>, Refusal> {
    let receipts: HashSet<Uuid> = payouts.iter().map(|payout| payout.receipt).collect();
    let receipts: Vec<Uuid> = receipts.into_iter().collect();
    let plans = stored_record::of_receipts::<Distribution>(work.tx(), &receipts, false, work.encryption());
    Ok(plans.await?.into_iter().map(|plan| (plan.id, plan)).collect())
}

/// Enters the results of a file that was taken. Payouts are taken in the order of their ids, then receipts in the order of theirs.
async fn enter(
    work: &mut CaseWork,
    file: &mut PayoutFile,
    results: &[DraftResult],
) -> Result<Vec<wire::PayoutResultAnswer>, Refusal> {
    let (actor, at) = (work.caller().actor(), work.caller().at);
    let rows = file.rows_of(results);
    let named = rows.iter().flatten().filter_map(|place| file.rows.get(*place));
    let ids: Vec<Uuid> = named.map(|row| row.payout).collect();
    let payouts = payout_files::payouts(work.tx(), ids, true, work.encryption()).await?;
    let plans = plans_of(work, &payouts).await?;
    let mut receipts: BTreeMap<Uuid, (Receipt, Vec<Posting>)> = BTreeMap::new();
    let ids: std::collections::BTreeSet<Uuid> = payouts.iter().map(|payout| payout.receipt).collect();
    for id in ids {
        receipts.insert(id, (work.take_by_id(id).await?, Vec::new()));
    }
    let mut payouts: HashMap<Uuid, Payout> = payouts.into_iter().map(|payout| (payout.id, payout)).collect();
    let paid = results.iter().zip(&rows).filter(|(result, _)| !result.bank_reference.trim().is_empty());
    let paid = paid.filter_map(|(_, place)| file.rows.get(*place.as_ref().ok()?));
    let sum = amount::sum(paid.map(|row| row.amount));
    work.caller().require_fresh_factor_above(sum.get())?;
    let references = results.iter().map(|result| result.bank_reference.trim());
    let scope = work.caller().scope();
    let used = entered_for(work.tx(), &scope, references.filter(|reference| !reference.is_empty())).await?;
    let mut answers = Vec::with_capacity(results.len());
    for (line, (result, place)) in results.iter().zip(&rows).enumerate() {
        let outcome = match place {
            Err(refusal) => Err(refusal.clone()),
            Ok(place) => {
                let payout = file.rows.get(*place).and_then(|row| payouts.get_mut(&row.payout));
                let payout = payout.ok_or_else(|| Refusal::internal(&"a row without its payout"))?;
                let plan = plans.get(&payout.distribution);
                let plan = plan.ok_or_else(|| Refusal::internal(&"a payout without its plan"))?;
                let receipt = receipts.get_mut(&payout.receipt);
                let (receipt, postings) =
                    receipt.ok_or_else(|| Refusal::internal(&"a payout without its receipt"))?;
                let other = used.get(result.bank_reference.trim());
                match other.filter(|other| other.name != payout.name()) {
                    Some(other) => Err(other.refusal()),
                    None => file
                        .enter((*place, result), payout, (receipt, &plan.steps()), &actor, at)
                        .map(|entered| note(work, postings, entered)),
                }
            }
        };
        answers.push(messages::payout_file::answer(line, outcome.as_ref().copied()));
        if outcome.is_ok_and(|outcome| outcome == wire::PayoutResultOutcome::Entered)
            && let Ok(place) = place
            && let Some(payout) = file.rows.get(*place).and_then(|row| payouts.get(&row.payout))
        {
            stored_record::save(work.tx(), payout, work.encryption()).await?;
        }
    }
    for (receipt, postings) in receipts.values().filter(|(_, postings)| !postings.is_empty()) {
        ledger::post(work.tx(), receipt, postings, &actor.person, at).await?;
        stored_record::save(work.tx(), receipt, work.encryption()).await?;
    }
    Ok(answers)
}

/// Notes what a result brought.
fn note(work: &mut CaseWork, postings: &mut Vec<Posting>, entered: Entered) -> wire::PayoutResultOutcome {
    match entered {
        Entered::Before => return wire::PayoutResultOutcome::Skipped,
        Entered::Failed(event) => work.emit(event),
        Entered::Paid(left) => {
            postings.push(left.posting);
            for event in left.events {
                work.emit(event);
            }
            work.measure_anew(left.measured);
        }
    }
    wire::PayoutResultOutcome::Entered
}
