//! The services on the wire: message in, domain call, message out. No decision is made here.
//!
//! [`act`] is the one way in which anything changes; a file for each kind of thing reads its messages and shows it.

pub(crate) mod act;
pub(crate) mod case_register;
mod debtors;
mod disposal_import;
mod disposals;
mod events;
mod import;
mod openings;
mod parties;
mod request_import;
mod request_paper;
mod requests;
mod seizures;
mod tasks;
mod units;
mod watches;
mod webhooks;

use std::{pin::Pin, sync::Arc};

use futures::Stream;
use kit::{
    access::{AssertionSigner, Caller},
    domain::refusal::Refusal,
    events::Log,
    rpc::{Peer, PeoplesCourtReader},
    storage::{
        Encryption, Store,
        list::{PageTokens, Place, page},
    },
    unit_of_work::UnitsOfWork,
};
use law::identifiers::RegionCode;
use tonic::{Response, Status};

use crate::{
    Settings,
    domain::catalogue::Catalogue,
    store::list::{self, ListParams, Listed},
};

/// The services and what they stand on.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) units: UnitsOfWork,
    pub(crate) log: Log,
    pub(crate) pages: PageTokens,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) printer: papers::Printer,
    /// The people's courts, whose papers are printed.
    pub(crate) peoples_courts: PeoplesCourtReader,
    pub(crate) settings: Arc<Settings>,
    /// The service of cases, where there is one.
    pub(crate) cases: Option<Peer>,
    /// The service of tasks, where there is one.
    pub(crate) tasks: Option<Tasks>,
}

/// The way to the service of tasks, in a caller's name or in that of the installation.
#[derive(Clone)]
pub(crate) struct Tasks {
    pub(crate) dispatch: Peer,
    pub(crate) signer: AssertionSigner,
}

/// What a method gives.
pub(crate) type Answer<T> = Result<Response<T>, Status>;

/// What a watching method gives.
pub(crate) type Watching<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// What was asked of a list.
pub(crate) struct ListCall<'a> {
    pub(crate) method: &'static str,
    pub(crate) filter: &'a str,
    pub(crate) order_by: &'a str,
    pub(crate) page_size: i32,
    pub(crate) page_token: &'a str,
}

impl Api {
    pub(crate) fn encryption(&self) -> &Encryption {
        self.store.encryption()
    }

    /// A page of things as the caller may see them, and the token of the next.
    pub(crate) async fn page<T: Listed>(
        &self,
        caller: &Caller,
        call: ListCall<'_>,
    ) -> Result<(Vec<T>, String), Refusal> {
        let limit = page::size(call.page_size)?;
        let scope = caller.scope();
        let order = list::parse_order::<T>(call.order_by)?;
        let token_context =
            format!("{}\u{1e}{}\u{1e}{}\u{1e}{scope:?}", call.method, call.filter, call.order_by);
        let after = self.pages.after(&token_context, call.page_token)?.as_deref().and_then(Place::of);
        let params = ListParams { scope: &scope, filter: call.filter, order, after, limit };
        let page = list::page(self.store.read(), self.encryption(), params).await?;
        let next = page.next.map_or_else(String::new, |place| self.pages.token(&token_context, &place));
        Ok((page.rows, next))
    }
}

/// The region of a caller's term, where the term is of the court and not of a shared court.
pub(crate) fn own_region(caller: &Caller) -> Option<RegionCode> {
    caller.grants.iter().find_map(|grant| grant.region.clone())
}

/// The region in which somebody of the court acts: that of their term.
pub(crate) fn region_of(caller: &Caller) -> Result<RegionCode, Refusal> {
    own_region(caller).ok_or_else(|| Refusal::internal(&"somebody of the court without a region"))
}
