//! CaseService.

mod correct;
#[cfg(test)]
mod deadline_tests;
pub(crate) mod import;
mod read;
#[cfg(test)]
pub(crate) mod tests;

use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Refusal, Text, Violations},
    },
    events::SharedBody,
    storage::list::{Place, page},
    unit_of_work::etag,
};
use law::deadline::Ground;
use proto::enforcement::v1::{self as wire, case_service_server::CaseService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api,
    belonging::{call_on_belonging, work_on_belonging},
    date, own_region,
};
use crate::{
    domain::{
        DomainEvent,
        case::{self, Case},
        money::amount,
    },
    effects::cases::{add, count_outcome, locked, on_case_closed},
    messages,
    store::{CaseWork, Record, case_deadlines, case_list, cases, money::payouts, timeline},
};

type Watching = SharedBody<wire::EnforcementEvent>;

impl Api {
    /// Changes one case: takes it, looks at the version, lets the domain decide, keeps all of it.
    async fn change(
        &self,
        caller: &Caller,
        mut work: CaseWork,
        (name, etag): (&str, &str),
        decide: impl FnOnce(&mut Case) -> Result<DomainEvent, Refusal> + Send,
    ) -> Answer<wire::Case> {
        let locked = cases::lock_for_update(work.tx(), &caller.scope(), name, work.encryption()).await?;
        let mut case = locked.ok_or_else(case::unknown)?;
        etag::check(etag, case.version)?;
        let before = case.closing.is_some();
        let event = decide(&mut case)?;
        work.emit(event);
        if !before {
            on_case_closed(&mut work, &case, caller.at).await?;
        }
        cases::save(work.tx(), &case, work.encryption()).await?;
        count_outcome(&mut work, &case.name()).await?;
        Ok(self.with_court(work.commit(messages::case::to_message(&case)).await?).await)
    }
}

#[tonic::async_trait]
impl CaseService for Api {
    type WatchCaseEventsStream = Watching;

