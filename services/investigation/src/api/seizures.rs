//! SeizureService.

use kit::{
    access::{Caller, Role},
    domain::refusal::{Refusal, Violations},
    fresh, mutation,
    unit_of_work::{IdempotencyKey, Mutation},
};
use proto::investigation::v1::{self as wire, seizure_service_server::SeizureService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, ListCall, region_of, requests::seizure_of};
use crate::{
    domain::{
        case_lookup::CaseLookup,
        duty::Duty,
        event_kind::EventKind,
        seizure::Seizure,
        seizure_queue::{self, Ending, SeizureEvents},
    },
    log_events::{Shown as _, emit_queue_events},
    messages,
    store::{seizures, stored_record},
};

impl Api {
    /// Changes who holds a property and who waits.
    async fn act_on_queue(
        &self,
        mutation: Mutation<'_>,
        decide: impl FnOnce(&mut [Seizure], Uuid) -> Result<SeizureEvents, Refusal> + Send,
    ) -> Answer<wire::Seizure> {
        let mut work = fresh!(self.units.begin(&mutation.key));
        let one = seizure_of(self, &work, &mutation).await?;
        let id = one.id;
        let mut all = seizures::lock_queue(work.tx(), self.encryption(), one).await?;
        let version = all.iter().find(|one| one.id == id).map_or(0, |one| one.version);
        kit::unit_of_work::etag::check(mutation.etag, version)?;
        let events = decide(&mut all, id)?;
        for one in &all {
            stored_record::save(work.tx(), one, self.encryption()).await?;
        }
        emit_queue_events(&mut work, &all, &events).await?;
        let shown = all.iter().find(|one| one.id == id).map(|one| one.show(mutation.caller.at));
        Ok(work.commit(shown.unwrap_or_default()).await?)
    }
}

#[tonic::async_trait]
impl SeizureService for Api {
    async fn create_seizure(&self, request: Request<wire::CreateSeizureRequest>) -> Answer<wire::Seizure> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreateSeizure", &body)?;
        let region = region_of(&caller)?;
        if let Some(message) = &mut body.seizure {
            let question = CaseLookup::named(&message.case, &message.case_number);
            message.case_number = self.check_case(&caller, "seizure", question).await?;
        }
        let made = messages::seizure::draft_from(body.seizure.as_ref()).and_then(|draft| {
            let seizure = draft.check(Uuid::now_v7(), region, &caller.person, caller.at)?;
            Ok((seizure, EventKind::SeizureRecorded))
        });
        self.create(&caller, &key, made).await
    }

    async fn get_seizure(&self, request: Request<wire::GetSeizureRequest>) -> Answer<wire::Seizure> {
        let caller = Caller::of(&request)?;
        let found: Seizure = self.find(&caller, &request.get_ref().name).await?;
        let mut shown = found.show(caller.at);
        // Who renews or releases it writes the account into a request.
        if caller.acts_as(Role::Officer) || caller.acts_as(Role::BureauChief) {
            (shown.property_key, shown.description) = (found.property_key, found.description);
        }
        Ok(Response::new(shown))
    }

    async fn list_seizures(
        &self,
        request: Request<wire::ListSeizuresRequest>,
    ) -> Answer<wire::ListSeizuresResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = ListCall {
            method: "ListSeizures",
            filter: &body.filter,
            order_by: &body.order_by,
            page_size: body.page_size,
            page_token: &body.page_token,
        };
        let (seizures, next_page_token) = self.page::<Seizure>(&caller, call).await?;
        let seizures = seizures.iter().map(|seizure| seizure.show(caller.at)).collect();
        Ok(Response::new(wire::ListSeizuresResponse { seizures, next_page_token, ..Default::default() }))
    }

    async fn publish_seizure(&self, request: Request<wire::PublishSeizureRequest>) -> Answer<wire::Seizure> {
        mutation!(request, "PublishSeizure" => caller, body, mutation);
        let mut v = Violations::new();
        let when = v.timestamp("publish_time", body.publish_time.as_ref());
        v.optional_text("notice_number", &body.notice_number, 100);
        let checked = v.check();
        self.act_on_queue(mutation, |all, id| {
            checked?;
            if let Some(one) = all.iter().find(|one| one.id == id) {
                seizure_queue::check_four_eyes(one, &caller.actor())?;
            }
            seizure_queue::publish_by_hand(all, id, when.unwrap_or(caller.at), &body.notice_number, caller.at)
        })
        .await
    }

    async fn renew_seizure(&self, request: Request<wire::RenewSeizureRequest>) -> Answer<wire::Seizure> {
        mutation!(request, "RenewSeizure" => caller, body, mutation);
        self.act_on_queue(mutation, |all, id| {
            let one = all.iter_mut().find(|one| one.id == id);
            let one = one.ok_or_else(|| Refusal::internal(&"a seizure is not in its ledger"))?;
            let kind = one.renew(body.term_months, &body.reason, &caller.actor(), caller.at)?;
            Ok(vec![(id, kind)])
        })
        .await
    }

    async fn release_seizure(&self, request: Request<wire::ReleaseSeizureRequest>) -> Answer<wire::Seizure> {
        mutation!(request, "ReleaseSeizure" => caller, body, mutation);
        let ending = if body.disposed { Ending::Disposed } else { Ending::Released };
        self.act_on_queue(mutation, |all, id| seizure_queue::end(all, id, ending, &body.reason, caller.at))
            .await
    }

    async fn list_duties(
        &self,
        request: Request<wire::ListDutiesRequest>,
    ) -> Answer<wire::ListDutiesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = ListCall {
            method: "ListDuties",
            filter: &body.filter,
            order_by: "",
            page_size: body.page_size,
            page_token: &body.page_token,
        };
        let (duties, next_page_token) = self.page::<Duty>(&caller, call).await?;
        let duties = duties.iter().map(|duty| duty.show(caller.at)).collect();
        Ok(Response::new(wire::ListDutiesResponse { duties, next_page_token, ..Default::default() }))
    }

    async fn complete_duty(&self, request: Request<wire::CompleteDutyRequest>) -> Answer<wire::Duty> {
        mutation!(request, "CompleteDuty" => caller, body, mutation);
        self.act(mutation, |duty: &mut Duty| duty.complete(&body.outcome, caller.at)).await
    }
}
