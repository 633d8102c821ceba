//! The services on the wire: message in, domain call, message out. No decision is made here.
//!
//! [`act`] is the one way in which anything changes; a file for each kind of thing reads its messages and shows it.

pub(crate) mod act;
mod case_register;
mod debtor_words;
mod debtors;
mod disposal_import;
mod disposal_words;
mod disposals;
mod events;
mod import;
mod opening_words;
mod openings;
mod request_import;
mod request_paper;
mod request_view;
mod request_words;
mod requests;
mod seizure_view;
mod seizures;
mod tasks;
mod translate;
mod units;
mod watch_words;
mod watches;
mod webhooks;

use std::{pin::Pin, sync::Arc};

use futures::Stream;
use kit::{
    access::{Caller, Speaker},
    call::Peer,
    log::Log,
    page::{self, Pages},
    refusal::Refusal,
    seal::Seal,
    store::Store,
};
use law::identifiers::RegionCode;
use tonic::{Response, Status};

use crate::{
    Settings,
    domain::catalogue::Catalogue,
    store::list::{self, Listed, Order, Question},
};

/// The services and what they stand on.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) log: Log,
    pub(crate) pages: Pages,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) printer: papers::Printer,
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
    pub(crate) speaker: Speaker,
}

/// What a method gives.
pub(crate) type Answer<T> = Result<Response<T>, Status>;

/// What a watching method gives.
pub(crate) type Watching<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// What was asked of a list.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'static str,
    pub(crate) filter: &'a str,
    pub(crate) order_by: &'a str,
    pub(crate) page_size: i32,
    pub(crate) page_token: &'a str,
}

impl Api {
    pub(crate) fn seal(&self) -> &Seal {
        self.store.seal()
    }

    /// A page of things as the caller may see them, and the token of the next.
    pub(crate) async fn page<T: Listed>(
        &self,
        caller: &Caller,
        asked: Asked<'_>,
    ) -> Result<(Vec<T>, String), Refusal> {
        let limit = page::size(asked.page_size)?;
        let scope = caller.scope();
        let order = Order::parse::<T>(asked.order_by)?;
        let question =
            format!("{}\u{1e}{}\u{1e}{}\u{1e}{scope:?}", asked.method, asked.filter, asked.order_by);
        let after = self.pages.after(&question, asked.page_token)?;
        let question_asked = Question { scope: &scope, filter: asked.filter, order, after, limit };
        let page = list::page(self.store.read(), self.seal(), question_asked).await?;
        let next = page.next.map_or_else(String::new, |place| self.pages.token(&question, &place));
        Ok((page.rows, next))
    }
}

/// The region in which somebody of the court acts: that of their term.
pub(crate) fn region_of(caller: &Caller) -> Result<RegionCode, Refusal> {
    let own = caller.grants.iter().find_map(|grant| grant.region.clone());
    own.ok_or_else(|| Refusal::internal(&"somebody of the court without a region"))
}
