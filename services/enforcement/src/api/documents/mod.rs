//! DocumentService: papers made of what is kept. What a paper says is decided in `paper`; how it looks, in the crate of papers.

mod month;
mod paper;
mod record;

use kit::{
    access::{Caller, Role},
    domain::refusal::Refusal,
    rpc::{page_answer, pdf_answer},
};
use law::identifiers::RegionCode;
use proto::{
    dispatch::v1::TaskKind,
    enforcement::v1::{self as wire, document_service_server::DocumentService},
    google::api::HttpBody,
};
use tonic::Request;

use super::{Answer, Api};
use crate::{
    domain::{batch::Batch, service_act},
    store::{
        batches,
        money::{payouts, receipts},
        service_acts, timeline, visits,
    },
};

impl Api {
    /// The people's court of a region as a paper of today bears it.
    async fn court_of(&self, region: &RegionCode) -> Result<papers::Court, Refusal> {
        Ok(papers::Court::from(&self.register.peoples_courts.of(region).await?))
    }

    /// Prints a paper, or draws the page of it that is asked for.
    async fn print(
        &self,
        caller: &Caller,
        paper: impl papers::Paper + Send + 'static,
        page: i32,
    ) -> Answer<HttpBody> {
        if page != 0 {
            // A page before the first is none of the paper.
            let page = usize::try_from(page).unwrap_or_default();
            let papers::Preview { png, pages } = self.printer.preview(&caller.person, paper, page).await?;
            return Ok(page_answer(png, pages));
        }
        let papers::Printed { title, bytes } = self.printer.print(&caller.person, paper).await?;
        Ok(pdf_answer(&title, bytes))
    }
}

#[tonic::async_trait]
impl DocumentService for Api {
    async fn get_service_act_document(
        &self,
        request: Request<wire::GetServiceActDocumentRequest>,
    ) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = service_acts::get(read, &caller.scope(), &request.get_ref().name, encryption).await?;
        let act = found.ok_or_else(service_act::unknown)?;
        let case = self.read_case(&caller, &act.case).await?;
        let visit = visits::get(read, &paper::visit_name(&act), encryption).await?;
        let court = self.court_of(&case.region_code).await?;
        let paper = paper::service_return(court, &act, &case, visit.as_ref());
        let paper = paper.ok_or_else(|| Refusal::internal(&"an act of service that can't be read"))?;
        self.print(&caller, paper, request.get_ref().page).await
    }

    async fn get_task_return_form(
        &self,
        request: Request<wire::GetTaskReturnFormRequest>,
    ) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let name = &request.get_ref().name;
        let task = self.get_task(&caller, name).await?.ok_or_else(service_act::form_unknown)?;
        // Of a task that is theirs no more somebody reads no place.
        let region = RegionCode::parse(&task.region_code).map_err(|_| service_act::form_unknown())?;
        if task.kind() != TaskKind::ServiceOfProcess {
            return Err(service_act::no_return_form().into());
        }
        let paper = paper::return_form(self.court_of(&region).await?, &task);
        let paper = paper.ok_or_else(|| Refusal::internal(&"a task that can't be read"))?;
        self.print(&caller, paper, request.get_ref().page).await
    }

    async fn get_batch_document(&self, request: Request<wire::GetBatchDocumentRequest>) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let name = request.get_ref().name.clone();
        let batch: Batch = self.read_one(&request, &name).await?;
        let money = batches::money(self.units.store().read(), &batch, self.units.encryption()).await?;
        let paper = paper::payment_list(self.court_of(&batch.region_code).await?, &batch, &money);
        self.print(&caller, paper, request.get_ref().page).await
    }

    async fn get_supervision_document(
        &self,
        request: Request<wire::GetSupervisionDocumentRequest>,
    ) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let item = self.read_item(&caller, &request.get_ref().name).await?;
        let paper = paper::supervision_order(self.court_of(&item.region_code).await?, &item);
        self.print(&caller, paper, request.get_ref().page).await
    }

    async fn get_money_month_document(
        &self,
        request: Request<wire::GetMoneyMonthDocumentRequest>,
    ) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let (of, figures, differences) = self.read_month(&caller, &request.get_ref().name).await?;
        let mut names = ["", ""].map(String::from);
        if let Some(close) = &of.close {
            let signature = |person, roles, acted| self.register.signature(person, roles, acted, caller.at);
            names[0] = signature(&close.proposer, &[Role::Cashier][..], close.proposed).await;
            if let Some((person, acted)) = &close.confirmed {
                names[1] = signature(person, &[Role::BureauChief, Role::President], *acted).await;
            }
        }
        let court = self.court_of(&of.region_code).await?;
        let paper = month::statement(court, &of, (figures, &differences), names, caller.at);
        self.print(&caller, paper, request.get_ref().page).await
    }

    async fn get_case_notice(&self, request: Request<wire::GetCaseNoticeRequest>) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let case = self.read_case(&caller, &request.get_ref().name).await?;
        let paper = paper::enforcement_notice(self.court_of(&case.region_code).await?, &case);
        self.print(&caller, paper, request.get_ref().page).await
    }

    async fn get_case_record(&self, request: Request<wire::GetCaseRecordRequest>) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let case = self.read_case(&caller, &request.get_ref().name).await?;
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let story = timeline::list(read, &case.name(), None, record::STEPS, encryption).await?;
        let receipts = receipts::of_case(read, case.id, encryption).await?;
        let payouts = payouts::of_cases(read, &[case.id], encryption).await?;
        let court = self.court_of(&case.region_code).await?;
        let paper = record::record(court, &case, story, (&receipts, &payouts), caller.at);
        self.print(&caller, paper, request.get_ref().page).await
    }
}
