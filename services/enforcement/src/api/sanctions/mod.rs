//! SanctionService.

use jiff::civil::Date;
use kit::{
    access::{Caller, Role},
    domain::{
        reason,
        refusal::{Refusal, Text, Violations},
    },
    storage::list::{Place, page},
    unit_of_work::etag,
};
use proto::{
    enforcement::v1::{self as wire, sanction_service_server::SanctionService},
    google::r#type::Date as WireDate,
};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Answer, Api, date, work};
use crate::{
    domain::{
        DomainEvent, case,
        sanction::{self, Sanction},
    },
    messages::{self, legal::of_name},
    store::{CaseWork, Record, cases, sanctions},
};

impl Api {
    /// Changes one sanction: takes it, looks at the version, lets the domain decide, keeps all of it.
    async fn change_sanction(
        &self,
        caller: &Caller,
        mut work: CaseWork,
        (name, etag): (&str, &str),
        decide: impl FnOnce(&mut Sanction) -> Result<DomainEvent, Refusal> + Send,
    ) -> Answer<wire::Sanction> {
        let locked = sanctions::lock_for_update(work.tx(), &caller.scope(), name, work.encryption()).await?;
        let mut sanction = locked.ok_or_else(sanction::unknown)?;
        etag::check(etag, sanction.version)?;
        let unserved = sanction.served.is_none();
        let event = decide(&mut sanction)?;
        work.emit(event);
        if unserved {
            work.measure(sanction.measured());
        }
        sanctions::save(work.tx(), &sanction, work.encryption()).await?;
        Ok(work.commit(messages::sanction::to_message(&sanction, caller.at.legal_day())).await?)
    }
}

/// Claims a call and changes the sanction that it names.
macro_rules! act {
    ($api:ident, $request:ident, $method:literal, |$caller:ident, $body:ident, $sanction:ident| $decide:expr) => {{
        let $caller = Caller::of(&$request)?;
        let $body = $request.into_inner();
        let work = work!($api, $caller, $body, $method);
        $api.change_sanction(&$caller, work, (&$body.name, &$body.etag), |$sanction| $decide).await
    }};
}

