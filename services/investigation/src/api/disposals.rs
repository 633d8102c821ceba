//! Projects of disposal on the wire.

use kit::{
    access::{Caller, Role},
    moment::Moment,
    once::Call,
    refusal::{Refusal, Text, Violations},
};
use proto::investigation::v1::{self as wire, disposal_service_server::DisposalService};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{
    Answer, Api, Asked,
    act::{Act, Shown as _, Start, act},
    case_register::CaseQuestion,
    disposal_words, region_of,
    translate::{self, Translated as _, time},
};
use crate::{
    domain::{
        area::{Mu, SquareMetres},
        disposal::Disposal,
        happening::Happening,
        listing::ListingFailure,
        parcel::{self, Parcel},
        watch_draft::Author,
    },
    store::{disposals, kept},
};

/// The version of the definitions behind the totals.
const DEFINITIONS: &str = "1";

impl Api {
    /// Does something with one parcel. Whoever lists or sells one is alone with its number, in whatever project it stands.
    async fn parcel(
        &self,
        act: Act<'_>,
        name: &str,
        decide: impl FnOnce(&mut Parcel) -> Result<Happening, Refusal> + Send,
    ) -> Answer<wire::Disposal> {
        let begun = match self.begin::<wire::Disposal>(&act.call).await? {
            Start::Before(answer) => return Ok(Response::new(answer)),
            Start::Now(begun) => begun,
        };
        let (tx, at) = (&begun.tx, act.caller.at);
        let mut project: Disposal = self.take(&begun, &act).await?;
        let id = disposal_words::parcel_id(&project.name(), name)?;
        let happening = project.with_parcel(id, &act.caller.person, decide)?;
        let Some(changed) = project.parcels.iter().find(|parcel| parcel.id == id) else {
            return Err(Refusal::internal(&"a parcel that was changed is gone").into());
        };
        if matches!(happening, Happening::DisposalListed | Happening::DisposalSold)
            && disposals::sold_elsewhere(tx, self.seal(), changed).await?
        {
            return Err(parcel::sold_already().into());
        }
        kept::save(tx, &project, self.seal()).await?;
        disposals::mark(tx, &[(&project, changed)], self.seal()).await?;
        self.tell_of(tx, &[(&project, project.parcel_name(id), happening)], at).await?;
        let answer = project.show(at);
        self.finish(begun, answer).await
    }
}

#[tonic::async_trait]
impl DisposalService for Api {
    async fn create_disposal(&self, request: Request<wire::CreateDisposalRequest>) -> Answer<wire::Disposal> {
        let caller = Caller::of(&request)?;
        let mut body = request.into_inner();
        let call = Call::new(&caller, &body.request_id, "CreateDisposal", &body)?;
        let by = Author { person: &caller.person, region_code: region_of(&caller)?, at: caller.at };
        if let Some(told) = &mut body.disposal {
            let question = CaseQuestion::named(&told.case, &told.case_number);
            told.case_number = self.check_case(&caller, "disposal", question).await?;
        }
        let made = disposal_words::draft(body.disposal.as_ref()).and_then(|draft| {
            let checked = draft.check(&self.catalogue, Uuid::now_v7, &by);
            checked.map_err(|refusal| refusal.within("disposal"))
        });
        let begun = match self.begin::<wire::Disposal>(&call).await? {
            Start::Before(answer) => return Ok(Response::new(answer)),
            Start::Now(begun) => begun,
        };
        let project = made?;
        disposals::add(&begun.tx, std::slice::from_ref(&project), self.seal()).await?;
        self.tell(&begun.tx, &[(&project, Happening::DisposalProposed)], caller.at).await?;
        self.finish(begun, project.show(caller.at)).await
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
        let asked = Asked {
            method: "ListDisposals",
            filter: &body.filter,
            order_by: "",
            page_size: body.page_size,
            page_token: &body.page_token,
        };
        let (found, next_page_token) = self.page::<Disposal>(&caller, asked).await?;
        let disposals = found.iter().map(|project| project.show(caller.at)).collect();
        Ok(Response::new(wire::ListDisposalsResponse { disposals, next_page_token }))
    }

