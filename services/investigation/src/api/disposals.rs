//! Projects of disposal on the wire.

use kit::{
    access::{Caller, Role},
    domain::{
        Timestamp, reason,
        refusal::{Refusal, Text, Violations},
    },
    fresh, mutation,
    unit_of_work::{IdempotencyKey, Mutation},
};
use proto::investigation::v1::{self as wire, disposal_service_server::DisposalService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api, ListCall, disposal_import,
    import::{self, Rows},
    region_of,
};
use crate::{
    domain::{
        area::{Mu, SquareMetres},
        case_lookup::CaseLookup,
        disposal::Disposal,
        event_kind::EventKind,
        listing::ListingFailure,
        parcel::{self, Parcel},
        watch_draft::Author,
    },
    log_events::{Shown as _, emit, emit_of},
    messages::{
        self,
        values::{WireEnum as _, time},
    },
    store::{disposals, stored_record},
};

/// The version of the definitions behind the totals.
const DEFINITIONS: &str = "1";

impl Api {
    /// Does something with one parcel. Listing or selling one locks its number, in whatever project it stands.
    async fn parcel(
        &self,
        mutation: Mutation<'_>,
        name: &str,
        decide: impl FnOnce(&mut Parcel) -> Result<EventKind, Refusal> + Send,
    ) -> Answer<wire::Disposal> {
        let mut work = fresh!(self.units.begin(&mutation.key));
        let at = mutation.caller.at;
        let mut project: Disposal = self.lock(&work, &mutation).await?;
        let id = messages::disposal::parcel_id(&project.name(), name)?;
        let kind = project.with_parcel(id, &mutation.caller.actor(), decide)?;
        let Some(changed) = project.parcels.iter().find(|parcel| parcel.id == id) else {
            return Err(Refusal::internal(&"a parcel that was changed is gone").into());
        };
        if matches!(kind, EventKind::DisposalListed | EventKind::DisposalSold)
            && disposals::sold_elsewhere(work.tx(), self.encryption(), changed).await?
        {
            return Err(parcel::sold_already().into());
        }
        stored_record::save(work.tx(), &project, self.encryption()).await?;
        disposals::mark(work.tx(), &[(&project, changed)], self.encryption()).await?;
        emit_of(&mut work, &[(&project, project.parcel_name(id), kind)]).await?;
        let answer = project.show(at);
        Ok(work.commit(answer).await?)
    }
}