#[tonic::async_trait]
impl SanctionService for Api {
    async fn create_sanction(&self, request: Request<wire::CreateSanctionRequest>) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut message = body.sanction.clone().unwrap_or_default();
        let name = message.case.clone();
        if let Some(sanctioned) = message.sanctioned.as_mut().filter(|subject| !subject.party.is_empty()) {
            let case = self.read_case(&caller, &name).await?;
            messages::sanction::take_party(sanctioned, &case)
                .map_err(|refusal| refusal.within("sanction.sanctioned"))?;
        }
        let terms = messages::sanction::terms_from(message, caller.at.legal_day())
            .map_err(|refusal| refusal.within("sanction"))?;
        let mut work = work!(self, caller, body, "CreateSanction");
        let found = cases::get(work.tx(), &caller.scope(), &name, work.encryption()).await?;
        let case = found.ok_or_else(case::unknown)?;
        let proposed = Sanction::propose(Uuid::now_v7(), terms, &case, &caller.actor(), caller.at);
        let sanction = proposed.map_err(|refusal| refusal.within("sanction"))?;
        sanctions::add(work.tx(), &sanction, work.encryption()).await?;
        let evidence = sanction.terms.evidence.clone();
        work.record(&sanction.name(), Record { evidence, ..Record::default() });
        work.emit(sanction.proposed());
        if body.validate_only {
            // Dropped, the work never was.
            return Ok(Response::new(messages::sanction::to_message(&sanction, caller.at.legal_day())));
        }
        Ok(work.commit(messages::sanction::to_message(&sanction, caller.at.legal_day())).await?)
    }

    async fn get_sanction(&self, request: Request<wire::GetSanctionRequest>) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = sanctions::get(read, &caller.scope(), &request.get_ref().name, encryption).await?;
        let sanction = found.ok_or_else(sanction::unknown)?;
        Ok(Response::new(messages::sanction::to_message(&sanction, caller.at.legal_day())))
    }

    async fn list_sanctions(
        &self,
        request: Request<wire::ListSanctionsRequest>,
    ) -> Answer<wire::ListSanctionsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let (limit, scope, today) = (page::size(body.page_size)?, caller.scope(), caller.at.legal_day());
        let asked = format!("ListSanctions\u{1e}{}\u{1e}{scope:?}", body.filter);
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let place = (after, limit);
        let found = sanctions::list(read, &scope, &body.filter, place, today, encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        let next_page_token = next.unwrap_or_default();
        let sanctions =
            found.rows.iter().map(|sanction| messages::sanction::to_message(sanction, today)).collect();
        Ok(Response::new(wire::ListSanctionsResponse { sanctions, next_page_token, ..Default::default() }))
    }

    async fn approve_sanction(
        &self,
        request: Request<wire::ApproveSanctionRequest>,
    ) -> Answer<wire::Sanction> {
        act!(self, request, "ApproveSanction", |caller, body, sanction| {
            let president = caller.acts_as(Role::President);
            sanction.decide(true, &body.comment, &caller.actor(), president, caller.at)
        })
    }

    async fn reject_sanction(&self, request: Request<wire::RejectSanctionRequest>) -> Answer<wire::Sanction> {
        act!(self, request, "RejectSanction", |caller, body, sanction| {
            let president = caller.acts_as(Role::President);
            sanction.decide(false, &body.comment, &caller.actor(), president, caller.at)
        })
    }

    async fn serve_sanction(&self, request: Request<wire::ServeSanctionRequest>) -> Answer<wire::Sanction> {
        act!(self, request, "ServeSanction", |caller, body, sanction| {
            sanction.serve(day(body.date.as_ref(), &caller)?, &body.service_act, caller.at)
        })
    }

    async fn execute_sanction(
        &self,
        request: Request<wire::ExecuteSanctionRequest>,
    ) -> Answer<wire::Sanction> {
        act!(self, request, "ExecuteSanction", |caller, body, sanction| {
            sanction.execute(day(body.date.as_ref(), &caller)?, caller.at)
        })
    }

    async fn lift_sanction(&self, request: Request<wire::LiftSanctionRequest>) -> Answer<wire::Sanction> {
        act!(self, request, "LiftSanction", |caller, body, sanction| {
            let Some(event) = of_name(body.event().as_str_name(), "LIFT_EVENT_") else {
                let mut v = Violations::new();
                v.add("event", reason::REQUIRED, Text::new("请选择解除的情形。", "Say what calls for it."));
                return Err(v.into_refusal());
            };
            sanction.lift(event, day(body.date.as_ref(), &caller)?, caller.at)
        })
    }

    async fn reconsider_sanction(
        &self,
        request: Request<wire::ReconsiderSanctionRequest>,
    ) -> Answer<wire::Sanction> {
        act!(self, request, "ReconsiderSanction", |caller, body, sanction| {
            sanction.reconsider(day(body.date.as_ref(), &caller)?, caller.at)
        })
    }

    async fn decide_reconsideration(
        &self,
        request: Request<wire::DecideReconsiderationRequest>,
    ) -> Answer<wire::Sanction> {
        act!(self, request, "DecideReconsideration", |caller, body, sanction| {
            sanction.decide_reconsideration(body.upheld, day(body.date.as_ref(), &caller)?, caller.at)
        })
    }
}

/// The stated day, or today.
fn day(message: Option<&WireDate>, caller: &Caller) -> Result<Date, Refusal> {
    let Some(message) = message else { return Ok(caller.at.legal_day()) };
    let mut v = Violations::new();
    let day = v.parse("date", reason::DATE_MALFORMED, date(message));
    day.ok_or_else(|| v.into_refusal())
}
