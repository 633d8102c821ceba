//! Reading one case, and the place of an entry in its story.

use kit::{access::Caller, domain::refusal::Refusal};

use super::Api;
use crate::{
    domain::case::{self, Case},
    store::cases,
};

impl Api {
    pub(crate) async fn read_case(&self, caller: &Caller, name: &str) -> Result<Case, Refusal> {
        let read = self.units.store().read();
        cases::get(read, &caller.scope(), name, self.units.encryption()).await?.ok_or_else(case::unknown)
    }
}

/// The number and the id in a page token.
pub(super) fn place(after: Vec<String>) -> Option<(i64, String)> {
    let [number, id] = <[String; 2]>::try_from(after).ok()?;
    Some((number.parse().ok()?, id))
}