    async fn create_case(&self, request: Request<wire::CreateCaseRequest>) -> Answer<wire::Case> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let draft = messages::case::draft_from(body.case.clone().unwrap_or_default());
        let handlers = self.handlers([draft.handler.as_str()], &caller).await?;
        let mut work = work_on_belonging!(self, caller, body, "CreateCase");
        let checked =
            draft.check(Uuid::now_v7(), &own_region(&caller)?, &caller.person, &handlers, caller.at);
        let case = checked.map_err(|refusal| refusal.within("case"))?;
        let (added, _) = add(&mut work, std::slice::from_ref(&case)).await?;
        if added.is_empty() {
            return Err(locked(&work, &caller, &case).await?.into());
        }
        if case.number.is_of_paper() {
            // Dropped, the work never was.
            return Err(case::number_of_paper().into());
        }
        work.emit(case.filed());
        work.measure([case.measured_filing()]);
        Ok(self.with_court(work.commit(messages::case::to_message(&case)).await?).await)
    }

    async fn import_cases(
        &self,
        request: Request<wire::ImportCasesRequest>,
    ) -> Answer<wire::ImportCasesResponse> {
        // Without a request id: the number of a case makes it safe to repeat.
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (kind, file) = import::of_all(&body)?;
        let named = body.rows.iter().filter_map(|row| row.case.as_ref()).map(|case| case.handler.as_str());
        let handlers = self.handlers(named, &caller).await?;
        let mut work = CaseWork::begin_unkeyed(&self.units, &caller).await?;
        let answer = import::enter_rows(&mut work, body.rows, (kind, &file), &handlers).await?;
        if body.validate_only {
            // Dropped before it is finished, it never was.
            return Ok(Response::new(answer));
        }
        Ok(work.commit(answer).await?)
    }

    async fn get_case(&self, request: Request<wire::GetCaseRequest>) -> Answer<wire::Case> {
        let caller = Caller::of(&request)?;
        let mut case = messages::case::to_message(&self.read_case(&caller, &request.get_ref().name).await?);
        self.name_courts([&mut case]).await;
        Ok(Response::new(case))
    }

    async fn get_case_parties(
        &self,
        request: Request<wire::GetCasePartiesRequest>,
    ) -> Answer<wire::GetCasePartiesResponse> {
        let caller = Caller::of(&request)?;
        let case = self.read_case(&caller, &request.get_ref().name).await?;
        let parties = messages::case::parties(&case, |identity| identity.expose().to_owned());
        Ok(Response::new(wire::GetCasePartiesResponse { parties }))
    }

    async fn list_cases(&self, request: Request<wire::ListCasesRequest>) -> Answer<wire::ListCasesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let scope = caller.scope();
        let asked = format!("ListCases\u{1e}{}\u{1e}{scope:?}", body.filter);
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = case_list::list(read, &scope, &body.filter, (after, limit), encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        let next_page_token = next.unwrap_or_default();
        let mut cases: Vec<_> = found.rows.iter().map(messages::case::to_message).collect();
        self.name_courts(&mut cases).await;
        Ok(Response::new(wire::ListCasesResponse { cases, next_page_token, ..Default::default() }))
    }

    async fn count_cases(
        &self,
        request: Request<wire::CountCasesRequest>,
    ) -> Answer<wire::CountCasesResponse> {
        let caller = Caller::of(&request)?;
        let wire::CountCasesRequest { filter, group_by } = request.get_ref();
        let counts = case_list::COUNTS.answer(self.units.store().read(), &caller, (filter, group_by)).await?;
        Ok(Response::new(wire::CountCasesResponse { counts }))
    }

    async fn update_case(&self, request: Request<wire::UpdateCaseRequest>) -> Answer<wire::Case> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let written = body.case.clone().unwrap_or_default();
        let fields = correct::fields(&body, &written)?;
        // Who handles the case may not be a party of it: asked before the transaction, which never waits for the network.
        let handler = self.read_case(&caller, &written.name).await?.handler;
        let handlers = self.handlers([handler.as_str()], &caller).await?;
        let mut work = work_on_belonging!(self, caller, body, "UpdateCase");
        let locked =
            cases::lock_for_update(work.tx(), &caller.scope(), &written.name, work.encryption()).await?;
        let mut case = locked.ok_or_else(case::unknown)?;
        etag::check(&body.etag, case.version)?;
        let (draft, by) =
            (messages::case::draft_from(written), (&caller.actor(), caller.acts_as(Role::BureauChief)));
        let corrected = case.correct(draft, &fields, &body.reason, by, &handlers, caller.at);
        let (event, changed) = corrected?;
        work.explain(&body.reason);
        work.emit(event);
        correct::save(&mut work, &case, &changed).await?;
        Ok(self.with_court(work.commit(messages::case::to_message(&case)).await?).await)
    }

    async fn assign_handler(&self, request: Request<wire::AssignHandlerRequest>) -> Answer<wire::Case> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        // Asked before the transaction, which never waits for the network.
        let before = self.read_case(&caller, &body.name).await?.handler;
        let handlers = self.handlers([before.as_str(), body.handler.as_str()], &caller).await?;
        let mut work = work_on_belonging!(self, caller, body, "AssignHandler");
        work.explain(&body.reason);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.assign_handler((&body.handler, &body.reason), &caller.actor(), &handlers, caller.at)
        })
        .await
    }

    async fn list_case_timeline(
        &self,
        request: Request<wire::ListCaseTimelineRequest>,
    ) -> Answer<wire::ListCaseTimelineResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let case = self.read_case(&caller, &body.parent).await?;
        let asked = format!("ListCaseTimeline\u{1e}{}", case.id);
        let after = self.pages.after(&asked, &body.page_token)?.and_then(read::place);
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = timeline::list(read, &case.name(), after, limit, encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        let next_page_token = next.unwrap_or_default();
        let entries = found.rows.into_iter().map(|entry| wire::TimelineEntry {
            time: entry.at.map(Timestamp::to_timestamp),
            source: entry.source,
            kind: entry.kind,
            subject: entry.subject,
            summary: entry.summary,
            person: entry.person,
            amount_fen: entry.amount_fen,
            reason: entry.reason,
        });
        Ok(Response::new(wire::ListCaseTimelineResponse {
            entries: entries.collect(),
            next_page_token,
            ..Default::default()
        }))
    }

    async fn list_case_deadlines(
        &self,
        request: Request<wire::ListCaseDeadlinesRequest>,
    ) -> Answer<wire::ListCaseDeadlinesResponse> {
        let caller = Caller::of(&request)?;
        let case = self.read_case(&caller, &request.get_ref().parent).await?;
        let notices = self.notices_sent(&case.name()).await?;
        Ok(Response::new(messages::case::deadlines(&case, &notices, caller.at)))
    }

    async fn list_deadlines(
        &self,
        request: Request<wire::ListDeadlinesRequest>,
    ) -> Answer<wire::ListDeadlinesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (limit, scope) = (page::size(body.page_size)?, caller.scope());
        let asked = format!("ListDeadlines\u{1e}{}\u{1e}{scope:?}", body.filter);
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        let read = self.units.store().read();
        let found = case_deadlines::list(read, &scope, &body.filter, (after, limit)).await?;
        let ids: Vec<Uuid> = found.rows.iter().map(|row| row.case).collect();
        let cases = cases::of_ids(read, &ids, self.units.encryption()).await?;
        let deadlines = found.rows.into_iter().filter_map(|row| {
            messages::case::running_deadline(cases.get(&row.case)?, row.kind, row.met, caller.at)
        });
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        Ok(Response::new(wire::ListDeadlinesResponse {
            deadlines: deadlines.collect(),
            next_page_token: next.unwrap_or_default(),
            ..Default::default()
        }))
    }

    async fn suspend_case(&self, request: Request<wire::SuspendCaseRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "SuspendCase" => caller, body, work);
        let ground = match body.ground() {
            wire::SuspensionGround::Unspecified => None,
            wire::SuspensionGround::AuditAppraisal => Some(Ground::AuditAppraisal),
            wire::SuspensionGround::Suspension => Some(Ground::Suspension),
            wire::SuspensionGround::SettlementOrSecurity => Some(Ground::SettlementOrSecurity),
            wire::SuspensionGround::SuperiorNotice => Some(Ground::SuperiorNotice),
            wire::SuspensionGround::Auction => Some(Ground::Auction),
            wire::SuspensionGround::JurisdictionDispute => Some(Ground::JurisdictionDispute),
        };
        let mut v = Violations::new();
        if ground.is_none() {
            v.add("ground", reason::REQUIRED, Text::new("请选择情形。", "Say on which ground."));
            v.text("reason", &body.reason, 500);
        }
        v.check()?;
        let ground = ground.unwrap_or(Ground::Suspension);
        let (name, etag) = (body.name.as_str(), body.etag.as_str());
        self.change(&caller, work, (name, etag), |case| case.suspend(ground, &body.reason, caller.at)).await
    }

    async fn resume_case(&self, request: Request<wire::ResumeCaseRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "ResumeCase" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| case.resume(caller.at)).await
    }

    async fn extend_case(&self, request: Request<wire::ExtendCaseRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "ExtendCase" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.extend(body.months, &body.reason, body.high_court_record, &caller.actor(), caller.at)
        })
        .await
    }

    async fn decide_extension(&self, request: Request<wire::DecideExtensionRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "DecideExtension" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.decide_extension(body.approve, &body.reason, &caller.actor(), caller.at)
        })
        .await
    }

    async fn settle_case(&self, request: Request<wire::SettleCaseRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "SettleCase" => caller, body, work);
        let settlement = messages::case::settlement_from(body.settlement.clone().unwrap_or_default())?;
        let agent = body.signed_by_agent.then_some(body.agent_has_special_authority);
        self.change(&caller, work, (&body.name, &body.etag), |case| case.settle(settlement, agent, caller.at))
            .await
    }

    async fn end_settlement(&self, request: Request<wire::EndSettlementRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "EndSettlement" => caller, body, work);
        let mut v = Violations::new();
        let paid = amount::bounded(&mut v, "paid_fen", body.paid_fen).unwrap_or_default();
        v.check()?;
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.end_settlement(body.performed, paid, &body.repudiation, caller.at)
        })
        .await
    }

    async fn request_closing(&self, request: Request<wire::RequestClosingRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "RequestClosing" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.request_closing(&body.reason, &caller.actor(), caller.at)
        })
        .await
    }

    async fn reject_closing(&self, request: Request<wire::RejectClosingRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "RejectClosing" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.reject_closing(&body.reason, &caller.actor(), caller.at)
        })
        .await
    }

    async fn approve_closing(&self, request: Request<wire::ApproveClosingRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "ApproveClosing" => caller, body, work);
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            case.approve_closing(&caller.actor(), caller.at)
        })
        .await
    }

    async fn close_case(&self, request: Request<wire::CloseCaseRequest>) -> Answer<wire::Case> {
        call_on_belonging!(self, request, "CloseCase" => caller, body, mut work);
        let mut v = Violations::new();
        let ending = messages::case::ending_from(body.ending());
        if ending.is_none() {
            v.add("ending", reason::REQUIRED, Text::new("请选择结案方式。", "Say how it ends."));
        }
        let on = match &body.date {
            None => Some(caller.at.legal_day()),
            Some(message) => v.parse("date", reason::DATE_MALFORMED, date(message)),
        };
        let (Some(ending), Some(on)) = (ending, on) else { return Err(v.into_refusal().into()) };
        let facts = body.facts.clone().unwrap_or_default();
        let discharges: Vec<_> =
            facts.discharges.iter().cloned().map(messages::case::discharge_from).collect();
        let ticks = messages::case::ticks_from(facts);
        let paid = payouts::paid_of_case(work.tx(), &body.name, work.encryption()).await?;
        let evidence = discharges.iter().flat_map(|discharge| discharge.evidence.clone()).collect();
        work.record(&body.name, Record { evidence, ..Record::default() });
        self.change(&caller, work, (&body.name, &body.etag), |case| {
            let event = case.close(ending, on, &ticks, &caller.actor(), caller.at)?;
            case.satisfy(ending, paid, discharges)?;
            Ok(event)
        })
        .await
    }

    async fn watch_case_events(&self, request: Request<wire::WatchCaseEventsRequest>) -> Answer<Watching> {
        let caller = Caller::of(&request)?;
        // Nobody has a case and loses it: there is nobody to take leave of.
        Ok(self.log.answer(&caller, &request.get_ref().cursor, |_| Vec::new())?)
    }
}
