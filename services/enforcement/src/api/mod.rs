//! The services on the wire: message in, domain call, message out. No decision is made here.

mod figures;
mod indicator;
mod supervision;
mod supervision_view;

use kit::{log::Log, page::Pages, server::LARGEST_MESSAGE, store::Store};
use proto::enforcement::v1::{
    indicator_service_server::IndicatorServiceServer, supervision_service_server::SupervisionServiceServer,
};
use tonic::{Response, Status, service::Routes};

/// What the services stand on.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) store: Store,
    pub(crate) log: Log,
    pub(crate) pages: Pages,
}

impl Api {
    /// All services.
    #[must_use]
    pub(crate) fn routes(&self) -> Routes {
        let supervision = SupervisionServiceServer::new(self.clone());
        let indicator = IndicatorServiceServer::new(self.clone());
        Routes::new(supervision.max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(indicator.max_decoding_message_size(LARGEST_MESSAGE))
    }
}

#[cfg(test)]
mod tests;

/// What a method gives.
type Answer<T> = Result<Response<T>, Status>;
