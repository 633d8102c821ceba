//! MoneyMonthService.

use kit::{access::Caller, domain::refusal::Refusal, unit_of_work::etag};
use proto::enforcement::v1::{self as wire, money_month_service_server::MoneyMonthService};
use sea_orm::ConnectionTrait;
use tonic::{Request, Response};

use super::{Answer, Api, call, money::Known};
use crate::{
    domain::money::{
        money_month::{self, MoneyMonth},
        month::{Figures, MonthName},
        reconciliation::{Difference, differences},
    },
    messages,
    store::{CaseWork, money::months, stored_record},
};

impl Known for MoneyMonth {
    fn unknown() -> Refusal {
        money_month::unknown()
    }
}

#[tonic::async_trait]
impl MoneyMonthService for Api {
    async fn get_money_month(
        &self,
        request: Request<wire::GetMoneyMonthRequest>,
    ) -> Answer<wire::MoneyMonth> {
        let caller = Caller::of(&request)?;
        let (month, figures, differences) = self.read_month(&caller, &request.get_ref().name).await?;
        let progress = months::progress(self.units.store().read(), &month.region_code).await?;
        let next = progress.next().filter(|next| next.end() <= caller.at);
        Ok(Response::new(messages::money_month::to_message(&month, (figures, &differences), next)))
    }

    async fn list_money_months(
        &self,
        request: Request<wire::ListMoneyMonthsRequest>,
    ) -> Answer<wire::ListMoneyMonthsResponse> {
        let asked = request.get_ref().clone();
        let page = (asked.filter.as_str(), asked.page_size, asked.page_token.as_str());
        let (found, next_page_token) = self.read_page::<MoneyMonth, _>(&request, page).await?;
        let money_months = found.iter().map(messages::money_month::in_list).collect();
        Ok(Response::new(wire::ListMoneyMonthsResponse {
            money_months,
            next_page_token,
            ..Default::default()
        }))
    }

    async fn enter_bank_statement(
        &self,
        request: Request<wire::EnterBankStatementRequest>,
    ) -> Answer<wire::MoneyMonth> {
        call!(self, request, "EnterBankStatement" => caller, body, mut work);
        let mut month = lock(&work, &body.name).await?;
        etag::check(&body.etag, month.version)?;
        // What can't be done with the month at all is said before what is wrong with the figures.
        month.can_change(caller.at)?;
        let (tx, encryption) = (work.tx(), work.encryption());
        let before = MonthName { month: month.month.previous(), ..month.month_name() };
        let before =
            months::get(tx, &before, false, encryption).await?.and_then(|month| month.bank_closing());
        let draft = messages::money_month::statement_from(body.bank_statement);
        let statement = draft.check(before).map_err(|refusal| refusal.within("bank_statement"))?;
        let is_new = month.version == 0;
        let event = month.enter(statement, caller.at)?;
        work.emit(event);
        save(work, &month, is_new).await
    }

    async fn propose_money_close(
        &self,
        request: Request<wire::ProposeMoneyCloseRequest>,
    ) -> Answer<wire::MoneyMonth> {
        call!(self, request, "ProposeMoneyClose" => caller, body, mut work);
        let mut month = lock(&work, &body.name).await?;
        etag::check(&body.etag, month.version)?;
        month.can_change(caller.at)?;
        let said = body.explanations.into_iter().map(|one| (one.difference, one.explanation));
        month.explain(said.collect())?;
        // From here on nothing is written into the month, so that what is read now is what it will always hold.
        months::freeze(work.tx(), &month.month_name()).await?;
        let progress = months::progress(work.tx(), &month.region_code).await?;
        let found = compared(work.tx(), &month, work.encryption()).await?;
        let event = month.propose(found, progress, &caller.actor(), caller.at)?;
        work.emit(event);
        save(work, &month, false).await
    }

