//! Requests on the wire.

use kit::{
    access::{Caller, Role, Scope},
    domain::{
        reason,
        refusal::{Refusal, Text, Violations},
    },
    fresh, mutation,
    rpc::pdf_answer,
    unit_of_work::{IdempotencyKey, Mutation, UnitOfWork, etag},
};
use law::identifiers::RegionCode;
use proto::{
    google::api::HttpBody,
    investigation::v1::{self as wire, assist_request_service_server::AssistRequestService},
};
use sea_orm::DatabaseTransaction;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{
    Answer, Api, ListCall, Watching, events,
    import::{self, Rows},
    region_of, request_import, request_paper,
};
use crate::{
    domain::{
        case_lookup::CaseLookup,
        catalogue::{EQUITY_LIFT, Matter},
        duty::Duty,
        event_kind::EventKind,
        freeze::{EquityFreeze, Publication},
        reading::Identity,
        request::{AssistRequest, Effect, Ground},
        seizure::{Seizure, SeizureState},
        seizure_queue,
        watch_draft::Author,
    },
    log_events::{Shown as _, emit, emit_queue_events, id_of, unknown},
    messages::{self, values::WireEnum as _},
    store::{debtors, seizures, stored_record},
};

impl Api {
    fn matter(&self, request: &AssistRequest) -> Result<&Matter, Refusal> {
        self.catalogue.matter(&request.matter).ok_or_else(|| {
            let mut v = Violations::new();
            let text = Text::new("事项目录中已没有这个事项。", "The catalogue no longer has this matter.");
            v.add("matter", reason::MATTER_UNKNOWN, text);
            v.into_refusal()
        })
    }

    /// Where the holder of frozen equity lives, by the last fact that says so.
    async fn residence(
        &self,
        tx: &DatabaseTransaction,
        freeze: &EquityFreeze,
        region_code: &RegionCode,
    ) -> Result<String, Refusal> {
        let Some(key) = freeze.holder.identity.as_ref().and_then(Identity::key) else {
            return Ok(String::new());
        };
        let index = debtors::person(self.encryption(), &key);
        let debtor = debtors::of_number(tx, self.encryption(), region_code.as_str(), index).await?;
        Ok(debtor.and_then(|debtor| debtor.residence().map(str::to_owned)).unwrap_or_default())
    }

    /// Enters a freeze that was just published in the queue and makes the duties that follow.
    async fn publish(
        &self,
        work: &mut UnitOfWork,
        request: &mut AssistRequest,
        caller: &Caller,
    ) -> Result<(), Refusal> {
        let (encryption, at) = (self.encryption(), caller.at);
        let (Some(freeze), Some(feedback)) = (&request.freeze, request.feedbacks.last()) else {
            return Ok(());
        };
        let of = (&request.case, &request.region_code, request.id);
        let proposer = request.authors.first().map(String::as_str).unwrap_or_default();
        let mut seizure = Seizure::of_freeze(freeze, of, proposer, at);
        seizure.id = Uuid::now_v7();
        let (id, published) = (seizure.id, feedback.published.unwrap_or(at));
        let mut all = seizures::lock_queue(work.tx(), encryption, seizure).await?;
        let events = seizure_queue::publish(&mut all, id, published, &feedback.notice_number, at)?;
        for one in &all {
            if one.id == id {
                stored_record::add(work.tx(), std::slice::from_ref(one), encryption).await?;
            } else {
                stored_record::save(work.tx(), one, encryption).await?;
            }
        }
        let residence = self.residence(work.tx(), freeze, &request.region_code).await?;
        let of = ((id, request.id), (proposer, &*residence));
        let duties: Vec<Duty> =
            Duty::after_freeze(freeze, of.0, of.1, &request.case, &request.region_code, at)
                .into_iter()
                .map(|duty| Duty { id: Uuid::now_v7(), ..duty })
                .collect();
        stored_record::add(work.tx(), &duties, encryption).await?;
        let queued = all.iter().any(|one| one.id == id && one.state == SeizureState::Waiting);
        let number = feedback.notice_number.clone();
        request.note_publication(Publication { at: published, number, seizure: id, queued });
        emit(work, &[(&*request, EventKind::RequestAnswered)]).await?;
        emit_queue_events(work, &all, &events).await?;
        let duties: Vec<_> = duties.iter().map(|duty| (duty, EventKind::DutyCreated)).collect();
        emit(work, &duties).await
    }
}

