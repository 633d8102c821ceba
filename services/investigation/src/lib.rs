//! Investigation: what is known of debtors, what cooperating units are asked for, which property is held and for how
//! long, and whom the police look for.
//!
//! Start with `domain` (what a request and a seizure are and what can happen to them), then `api` (how they are asked for) and
//! `store` (how they are kept). `consumers` act on the other services' logs; `workers` act by time: a seizure that was not renewed
//! lapses, a watch whose time ran out is withdrawn.
//!
//! Cases belong to another service: their names and numbers are kept as the caller gave them.

mod api;
mod consumers;
pub mod domain;
mod effects;
mod log_events;
mod messages;
mod outbound;
mod store;
mod verify;
mod workers;

use std::sync::Arc;

use domain::outbound::Allow;
use kit::{
    access::{AssertionSigner, keys::Keys},
    domain::{Timestamp, refusal::Refusal},
    events::Log,
    rpc::{
        LateBoundPeer, Peer, PeoplesCourtReader, bounds::LARGEST_MESSAGE, resource_labels::ResourceLabels,
    },
    storage::{Location, Store, list::PageTokens},
    unit_of_work::UnitsOfWork,
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
pub use store::{COUNTS, LISTS, Migrator};
pub use verify::{verify_citations_in, verify_records, verify_records_in};

/// The name of the service: of its database and of its process.
pub const NAME: &str = proto::Service::Investigation.name();

/// Brings the database up to date and does nothing else.
pub async fn migrate(location: &Location, keys: &Keys) -> Result<(), DbErr> {
    Store::open::<Migrator>(location, NAME, keys).await?.close().await
}

/// What an installation decides about the service.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The district of the court, which the cooperating units serve.
    pub region: RegionCode,
    /// Places inside the installation's own network to which webhooks may go.
    pub webhooks: Allow,
}

/// The services that investigation asks.
#[derive(Clone)]
pub struct Others {
    /// The service of cases, whose log is consumed.
    pub enforcement: Peer,
    /// The service of tasks, whose log is consumed.
    pub dispatch: Peer,
    /// The service that knows the people's courts.
    pub courts: Peer,
}

/// The running service.
pub struct Investigation {
    /// To be called by the gateway.
    pub peer: Peer,
    units: UnitsOfWork,
    beside: Vec<tokio::task::JoinHandle<()>>,
}

impl Investigation {
    /// Opens the database, brings it up to date and begins to react.
    pub async fn start(
        location: &Location,
        keys: &Keys,
        settings: Settings,
        others: Others,
    ) -> Result<Self, DbErr> {
        let store = Store::open::<Migrator>(location, NAME, keys).await?;
        let mut service = Self::beside(store, keys, settings, others.clone()).await?;
        let signer = || AssertionSigner::new(keys, NAME);
        let cases = consumers::Cases::new(others.enforcement, signer());
        let tasks = consumers::Tasks::new(others.dispatch, signer());
        let units = service.units.clone();
        service.beside.push(kit::events::consumer::start(units.clone(), Arc::new(cases)));
        service.beside.push(kit::events::consumer::start(units, Arc::new(tasks)));
        Ok(service)
    }

    /// Begins over a store that is up to date, with nobody who knows cases: the caller's word is taken for them. Nothing is printed.
    pub async fn over(store: Store, keys: &Keys, settings: Settings) -> Result<Self, DbErr> {
        Self::begin(store, keys, settings, None).await
    }

    /// The same beside the services that it asks, without following their logs.
    pub async fn beside(
        store: Store,
        keys: &Keys,
        settings: Settings,
        others: Others,
    ) -> Result<Self, DbErr> {
        Self::begin(store, keys, settings, Some(others)).await
    }

    async fn begin(
        store: Store,
        keys: &Keys,
        settings: Settings,
        others: Option<Others>,
    ) -> Result<Self, DbErr> {
        let signer = || AssertionSigner::new(keys, NAME);
        let courts = others.as_ref().map_or_else(|| LateBoundPeer::default().peer(), |o| o.courts.clone());
        let peoples_courts = PeoplesCourtReader::new(courts.clone(), signer());
        let tasks = others.as_ref().map(|o| api::Tasks { dispatch: o.dispatch.clone(), signer: signer() });
        let cases = others.map(|others| others.enforcement);
        let log = Log::open(&store).await?;
        let catalogue =
            domain::catalogue::Catalogue::shipped().map_err(|fault| DbErr::Custom(fault.to_string()))?;
        let retention = kit::events::retention::start(store.clone(), log.clone());
        let folding = tokio::spawn(kit::storage::counts::keep_folded(store.clone(), store::COUNTS));
        let catalogue = Arc::new(catalogue);
        let printer = papers::Printer::default();
        let units = UnitsOfWork::new(store.clone(), log.clone());
        let api = api::Api {
            units: units.clone(),
            store,
            log,
            pages: PageTokens::new(keys),
            catalogue,
            printer,
            peoples_courts,
            settings: Arc::new(settings),
            cases,
            tasks,
        };
        let due = tokio::spawn(workers::run(units.clone()));
        let webhooks = tokio::spawn(workers::webhooks::run(units.clone(), api.settings.webhooks.clone()));
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
        let labels = ResourceLabels::of_register(courts, signer());
        let served = kit::rpc::server::stack_with(NAME, routes.routes(), keys, Some(labels));
        let peer = kit::rpc::health::with_store(served, &api.store);
        Ok(Self { peer, units, beside: vec![due, webhooks, retention, folding] })
    }

    /// Does what is due at a moment, as the service does by itself from time to time. For anyone who can't wait, and for tests.
    pub async fn react(&self, at: Timestamp) -> Result<(), Refusal> {
        effects::openings::enter(&self.units, at).await?;
        workers::lapse(&self.units, at).await?;
        workers::run_out(&self.units, at).await.map(|_| ())
    }

    /// Ends what runs by itself and closes the database.
    pub async fn stop(self) {
        for task in self.beside {
            task.abort();
            let _ = task.await;
        }
        if let Err(fault) = self.units.store().clone().close().await {
            tracing::warn!(%fault, "the database did not close");
        }
    }
}