    async fn confirm_money_close(
        &self,
        request: Request<wire::ConfirmMoneyCloseRequest>,
    ) -> Answer<wire::MoneyMonth> {
        call!(self, request, "ConfirmMoneyClose" => caller, body, mut work);
        let mut month = lock(&work, &body.name).await?;
        etag::check(&body.etag, month.version)?;
        let event = month.confirm(&caller.actor(), caller.at)?;
        months::close(work.tx(), &month.month_name()).await?;
        work.emit(event);
        save(work, &month, false).await
    }

    async fn return_money_close(
        &self,
        request: Request<wire::ReturnMoneyCloseRequest>,
    ) -> Answer<wire::MoneyMonth> {
        call!(self, request, "ReturnMoneyClose" => caller, body, mut work);
        let mut month = lock(&work, &body.name).await?;
        etag::check(&body.etag, month.version)?;
        let event = month.give_back(&body.reason, &caller.actor(), caller.at)?;
        work.explain(&body.reason);
        work.emit(event);
        save(work, &month, false).await
    }
}

impl Api {
    /// A month that has begun, in the caller's scope, with what the ledger says of it and where the bank differs.
    pub(crate) async fn read_month(
        &self,
        caller: &Caller,
        name: &str,
    ) -> Result<(MoneyMonth, Figures, Vec<Difference>), Refusal> {
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let name = named(caller, name)?;
        let month = months::get(read, &name, false, encryption).await?;
        let month = month.unwrap_or_else(|| MoneyMonth::open(&name, caller.at));
        let (figures, differences) = compared(read, &month, encryption).await?;
        Ok((month, figures, differences))
    }
}

/// Which month of which court a name means; refused where it has not begun or is not the caller's to see.
fn named(caller: &Caller, name: &str) -> Result<MonthName, Refusal> {
    let name = MonthName::parse(name).ok_or_else(money_month::unknown)?;
    let admitted = caller.scope().admits(Some(name.region_code.as_str()), None, None);
    if !admitted || name.month.start() > caller.at {
        return Err(money_month::unknown());
    }
    Ok(name)
}

/// Takes a month, kept from others until the end; one of which nothing is stored where there is none.
async fn lock(work: &CaseWork, name: &str) -> Result<MoneyMonth, Refusal> {
    let name = named(work.caller(), name)?;
    let month = months::get(work.tx(), &name, true, work.encryption()).await?;
    Ok(month.unwrap_or_else(|| MoneyMonth::open(&name, work.caller().at)))
}

/// What the ledger says of a month, and where the bank differs: as it was proposed, or as it is now.
async fn compared(
    connection: &impl ConnectionTrait,
    month: &MoneyMonth,
    encryption: &kit::storage::Encryption,
) -> Result<(Figures, Vec<Difference>), Refusal> {
    if let Some(close) = &month.close {
        return Ok((close.figures, close.differences.clone()));
    }
    let figures = months::figures(connection, month, encryption).await?;
    let Some(statement) = &month.statement else { return Ok((figures, Vec::new())) };
    let movements = if statement.rows.is_empty() {
        Vec::new()
    } else {
        months::movements(connection, &month.month_name()).await?
    };
    Ok((figures, differences(figures, &movements, statement, &month.explanations)))
}

/// Saves a month that changed, and commits.
async fn save(work: CaseWork, month: &MoneyMonth, is_new: bool) -> Answer<wire::MoneyMonth> {
    let (tx, encryption) = (work.tx(), work.encryption());
    if is_new {
        if stored_record::add(tx, std::slice::from_ref(month), encryption).await? == 0 {
            return Err(stored_record::entered_meanwhile().into());
        }
    } else {
        stored_record::save(tx, month, encryption).await?;
    }
    let (figures, differences) = compared(tx, month, encryption).await?;
    let next = months::progress(tx, &month.region_code).await?.next();
    let next = next.filter(|next| next.end() <= work.caller().at);
    let message = messages::money_month::to_message(month, (figures, &differences), next);
    Ok(work.commit(message).await?)
}
