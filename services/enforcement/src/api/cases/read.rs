//! Reading cases: one, many, and their stories.

use kit::{
    access::Caller,
    domain::refusal::Refusal,
    storage::list::{Place, page},
};
use proto::enforcement::v1 as wire;
use tonic::{Request, Response};

use super::{Answer, Api, view};
use crate::{
    domain::case::{self, Case},
    store::{cases, timeline},
};

impl Api {
    pub(crate) async fn read_case(&self, caller: &Caller, name: &str) -> Result<Case, Refusal> {
        let read = self.units.store().read();
        cases::get(read, &caller.scope(), name, self.units.encryption()).await?.ok_or_else(case::unknown)
    }

    pub(super) async fn list(
        &self,
        request: Request<wire::ListCasesRequest>,
    ) -> Answer<wire::ListCasesResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let scope = caller.scope();
        let asked = format!("ListCases\u{1e}{}\u{1e}{scope:?}", body.filter);
        let after = self.pages.after(&asked, &body.page_token)?.as_deref().and_then(Place::of);
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = cases::list(read, &scope, &body.filter, (after, limit), encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        let next_page_token = next.unwrap_or_default();
        let mut cases: Vec<_> = found.rows.iter().map(view::case).collect();
        self.name_courts(&mut cases).await;
        Ok(Response::new(wire::ListCasesResponse { cases, next_page_token }))
    }

    pub(super) async fn timeline(
        &self,
        request: Request<wire::ListCaseTimelineRequest>,
    ) -> Answer<wire::ListCaseTimelineResponse> {
        let caller = Caller::of(&request)?;
        let body = request.into_inner();
        let limit = page::size(body.page_size)?;
        let case = self.read_case(&caller, &body.parent).await?;
        let asked = format!("ListCaseTimeline\u{1e}{}", case.id);
        let after = self.pages.after(&asked, &body.page_token)?.and_then(place);
        let (read, encryption) = (self.units.store().read(), self.units.encryption());
        let found = timeline::list(read, &case.name(), after, limit, encryption).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place));
        let next_page_token = next.unwrap_or_default();
        let entries = found.rows.into_iter().map(|entry| wire::TimelineEntry {
            time: entry.at.map(kit::domain::Timestamp::to_timestamp),
            source: entry.source,
            kind: entry.kind,
            subject: entry.subject,
            summary: entry.summary,
            person: entry.person,
            amount_fen: entry.amount_fen,
            reason: entry.reason,
        });
        Ok(Response::new(wire::ListCaseTimelineResponse { entries: entries.collect(), next_page_token }))
    }
}

/// The number and the id in a page token.
fn place(after: Vec<String>) -> Option<(i64, String)> {
    let [number, id] = <[String; 2]>::try_from(after).ok()?;
    Some((number.parse().ok()?, id))
}
