//! CaseOpeningService.

mod add;

use kit::{
    access::{Caller, Role},
    domain::{
        reason,
        refusal::{Refusal, Text, Violations},
    },
    storage::list::page,
    unit_of_work::etag,
};
use proto::enforcement::v1::{self as wire, case_opening_service_server::CaseOpeningService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, call, date, money::Known, own_region};
use crate::{
    domain::opening::{self, Officer, Opening},
    messages,
    store::{CaseWork, openings, stored_record},
};

impl Known for Opening {
    fn unknown() -> Refusal {
        opening::unknown()
    }
}

/// Who acts on an opening, by the offices on which the call stands.
fn officer(caller: &Caller) -> Officer {
    let chief = caller.acts_as(Role::BureauChief);
    Officer {
        actor: caller.actor(),
        files: chief || caller.acts_as(Role::Officer),
        leads: chief || caller.acts_as(Role::President),
        is_command: caller.acts_as(Role::Command),
        is_cashier: caller.acts_as(Role::Cashier),
    }
}

#[tonic::async_trait]
impl CaseOpeningService for Api {
    async fn create_case_opening(
        &self,
        request: Request<wire::CreateCaseOpeningRequest>,
    ) -> Answer<wire::CaseOpening> {
        call!(self, request, "CreateCaseOpening" => caller, body, mut work);
        let message = body.case_opening.unwrap_or_default();
        let mut wrong = Violations::new();
        let as_of = message
            .as_of_date
            .as_ref()
            .and_then(|day| wrong.parse("as_of_date", reason::DATE_MALFORMED, date(day)));
        let within = |refusal: Refusal| refusal.within("case_opening");
        wrong.check().map_err(within)?;
        let own = own_region(&caller)?;
        let begun = Opening::begin(Uuid::now_v7(), as_of, &message.note, &own, &caller.person, caller.at);
        let opening = begun.map_err(within)?;
        stored_record::add(work.tx(), std::slice::from_ref(&opening), work.encryption()).await?;
        work.emit(opening.begun());
        Ok(work.commit(messages::opening::to_message(&opening)).await?)
    }

    async fn add_case_opening_rows(
        &self,
        request: Request<wire::AddCaseOpeningRowsRequest>,
    ) -> Answer<wire::AddCaseOpeningRowsResponse> {
        // Without a request id: file and line make it safe to repeat.
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        add::check_places(&body.rows)?;
        let handlers = self.handlers(body.rows.iter().filter_map(add::handler), &caller).await?;
        let work = CaseWork::begin_unkeyed(&self.units, &caller).await?;
        let mut opening: Opening = work.lock_for_update(&body.name).await?;
        opening.may_add(&officer(&caller))?;
        let answer = add::add_rows(&work, &mut opening, body.rows, &handlers).await?;
        Ok(work.commit(answer).await?)
    }

    async fn get_case_opening(
        &self,
        request: Request<wire::GetCaseOpeningRequest>,
    ) -> Answer<wire::CaseOpening> {
        let name = request.get_ref().name.clone();
        let opening: Opening = self.read_one(&request, &name).await?;
        Ok(Response::new(messages::opening::to_message(&opening)))
    }

    async fn list_case_openings(
        &self,
        request: Request<wire::ListCaseOpeningsRequest>,
    ) -> Answer<wire::ListCaseOpeningsResponse> {
        let asked = request.get_ref().clone();
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<Opening, _>(&request, page).await?;
        let case_openings = found.iter().map(messages::opening::to_message).collect();
        Ok(Response::new(wire::ListCaseOpeningsResponse {
            case_openings,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn list_case_opening_rows(
        &self,
        request: Request<wire::ListCaseOpeningRowsRequest>,
    ) -> Answer<wire::ListCaseOpeningRowsResponse> {
        let at = Caller::of(&request)?.at;
        let asked = request.get_ref().clone();
        let limit = page::size(asked.page_size)?;
        let opening: Opening = self.read_one(&request, &asked.parent).await?;
        let question = format!("ListCaseOpeningRows\u{1e}{}\u{1e}{}", opening.id, asked.exceptions_only);
        let after = self.pages.after(&question, &asked.page_token)?;
        let after = after.and_then(|mut after| after.pop()?.parse().ok());
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = openings::list(read, opening.id, asked.exceptions_only, after, limit, encryption).await?;
        let next = found.next.map(|place| self.pages.token(&question, &place));
        let rows = found.rows.iter().map(|row| messages::opening::row(row, at)).collect();
        let next_page_token = next.unwrap_or_default();
        Ok(Response::new(wire::ListCaseOpeningRowsResponse { rows, next_page_token, ..Default::default() }))
    }

    async fn confirm_case_opening(
        &self,
        request: Request<wire::ConfirmCaseOpeningRequest>,
    ) -> Answer<wire::CaseOpening> {
        call!(self, request, "ConfirmCaseOpening" => caller, body, mut work);
        if body.etag.is_empty() || body.etag == "*" {
            let mut wrong = Violations::new();
            let text = Text::new(
                "请先打开这份期初数据，核对合计与例外后再确认。",
                "Open it, read its totals and exceptions, and confirm what you read.",
            );
            wrong.add("etag", reason::REQUIRED, text);
            return Err(wrong.into_refusal().into());
        }
        let mut opening: Opening = work.lock_for_update(&body.name).await?;
        etag::check(&body.etag, opening.version)?;
        let event = opening.confirm(&officer(&caller), caller.at)?;
        stored_record::save(work.tx(), &opening, work.encryption()).await?;
        work.emit(event);
        let answer = work.commit(messages::opening::to_message(&opening)).await?;
        self.confirmed.notify_one();
        Ok(answer)
    }

    async fn withdraw_case_opening(
        &self,
        request: Request<wire::WithdrawCaseOpeningRequest>,
    ) -> Answer<wire::CaseOpening> {
        call!(self, request, "WithdrawCaseOpening" => caller, body, mut work);
        let mut opening: Opening = work.lock_for_update(&body.name).await?;
        let event = opening.withdraw(&body.reason, &officer(&caller), caller.at)?;
        stored_record::save(work.tx(), &opening, work.encryption()).await?;
        work.emit(event);
        Ok(work.commit(messages::opening::to_message(&opening)).await?)
    }
}
