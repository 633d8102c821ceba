//! The services of the contract, one file each: message in, domain, message out. No decision is made here.

mod court_fields;
mod courts;
mod devices;
mod identity;
pub(crate) mod import;
mod labels;
mod network;
mod people;
mod peoples_courts;
mod regions;
mod second_factor;
mod service_accounts;
mod sessions;
mod terminals;
mod upload_sessions;

use std::sync::Arc;

use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal, Text, Violations},
    },
    rpc::fair_queue::FairQueue,
    storage::{
        list::{
            PageTokens, Place,
            filter::{self, Term},
            page,
        },
        record::Page,
    },
};
use proto::{
    access::v1::{
        device_service_server::DeviceServiceServer, identity_service_server::IdentityServiceServer,
        second_factor_service_server::SecondFactorServiceServer,
        service_account_service_server::ServiceAccountServiceServer,
        session_service_server::SessionServiceServer,
        upload_session_service_server::UploadSessionServiceServer,
    },
    courts::v1::{
        court_service_server::CourtServiceServer, label_service_server::LabelServiceServer,
        network_service_server::NetworkServiceServer,
        peoples_court_service_server::PeoplesCourtServiceServer, person_service_server::PersonServiceServer,
        region_service_server::RegionServiceServer, terminal_service_server::TerminalServiceServer,
    },
};
use tonic::service::Routes;

use crate::{
    domain::{second_factor::Policy, sign_in::Times},
    store::Register,
};
pub(crate) use labels::OwnLabels;
pub(crate) use peoples_courts::to_message;
pub(crate) use sessions::new_code;

/// How many lists of places are read at a time.
const RESOLVED_AT_ONCE: usize = 2;

/// Every service of the crate, over one register.
#[derive(Clone)]
pub(crate) struct Api {
    register: Arc<Register>,
    pages: PageTokens,
    times: Times,
    second_factor: Policy,
    /// Addresses of many places are read beside the threads that answer.
    resolving: FairQueue,
}

impl Api {
    pub(crate) fn new(
        register: Arc<Register>,
        pages: PageTokens,
        times: Times,
        second_factor: Policy,
    ) -> Self {
        Self { register, pages, times, second_factor, resolving: FairQueue::new(RESOLVED_AT_ONCE, 2) }
    }

    pub(crate) fn routes(&self) -> Routes {
        const MOST: usize = kit::rpc::bounds::LARGEST_MESSAGE;
        Routes::new(RegionServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(CourtServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(PeoplesCourtServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(PersonServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(TerminalServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(LabelServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(NetworkServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(DeviceServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(IdentityServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(SessionServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(UploadSessionServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(SecondFactorServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(ServiceAccountServiceServer::new(self.clone()).max_decoding_message_size(MOST))
    }

    /// Where a page begins and how long it is.
    fn page(&self, list: &ListCall<'_>) -> Result<(String, usize), Refusal> {
        let rows = page::size(list.size)?;
        let after = self.pages.after(&list.question(), list.token)?;
        let after = after.and_then(|after| after.into_iter().next()).unwrap_or_default();
        Ok((after, usize::try_from(rows).unwrap_or(usize::MAX)))
    }

    /// After which place a page begins and how many rows it has.
    fn place(&self, list: &ListCall<'_>) -> Result<(Option<Place>, u64), Refusal> {
        let limit = page::size(list.size)?;
        let after = self.pages.after(&list.question(), list.token)?;
        Ok((after.as_deref().and_then(Place::of), limit))
    }

    /// The token of the page after one, if more follows.
    fn token<T>(&self, list: &ListCall<'_>, page: &Page<T>) -> String {
        page.next.as_ref().map_or_else(String::new, |place| self.pages.token(&list.question(), place))
    }

    /// A page of rows that are held in memory: those that meet every condition of the filter, and the token of the next page. `rows`
    /// are those after the last page, in the order of their keys. Every condition is read, so that a wrong one is refused whatever the rows are.
    fn page_of<'n, T>(
        &self,
        (list, most): (&ListCall<'_>, usize),
        terms: &[Term],
        rows: impl Iterator<Item = &'n T>,
        meets: impl Fn(&T, &Term) -> Result<bool, Refusal>,
        key: impl Fn(&T) -> String,
    ) -> Result<(Vec<&'n T>, String), Refusal> {
        let mut found = Vec::new();
        for row in rows {
            if terms.iter().try_fold(true, |all, term| Ok::<_, Refusal>(meets(row, term)? && all))? {
                found.push(row);
            }
            if found.len() > most {
                break;
            }
        }
        let next = self.next(list, &mut found, most, |row| key(row));
        Ok((found, next))
    }

    /// Cuts the row that was read too many and gives the token of the next page.
    fn next<T>(
        &self,
        list: &ListCall<'_>,
        rows: &mut Vec<T>,
        most: usize,
        key: impl Fn(&T) -> String,
    ) -> String {
        if rows.len() <= most {
            return String::new();
        }
        rows.truncate(most);
        rows.last().map_or_else(String::new, |last| self.pages.token(&list.question(), &[key(last)]))
    }
}

/// A list as it was asked for.
struct ListCall<'a> {
    method: &'static str,
    caller: &'a Caller,
    filter: &'a str,
    size: i32,
    token: &'a str,
}

impl ListCall<'_> {
    fn question(&self) -> String {
        format!("{}\n{}\n{:?}", self.method, self.filter, self.caller.scope())
    }
}

/// The one value of a condition that takes `=` alone.
fn equals<T>(term: &filter::Term, value: Option<T>, zh: &str, en: &str) -> Result<Option<T>, Refusal> {
    if term.op != filter::Op::Eq {
        return Err(filter::bad_value(term, "此字段只支持“=”。", "this field takes = alone."));
    }
    value.map(Some).ok_or_else(|| filter::bad_value(term, zh, en))
}

/// Requires a message that the contract requires.
fn required<T>(field: &str, value: Option<T>) -> Result<T, Refusal> {
    value.ok_or_else(|| {
        let mut violations = Violations::new();
        violations.add(field, reason::REQUIRED, Text::new("必填项，不能为空。", "Required; it is empty."));
        violations.into_refusal()
    })
}

/// The refusal for a region that is not in the register.
fn region_unknown(name: &str) -> Refusal {
    let name: String = name.chars().take(40).collect();
    Refusal::new(
        Kind::NotFound,
        reason::REGION_UNKNOWN,
        format!("登记册中没有区划“{name}”，请核对代码。"),
        format!("The register has no region \"{name}\"; check its code."),
    )
}
