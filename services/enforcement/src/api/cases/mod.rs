//! CaseService.

mod acts;
mod correct;
pub(crate) mod import;
mod read;
#[cfg(test)]
pub(crate) mod tests;
pub(crate) mod view;
mod words;

pub(crate) use words::identity_draft;

use kit::{access::Caller, domain::refusal::Refusal, events::SharedBody, unit_of_work::etag};
use proto::enforcement::v1::{self as wire, case_service_server::CaseService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, own_region, work};
use crate::{
    domain::{
        Happening,
        case::{self, Case},
    },
    effects::cases::{add, count_outcome, on_case_closed, taken},
    store::{CaseWork, cases},
};

type Watching = SharedBody<wire::EnforcementEvent>;

impl Api {
    /// Changes one case: takes it, looks at the version, lets the domain decide, keeps all of it.
    async fn change(
        &self,
        caller: &Caller,
        mut work: CaseWork,
        (name, etag): (&str, &str),
        decide: impl FnOnce(&mut Case) -> Result<Happening, Refusal> + Send,
    ) -> Answer<wire::Case> {
        let taken = cases::take(work.tx(), &caller.scope(), name, work.encryption()).await?;
        let mut case = taken.ok_or_else(case::unknown)?;
        etag::check(etag, case.version)?;
        let before = case.closing.is_some();
        let happening = decide(&mut case)?;
        work.emit(happening);
        if !before {
            on_case_closed(&mut work, &case, caller.at).await?;
        }
        cases::save(work.tx(), &case, work.encryption()).await?;
        count_outcome(&mut work, &case.name()).await?;
        Ok(work.commit(view::case(&case)).await?)
    }

    async fn create(&self, request: Request<wire::CreateCaseRequest>) -> Answer<wire::Case> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let draft = words::draft(body.case.clone().unwrap_or_default());
        let handlers = self.handlers([draft.handler.as_str()], &caller).await?;
        let mut work = work!(self, caller, body, "CreateCase");
        let checked =
            draft.check(Uuid::now_v7(), &own_region(&caller)?, &caller.person, &handlers, caller.at);
        let case = checked.map_err(|refusal| refusal.within("case"))?;
        let (added, _) = add(&mut work, std::slice::from_ref(&case)).await?;
        if added.is_empty() {
            return Err(taken(&work, &caller, &case).await?.into());
        }
        if case.number.is_of_paper() {
            // Dropped, the work never was.
            return Err(case::number_of_paper().into());
        }
        work.emit(case.filed());
        work.measure([case.measured_filing()]);
        Ok(work.commit(view::case(&case)).await?)
    }
}

#[tonic::async_trait]
impl CaseService for Api {
    type WatchCaseEventsStream = Watching;

    async fn create_case(&self, request: Request<wire::CreateCaseRequest>) -> Answer<wire::Case> {
        self.belonging(self.create(request)).await
    }

    async fn import_cases(
        &self,
        request: Request<wire::ImportCasesRequest>,
    ) -> Answer<wire::ImportCasesResponse> {
        self.import(request).await
    }

    async fn get_case(&self, request: Request<wire::GetCaseRequest>) -> Answer<wire::Case> {
        let caller = Caller::of(&request)?;
        let mut case = view::case(&self.read_case(&caller, &request.get_ref().name).await?);
        self.name_courts([&mut case]).await;
        Ok(Response::new(case))
    }

    async fn list_cases(&self, request: Request<wire::ListCasesRequest>) -> Answer<wire::ListCasesResponse> {
        self.list(request).await
    }

    async fn update_case(&self, request: Request<wire::UpdateCaseRequest>) -> Answer<wire::Case> {
        self.belonging(self.correct(request)).await
    }

    async fn list_case_timeline(
        &self,
        request: Request<wire::ListCaseTimelineRequest>,
    ) -> Answer<wire::ListCaseTimelineResponse> {
        self.timeline(request).await
    }

    async fn list_case_deadlines(
        &self,
        request: Request<wire::ListCaseDeadlinesRequest>,
    ) -> Answer<wire::ListCaseDeadlinesResponse> {
        let caller = Caller::of(&request)?;
        let case = self.read_case(&caller, &request.get_ref().parent).await?;
        let notices = self.notices_sent(&case.name()).await?;
        Ok(Response::new(view::deadlines(&case, &notices, caller.at)))
    }

    async fn suspend_case(&self, request: Request<wire::SuspendCaseRequest>) -> Answer<wire::Case> {
        self.belonging(self.suspend(request)).await
    }

    async fn resume_case(&self, request: Request<wire::ResumeCaseRequest>) -> Answer<wire::Case> {
        self.belonging(self.resume(request)).await
    }

    async fn extend_case(&self, request: Request<wire::ExtendCaseRequest>) -> Answer<wire::Case> {
        self.belonging(self.extend(request)).await
    }

    async fn decide_extension(&self, request: Request<wire::DecideExtensionRequest>) -> Answer<wire::Case> {
        self.belonging(self.decide(request)).await
    }

    async fn settle_case(&self, request: Request<wire::SettleCaseRequest>) -> Answer<wire::Case> {
        self.belonging(self.settle(request)).await
    }

    async fn end_settlement(&self, request: Request<wire::EndSettlementRequest>) -> Answer<wire::Case> {
        self.belonging(self.end(request)).await
    }

    async fn approve_closing(&self, request: Request<wire::ApproveClosingRequest>) -> Answer<wire::Case> {
        self.belonging(self.approve(request)).await
    }

    async fn close_case(&self, request: Request<wire::CloseCaseRequest>) -> Answer<wire::Case> {
        self.belonging(self.close(request)).await
    }

    async fn watch_case_events(&self, request: Request<wire::WatchCaseEventsRequest>) -> Answer<Watching> {
        let caller = Caller::of(&request)?;
        // Nobody has a case and loses it: there is nobody to take leave of.
        Ok(self.log.answer(&caller, &request.get_ref().cursor, |_| Vec::new())?)
    }
}

/// Reads a body's caller and claims its call.
macro_rules! act {
    ($api:ident, $request:ident, $method:literal => $caller:ident, $body:ident, $work:ident) => {
        let $caller = Caller::of(&$request)?;
        let $body = $request.into_inner();
        let $work = work!($api, $caller, $body, $method);
    };
}
use act;