impl Api {
    /// The seizures of equity that the case of a request holds or waits for: one of them is what it lifts.
    async fn held_equity(
        &self,
        caller: &Caller,
        request: Option<&wire::AssistRequest>,
    ) -> Result<Vec<Seizure>, Refusal> {
        match request {
            Some(request) if request.matter.trim() == EQUITY_LIFT && !request.case.trim().is_empty() => {
                let (read, case) = (self.store.read(), request.case.trim());
                seizures::live_equity_of_case(read, self.encryption(), &caller.scope(), case).await
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Releases in the queue what a unit has lifted, and lets the next follow. What was released by hand meanwhile stays as it is.
    async fn lift(
        &self,
        work: &mut UnitOfWork,
        request: &AssistRequest,
        seizure: Uuid,
        caller: &Caller,
    ) -> Result<(), Refusal> {
        let encryption = self.encryption();
        let Some(one) =
            stored_record::get::<Seizure>(work.tx(), encryption, &Scope::everything(), seizure).await?
        else {
            return Ok(());
        };
        let mut all = seizures::lock_queue(work.tx(), encryption, one).await?;
        let live = all.iter().any(|one| one.id == seizure && one.state_on(caller.at.legal_day()).is_live());
        if !live {
            return Ok(());
        }
        let reason = format!("协作单位已办理解除冻结（{}）", request.name());
        let events =
            seizure_queue::end(&mut all, seizure, seizure_queue::Ending::Released, &reason, caller.at)?;
        for one in &all {
            stored_record::save(work.tx(), one, encryption).await?;
        }
        emit_queue_events(work, &all, &events).await
    }
}

#[tonic::async_trait]
impl AssistRequestService for Api {
    type WatchAssistRequestsStream = Watching<wire::RequestEvent>;

    async fn create_assist_request(
        &self,
        request: Request<wire::CreateAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreateAssistRequest", &body)?;
        let region = region_of(&caller)?;
        if let Some(message) = &mut body.request {
            let question = CaseLookup::named(&message.case, &message.case_number);
            message.case_number = self.check_case(&caller, "request", question).await?;
            self.take_parties(&caller, message).await?;
        }
        let held = self.held_equity(&caller, body.request.as_ref()).await?;
        let made = messages::request::draft_from(body.request.as_ref()).and_then(|draft| {
            let filing = draft
                .check(&self.catalogue, caller.at)
                .and_then(|filing| filing.lifting(&held))
                .map_err(|refusal| refusal.within("request"))?;
            let request = AssistRequest::file(filing, Uuid::now_v7(), region, &caller.person, caller.at);
            Ok((request, EventKind::RequestCreated))
        });
        self.create(&caller, &key, made).await
    }

    async fn update_assist_request(
        &self,
        request: Request<wire::UpdateAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "UpdateAssistRequest", &body)?;
        let name = body.request.as_ref().map(|request| request.name.clone()).unwrap_or_default();
        if let Some(message) = &mut body.request {
            let question = CaseLookup::named(&message.case, &message.case_number);
            message.case_number = self.check_case(&caller, "request", question).await?;
            self.take_parties(&caller, message).await?;
        }
        let held = self.held_equity(&caller, body.request.as_ref()).await?;
        let filing = messages::request::draft_from(body.request.as_ref()).and_then(|draft| {
            draft
                .check(&self.catalogue, caller.at)
                .and_then(|filing| filing.lifting(&held))
                .map_err(|refusal| refusal.within("request"))
        });
        let mutation = Mutation { caller: &caller, key, name: &name, etag: &body.etag };
        self.act(mutation, |request: &mut AssistRequest| request.rewrite(filing?, &caller.person, caller.at))
            .await
    }

    async fn get_assist_request(
        &self,
        request: Request<wire::GetAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        let caller = Caller::of(&request)?;
        let found: AssistRequest = self.find(&caller, &request.get_ref().name).await?;
        // Their own unit's alone: a clerk who also holds an office of the court reads as the court elsewhere.
        let whole = caller.acts_as(Role::UnitClerk) && caller.scope().units.contains(&found.unit);
        Ok(Response::new(messages::request::to_message(&found, caller.at, whole)))
    }

    async fn get_assist_request_document(
        &self,
        request: Request<wire::GetAssistRequestDocumentRequest>,
    ) -> Answer<HttpBody> {
        let caller = Caller::of(&request)?;
        let found: AssistRequest = self.find(&caller, &request.get_ref().name).await?;
        let court = (&self.peoples_courts.of(&found.region_code).await?).into();
        let paper = request_paper::notice(court, &self.catalogue, &found)?;
        let papers::Printed { title, bytes } = self.printer.print(&caller.person, paper).await?;
        Ok(pdf_answer(&title, bytes))
    }

    async fn list_assist_requests(
        &self,
        request: Request<wire::ListAssistRequestsRequest>,
    ) -> Answer<wire::ListAssistRequestsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        // Taken before the rows: a watch from here on shows again what the page shows, and never less.
        let watch_cursor = self.log.cursor();
        let call = ListCall {
            method: "ListAssistRequests",
            filter: &body.filter,
            order_by: "",
            page_size: body.page_size,
            page_token: &body.page_token,
        };
        let (requests, next_page_token) = self.page::<AssistRequest>(&caller, call).await?;
        let requests = requests.iter().map(|request| request.show(caller.at)).collect();
        Ok(Response::new(wire::ListAssistRequestsResponse {
            requests,
            next_page_token,
            watch_cursor,
            ..Default::default()
        }))
    }

    async fn count_assist_requests(
        &self,
        request: Request<wire::CountAssistRequestsRequest>,
    ) -> Answer<wire::CountAssistRequestsResponse> {
        let caller = Caller::of(&request)?;
        let wire::CountAssistRequestsRequest { filter, group_by } = request.get_ref();
        let counts =
            crate::store::requests::COUNTS.answer(self.store.read(), &caller, (filter, group_by)).await?;
        Ok(Response::new(wire::CountAssistRequestsResponse { counts }))
    }

    async fn watch_assist_requests(
        &self,
        request: Request<wire::WatchAssistRequestsRequest>,
    ) -> Result<Response<Self::WatchAssistRequestsStream>, Status> {
        let caller = Caller::of(&request)?;
        let stream = events::watch(&self.log, &caller, &request.get_ref().cursor, |event| {
            let wire::InvestigationEvent { cursor, kind, resource, .. } = event;
            match resource {
                Some(wire::investigation_event::Resource::Request(request)) => {
                    Some(wire::RequestEvent { cursor, kind, request: Some(request) })
                }
                _ => None,
            }
        })?;
        Ok(Response::new(stream))
    }

    async fn submit_assist_request(
        &self,
        request: Request<wire::SubmitAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        mutation!(request, "SubmitAssistRequest" => caller, body, mutation);
        self.act(mutation, |request: &mut AssistRequest| {
            let matter = self.matter(request)?;
            request.submit(matter, &caller.actor(), caller.at)
        })
        .await
    }

    async fn receive_assist_request(
        &self,
        request: Request<wire::ReceiveAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        mutation!(request, "ReceiveAssistRequest" => caller, body, mutation);
        self.act(mutation, |request: &mut AssistRequest| request.receive(&caller.person, caller.at)).await
    }

    /// Not a plain act: a freeze that is published enters the queue with its answer, and one that is lifted is released on it.
    async fn feedback_assist_request(
        &self,
        request: Request<wire::FeedbackAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        mutation!(request, "FeedbackAssistRequest" => caller, body, mutation);
        let draft = messages::request::feedback_from(body.feedback.as_ref());
        let mut work = fresh!(self.units.begin(&mutation.key));
        let mut taken: AssistRequest = self.lock(&work, &mutation).await?;
        match taken.answer(&draft?, &caller.person, caller.at)? {
            Effect::Publishes => self.publish(&mut work, &mut taken, &caller).await?,
            Effect::Lifts(seizure) => {
                emit(&mut work, &[(&taken, EventKind::RequestAnswered)]).await?;
                self.lift(&mut work, &taken, seizure, &caller).await?;
            }
            Effect::Nothing => {
                emit(&mut work, &[(&taken, EventKind::RequestAnswered)]).await?;
            }
        }
        stored_record::save(work.tx(), &taken, self.encryption()).await?;
        let answer = taken.show(caller.at);
        Ok(work.commit(answer).await?)
    }

    async fn refuse_assist_request(
        &self,
        request: Request<wire::RefuseAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        mutation!(request, "RefuseAssistRequest" => caller, body, mutation);
        let ground = Ground::from_wire(body.ground());
        self.act(mutation, |request: &mut AssistRequest| {
            request.refuse(ground, &body.reason, &caller.person, caller.at)
        })
        .await
    }

    async fn return_assist_request_for_fix(
        &self,
        request: Request<wire::ReturnAssistRequestForFixRequest>,
    ) -> Answer<wire::AssistRequest> {
        mutation!(request, "ReturnAssistRequestForFix" => caller, body, mutation);
        self.act(mutation, |request: &mut AssistRequest| {
            request.return_for_fix(&body.reason, &caller.person, caller.at)
        })
        .await
    }

    async fn withdraw_assist_request(
        &self,
        request: Request<wire::WithdrawAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        mutation!(request, "WithdrawAssistRequest" => caller, body, mutation);
        self.act(mutation, |request: &mut AssistRequest| {
            request.withdraw(&body.reason, &caller.person, caller.at)
        })
        .await
    }

    async fn confirm_assist_request(
        &self,
        request: Request<wire::ConfirmAssistRequestRequest>,
    ) -> Answer<wire::AssistRequest> {
        mutation!(request, "ConfirmAssistRequest" => caller, body, mutation);
        self.act(mutation, |request: &mut AssistRequest| request.confirm(&caller.person, caller.at)).await
    }

    async fn import_assist_requests(
        &self,
        request: Request<wire::ImportAssistRequestsRequest>,
    ) -> Answer<wire::ImportAssistRequestsResponse> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "ImportAssistRequests", &body)?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        let kind = Rows::of(&caller, body.kind())?;
        import::few_enough(body.rows.len())?;
        let (rows, wrong) = self.read_requests(&caller, &mut body.rows, kind, &by).await?;
        let mut work = fresh!(self.units.begin(&key));
        wrong.check()?;
        let (all, mut v) = (rows.len(), Violations::new());
        let new =
            stored_record::new_of(work.tx(), self.encryption(), (by.region_code.as_str(), rows), &mut v)
                .await?;
        v.check()?;
        let new: Vec<AssistRequest> = new.into_iter().map(|(_, request)| request).collect();
        let answer = wire::ImportAssistRequestsResponse {
            created_count: import::count(new.len()),
            unchanged_count: import::count(all - new.len()),
            unlinked_count: import::unlinked(new.iter().map(|request| Some(&request.case))),
        };
        if body.validate_only {
            return Ok(Response::new(answer));
        }
        request_import::enter(&mut work, &new, kind).await?;
        Ok(work.commit(answer).await?)
    }
}

/// Reads a seizure without keeping it from others: who changes it takes its property first.
pub(super) async fn seizure_of(
    api: &Api,
    work: &UnitOfWork,
    mutation: &Mutation<'_>,
) -> Result<Seizure, Refusal> {
    let id = id_of::<Seizure>(mutation.name)?;
    let found =
        stored_record::get::<Seizure>(work.tx(), api.encryption(), &mutation.caller.scope(), id).await?;
    let seizure = found.ok_or_else(unknown::<Seizure>)?;
    etag::check(mutation.etag, seizure.version)?;
    Ok(seizure)
}
