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

use std::collections::HashSet;

use kit::{
    access::Caller,
    domain::{Timestamp, refusal::Refusal},
    events::SharedBody,
    unit_of_work::etag,
};
use law::{closing::Ending, sanctions::Event};
use proto::enforcement::v1::{self as wire, case_service_server::CaseService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, own_region, work};
use crate::{
    domain::{
        Happening,
        case::{self, Case},
    },
    store::{CaseWork, cases, controls, sanctions, timeline, unlinked},
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
            tell_closing(&mut work, &case, caller.at).await?;
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

/// Adds cases and links to them what was told of them by their numbers before they came: their stories, those who were brought under
/// control, and whoever follows the log hears of it. Says which cases are new, and to how many of them something was linked.
pub(crate) async fn add(work: &mut CaseWork, all: &[Case]) -> Result<(HashSet<Uuid>, usize), Refusal> {
    let added = cases::add(work.tx(), all, work.encryption()).await?;
    let new: Vec<&Case> = all.iter().filter(|case| added.contains(&case.id)).collect();
    let linked = unlinked::link(work.tx(), &new, work.encryption()).await?;
    for case in new.iter().filter(|case| linked.contains(&case.name())) {
        work.emit(case.linked());
        count_outcome(work, &case.name()).await?;
    }
    Ok((added, linked.len()))
}

/// The refusal for a number that is taken: who can see the other case is told that there is one, and nobody else is.
pub(crate) async fn taken(work: &CaseWork, caller: &Caller, case: &Case) -> Result<Refusal, Refusal> {
    let known = cases::known(work.tx(), &caller.scope(), [&case.number]).await?;
    let visible = known.visible(&case.number).is_some();
    Ok(if visible { case::exists() } else { case::number_refused() })
}

/// Counts anew what became of a case in which somebody was brought under control.
pub(crate) async fn count_outcome(work: &mut CaseWork, case: &str) -> Result<(), Refusal> {
    let counted = controls::outcome(work.tx(), case, work.encryption()).await?;
    work.measure_anew(counted);
    Ok(())
}

/// What follows from a closing, where there is one: what was imposed has to be lifted, and indicators count it.
pub(crate) async fn tell_closing(work: &mut CaseWork, case: &Case, at: Timestamp) -> Result<(), Refusal> {
    let Some(closing) = &case.closing else { return Ok(()) };
    let event = match closing.ending {
        Ending::Completed => Some(Event::Performed),
        Ending::Terminated => Some(Event::Terminated),
        _ => None,
    };
    if let Some(event) = event {
        for mut sanction in sanctions::take_holding(work.tx(), &case.name(), work.encryption()).await? {
            if let Some(happening) = sanction.owe(event, closing.on, at) {
                sanctions::save(work.tx(), &sanction, work.encryption()).await?;
                work.emit(happening);
            }
        }
    }
    let through = timeline::through_court(work.tx(), &case.name(), work.encryption()).await?;
    work.measure(case.measured_closing(through));
    Ok(())
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
