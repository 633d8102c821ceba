//! Investigation: what is known of debtors, what cooperating units are asked for, which property is held and for how
//! long, and whom the police look for.
//!
//! Start with `domain` (what a request and a seizure are and what can happen to them), then `api` (how they are asked for) and
//! `store` (how they are kept). `reactions` is what happens without anybody asking: a seizure that was not renewed lapses, a
//! watch whose time ran out is withdrawn.
//!
//! Cases belong to another service: their names and numbers are kept as the caller gave them.

mod api;
pub mod domain;
mod outbound;
mod reactions;
mod store;
mod verify;

use std::sync::Arc;

use domain::outbound::Allow;
use kit::{
    access::Speaker,
    call::Peer,
    keys::Keys,
    log::Log,
    moment::Moment,
    page::Pages,
    refusal::Refusal,
    server::LARGEST_MESSAGE,
    store::{Location, Store},
};
use law::identifiers::RegionCode;
use proto::investigation::v1::{
    assist_request_service_server::AssistRequestServiceServer, debtor_service_server::DebtorServiceServer,
    disposal_service_server::DisposalServiceServer, event_service_server::EventServiceServer,
    person_watch_service_server::PersonWatchServiceServer,
    seizure_opening_service_server::SeizureOpeningServiceServer,
    seizure_service_server::SeizureServiceServer, unit_service_server::UnitServiceServer,
};
use sea_orm::DbErr;
use tonic::service::Routes;

/// Brings the service's database up to date.
pub use store::Migrator;
pub use verify::{verify_citations_in, verify_records, verify_records_in};

/// The name of the service: of its database and of its process.
pub const NAME: &str = "investigation";

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), DbErr> {
    Store::open::<Migrator>(location, NAME, keys).await?.close().await
}

/// What an installation decides about the service.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The court's name, which its papers bear.
    pub court: String,
    /// The district of the court, which the cooperating units serve.
    pub region: RegionCode,
    /// Places inside the installation's own network to which webhooks may go.
    pub webhooks: Allow,
}

/// The running service.
pub struct Investigation {
    /// To be called by the front door.
    pub peer: Peer,
    api: api::Api,
    beside: Vec<tokio::task::JoinHandle<()>>,
}

impl Investigation {
    /// Opens the database, brings it up to date and begins to react. `enforcement` is the service whose log tells what becomes of
    /// cases, and `dispatch` that whose log tells what becomes of tasks.
    pub async fn start(
        location: &Location,
        keys: &Keys,
        settings: Settings,
        enforcement: Peer,
        dispatch: Peer,
    ) -> Result<Self, DbErr> {
        let store = Store::open::<Migrator>(location, NAME, keys).await?;
        let mut service =
            Self::beside(store.clone(), keys, settings, enforcement.clone(), dispatch.clone()).await?;
        let cases = reactions::Cases::new(service.api.clone(), enforcement, Speaker::new(keys, NAME));
        let tasks = reactions::Tasks::new(service.api.clone(), dispatch, Speaker::new(keys, NAME));
        service.beside.push(kit::follow::start(store.clone(), Arc::new(cases)));
        service.beside.push(kit::follow::start(store, Arc::new(tasks)));
        Ok(service)
    }

    /// Begins over a store that is up to date, with nobody who knows cases: the caller's word is taken for them.
    pub async fn over(store: Store, keys: &Keys, settings: Settings) -> Result<Self, DbErr> {
        Self::begin(store, keys, settings, None, None).await
    }

    /// The same beside the services that know cases and tasks, without following their logs.
    pub async fn beside(
        store: Store,
        keys: &Keys,
        settings: Settings,
        enforcement: Peer,
        dispatch: Peer,
    ) -> Result<Self, DbErr> {
        let tasks = api::Tasks { dispatch, speaker: Speaker::new(keys, NAME) };
        Self::begin(store, keys, settings, Some(enforcement), Some(tasks)).await
    }

    async fn begin(
        store: Store,
        keys: &Keys,
        settings: Settings,
        cases: Option<Peer>,
        tasks: Option<api::Tasks>,
    ) -> Result<Self, DbErr> {
        let log = Log::open(&store).await?;
        let catalogue =
            domain::catalogue::Catalogue::shipped().map_err(|fault| DbErr::Custom(fault.to_string()))?;
        let upkeep = kit::upkeep::start(store.clone(), log.clone());
        let catalogue = Arc::new(catalogue);
        let printer = papers::Printer::new(&settings.court);
        let api = api::Api {
            store,
            log,
            pages: Pages::new(keys),
            catalogue,
            printer,
            settings: Arc::new(settings),
            cases,
            tasks,
        };
        let reactions = tokio::spawn(reactions::run(api.clone()));
        let webhooks = tokio::spawn(reactions::webhooks::run(api.clone()));
        let mut routes = Routes::builder();
        routes
            .add_service(UnitServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(
                AssistRequestServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE),
            )
            .add_service(SeizureServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(
                PersonWatchServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE),
            )
            .add_service(DebtorServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(DisposalServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE))
            .add_service(
                SeizureOpeningServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE),
            )
            .add_service(EventServiceServer::new(api.clone()).max_decoding_message_size(LARGEST_MESSAGE));
        let peer = kit::health::with_store(kit::server::stack(NAME, routes.routes(), keys), &api.store);
        Ok(Self { peer, api, beside: vec![reactions, webhooks, upkeep] })
    }

    /// Does what is due at a moment, as the service does by itself from time to time. For whoever can't wait, and for tests.
    pub async fn react(&self, at: Moment) -> Result<(), Refusal> {
        reactions::enter_openings(&self.api, at).await?;
        reactions::lapse(&self.api, at).await?;
        reactions::run_out(&self.api, at).await.map(|_| ())
    }

    /// Ends what runs by itself and closes the database.
    pub async fn stop(self) {
        for task in self.beside {
            task.abort();
            let _ = task.await;
        }
        if let Err(fault) = self.api.store.close().await {
            tracing::warn!(%fault, "the database did not close");
        }
    }
}
