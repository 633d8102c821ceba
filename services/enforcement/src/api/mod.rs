//! The services on the wire: message in, domain call, message out. No decision is made here.

mod approvals;
mod batches;
mod belonging;
mod case_notes;
mod cases;
mod documents;
mod files;
mod indicator;
mod indicator_query;
mod labels;
mod money;
mod money_months;
mod openings;
mod payout_files;
mod register;
mod sanctions;
mod service_acts;
mod supervised;
mod supervision;
mod tasks;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use ::law::identifiers::RegionCode;
use kit::{
    access::Caller,
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
    events::Log,
    rpc::Peer,
    storage::list::PageTokens,
    unit_of_work::{IdempotencyKey, Outcome, UnitsOfWork},
};
use prost::Message;
use proto::enforcement::v1::{
    approval_service_server::ApprovalServiceServer, batch_service_server::BatchServiceServer,
    case_note_service_server::CaseNoteServiceServer, case_opening_service_server::CaseOpeningServiceServer,
    case_service_server::CaseServiceServer, document_service_server::DocumentServiceServer,
    indicator_service_server::IndicatorServiceServer, money_month_service_server::MoneyMonthServiceServer,
    money_service_server::MoneyServiceServer, payout_file_service_server::PayoutFileServiceServer,
    sanction_service_server::SanctionServiceServer, service_act_service_server::ServiceActServiceServer,
    supervision_service_server::SupervisionServiceServer,
};
use tokio::sync::Notify;
use tonic::{Response, Status, service::Routes};

pub(crate) use crate::messages::{date, to_date};
use crate::{domain::case::Handlers, store::CaseWork};
pub(crate) use files::Files;
pub(crate) use labels::CaseLabels;
pub(crate) use register::Register;

/// The services and what they stand on.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) units: UnitsOfWork,
    pub(crate) log: Log,
    pub(crate) pages: PageTokens,
    pub(crate) printer: papers::Printer,
    pub(crate) register: Register,
    /// The service of tasks, where there is one.
    pub(crate) dispatch: Option<Peer>,
    /// The service of requests, seizures and watches, where there is one.
    pub(crate) investigation: Option<Peer>,
    /// Notified when an opening was confirmed.
    pub(crate) confirmed: Arc<Notify>,
    pub(crate) files: Files,
}

/// What a method gives.
type Answer<T> = Result<Response<T>, Status>;

/// The refusal of an import with too many rows.
fn too_many_rows(field: &str) -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::TOO_MANY_ROWS,
        "一次最多 1000 行，请分批导入。",
        "At most 1000 rows at a time.",
    )
    .at(field)
}

impl Api {
    pub(crate) fn routes(&self) -> Routes {
        let most = kit::rpc::bounds::LARGEST_MESSAGE;
        Routes::new(CaseServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(CaseOpeningServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(CaseNoteServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(ServiceActServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(DocumentServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(SanctionServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(MoneyServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(MoneyMonthServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(PayoutFileServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(BatchServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(SupervisionServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(ApprovalServiceServer::new(self.clone()).max_decoding_message_size(most))
            .add_service(IndicatorServiceServer::new(self.clone()).max_decoding_message_size(most))
    }
}

impl Api {
    /// Claims a call in a new unit of work.
    pub(crate) async fn begin<A: Message + Default>(
        &self,
        caller: &Caller,
        request_id: &str,
        method: &str,
        body: &impl Message,
    ) -> Result<Outcome<A, CaseWork>, Refusal> {
        let key = IdempotencyKey::new(caller, request_id, method, body)?;
        Ok(match self.units.begin(&key).await? {
            Outcome::Replayed(response) => Outcome::Replayed(response),
            Outcome::Fresh(work) => Outcome::Fresh(CaseWork::new(work, caller)),
        })
    }
}

/// The unit of work of a fresh call: `work!(api, caller, body, "Method")`.
macro_rules! work {
    ($api:expr, $caller:expr, $body:expr, $method:literal) => {
        kit::fresh!($api.begin(&$caller, &$body.request_id, $method, &$body))
    };
}
pub(crate) use work;

/// Reads the caller and the body of a call and begins its unit of work; a call that was carried out before has its response.
macro_rules! call {
    ($api:ident, $request:ident, $method:literal => $caller:ident, $body:ident, $work:pat) => {
        let $caller = kit::access::Caller::of(&$request)?;
        let $body = $request.into_inner();
        let $work = $crate::api::work!($api, $caller, $body, $method);
    };
}
pub(crate) use call;

impl Api {
    /// The offices and names of those who are named as handlers, and the caller's own name, who handles a case where nobody is.
    pub(crate) async fn handlers<'a>(
        &self,
        named: impl IntoIterator<Item = &'a str>,
        caller: &Caller,
    ) -> Result<Handlers, Refusal> {
        let handlers = self.register.handlers(named, caller.at).await?;
        Ok(handlers.and_called(&caller.person, &caller.display_name))
    }
}

/// The region for which somebody files: that of the first term on which the call stands.
pub(crate) fn own_region(caller: &Caller) -> Result<RegionCode, Refusal> {
    let own = caller.grants.iter().find_map(|grant| grant.region.clone());
    own.ok_or_else(|| Refusal::internal(&"an officer without a region"))
}
