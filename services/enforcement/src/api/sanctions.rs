//! SanctionService.

use kit::{
    access::{Caller, Role},
    etag, page,
    refusal::{Refusal, Violations},
};
use law::sanctions::Kind;
use proto::enforcement::v1::{self as wire, sanction_service_server::SanctionService};
use tonic::{Request, Response};

use super::{Answer, Api, actor, date, law as words, told_date, work};
use crate::{
    domain::{
        Happening, case,
        sanction::{self, Draft, Sanction, State},
    },
    store::{Work, cases, sanctions},
};

impl Api {
    async fn change_sanction(
        &self,
        caller: &Caller,
        mut work: Work,
        (name, etag): (&str, &str),
        decide: impl FnOnce(&mut Sanction, &mut Work) -> Result<Happening, Refusal> + Send,
    ) -> Answer<wire::Sanction> {
        let found = sanctions::get(&work.tx, &caller.scope(), name, true, work.seal()).await?;
        let mut sanction = found.ok_or_else(sanction::unknown)?;
        etag::check(etag, sanction.version)?;
        let happening = decide(&mut sanction, &mut work)?;
        work.tell(happening);
        sanctions::save(&work.tx, &sanction, work.seal()).await?;
        Ok(work.finish(view(&sanction)).await?)
    }
}

#[tonic::async_trait]
impl SanctionService for Api {
    async fn create_sanction(&self, request: Request<wire::CreateSanctionRequest>) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let mut work = work!(self, caller, body, "CreateSanction");
        let told = body.sanction.unwrap_or_default();
        let found = cases::get(&work.tx, &caller.scope(), &told.case, work.seal()).await?;
        let case = found.ok_or_else(|| case::unknown().at("sanction.case"))?;
        let proposed = Sanction::propose(draft(told), &case, &actor(&caller), caller.at);
        let (sanction, happening) = proposed.map_err(|refusal| {
            if refusal.reason() == "BAD_REQUEST" { refusal.within("sanction") } else { refusal }
        })?;
        sanctions::add(&work.tx, &sanction, work.seal()).await?;
        work.tell(happening);
        Ok(work.finish(view(&sanction)).await?)
    }

    async fn get_sanction(&self, request: Request<wire::GetSanctionRequest>) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let (read, seal) = (self.house.store.read(), self.house.seal());
        let found = sanctions::get(read, &caller.scope(), &request.get_ref().name, false, seal).await?;
        Ok(Response::new(view(&found.ok_or_else(sanction::unknown)?)))
    }

    async fn list_sanctions(
        &self,
        request: Request<wire::ListSanctionsRequest>,
    ) -> Answer<wire::ListSanctionsResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let scope = caller.scope();
        let asked = format!("ListSanctions\u{1e}{}\u{1e}{scope:?}", body.filter);
        let after = self.house.pages.after(&asked, &body.page_token)?.and_then(|mut place| place.pop());
        let (read, seal) = (self.house.store.read(), self.house.seal());
        let mut found = sanctions::list(read, &scope, &body.filter, after, limit + 1, seal).await?;
        let more = found.len() as u64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_page_token = match found.last() {
            Some(last) if more => self.house.pages.token(&asked, &[last.id.to_string()]),
            _ => String::new(),
        };
        let sanctions = found.iter().map(view).collect();
        Ok(Response::new(wire::ListSanctionsResponse { sanctions, next_page_token }))
    }

    async fn approve_sanction(
        &self,
        request: Request<wire::ApproveSanctionRequest>,
    ) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "ApproveSanction");
        let is_president = caller.acts_as(Role::President);
        self.change_sanction(&caller, work, (&body.name, &body.etag), |sanction, _| {
            sanction.approve(&body.comment, is_president, &actor(&caller), caller.at)
        })
        .await
    }

    async fn reject_sanction(&self, request: Request<wire::RejectSanctionRequest>) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "RejectSanction");
        self.change_sanction(&caller, work, (&body.name, &body.etag), |sanction, _| {
            sanction.reject(&body.reason, &actor(&caller), caller.at)
        })
        .await
    }

    async fn serve_sanction(&self, request: Request<wire::ServeSanctionRequest>) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "ServeSanction");
        let mut v = Violations::new();
        let on = match &body.date {
            None => Some(caller.at.legal_day()),
            Some(told) => v.parse("date", "DATE_MALFORMED", date(told)),
        };
        let Some(on) = on else { return Err(v.into_refusal().into()) };
        self.change_sanction(&caller, work, (&body.name, &body.etag), |sanction, work| {
            let (happening, measured) = sanction.serve(on, caller.at)?;
            work.measure([measured]);
            Ok(happening)
        })
        .await
    }

    async fn reconsider_sanction(
        &self,
        request: Request<wire::ReconsiderSanctionRequest>,
    ) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "ReconsiderSanction");
        self.change_sanction(&caller, work, (&body.name, &body.etag), |sanction, _| {
            sanction.reconsider(caller.at)
        })
        .await
    }

    async fn execute_sanction(
        &self,
        request: Request<wire::ExecuteSanctionRequest>,
    ) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "ExecuteSanction");
        self.change_sanction(&caller, work, (&body.name, &body.etag), |sanction, _| {
            sanction.execute(caller.at)
        })
        .await
    }

    async fn lift_sanction(&self, request: Request<wire::LiftSanctionRequest>) -> Answer<wire::Sanction> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let work = work!(self, caller, body, "LiftSanction");
        self.change_sanction(&caller, work, (&body.name, &body.etag), |sanction, _| {
            sanction.lift(&body.reason, caller.at)
        })
        .await
    }
}