#[tonic::async_trait]
impl DisposalService for Api {
    async fn create_disposal(&self, request: Request<wire::CreateDisposalRequest>) -> Answer<wire::Disposal> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "CreateDisposal", &body)?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        if let Some(message) = &mut body.disposal {
            let question = CaseLookup::named(&message.case, &message.case_number);
            message.case_number = self.check_case(&caller, "disposal", question).await?;
        }
        let made = messages::disposal::draft_from(body.disposal.as_ref()).and_then(|draft| {
            let checked = draft.check(&self.catalogue, Uuid::now_v7, &by);
            checked.map_err(|refusal| refusal.within("disposal"))
        });
        let mut work = fresh!(self.units.begin(&key));
        let project = made?;
        disposals::add(work.tx(), std::slice::from_ref(&project), self.encryption()).await?;
        emit(&mut work, &[(&project, EventKind::DisposalProposed)]).await?;
        Ok(work.commit(project.show(caller.at)).await?)
    }

    async fn get_disposal(&self, request: Request<wire::GetDisposalRequest>) -> Answer<wire::Disposal> {
        let caller = Caller::of(&request)?;
        let found: Disposal = self.find(&caller, &request.get_ref().name).await?;
        Ok(Response::new(found.show(caller.at)))
    }

    async fn list_disposals(
        &self,
        request: Request<wire::ListDisposalsRequest>,
    ) -> Answer<wire::ListDisposalsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let call = ListCall {
            method: "ListDisposals",
            filter: &body.filter,
            order_by: "",
            page_size: body.page_size,
            page_token: &body.page_token,
        };
        let (found, next_page_token) = self.page::<Disposal>(&caller, call).await?;
        let disposals = found.iter().map(|project| project.show(caller.at)).collect();
        Ok(Response::new(wire::ListDisposalsResponse { disposals, next_page_token, ..Default::default() }))
    }

    async fn add_disposal_opinion(
        &self,
        request: Request<wire::AddDisposalOpinionRequest>,
    ) -> Answer<wire::Disposal> {
        mutation!(request, "AddDisposalOpinion" => caller, body, mutation);
        let draft = messages::disposal::opinion_draft(body.opinion.as_ref());
        let units = caller.scope().units;
        // Who holds an office of the court as well enters what a department handed in; a clerk speaks for their own.
        let own = (!caller.is_court_staff() && caller.acts_as(Role::UnitClerk)).then_some(units.as_slice());
        self.act(mutation, |project: &mut Disposal| project.give(&draft?, own, &caller.person, caller.at))
            .await
    }

    async fn fail_parcel(&self, request: Request<wire::FailParcelRequest>) -> Answer<wire::Disposal> {
        mutation!(request, "FailParcel" => caller, body, mutation);
        let mut v = Violations::new();
        let day = messages::values::date("end_date", body.end_date.as_ref(), &mut v);
        let failure = ListingFailure::from_wire(body.failure());
        if failure.is_none() {
            v.add(
                "failure",
                reason::REQUIRED,
                Text::new("请选择未成交的情形。", "Say how it came to nothing."),
            );
        }
        self.parcel(mutation, &body.parcel, |parcel| {
            v.check()?;
            let failure = failure.unwrap_or(ListingFailure::TakenBack);
            parcel.fail(failure, &body.reason, day, caller.at)
        })
        .await
    }

    async fn pay_parcel(&self, request: Request<wire::PayParcelRequest>) -> Answer<wire::Disposal> {
        mutation!(request, "PayParcel" => caller, body, mutation);
        self.parcel(mutation, &body.parcel, |parcel| parcel.pay(body.paid_fen, caller.at)).await
    }

    async fn deliver_parcel(&self, request: Request<wire::DeliverParcelRequest>) -> Answer<wire::Disposal> {
        mutation!(request, "DeliverParcel" => caller, body, mutation);
        self.parcel(mutation, &body.parcel, |parcel| parcel.deliver(&body.papers, &caller.person, caller.at))
            .await
    }

    async fn register_parcel(&self, request: Request<wire::RegisterParcelRequest>) -> Answer<wire::Disposal> {
        mutation!(request, "RegisterParcel" => caller, body, mutation);
        self.parcel(mutation, &body.parcel, |parcel| parcel.register(&body.certificate_number, caller.at))
            .await
    }

    async fn take_parcel_in_kind(
        &self,
        request: Request<wire::TakeParcelInKindRequest>,
    ) -> Answer<wire::Disposal> {
        mutation!(request, "TakeParcelInKind" => caller, body, mutation);
        let taker = messages::disposal::party("taker", body.taker.as_ref());
        self.parcel(mutation, &body.parcel, |parcel| parcel.take_in_kind(body.price_fen, taker?, caller.at))
            .await
    }

    async fn add_disposal_listing(
        &self,
        request: Request<wire::AddDisposalListingRequest>,
    ) -> Answer<wire::Disposal> {
        mutation!(request, "AddDisposalListing" => caller, body, mutation);
        let draft = messages::disposal::listing_draft(body.listing.as_ref());
        self.parcel(mutation, &body.parcel, |parcel| {
            parcel.list(&draft?, caller.at).map_err(|refusal| refusal.within("listing"))
        })
        .await
    }

    async fn sell_parcel(&self, request: Request<wire::SellParcelRequest>) -> Answer<wire::Disposal> {
        mutation!(request, "SellParcel" => caller, body, mutation);
        let buyer = messages::disposal::party("buyer", body.buyer.as_ref());
        let mut v = Violations::new();
        let when = v.timestamp("sell_time", body.sell_time.as_ref()).unwrap_or(caller.at);
        self.parcel(mutation, &body.parcel, |parcel| {
            v.check()?;
            parcel.sell(body.price_fen, buyer?, when, caller.at)
        })
        .await
    }

    async fn withdraw_disposal(
        &self,
        request: Request<wire::WithdrawDisposalRequest>,
    ) -> Answer<wire::Disposal> {
        mutation!(request, "WithdrawDisposal" => caller, body, mutation);
        self.act(mutation, |project: &mut Disposal| project.withdraw(&body.reason)).await
    }

    async fn get_disposal_totals(
        &self,
        request: Request<wire::GetDisposalTotalsRequest>,
    ) -> Answer<wire::DisposalTotals> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut v = Violations::new();
        let from = v.timestamp("from_time", body.from_time.as_ref());
        let to = v.timestamp("to_time", body.to_time.as_ref());
        v.check()?;
        let (from, to) = (from.unwrap_or(Timestamp::from_micros(0)), to.unwrap_or(caller.at));
        let totals = disposals::totals(self.store.read(), &caller.scope(), (from, to)).await?;
        Ok(Response::new(wire::DisposalTotals {
            projects: totals.projects,
            parcels_listed: totals.listed,
            parcels_sold: totals.sold,
            area_mu: Mu::of_parts(totals.land).to_string(),
            floor_area_m2: SquareMetres::of_parts(totals.floor).to_string(),
            proceeds_fen: totals.price,
            sale_rate_ppm: (totals.listed > 0).then(|| totals.sold * 1_000_000 / totals.listed),
            from_time: time(Some(from)),
            to_time: time(Some(to)),
            definition_version: DEFINITIONS.to_owned(),
        }))
    }

    async fn import_disposals(
        &self,
        request: Request<wire::ImportDisposalsRequest>,
    ) -> Answer<wire::ImportDisposalsResponse> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let key = IdempotencyKey::new(&caller, &body.request_id, "ImportDisposals", &body)?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        let kind = Rows::of(&caller, body.kind())?;
        import::few_enough(body.rows.len())?;
        let (rows, wrong) = self.read_disposals(&caller, &mut body.rows, kind, &by).await?;
        let mut work = fresh!(self.units.begin(&key));
        wrong.check()?;
        let all = rows.len();
        let new = disposal_import::new_of(&work, &by, rows).await?;
        let answer = wire::ImportDisposalsResponse {
            created_count: import::count(new.len()),
            unchanged_count: import::count(all - new.len()),
            unlinked_count: import::unlinked(new.iter().map(|project| project.case.as_ref())),
        };
        if body.validate_only {
            return Ok(Response::new(answer));
        }
        disposal_import::enter(&mut work, &new, kind).await?;
        Ok(work.commit(answer).await?)
    }
}
