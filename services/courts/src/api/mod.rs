//! The services of the contract, one file each: message in, domain, message out. No decision is made here.

mod convert;
mod convert_people;
mod court_fields;
mod courts;
mod identity;
pub(crate) mod import;
mod network;
mod people;
mod regions;
mod second_factor;
mod service_accounts;
mod sessions;
mod terminals;

use std::sync::Arc;

use kit::{
    access::Caller,
    filter,
    page::{self, Pages},
    refusal::{Kind, Refusal, Text, Violations},
    rows::Page,
    turns::Turns,
};
use proto::{
    access::v1::{
        identity_service_server::IdentityServiceServer,
        second_factor_service_server::SecondFactorServiceServer,
        service_account_service_server::ServiceAccountServiceServer,
        session_service_server::SessionServiceServer,
    },
    courts::v1::{
        court_service_server::CourtServiceServer, network_service_server::NetworkServiceServer,
        person_service_server::PersonServiceServer, region_service_server::RegionServiceServer,
        terminal_service_server::TerminalServiceServer,
    },
};
use tonic::service::Routes;

use crate::{
    domain::{second_factor::Policy, sign_in::Times},
    store::Register,
};
pub(crate) use sessions::new_code;

/// How many lists of places are read at a time.
const RESOLVED_AT_ONCE: usize = 2;

/// Every service of the crate, over one register.
#[derive(Clone)]
pub(crate) struct Api {
    register: Arc<Register>,
    pages: Pages,
    times: Times,
    second_factor: Policy,
    /// Addresses of many places are read beside the threads that answer.
    resolving: Turns,
}

impl Api {
    pub(crate) fn new(register: Arc<Register>, pages: Pages, times: Times, second_factor: Policy) -> Self {
        Self { register, pages, times, second_factor, resolving: Turns::new(RESOLVED_AT_ONCE, 2) }
    }

    pub(crate) fn routes(&self) -> Routes {
        const MOST: usize = kit::server::LARGEST_MESSAGE;
        Routes::new(RegionServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(CourtServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(PersonServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(TerminalServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(NetworkServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(IdentityServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(SessionServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(SecondFactorServiceServer::new(self.clone()).max_decoding_message_size(MOST))
            .add_service(ServiceAccountServiceServer::new(self.clone()).max_decoding_message_size(MOST))
    }

    /// Where a page begins and how long it is.
    fn page(&self, list: &Listing<'_>) -> Result<(String, usize), Refusal> {
        let rows = page::size(list.size)?;
        let after = self.pages.after(&list.question(), list.token)?;
        let after = after.and_then(|after| after.into_iter().next()).unwrap_or_default();
        Ok((after, usize::try_from(rows).unwrap_or(usize::MAX)))
    }

    /// The token of the page after one, if more follows.
    fn token<T>(&self, list: &Listing<'_>, page: &Page<T>) -> String {
        page.next.as_ref().map_or_else(String::new, |place| self.pages.token(&list.question(), place))
    }

    /// Cuts the row that was read too many and gives the token of the next page.
    fn next<T>(
        &self,
        list: &Listing<'_>,
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
struct Listing<'a> {
    method: &'static str,
    caller: &'a Caller,
    filter: &'a str,
    size: i32,
    token: &'a str,
}

impl Listing<'_> {
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
        violations.add(field, "REQUIRED", Text::new("必填项，不能为空。", "Required; it is empty."));
        violations.into_refusal()
    })
}

/// The refusal for a region that is not in the register.
fn region_unknown(name: &str) -> Refusal {
    let name: String = name.chars().take(40).collect();
    Refusal::new(
        Kind::NotFound,
        "REGION_UNKNOWN",
        format!("登记册中没有区划“{name}”，请核对代码。"),
        format!("The register has no region \"{name}\"; check its code."),
    )
}