const KINDS: [(Kind, wire::SanctionKind); 8] = [
    (Kind::Fine, wire::SanctionKind::Fine),
    (Kind::Detention, wire::SanctionKind::Detention),
    (Kind::CompelledAppearance, wire::SanctionKind::CompelledAppearance),
    (Kind::Search, wire::SanctionKind::Search),
    (Kind::DishonestList, wire::SanctionKind::DishonestList),
    (Kind::ConsumptionRestriction, wire::SanctionKind::ConsumptionRestriction),
    (Kind::ExitRestriction, wire::SanctionKind::ExitRestriction),
    (Kind::CriminalReferral, wire::SanctionKind::CriminalReferral),
];

fn draft(told: wire::Sanction) -> Draft {
    Draft {
        kind: KINDS.iter().find(|(_, wire)| *wire == told.kind()).map(|(kind, _)| *kind),
        party: told.party,
        amount_fen: told.amount_fen,
        days: told.days,
        ground: told.ground,
        evidence: told.evidence,
        emergency: told.emergency,
        same_act_before: told.same_act_before,
        summons_ignored: told.summons_ignored,
        notice_expired: told.notice_expired,
    }
}

fn view(sanction: &Sanction) -> wire::Sanction {
    let kind = KINDS.iter().find(|(kind, _)| *kind == sanction.terms.kind).map(|(_, wire)| *wire);
    let state = match sanction.state {
        State::Proposed => wire::SanctionState::Proposed,
        State::Approved => wire::SanctionState::Approved,
        State::Rejected => wire::SanctionState::Rejected,
        State::InForce => wire::SanctionState::InForce,
        State::Executed => wire::SanctionState::Executed,
        State::Lifted => wire::SanctionState::Lifted,
        State::Expired => wire::SanctionState::Expired,
    };
    let terms = &sanction.terms;
    wire::Sanction {
        name: sanction.name(),
        case: sanction.case.clone(),
        kind: kind.unwrap_or_default().into(),
        party: i32::try_from(terms.party).unwrap_or_default(),
        amount_fen: terms.amount.unwrap_or_default().get(),
        days: terms.days.unwrap_or_default().into(),
        ground: terms.ground.clone(),
        evidence: terms.evidence.clone(),
        emergency: terms.emergency,
        same_act_before: terms.same_act_before,
        summons_ignored: terms.summons_ignored,
        notice_expired: terms.notice_expired,
        state: state.into(),
        proposer: sanction.proposer.clone(),
        approver: sanction.approver.clone(),
        comment: sanction.comment.clone(),
        served_date: sanction.served.map(told_date),
        end_date: sanction.ends.map(told_date),
        lift_by: sanction.lift_by.map(told_date),
        basis: sanction.basis().iter().map(words::reason).collect(),
        reconsidered: sanction.reconsidered,
        etag: etag::of(sanction.version),
        create_time: Some(sanction.created.to_timestamp()),
        update_time: Some(sanction.updated.to_timestamp()),
    }
}
