//! Reading money: one, a page of many, and the place of a line of the ledger.

use kit::{
    access::Caller,
    domain::refusal::Refusal,
    storage::list::{Place, page},
};
use tonic::Request;

use super::{Api, Known};
use crate::store::stored_record::{self, ListParams};

impl Api {
    /// What a name means, in the caller's scope.
    pub(crate) async fn read_one<T: Known>(
        &self,
        request: &Request<impl Sync>,
        name: &str,
    ) -> Result<T, Refusal> {
        let scope = Caller::of(request)?.scope();
        let id = stored_record::id_of::<T>(name).ok_or_else(T::unknown)?;
        stored_record::get(self.units.store().read(), &scope, id, self.units.encryption())
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
        let params = ListParams { scope: &scope, filter, at: caller.at, after, limit };
        let found = stored_record::list(self.units.store().read(), params, self.units.encryption()).await?;
        let next = found.next.map(|place| self.pages.token(&asked, &place)).unwrap_or_default();
        Ok((found.rows, next))
    }
}

/// The number and the id in a page token.
pub(super) fn place(after: Vec<String>) -> Option<(i64, String)> {
    let [number, id] = <[String; 2]>::try_from(after).ok()?;
    Some((number.parse().ok()?, id))
}
