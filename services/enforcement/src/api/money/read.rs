//! Reading money: one, many, and the ledger.

use kit::{
    access::Caller,
    domain::refusal::Refusal,
    storage::list::{Place, page},
};
use proto::enforcement::v1 as wire;
use tonic::{Request, Response};

use super::{Answer, Api, Known, view};
use crate::{
    domain::money::receipt::Receipt,
    store::{
        kept::{self, Question},
        money::ledger,
    },
};

impl Api {
    /// What a name means, in the caller's scope.
    pub(crate) async fn read_one<T: Known>(
        &self,
        request: &Request<impl Sync>,
        name: &str,
    ) -> Result<T, Refusal> {
        let scope = Caller::of(request)?.scope();
        let id = kept::id_of::<T>(name).ok_or_else(T::unknown)?;
        kept::get(self.units.store().read(), &scope, id, self.units.encryption())
            .await?
            .ok_or_else(T::unknown)
    }

    /// A page of a list, and the token of the next.
    pub(crate) async fn read_page<T: Known, B: Sync>(
        &self,
        request: &Request<B>,
        (filter, size, token): (&str, i32, &str),
    ) -> Result<(Vec<T>, String), Refusal> {
        let caller = Caller::of(request)?;
        let limit = page::size(size)?;
        let scope = caller.scope();
        let asked = format!("{}\u{1e}{filter}\u{1e}{scope:?}", T::TABLE);
        let after = self.pages.after(&asked, token)?.as_deref().and_then(Place::of);
        let question = Question { scope: &scope, filter, at: caller.at, after, limit };
        let found = kept::list(self.units.store().read(), question, self.units.encryption()).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place)).unwrap_or_default();
        Ok((found.rows, next))
    }

    pub(super) async fn ledger(
        &self,
        request: Request<wire::ListLedgerEntriesRequest>,
    ) -> Answer<wire::ListLedgerEntriesResponse> {
        let asked = request.get_ref();
        let limit = page::size(asked.page_size)?;
        let receipt: Receipt = self.read_one(&request, &asked.parent).await?;
        let question = format!("ListLedgerEntries\u{1e}{}", receipt.id);
        let after = self.pages.after(&question, &asked.page_token)?.and_then(place);
        let id = receipt.id.to_string();
        let mut found = ledger::lines(self.units.store().read(), &id, after, limit + 1).await?;
        let more = found.len() as u64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next_page_token = match found.last() {
            Some(last) if more => {
                self.pages.token(&question, &[last.number.to_string(), last.posting.clone()])
            }
            _ => String::new(),
        };
        let entries = found.into_iter().map(view::entry).collect();
        Ok(Response::new(wire::ListLedgerEntriesResponse { entries, next_page_token }))
    }
}

/// The number and the id in a page token.
fn place(after: Vec<String>) -> Option<(i64, String)> {
    let [number, id] = <[String; 2]>::try_from(after).ok()?;
    Some((number.parse().ok()?, id))
}