    async fn add_disposal_opinion(
        &self,
        request: Request<wire::AddDisposalOpinionRequest>,
    ) -> Answer<wire::Disposal> {
        act!(request, "AddDisposalOpinion" => caller, body, act);
        let draft = disposal_words::opinion_draft(body.opinion.as_ref());
        let units = caller.scope().units;
        // Who holds an office of the court as well enters what a department handed in; a clerk speaks for their own.
        let own = (!caller.is_of_the_court() && caller.acts_as(Role::UnitClerk)).then_some(units.as_slice());
        self.act(act, |project: &mut Disposal| project.give(&draft?, own, &caller.person, caller.at)).await
    }

    async fn fail_parcel(&self, request: Request<wire::FailParcelRequest>) -> Answer<wire::Disposal> {
        act!(request, "FailParcel" => caller, body, act);
        let mut v = Violations::new();
        let day = translate::date("end_date", body.end_date.as_ref(), &mut v);
        let failure = ListingFailure::from_wire(body.failure());
        if failure.is_none() {
            v.add("failure", "REQUIRED", Text::new("请选择未成交的情形。", "Say how it came to nothing."));
        }
        self.parcel(act, &body.parcel, |parcel| {
            v.check()?;
            let failure = failure.unwrap_or(ListingFailure::TakenBack);
            parcel.fail(failure, &body.reason, day, caller.at)
        })
        .await
    }

    async fn pay_parcel(&self, request: Request<wire::PayParcelRequest>) -> Answer<wire::Disposal> {
        act!(request, "PayParcel" => caller, body, act);
        self.parcel(act, &body.parcel, |parcel| parcel.pay(body.paid_fen, caller.at)).await
    }

    async fn deliver_parcel(&self, request: Request<wire::DeliverParcelRequest>) -> Answer<wire::Disposal> {
        act!(request, "DeliverParcel" => caller, body, act);
        self.parcel(act, &body.parcel, |parcel| parcel.deliver(&body.papers, &caller.person, caller.at)).await
    }

    async fn register_parcel(&self, request: Request<wire::RegisterParcelRequest>) -> Answer<wire::Disposal> {
        act!(request, "RegisterParcel" => caller, body, act);
        self.parcel(act, &body.parcel, |parcel| parcel.register(&body.certificate_number, caller.at)).await
    }

    async fn take_parcel_in_kind(
        &self,
        request: Request<wire::TakeParcelInKindRequest>,
    ) -> Answer<wire::Disposal> {
        act!(request, "TakeParcelInKind" => caller, body, act);
        let taker = disposal_words::party("taker", body.taker.as_ref());
        self.parcel(act, &body.parcel, |parcel| parcel.take_in_kind(body.price_fen, taker?, caller.at)).await
    }

    async fn add_disposal_listing(
        &self,
        request: Request<wire::AddDisposalListingRequest>,
    ) -> Answer<wire::Disposal> {
        act!(request, "AddDisposalListing" => caller, body, act);
        let draft = disposal_words::listing_draft(body.listing.as_ref());
        self.parcel(act, &body.parcel, |parcel| {
            parcel.list(&draft?, caller.at).map_err(|refusal| refusal.within("listing"))
        })
        .await
    }

    async fn sell_parcel(&self, request: Request<wire::SellParcelRequest>) -> Answer<wire::Disposal> {
        act!(request, "SellParcel" => caller, body, act);
        let buyer = disposal_words::party("buyer", body.buyer.as_ref());
        let mut v = Violations::new();
        let when = translate::moment("sell_time", body.sell_time.as_ref(), &mut v).unwrap_or(caller.at);
        self.parcel(act, &body.parcel, |parcel| {
            v.check()?;
            parcel.sell(body.price_fen, buyer?, when, caller.at)
        })
        .await
    }

    async fn withdraw_disposal(
        &self,
        request: Request<wire::WithdrawDisposalRequest>,
    ) -> Answer<wire::Disposal> {
        act!(request, "WithdrawDisposal" => caller, body, act);
        self.act(act, |project: &mut Disposal| project.withdraw(&body.reason)).await
    }

    async fn get_disposal_totals(
        &self,
        request: Request<wire::GetDisposalTotalsRequest>,
    ) -> Answer<wire::DisposalTotals> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut v = Violations::new();
        let from = translate::moment("from_time", body.from_time.as_ref(), &mut v);
        let to = translate::moment("to_time", body.to_time.as_ref(), &mut v);
        v.check()?;
        let (from, to) = (from.unwrap_or(Moment::from_micros(0)), to.unwrap_or(caller.at));
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
        self.take_over_disposals(request).await
    }
}
