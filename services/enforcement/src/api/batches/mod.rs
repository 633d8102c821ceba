//! BatchService.

mod run;
mod steps;

use jiff::civil::Date;
use kit::{
    domain::{
        reason,
        refusal::{Kind, Refusal, Violations},
    },
    unit_of_work::etag,
};
use proto::enforcement::v1::{self as wire, batch_service_server::BatchService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, call, date, money::Known, own_region};
use crate::{
    domain::batch::{Batch, Draft, DraftDebtor, DraftMember, Money},
    messages::{self, case::identity_draft},
    store::{batches, stored_record},
};

impl Known for Batch {
    fn unknown() -> Refusal {
        Refusal::new(
            Kind::NotFound,
            reason::BATCH_UNKNOWN,
            "没有这个批次，或不在您的权限范围内。",
            "There is no such batch, or it is not yours to see.",
        )
    }
}

/// A batch as it was sent.
fn draft(batch: wire::Batch) -> Result<Draft, Refusal> {
    let mut wrong = Violations::new();
    let filed: Option<Date> = batch
        .filing_date
        .as_ref()
        .and_then(|day| wrong.parse("filing_date", reason::DATE_MALFORMED, date(day)));
    wrong.check()?;
    let debtor = batch.debtor.unwrap_or_default();
    let members = batch.members.into_iter().map(|member| DraftMember {
        payee: messages::money_draft::payee_from(member.payee.unwrap_or_default()),
        case_number: member.case_number,
        claim_fen: member.claim_fen,
    });
    Ok(Draft {
        display_name: batch.display_name,
        debtor: DraftDebtor { identity: identity_draft(&debtor), display_name: debtor.display_name },
        cause: batch.cause,
        filed,
        members: members.collect(),
    })
}

#[tonic::async_trait]
impl BatchService for Api {
    async fn create_batch(&self, request: Request<wire::CreateBatchRequest>) -> Answer<wire::Batch> {
        call!(self, request, "CreateBatch" => caller, body, mut work);
        let within = |refusal: Refusal| refusal.within("batch");
        let draft = draft(body.batch.clone().unwrap_or_default()).map_err(within)?;
        let batch = draft.check(Uuid::now_v7(), &own_region(&caller)?, &caller.actor(), caller.at);
        let batch = batch.map_err(within)?;
        stored_record::add(work.tx(), std::slice::from_ref(&batch), work.encryption()).await?;
        let members = batch.members.len();
        work.emit(batch.event("BATCH_CREATED", format!("录入批量案件，共{members}件")));
        let answer = messages::batch::to_message(&batch, &Money::default());
        if body.validate_only {
            // Dropped, the work never was.
            return Ok(Response::new(answer));
        }
        Ok(work.commit(answer).await?)
    }

    async fn get_batch(&self, request: Request<wire::GetBatchRequest>) -> Answer<wire::Batch> {
        let name = request.get_ref().name.clone();
        let batch: Batch = self.read_one(&request, &name).await?;
        let money = batches::money(self.units.store().read(), &batch, self.units.encryption()).await?;
        Ok(Response::new(messages::batch::to_message(&batch, &money)))
    }

    async fn list_batches(
        &self,
        request: Request<wire::ListBatchesRequest>,
    ) -> Answer<wire::ListBatchesResponse> {
        let asked = request.get_ref().clone();
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<Batch, _>(&request, page).await?;
        let batches = found.iter().map(messages::batch::in_list).collect();
        Ok(Response::new(wire::ListBatchesResponse { batches, next_page_token, ..Default::default() }))
    }

    async fn run_batch(&self, request: Request<wire::RunBatchRequest>) -> Answer<wire::RunBatchResponse> {
        call!(self, request, "RunBatch" => caller, body, mut work);
        let mut batch: Batch = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, batch.version)?;
        run::may(&caller, body.step())?;
        let (outcomes, money) = match run::step(&mut work, &mut batch, &body).await {
            Ok(done) => done,
            Err(refusal) => {
                drop(work);
                return Err(self.with_claim(&caller, &body.receipt, refusal).await.into());
            }
        };
        Ok(work.commit(messages::batch::run_response(&batch, &money, &outcomes)).await?)
    }
}
